"""Axes: round ticks, the magnitude (万, 亿) that reads best, positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from llmextract.quantity import Approximation, plain

__all__ = ["Axis", "axis", "exactly", "printed", "spread"]

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MAGNITUDES = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"), (Decimal(1), ""))
_SHARES = frozenset({"%", "百分点"})  # these are never counted in 万
_MARKS = {
    Approximation.OVER: ">",
    Approximation.NEAR: "≈",
    Approximation.AT_LEAST: "≥",
    Approximation.AT_MOST: "≤",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis from `ticks[0]` to `ticks[-1]`, over `length` pixels."""

    ticks: tuple[Decimal, ...]
    magnitude: Decimal
    unit: str
    length: float

    def at(self, value: Decimal) -> float:
        """How far along the axis a value lies."""
        low, high = self.ticks[0], self.ticks[-1]
        return float((value - low) / (high - low)) * self.length

    def told(self, tick: Decimal) -> str:
        """The words at a tick, without the unit."""
        return plain((tick / self.magnitude).normalize())


def axis(values: Iterable[Decimal], unit: str, length: float, about: int = 5) -> Axis:
    """An axis on which all values lie. It holds zero, except where percentages keep far from it."""
    found = list(values) or [Decimal(0), Decimal(1)]
    low, high = min(found), max(found)
    if unit not in _SHARES or high - low > abs(low) / 2:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = (low - 1, high + 1) if low else (Decimal(0), Decimal(1))
    step = _step((high - low) / about)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    ticks = tuple(step * n for n in range(int(first), int(last) + 1))
    magnitude, word = _magnitude(max(map(abs, found)), unit)
    return Axis(ticks, magnitude, f"{word}{unit}", length)


def _step(least: Decimal) -> Decimal:
    """The least round step that is no smaller."""
    power = Decimal(10) ** least.adjusted()
    return next(step * power for step in _STEPS if step * power >= least)


def _magnitude(value: Decimal, unit: str) -> tuple[Decimal, str]:
    if unit in _SHARES:
        return _MAGNITUDES[-1]
    return next(one for one in _MAGNITUDES if value >= one[0] or one[0] == 1)


def printed(value: Decimal, unit: str, approximation: Approximation | None = None, *, whole: bool = True) -> str:
    """A value as a label: three or four digits and its magnitude, its approximation as a sign before it.

    >>> printed(Decimal("10140000"), "元", Approximation.OVER)
    '>1014万元'
    """
    magnitude, word = _magnitude(abs(value), unit)
    scaled = value / magnitude
    if scaled != scaled.to_integral_value():
        places = max(0, 3 - scaled.adjusted()) if magnitude > 1 else 2
        scaled = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = _MARKS.get(approximation, "") if approximation else ""
    return f"{sign}{plain(scaled.normalize() if scaled else Decimal(0))}{word}{unit if whole else ''}"


def exactly(value: Decimal, unit: str, approximation: Approximation | None = None) -> str:
    """A value to its last digit, with its unit and the sign of its approximation.

    >>> exactly(Decimal("10140000"), "元", Approximation.OVER)
    '>10,140,000元'
    """
    whole, point, rest = plain(value).partition(".")
    sign = _MARKS.get(approximation, "") if approximation else ""
    return f"{sign}{int(whole):,}{point}{rest}{unit}" if int(whole) else f"{sign}{whole}{point}{rest}{unit}"


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels near where they are wanted (sorted), each at least `gap` from the next, within bounds."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + gap) if found else max(place, low))
    ceiling = high
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], ceiling)
        ceiling = found[number] - gap
    return found
