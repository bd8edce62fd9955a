"""Every table that leaves this library, each defined once: names, titles, types, and where the cells come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from llmextract.across import AcrossFinding
from llmextract.panels.columns import Cell, Column, Table
from llmextract.panels.heads import FLAG, INTEGER, NUMBER, attribute, column, head
from llmextract.panels.readings import Entry, Reading
from llmextract.panels.wide import wide
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure

__all__ = ["ACROSS", "tables"]


def _value(entry: Entry) -> Cell:
    return entry.leaf.value if isinstance(entry.leaf, Figure) else None


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
_STATUS = column("status", "状态", "status", width=13, look="status")
_FIGURE = (
    column("value", "数值", "value in base units", _value, NUMBER, look="status"),
    column("unit", "单位", "unit", _unit, width=7),
    column(
        "approximation",
        "约数",
        "how it stands to the true figure",
        _approximation,
        width=9,
    ),
)
_WHERE = (
    column("text", "原文", "words of the source", _printed, width=24),
    column("page", "页", "page of the source", _of_place("page"), INTEGER, 6),
    column("start", "起", "first character in the source", _of_place("start"), INTEGER, 8),
    column("end", "止", "behind its last character", _of_place("end"), INTEGER, 8),
    column("path", "标题路径", "headings it stands under", _of_place("path"), width=16),
)
_JUDGED = (
    column("verdict", "判定", "verdict of the checks", "leaf.verdict", width=9),
    column("decision", "人工决定", "what a person decided", lambda e: getattr(e.leaf, "decision", None), width=10),
    column("codes", "代码", "codes of the findings", _codes, width=22),
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
        *_WHERE,
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


def _ledger_entries(reading: Reading) -> Iterable[tuple[Reading, Any]]:
    return ((reading, entry) for entry in reading.result.ledger)


def _of_entry(name: str) -> Callable[[tuple[Reading, Any]], Cell]:
    get = attribute(name)
    return lambda pair: get(pair[1])


def _run_and_document(*, joined: bool) -> tuple[Column, ...]:
    document = column("document", "文件", "document", lambda pair: pair[0].document, width=26)
    run = column("run", "批次", "run", lambda pair: pair[0].run)
    return (document, run) if joined else (document,)


def _ledger(*, joined: bool) -> Table:
    columns = (
        *_run_and_document(joined=joined),
        column("start", "起", "first character in the source", _of_entry("start"), INTEGER, 8),
        column("end", "止", "behind its last character", _of_entry("end"), INTEGER, 8),
        column("page", "页", "page of the source", _of_entry("page"), INTEGER, 6),
        column("text", "原文", "words of the source", _of_entry("text"), width=20),
        column("kind", "种类", "what the number is", _of_entry("kind"), width=10),
        column("doubtful", "存疑", "whether it cannot be read with certainty", _of_entry("doubtful"), FLAG, 8),
        column("value", "数值", "value in base units, unsigned; of dates in ISO form", _of_entry("value")),
        column("unit", "单位", "unit", _of_entry("unit"), width=7),
        column("approximation", "约数", "how it stands to the true figure", _of_entry("approximation"), width=9),
        column("path", "标题路径", "headings it stands under", _of_entry("path"), width=16),
        column("claimed_by", "认领字段", "fields that claim it", lambda p: " ".join(p[1].claimed_by) or None, width=30),
        column(
            "dismissed",
            "免看",
            "whether a person dismissed it",
            lambda p: bool(getattr(p[1], "dismissed", False)),
            FLAG,
            8,
        ),
    )
    return Table("ledger", "数字台账", "a row a number of the source", columns, _ledger_entries, in_workbook=False)


def _finding_entries(reading: Reading) -> Iterable[tuple[Reading, Any, tuple[int, int] | None, str | None]]:
    texts = {(entry.start, entry.end): entry.text for entry in reading.result.ledger}
    for finding in reading.result.findings:
        place = finding.spans[0] if finding.spans else None
        yield reading, finding, place, texts.get(place) if place else None


def _findings(*, joined: bool) -> Table:
    columns = (
        *_run_and_document(joined=joined),
        column("code", "代码", "code", _of_entry("code"), width=20),
        column("severity", "轻重", "what it does to the verdict", _of_entry("severity"), width=9),
        column("about", "关于", "extraction or source", _of_entry("about"), width=10),
        column("section", "部分", "section", _of_entry("section"), width=14),
        column("field", "字段", "field", _of_entry("field"), width=22),
        column("message", "说明", "what the check says", _of_entry("message"), width=60),
        column("start", "起", "first character in the source", lambda e: e[2][0] if e[2] else None, INTEGER, 8),
        column("end", "止", "behind its last character", lambda e: e[2][1] if e[2] else None, INTEGER, 8),
        column("text", "原文", "words of the source", lambda e: e[3], width=20),
    )
    return Table("findings", "发现", "a row a finding of the checks", columns, _finding_entries, frozen=1)


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
        _findings(joined=joined),
        _ledger(joined=joined),
    )
