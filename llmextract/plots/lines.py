"""An indicator as lines over the years: a few places in one picture, or a small picture each on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from llmextract.plots.data import Point, Series
from llmextract.plots.marks import Words, dot, legend, median_of, missing, picture, rule, whisker, years
from llmextract.plots.palette import LINES, fill, ink
from llmextract.plots.scale import Axis, axis, spread
from llmextract.plots.svg import clip, element, label, linked, number, width

__all__ = ["line_plot", "small_multiples"]

_MARGIN, _TOP = 16.0, 96.0
_WIDEST, _NARROWEST, _A_YEAR, _HIGH = 560.0, 360.0, 72.0, 280.0
_FONT, _SMALL = 12.0, 11.0
_NAME_ROOM = 200.0
_GAP_ROWS, _GAP_ROW = 36.0, 12.0  # below the years: where one has no value, why; a row a place
_PANEL_WIDE, _PANEL_HIGH, _PANEL_GAP, _PANELS_A_ROW = 150.0, 84.0, 34.0, 5
_BEYOND = 12.0  # of the lines across
_STEADY = 3  # places with values in several years, at least, for a line of medians
_YEARS = 12  # that are named below an axis, at most


class _Frame:
    """A field of years and values, and where things lie in it."""

    def __init__(self, left: float, top: float, wide: float, scale: Axis, found: Sequence[int]) -> None:
        self.left, self.top, self.wide, self.scale, self.years = left, top, wide, scale, found

    def x(self, year: int) -> float:
        return self.left + self.wide * (year - self.years[0]) / max(1, self.years[-1] - self.years[0])

    def y(self, value: Decimal) -> float:
        return self.top + self.scale.length - self.scale.at(value)

    @property
    def bottom(self) -> float:
        return self.top + self.scale.length


def _values(series: Sequence[Series]) -> list[Decimal]:
    return [p.value for one in series for p in one.points if p.standing and p.value is not None and p.year is not None]


def line_plot(series: Sequence[Series], words: Words) -> str:
    """Lines with their names at their ends."""
    found = years(series)
    scale = axis(_values(series), words.unit, _HIGH)
    ticks = max(width(scale.told(tick), _SMALL) for tick in scale.ticks)
    frame = _Frame(_MARGIN + ticks + 22, _TOP, min(_WIDEST, max(_NARROWEST, _A_YEAR * len(found))), scale, found)
    parts = list(_grid(frame))
    names = max(width(one.place, _FONT) for one in series)
    wide = frame.left + frame.wide + min(names, _NAME_ROOM) + 42
    parts += legend(series, words, wide, coloured=False)
    below = frame.bottom + _GAP_ROWS
    for number_, one in enumerate(series):
        name, light, _ = LINES[number_ % len(LINES)]
        parts += _course(one, frame, words, (name, light))
        gaps = list(_gaps(one, frame, words, below, (name, light)))
        parts += gaps
        below += _GAP_ROW if gaps else 0.0
    parts += _names(series, frame)
    return picture(series, words, scale.unit, wide, below + 4, parts)


def _grid(frame: _Frame) -> Iterator[str]:
    """Round values as pale lines across, a little beyond the years on either side; the years below."""
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        path = f"M{number(frame.left - _BEYOND)} {number(y)}H{number(frame.left + frame.wide + _BEYOND)}"
        yield rule(path, "plot-axis" if tick == 0 else "plot-rule")
        told = {"text_anchor": "end", "font_size": _SMALL, **fill("plot-soft")}
        yield label(frame.scale.told(tick), frame.left - _BEYOND - 6, y + 4, "plot-soft", **told)
    for year in frame.years[:: -(-len(frame.years) // _YEARS)]:
        told = {"text_anchor": "middle", "font_size": _SMALL, **fill("plot-soft")}
        yield label(str(year), frame.x(year), frame.bottom + 18, "plot-soft", **told)


def _standing(one: Series) -> dict[int, Point]:
    """The first standing value of each year."""
    first: dict[int, Point] = {}
    for point in one.points:
        if point.standing and point.year is not None:
            first.setdefault(point.year, point)
    return first


def _segments(values: dict[int, Decimal], frame: _Frame) -> str:
    """A line through the values of years that follow each other: a year without one is a gap."""
    path, before = "", None
    for year, value in sorted(values.items()):
        move = "L" if before is not None and year - before == 1 else "M"
        path += f"{move}{number(frame.x(year))} {number(frame.y(value))}"
        before = year
    return path


def _course(one: Series, frame: _Frame, words: Words, colour: tuple[str, str] | None = None) -> Iterator[str]:
    """The line of a place with its values; without a colour thin, and the values in those of their statuses."""
    values = {year: point.value for year, point in _standing(one).items() if point.value is not None}
    path = _segments(values, frame)
    if "L" in path:
        name, light = colour or ("plot-line", ink("plot-line")["stroke"])
        broad = "2" if colour else "1.5"
        yield element("path", d=path, fill="none", stroke_width=broad, class_=f"{name} plot-course", stroke=light)
    for point in one.points:
        if point.standing and point.year is not None and point.value is not None:
            x, y = frame.x(point.year), frame.y(point.value)
            yield whisker(x, y, point, upright=True)
            yield dot(x, y, one.place, point, words, colour)


def _gaps(one: Series, frame: _Frame, words: Words, y: float, colour: tuple[str, str] | None = None) -> Iterator[str]:
    """Below the years: why one has no value."""
    standing = _standing(one)
    for point in one.points:
        if point.year is not None and point.year not in standing:
            yield missing(frame.x(point.year), y, one.place, point, words, colour)


def _names(series: Sequence[Series], frame: _Frame) -> Iterator[str]:
    """Each line's name and last value beside its end, moved apart where they would overlap, with a thin leader."""
    ends = []
    for number_, one in enumerate(series):
        standing = _standing(one)
        if standing:
            last = max(standing)
            ends.append((frame.y(standing[last].value or Decimal(0)), frame.x(last), number_, one))
        else:
            ends.append((frame.bottom, frame.left + frame.wide, number_, one))
    ends.sort(key=lambda end: (end[0], end[2]))
    places = spread([end[0] for end in ends], 17.0, frame.top, frame.bottom)
    at = frame.left + frame.wide + 26
    for (y, x, number_, one), place in zip(ends, places, strict=True):
        name, light, _ = LINES[number_ % len(LINES)]
        if _standing(one):
            yield rule(f"M{number(x + 8)} {number(y)}L{number(at - 4)} {number(place)}")
        shown = clip(one.place, _FONT, _NAME_ROOM - 10)
        href = next((point.href for point in reversed(one.points) if point.href), "")
        yield linked(href, label(shown, at, place + 4, f"{name}-text", font_size=_FONT, fill=light))


