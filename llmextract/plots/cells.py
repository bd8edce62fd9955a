"""The marks of a coverage map: each status has a form of its own as well as a colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from llmextract.field_status import FieldStatus
from llmextract.plots.palette import ink
from llmextract.plots.svg import element, number
from llmextract.plots.words import IN_ORDER

__all__ = ["bar", "draw_marks", "legend_marks"]

# In the order of a bar; each with its ink, and whether it is drawn by lines.
_DRAWN = {
    "track": ("plot-track", False),
    FieldStatus.VERIFIED: ("plot-verified", False),
    FieldStatus.REVIEW: ("plot-review", True),
    FieldStatus.REJECTED: ("plot-rejected", False),
    FieldStatus.WITHOUT_NUMBER: ("plot-missing", True),
    FieldStatus.FAILED: ("plot-rejected-line", True),
    FieldStatus.SECTION_ABSENT: ("plot-missing", True),
}
Marks = list[tuple[str, str]]


def bar(counts: Mapping[FieldStatus, int], x: float, y: float, wide: float, high: float) -> Marks:
    """A bar of the fields of a section, each as wide as any other: (status or "track", path) in order."""
    fields = sum(counts.values())
    if not fields:
        return []
    absent = counts.get(FieldStatus.SECTION_ABSENT, 0)
    standing = wide * (fields - absent) / fields
    marks: Marks = [("track", _box(x, y, standing, high))] if standing else []
    at = x
    for status in IN_ORDER:
        share = wide * counts.get(status, 0) / fields
        if share and status is not FieldStatus.NOT_STATED:
            marks.append((status, _form(status, at, y, share, high)))
        at += share
    return marks


def _form(status: FieldStatus, x: float, y: float, wide: float, high: float) -> str:
    if status is FieldStatus.VERIFIED:
        return _box(x, y, wide, high)
    if status is FieldStatus.REVIEW:  # hollow
        return _box(x + 0.75, y + 0.75, max(wide - 1.5, 0.5), high - 1.5)
    if status is FieldStatus.REJECTED:  # low
        return _box(x, y + high * 0.55, wide, high * 0.45)
    if status is FieldStatus.WITHOUT_NUMBER:  # a row of dots
        return _repeated(x, wide, 4.0, lambda at: f"M{number(at)} {number(y + high / 2 - 0.75)}v1.5")
    if status is FieldStatus.FAILED:  # crosses
        size = high * 0.6
        low = y + (high - size) / 2
        cross = f"l{number(size)} {number(size)}m0 {number(-size)}l{number(-size)} {number(size)}"
        return _repeated(x, wide, size + 3, lambda at: f"M{number(at - size / 2)} {number(low)}{cross}")
    return f"M{number(x)} {number(y + high)}L{number(x + wide)} {number(y)}"  # absent: a diagonal


def _repeated(x: float, wide: float, step: float, draw: Callable[[float], str]) -> str:
    count = max(1, int(wide // step))
    return "".join(draw(x + wide * (place + 0.5) / count) for place in range(count))


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{number(x)} {number(y)}h{number(wide)}v{number(high)}h{number(-wide)}z"


def draw_marks(marks: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One path a status, however many marks there are: a map of two hundred reports stays small."""
    paths: dict[str, list[str]] = {}
    for status, path in marks:
        paths.setdefault(status, []).append(path)
    for status, (name, lines) in _DRAWN.items():
        if status in paths:
            how = {"fill": "none", "stroke_width": "1.25"} if lines else {}
            told = {**ink(name), "class_": f"{name} plot-mark-{status}"}
            yield element("path", d="".join(paths[status]), **how, **told)


def legend_marks(status: FieldStatus, x: float, y: float) -> Marks:
    """A sample of a status."""
    return bar({status: 1}, x, y, 20.0, 10.0)
