"""Cues against a document: which mentions do the words around them give to which field?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.schema.declare import FIGURE_MARK, Cue, FieldSpec, Form, Measure
from llmextract.schema.genre import Genre

__all__ = ["CueMatch", "CueMatches", "measures"]

_MEASURED_KINDS = {
    Measure.COUNT: Kind.QUANTITY,
    Measure.PEOPLE: Kind.QUANTITY,
    Measure.MONEY: Kind.QUANTITY,
    Measure.RATE: Kind.RATE,
    Measure.CHANGE: Kind.RATE,
    Measure.POINTS: Kind.POINTS,
    Measure.YEAR: Kind.DATE,
}


def measures(mention: Mention, spec: FieldSpec) -> bool:
    """Whether a mention's kind and unit can measure a field at all (money is not a count, a rate no points)."""
    if spec.form is Form.DATE:
        return mention.kind is Kind.DATE
    if spec.measure is None or mention.kind is not _MEASURED_KINDS[spec.measure]:
        return False
    if spec.measure is Measure.YEAR:
        return mention.year is not None
    if spec.measure is Measure.MONEY:
        return mention.unit == "元"
    if spec.measure in (Measure.COUNT, Measure.PEOPLE):
        return mention.unit != "元"
    return mention.unit in spec.units


@dataclass(frozen=True, slots=True)
class CueMatch:
    """One place where a field's cue points: the rank of the pattern (0 is the most telling) and the mention's index."""

    rank: int
    mention: int


class MaskedText:
    """The folded text, a sentence a line, with every data mention replaced by one mark.

    What heads a figure in a table stands right before its mark, as it would in prose.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.mention_at: dict[int, int] = {}  # offset of a mark -> index of the mention
        self._line_starts: list[int] = []
        self._contexts: dict[int, str] = {}
        lines: list[str] = []
        length = 0
        for sentence in document.sentences:
            self._line_starts.append(length)
            line = self._mask(sentence.start, sentence.end, length)
            lines.append(line)
            length += len(line) + 1
        self._lines = lines
        self.text = "\n".join(lines)

    def _mask(self, start: int, end: int, offset: int) -> str:
        folded, pieces, at, length = self.document.folded, [], start, 0
        for index in self.document.mentions_in(start, end):
            mention = self.document.mentions[index]
            if not mention.kind.is_data:
                continue
            before = _line(folded[at : mention.start]) + _headed(mention)
            pieces += [before, FIGURE_MARK]
            length += len(before) + 1
            self.mention_at[offset + length - 1] = index
            at = mention.end
        return "".join([*pieces, _line(folded[at:end])])

    def context(self, at: int) -> str:
        """The headings over a mark, the sentence before it and its own: what a cue's `within` looks at."""
        line = bisect_right(self._line_starts, at) - 1
        found = self._contexts.get(line)
        if found is None:
            found = self._contexts[line] = self._context(line)
        return found

    def _context(self, line: int) -> str:
        node = self.document.node_at(self.document.sentences[line].start)
        titles = node.titles if node else ()
        return "\n".join([*titles, *self._lines[max(0, line - 1) : line + 1]])


_COLUMN = re.compile(r"\([^()]*\)|数量|数值|数据|指标值|合计|总计|本年|(?:19|20)\d\d年?度?")


def _headed(mention: Mention) -> str:
    """What heads a figure in a table, as words that may stand before it: 收到行政复议申请 for …/数量(件)."""
    return _line(_COLUMN.sub("", mention.header).replace("/", "")) if mention.header else ""


def _line(text: str) -> str:
    """A piece of text without line ends, and without marks of its own."""
    return text.replace("\n", "").replace("\r", "").replace(FIGURE_MARK, " ")


class CueMatches:
    """Where the cues of a genre point in a document; computed once a document."""

    def __init__(self, document: Document, genre: Genre) -> None:
        self.document = document
        self.genre = genre

    @cached_property
    def by_field(self) -> dict[tuple[str, str], tuple[CueMatch, ...]]:
        """(section, field) to its matches, the most telling first, then in order of place."""
        masked = MaskedText(self.document)
        return {
            key: tuple(sorted(_matches(masked, spec, spec.cue), key=lambda m: (m.rank, m.mention)))
            for key, spec in self.genre.specs.items()
            if spec.cue and spec.measure
        }

    def mentions(self, section: str, field: str) -> frozenset[int]:
        """The indices of all mentions that a field's cue points at."""
        return frozenset(match.mention for match in self.by_field.get((section, field), ()))

    def best(self, section: str, field: str) -> tuple[int, ...]:
        """The mentions that the rules would fill a field with: the most telling, and its repetitions."""
        matches = self.by_field.get((section, field), ())
        if not matches:
            return ()
        first = self.document.mentions[matches[0].mention]
        same = {
            match.mention
            for match in matches
            if (m := self.document.mentions[match.mention]).value == first.value and m.unit == first.unit
        }
        return (matches[0].mention, *sorted(same - {matches[0].mention}))


def _matches(masked: MaskedText, spec: FieldSpec, cue: Cue) -> Iterator[CueMatch]:
    avoided = {masked.mention_at[at] for pattern in cue.avoided for at in _marks(pattern, masked.text)}
    seen: set[int] = set()
    within: dict[str, bool] = {}  # many figures of a sentence share one context
    for rank, pattern in enumerate(cue.compiled):
        for at in _marks(pattern, masked.text):
            index = masked.mention_at[at]
            if index in seen or index in avoided or not _accepted(masked.document.mentions[index], spec):
                continue
            context = masked.context(at)
            if context not in within:
                within[context] = cue.context is None or bool(cue.context.search(context))
            if within[context]:
                seen.add(index)
                yield CueMatch(rank, index)


def _accepted(mention: Mention, spec: FieldSpec) -> bool:
    return measures(mention, spec) and (not spec.units or mention.unit in spec.units)


def _marks(pattern: object, text: str) -> Iterator[int]:
    """The offsets of the figure marks that a pattern finds, overlapping finds included."""
    at = 0
    while match := pattern.search(text, at):  # type: ignore[attr-defined]
        yield match.start("figure")
        at = match.start() + 1
