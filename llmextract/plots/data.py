"""What plots are drawn from: how far each section of a report is filled, one indicator over places and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from llmextract.errors import SchemaError
from llmextract.field_status import FieldStatus, stated
from llmextract.plots.seen import Seen, seen
from llmextract.plots.standing import names
from llmextract.quantity import Approximation
from llmextract.result import Result
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre

__all__ = ["CoverageCell", "Linking", "Point", "Series", "coverage", "most_telling", "series", "unit_of"]

_TELLING_EACH = 2  # of the most telling indicators, at most so many of one section


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How many fields of a section of a report have which status.

    Attributes:
        document, place, year: the report; place "" and year None where it does not say.
        section, title: the section's name, and its title for people.
        counts: field status to the number of fields; what it lacks is 0.
        href: a relative address that a click opens; "" for none.

    """

    document: str
    place: str
    year: int | None
    section: str
    title: str
    counts: dict[FieldStatus, int]
    href: str = ""

    @property
    def fields(self) -> int:
        """How many fields the section has."""
        return sum(self.counts.values())

    @property
    def stated(self) -> int:
        """How many of them have a value, rejected or not."""
        return stated(self.counts)


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator in one report: its value in base units, or None and the status that says why."""

    year: int | None
    value: Decimal | None
    status: FieldStatus
    approximation: Approximation = Approximation.EXACT
    document: str = ""
    href: str = ""
    unit: str = ""

    @property
    def standing(self) -> bool:
        """Whether there is a value that may be drawn at its place: none that is rejected may."""
        return self.value is not None and self.status in (FieldStatus.VERIFIED, FieldStatus.REVIEW)


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of one place, year by year; a year may have several reports."""

    place: str
    points: tuple[Point, ...]


Linking = Callable[[str, str], str]  # from a document's name and "SECTION" or "SECTION.FIELD" to an address


def _seen(reports: Iterable[Result | Seen], genre: Genre) -> list[Seen]:
    return [report if isinstance(report, Seen) else seen(report, genre) for report in reports]


def coverage(
    reports: Iterable[Result | Seen], genre: Genre, *, href: Linking | None = None
) -> tuple[CoverageCell, ...]:
    """One cell a report and section, for `coverage_map`.

    Args:
        reports: results of any number of runs, or what `seen` keeps of them.
        genre: whose sections they have.
        href: the address for a document and "SECTION" (see `CoverageCell.href`).

    """
    known = _seen(reports, genre)
    cells = []
    for report, place in zip(known, names(known), strict=True):
        statuses = report.statuses(genre)
        for section, model in genre.sections.items():
            counts = Counter(statuses[section, field] for field in model.specs())
            link = href(report.document, section) if href else ""
            named = place if report.place else ""
            cells.append(CoverageCell(report.document, named, report.year, section, model.label(), dict(counts), link))
    return tuple(cells)


def series(
    reports: Iterable[Result | Seen], genre: Genre, section: str, field: str, *, href: Linking | None = None
) -> tuple[Series, ...]:
    """One indicator by place, for `indicator_plot`; reports that do not say their place stand under their own name.

    A place is one division of China however it is written, and never another of the same name (see `names`).

    Args:
        reports: results of any number of runs, or what `seen` keeps of them.
        genre: whose fields they have.
        section: where the indicator stands.
        field: its name there.
        href: the address for a document and "SECTION.FIELD".

    Raises:
        SchemaError: there is no such field, or it has no figures.

    """
    if genre.spec(section, field).measure in (None, Measure.YEAR):
        raise SchemaError(f"{section}.{field} holds no figures to plot; `llmextract schema {section}` shows which do")
    places: dict[str, list[Point]] = {}
    known = _seen(reports, genre)
    for report, place in zip(known, names(known), strict=True):
        link = href(report.document, f"{section}.{field}") if href else ""
        places.setdefault(place, []).append(
            _point(report, report.statuses(genre)[section, field], section, field, link)
        )
    return tuple(
        Series(place, tuple(sorted(points, key=lambda p: (p.year or 0, p.document))))
        for place, points in sorted(places.items())
    )


def _point(report: Seen, status: FieldStatus, section: str, field: str, href: str) -> Point:
    told = report.figures.get((section, field))
    if told is None:
        return Point(report.year, None, status, document=report.document, href=href)
    return Point(report.year, told.value, status, told.approximation, report.document, href, told.unit)


def unit_of(series: Iterable[Series], spec: FieldSpec) -> str:
    """The unit that most reports give an indicator; where none gives one, the only one that its field allows."""
    units = Counter(point.unit for one in series for point in one.points if point.unit)
    if units:
        return max(sorted(units), key=units.__getitem__)
    return next(iter(spec.units)) if len(spec.units) == 1 else ""


def most_telling(reports: Iterable[Result | Seen], genre: Genre, n: int) -> tuple[tuple[str, str], ...]:
    """The `n` indicators that most reports state, as (section, field): those to look at first.

    Verified values count before others; an indicator that has the same value everywhere tells nothing and comes last.
    Of one section two are taken, and more only where other sections have none.
    """
    given: Counter[tuple[str, str]] = Counter()
    verified: Counter[tuple[str, str]] = Counter()
    values: dict[tuple[str, str], set[Decimal | None]] = {}
    keys = [key for key, spec in genre.specs.items() if spec.measure not in (None, Measure.YEAR)]
    for report in _seen(reports, genre):
        statuses = report.statuses(genre)
        for key in keys:
            if statuses[key] in (FieldStatus.VERIFIED, FieldStatus.REVIEW):
                given[key] += 1
                verified[key] += statuses[key] is FieldStatus.VERIFIED
                told = report.figures.get(key)
                values.setdefault(key, set()).add(told.value if told else None)
    ranked = sorted((key for key in keys if given[key]), key=lambda k: (len(values[k]) == 1, -verified[k], -given[k]))
    return tuple(_few_of_each_section(ranked)[:n])


def _few_of_each_section(ranked: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same in an order in which no section has more than a few before all others have had theirs."""
    taken: Counter[str] = Counter()
    first: list[tuple[str, str]] = []
    later: list[tuple[str, str]] = []
    for key in ranked:
        taken[key[0]] += 1
        (first if taken[key[0]] <= _TELLING_EACH else later).append(key)
    return [*first, *later]
