"""Tables to rows of text: `| name | header | … |`, each cell once, under its header and beside its row's name.

Headers of several levels become one row ("申请人情况/自然人"), and so do names of several columns; a label that spans
rows or columns is repeated, a figure never is. A row that is one cell (第二十条第(一)项) stands as a line of its own,
and what follows it is a table of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["LAYOUT_CELL", "Cell", "is_figure", "joined", "raised", "table_lines", "table_rows"]

_FIGURE = re.compile(r"[-+]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?[%％‰]?|[-—–/]+|\s*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
_OWN_COLUMN = re.compile(r"(?:计量)?单\s*位|序\s*号|编\s*号|行\s*次")  # the reader of numbers looks for these
LAYOUT_CELL = 400  # characters: a table with a cell of running text is there for the layout
_WIDEST = 100  # columns that spans may reach; cells beyond stand where they stand
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as published: its text, how many rows and columns it fills, whether it is marked as a header."""

    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the grid: the cell that fills it, and whether the cell begins here."""

    cell: Cell
    row: int
    first: bool

    @property
    def text(self) -> str:
        """What stands here: a label wherever it reaches, a figure where it begins."""
        return self.cell.text if self.first or not is_figure(self.cell.text) else ""


_EMPTY = _Slot(Cell(""), -1, first=True)
_Row = list[_Slot]


def raised(text: str) -> str:
    """Figures as raised ones (¹²³), which are no digits of a number: an exponent, the mark of a note."""
    return text.translate(_RAISED)


def joined(lines: Iterable[str]) -> str:
    """The lines of a cell as one: words go on from line to line in a narrow cell, figures do not."""
    whole = ""
    for line in filter(None, lines):
        space = whole and (whole[-1].isascii() or line[0].isascii())
        whole += f" {line}" if space else line
    return whole


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of text of a table.

    Args:
        rows: the cells of each row, each cell where it begins.

    """
    return [line for _, line in table_rows(rows)]


def table_rows(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, str]]:
    """The lines of text of a table, each with the number of its row, from 0; `rows` as in `table_lines`."""
    grid = _laid_out(rows)
    lines: list[tuple[int, str]] = []
    header: _Row = []
    for band, block in _blocks(grid):
        first = _number(block[0])
        lines += [(first, band)] if band else []
        depth = _header_depth(block)
        if depth:
            header = _merged_header(block[:depth])
            names = _name_columns(block[:depth], block[depth:])
        elif not header or len(header) != len(block[0]):
            lines += [(_number(row), _line([slot.text for slot in row])) for row in block]
            continue
        lines += [(first, _line(_named([slot.cell.text for slot in header], names)))]
        lines += [(_number(row), _line(_named([slot.text for slot in row], names))) for row in block[depth:]]
    return [(number, line) for number, line in lines if line.strip("| ")]


def _number(row: _Row) -> int:
    """The number of a row: that of the cells that begin in it."""
    return max((slot.row for slot in row), default=0)


