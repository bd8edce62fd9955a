"""Tables flattened to text: what heads a figure gives it its unit.

Three shapes are met: rows of cells between pipes; one cell a line, row after row under a header; names and figures
by turns. A figure that fills its cell gets the unit of its column's header, of its row's unit column, or of a
caption 单位:…, and the names of its row and column as `header`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import SCALE, times
from llmextract.numbers.units import PLAIN_UNIT, unit_name
from llmextract.quantity import SCALES, Kind

__all__ = ["fill"]

_SPACED_ROW = re.compile(
    r"\n(?P<row>[^\S\n]*[^\s0-9|][^\s|]{0,20}(?:[^\S\n]+[\u4e00-\u9fff%]{1,6})?(?:[^\S\n]+(?:[-+]?[0-9][0-9,.]*%?|-+|/))+)(?=[^\S\n]*(?:\n|$))"
)
_WORD = re.compile(r"\S+")
_RULE = re.compile(r"[\s|:+-]+")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_NO_VALUE = frozenset(("-", "--", "/", "", "...", "*", "无"))
_HEAD_UNIT = re.compile(
    rf"\((?:单位:)?(?P<scale>{SCALE})?(?P<unit>{PLAIN_UNIT}|%|‰)\)"
    rf"|(?:^|[,;: ])单位:(?P<scale2>{SCALE})?(?P<unit2>{PLAIN_UNIT}|%|‰)(?![、,/])"
    r"|(?P<unit3>[%‰])$"
)
_UNIT_CELL = re.compile(rf"(?P<scale>{SCALE})?(?P<unit>{PLAIN_UNIT}|%|‰)")
_COUNT_UNIT = re.compile(r"(?P<unit>件|人次|人|户|宗|起|份|条|项|家|个|次)数量?$")
_UNIT_COLUMN = re.compile(r"(?:计量)?单位")
_ROW_NUMBER = re.compile(r"序号|编号|行次|NO\.?", re.IGNORECASE)
_CELL_LENGTH = 18  # characters: a longer line is no cell of a table with a cell a line
_FEWEST_LINES = 4
_WIDEST = 12
_CAPTION_REACH = 60
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_KINDS = {"%": Kind.RATE, "‰": Kind.RATE}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its span without surrounding space, the text of its column's header and its row's other cells."""

    start: int
    end: int
    column: str
    row: tuple[str, ...]
    unit: str  # the unit cell of its row, or ""
    caption: str

    @property
    def header(self) -> str:
        """The row's name and the column's: "粮食/产量"."""
        return "/".join(part for part in (next((c for c in self.row if c), ""), self.column) if part)


_Span = tuple[int, int]


def _tables(folded: str) -> Iterator[_Cell]:
    """The cells under headers of all tables of a text."""
    if "|" in folded:
        for lines in _pipe_blocks(folded):
            rows = [list(_pipe_cells(folded, *span)) for span in lines]
            yield from _grid(folded, [row for row in rows if row], _caption(folded, lines[0][0]))
    for block in _blocks(folded):
        yield from _one_a_line(folded, block)
    for rows in _spaced_blocks(folded):
        yield from _grid(folded, rows, _caption(folded, rows[0][0][0]))


def _pipe_blocks(folded: str) -> Iterator[list[_Span]]:
    """Runs of two lines and more with pipes in them."""
    block: list[_Span] = []
    for start, end in _lines(folded, 0, len(folded)):
        if "|" in folded[start:end]:
            block.append((start, end))
            continue
        if len(block) > 1:
            yield block
        block = []
    if len(block) > 1:
        yield block


