"""The codebook: what each field of a panel means, and how the reports fill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as factory
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from llmextract.field_status import STATUSES, FieldStatus, stated
from llmextract.panels.joined import Joined
from llmextract.panels.tally import Example, FieldTally, Tally
from llmextract.panels.wide import field_names
from llmextract.quantity import plain
from llmextract.schema.declare import FieldSpec
from llmextract.schema.genre import Genre, load_genre

__all__ = ["Codebook", "CodebookField", "codebook", "codebook_of"]

_MOST_WORDS = 8  # of the words and units met for one field


@dataclass(frozen=True)
class CodebookField:
    """One field of a codebook.

    Attributes:
        section, field: its name in results.
        variable: its name in the wide table and wherever names must be short.
        section_title, title, definition: as the schema has them.
        form, measure, units: how it is answered, what it measures, which units it accepts (none: any that fits).
        many: whether it is a list; then its figures count reports, and `entries` the entries.
        statuses: how many reports have each status.
        zeros: of how many of them the value is zero, said in words.
        missed: of how many the field is empty although its cue finds something.
        units_met, words_met: what the reports print for it, the most frequent first, with how often: the unit, and the
            words right before the figure, back to a sign or another figure (see `llmextract.panels.tally.words_of`).
        least, median, most: of the values that are not rejected, in base units.
        example: the first such value.
        by_year, by_level: the statuses by year and by level of the report; "" where that is not known.

    """

    section: str
    field: str
    variable: str
    section_title: str
    title: str
    definition: str
    form: str
    measure: str
    units: tuple[str, ...]
    many: bool
    statuses: Mapping[str, int]
    zeros: int = 0
    missed: int = 0
    entries: int = 0
    units_met: tuple[tuple[str, int], ...] = ()
    words_met: tuple[tuple[str, int], ...] = ()
    least: str = ""
    median: str = ""
    most: str = ""
    example: Example | None = None
    by_year: Mapping[str, Mapping[str, int]] = factory(default_factory=dict)
    by_level: Mapping[str, Mapping[str, int]] = factory(default_factory=dict)

    @property
    def stated(self) -> int:
        """How many reports have a value, rejected ones too."""
        return stated(self.statuses)


@dataclass(frozen=True)
class Codebook:
    """What each field of a panel means, and how the reports fill it.

    Attributes:
        genre, title: the kind of report.
        reports: how many there are; 0 for a codebook of the schema alone.
        fields: in the order of the genre.

    """

    genre: str
    title: str
    reports: int
    fields: tuple[CodebookField, ...]

    def told(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return asdict(self)

    def markdown(self) -> str:
        """The codebook as Markdown; words of the reports are escaped."""
        from llmextract.panels.codebook_markdown import markdown

        return markdown(self)


def codebook(
    folders: Iterable[str | Path] = (), *, genre: Genre | None = None, documents: Sequence[str] = ()
) -> Codebook:
    """The codebook of one or more runs; without folders that of a genre, which has no figures of reports.

    Args:
        folders: the --out folders of runs of one genre.
        genre: of the codebook without folders; the built-in one by default.
        documents: patterns of which a document's name must match one.

    Raises:
        ResultError: a folder holds no run, or one of another genre than the first.

    """
    folders = list(folders)
    if not folders:
        return codebook_of(genre or load_genre(), Tally())
    joined, tally = Joined(folders, documents), Tally()
    for reading in joined.readings():
        tally.add(reading)
    return codebook_of(joined.genre, tally)


def codebook_of(genre: Genre, tally: Tally) -> Codebook:
    """A codebook from what has been counted."""
    names = field_names(genre)
    fields = (
        _field(genre, key, names[key], spec, tally.fields.get(key, FieldTally())) for key, spec in genre.specs.items()
    )
    return Codebook(genre.name, genre.title, tally.reports, tuple(fields))


def _field(genre: Genre, key: tuple[str, str], name: str, spec: FieldSpec, tally: FieldTally) -> CodebookField:
    middle = "" if not tally.values else plain(Decimal(f"{median(tally.values):.15g}"))
    return CodebookField(
        section=key[0],
        field=key[1],
        variable=name,
        section_title=genre.sections[key[0]].label(),
        title=spec.title,
        definition=spec.definition,
        form=spec.form.value,
        measure=spec.measure.value if spec.measure else "",
        units=tuple(sorted(spec.units)),
        many=spec.many,
        statuses=_counted(tally.statuses),
        zeros=tally.zeros,
        missed=tally.missed,
        entries=tally.entries,
        units_met=_most(tally.units),
        words_met=_most(tally.words),
        least="" if tally.least is None else plain(tally.least),
        median=middle,
        most="" if tally.most is None else plain(tally.most),
        example=tally.example,
        by_year={year: _counted(own) for year, own in sorted(tally.by_year.items())},
        by_level={level: _counted(own) for level, own in sorted(tally.by_level.items())},
    )


def _counted(counts: Counter[FieldStatus]) -> dict[str, int]:
    return {status.value: counts[status] for status in STATUSES}


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent, ties by their characters, so that equal reports give equal codebooks."""
    return tuple(sorted(counts.items(), key=lambda told: (-told[1], told[0]))[:_MOST_WORDS])
