"""Cues against a document: which mentions do the words around them give to which field?

A cue is tried for one figure at a time, against its sentence: there the figure in question is one mark (`#` of the
cue), every other figure another (`@`). So no figure hides the next, and `avoid` means exactly the figure it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.rules.needs import Needs, needs
from llmextract.schema.declare import FIGURE_MARK, OTHER_MARK, Cue, FieldSpec, Form, Measure
from llmextract.schema.genre import Genre
from llmextract.sentences import Sentence

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


class _Line:
    """One sentence that holds data: its text with a mark for each figure, and what stands over it."""

    def __init__(self, document: Document, sentence: Sentence, before: Sentence | None, data: tuple[int, ...]) -> None:
        self._document = document
        self._sentence = sentence
        self._before = before
        self.data = data
        self.text, self._marks = _masked(document, sentence, data)
        self._views: dict[int, str] = {}

    def view(self, index: int) -> str:
        """The line with the mark of this mention set apart."""
        found = self._views.get(index)
        if found is None:
            at = self._marks[index]
            found = self._views[index] = f"{self.text[:at]}{FIGURE_MARK}{self.text[at + 1 :]}"
        return found

    @cached_property
    def titles(self) -> str:
        """The headings over the line, one a line."""
        node = self._document.node_at(self._sentence.start)
        return "\n".join(node.titles) if node else ""

    @cached_property
    def context(self) -> str:
        """The headings, the sentence before and the line: what a cue's `within` looks at."""
        before = self._before
        data = tuple(_data(self._document, before)) if before else ()
        earlier = _masked(self._document, before, data)[0] if before else ""
        return "\n".join([self.titles, earlier, self.text])


def _data(document: Document, sentence: Sentence) -> Iterator[int]:
    return (i for i in document.mentions_in(sentence.start, sentence.end) if document.mentions[i].kind.is_data)


def _masked(document: Document, sentence: Sentence, data: tuple[int, ...]) -> tuple[str, dict[int, int]]:
    """A sentence with marks for its figures, and where they stand in it by the index of the mention.

    What heads a figure in a table stands right before its mark, as it would in prose.
    """
    folded, pieces, at, length = document.folded, [], sentence.start, 0
    marks: dict[int, int] = {}
    for index in data:
        mention = document.mentions[index]
        before = _plain(folded[at : mention.start]) + _headed(mention)
        pieces += [before, OTHER_MARK]
        length += len(before) + 1
        marks[index] = length - 1
        at = mention.end
    return "".join([*pieces, _plain(folded[at : sentence.end])]), marks


_COLUMN = re.compile(r"\([^()]*\)|数量|数值|数据|指标值|合计|总计|本年|(?:19|20)\d\d年?度?")
_NO_TEXT = str.maketrans({"\n": None, "\r": None, FIGURE_MARK: " ", OTHER_MARK: " "})


def _headed(mention: Mention) -> str:
    """What heads a figure in a table, as words that may stand before it: 收到行政复议申请 for …/数量(件)."""
    return _plain(_COLUMN.sub("", mention.header).replace("/", "")) if mention.header else ""


def _plain(text: str) -> str:
    """A piece of text without line ends, and without marks of its own."""
    return text.translate(_NO_TEXT)


class _Lines:
    """The sentences of a document that hold data, and which of them hold a piece of text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all: list[_Line] = []
        self.line_of: dict[int, _Line] = {}
        previous: Sentence | None = None
        for sentence in document.sentences:
            data = tuple(_data(document, sentence))
            if data:
                line = _Line(document, sentence, previous, data)
                self.all.append(line)
                self.line_of |= dict.fromkeys(data, line)
            previous = sentence
        self._holding: dict[str, int] = {FIGURE_MARK: -1}
        self._meeting: dict[Needs, int] = {}
        self._clauses: dict[frozenset[str], int] = {}
        self._whole = "\n".join(line.text for line in self.all)

    def meeting(self, needed: Needs) -> int:
        """The lines, as bits, that hold what a pattern needs."""
        found = self._meeting.get(needed)
        if found is None:
            found = (1 << len(self.all)) - 1
            for clause in needed:
                found &= self._any(clause)
                if not found:
                    break
            self._meeting[needed] = found
        return found

    def _any(self, clause: frozenset[str]) -> int:
        found = self._clauses.get(clause)
        if found is None:
            found = 0
            for piece in clause:
                found |= self._holds(piece)
            self._clauses[clause] = found
        return found

    def _holds(self, piece: str) -> int:
        """The lines with a piece of text; any mark may become the one of the figure in question."""
        found = self._holding.get(piece)
        if found is None:
            sought, found = piece.replace(FIGURE_MARK, OTHER_MARK), 0
            if sought in self._whole:
                for number, line in enumerate(self.all):
                    if sought in line.text:
                        found |= 1 << number
            self._holding[piece] = found
        return found

    def bits(self, mentions: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Mentions by the number of their line."""
        wanted = frozenset(mentions)
        found = ((number, tuple(i for i in line.data if i in wanted)) for number, line in enumerate(self.all))
        return {number: indices for number, indices in found if indices}