def _spaced_blocks(folded: str) -> Iterator[list[list[_Span]]]:
    """Rows of words and figures set apart by spaces: a header, and rows of a name and as many figures."""
    header: list[_Span] = []
    rows: list[list[_Span]] = []
    at = 0
    for line in _SPACED_ROW.finditer(folded):
        start, end = line.span("row")
        row = [m.span() for m in _WORD.finditer(folded, start, end)]
        if rows and not folded[at : start - 1].strip() and len(row) == len(header):
            rows.append(row)
        else:
            if len(rows) > 1:
                yield [header, *rows]
            above = folded.rfind("\n", 0, start - 1) + 1
            header = [m.span() for m in _WORD.finditer(folded, above, start - 1)]
            rows = [row] if len(header) == len(row) else []
        at = end
    if len(rows) > 1:
        yield [header, *rows]


def _lines(folded: str, start: int, end: int) -> Iterator[_Span]:
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop == -1 else stop
        yield start, stop
        start = stop + 1


def _trim(folded: str, start: int, end: int) -> _Span:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end


def _pipe_cells(folded: str, start: int, end: int) -> Iterator[_Span]:
    start, end = _trim(folded, start, end)
    if _RULE.fullmatch(folded, start, end):
        return
    if folded[start : start + 1] == "|":
        start += 1
    if folded[end - 1 : end] == "|":
        end -= 1
    while start <= end:
        stop = folded.find("|", start, end)
        stop = end if stop == -1 else stop
        yield _trim(folded, start, stop)
        start = stop + 1


def _caption(folded: str, start: int) -> str:
    """What stands right before a table: "表1 行政处罚情况 单位:件"."""
    lines = folded[max(0, start - _CAPTION_REACH) : start].rstrip().rsplit("\n", 1)
    return lines[-1]


def _grid(folded: str, rows: Sequence[Sequence[_Span]], caption: str) -> Iterator[_Cell]:
    """The cells of rows under a first row without figures (years may head columns)."""
    texts = [[folded[a:b] for a, b in row] for row in rows]
    if len(rows) < 2 or any(_is_figure(text) for text in texts[0]):
        return
    header = texts[0]
    units = next((i for i, text in enumerate(header) if _UNIT_COLUMN.fullmatch(text)), None)
    for row, words in zip(rows[1:], texts[1:], strict=True):
        names = tuple(
            w
            for w, head in zip(words, header, strict=False)
            if not _is_cell_value(w) and not _ROW_NUMBER.fullmatch(head)
        )
        unit = words[units] if units is not None and units < len(words) else ""
        for i, (start, end) in enumerate(row):
            if start < end and i < len(header) and i != units:
                yield _Cell(start, end, header[i], names, unit, caption)


