"""The tree of headings.

A heading is recognised by its list mark (一、 (一) 1. ① 一是 首先 …), by Markdown's #, or, in a text without marks, by
standing alone above longer paragraphs. The tree follows the order in which styles of marks nest in official prose.
Spans are code-point offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from llmextract.folding import fold
from llmextract.furniture import furniture
from llmextract.numbers import Mention
from llmextract.numbers.scan import scan_folded
from llmextract.quantity import Kind
from llmextract.sentences import paragraphs

__all__ = ["Node", "Outline", "outline", "outline_folded"]

_INLINE = 6
_LABELS = ("表", "图", "件")  # 表1, 图2, 附件3 head no text
_CN = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    (1, re.compile(rf"第.{{1,3}}(?:部分|章|篇|编)|{_CN}[、.]")),
    (2, re.compile(rf"第.{{1,3}}节|\({_CN}\)[、.]?|[㈠-㈩]")),
    (3, re.compile(r"\d{1,2}(?:[、.]|$|\))|[⒈-⒛]")),
    (4, re.compile(r"\(\d{1,2}\)|[①-⑳⑴-⒇❶-❿]|\d{1,2}(?:\.\d{1,2})+[.、]?")),
    (5, re.compile(r"第.{1,3}条")),
    (_INLINE, re.compile(r".+", re.DOTALL)),  # 一是, 一要, 首先: inside a paragraph
)
_TITLE_END = re.compile(r"[。:;\n]")
_LONGEST_TITLE = 60
_SPOKEN = re.compile(
    r"(?:(?<=[。;:\n])|^)[ \t]*(?P<mark>首先|其次|再次|最后|其[一二三四五六])(?=[,是要])", re.MULTILINE
)
_HASHES = re.compile(r"^[ \t]*(?P<mark>#{1,6})[ \t]+(?P<title>[^\n]+)", re.MULTILINE)
_SLIP = re.compile(r"[是要](?=[\u4e00-\u9fff])")  # (三)是注重…: half of it was written as 三是
_BRACKETED = 2
_PUNCTUATION = re.compile(r"[。;!?|:]")
_UNMARKED_LONGEST, _PARAGRAPH = 26, 40  # characters of a heading without a mark, and of the text under it


@dataclass(frozen=True, slots=True)
class Node:
    """One heading and what stands under it.

    Attributes:
        mark: the list mark without punctuation, as it becomes part of a path: "六", "(二)", "二是"; the title of a
            heading without a mark.
        title: the folded words behind the mark up to the first full stop, colon or line end.
        level: 1 (一、) to 6 (一是).
        path: the marks from the root, e.g. "六/(二)/二是".
        titles: the titles from the root, this one last.
        start, end: the span, heading included, up to the next heading of the same or a higher level.
        parent: the index of the heading above it in `Outline.nodes`; -1 for none.

    """

    mark: str
    title: str
    level: int
    path: str
    titles: tuple[str, ...]
    start: int
    end: int
    parent: int = -1


@dataclass(frozen=True)
class Outline:
    """All headings of a text, in order, and the lines that belong to none.

    Attributes:
        nodes: the headings.
        furniture: the spans of page furniture, which no heading holds.

    """

    nodes: tuple[Node, ...] = field(default=())
    furniture: tuple[tuple[int, int], ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    @cached_property
    def _furniture_starts(self) -> list[int]:
        return [start for start, _ in self.furniture]

    def is_furniture(self, offset: int) -> bool:
        """Whether `offset` lies in page furniture."""
        i = bisect_right(self._furniture_starts, offset) - 1
        return i >= 0 and offset < self.furniture[i][1]

    def at(self, offset: int) -> Node | None:
        """The innermost node that holds `offset`; None before the first heading and in page furniture."""
        if self.is_furniture(offset):
            return None
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
        """The path of the innermost node at `offset`; "" before the first heading and in page furniture."""
        node = self.at(offset)
        return node.path if node else ""


def outline(text: str) -> Outline:
    r"""The tree of headings of a text.

    Args:
        text: any string; offsets in the tree count its code points.

    Returns:
        The headings in order, each with its path from the root, and the spans of page furniture. Never raises.

    >>> [(node.path, node.title) for node in outline("一、概况\n(一)行政复议。全年收到206件").nodes]
    [('一', '概况'), ('一/(一)', '行政复议')]

    """
    folded = fold(text)
    mentions = scan_folded(text, folded)
    return outline_folded(folded, mentions, paragraphs(folded, ((m.start, m.end) for m in mentions)))


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading before it has its place in the tree."""

    start: int
    mark: str
    title: str
    level: int


