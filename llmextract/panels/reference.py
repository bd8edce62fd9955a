"""The tables that explain the others: the codebook, and what every status and code means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter, itemgetter

from llmextract.field_status import MISSED, STATUSES, FieldStatus, stated
from llmextract.gate.codes import CODES
from llmextract.panels.codebooks import Codebook, CodebookField
from llmextract.panels.columns import Cell, Column, Table
from llmextract.panels.heads import INTEGER, NUMBER, TEXT, column
from llmextract.quantity import Approximation
from llmextract.reviewing.words import CODES_ZH
from llmextract.schema.declare import Measure

__all__ = ["CODEBOOK", "LEGEND"]

_NOTES = (
    ("面板", "每份报告一行;每个字段有数值、状态 (_status)、约数 (_approx) 三列;已否决的数值不列出", "a row a report"),
    ("长表", "每份报告的每个字段一行,含原文、位置、判定和代码", "a row a report and field"),
    ("质量", "每格一个标记;待核对、已否决和空缺的格子链接到核对页上的原句", "marks link to the review page"),
    ("数值", "按基本单位:6.59万户为 65900,96.76% 为 96.76,下降19.72% 为 -19.72", "values are in base units"),
)
_APPROXIMATIONS = {
    Approximation.EXACT: ("确数", "exactly this"),
    Approximation.OVER: ("略多:余、多、超", "a little more"),
    Approximation.NEAR: ("上下:近、约、左右", "around"),
    Approximation.AT_LEAST: ("至少:以上、不少于", "a lower bound"),
    Approximation.AT_MOST: ("至多:不足、不超过、以内", "an upper bound"),
}
_OTHERS = (
    ("level", "province", "省级", "a province"),
    ("level", "prefecture", "地市级", "a prefecture"),
    ("level", "county", "县级", "a county, district or county-level city"),
    ("level", "township", "乡镇、街道", "a township or subdistrict"),
    ("level", "department", "部门", "a department"),
    ("decision", "accepted", "人工确认", "a person accepted the value"),
    ("decision", "corrected", "人工更正", "a person gave another place of the source"),
    ("decision", "rejected", "人工否决", "a person refused the value"),
    ("severity", "reject", "数值有误", "the value is wrong"),
    ("severity", "review", "需人工核对", "a person should look"),
    ("severity", "confirm", "有佐证", "something else in the text bears witness"),
    ("about", "extraction", "关于提取", "about how the value was read"),
    ("about", "source", "关于原文", "about what the report says"),
)
_KINDS = {
    "note": "说明",
    "status": "状态",
    "approximation": "约数",
    "level": "级别",
    "decision": "人工决定",
    "severity": "轻重",
    "about": "关于",
    "code": "代码",
}


def _kind(row: tuple[str, str, str, str, str]) -> Cell:
    return _KINDS[row[0]]


def _legend(_: object) -> Iterator[tuple[str, str, str, str, str]]:
    for name, zh, en in _NOTES:
        yield "note", name, "", zh, en
    for status, look in STATUSES.items():
        yield "status", status, look.mark, look.zh, f"{look.en}: {look.says}"
    yield "status", "not_stated", MISSED.mark, MISSED.zh, f"{MISSED.en} {MISSED.says}"
    for approximation, (zh, en) in _APPROXIMATIONS.items():
        yield "approximation", approximation, "", zh, en
    for kind, word, zh, en in _OTHERS:
        yield kind, word, "", zh, en
    for code, meaning in CODES.items():
        effect = " or ".join(meaning.severities)
        yield "code", code, "", CODES_ZH[code], f"{meaning.says} ({effect}; about the {meaning.about})"


LEGEND = Table(
    "codes",
    "编码",
    "what statuses and codes mean",
    (
        column("kind_zh", "类别", "kind in Chinese", _kind, width=10),
        column("code", "编码", "code", itemgetter(1), width=22, look="code"),
        column("mark", "标记", "mark", itemgetter(2), width=7, look="code"),
        column("zh", "含义", "meaning in Chinese", itemgetter(3), width=60),
        column("kind", "类别(英)", "kind", itemgetter(0), width=14),
        column("en", "含义(英)", "meaning in English", itemgetter(4), width=90),
    ),
    _legend,
    frozen=2,
)


def _count(status: FieldStatus) -> Column:
    def get(field: CodebookField) -> Cell:
        return field.statuses[status]

    return column(f"n_{status}", f"{STATUSES[status].mark} {STATUSES[status].zh}", f"reports {status}", get, INTEGER, 9)


def _number(name: str, zh: str) -> Column:
    def get(field: CodebookField) -> Cell:
        told = getattr(field, name)
        value = Decimal(told) if told else None
        return int(value) if field.measure == Measure.YEAR and value is not None else value

    return column(name, zh, f"{name} of the values not rejected", get, NUMBER, 12)


def _met(name: str, zh: str, en: str) -> Column:
    def get(field: CodebookField) -> Cell:
        return "; ".join(f"{word} ({times})" for word, times in getattr(field, name)) or None

    return column(name, zh, en, get, width=30)


def _example(name: str, zh: str, en: str, width: int) -> Column:
    def get(field: CodebookField) -> Cell:
        found: Cell = getattr(field.example, name, None)
        return found

    return column(f"example_{name}", zh, en, get, INTEGER if name in ("start", "page") else TEXT, width)


def _entries(field: CodebookField) -> Cell:
    return field.entries if field.many else None


def _groups(name: str, zh: str) -> Column:
    """The share of reports with a value, in each group."""

    def get(field: CodebookField) -> Cell:
        groups: Mapping[str, Mapping[str, int]] = getattr(field, name)
        shares = ((group, stated(counts), sum(counts.values())) for group, counts in groups.items())
        return "; ".join(f"{group or '?'} {some}/{every}" for group, some, every in shares) or None

    return column(name, zh, f"reports with a value of all reports, {name.replace('_', ' ')}", get, width=30)


def _fields(book: Codebook) -> Iterable[CodebookField]:
    return book.fields


CODEBOOK = Table(
    "codebook",
    "变量",
    "a row a field",
    (
        column("variable", "变量名", "name as a variable", width=27),
        column("title", "指标", "title of the field", width=24),
        column("section", "部分", "section", width=15),
        column("section_title", "部分标题", "title of the section", width=14),
        column("field", "字段", "field", width=26),
        column("definition", "定义", "what it includes and what not", width=50),
        column("form", "形式", "how it is answered", width=8),
        column("measure", "度量", "what it measures", width=8),
        column("units", "可用单位", "units that it accepts", lambda field: " ".join(field.units), width=14),
        column("n_stated", "有值", "reports with a value, rejected ones too", attrgetter("stated"), INTEGER, 8),
        *(_count(status) for status in STATUSES),
        column("n_zero", "其中文字为零", "reports that say zero in words", attrgetter("zeros"), INTEGER, 9),
        column("n_missed", "空缺待查", "empty, although its cue finds something", attrgetter("missed"), INTEGER, 9),
        column("n_entries", "条目数", "entries of a list", _entries, INTEGER, 8),
        _number("least", "最小"),
        _number("median", "中位"),
        _number("most", "最大"),
        _met("units_met", "所用单位", "units that the reports print, with how often"),
        _met("words_met", "用词", "words right before the figure, with how often"),
        _example("text", "例", "words of the first value", 20),
        _example("document", "例之文件", "document of the first value", 24),
        _example("start", "例之位置", "its first character in the source", 9),
        _example("page", "例之页", "its page", 7),
        _groups("by_year", "按年 (有值/报告)"),
        _groups("by_level", "按层级 (有值/报告)"),
    ),
    _fields,
    frozen=2,
)
