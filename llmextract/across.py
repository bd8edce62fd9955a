"""Across reports: what the reports of one place say of each other, year after year.

What is found is a hint for people about the source; it changes no verdict, so that a result depends on its own text
alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product

from llmextract.arithmetic import Relation
from llmextract.arithmetic.printing import Interval
from llmextract.folding import fold
from llmextract.gate.codes import Code, Severity
from llmextract.numbers import scan
from llmextract.place_and_year import place_and_year
from llmextract.quantity import Approximation, Quantity, plain
from llmextract.result import Result
from llmextract.schema.declare import Measure
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure, State, Verdict

__all__ = ["AcrossFinding", "compare"]

_TELLING_DIGITS = 3  # figures that repeat by chance have fewer
_JUMP = 10
_COUNTED = (Measure.COUNT, Measure.PEOPLE, Measure.MONEY)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class AcrossFinding:
    """What two reports of one place say of each other.

    Attributes:
        code: RESTATED, REPEATED or JUMP.
        message: one sentence for people.
        region: the place, as the later report writes it.
        section, field: the figure concerned.
        document, year: the later report.
        other, other_year: the earlier one.
        severity: always review: nothing is wrong for certain.

    """

    code: Code
    message: str
    region: str
    section: str
    field: str
    document: str
    year: int
    other: str
    other_year: int
    severity: Severity = Severity.REVIEW


def compare(results: Iterable[Result], genre: Genre) -> tuple[AcrossFinding, ...]:
    """Hold the reports of each place against those before them.

    Args:
        results: of any number of documents, runs and places, in any order. Figures that are rejected count for nothing.
        genre: whose fields they have; its identities say which field is the change of which.

    Returns:
        The findings by region, year and field: RESTATED where last year's figure, as this year's change implies it,
        is not in last year's report; REPEATED where a telling figure is the earlier report's to the digit; JUMP where
        a count is ten times the earlier one, or a tenth. Approximate figures are not compared; where a year has several
        reports, each is.

    """
    places: dict[str, dict[int, list[_Report]]] = {}
    for result in results:
        report = _report(result, genre)
        if report:
            places.setdefault(fold(report.region), {}).setdefault(report.year, []).append(report)
    found: list[AcrossFinding] = []
    for years in places.values():
        for earlier, later in pairwise(sorted(years)):
            for before, after in product(years[earlier], years[later]):
                found += _between(_Pair(before, after), genre)
    return tuple(
        sorted(found, key=lambda f: (f.region, f.year, f.section, f.field, f.code, f.document, f.other, f.message))
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """A figure as far as it is compared."""

    value: Decimal
    unit: str | None
    decimals: int
    printed: str


@dataclass(frozen=True, slots=True)
class _Report:
    """What is kept of a result, so that ten thousand can be held at once."""

    document: str
    region: str
    year: int
    figures: dict[tuple[str, str], _Compared]


def _report(result: Result, genre: Genre) -> _Report | None:
    """What there is to compare of a result; None where it does not say its place and year."""
    place, year = place_and_year(result)
    if not place or not year:
        return None
    figures = {key: figure for key in genre.specs if (figure := _figure(result, *key))}
    return _Report(result.document, place, year, figures)


@dataclass(frozen=True)
class _Pair:
    """Two reports of one place."""

    before: _Report
    after: _Report

    def say(self, code: Code, section: str, field: str, message: str) -> AcrossFinding:
        before, after = self.before, self.after
        return AcrossFinding(
            code, message, after.region, section, field, after.document, after.year, before.document, before.year
        )


def _between(pair: _Pair, genre: Genre) -> Iterator[AcrossFinding]:
    for (section, field), spec in genre.specs.items():
        if spec.measure in _COUNTED:
            before, after = pair.before.figures.get((section, field)), pair.after.figures.get((section, field))
            if before and after:
                yield from _repeated(pair, section, field, before, after)
    if pair.after.year - pair.before.year == 1:
        yield from _restated(pair, genre)


def _figure(result: Result, section: str, field: str) -> _Compared | None:
    """A figure that is stated exactly and not rejected."""
    leaf = getattr(result.report.get(section), field, None)
    if not isinstance(leaf, Figure) or leaf.state is not State.STATED or leaf.verdict is Verdict.REJECTED:
        return None
    if leaf.value is None or leaf.approximation not in (None, Approximation.EXACT):
        return None
    return _Compared(leaf.value, leaf.unit, leaf.decimals, leaf.places[0].text if leaf.places else "")


def _repeated(pair: _Pair, section: str, field: str, before: _Compared, after: _Compared) -> Iterator[AcrossFinding]:
    now, then = after.value, before.value
    if now == then and len(plain(now).replace(".", "").rstrip("0")) >= _TELLING_DIGITS:
        message = f"{plain(now)} is the figure of {pair.before.year} too"
        yield pair.say(Code.REPEATED, section, field, message)
    if min(now, then) > 0 and max(now, then) / min(now, then) >= _JUMP:
        message = f"{plain(now)} after {plain(then)} in {pair.before.year}"
        yield pair.say(Code.JUMP, section, field, message)


def _restated(pair: _Pair, genre: Genre) -> Iterator[AcrossFinding]:
    for declared in genre.identities:
        if declared.relation is not Relation.CHANGE:
            continue
        (change_key,), (figure_key,) = declared.left, declared.right
        change, now = pair.after.figures.get(change_key), pair.after.figures.get(figure_key)
        then = pair.before.figures.get(figure_key)
        implied = _implied(now, change) if now and change else None
        if now is None or change is None or then is None or implied is None:
            continue
        low, high = _interval(then)
        if high < implied[0] or low > implied[1]:
            told = f"{float(implied[0] + implied[1]) / 2:.10g}"
            message = (
                f"{plain(now.value)} with a change of {plain(change.value)}"
                f" implies about {told} for {pair.before.year}, whose report says {plain(then.value)}"
            )
            yield pair.say(Code.RESTATED, *figure_key, message)


def _implied(now: _Compared, change: _Compared) -> Interval | None:
    """The values of the year before that a figure and its change allow."""
    low, high = _interval(now)
    least, most = _interval(change)
    if change.unit == "百分点":
        return low - most, high - least
    if 1 + least / _HUNDRED <= 0:
        return None
    return low / (1 + most / _HUNDRED), high / (1 + least / _HUNDRED)


def _interval(figure: _Compared) -> Interval:
    """The true values that a figure allows, by its printed decimals: half a step below or a whole one towards zero."""
    value = figure.value
    printed = next(iter(scan(figure.printed)), None)
    scale = printed.scale if printed else Decimal(1)
    step = Quantity(abs(value), figure.unit, decimals=figure.decimals, scale=scale)
    low, high = step.interval
    return (Fraction(low), Fraction(high)) if value >= 0 else (-Fraction(high), -Fraction(low))