def outline_folded(folded: str, mentions: Sequence[Mention], within: Sequence[tuple[int, int]]) -> Outline:
    """The headings of `folded`, from the list marks among its `mentions`; `within` are its paragraphs."""
    lines = furniture(folded)
    aside = Outline(furniture=lines)
    found = {h.start: h for h in _hashed(folded)}
    found |= {h.start: h for h in _spoken(folded)}
    for mention in mentions:
        if (
            mention.kind is Kind.HEADING
            and mention.header is None
            and folded[mention.start - 1 : mention.start] not in _LABELS
        ):
            found[mention.start] = _marked(folded, mention)
    headings = sorted((h for h in found.values() if not aside.is_furniture(h.start)), key=lambda h: h.start)
    if all(h.level == _INLINE for h in headings):
        headings = sorted([*headings, *_unmarked(folded, within, aside)], key=lambda h: h.start)
    return Outline(tuple(_tree(folded, headings, within)), lines)


def _tree(folded: str, headings: Sequence[_Heading], within: Sequence[tuple[int, int]]) -> Iterator[Node]:
    parents, ends = _nesting([h.start for h in headings], [h.level for h in headings], len(folded))
    starts = [start for start, _ in within]
    nodes: list[Node] = []
    for heading, parent_index, end in zip(headings, parents, ends, strict=True):
        parent = nodes[parent_index] if parent_index >= 0 else None
        if heading.level == _INLINE and starts:
            end = min(end, within[bisect_right(starts, heading.start) - 1][1])
        node = Node(
            heading.mark,
            heading.title,
            heading.level,
            f"{parent.path}/{heading.mark}" if parent else heading.mark,
            (*parent.titles, heading.title) if parent else (heading.title,),
            heading.start,
            min(end, parent.end) if parent else end,
            parent_index,
        )
        nodes.append(node)
        yield node


def _nesting(starts: list[int], levels: list[int], length: int) -> tuple[list[int], list[int]]:
    """For each heading the index of its parent (-1: none) and where the next of its level or above begins."""
    parents, ends, open_indices = [], [length] * len(starts), list[int]()
    for i, level in enumerate(levels):
        while open_indices and levels[open_indices[-1]] >= level:
            ends[open_indices.pop()] = starts[i]
        parents.append(open_indices[-1] if open_indices else -1)
        open_indices.append(i)
    return parents, ends


def _marked(folded: str, mention: Mention) -> _Heading:
    mark = folded[mention.start : mention.end]
    label = mark.rstrip("、., ")
    level = next(level for level, pattern in _LEVELS if pattern.fullmatch(mark))
    slip = level == _BRACKETED and _SLIP.match(folded, mention.end)
    return _Heading(mention.start, label, _title(folded, slip.end() if slip else mention.end), level)


def _spoken(folded: str) -> Iterator[_Heading]:
    """首先, 其次, 其一: list marks in words."""
    for match in _SPOKEN.finditer(folded):
        yield _Heading(match.start("mark"), match["mark"], _title(folded, match.end("mark") + 1), _INLINE)


def _hashed(folded: str) -> Iterator[_Heading]:
    """Markdown headings; the first line of a text with one # is its title and heads nothing."""
    for match in _HASHES.finditer(folded):
        depth = len(match["mark"])
        if depth == 1 and not folded[: match.start()].strip():
            continue
        title = match["title"].strip(" #*")
        if not _starts_marked(title):
            yield _Heading(
                match.start("mark"), title[:_LONGEST_TITLE], title[:_LONGEST_TITLE], max(1, min(depth - 1, _INLINE - 1))
            )


def _starts_marked(title: str) -> bool:
    return any(pattern.match(title) for _, pattern in _LEVELS[:-1])


def _unmarked(folded: str, within: Sequence[tuple[int, int]], aside: Outline) -> Iterator[_Heading]:
    """Short lines without a full stop, each above a longer paragraph; the first is the title."""
    lines = [(a, folded[a:b].strip()) for a, b in within if folded[a:b].strip() and not aside.is_furniture(a)]
    found = [
        _Heading(folded.index(text, start), text, text, 1)
        for (start, text), (_, below) in pairwise(lines[1:])
        if len(text) <= _UNMARKED_LONGEST and not _PUNCTUATION.search(text) and len(below) >= _PARAGRAPH
    ]
    yield from found if len(found) > 1 else ()


def _title(folded: str, start: int) -> str:
    end = _TITLE_END.search(folded, start, start + _LONGEST_TITLE)
    words = folded[start : end.start() if end else start + _LONGEST_TITLE].strip(" *#\t").lstrip(",、")
    return words if end else words.partition(",")[0]
