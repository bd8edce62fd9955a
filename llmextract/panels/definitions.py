"""Every table that leaves this library, each defined once: names, titles, types, and where the cells come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from llmextract.across import AcrossFinding
from llmextract.panels.columns import Cell, Table
from llmextract.panels.evidence import findings, ledger
from llmextract.panels.heads import CODES_NOTE, INTEGER, NUMBER, STATUS_NOTE, column, head
from llmextract.panels.readings import Entry, Reading
from llmextract.panels.wide import wide
from llmextract.schema.declare import Measure
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure

__all__ = ["ACROSS", "tables"]


def _value(entry: Entry) -> Cell:
    if not isinstance(entry.leaf, Figure) or entry.leaf.value is None:
        return None
    year = entry.spec is not None and entry.spec.measure is Measure.YEAR
    return int(entry.leaf.value) if year else entry.leaf.value


def _words(entry: Entry) -> Cell:
    return getattr(entry.leaf, "value", None) if not isinstance(entry.leaf, Figure) else None


def _printed(entry: Entry) -> Cell:
    return entry.place.text if entry.place else getattr(entry.leaf, "printed", None)


def _unit(entry: Entry) -> Cell:
    return getattr(entry.leaf, "unit", None)


def _approximation(entry: Entry) -> Cell:
    return getattr(entry.leaf, "approximation", None)


def _codes(entry: Entry) -> Cell:
    return " ".join(entry.leaf.codes) or None


def _agreement(entry: Entry) -> Cell:
    return "/".join(map(str, entry.leaf.agreement or ())) or None


def _of_place(name: str) -> Callable[[Entry], Cell]:
    def get(entry: Entry) -> Cell:
        found: Cell = getattr(entry.place, name, None)
        return found

    return get


def _title(entry: Entry) -> Cell:
    return entry.spec.title if entry.spec else entry.leaf.name


_SECTION = column("section", "部分", "section", width=14)
_STATUS = column("status", "状态", "status", width=13, look="status", note=STATUS_NOTE)
_FIGURE = (
    column("value", "数值", "value in base units", _value, NUMBER, look="status"),
    column("unit", "单位", "unit", _unit, width=7),
    column(
        "approximation",
        "约数",
        "how it stands to the true figure",
        _approximation,
        width=9,
        note=CODES_NOTE,
    ),
)
_SENTENCE = column("sentence", "句子", "sentence of the source around it", width=50)
_WHERE = (
    column("text", "原文", "words of the source", _printed, width=24),
    column("page", "页", "page of the source", _of_place("page"), INTEGER, 6),
    column("start", "起", "first character in the source", _of_place("start"), INTEGER, 8),
    column("end", "止", "behind its last character", _of_place("end"), INTEGER, 8),
    column("path", "标题路径", "headings it stands under", _of_place("path"), width=16),
)
_JUDGED = (
    column("verdict", "判定", "verdict of the checks", "leaf.verdict", width=9, note=CODES_NOTE),
    column("decision", "人工决定", "what a person decided", "leaf.decision", width=10, note=CODES_NOTE),
    column("codes", "代码", "codes of the findings", _codes, width=22, note=CODES_NOTE),
    column("agreement", "一致", "answers that say so", _agreement, width=8),
    column("model", "模型", "who answered", "model", width=18),
)
_FIELD = (
    column("field", "字段", "field", width=22),
    column("variable", "变量名", "name as a variable", width=26),
    column("title", "指标", "title of the field", _title, width=24),
)


def _long(*, joined: bool) -> Table:
    columns = (
        *head("reading.", joined=joined),
        _SECTION,
        *_FIELD,
        _STATUS,
        _FIGURE[0],
        column("value_text", "文字值", "value of a text, choice or date", _words, width=18, look="status"),
        *_FIGURE[1:],
        _WHERE[0],
        *([_SENTENCE] if joined else ()),  # which the tables of one run, written as it goes, do not read again
        *_WHERE[1:],
        *_JUDGED,
    )
    return Table("panel_long", "长表", "a row a report and field", columns, Reading.singles, frozen=3)


def _items(*, joined: bool) -> Table:
    columns = (
        *head("reading.", joined=joined),
        _SECTION,
        *_FIELD,
        column("number", "序号", "number in its list, 0 where it is empty", None, INTEGER, 6),
        _STATUS,
        column("value_text", "内容", "words of the entry", _words, width=60),
        column("category", "所属部分", "section that it concerns", lambda e: getattr(e.leaf, "category", None)),
        *_WHERE[1:],
        *_JUDGED,
    )
    return Table("items", "条目", "a row an entry of a list", columns, Reading.listed, frozen=3)


def _others(*, joined: bool) -> Table:
    name = column("title", "指标", "name in the words of the source", _title, width=24)
    columns = (*head("reading.", joined=joined), _SECTION, name, _STATUS, *_FIGURE, *_WHERE, *_JUDGED)
    return Table("others", "其他指标", "a row a figure that no field asks for", columns, Reading.others, frozen=3)


def _across_entries(found: Iterable[AcrossFinding]) -> Iterable[AcrossFinding]:
    return found


ACROSS = Table(
    "across",
    "年际",
    "a row a finding between two reports of one place",
    (
        column("region", "地区或部门", "place as the later report names it"),
        column("year", "年度", "year of the later report", None, INTEGER, 7),
        column("document", "文件", "the later report", width=26),
        column("other_year", "对照年度", "year of the earlier report", None, INTEGER, 9),
        column("other", "对照文件", "the earlier report", width=26),
        column("code", "代码", "code"),
        column("section", "部分", "section", width=14),
        column("field", "字段", "field", width=22),
        column("message", "说明", "what the two reports say of each other", width=60),
    ),
    _across_entries,
)


def tables(genre: Genre, *, joined: bool) -> tuple[Table, ...]:
    """The tables whose rows come from one result at a time, in the order of a workbook.

    Args:
        genre: whose fields they have.
        joined: whether they may hold several runs; then they say which run a row is of, and which report it repeats.

    """
    return (
        wide(genre, joined=joined),
        _long(joined=joined),
        _others(joined=joined),
        _items(joined=joined),
        findings(joined=joined),
        ledger(joined=joined),
    )
