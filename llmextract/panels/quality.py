"""The quality sheet: report by field, a mark a cell, linked to the review page where eyes are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.errors import ResultError
from llmextract.field_status import MISSED, STATUSES, FieldStatus, Look, is_missed
from llmextract.panels.cells import cell_string, link_to
from llmextract.panels.readings import Reading
from llmextract.panels.workbook import MAX_LINKS, MAX_ROWS, Workbook
from llmextract.schema.genre import Genre

__all__ = ["NAME", "Quality"]

NAME = "质量"
_STATUSES = list(STATUSES)
_MISSED = len(_STATUSES)  # the code of an empty field whose cue finds something
_LOOKS: list[Look] = [*STATUSES.values(), MISSED]
_TO_LINK = {_STATUSES.index(status) for status in (FieldStatus.REVIEW, FieldStatus.REJECTED, FieldStatus.FAILED)}
_TO_LINK.add(_MISSED)
_HEAD = (("document", "文件", 26), ("region", "地区或部门", 12), ("year", "年度", 7), ("run", "批次", 10))
_TOTALS = (
    *((f"{look.mark} {look.zh}", (status,)) for status, look in STATUSES.items() if status.has_value),
    ("无值", tuple(status for status in FieldStatus if not status.has_value)),
)
_FIRST = len(_HEAD) + len(_TOTALS)  # the column of the first field
_TITLES = len(_TOTALS)  # the row of the titles; the names are below
_ROW = _TITLES + 2
_NOTE = f"{'  '.join(f'{look.mark} {look.zh}' for look in _LOOKS)}。带下划线的格子链接到核对页。"


@dataclass(frozen=True, slots=True)
class _Report:
    """What is kept of a report: a byte a field."""

    document: str
    run: str
    out: Path | None
    region: str
    year: int | None
    marks: bytes


class Quality:
    """Takes readings, and writes the sheet when the totals are known.

    Args:
        genre: whose fields are the columns.
        names: their names as variables.

    Attributes:
        linked: how many cells lead to the review page.
        unlinked: how many would, had Excel room for more links.

    """

    def __init__(self, genre: Genre, names: dict[tuple[str, str], str]) -> None:
        self._genre = genre
        self._names = names
        self._reports: list[_Report] = []
        self._totals: list[Counter[int]] = [Counter() for _ in genre.specs]
        self.linked = 0
        self.unlinked = 0

    def add(self, reading: Reading) -> None:
        """Count one report."""
        marks = bytearray()
        for _, status, leaves in reading.statuses():
            missed = any(is_missed(status, leaf.codes) for leaf in leaves)
            marks.append(_MISSED if missed else _STATUSES.index(status))
        for total, mark in zip(self._totals, marks, strict=True):
            total[mark] += 1
        report = _Report(reading.document, reading.run, reading.out, reading.region or "", reading.year, bytes(marks))
        self._reports.append(report)

    def write(self, book: Workbook, beside: Path) -> None:
        """Write the sheet; links are relative to the folder `beside`."""
        if len(self._reports) > MAX_ROWS - _ROW:
            told = f"{len(self._reports)} reports are more than a quality sheet holds"
            raise ResultError(f"{told} ({MAX_ROWS - _ROW}); choose some by --documents, or write .duckdb")
        sheet = book.book.get_worksheet_by_name(NAME)
        self._write_head(book, sheet)
        fields = list(self._genre.specs)
        for row, report in enumerate(self._reports, start=_ROW):
            sheet.write_string(row, 0, cell_string(report.document), book.format())
            sheet.write_string(row, 1, cell_string(report.region), book.format())
            if report.year is not None:
                sheet.write_number(row, 2, report.year, book.format(num_format="0"))
            sheet.write_string(row, 3, cell_string(report.run), book.format())
            counts = Counter(report.marks)
            for at, (_, statuses) in enumerate(_TOTALS, start=len(_HEAD)):
                sheet.write_number(row, at, _counted(counts, statuses), book.format(num_format="0"))
            for at, (mark, key) in enumerate(zip(report.marks, fields, strict=True), start=_FIRST):
                self._cell(book, sheet, (row, at), mark, self._link(report, mark, key, beside))
        sheet.autofilter(_ROW - 1, 0, max(_ROW + len(self._reports) - 1, _ROW), _FIRST + len(fields) - 1)
        sheet.freeze_panes(_ROW, _FIRST)

    def _link(self, report: _Report, mark: int, key: tuple[str, str], beside: Path) -> str | None:
        if mark not in _TO_LINK or report.out is None:
            return None
        link = link_to(report.out, report.document, f"f-{key[0]}.{key[1]}", beside)
        if link is None or self.linked == MAX_LINKS:
            self.unlinked += 1
            return None
        self.linked += 1
        return link

    def _cell(self, book: Workbook, sheet: Any, at: tuple[int, int], mark: int, link: str | None) -> None:
        look = _LOOKS[mark]
        kind = book.format(
            bg_color=look.fill,
            font_color=look.ink,
            align="center",
            border=1,
            border_color="#E3E3E3",
            **({"underline": 1, "bold": True} if link else {}),
        )
        if link:
            sheet.write_url(*at, link, kind, look.mark)
        else:
            sheet.write_string(*at, look.mark, kind)

    def _write_head(self, book: Workbook, sheet: Any) -> None:
        """The totals by field, then the titles, upright, then the names."""
        for at, (_, _, width) in enumerate(_HEAD):
            sheet.set_column(at, at, width)
        sheet.set_column(len(_HEAD), _FIRST - 1, 9)
        sheet.set_column(_FIRST, _FIRST + len(self._totals) - 1, 3.6)
        sheet.set_row(_TITLES, 130)
        for row, at, told, kind in sorted(self._head(book), key=lambda cell: cell[:2]):  # in the order of the file
            if isinstance(told, int):
                sheet.write_number(row, at, told, kind)
            else:
                sheet.write_string(row, at, told, kind)

    def _head(self, book: Workbook) -> Iterator[tuple[int, int, str | int, object]]:
        plain = book.format(num_format="0", align="center", font_size=8)
        bold = book.format(bold=True, valign="bottom")
        small = book.format(font_size=8, font_color="#595959", bg_color="#F5F5F5")
        upright = book.format(rotation=90, text_wrap=True, font_size=9, valign="bottom", align="center")
        yield 0, 0, _NOTE, book.format(italic=True, font_color="#595959")
        for row, (label, statuses) in enumerate(_TOTALS):
            yield row, _FIRST - 1, label, book.format(bold=True, align="right")
            for at, total in enumerate(self._totals, start=_FIRST):
                yield row, at, _counted(total, statuses), plain
        for at, (name, title, _) in enumerate(_HEAD):
            yield _TITLES, at, title, bold
            yield _TITLES + 1, at, name, small
        for at, (label, _) in enumerate(_TOTALS, start=len(_HEAD)):
            yield _TITLES, at, label, bold
        for at, (key, spec) in enumerate(self._genre.specs.items(), start=_FIRST):
            yield _TITLES, at, cell_string(spec.title), upright
            yield _TITLES + 1, at, self._names[key], small


def _counted(counts: Counter[int], statuses: tuple[FieldStatus, ...]) -> int:
    """How many cells have one of some statuses; what is missed counts as without a value."""
    codes = {_STATUSES.index(status) for status in statuses}
    if FieldStatus.NOT_STATED in statuses:
        codes.add(_MISSED)
    return sum(counts[code] for code in codes)
