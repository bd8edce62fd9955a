"""The coverage map: a row a report, a column a section, in each cell how far it is filled, and how well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from llmextract.field_status import FieldStatus
from llmextract.plots.cells import bar, draw_marks, legend_marks
from llmextract.plots.data import CoverageCell
from llmextract.plots.palette import fill, ink
from llmextract.plots.svg import clip, drawing, element, label, linked, number, tooltip, width, wrap
from llmextract.plots.words import STATUS_WORDS, WORDS

__all__ = ["coverage_map"]

_ROOMY = 30  # reports up to which each cell has its counts in figures
_COLUMN, _GAP = 76.0, 10.0
_NAME_ROOM, _YEAR_ROOM = 168.0, 42.0
_HEAD, _SMALL, _TITLE = 11.0, 10.0, 15.0
_MARGIN = 16.0
_HEAD_LINES = 4
_SUMMARY = 62.0  # height of the row of all reports


@dataclass(frozen=True, slots=True)
class _Layout:
    """Sizes that depend on how much there is to show, in pixels."""

    left: float
    top: float
    row: float
    bar: float
    font: float
    roomy: bool

    def x(self, column: int) -> float:
        return self.left + column * (_COLUMN + _GAP)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    year: str
    cells: dict[str, CoverageCell]
    y: float
    first: bool  # of its place


def coverage_map(cells: Sequence[CoverageCell], *, lang: str = "en") -> str:
    """How far each section of each report is filled, as one SVG image.

    A bar is as long as a section has fields; from the left come the verified ones (solid green), those in review
    (hollow amber), the rejected (low, red), those stated without a number (dotted), the failed (crosses), and what
    is not stated (the bare track). A section that a report lacks is a thin diagonal. Places are sorted,
    and their years stand together.

    Args:
        cells: from `llmextract.plots.coverage`.
        lang: "en" or "zh".

    """
    words = WORDS[lang]
    sections = list(dict.fromkeys((cell.section, cell.title) for cell in cells))
    reports = _reports(cells)
    heads = [wrap(title, _HEAD, _COLUMN, _HEAD_LINES) for _, title in sections]
    layout = _layout(cells, max(map(len, heads), default=1), len(reports))
    rows = list(_rows(reports, layout, words["no year"]))
    wide = max(layout.x(len(sections)) + _MARGIN, 520.0)
    high = (rows[-1].y if rows else layout.top) + layout.row + 52
    title = words["coverage"]
    parts = [label(title, _MARGIN, _MARGIN + 10, font_size=_TITLE, font_weight="600", **fill("plot-ink"))]
    parts += _legend(lang, wide)
    parts += _heads(heads, layout)
    parts += _body(rows, sections, layout, lang, wide)
    parts.append(label(words["bar"], _MARGIN, high - 14, "plot-soft", font_size=_SMALL, **fill("plot-soft")))
    told = words["all"].format(n=len(reports))
    return drawing(wide, high, title, f"{told}. {_said(_sum(cells), lang)}", parts)


def _layout(cells: Sequence[CoverageCell], lines: int, documents: int) -> _Layout:
    roomy = documents <= _ROOMY
    font = 12.5 if roomy else 10.5
    names = max((width(cell.place or cell.document, font) for cell in cells), default=0.0)
    left = _MARGIN + min(names, _NAME_ROOM) + _YEAR_ROOM + 16
    return _Layout(left, 84 + lines * 14.0, 34.0 if roomy else 15.0, 10.0 if roomy else 9.0, font, roomy)


def _reports(cells: Sequence[CoverageCell]) -> list[list[CoverageCell]]:
    """The cells by report, in order; where several runs hold a document of one name, each is a report."""
    seen: Counter[tuple[str, str]] = Counter()
    reports: dict[tuple[bool, str, int, str, int], list[CoverageCell]] = {}
    for cell in cells:
        seen[cell.document, cell.section] += 1
        key = (not cell.place, cell.place or cell.document, cell.year or 0, cell.document)
        reports.setdefault((*key, seen[cell.document, cell.section]), []).append(cell)
    return [found for _, found in sorted(reports.items())]


def _rows(reports: Sequence[list[CoverageCell]], layout: _Layout, no_year: str) -> Iterator[_Row]:
    """The reports in order, the summary of all left for the top; a little air between places with several years."""
    y, before = layout.top + _SUMMARY, ""
    grouped = len({(found[0].place or found[0].document) for found in reports}) < len(reports)
    for found in reports:
        head = found[0]
        place = head.place or head.document
        y += layout.row * 0.35 if grouped and before and place != before else 0.0
        year = str(head.year) if head.year is not None else no_year
        yield _Row(place, year, {cell.section: cell for cell in found}, y, place != before)
        before, y = place, y + layout.row


def _heads(heads: list[list[str]], layout: _Layout) -> Iterator[str]:
    """Titles of the columns, their last lines level."""
    bottom = layout.top
    for column, lines in enumerate(heads):
        for number_, line in enumerate(reversed(lines)):
            yield label(line, layout.x(column), bottom - 14 * number_, font_size=_HEAD, **fill("plot-ink"))


def _body(rows: list[_Row], sections: list[tuple[str, str]], layout: _Layout, lang: str, wide: float) -> Iterator[str]:
    words = WORDS[lang]
    every = [cell for row in rows for cell in row.cells.values()]
    marks: list[tuple[str, str]] = []
    texts: list[str] = []
    spots: list[str] = []
    top = layout.top + 12
    for column, (section, _) in enumerate(sections):
        found = [cell for cell in every if cell.section == section]
        total = CoverageCell(words["all"].format(n=len(rows)), "", None, section, "", _sum(found))
        marks += bar(total.counts, layout.x(column), top, _COLUMN, layout.bar)
        texts.append(_share(total, layout.x(column), top + layout.bar + 11))
    rule = element("path", d=f"M{number(_MARGIN)} {number(top + 29)}H{number(wide - _MARGIN)}")
    yield element("g", rule, fill="none", stroke_width="1", **ink("plot-rule"))
    yield label(
        words["all"].format(n=len(rows)), _MARGIN, top + layout.bar - 0.5, font_size=layout.font, **fill("plot-ink")
    )
    for row in rows:
        yield from _row_names(row, layout)
        for column, (section, _) in enumerate(sections):
            cell = row.cells.get(section)
            if cell is None:
                continue
            x = layout.x(column)
            marks += bar(cell.counts, x, row.y, _COLUMN, layout.bar)
            if layout.roomy and cell.stated:
                texts.append(_count(cell, x, row.y + layout.bar + 11))
            spots.append(_spot(cell, x, row.y, layout, lang))
    yield from draw_marks(marks)
    yield element("g", *texts, font_size=_SMALL, **fill("plot-soft"))
    yield element("g", *spots, class_="plot-cells", fill="none", pointer_events="all")


def _row_names(row: _Row, layout: _Layout) -> Iterator[str]:
    base = row.y + layout.bar - 0.5
    href = next((cell.href for cell in row.cells.values() if cell.href), "")
    if row.first:
        room = layout.left - _MARGIN - _YEAR_ROOM - 10
        name = label(clip(row.place, layout.font, room), _MARGIN, base, font_size=layout.font, **fill("plot-ink"))
        yield linked(href.partition("#")[0], name)
    at = layout.left - 12
    yield label(row.year, at, base, "plot-soft", text_anchor="end", font_size=layout.font, **fill("plot-soft"))


def _count(cell: CoverageCell, x: float, y: float) -> str:
    return label(f"{cell.stated}/{cell.fields}", x, y, "plot-soft")


def _share(cell: CoverageCell, x: float, y: float) -> str:
    return label(f"{cell.stated / cell.fields:.0%}" if cell.fields else "", x, y, "plot-soft")


def _spot(cell: CoverageCell, x: float, y: float, layout: _Layout, lang: str) -> str:
    """What answers the pointer: the words of a cell, and its link."""
    of = WORDS[lang]["of"].format(stated=cell.stated, fields=cell.fields)
    year = f" {cell.year}" if cell.year is not None else ""
    name = f"{cell.place}{year} ({cell.document})" if cell.place else cell.document
    told = tooltip(f"{name}\n · {cell.title}: {of}; {_said(cell.counts, lang)}")
    high = layout.row - 6 if layout.roomy else layout.bar
    return linked(cell.href, element("rect", told, x=x, y=y, width=_COLUMN, height=float(high)))


def _sum(cells: Sequence[CoverageCell]) -> dict[FieldStatus, int]:
    return {status: sum(cell.counts.get(status, 0) for cell in cells) for status in FieldStatus}


def _said(counts: Mapping[FieldStatus, int], lang: str) -> str:
    return ", ".join(f"{counts[status]} {word}" for status, word in STATUS_WORDS[lang].items() if counts.get(status))


def _legend(lang: str, wide: float) -> Iterator[str]:
    x, y = _MARGIN, _MARGIN + 34
    for status, word in STATUS_WORDS[lang].items():
        if x + 30 + width(word, _HEAD) > wide:
            x, y = _MARGIN, y + 16
        yield from draw_marks(legend_marks(status, x, y - 9))
        yield label(word, x + 25, y, "plot-soft", font_size=_HEAD, **fill("plot-soft"))
        x += 25 + width(word, _HEAD) + 18
