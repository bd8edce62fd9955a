"""Tables for a terminal of any width: columns aligned by the cells that characters take, nothing cut off.

Where a table is too wide for the screen it changes its form, step by step, and loses nothing: its gaps narrow; columns
of nothing but zeros become a note; the first column (the name that the row is about) takes a line of its own; running
text goes beneath its row; at last each cell has its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from rich.text import Text

from llmextract.cli.shown import shown

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Column", "Kind", "print_table", "table_lines"]

_LEAST = 24  # cells that running text is given, at least
_NOTHING = frozenset({"", "-", "0"})
_INDENT = 3


class Kind(Enum):
    """How a column behaves where there is little room."""

    WORD = "word"  # names and codes: never broken
    NUMBER = "number"  # at the right of its column, never broken
    WORDS = "words"  # running text: broken between words, Chinese anywhere


@dataclass(frozen=True, slots=True)
class Column:
    """A column; the first of a table names what its row is about."""

    name: str
    kind: Kind = Kind.WORD


Cells = Sequence[Text]


def print_table(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str | Text]]) -> None:
    """Print rows as a table in the width of the console, with an empty line before and after."""
    cells = [[cell if isinstance(cell, Text) else Text(shown(cell)) for cell in row] for row in rows]
    for line in table_lines(columns, cells, console.width, console):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


def table_lines(columns: Sequence[Column], rows: Sequence[Cells], width: int, console: Console) -> list[Text]:
    """The lines of a table with an empty one before and after; all take equally many cells where it keeps its form."""
    for gap in (3, 2):
        if widths := _fit(columns, rows, width - 1, gap):
            return [Text(), *_plain(columns, rows, widths, gap, console), Text()]
    kept = [n for n, column in enumerate(columns) if n == 0 or column.kind is not Kind.NUMBER or _tells(rows, n)]
    note = _note([column.name for n, column in enumerate(columns) if n not in kept])
    columns, rows = [columns[n] for n in kept], [[row[n] for n in kept] for row in rows]
    for form in (_narrow, _stacked, _beneath):
        if lines := form(columns, rows, width, console):
            return [Text(), *lines, *note, Text()]
    return [Text(), *_records(columns, rows, width, console), *note, Text()]


def _tells(rows: Sequence[Cells], column: int) -> bool:
    return any(row[column].plain not in _NOTHING for row in rows)


def _note(names: list[str]) -> list[Text]:
    return [Text(f" {', '.join(names)}: 0 in every row", "dim")] if names else []


def _natural(columns: Sequence[Column], rows: Sequence[Cells]) -> list[int]:
    lines = [[line for row in rows for line in row[n].split("\n")] for n in range(len(columns))]
    return [
        max(Text(column.name).cell_len, *(line.cell_len for line in found), 1)
        for column, found in zip(columns, lines, strict=True)
    ]


def _fit(columns: Sequence[Column], rows: Sequence[Cells], width: int, gap: int) -> list[int] | None:
    """The widths of the columns; None where they have no room. Running text shares what the others leave."""
    natural = _natural(columns, rows)
    spare = width - gap * (len(columns) - 1) - sum(natural)
    soft = [n for n, column in enumerate(columns) if column.kind is Kind.WORDS]
    while spare < 0:
        widest = max((n for n in soft if natural[n] > _LEAST), key=lambda n: natural[n], default=None)
        if widest is None:
            return None
        rest = max((natural[n] for n in soft if natural[n] < natural[widest]), default=_LEAST)
        cut = min(-spare, natural[widest] - max(_LEAST, rest)) or 1
        natural[widest] -= cut
        spare += cut
    return natural


def _plain(
    columns: Sequence[Column], rows: Sequence[Cells], widths: Sequence[int], gap: int, console: Console
) -> Iterator[Text]:
    yield _head(columns, widths, gap)
    yield Text(" " + "─" * (sum(widths) + gap * (len(widths) - 1)))
    for row in rows:
        yield from _row(columns, row, widths, gap, console)


def _head(columns: Sequence[Column], widths: Sequence[int], gap: int) -> Text:
    cells = [_padded(Text(c.name, "bold"), w, c.kind) for c, w in zip(columns, widths, strict=True)]
    return Text(" ") + Text(" " * gap).join(cells)


def _row(columns: Sequence[Column], row: Cells, widths: Sequence[int], gap: int, console: Console) -> Iterator[Text]:
    folded = [_folded(cell, width, console) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, folded))):
        cells = [
            _padded(lines[number] if number < len(lines) else Text(), width, column.kind)
            for lines, width, column in zip(folded, widths, columns, strict=True)
        ]
        yield Text(" ") + Text(" " * gap).join(cells)


def _folded(cell: Text, width: int, console: Console) -> list[Text]:
    lines = list(cell.wrap(console, width, overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines or [Text()]


def _padded(cell: Text, width: int, kind: Kind) -> Text:
    space = " " * (width - cell.cell_len)
    return Text(space) + cell if kind is Kind.NUMBER else cell + Text(space)


def _narrow(columns: Sequence[Column], rows: Sequence[Cells], width: int, console: Console) -> list[Text]:
    widths = _fit(columns, rows, width - 1, 2)
    return list(_plain(columns, rows, widths, 2, console)) if widths else []


def _stacked(columns: Sequence[Column], rows: Sequence[Cells], width: int, console: Console) -> list[Text]:
    """The first cell of a row above the others."""
    rest, inside = columns[1:], [row[1:] for row in rows]
    widths = _fit(rest, inside, width - _INDENT, 2) if rest else None
    if not widths:
        return []
    return list(_under(columns[0], rest, rows, widths, width, console))


def _beneath(columns: Sequence[Column], rows: Sequence[Cells], width: int, console: Console) -> list[Text]:
    """Running text under the row that it belongs to."""
    short = [n for n, column in enumerate(columns) if n and column.kind is not Kind.WORDS]
    rest, inside = [columns[n] for n in short], [[row[n] for n in short] for row in rows]
    widths = _fit(rest, inside, width - _INDENT, 2) if rest else None
    if not widths:
        return []
    return list(_under(columns[0], rest, rows, widths, width, console, columns))


def _under(
    key: Column,
    rest: Sequence[Column],
    rows: Sequence[Cells],
    widths: Sequence[int],
    width: int,
    console: Console,
    every: Sequence[Column] = (),
) -> Iterator[Text]:
    """A line for the key, an indented one for the rest, and of `every` column the running text below."""
    indent = Text(" " * (_INDENT - 1))
    yield Text(" ") + Text(key.name, "bold")
    yield indent + _head(rest, widths, 2)
    yield Text(" " + "─" * (width - 2))
    at = [n for n, column in enumerate(every) if n and column.kind is not Kind.WORDS] or range(1, len(rest) + 1)
    for row in rows:
        yield from (Text(" ") + line for line in _folded(row[0], width - 1, console))
        for line in _row(rest, [row[n] for n in at], widths, 2, console):
            yield indent + line
        for column, cell in zip(every, row, strict=False):
            if column.kind is Kind.WORDS and column is not every[0] and cell.plain:
                yield from _labelled(column, cell, width, console)


def _labelled(column: Column, cell: Text, width: int, console: Console) -> Iterator[Text]:
    """A cell on lines of its own, after its column's name."""
    label = Text(" " * _INDENT) + Text(f"{column.name}: ", "dim")
    room = max(width - label.cell_len, 8)
    for number, line in enumerate(_folded(cell, room, console)):
        yield (Text(" " * label.cell_len) if number else label) + line


def _records(columns: Sequence[Column], rows: Sequence[Cells], width: int, console: Console) -> list[Text]:
    """A line a cell."""
    lines: list[Text] = []
    for row in rows:
        lines += [Text(" ") + line for line in _folded(row[0], max(width - 1, 8), console)]
        for column, cell in zip(columns[1:], row[1:], strict=True):
            lines += _labelled(column, cell, width, console) if cell.plain else ()
    return lines
