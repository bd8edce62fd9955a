"""Totals of tables: a column 总计 against its row, a row 合计 against its columns.

What heads a figure (`Mention.header`) names its row and its column, from the outermost; a total stands for what has the
same names but the last. A broken total is told only where the table's other totals of its kind hold: else the words
mean something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from llmextract.arithmetic.identity import Identity, Status
from llmextract.arithmetic.relations import Figure, total
from llmextract.document import Document
from llmextract.quantity import Kind

__all__ = ["table_sums"]

_TOTAL = re.compile(
    r"(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]|\([一二三四五六七八九十\d]{1,3}\))?(?:总计|合计|小计|总数)(?:\([^()]*\))?"
)
_NO_PART = re.compile(r"其中|同比|比例|比上年|增减|平均|率$|占")
_FEWEST_PARTS, _FEWEST_HELD, _RARELY = 2, 2, 3
_WIDEST = 200  # cells in one line of a table: longer ones are no work of people

_Path = tuple[str, ...]


class _Cell(NamedTuple):
    """A figure in a table, with the names of its row and of its column."""

    figure: Figure
    row: _Path
    column: _Path


def table_sums(document: Document) -> Iterator[Identity]:
    """The totals of all tables of a text against their parts."""
    for rows in _tables(document):
        cells = list(_placed(rows))
        by_column = defaultdict(list)
        for cell in cells:
            by_column[cell.column].append((cell.row, cell.figure))
        by_row = defaultdict(list)
        for cell in cells:
            by_row[cell.row].append((cell.column, cell.figure))
        yield from _credible(_totals(by_row.values()))
        yield from _credible(_totals(by_column.values()))


def _tables(document: Document) -> Iterator[list[list[Figure]]]:
    """The figures under headers, row by row, of lines that follow each other."""
    rows: list[list[Figure]] = []
    folded, end, line_end = document.folded, 0, -1
    for index, mention in enumerate(document.mentions):
        if not mention.header or mention.kind is not Kind.QUANTITY:
            continue
        if mention.start < line_end:
            rows[-1].append(Figure(index, mention))
        else:
            ends = folded.count("\n", end, mention.start) - document.raw.count("\f", end, mention.start)
            if rows and ends != 1:
                yield rows
                rows = []
            rows.append([Figure(index, mention)])
            line_end = folded.find("\n", mention.end)
            line_end = len(folded) if line_end == -1 else line_end
        end = mention.end
    if rows:
        yield rows


def _placed(rows: Sequence[Sequence[Figure]]) -> Iterator[_Cell]:
    """Each figure with the names of its row, which all figures of a row begin with, and of its column.

    Where no row has two figures, what all names end with is the column's.
    """
    wide = [row for row in rows if len(row) > 1] or rows
    begins = [_common([_path(figure) for figure in row]) for row in wide]
    shared = len(_common([names[::-1] for names in begins])) if len(begins) > 1 else 0
    for row, begin in zip(wide, begins, strict=True):
        own = len(begin) - shared  # what ends the names of every row heads the columns: 申请人情况
        for figure in row:
            path = _path(figure)
            yield _Cell(figure, path[:own], path[own:])


def _common(paths: Sequence[_Path]) -> _Path:
    """What all paths begin with."""
    least, most = min(paths), max(paths)  # in order of the alphabet, nothing lies between that differs earlier
    same = next((i for i, (one, two) in enumerate(zip(least, most, strict=False)) if one != two), len(least))
    return least[:same]


def _path(figure: Figure) -> _Path:
    return tuple((figure.mention.header or "").split("/"))


def _totals(lines: Iterable[Sequence[tuple[_Path, Figure]]]) -> Iterator[Identity]:
    """The totals in rows (or columns) of figures with their names."""
    for line in lines:
        for names, whole in line if len(line) <= _WIDEST else ():
            if names and _TOTAL.fullmatch(names[-1]):
                parts = [figure for own, figure in line if _is_part(own, names[:-1])]
                identity = total(whole, parts, complete=True) if _adds_up(whole, parts, line) else None
                if identity:
                    yield identity


def _is_part(names: _Path, of: _Path) -> bool:
    return names[: len(of)] == of and len(names) > len(of) and not any(map(_TOTAL.fullmatch, names))


def _adds_up(whole: Figure, parts: Sequence[Figure], line: Sequence[tuple[_Path, Figure]]) -> bool:
    """Whether figures are of a kind that a total may stand for."""
    if len(parts) < _FEWEST_PARTS or any(_NO_PART.search(name) for names, _ in line for name in names):
        return False
    return all(part.mention.unit == whole.mention.unit and not part.mention.doubtful for part in parts)


def _credible(found: Iterable[Identity]) -> Iterator[Identity]:
    """Totals that hold; those that do not, only where most hold."""
    told = list(found)
    held = sum(identity.status is Status.HOLDS and identity.telling for identity in told)
    broken = sum(identity.status is Status.BROKEN for identity in told)
    sure = held >= max(_FEWEST_HELD, _RARELY * broken)
    yield from (identity for identity in told if sure or identity.status is Status.HOLDS)
