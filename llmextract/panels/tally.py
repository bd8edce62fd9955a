"""Counting fields over reports, one report at a time, for the codebook."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from llmextract.field_status import FieldStatus, is_missed
from llmextract.folding import fold
from llmextract.panels.readings import Reading
from llmextract.schema.leaves import Figure, Leaf, Place, State

__all__ = ["Example", "FieldTally", "Tally", "words_of"]

_LONGEST = 12  # characters of the words of a figure
_FAR = 40
_PARTED = re.compile(r"[^\w·“”‘’\"'《》]|[\d_a-zA-Z]")
_QUOTES = "“”‘’\"'《》·"


@dataclass(frozen=True, slots=True)
class Example:
    """The first value that a field had: the words of the source, and where they stand."""

    document: str
    run: str
    text: str
    start: int
    page: int | None


@dataclass(slots=True)
class FieldTally:
    """What the reports say of one field; rejected values count under their status alone.

    Attributes:
        statuses: how many reports have each status.
        zeros: of how many reports the value is zero said in words.
        missed: of how many reports the field is empty where its cue finds something.
        entries: how many entries a list has in all.
        units, words: what the reports call it, with how often.
        values: as floats, for the median; least and most are exact.
        example: the first value.
        by_year, by_level: statuses by the report's year and level.

    """

    statuses: Counter[FieldStatus] = field(default_factory=Counter)
    zeros: int = 0
    missed: int = 0
    entries: int = 0
    units: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    values: array[float] = field(default_factory=lambda: array("d"))
    least: Decimal | None = None
    most: Decimal | None = None
    example: Example | None = None
    by_year: dict[str, Counter[FieldStatus]] = field(default_factory=dict)
    by_level: dict[str, Counter[FieldStatus]] = field(default_factory=dict)

    def add_value(self, leaf: Leaf, reading: Reading) -> None:
        """Count one value that is not rejected."""
        place = leaf.places[0] if leaf.places else None
        if self.example is None and place:
            self.example = Example(reading.document, reading.run, place.text, place.start, place.page)
        if not isinstance(leaf, Figure) or leaf.value is None:
            return
        self.values.append(float(leaf.value))
        self.least = leaf.value if self.least is None else min(self.least, leaf.value)
        self.most = leaf.value if self.most is None else max(self.most, leaf.value)
        if leaf.unit:
            self.units[leaf.unit] += 1
        if place and leaf.state is State.STATED and (words := words_of(place, reading.text)):
            self.words[words] += 1


def words_of(place: Place, text: str) -> str:
    """The words that a report uses for a figure: those right before it, back to a sign, a letter or a figure.

    At most twelve characters; where there are none before it, those right behind it, after "…".

    >>> words_of(Place(start=12, end=16, text="206件", path=""), "一、全年收到行政复议申请206件,审结185件")
    '全年收到行政复议申请'
    """
    before = _PARTED.split(fold(text[max(0, place.start - _FAR) : place.start]))[-1].strip(_QUOTES)
    if before:
        return before[-_LONGEST:]
    behind = _PARTED.split(fold(text[place.end : place.end + _FAR]))[0].strip(_QUOTES)
    return f"…{behind[:_LONGEST]}" if behind else ""


class Tally:
    """The fields of a genre, counted over reports."""

    def __init__(self) -> None:
        self.reports = 0
        self.fields: dict[tuple[str, str], FieldTally] = {}

    def add(self, reading: Reading) -> None:
        """Count one report."""
        self.reports += 1
        year, level = str(reading.year or ""), reading.level or ""
        for key, status, leaves in reading.statuses():
            own = self.fields.setdefault(key, FieldTally())
            own.statuses[status] += 1
            own.by_year.setdefault(year, Counter())[status] += 1
            own.by_level.setdefault(level, Counter())[status] += 1
            own.missed += any(is_missed(status, leaf.codes) for leaf in leaves)
            own.zeros += status.has_value and any(leaf.state is State.ZERO for leaf in leaves)
            own.entries += len(leaves) if reading.genre.specs[key].many else 0
            if status in (FieldStatus.VERIFIED, FieldStatus.REVIEW):
                for leaf in leaves:
                    own.add_value(leaf, reading)
