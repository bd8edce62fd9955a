"""The marks of an indicator's values: filled where verified, hollow in review, a whisker where they are approximate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from statistics import median

from llmextract.field_status import FieldStatus
from llmextract.plots.data import Point, Series
from llmextract.plots.palette import fill, ink
from llmextract.plots.scale import exactly
from llmextract.plots.svg import drawing, element, label, linked, number, tooltip, width
from llmextract.plots.words import STATUS_WORDS, WORDS
from llmextract.quantity import Approximation

__all__ = [
    "RADIUS",
    "Words",
    "dot",
    "legend",
    "median_of",
    "missing",
    "picture",
    "rule",
    "whisker",
    "years",
]

RADIUS = 4.0
_WHISKER = 9.0
_MARGIN, _TITLE, _SMALL = 16.0, 15.0, 11.0


class Words:
    """The words of one plot: its language, its title, its unit."""

    def __init__(self, title: str, unit: str, lang: str) -> None:
        self.title, self.unit = title, unit
        self.said, self.status = WORDS[lang], STATUS_WORDS[lang]

    def of(self, place: str, point: Point) -> str:
        """What the pointer hears of a point."""
        year = "" if point.year is None else f" {point.year}"
        known = point.value is not None and point.status is not FieldStatus.REJECTED
        value = f"{exactly(point.value, self.unit, point.approximation)}, " if known and point.value is not None else ""
        document = f" ({point.document})" if point.document and point.document != place else ""
        return f"{place}{year}: {value}{self.status[point.status]}{document}"


def years(series: Sequence[Series]) -> list[int]:
    """The years of all reports, without gaps: a year that nobody reported has its place too."""
    known = [point.year for one in series for point in one.points if point.year is not None]
    return list(range(min(known), max(known) + 1)) if known else []


def median_of(series: Sequence[Series], year: int) -> Decimal | None:
    """The median of a year's standing values; None where it has none."""
    points = (p for one in series for p in one.points if p.year == year)
    values = [point.value for point in points if point.standing and point.value is not None]
    return median(values) if values else None


def _told(series: Sequence[Series], words: Words) -> str:
    """How many of the reports have a value, and of which years."""
    points = [point for one in series for point in one.points]
    said = words.said["values"].format(n=sum(p.standing for p in points), all=len(points))
    found = years(series)
    span = "–".join(dict.fromkeys((str(found[0]), str(found[-1])))) if found else ""
    undated = sum(point.year is None for point in points) if len(found) > 1 else 0
    return " · ".join(filter(None, (said, span, words.said["undated"].format(n=undated) if undated else "")))


def _described(series: Sequence[Series], words: Words) -> str:
    """The extremes in words, for those who do not see the picture."""
    standing = [(one.place, point) for one in series for point in one.points if point.standing]
    standing.sort(key=lambda told: (-(told[1].value or 0), told[0]))
    extremes = [words.of(*told) for told in (*standing[:1], *standing[-1:])]
    return "; ".join([_told(series, words), *dict.fromkeys(extremes)])


def dot(x: float, y: float, place: str, point: Point, words: Words, colour: tuple[str, str] | None = None) -> str:
    """A value at its place; `colour` is the class and the light colour of a line that it belongs to."""
    verified = point.status is FieldStatus.VERIFIED
    radius = RADIUS if verified else RADIUS - 0.6
    attributes: dict[str, object] = {"cx": x, "cy": y, "r": radius}
    if colour and verified:
        attributes |= {"class_": f"{colour[0]}-text", "fill": colour[1]}
    elif colour:
        attributes |= {"class_": colour[0], "stroke": colour[1], "fill": "none"}
    else:
        attributes |= ink("plot-verified") if verified else {**ink("plot-review"), "fill": "none"}
    attributes["class_"] = f"{attributes['class_']} plot-value-{point.status}"
    if not verified:
        attributes["stroke_width"] = "1.75"
    return linked(point.href, element("circle", tooltip(words.of(place, point)), **attributes))


def whisker(x: float, y: float, point: Point, *, upright: bool) -> str:
    """A short line from an approximate value towards where the true one lies; nothing for an exact value."""
    before = point.approximation in (Approximation.NEAR, Approximation.AT_MOST)
    after = point.approximation in (Approximation.NEAR, Approximation.OVER, Approximation.AT_LEAST)
    sign, at = (-1, y) if upright else (1, x)
    path = ""
    for wanted, way in ((before, -sign), (after, sign)):
        if wanted:
            start, end = at + way * RADIUS, at + way * (RADIUS + _WHISKER)
            path += (
                f"M{number(x)} {number(start)}V{number(end)}"
                if upright
                else f"M{number(start)} {number(y)}H{number(end)}"
            )
    if not path:
        return ""
    told = {**ink("plot-line"), "class_": "plot-line plot-approximate"}
    return element("path", d=path, fill="none", stroke_width="1.5", **told)