class CueMatches:
    """Where the cues of a genre point in a document; computed once a document."""

    def __init__(self, document: Document, genre: Genre) -> None:
        self.document = document
        self.genre = genre

    @cached_property
    def by_field(self) -> dict[tuple[str, str], tuple[CueMatch, ...]]:
        """(section, field) to its matches, the most telling first, then in order of place."""
        matcher = _Matcher(self.document)
        return {
            (section, field): matcher.matches(spec, spec.cue, self.genre.sections[section].outside)
            for (section, field), spec in self.genre.specs.items()
            if spec.cue and spec.measure
        }

    @cached_property
    def _sets(self) -> dict[tuple[str, str], frozenset[int]]:
        return {key: frozenset(match.mention for match in matches) for key, matches in self.by_field.items()}

    @cached_property
    def fields_at(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """The index of a mention to the fields whose cues point at it."""
        found: dict[int, list[tuple[str, str]]] = {}
        for key, matches in self.by_field.items():
            for match in matches:
                found.setdefault(match.mention, []).append(key)
        return {index: tuple(keys) for index, keys in found.items()}

    def mentions(self, section: str, field: str) -> frozenset[int]:
        """The indices of all mentions that a field's cue points at."""
        return self._sets.get((section, field), frozenset())

    def best(self, section: str, field: str) -> tuple[int, ...]:
        """The mentions that the rules would fill a field with: the most telling, and its repetitions."""
        return self._best.get((section, field), ())

    @cached_property
    def _best(self) -> dict[tuple[str, str], tuple[int, ...]]:
        return {key: self._repetitions(matches) for key, matches in self.by_field.items() if matches}

    def _repetitions(self, matches: tuple[CueMatch, ...]) -> tuple[int, ...]:
        first = self.document.mentions[matches[0].mention]
        same = {
            match.mention
            for match in matches
            if (m := self.document.mentions[match.mention]).value == first.value and m.unit == first.unit
        }
        return (matches[0].mention, *sorted(same - {matches[0].mention}))


class _Matcher:
    """The cues tried on one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = _Lines(document)
        self._accepted: dict[tuple[Measure | None, frozenset[str]], dict[int, tuple[int, ...]]] = {}

    def matches(self, spec: FieldSpec, cue: Cue, outside: str) -> tuple[CueMatch, ...]:
        """Every figure that the cue points at and that stands under no heading `outside`."""
        apart = re.compile(outside) if outside else None
        found: list[CueMatch] = []
        for index, rank in self._pointed(spec, cue).items():
            line = self._lines.line_of[index]
            if self._avoided(cue, line, index) or (cue.context and not cue.context.search(line.context)):
                continue
            if apart is None or not apart.search(line.titles):
                found.append(CueMatch(rank, index))
        return tuple(sorted(found, key=lambda match: (match.rank, match.mention)))

    def _pointed(self, spec: FieldSpec, cue: Cue) -> dict[int, int]:
        """The figures at which some pattern points, with the rank of the first that does."""
        usable = self._usable(spec)
        found: dict[int, int] = {}
        for rank, pattern in enumerate(cue.compiled):
            lines = self._lines.meeting(needs(pattern)) if usable else 0
            for number in usable if lines else ():
                if lines >> number & 1:
                    line = self._lines.all[number]
                    for index in usable[number]:
                        if index not in found and pattern.search(line.view(index)):
                            found[index] = rank
        return found

    def _avoided(self, cue: Cue, line: _Line, index: int) -> bool:
        view = line.view(index)
        return any(pattern.search(view) for pattern in cue.avoided)

    def _usable(self, spec: FieldSpec) -> dict[int, tuple[int, ...]]:
        """The figures that can measure the field, in its units, by the number of their line."""
        key = (spec.measure, spec.units)
        found = self._accepted.get(key)
        if found is None:
            mentions = self._document.mentions
            fitting = (i for i in self._lines.line_of if _accepted(mentions[i], spec))
            found = self._accepted[key] = self._lines.bits(fitting)
        return found


def _accepted(mention: Mention, spec: FieldSpec) -> bool:
    return measures(mention, spec) and (not spec.units or mention.unit in spec.units)