def _laid_out(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    """The grid with every place filled; spans that would cover other cells give way."""
    grid: list[_Row] = []
    hanging: dict[int, tuple[int, Cell, int]] = {}  # column: rows still to fill, the cell, its first row
    for number, cells in enumerate(rows):
        row: dict[int, _Slot] = {}
        for column, (left, cell, began) in list(hanging.items()):
            row[column] = _Slot(cell, began, first=False)
            if left > 1:
                hanging[column] = (left - 1, cell, began)
            else:
                del hanging[column]
        at = 0
        for cell in cells:
            while at in row:
                at += 1
            for column in range(at, max(at + 1, min(at + cell.columns, _WIDEST))):
                if column in row:
                    break
                row[column] = _Slot(cell, number, first=column == at)
                if cell.rows > 1 and column < _WIDEST:
                    hanging[column] = (cell.rows - 1, cell, number)
        grid.append([row.get(i, _EMPTY) for i in range(max(row, default=-1) + 1)])
    width = max(map(len, grid), default=0)
    return [row + [_EMPTY] * (width - len(row)) for row in grid if row]


def _blocks(grid: list[_Row]) -> Iterator[tuple[str, list[_Row]]]:
    """The parts of a table between rows that are one cell, each with that cell's text."""
    band, number, block = "", 0, list[_Row]()
    for row in grid:
        filled = {id(slot.cell) for slot in row if slot.cell.text}
        if len(row) > 1 and len(filled) == 1 and all(slot.cell is row[0].cell for slot in row):
            if block or band:
                yield from _block(band, number, block)
            band, number, block = row[0].text, _number(row), []
        else:
            block.append(row)
    yield from _block(band, number, block)


def _block(band: str, number: int, block: list[_Row]) -> Iterator[tuple[str, list[_Row]]]:
    if block:
        columns = range(1, len(block[0]))
        apart = [0, *(i for i in columns if any(row[i].cell is not row[i - 1].cell for row in block))]
        yield band, [[row[i] for i in apart] for row in block]
    elif band:
        yield band, [[_Slot(Cell(""), number, first=True)]]


def _header_depth(block: list[_Row]) -> int:
    """How many rows are header: those without figures that the first row's cells reach down to or over."""
    plain = next((i for i, row in enumerate(block) if any(_is_number(slot.text) for slot in row)), len(block))
    if plain == 0 or len(block) < 2:
        return 0
    marked = 0
    while marked < plain and all(slot.cell.header for slot in block[marked] if slot.cell.text):
        marked += 1
    reached = max((slot.cell.rows for slot in block[0]), default=1)
    depth = max(marked, reached if reached <= plain else 1, 1)
    while depth < plain and any(slot.cell.columns > 1 and slot.row == depth - 1 for slot in block[depth - 1]):
        if not any(slot.row == depth and not slot.first for slot in block[depth]) and _tops(block[depth], depth):
            depth += 1
            continue
        break
    return min(depth, plain, len(block) - 1) or 1


def _tops(row: _Row, number: int) -> bool:
    """Whether a row under a spanning header names its columns: every cell that begins in it is filled."""
    return all(slot.cell.text for slot in row if slot.row == number)


def _merged_header(rows: list[_Row]) -> _Row:
    merged = []
    for column in range(len(rows[0])):
        texts = dict.fromkeys(row[column].cell.text for row in rows if row[column].cell.text)
        merged.append(_Slot(Cell("/".join(texts)), -1, first=True))
    return merged


def _name_columns(header: list[_Row], body: list[_Row]) -> int:
    """How many of the first columns name a row together: labels that span rows or columns, or share one header."""
    count = 1
    for column in range(1, len(header[0])):
        texts = [row[column].cell.text for row in body]
        if any(map(_is_number, texts)) or not any(texts) or _OWN_COLUMN.fullmatch(header[-1][column].cell.text):
            break
        if _OWN_COLUMN.fullmatch(header[-1][column - 1].cell.text):
            break
        shared = any(row[column].cell is row[column - 1].cell for row in (*header, *body) if row[column].cell.text)
        grouped = any(row[column - 1].cell.rows > 1 for row in body)
        if not (shared or grouped):
            break
        count = column + 1
    return count


def _named(texts: list[str], names: int) -> list[str]:
    """A row with its first columns as one: the parts of a name, each once."""
    parts = dict.fromkeys(text for text in texts[:names] if text)
    return ["/".join(parts), *texts[names:]]


def _line(texts: Sequence[str]) -> str:
    return (
        "| " + " | ".join(_SPACE.sub(" ", text).strip().replace("|", "/").replace("｜", "/") for text in texts) + " |"
    )


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure alone, or what stands for one, or nothing; a year is a label."""
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _is_number(text: str) -> bool:
    return is_figure(text) and any(char.isdigit() for char in text)
