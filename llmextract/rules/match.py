"""Cues against a document: which mentions do the words around them give to which field?

A cue is tried for one figure at a time, against its sentence: there the figure in question is one mark (`#` of the
cue), every other figure another (`@`). So no figure hides the next, and `avoid` means exactly the figure it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.rules.lines import Lines
from llmextract.rules.needs import needs
from llmextract.schema.declare import Cue, FieldSpec, Form, Measure
from llmextract.schema.genre import Genre

__all__ = ["CueMatch", "CueMatches", "measures"]


def measures(mention: Mention, spec: FieldSpec) -> bool:
    """Whether a mention's kind and unit can measure a field at all (money is not a count, a rate no points)."""
    if spec.form is Form.DATE:
        return mention.kind is Kind.DATE
    if spec.kind is None or mention.kind is not spec.kind:
        return False
    if spec.kind is Kind.QUANTITY:
        return (mention.unit == "元") is (spec.measure is Measure.MONEY)
    return mention.year is not None if spec.kind is Kind.DATE else mention.unit in spec.units


@dataclass(frozen=True, slots=True)
class CueMatch:
    """One place where a field's cue points: the rank of the pattern (0 is the most telling) and the mention's index."""

    rank: int
    mention: int


class CueMatches:
    """Where the cues of a genre point in a document; computed once a document."""

    def __init__(self, document: Document, genre: Genre) -> None:
        self.document = document
        self.genre = genre

    @cached_property
    def by_field(self) -> dict[tuple[str, str], tuple[CueMatch, ...]]:
        """(section, field) to its matches, the most telling first, then in order of place."""
        matcher = self._matcher
        return {
            (section, field): matcher.matches(spec, spec.cue, self.genre.sections[section].outside)
            for (section, field), spec in self.genre.specs.items()
            if spec.cue and spec.measure
        }

    @cached_property
    def _matcher(self) -> _Matcher:
        return _Matcher(self.document)

    def refuses(self, section: str, field: str, index: int) -> bool:
        """Whether a cue forbids a figure: what it avoids stands there, or its context or headings do not fit."""
        spec = self.genre.specs.get((section, field))
        if spec is None or spec.cue is None:
            return False
        return self._matcher.refuses(spec.cue, self.genre.sections[section].outside, index)

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
            if (m := self.document.mentions[match.mention]).value == first.value and _same_unit(m, first)
        }
        return (matches[0].mention, *sorted(same - {matches[0].mention}))


def _same_unit(one: Mention, two: Mention) -> bool:
    """Whether two figures count alike; a cell of a table may leave its unit to what heads it."""
    return one.unit == two.unit or any(m.unit is None and m.header for m in (one, two))


class _Matcher:
    """The cues tried on one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = Lines(document)
        self._by_measure: dict[tuple[Measure | None, frozenset[str]], tuple[dict[int, list[int]], int]] = {}

    def matches(self, spec: FieldSpec, cue: Cue, outside: str) -> tuple[CueMatch, ...]:
        """Every figure that the cue points at and that stands under no heading `outside`."""
        found = (CueMatch(rank, i) for i, rank in self._pointed(spec, cue).items() if not self.refuses(cue, outside, i))
        return tuple(sorted(found, key=lambda match: (match.rank, match.mention)))

    def refuses(self, cue: Cue, outside: str, index: int) -> bool:
        """Whether a cue forbids a figure at which some pattern of it may point."""
        line = self._lines.line_of.get(index)
        if line is None:
            return True
        view = line.view(index)
        if any(pattern.search(view) for pattern in cue.avoided):
            return True
        if cue.context and not line.within(cue.context):
            return True
        return bool(outside) and bool(re.search(outside, line.titles))

    def _pointed(self, spec: FieldSpec, cue: Cue) -> dict[int, int]:
        """The figures at which some pattern points, with the rank of the first that does."""
        usable, theirs = self._usable(spec)
        found: dict[int, int] = {}
        if not theirs:
            return found
        if cue.cells:
            found |= self._headed(cue, usable)
        for rank, pattern in enumerate(cue.compiled, len(cue.cells)):
            lines = self._lines.meeting(needs(pattern), theirs)
            while lines:
                number = (lines & -lines).bit_length() - 1
                lines &= lines - 1
                line = self._lines.all[number]
                for index in usable[number]:
                    if index not in found and pattern.search(line.view(index)):
                        found[index] = rank
        return found

    def _headed(self, cue: Cue, usable: Mapping[int, list[int]]) -> dict[int, int]:
        """The figures in tables whose row and column are those of the cue, with the rank of the first pattern."""
        found: dict[int, int] = {}
        for index in (index for indices in usable.values() for index in indices):
            header = self._document.mentions[index].header
            rank = next((i for i, pattern in enumerate(cue.headers) if header and pattern.search(header)), None)
            if rank is not None:
                found[index] = rank
        return found

    def _usable(self, spec: FieldSpec) -> tuple[dict[int, list[int]], int]:
        """The figures that can measure the field, in its units, by the number of their line; these lines as bits."""
        key = (spec.measure, spec.units)
        found = self._by_measure.get(key)
        if found is None:
            found = self._by_measure[key] = self._grouped(spec)
        return found

    def _grouped(self, spec: FieldSpec) -> tuple[dict[int, list[int]], int]:
        lines, mentions = self._lines, self._document.mentions
        wanted: list[int] = []
        for (_, unit), indices in lines.alike.items():
            if (not spec.units or unit in spec.units) and measures(mentions[indices[0]], spec):
                wanted += indices
        found: dict[int, list[int]] = {}
        for index in sorted(wanted):
            found.setdefault(lines.line_of[index].number, []).append(index)
        return found, sum(1 << number for number in found)
