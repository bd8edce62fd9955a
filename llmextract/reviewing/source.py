"""The source as a page shows it: paragraphs, sentences, and runs of text with the claims that rest on them.

Offsets are those of the text as published.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.clauses import Clauses
from llmextract.document import Document
from llmextract.headings import Node
from llmextract.result import LedgerEntry
from llmextract.reviewing.shown import pieces

__all__ = ["Mark", "apart", "blocks", "clause_of"]

_RUN_IN = 6  # the level of headings inside a paragraph (一是), of which only the mark is shown as one
_LONGEST_TITLE = 80  # characters
_PAGE = re.compile("\f")


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim's words in the source.

    Attributes:
        start, end: their span.
        unit: the number of what the page lists beside the source.

    """

    start: int
    end: int
    unit: int


def apart(numbers: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """The numbers in order, none inside another."""
    found: list[LedgerEntry] = []
    for number in sorted(numbers, key=lambda n: (n.start, -n.end)):
        if number.end > number.start and (not found or number.start >= found[-1].end):
            found.append(number)
    return found


def clause_of(document: Document, number: LedgerEntry) -> tuple[int, int]:
    """The words that speak of a number, itself among them."""
    visible = document.visible
    index = visible.mention_indices[number.id]
    bound = Clauses.of(visible).bound(index)
    if bound is None:
        return number.start, number.end
    mention, folded = visible.mentions[index], visible.folded
    before = folded.rfind(bound.before, mention.start - len(bound.gap), mention.start) if bound.before else -1
    behind = folded.find(bound.behind, mention.end) if bound.behind else -1
    first = mention.start if before < 0 else before
    last = mention.end if behind < 0 else behind + len(bound.behind)
    start, end, _ = visible.published(first, last)
    return min(start, number.start), max(end, number.end)


def blocks(document: Document, numbers: Sequence[LedgerEntry], marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """The paragraphs of a source, in order.

    Each has `k` (title, heading, text or furniture), `l` (the level of its heading), `p` (the page that begins above
    it) and `s`, its sentences: [number, runs], with 0 for what lies between two. A run is one of

    - "words", or ["U+202E"] for a character that is not seen: text that nothing claims;
    - {"w": pieces, "u": units, "n": number, "b": 1 in a run-in heading}: `n` is an index into `numbers`;
    - {"p": page}: the page that begins here.

    Args:
        document: the source.
        numbers: its numbers, `apart`.
        marks: the words of the claims.

    """
    return list(_Blocks(document, numbers, marks).all())


class _Blocks:
    """A source being cut up."""

    def __init__(self, document: Document, numbers: Sequence[LedgerEntry], marks: Sequence[Mark]) -> None:
        self.raw, self.visible = document.raw, document.visible
        self.numbers = numbers
        self.starts = [number.start for number in numbers]
        self.marks = sorted(marks, key=lambda mark: mark.start)
        self.mark_starts = [mark.start for mark in self.marks]
        self.widest = max((mark.end - mark.start for mark in marks), default=0)
        self.pages = [match.start() for match in _PAGE.finditer(document.raw)]
        self.headings = {start: (end, level) for start, end, level in _headings(self.visible)}
        self.heading_starts = sorted(self.headings)
        self.sentence_starts = [sentence.start for sentence in self.visible.sentences]
        self.cuts = self._cuts()

    def _cuts(self) -> list[int]:
        ends = {at for mark in self.marks for at in (mark.start, mark.end)}
        ends |= {at for start, (end, _) in self.headings.items() for at in (start, end)}
        ends |= {at for number in self.numbers for at in (number.start, number.end)}
        ends |= {at for page in self.pages for at in (page, page + 1)}
        return sorted({self._snap(at) for at in ends})

    def _snap(self, at: int) -> int:
        """Where a cut goes: behind the number that it would fall into."""
        index = bisect_left(self.starts, at) - 1
        return max(at, self.numbers[index].end) if index >= 0 else at

    def all(self) -> Iterator[dict[str, Any]]:
        first, titled, at = min(self.headings, default=len(self.raw)), False, 0
        for own_start, own_end in self.visible.paragraphs:
            start, end, words = self.visible.published(own_start, own_end)
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            if start >= end:
                continue
            yield from self._unread(at, start)
            block: dict[str, Any] = {"k": "text"}
            if self.visible.outline.is_furniture(own_start):
                block["k"] = "furniture"
            elif start in self.headings:
                ends, level = self.headings[start]
                block |= {"k": "heading" if ends >= end - 1 else "text", "l": level}
            elif not titled and start < first and len(words) <= _LONGEST_TITLE:
                block["k"], titled = "title", True
            if self._page(start) > self._page(at):
                block["p"] = self._page(start)
            yield block | {"s": list(self._sentences(start, end))}
            at = end
        yield from self._unread(at, len(self.raw))

    def _unread(self, start: int, end: int) -> Iterator[dict[str, Any]]:
        """What lies between paragraphs: nothing but white space, or characters that nobody sees."""
        if self.raw[start:end].strip():
            marks = [[piece] for marked, piece in pieces(_PAGE.sub("", self.raw[start:end])) if marked]
            yield {"k": "furniture", "s": [[0, marks]]}

    def _page(self, offset: int) -> int:
        return 1 + bisect_left(self.pages, offset)

    def _sentences(self, start: int, end: int) -> Iterator[list[Any]]:
        """The sentences of a paragraph, and what lies between them."""
        first = max(0, bisect_right(self.sentence_starts, self.visible.own(start)) - 1)
        last = bisect_left(self.sentence_starts, self.visible.own(end))
        at = start
        for sentence in self.visible.sentences[first:last]:
            a, b = map(self._snap, self.visible.published(sentence.start, sentence.end)[:2])
            a, b = max(a, at), min(b, end)
            if a > at:
                yield [0, list(self._runs(at, a))]
            if b > a:
                yield [sentence.number, list(self._runs(a, b))]
            at = max(at, b)
        if at < end:
            yield [0, list(self._runs(at, end))]

    def _runs(self, start: int, end: int) -> Iterator[Any]:
        inner = self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]
        for a, b in zip([start, *inner], [*inner, end], strict=True):
            if self.raw[a:b] == "\f":
                yield {"p": self._page(b)}
                continue
            words: list[Any] = [[piece] if marked else piece for marked, piece in pieces(self.raw[a:b])]
            run = self._run(a, b)
            if run:
                yield {"w": words, **run}
            else:
                yield from words

    def _run(self, start: int, end: int) -> dict[str, Any]:
        """What is to be told of a run: its claims, its number, whether it is a heading's."""
        index = bisect_left(self.starts, start)
        numbered = index < len(self.starts) and self.starts[index] == start
        heading = bisect_right(self.heading_starts, start) - 1
        strong = heading >= 0 and start < self.headings[self.heading_starts[heading]][0]
        units = self._units(start, end)
        return {
            **({"u": units} if units else {}),
            **({"n": index} if numbered else {}),
            **({"b": 1} if strong else {}),
        }

    def _units(self, start: int, end: int) -> list[int]:
        """The units whose words meet a span."""
        first = bisect_left(self.mark_starts, start - self.widest)
        last = bisect_left(self.mark_starts, end)
        return sorted({m.unit for m in self.marks[first:last] if m.start < end and m.end > start})


def _headings(visible: Document) -> Iterator[tuple[int, int, int]]:
    """The words of each heading as (start, end, level)."""
    for node in visible.outline.nodes:
        start, end, _ = visible.published(node.start, _heading_end(visible.folded, node))
        yield start, end, node.level


def _heading_end(folded: str, node: Node) -> int:
    marked = folded.find(node.mark, node.start, node.end)
    end = node.start if marked < 0 else marked + len(node.mark)
    if node.level == _RUN_IN or not node.title:
        return end
    titled = folded.find(node.title, node.start, node.end)
    return max(end, titled + len(node.title)) if titled >= 0 else end
