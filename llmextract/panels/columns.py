"""What a table is: columns that know their names, titles, types and where their values come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from llmextract.quantity import plain

__all__ = ["Cell", "CellType", "Column", "Row", "Table", "cell_text"]

Cell = str | int | Decimal | None
Row = list[Cell]


class CellType(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"  # an exact Decimal
    FLAG = "flag"  # true or false


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: `[a-z][a-z0-9_]*`, at most 32 characters.
        zh, en: its title.
        type: what its cells hold.
        get: takes the cell out of an entry of the table; None where there is nothing.
        width: in Excel, in Latin characters.
        look: the column of the table whose status says how its cells look; "" for none.
        note: what Excel says of it where the pointer rests on its title; "" for nothing.

    """

    name: str
    zh: str
    en: str
    type: CellType
    get: Callable[[Any], Cell]
    width: int = 12
    look: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its columns, and how its entries are found.

    Attributes:
        name: the file's or relation's name: panel_long.
        zh, en: its title; zh is the Excel sheet's name.
        columns: in order.
        entries: of one reading (see `llmextract.panels.readings`); each becomes a row.
        in_workbook: whether Excel workbooks have it.
        frozen: how many columns stay in sight when an Excel sheet is scrolled.

    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    entries: Callable[[Any], Iterable[Any]]
    in_workbook: bool = True
    frozen: int = 0

    def rows(self, reading: Any) -> Iterator[Row]:
        """The rows of one reading, in the order of the columns."""
        getters = [column.get for column in self.columns]
        for entry in self.entries(reading):
            yield [get(entry) for get in getters]


def cell_text(cell: Cell) -> str:
    """A cell as text: exact, "" where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return plain(cell) if isinstance(cell, Decimal) else str(cell)
