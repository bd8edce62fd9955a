"""Tables that go on over pages: their parts as one table, and the lines of it on each page."""

from __future__ import annotations

from itertools import pairwise

from llmextract.reading.grid import Cell, is_figure, table_rows
from llmextract.reading.lines import IN_TABLE, Line, Page
from llmextract.reading.ruled import levels, nearest

__all__ = ["with_rows"]

_Rows = list[list[tuple[int, Cell]]]
_NEAR = 4.0  # points by which columns may differ from page to page


def with_rows(parted: list[tuple[int, Page]]) -> None:
    """Put the rows of tables in the place of the lines that stand for them; in place."""
    placed = [(at, line) for at, (_, part) in enumerate(parted) for line in part.lines if line.table]
    groups: list[list[tuple[int, Line]]] = []
    for at, line in placed:
        if groups and _goes_on(parted, groups[-1][-1], (at, line)):
            groups[-1].append((at, line))
        else:
            groups.append([(at, line)])
    said = {id(line): lines for group in groups for line, lines in _said([line for _, line in group])}
    for _, part in parted:
        part.lines = [one for line in part.lines for one in said.get(id(line), [line])]


def _goes_on(parted: list[tuple[int, Page]], one: tuple[int, Line], two: tuple[int, Line]) -> bool:
    """Whether a table that ends a page goes on at the beginning of the next."""
    (at, line), (next_at, following) = one, two
    if next_at != at + 1 or parted[next_at][0] != parted[at][0] + 1 or not line.table or not following.table:
        return False
    few, many = sorted((line.table.xs, following.table.xs), key=len)
    alike = all(abs(nearest(many, x) - x) < _NEAR for x in few)
    alike = alike and abs(few[0] - many[0]) < _NEAR and abs(few[-1] - many[-1]) < _NEAR
    return alike and parted[at][1].lines[-1] is line and parted[next_at][1].lines[0] is following


def _said(lines: list[Line]) -> list[tuple[Line, list[Line]]]:
    """The rows that each part of a table is."""
    xs = levels((x for line in lines if line.table for x in line.table.xs), _NEAR)
    rows: _Rows = []
    begins: list[int] = []
    for line in lines:
        begins.append(len(rows))
        _add(rows, line.table.rows(xs) if line.table else [])
    told = table_rows([[cell for _, cell in row] for row in rows])
    found: list[tuple[Line, list[Line]]] = []
    for line, (begin, end) in zip(lines, pairwise([*begins, len(rows) + 1]), strict=True):
        own = [text for number, text in told if begin <= number < end]
        found.append(
            (line, [Line(text, line.left, line.right, line.bottom, line.top, IN_TABLE, aside=True) for text in own])
        )
    return found


def _add(rows: _Rows, more: _Rows) -> None:
    """Put the rows of the next page under those so far: without its repeated head, cells that go on made one."""
    if not rows:
        rows += more
        return
    more = more[_repeated(rows, more) :]
    if not more:
        return
    above = {
        column: (r, k)
        for r, row in enumerate(rows)
        for k, (column, cell) in enumerate(row)
        if r + cell.rows == len(rows)
    }
    first = [(column, cell, above.get(column)) for column, cell in more[0]]
    if len(more) > 1 and _is_rest([(cell, rows[at[0]][at[1]][1]) for _, cell, at in first if at], len(first)):
        for _, cell, at in first:
            if at and cell.text:
                _set(rows, at, f"{rows[at[0]][at[1]][1].text}{cell.text}", 0)
        more, first = more[1:], []
    kept: list[tuple[int, Cell]] = []
    for column, cell, at in first:
        over = rows[at[0]][at[1]][1] if at else Cell("")
        if at and not cell.text and over.text and not is_figure(over.text) and over.columns == cell.columns:
            _set(rows, at, over.text, cell.rows)
        else:
            kept.append((column, cell))
    rows += [kept, *more[1:]] if first else more


def _set(rows: _Rows, at: tuple[int, int], text: str, longer: int) -> None:
    column, cell = rows[at[0]][at[1]]
    rows[at[0]][at[1]] = (column, Cell(text, cell.rows + longer, cell.columns, cell.header))


def _repeated(rows: _Rows, more: _Rows) -> int:
    """How many rows of a page are the head of the table, printed again."""
    count = 0
    for one, two in zip(rows, more, strict=False):
        if one != two or any(is_figure(cell.text) and cell.text for _, cell in two):
            break
        count += 1
    return count if count < len(more) else 0


def _is_rest(pairs: list[tuple[Cell, Cell]], cells: int) -> bool:
    """Whether the first row of a page is what is left of the row over it: words under words, nothing under figures."""
    if len(pairs) < cells or any(cell.columns != over.columns for cell, over in pairs):
        return False
    words = [over for cell, over in pairs if cell.text]
    figures = [cell for cell, over in pairs if over.text and is_figure(over.text)]
    return bool(words) and bool(figures) and all(over.text and not is_figure(over.text) for over in words)
