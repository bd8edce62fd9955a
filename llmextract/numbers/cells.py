"""Figures in tables: what heads a figure gives it its unit.

A figure that fills its cell gets the unit of its column's header, of its row's unit column, or of a caption 单位:…, and
the names of its row and column as `header`. A number inside such a name is part of it, and no figure of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from llmextract.numbers.grids import ROW_NUMBER, UNIT_CELL, Cell
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import SCALE, times
from llmextract.numbers.tables import tables
from llmextract.numbers.units import PLAIN_UNIT, unit_name
from llmextract.quantity import SCALES, Kind

__all__ = ["fill"]

_HEAD_UNIT = re.compile(
    rf"\((?:单位:)?(?P<scale>{SCALE})?(?P<unit>{PLAIN_UNIT}|%|‰)\)"
    rf"|(?:^|[,;: ])单位:(?P<scale2>{SCALE})?(?P<unit2>{PLAIN_UNIT}|%|‰)(?![、,/])"
    r"|(?P<unit3>[%‰])$"
)
_COUNT_UNIT = re.compile(r"(?P<unit>件|人次|人|户|宗|起|份|条|项|家|个|次)数量?$")
_COUNTED = re.compile(r"(?:数量?|总计|合计|小计|总额|金额)(?:\([^()]*\))?$")
_DATED = re.compile(r"年份|年度|时间|日期|年代|[何哪几]年|年$")
_KINDS = {"%": Kind.RATE, "‰": Kind.RATE}
_LIST_MARK = re.compile(r"[.、](?!\d)")
_GOES_ON = re.compile("[\u4e00-\u9fff]")


def fill(folded: str, mentions: list[Mention]) -> None:
    """Give the figures that fill a cell the unit and the header that the table gives them; in place."""
    found = list(tables(folded))
    if not found:
        return
    cells = {cell.start: cell for cell in found if not cell.names}
    labels = sorted({(cell.start, cell.end) for cell in found if cell.names})
    for i, mention in enumerate(mentions):
        cell = cells.get(mention.start) or cells.get(mention.start - 1)
        if cell is None or mention.end > cell.end or not _fills(folded, mention, cell):
            mentions[i] = _named(folded, mention, labels)
        elif ROW_NUMBER.fullmatch(cell.column):
            mentions[i] = mention._replace(
                kind=Kind.HEADING, unit=None, header=cell.header or cell.column, why="a row's number"
            )
        elif mention.kind in (Kind.QUANTITY, Kind.RATE, Kind.DATE) and not (
            mention.kind is Kind.DATE and not mention.text.isdigit()
        ):
            mentions[i] = _headed(mention, cell)


def _fills(folded: str, mention: Mention, cell: Cell) -> bool:
    return not folded[cell.start : mention.start].strip("-+") and not folded[mention.end : cell.end].strip("%")


def _named(folded: str, mention: Mention, labels: list[tuple[int, int]]) -> Mention:
    """A number inside the name of a row or a column: its list mark heads no text, 三类 of 三类信息 is no figure."""
    i = bisect_right(labels, (mention.start, len(folded))) - 1
    if i < 0 or mention.end > labels[i][1]:
        return mention
    start, end = labels[i]
    words = folded[start:end]
    if mention.kind is Kind.HEADING:
        return mention._replace(header=words)
    if not mention.kind.is_data:
        return mention
    first = mention.start == start or folded[mention.start - 1] == "/"
    if first and mention.text.isdigit() and _LIST_MARK.match(folded, mention.end, end):
        return mention._replace(kind=Kind.HEADING, unit=None, header=words, why="list mark")
    if _GOES_ON.match(folded, mention.end, end):
        return mention._replace(kind=Kind.NAME, header=words, why="part of the name of a row or a column")
    return mention


def _headed(mention: Mention, cell: Cell) -> Mention:
    """The figure with what its table says; a unit printed in the cell stays."""
    if mention.unit is not None:
        return mention._replace(header=cell.header)
    found = (
        _HEAD_UNIT.search(cell.column)
        or UNIT_CELL.fullmatch(cell.unit)
        or _row_unit(cell)
        or _HEAD_UNIT.search(cell.caption)
        or _COUNT_UNIT.search(cell.column)
    )
    if mention.kind is Kind.DATE and not found and not _counted(cell):
        return mention
    number = Decimal(mention.text.replace(",", "")) if mention.kind is Kind.DATE else mention.value or Decimal(0)
    if found is None:
        kind = Kind.QUANTITY if mention.kind is Kind.DATE else mention.kind
        return mention._replace(kind=kind, value=number, date=None, header=cell.header)
    groups = found.groupdict()
    unit = groups["unit"] or groups.get("unit2") or groups.get("unit3") or ""
    worth = SCALES.get(groups.get("scale") or groups.get("scale2") or "", Decimal(1))
    return mention._replace(
        kind=_KINDS.get(unit, Kind.QUANTITY),
        value=times(number, worth),
        date=None,
        unit=unit_name(unit),
        scale=times(mention.scale, worth),
        header=cell.header,
        why="a cell with the unit of its header",
    )


def _counted(cell: Cell) -> bool:
    """Whether the figures of a column are counts, so that 1864 among them is no year."""
    return not _DATED.search(cell.column) and (cell.among_counts or bool(_COUNTED.search(cell.column)))


def _row_unit(cell: Cell) -> re.Match[str] | None:
    return next((found for name in cell.row if (found := _HEAD_UNIT.search(name))), None)
