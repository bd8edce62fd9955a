"""Sentences: cut at 。!?; and line ends, but never inside quotes, brackets and 《》, nor in mid-word.

English lines have ends of their own (`llmextract.english_sentences`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from llmextract import english_sentences
from llmextract.script import english_lines

__all__ = ["Sentence", "filled_lines", "paragraphs", "sentences"]

_TERMINAL = re.compile(r"[。!?;]+[”’」』)]*")
# A line of running text that stops without any of these marks has been cut by its publisher.
_CLOSED = "。!?;:”)》|"
_BLOCK_START = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.是要]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d)|第.{1,3}[部章节]|[①-⑳#|*]"
)
_PAIRS = {"“": "”", "「": "」", "『": "』", "(": ")", "《": "》", "〔": "〕", "【": "】", "‘": "’", "[": "]"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_PAIR = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_CLOSERS)) + "]")
_DEEPEST = 64  # brackets open at once; deeper ones are no prose
_NARROWEST = 18  # characters: a shorter line that stops in mid-sentence is a heading or a cell
_RAGGED = 2  # characters by which lines set to one width differ
_FEWEST_SET = 4  # such lines make a text one that was set to a width


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


def sentences(folded: str, within: Iterable[tuple[int, int]] | None = None) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; together they hold all its characters but white space.

    Args:
        folded: the folded text.
        within: its paragraphs, where they are already at hand.

    """
    found: list[Sentence] = []
    english = _English(folded)
    for start, end in paragraphs(folded) if within is None else within:
        at = start
        for cut in _cuts(folded, start, end, english=english.holds(start, end)):
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


def paragraphs(folded: str, numbers: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The spans of the paragraphs: lines, joined where a line breaks off in mid-sentence.

    Args:
        folded: the folded text.
        numbers: the spans of its numbers; a line end inside one never ends a paragraph.

    """
    cut = {folded.find("\n", start, end) for start, end in numbers}
    lines = list(_lines(folded))
    width = _width(folded, lines)
    english = _English(folded)
    widths = english_sentences.widths(folded, lines) if english else []
    found: list[tuple[int, int]] = []
    begin = None
    for i, (start, end) in enumerate(lines):
        begin = start if begin is None else begin
        goes_on = end in cut
        if not goes_on and i + 1 < len(lines):
            following = lines[i + 1]
            if english and english.holds(start, end):
                goes_on = english.holds(*following) and _wraps(folded, (start, end), following, widths[i])
            else:
                goes_on = _breaks_off(folded, (start, end), following, width)
        if not goes_on:
            found.append((begin, end))
            begin = None
    return found


class _English:
    """The English lines of a text."""

    def __init__(self, folded: str) -> None:
        lines = english_lines(folded)
        self._starts = [start for start, _ in lines]
        self._ends = [end for _, end in lines]

    def __bool__(self) -> bool:
        return bool(self._starts)

    def holds(self, start: int, end: int) -> bool:
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and end <= self._ends[i]


def _wraps(folded: str, line_span: tuple[int, int], next_span: tuple[int, int], width: int) -> bool:
    line, following = folded[slice(*line_span)].strip(), folded[slice(*next_span)].strip()
    return bool(line and following) and english_sentences.goes_on(line, following, width)


def _lines(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(folded):
        end = folded.find("\n", start)
        end = len(folded) if end == -1 else end
        yield start, end
        start = end + 1


def filled_lines(folded: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that are not blank: the offset of the first character that is no space, and the words."""
    for start, end in _lines(folded):
        line = folded[start:end]
        if words := line.strip():
            yield start + len(line) - len(line.lstrip()), words


def _width(folded: str, lines: list[tuple[int, int]]) -> int:
    """The width to which a publisher has set running text, in characters; 0 where lines are whole paragraphs."""
    lengths: Counter[int] = Counter()
    for start, end in lines:
        line = folded[start:end].strip()
        if len(line) >= _NARROWEST and line[-1] not in _CLOSED and not _BLOCK_START.match(line):
            lengths[len(line)] += 1
    width, _ = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return width if sum(lengths[width + d] for d in range(-_RAGGED, _RAGGED + 1)) >= _FEWEST_SET else 0


def _breaks_off(folded: str, line_span: tuple[int, int], next_span: tuple[int, int], width: int) -> bool:
    """Whether a line is cut in mid-sentence and goes on in the next."""
    line, following = folded[slice(*line_span)].rstrip(), folded[slice(*next_span)].strip()
    if not following or not line or line[-1] in _CLOSED or _BLOCK_START.match(following):
        return False
    if any(mark in line for mark in "。;!?"):  # a sentence ends inside it: running text, no heading
        return True
    return bool(width) and abs(len(line.strip()) - width) <= _RAGGED


def _cuts(folded: str, start: int, end: int, *, english: bool) -> Iterator[int]:
    """The offsets behind the sentence ends of one paragraph."""
    pairs = _outer_pairs(folded, start, end)
    openings = [pair[0] for pair in pairs]
    if english:
        for first, behind in english_sentences.ends(folded, start, end):
            i = bisect_right(openings, first) - 1
            if i < 0 or behind > pairs[i][1]:
                yield behind
        return
    for match in _TERMINAL.finditer(folded, start, end):
        i = bisect_right(openings, match.start()) - 1
        if i < 0 or match.start() >= pairs[i][1]:
            yield match.end()


def _outer_pairs(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the outermost closed pairs; a mark without its partner in the paragraph opens nothing."""
    open_marks: list[tuple[str, int]] = []
    spans: list[tuple[int, int]] = []
    for match in _PAIR.finditer(folded, start, end):
        mark, at = match.group(), match.start()
        if mark in _PAIRS:
            if len(open_marks) < _DEEPEST:
                open_marks.append((mark, at))
            continue
        opener = _CLOSERS[mark]
        for i in range(len(open_marks) - 1, -1, -1):
            if open_marks[i][0] == opener:
                opening = open_marks[i][1]
                del open_marks[i:]
                while spans and spans[-1][0] > opening:
                    spans.pop()
                spans.append((opening, at))
                break
    return spans