def missing(x: float, y: float, place: str, point: Point, words: Words, colour: tuple[str, str] | None = None) -> str:
    """Where a value would stand: a cross for a rejected or failed one, dots for words without a number, a stroke."""
    bad = point.status in (FieldStatus.REJECTED, FieldStatus.FAILED)
    at = f"M{number(x - 3)} {number(y - 3)}"
    if bad:
        path = f"{at}l6 6m0 -6l-6 6"
    elif point.status is FieldStatus.WITHOUT_NUMBER:
        path = f"M{number(x - 4)} {number(y)}h2m1 0h2m1 0h2"
    elif point.status is FieldStatus.SECTION_ABSENT:
        path = f"M{number(x - 3)} {number(y + 3)}l6 -6"
    else:
        path = f"M{number(x - 3)} {number(y)}h6"
    name = "plot-rejected-line" if bad else "plot-missing"
    told = {"stroke": colour[1]} if colour else ink(name)
    told["class_"] = f"{colour[0] if colour else name} plot-gap-{point.status}"
    said = tooltip(words.of(place, point))
    return linked(point.href, element("path", said, d=path, fill="none", stroke_width="1.5", **told))


def rule(path: str, name: str = "plot-rule") -> str:
    """Thin lines."""
    return element("path", d=path, fill="none", stroke_width="1", **ink(name))


def picture(series: Sequence[Series], words: Words, unit: str, wide: float, high: float, parts: Iterable[str]) -> str:
    """The whole plot: its heading, with the unit of its axis, and below it what is drawn."""
    drawn = [*_heading(series, words, unit), *parts]
    return drawing(wide, high, words.title, _described(series, words), drawn)


def _heading(series: Sequence[Series], words: Words, unit: str) -> Iterator[str]:
    """The title with its unit, and one line beneath it of how much there is."""
    yield label(words.title, _MARGIN, 27.0, font_size=_TITLE, font_weight="600", **fill("plot-ink"))
    if unit:
        at = _MARGIN + width(words.title, _TITLE) * 1.04 + 10
        yield label(unit, at, 27.0, "plot-soft", font_size=12.0, **fill("plot-soft"))
    yield label(_told(series, words), _MARGIN, 46.0, "plot-soft", font_size=_SMALL, **fill("plot-soft"))


def legend(
    series: Sequence[Series], words: Words, room: float, *, coloured: bool = True, gaps: bool = True
) -> list[str]:
    """What the marks mean that are there: those of values and, with `gaps`, the whisker and the reasons for gaps."""
    there = {point.status: point for one in series for point in one.points}
    neutral = None if coloured else ("plot-line", ink("plot-line")["stroke"])
    samples: list[tuple[str, Point, float]] = []
    for status, word in words.status.items():
        sample = Point(None, Decimal(0), status)
        if status in there and (gaps or sample.standing):
            samples.append((word, sample, 15.0))
    if gaps and any(p.standing and p.approximation is not Approximation.EXACT for one in series for p in one.points):
        over = Point(None, Decimal(0), FieldStatus.VERIFIED, Approximation.OVER)
        samples.append((words.said["approximate"], over, 24.0))
    drawn: list[str] = []
    x, y = _MARGIN, 64.0
    for word, sample, before in samples:
        wide = before + width(word, _SMALL)
        if x + wide > room and x > _MARGIN:
            x, y = _MARGIN, y + 15
        drawn += _sample(sample, x + 5, y, words, neutral)
        drawn.append(label(word, x + before, y, "plot-soft", font_size=_SMALL, **fill("plot-soft")))
        x += wide + 16
    return drawn


def _sample(point: Point, x: float, y: float, words: Words, neutral: tuple[str, str] | None) -> Iterator[str]:
    """A mark in a legend: not a value, and told by the word beside it."""
    if point.approximation is not Approximation.EXACT:
        mark = whisker(x, y - 4, point, upright=False)
    elif point.standing:
        mark = dot(x, y - 4, "", point, words, neutral)
    else:
        mark = missing(x, y - 4, "", point, words)
    head, _, rest = mark.partition("<title>")
    bare = head + rest.partition("</title>")[2] if rest else mark
    yield re.sub("plot-(value-|gap-|approximate)", "plot-sample ", bare)
