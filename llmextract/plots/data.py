"""What plots are drawn from: how far each section of a report is filled, one indicator over places and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from llmextract.errors import SchemaError
from llmextract.quantity import Approximation
from llmextract.result import Result, SectionState
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure, Leaf, State, Verdict

__all__ = [
    "CoverageCell",
    "FieldStatus",
    "Point",
    "Series",
    "coverage",
    "field_status",
    "most_telling",
    "place_and_year",
    "series",
    "unit_of",
]

_TELLING_EACH = 2  # of the most telling indicators, at most so many of one section


class FieldStatus(StrEnum):
    """What there is of one field of one report: a value with its verdict, or why there is none."""

    VERIFIED = "verified"
    REVIEW = "review"
    REJECTED = "rejected"
    WITHOUT_NUMBER = "without_number"
    NOT_STATED = "not_stated"
    SECTION_ABSENT = "section_absent"
    FAILED = "failed"


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
        return sum(self.counts.get(status, 0) for status in tuple(FieldStatus)[:3])


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


def field_status(result: Result, section: str, field: str) -> FieldStatus:
    """What there is of one field. A list is verified where all its entries are, rejected where all are."""
    told = getattr(result.report.get(section), field, ())
    leaves: Sequence[Leaf] = told if isinstance(told, tuple) else (told,)
    verdicts = {leaf.verdict for leaf in leaves if leaf.state in (State.STATED, State.ZERO)}
    if verdicts:
        alike = len(verdicts) == 1
        return FieldStatus(str(verdicts.pop() or Verdict.REVIEW)) if alike else FieldStatus.REVIEW
    states = {leaf.state for leaf in leaves}
    asked = result.sections.get(section)
    if State.FAILED in states or (asked and field in asked.failed_fields):
        return FieldStatus.FAILED
    if State.WITHOUT_NUMBER in states:
        return FieldStatus.WITHOUT_NUMBER
    absent = asked is None or asked.state is SectionState.ABSENT
    return FieldStatus.SECTION_ABSENT if absent else FieldStatus.NOT_STATED


def place_and_year(result: Result) -> tuple[str, int | None]:
    """The place and the year that a report says of itself, "" and None where it does not or they are rejected."""
    report = result.report.get("report")
    region, year = getattr(report, "region", None), getattr(report, "year", None)
    place = region.value or "" if region is not None and region.verdict is not Verdict.REJECTED else ""
    if year is None or year.value is None or year.verdict is Verdict.REJECTED:
        return place, None
    return place, int(year.value)


Naming = Callable[[Result], str]
Linking = Callable[[Result, str], str]


def coverage(
    results: Iterable[Result], genre: Genre, *, name: Naming | None = None, href: Linking | None = None
) -> tuple[CoverageCell, ...]:
    """One cell a report and section, for `coverage_map`.

    Args:
        results: of any number of runs.
        genre: whose sections they have.
        name: what to call the place of a report; by default what the report says.
        href: the address for a report and "SECTION" (see `CoverageCell.href`).

    """
    cells = []
    for result in results:
        place, year = place_and_year(result)
        for section, model in genre.sections.items():
            counts = Counter(field_status(result, section, field) for field in model.specs())
            shown = name(result) if name else place
            link = href(result, section) if href else ""
            cells.append(CoverageCell(result.document, shown, year, section, model.label(), dict(counts), link))
    return tuple(cells)


def series(
    results: Iterable[Result],
    genre: Genre,
    section: str,
    field: str,
    *,
    name: Naming | None = None,
    href: Linking | None = None,
) -> tuple[Series, ...]:
    """One indicator by place, for `indicator_plot`; reports that do not say their place stand under their own name.

    Args:
        results: of any number of runs.
        genre: whose fields they have.
        section: where the indicator stands.
        field: its name there.
        name: what to call the place of a report; by default what the report says.
        href: the address for a report and "SECTION.FIELD".

    Raises:
        SchemaError: there is no such field, or it has no figures.

    """
    if genre.spec(section, field).measure in (None, Measure.YEAR):
        raise SchemaError(f"{section}.{field} holds no figures to plot; `llmextract schema {section}` shows which do")
    places: dict[str, list[Point]] = {}
    for result in results:
        place, year = place_and_year(result)
        shown = (name(result) if name else place) or result.document
        leaf = getattr(result.report.get(section), field, None)
        figure = leaf if isinstance(leaf, Figure) else Figure()
        status = field_status(result, section, field)
        value = figure.value if figure.state is not State.ZERO else Decimal(0)
        approximation = figure.approximation or Approximation.EXACT
        link = href(result, f"{section}.{field}") if href else ""
        point = Point(year, value, status, approximation, result.document, link, figure.unit or "")
        places.setdefault(shown, []).append(point)
    return tuple(
        Series(place, tuple(sorted(points, key=lambda p: (p.year or 0, p.document))))
        for place, points in sorted(places.items())
    )


def unit_of(series: Iterable[Series], spec: FieldSpec) -> str:
    """The unit that most reports give an indicator; where none gives one, the only one that its field allows."""
    units = Counter(point.unit for one in series for point in one.points if point.unit)
    if units:
        return max(sorted(units), key=units.__getitem__)
    return next(iter(spec.units)) if len(spec.units) == 1 else ""


def most_telling(results: Iterable[Result], genre: Genre, n: int) -> tuple[tuple[str, str], ...]:
    """The `n` indicators that most reports state, as (section, field): those to look at first.

    Verified values count before others; an indicator that has the same value everywhere tells nothing and comes last.
    Of one section two are taken, and more only where other sections have none.
    """
    stated: Counter[tuple[str, str]] = Counter()
    verified: Counter[tuple[str, str]] = Counter()
    values: dict[tuple[str, str], set[Decimal | None]] = {}
    keys = [key for key, spec in genre.specs.items() if spec.measure not in (None, Measure.YEAR)]
    for result in results:
        for key in keys:
            status = field_status(result, *key)
            if status in (FieldStatus.VERIFIED, FieldStatus.REVIEW):
                stated[key] += 1
                verified[key] += status is FieldStatus.VERIFIED
                values.setdefault(key, set()).add(getattr(getattr(result.report[key[0]], key[1]), "value", None))
    ranked = sorted((key for key in keys if stated[key]), key=lambda k: (len(values[k]) == 1, -verified[k], -stated[k]))
    taken: Counter[str] = Counter()
    first: list[tuple[str, str]] = []
    later: list[tuple[str, str]] = []
    for key in ranked:
        taken[key[0]] += 1
        (first if taken[key[0]] <= _TELLING_EACH else later).append(key)
    return tuple([*first, *later][:n])
