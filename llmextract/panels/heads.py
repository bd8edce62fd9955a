"""The columns that several tables share: which report a row is of."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from llmextract.field_status import STATUSES
from llmextract.panels.columns import Cell, CellType, Column

__all__ = ["CODES_NOTE", "FLAG", "INTEGER", "NUMBER", "STATUS_NOTE", "TEXT", "column", "head"]

CODES_NOTE = "各代码的含义见“编码”表。"
STATUS_NOTE = "\n".join([*(f"{look.mark} {status}:{look.zh}" for status, look in STATUSES.items()), CODES_NOTE])
TEXT, INTEGER, NUMBER, FLAG = CellType.TEXT, CellType.INTEGER, CellType.NUMBER, CellType.FLAG


def column(
    name: str,
    zh: str,
    en: str,
    get: str | Callable[[Any], Cell] | None = None,
    kind: CellType = TEXT,
    width: int = 12,
    look: str = "",
    note: str = "",
) -> Column:
    """A column whose cells are an attribute of the entries, its own name by default, or what a function finds."""
    taken = attrgetter(get or name) if get is None or isinstance(get, str) else get
    return Column(name, zh, en, kind, taken, width, look, note)


def head(own: str, *, joined: bool) -> tuple[Column, ...]:
    """The columns that say which report a row is of; `own` is the way from an entry to its reading."""
    columns = (
        column("document", "文件", "document", f"{own}document", width=26),
        column("region", "地区或部门", "place as the report names it", f"{own}region"),
        column("year", "年度", "year of the report", f"{own}year", INTEGER, 7),
        column("region_code", "区划代码", "administrative code", f"{own}region_code", width=10),
        column("province", "省", "province", f"{own}province", width=10),
        column("prefecture", "市", "prefecture", f"{own}prefecture", width=10),
        column("level", "行政级别(按区划)", "level of the place's division", f"{own}level", width=11, note=CODES_NOTE),
        column("region_candidates", "可能的地区", "places that the name may mean", f"{own}region_candidates", width=14),
    )
    if not joined:
        return columns
    return (
        *columns,
        column("run", "批次", "run", f"{own}run", width=12),
        column("repost_of", "转载自", "report whose text this one repeats", f"{own}repost_of", width=14),
        column("same_year_as", "同地同年", "report before it of this place and year", f"{own}same_year_as", width=14),
    )
