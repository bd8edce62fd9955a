"""The tree of headings, and the sentences under them.

A heading is recognised by its list mark (一、 (一) 1. 一是 …), which the number reader has already found; the tree
follows the order in which styles of marks nest in official prose. Spans are code-point offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from llmextract.numbers import Mention
from llmextract.quantity import Kind

__all__ = ["Node", "Outline", "Sentence", "outline", "sentences"]

_LEVELS = (
    (1, re.compile(r"第.{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}[、.]")),
    (2, re.compile(r"第.{1,3}节|\([一二三四五六七八九十]{1,3}\)")),
    (3, re.compile(r"\d{1,2}[、.]")),
    (4, re.compile(r"\(\d{1,2}\)|[①-⑳]")),
    (5, re.compile(r".")),  # 一是, 一要: inside a paragraph
)
_INLINE = 5
_TITLE_END = re.compile(r"[。:;\n]")
_TERMINAL = re.compile(r"[。!?;]+[”’」)]*")
# A line of running text that stops without any of these marks has been cut by its publisher.
_CLOSED = "。!?;:”)》"
_BLOCK_START = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.是要]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.]|第.{1,3}[部章节]|[①-⑳#|]"
)
_PAIRS = {"“": "”", "「": "」", "(": ")", "《": "》"}


@dataclass(frozen=True, slots=True)
class Node:
    """One heading and what stands under it.

    Attributes:
        mark: the list mark without punctuation, as it becomes part of a path: "六", "(二)", "二是".
        title: the folded words behind the mark up to the first full stop, colon or line end.
        level: 1 (一、) to 5 (一是).
        path: the marks from the root, e.g. "六/(二)/二是".
        titles: the titles from the root, this one last.
        start, end: the span, heading included, up to the next heading of the same or a higher level.

    """

    mark: str
    title: str
    level: int
    path: str
    titles: tuple[str, ...]
    start: int
    end: int
    parent: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its number in the document (from 1) and its span, without surrounding white space."""

    number: int
    start: int
    end: int

    @property
    def id(self) -> str:
        """The name that requests use for it: "s31"."""
        return f"s{self.number}"


@dataclass(frozen=True)
class Outline:
    """All headings of a text, in order."""

    nodes: tuple[Node, ...] = field(default=())

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    def at(self, offset: int) -> Node | None:
        """The innermost node that holds `offset`, or None before the first heading."""
        i = bisect_right(self._starts, offset) - 1
        while i >= 0 and offset >= self.nodes[i].end:
            i = self.nodes[i].parent  # what holds the offset began earlier and encloses this node
        return self.nodes[i] if i >= 0 else None

    def above(self, offset: int) -> tuple[Node, ...]:
        """The nodes that hold `offset`, the outermost first."""
        found: list[Node] = []
        node = self.at(offset)
        while node is not None:
            found.append(node)
            node = self.nodes[node.parent] if node.parent >= 0 else None
        return tuple(reversed(found))

    def path(self, offset: int) -> str:
        """The path of the innermost node at `offset`; "" before the first heading."""
        node = self.at(offset)
        return node.path if node else ""


def outline(folded: str, mentions: Sequence[Mention]) -> Outline:
    """The headings of `folded`, from the list marks among its `mentions`."""
    marks = [m for m in mentions if m.kind is Kind.HEADING]
    levels = [_level(folded[m.start : m.end]) for m in marks]
    parents, ends = _nesting([m.start for m in marks], levels, len(folded))
    nodes: list[Node] = []
    for mark, level, parent_index, end in zip(marks, levels, parents, ends, strict=True):
        parent = nodes[parent_index] if parent_index >= 0 else None
        if level == _INLINE:
            end = min(end, _paragraph_end(folded, mark.start))
        label = _label(folded[mark.start : mark.end])
        title = _title(folded, mark.end)
        nodes.append(
            Node(
                label,
                title,
                level,
                f"{parent.path}/{label}" if parent else label,
                (*parent.titles, title) if parent else (title,),
                mark.start,
                min(end, parent.end) if parent else end,
                parent_index,
            )
        )
    return Outline(tuple(nodes))


def _nesting(starts: list[int], levels: list[int], length: int) -> tuple[list[int], list[int]]:
    """For each heading the index of its parent (-1: none) and where the next of its level or above begins."""
    parents, ends, open_indices = [], [length] * len(starts), list[int]()
    for i, level in enumerate(levels):
        while open_indices and levels[open_indices[-1]] >= level:
            ends[open_indices.pop()] = starts[i]
        parents.append(open_indices[-1] if open_indices else -1)
        open_indices.append(i)
    return parents, ends


def _level(mark: str) -> int:
    return next(level for level, pattern in _LEVELS if pattern.fullmatch(mark) or level == _INLINE)


def _label(mark: str) -> str:
    return mark.rstrip("、. ")


def _title(folded: str, start: int) -> str:
    end = _TITLE_END.search(folded, start)
    return folded[start : end.start() if end else len(folded)].strip()


def _paragraph_end(folded: str, start: int) -> int:
    """The end of the paragraph at `start`; a line that breaks off in mid-sentence goes on in the next."""
    end = folded.find("\n", start)
    while end != -1 and _breaks_off(folded, end):
        end = folded.find("\n", end + 1)
    return len(folded) if end == -1 else end


def _breaks_off(folded: str, newline: int) -> bool:
    """Whether the line that ends at `newline` is cut in mid-sentence and goes on in the next line."""
    line = folded[folded.rfind("\n", 0, newline) + 1 : newline].rstrip()
    end = folded.find("\n", newline + 1)
    following = folded[newline + 1 : end if end != -1 else len(folded)].strip()
    if not following or not line or line[-1] in _CLOSED or _BLOCK_START.match(following):
        return False
    return any(mark in line for mark in "。;!?")  # a sentence ends inside it: running text, no heading


def sentences(folded: str) -> tuple[Sentence, ...]:
    """The sentences of a text: cut at 。!?; and line ends, but not inside quotes, brackets or 《》, nor mid-word."""
    found: list[Sentence] = []
    for start, end in _blocks(folded):
        at = start
        for cut in _cuts(folded, start, end):
            _add(found, folded, at, cut)
            at = cut
        _add(found, folded, at, end)
    return tuple(found)


def _add(found: list[Sentence], folded: str, start: int, end: int) -> None:
    piece = folded[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        found.append(Sentence(len(found) + 1, start, start + len(stripped)))


def _blocks(folded: str) -> Iterator[tuple[int, int]]:
    """Paragraphs: lines, joined where a line breaks off in mid-sentence."""
    start = 0
    while start < len(folded):
        end = _paragraph_end(folded, start)
        yield start, end
        start = end + 1


def _cuts(folded: str, start: int, end: int) -> Iterator[int]:
    """The offsets behind the sentence ends of one paragraph."""
    closers = _closers(folded, start, end)
    for match in _TERMINAL.finditer(folded, start, end):
        i = bisect_right(closers, (match.start(), len(folded))) - 1
        if i < 0 or match.start() >= closers[i][1]:
            yield match.end()


def _closers(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the outermost closed pairs; a mark without its partner in the paragraph opens nothing."""
    spans: list[tuple[int, int]] = []
    at = start
    for match in re.finditer(r"[“「(《]", folded[start:end]):
        opening = start + match.start()
        if opening < at:
            continue
        closing = folded.find(_PAIRS[match.group()], opening, end)
        if closing != -1:
            spans.append((opening, closing))
            at = closing
    return spans
