"""An indicator as dots: a sorted row a place for one year, a strip a year for very many places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from llmextract.plots.data import Point, Series
from llmextract.plots.marks import RADIUS, Words, dot, legend, median_of, missing, picture, rule, whisker
from llmextract.plots.palette import fill
from llmextract.plots.scale import Axis, axis, printed
from llmextract.plots.svg import clip, element, label, linked, number, width
from llmextract.quantity import Approximation

__all__ = ["dot_plot", "strips"]

_MARGIN, _TOP, _LENGTH = 16.0, 84.0, 560.0
_FONT, _SMALL = 12.0, 11.0
_NAME_ROOM = 190.0
_VALUE_ROOM = 96.0
_ROW = 20.0
_STRIP = 104.0


def dot_plot(series: Sequence[Series], words: Words) -> str:
    """A row a report, the largest value first; what has none comes last, with the reason."""
    points = [(one.place, point) for one in series for point in one.points]
    standing = sorted((p for p in points if p[1].standing), key=lambda p: (-(p[1].value or 0), p[0]))
    rest = sorted((p for p in points if not p[1].standing), key=lambda p: (list(words.status).index(p[1].status), p[0]))
    names = max((width(place, _FONT) for place, _ in points), default=0.0)
    left = _MARGIN + min(names, _NAME_ROOM) + 14
    scale = axis([p.value for _, p in standing if p.value is not None], words.unit, _LENGTH)
    bottom = _TOP + len(standing) * _ROW + 4
    wide = left + _LENGTH + _VALUE_ROOM
    parts = legend(series, words, wide)
    parts += _axis_across(scale, left, _TOP - 6, bottom) if standing else ()
    for number_, (place, point) in enumerate(standing):
        y = _TOP + number_ * _ROW + _ROW / 2
        parts += [_name(place, point, left, y), *_value(place, point, left, y, scale, words)]
    y = bottom + (44 if standing else 0)
    for place, point in rest:
        parts += [_name(place, point, left, y, soft=True), missing(left + 5, y, place, point, words)]
        said = words.status[point.status]
        parts.append(label(said, left + 16, y + 4, "plot-soft", font_size=_SMALL, **fill("plot-soft")))
        y += _ROW
    high = y + (10 if rest else 6)
    return picture(series, words, scale.unit if standing else words.unit, wide, high, parts)


def _name(place: str, point: Point, left: float, y: float, *, soft: bool = False) -> str:
    kind = "plot-soft" if soft else "plot-ink"
    shown = clip(place, _FONT, _NAME_ROOM)
    return linked(point.href, label(shown, left - 12, y + 4, kind, text_anchor="end", font_size=_FONT, **fill(kind)))


def _value(place: str, point: Point, left: float, y: float, scale: Axis, words: Words) -> Iterator[str]:
    if point.value is None:
        return
    x = left + scale.at(point.value)
    zero = left + scale.at(max(scale.ticks[0], Decimal(0)))
    yield rule(f"M{number(zero)} {number(y)}H{number(x)}")
    yield whisker(x, y, point, upright=False)
    yield dot(x, y, place, point, words)
    told = printed(point.value, words.unit, point.approximation, whole=False)
    after = point.approximation in (Approximation.OVER, Approximation.NEAR, Approximation.AT_LEAST)
    at = x + RADIUS + (14 if after else 6)
    yield label(told, at, y + 4, "plot-soft", font_size=_SMALL, **fill("plot-soft"))


def _axis_across(scale: Axis, left: float, top: float, bottom: float) -> Iterator[str]:
    """The ticks of a horizontal axis: a pale line each, its figure below."""
    for tick in scale.ticks:
        x = left + scale.at(tick)
        yield rule(f"M{number(x)} {number(top)}V{number(bottom)}", "plot-axis" if tick == 0 else "plot-rule")
        yield label(
            scale.told(tick), x, bottom + 15, "plot-soft", text_anchor="middle", font_size=_SMALL, **fill("plot-soft")
        )


def strips(series: Sequence[Series], words: Words) -> str:
    """A strip of dots a year, stacked where they would touch, with the median: for more places than can have a line."""
    found = sorted({point.year for one in series for point in one.points if point.year is not None})
    left = _MARGIN + 44
    length = _LENGTH + 120
    values = [p.value for one in series for p in one.points if p.standing and p.value is not None]
    scale = axis(values, words.unit, length)
    top = _TOP
    parts: list[str] = []
    for year in found:
        dots, high = _strip(series, year, left, top, scale, words)
        parts += [label(str(year), _MARGIN, top + high - 8, font_size=_FONT, **fill("plot-ink")), *dots]
        top += high + 12
    drawn = [
        *legend(series, words, left + length, gaps=False),
        *_axis_across(scale, left, _TOP - 6, top - 6),
        *parts,
    ]
    return picture(series, words, scale.unit, left + length + 40, top + 26, drawn)


def _strip(
    series: Sequence[Series], year: int, left: float, top: float, scale: Axis, words: Words
) -> tuple[list[str], float]:
    """The dots of one year, and how high they stand."""
    points = [(one.place, p) for one in series for p in one.points if p.year == year and p.standing]
    step = 2 * RADIUS + 1
    levels: list[float] = []  # where the last dot of each level lies
    placed: list[tuple[float, int, str, Point]] = []
    for place, point in sorted(points, key=lambda told: (told[1].value or 0, told[0])):
        x = left + scale.at(point.value or Decimal(0))
        level = next((n for n, last in enumerate(levels) if x - last >= step), len(levels))
        levels[level : level + 1] = [x]
        placed.append((x, level, place, point))
    rise = min(step, _STRIP / max(1, len(levels)))
    high = max(len(levels) * rise + 8, 32.0)
    drawn = [dot(x, top + high - RADIUS - level * rise, place, point, words) for x, level, place, point in placed]
    middle = median_of(series, year)
    if middle is not None:
        x = left + scale.at(middle)
        tick = rule(f"M{number(x)} {number(top)}V{number(top + high)}", "plot-axis")
        told = f"{words.said['median']} {printed(middle, words.unit, whole=False)}"
        drawn.insert(
            0, element("g", tick, label(told, x + 4, top + 6, "plot-soft", font_size=10.0, **fill("plot-soft")))
        )
    return drawn, high