def small_multiples(series: Sequence[Series], words: Words) -> str:
    """A small picture a place, all on one scale, with the median of all places as a pale line."""
    found = years(series)
    scale = axis(_values(series), words.unit, _PANEL_HIGH, about=2)
    ticks = max(width(scale.told(tick), 10.0) for tick in scale.ticks)
    left = _MARGIN + ticks + 10
    parts: list[str] = []
    middles = _middles(series, found)
    top = _TOP + 16
    for number_, one in enumerate(series):
        row, column = divmod(number_, _PANELS_A_ROW)
        x = left + column * (_PANEL_WIDE + _PANEL_GAP)
        y = top + row * (_PANEL_HIGH + 58)
        frame = _Frame(x, y, _PANEL_WIDE, scale, found)
        parts += _panel(one, frame, words, middles, first=column == 0)
    rows = -(-len(series) // _PANELS_A_ROW)
    columns = min(len(series), _PANELS_A_ROW)
    high = top + rows * (_PANEL_HIGH + 58) + 8
    wide = max(left + columns * (_PANEL_WIDE + _PANEL_GAP) - _PANEL_GAP + 24, 480.0)
    parts += legend(series, words, wide)
    said = words.said["more" if middles else "same scale"]
    parts.append(label(said, _MARGIN, high - 12, "plot-soft", font_size=10.0, **fill("plot-soft")))
    return picture(series, words, scale.unit, wide, high, parts)


def _middles(series: Sequence[Series], found: Sequence[int]) -> dict[int, Decimal]:
    """The medians that may be joined to a line."""
    # Only where three places have values in two years each: else the line would join one place to another.
    standing = [_standing(one) for one in series]
    lasting = [values for values in standing if len(values) > 1]
    full = [year for year in found if sum(year in values for values in lasting) >= _STEADY]
    return {year: value for year in full if (value := median_of(series, year)) is not None} if len(full) > 1 else {}


def _panel(one: Series, frame: _Frame, words: Words, middles: dict[int, Decimal], *, first: bool) -> Iterator[str]:
    href = next((point.href for point in reversed(one.points) if point.href), "")
    name = clip(one.place, _FONT, _PANEL_WIDE + 10)
    yield linked(href, label(name, frame.left, frame.top - 10, font_size=_FONT, **fill("plot-ink")))
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        path = f"M{number(frame.left)} {number(y)}H{number(frame.left + frame.wide)}"
        yield rule(path, "plot-axis" if tick == 0 else "plot-rule")
        if first:
            told = {"text_anchor": "end", "font_size": 10.0, **fill("plot-soft")}
            yield label(frame.scale.told(tick), frame.left - 6, y + 3.5, "plot-soft", **told)
    for year, anchor in ((frame.years[0], "start"), (frame.years[-1], "end")):
        told = {"text_anchor": anchor, "font_size": 10.0, **fill("plot-soft")}
        yield label(str(year), frame.x(year), frame.bottom + 15, "plot-soft", **told)
    if middles:
        pale = {**ink("plot-rule"), "class_": "plot-rule plot-median"}
        yield element("path", d=_segments(middles, frame), fill="none", stroke_width="2.5", **pale)
    yield from _course(one, frame, words)
    yield from _gaps(one, frame, words, frame.bottom + 27)
