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
from llmextract.quantity import Approximation, Quantity, plain
from llmextract.result import Result
from llmextract.schema.declare import Measure
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure, State, Text, Verdict

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
    places: dict[str, dict[int, list[Result]]] = {}
    for result in results:
        region, year = _head(result)
        if region and year:
            places.setdefault(fold(region), {}).setdefault(year, []).append(result)
    found: list[AcrossFinding] = []
    for years in places.values():
        for earlier, later in pairwise(sorted(years)):
            for before, after in product(years[earlier], years[later]):
                found += _between(_Pair(before, after, earlier, later), genre)
    return tuple(
        sorted(found, key=lambda f: (f.region, f.year, f.section, f.field, f.code, f.document, f.other, f.message))
    )


def _head(result: Result) -> tuple[str, int | None]:
    report = result.report.get("report")
    region, year = getattr(report, "region", None), getattr(report, "year", None)
    if (
        not isinstance(region, Text)
        or not isinstance(year, Figure)
        or Verdict.REJECTED in (region.verdict, year.verdict)
    ):
        return "", None
    return str(region.value or ""), None if year.value is None else int(year.value)


@dataclass(frozen=True)
class _Pair:
    """Two reports of one place."""

    before: Result
    after: Result
    earlier: int
    later: int

    def say(self, code: Code, section: str, field: str, message: str) -> AcrossFinding:
        region, _ = _head(self.after)
        after, before = self.after.document, self.before.document
        return AcrossFinding(code, message, region, section, field, after, self.later, before, self.earlier)


def _between(pair: _Pair, genre: Genre) -> Iterator[AcrossFinding]:
    for (section, field), spec in genre.specs.items():
        if spec.measure in _COUNTED:
            before, after = _figure(pair.before, section, field), _figure(pair.after, section, field)
            if before and after:
                yield from _repeated(pair, section, field, before, after)
    if pair.later - pair.earlier == 1:
        yield from _restated(pair, genre)


def _figure(result: Result, section: str, field: str) -> Figure | None:
    leaf = getattr(result.report.get(section), field, None)
    if not isinstance(leaf, Figure) or leaf.state is not State.STATED or leaf.verdict is Verdict.REJECTED:
        return None
    return leaf if leaf.value is not None and leaf.approximation in (None, Approximation.EXACT) else None


def _repeated(pair: _Pair, section: str, field: str, before: Figure, after: Figure) -> Iterator[AcrossFinding]:
    now, then = after.value or Decimal(0), before.value or Decimal(0)
    if now == then and len(plain(now).replace(".", "").rstrip("0")) >= _TELLING_DIGITS:
        message = f"{plain(now)} is the figure of {pair.earlier} too"
        yield pair.say(Code.REPEATED, section, field, message)
    if min(now, then) > 0 and max(now, then) / min(now, then) >= _JUMP:
        message = f"{plain(now)} after {plain(then)} in {pair.earlier}"
        yield pair.say(Code.JUMP, section, field, message)


def _restated(pair: _Pair, genre: Genre) -> Iterator[AcrossFinding]:
    for declared in genre.identities:
        if declared.relation is not Relation.CHANGE:
            continue
        (change_key,), (figure_key,) = declared.left, declared.right
        change, now = _figure(pair.after, *change_key), _figure(pair.after, *figure_key)
        then = _figure(pair.before, *figure_key)
        implied = _implied(now, change) if now and change else None
        if now is None or change is None or then is None or implied is None:
            continue
        low, high = _interval(then)
        if high < implied[0] or low > implied[1]:
            told = f"{float(implied[0] + implied[1]) / 2:.10g}"
            message = (
                f"{plain(now.value or Decimal(0))} with a change of {plain(change.value or Decimal(0))}"
                f" implies about {told} for {pair.earlier}, whose report says {plain(then.value or Decimal(0))}"
            )
            yield pair.say(Code.RESTATED, *figure_key, message)


def _implied(now: Figure, change: Figure) -> Interval | None:
    """The values of the year before that a figure and its change allow."""
    low, high = _interval(now)
    least, most = _interval(change)
    if change.unit == "百分点":
        return low - most, high - least
    if 1 + least / _HUNDRED <= 0:
        return None
    return low / (1 + most / _HUNDRED), high / (1 + least / _HUNDRED)


def _interval(figure: Figure) -> Interval:
    """The true values that a figure allows, by its printed decimals: half a step below or a whole one towards zero."""
    value = figure.value or Decimal(0)
    printed = next(iter(scan(figure.places[0].text)), None) if figure.places else None
    scale = printed.scale if printed else Decimal(1)
    step = Quantity(abs(value), figure.unit, decimals=figure.decimals, scale=scale)
    low, high = step.interval
    return (Fraction(low), Fraction(high)) if value >= 0 else (-Fraction(high), -Fraction(low))