def _is_figure(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _is_cell_value(text: str) -> bool:
    return text in _NO_VALUE or bool(_NUMBER.fullmatch(text)) or bool(_UNIT_CELL.fullmatch(text))


_FIGURE_LINE = re.compile(r"\n(?P<row>[^\S\n]*[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?)(?=[^\S\n]*(?:\n|$))")


def _blocks(folded: str) -> Iterator[list[_Span]]:
    """Runs of short lines that hold lines with nothing but a figure."""
    at = 0
    while match := _FIGURE_LINE.search(folded, at):
        start = _back(folded, match.start("row"))
        block = [_trim(folded, *span) for span in _forward(folded, start)]
        at = max(match.end(), block[-1][1] if block else 0) + 1
        if sum(bool(_NUMBER.fullmatch(folded[a:b])) for a, b in block) > 1 and len(block) >= _FEWEST_LINES:
            yield block


def _is_cell_line(folded: str, start: int, end: int) -> bool:
    start, end = _trim(folded, start, end)
    return 0 < end - start <= _CELL_LENGTH and not any(mark in folded[start:end] for mark in "。;|!?")


def _back(folded: str, start: int) -> int:
    while start > 0:
        before = folded.rfind("\n", 0, start - 1) + 1
        if not _is_cell_line(folded, before, start - 1):
            break
        start = before
    return start


def _forward(folded: str, start: int) -> Iterator[_Span]:
    for span in _lines(folded, start, len(folded)):
        if not _is_cell_line(folded, *span):
            return
        yield span


def _one_a_line(folded: str, block: Sequence[_Span]) -> Iterator[_Cell]:
    """A table with one cell a line: rows of one width under a header, else names and figures by turns."""
    texts = [folded[a:b] for a, b in block]
    for skip in range(3):
        for width in range(2, min(_WIDEST, (len(block) - skip) // 2) + 1):
            if _is_table(texts[skip:], width):
                rows = [block[i : i + width] for i in range(skip, len(block) - width + 1, width)]
                yield from _grid(folded, rows, "\n".join(texts[:skip]) or _caption(folded, block[0][0]))
                return
    caption = _caption(folded, block[0][0])
    for before, (start, end) in zip(range(len(block)), block[1:], strict=False):
        if _is_figure(texts[before + 1]) and not _is_figure(texts[before]):
            yield _Cell(start, end, "", (texts[before],), "", caption)


def _is_table(texts: Sequence[str], width: int) -> bool:
    """A header row without figures, then rows each with a name first and in the same columns figures."""
    rows = [texts[i : i + width] for i in range(0, len(texts) - width + 1, width)]
    header, body = rows[0], rows[1:]
    if not body or any(_is_figure(text) or text in _NO_VALUE for text in header):
        return False
    columns = [i for i in range(width) if all(_is_figure(row[i]) or row[i] in _NO_VALUE for row in body)]
    named = all(not _NUMBER.fullmatch(row[0]) for row in body)
    others = all(not _is_figure(row[i]) for row in body for i in range(width) if i not in columns)
    return (
        bool(columns)
        and others
        and ((named and 0 not in columns and len(body) > 1) or len(columns) == width == len(texts) // 2)
    )


def fill(folded: str, mentions: list[Mention]) -> None:
    """Give the figures that fill a cell the unit and the header that the table gives them; in place."""
    cells = {cell.start: cell for cell in _tables(folded)}
    if not cells:
        return
    for i, mention in enumerate(mentions):
        cell = cells.get(mention.start) or cells.get(mention.start - 1)
        if cell is None or mention.end > cell.end or not _fills(folded, mention, cell):
            continue
        if _ROW_NUMBER.fullmatch(cell.column):
            mentions[i] = mention._replace(
                kind=Kind.HEADING, unit=None, header=cell.header or cell.column, why="a row's number"
            )
        elif mention.kind in (Kind.QUANTITY, Kind.RATE, Kind.DATE) and not (
            mention.kind is Kind.DATE and not mention.text.isdigit()
        ):
            mentions[i] = _headed(mention, cell)


def _fills(folded: str, mention: Mention, cell: _Cell) -> bool:
    return not folded[cell.start : mention.start].strip("-+") and not folded[mention.end : cell.end].strip("%")


def _headed(mention: Mention, cell: _Cell) -> Mention:
    """The figure with what its table says; a unit printed in the cell stays."""
    if mention.unit is not None:
        return mention._replace(header=cell.header)
    found = (
        _HEAD_UNIT.search(cell.column)
        or _UNIT_CELL.fullmatch(cell.unit)
        or _row_unit(cell)
        or _HEAD_UNIT.search(cell.caption)
        or _COUNT_UNIT.search(cell.column)
    )
    if mention.kind is Kind.DATE and not found:
        return mention
    if found is None:
        return mention._replace(header=cell.header)
    groups = found.groupdict()
    unit = groups["unit"] or groups.get("unit2") or groups.get("unit3") or ""
    worth = SCALES.get(groups.get("scale") or groups.get("scale2") or "", Decimal(1))
    number = Decimal(mention.text.replace(",", "")) if mention.kind is Kind.DATE else mention.value or Decimal(0)
    return mention._replace(
        kind=_KINDS.get(unit, Kind.QUANTITY),
        value=times(number, worth),
        date=None,
        unit=unit_name(unit),
        scale=times(mention.scale, worth),
        header=cell.header,
        why="a cell with the unit of its header",
    )


def _row_unit(cell: _Cell) -> re.Match[str] | None:
    return next((found for name in cell.row if (found := _HEAD_UNIT.search(name))), None)
