"""A grid of cells: which rows head it, which cells name its rows, and what heads each figure.

Where a cell spans several rows or columns, its words stand in each place that it covers: so a spanning cell of a header
is told by neighbours that repeat it, and what is split under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from llmextract.numbers.numerals import SCALE
from llmextract.numbers.units import PLAIN_UNIT

__all__ = [
    "NO_VALUE",
    "NUMBER",
    "ROW_NUMBER",
    "UNIT_CELL",
    "Cell",
    "Span",
    "Texts",
    "grid",
    "header_rows",
    "is_figure",
    "texts_of",
]

NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
NO_VALUE = frozenset(("-", "--", "/", "", "...", "*", "无"))
UNIT_CELL = re.compile(rf"(?P<scale>{SCALE})?(?P<unit>{PLAIN_UNIT}|%|‰)")
_UNIT_COLUMN = re.compile(r"(?:计量)?单位")
ROW_NUMBER = re.compile(r"序号|编号|行次|NO\.?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its span without surrounding space, what heads its column and the texts that name its row.

    Attributes:
        start, end: the span.
        column: the header of its column; of several rows, from the top: "法人或其他组织/商业企业".
        row: the other texts of its row.
        unit: the unit cell of its row, or "".
        caption: the line before the table.
        depth: how many of the texts of its row name it together: 不予公开/属于国家秘密.
        names: whether it is a name of a row or a column itself.
        among_counts: whether a figure of its column can be no year.

    """

    start: int
    end: int
    column: str
    row: tuple[str, ...]
    unit: str
    caption: str
    depth: int = 1
    names: bool = False
    among_counts: bool = False

    @property
    def header(self) -> str:
        """The row's name and the column's: "粮食/产量"."""
        named = [name for name in self.row if name][: self.depth]
        return "/".join([*_once(named), *filter(None, [self.column])])


Span = tuple[int, int]
Texts = list[str]


def _once(texts: Sequence[str]) -> Iterator[str]:
    """Texts without what repeats its neighbour."""
    return (text for text, _ in groupby(texts))


def texts_of(folded: str, rows: Sequence[Sequence[Span]]) -> list[Texts]:
    """The texts of the cells of some rows."""
    return [[folded[a:b] for a, b in row] for row in rows]


def header_rows(texts: Sequence[Texts]) -> int:
    """How many rows head a table: the first, if it has no figures (years may head columns), and those that split it."""
    if not texts or any(is_figure(text) for text in texts[0]):
        return 0
    rows = 1
    while rows < len(texts) - 1 and _splits(texts[rows - 1], texts[rows]):
        rows += 1
    return rows


def _splits(above: Texts, below: Texts) -> bool:
    """Whether a row repeats the header over it, but for cells that span several columns there and are parted here."""
    if len(above) != len(below) or any(
        a != b and (is_figure(b) or b in NO_VALUE) for a, b in zip(above, below, strict=True)
    ):
        return False
    joined = [i for i, (one, two) in enumerate(pairwise(above)) if one and one == two]
    return above == below or any(below[i] != below[i + 1] for i in joined)


def grid(folded: str, rows: Sequence[Sequence[Span]], caption: str) -> Iterator[Cell]:
    """The cells of a table, those that head it first."""
    texts = texts_of(folded, rows)
    top = header_rows(texts)
    if len(rows) < 2 or not top:
        return
    header, body = texts[:top], texts[top:]
    for row in rows[:top]:
        yield from (Cell(start, end, "", (), "", caption, names=True) for start, end in row if start < end)
    columns = ["/".join(filter(None, _once(column))) for column in _columns(header)]
    units = next((i for i, text in enumerate(columns) if _UNIT_COLUMN.fullmatch(text)), None)
    counts = [sum(is_figure(text) for text in column) for column in _columns(body)]
    nested = _nested(header[-1], body)
    for row, words in zip(rows[top:], body, strict=True):
        yield from _row(row, words, columns, units, counts, caption, nested=nested)


def _columns(rows: Sequence[Texts]) -> list[Texts]:
    """The texts of each column of the first row's width."""
    return [[row[i] for row in rows if i < len(row)] for i in range(max(map(len, rows)))] if rows else []


def _nested(header: Texts, body: Sequence[Texts]) -> bool:
    """Whether rows are named by several cells: one spans several columns in the header, or several rows."""
    spans = len(header) > 1 and header[0] == header[1] != ""
    return spans or any(
        one[0] == two[0] and not _is_cell_value(one[0]) and one[1] != two[1] and not _is_cell_value(one[1])
        for one, two in pairwise(body)
        if min(len(one), len(two)) > 1
    )


def _row(
    row: Sequence[Span],
    words: Texts,
    columns: Sequence[str],
    units: int | None,
    counts: Sequence[int],
    caption: str,
    *,
    nested: bool,
) -> Iterator[Cell]:
    """The cells of one row under a header."""
    numbered = [i < len(columns) and bool(ROW_NUMBER.fullmatch(columns[i])) for i in range(len(words))]
    names = tuple(
        word for i, word in enumerate(words) if i < len(columns) and not numbered[i] and not _is_cell_value(word)
    )
    unit = words[units] if units is not None and units < len(words) else ""
    first = next((i for i, word in enumerate(words) if not numbered[i] and _is_cell_value(word)), 0)
    depth = max(1, sum(not flag for flag in numbered[:first])) if nested else 1
    for i, (start, end) in enumerate(row):
        if start == end or i >= len(columns) or i == units:
            continue
        if i < first and not numbered[i]:
            yield Cell(start, end, "", (), "", caption, names=True)
        else:
            yield Cell(start, end, columns[i], names, unit, caption, depth, among_counts=counts[i] > 0)


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure alone, and one that can be no year."""
    return bool(NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _is_cell_value(text: str) -> bool:
    return text in NO_VALUE or bool(NUMBER.fullmatch(text)) or bool(UNIT_CELL.fullmatch(text))
