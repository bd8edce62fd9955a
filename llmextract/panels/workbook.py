"""An Excel workbook of the tables: written row by row, so that memory stays flat however many reports there are."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, BinaryIO

from llmextract.errors import ResultError
from llmextract.extras import needed
from llmextract.field_status import STATUSES, Look
from llmextract.panels.cells import cell_string, fits_float, number_format
from llmextract.panels.columns import Cell, Column, Row, Table

__all__ = ["MAX_LINKS", "MAX_ROWS", "Sheet", "Workbook"]

MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
MAX_LINKS = 65_530  # of one sheet
HEADER_ROWS = 2  # the titles, and the names below them
_FONT = "Microsoft YaHei"
_LOOKS: dict[Cell, Look] = {status.value: look for status, look in STATUSES.items()}
_COLOURED = {status for status, look in _LOOKS.items() if look.fill != "#FFFFFF"}  # white: what an empty cell is anyway
_WIDE_CHARACTER = "\u2e80"  # Chinese from here on: twice as wide


class Workbook:
    """A workbook that is being written; it takes rows as `llmextract.panels.filling` gives them.

    Args:
        file: where it goes.

    Raises:
        MissingExtra: xlsxwriter is not installed.
        ResultError: a table has more columns than Excel holds.

    """

    def __init__(self, file: BinaryIO) -> None:
        xlsxwriter = needed("xlsxwriter", "excel", "writing an Excel workbook")
        # Texts are never formulas, links or numbers, whatever they look like; rows go to disk as they come.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(file, options)
        self.book.formats[0].set_font_name(_FONT)
        self.rows: dict[str, int] = {}
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._sheets: dict[str, Sheet] = {}
        self._kinds: dict[tuple[Cell, str], Any] = {}

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sheet in self._sheets.values():
            sheet.finish()
        self.book.close()

    def sheet(self, table: Table) -> None:
        """Begin the sheet of a table; sheets stand in the order in which they are begun."""
        if len(table.columns) > _MAX_COLUMNS:
            told = (
                f"has {len(table.columns)} columns, Excel holds {_MAX_COLUMNS}; write .duckdb, .parquet or CSV instead"
            )
            raise ResultError(f"{table.name}: {told}")
        self._sheets[table.name] = Sheet(self, table)
        self.rows[table.name] = 0

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to the sheet of a table; tables without a sheet are left out."""
        if table.name in self._sheets:
            sheet = self._sheets[table.name]
            for row in rows:
                sheet.add(row)
                self.rows[table.name] += 1

    def format(self, **settings: object) -> Any:
        """A cell format, made once for equal settings."""
        key = tuple(sorted(settings.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": _FONT, "font_size": 10, "valign": "top", **settings}
            )
        return self._formats[key]

    def kind(self, status: Cell, form: str = "", align: str = "") -> Any:
        """The format of a cell: the colours of its status, if it has one, how its number is printed, and where."""
        key = (status, form + align)
        if key not in self._kinds:  # this is asked for every cell
            look = _LOOKS.get(status)
            settings: dict[str, object] = {"num_format": form} if form else {}
            if align:
                settings["align"] = align
            if look:
                colours = {"bg_color": look.fill, "font_color": look.ink, "border": 1, "border_color": "#D9D9D9"}
                settings.update(colours)
            self._kinds[key] = self.format(**settings)
        return self._kinds[key]


class Sheet:
    """The sheet of a table, and those that follow it where it has more rows than a sheet holds."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self._book = book
        self._table = table
        self._number = 0
        self._columns = [(at, self._looks_at(column)) for at, column in enumerate(table.columns)]
        self._begin()

    def _looks_at(self, column: Column) -> int | None:
        names = [one.name for one in self._table.columns]
        return names.index(column.look) if column.look else None

    def _begin(self) -> None:
        """A new sheet with its header: titles, and below them the names, which carry the filter."""
        self._number += 1
        self._row = HEADER_ROWS
        table, book = self._table, self._book
        name = table.zh if self._number == 1 else f"{table.zh}{self._number}"
        self.sheet = book.book.add_worksheet(name)
        self.sheet.freeze_panes(HEADER_ROWS, table.frozen)
        edge = {"border": 1, "border_color": "#BFBFBF"}
        title = book.format(bold=True, text_wrap=True, valign="vcenter", bg_color="#E7E6E6", **edge)
        small = book.format(font_size=8, font_color="#595959", bg_color="#F5F5F5", **edge)
        for at, column in enumerate(table.columns):
            self.sheet.set_column(at, at, column.width)
        lines = max(_lines(column.zh, column.width) for column in table.columns)
        self.sheet.set_row(0, 15 * min(max(lines, 1), 6) + 3)
        # Notes first: of a row that is past no more is taken.
        for at, column in enumerate(table.columns):
            if column.note:
                told = cell_string(column.note)
                self.sheet.write_comment(0, at, told, {"x_scale": 1.8, "y_scale": _note_scale(told)})
        for row, kind in ((0, title), (1, small)):
            for at, column in enumerate(table.columns):
                self.sheet.write_string(row, at, cell_string((column.zh, column.name)[row]), kind)

    def add(self, row: Row) -> None:
        """Write a row."""
        if self._row == MAX_ROWS:
            self.finish()
            self._begin()
        for at, looks_at in self._columns:
            status = row[looks_at] if looks_at is not None else None
            put(self._book, self.sheet, (self._row, at), row[at], status)
        self._row += 1

    def finish(self) -> None:
        """Set the filter over what has been written."""
        self.sheet.autofilter(HEADER_ROWS - 1, 0, max(self._row - 1, HEADER_ROWS), len(self._table.columns) - 1)


def put(book: Workbook, sheet: Any, at: tuple[int, int], cell: Cell, status: Cell) -> None:
    """Write one cell as what it is, in the colours of a status."""
    if cell is None or cell == "":
        if status in _COLOURED:
            sheet.write_blank(*at, None, book.kind(status))
    elif isinstance(cell, str):
        sheet.write_string(*at, cell_string(cell), book.kind(status))
    elif isinstance(cell, bool):
        sheet.write_boolean(*at, cell, book.kind(status))
    elif isinstance(cell, int):  # in the middle: text follows at the left of the next column
        sheet.write_number(*at, cell, book.kind(status, "0", "center"))
    elif fits_float(cell):
        sheet.write_number(*at, float(cell), book.kind(status, number_format(cell)))
    else:  # a float would change its digits
        sheet.write_string(*at, f"{cell:f}", book.kind(status, align="right"))


def _note_scale(told: str) -> float:
    """How high a note is, of Excel's own height."""
    return max(0.4, 0.25 * sum(_lines(line, 30) for line in told.split("\n")))


def _lines(title: str, width: int) -> int:
    """How many lines a title takes in a column."""
    length = sum(2 if character >= _WIDE_CHARACTER else 1 for character in title)
    return -(-length // max(width - 1, 1))
