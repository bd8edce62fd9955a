"""The number reader: forms, marked reports, properties."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.numbers import scan
from llmextract.numbers.numerals import read_chinese
from llmextract.quantity import Kind, Quantity, plain

FIXTURES = Path(__file__).parent.parent / "fixtures"

# printed, value, unit, approximation, kind: the table of forms and more.
FORMS = [
    ("6.59万户", "65900", "户", "exact", "quantity"),
    ("1014万余元", "10140000", "元", "over", "quantity"),
    ("近90万元", "900000", "元", "near", "quantity"),
    ("约8万余人", "80000", "人", "near", "quantity"),
    ("99%以上", "99", "%", "at_least", "rate"),
    ("不少于6次", "6", "次", "at_least", "quantity"),
    ("不足3件", "3", "件", "at_most", "quantity"),
    ("不超过5次", "5", "次", "at_most", "quantity"),
    ("96.76%", "96.76", "%", "exact", "rate"),
    ("百分之九十五", "95", "%", "exact", "rate"),
    ("6成", "60", "%", "exact", "rate"),
    ("1.59个百分点", "1.59", "百分点", "exact", "points"),
    ("1906條", "1906", "条", "exact", "quantity"),
    ("269個村(社區)", "269", "个", "exact", "quantity"),
    ("310余人次", "310", "人次", "over", "quantity"),
    ("2.4万余份", "24000", "份", "over", "quantity"),
    ("1.3万亿元", "1300000000000", "元", "exact", "quantity"),
    ("5210.47 万元", "52104700", "元", "exact", "quantity"),
    ("1,352件", "1352", "件", "exact", "quantity"),
    ("２７，２０３元", "27203", "元", "exact", "quantity"),
    ("40课时/人次", "40", "课时/人次", "exact", "quantity"),
    ("一千三百五十二件", "1352", "件", "exact", "quantity"),
    ("二百零五亿元", "20500000000", "元", "exact", "quantity"),
    ("超70%", "70", "%", "over", "rate"),
    ("80人左右", "80", "人", "near", "quantity"),
]


@pytest.mark.parametrize(("printed", "value", "unit", "approximation", "kind"), FORMS)
def test_form(printed: str, value: str, unit: str, approximation: str, kind: str) -> None:
    (mention,) = scan(f"共{printed},")
    assert plain(mention.value or Decimal(-1)) == value
    assert (mention.unit, mention.approximation, mention.kind) == (unit, approximation, kind)


def test_range_ends_are_partners_and_share_the_unit() -> None:
    low, high = scan("赋权事项97至105项不等")
    assert [(m.value, m.unit, m.partner) for m in (low, high)] == [
        (Decimal(97), "项", "low"),
        (Decimal(105), "项", "high"),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("一、总体情况\n(一)加强领导。一是强化责任;二是落实", ["heading", "heading", "heading", "heading"]),
        ("1.全面依法\n2、持续推进", ["heading", "heading"]),
        ("南委〔2024〕12号", ["docno"]),
        ("12345政务服务热线", ["code"]),
        ("“爱山东”分厅5.0版本", ["code"]),
        ("落实“1310”部署和“1+6+3”安排", ["name", "name"]),
        ("发布日期:2024-03-13 14:15", ["date"]),
        ("《纲要(2021-2025年)》", ["date", "date"]),
        ("10月18日,第五次会议", ["date", "ordinal"]),
        ("推行“三项制度”", ["name"]),
        ("蓝天、碧水、净土三大保卫战", ["name"]),
        ("进一步统一思想,一些单位", []),
    ],
)
def test_kind(text: str, kinds: list[str]) -> None:
    assert [m.kind.value for m in scan(text)] == kinds


def test_dates_have_their_iso_form() -> None:
    text = "2024年2月29日 2023年度 10月18日 2024-03-13 14:15 二〇二四年"
    assert [m.date for m in scan(text)] == ["2024-02-29", "2023", "--10-18", "2024-03-13T14:15", "2024"]


def test_a_comma_between_figures_is_no_separator() -> None:
    assert [m.text for m in scan("分别办理9件,12件,1,352件")] == ["9件", "12件", "1,352件"]


@pytest.mark.parametrize("path", sorted((FIXTURES / "mentions").glob("*.jsonl")), ids=lambda p: p.stem)
def test_every_marked_figure_of_the_reports_is_read_right(path: Path) -> None:
    """The marking was made by reading, without the reader: value, unit and approximation of all data must agree."""
    document = Document.read(FIXTURES / "reports" / f"{path.stem}.txt")
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark = json.loads(line)
        read = [m for m in document.mentions if m.start < mark["end"] and mark["start"] < m.end]
        data = mark["kind"] in ("quantity", "rate", "points")
        if not data or mark["note"]:  # the marker hesitated: idioms such as 每半年, 一批
            continue
        if len(read) != 1 or read[0].text != mark["text"] or read[0].kind != mark["kind"]:
            wrong.append((mark["text"], [(m.text, m.kind.value) for m in read]))
        elif (plain(read[0].value or Decimal(-1)), read[0].unit, read[0].approximation) != (
            mark["value"],
            mark["unit"],
            mark["approximation"],
        ):
            wrong.append((mark["text"], read[0]))
    assert wrong == []


@pytest.mark.parametrize("path", sorted((FIXTURES / "mentions").glob("*.jsonl")), ids=lambda p: p.stem)
def test_nothing_else_is_called_data(path: Path) -> None:
    document = Document.read(FIXTURES / "reports" / f"{path.stem}.txt")
    marks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    others = [m for m in marks if m["kind"] not in ("quantity", "rate", "points") and not m["note"]]
    called_data = [
        (mark["text"], mention.text)
        for mark in others
        for mention in document.mentions
        if mention.kind.is_data and mention.start < mark["end"] and mark["start"] < mention.end
    ]
    assert called_data == []


@given(st.text())
def test_scan_never_raises_and_spans_are_the_text(text: str) -> None:
    mentions = scan(text)
    assert all(text[m.start : m.end] == m.text and m.text for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


@given(st.text(alphabet="0123456789一二三十百千万亿年月日.,%余多约件人元个第是、()“”《》\n ", max_size=60))
def test_scan_never_raises_on_dense_text(text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in scan(text))


@given(
    st.decimals(min_value=0, max_value=10**7, places=2).filter(lambda d: d >= 1),
    st.sampled_from(["", "万", "亿"]),
    st.sampled_from(["件", "户次", "人", "元", "家次"]),
)
def test_printed_quantities_are_read_back(value: Decimal, scale: str, unit: str) -> None:
    printed = f"{plain(value)}{scale}{unit}"
    (mention,) = scan(f"办理{printed}。")
    worth = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert (mention.text, mention.value, mention.unit) == (printed, value * worth, unit)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert read_chinese(_chinese(number)) == (number, 0)


def _chinese(number: int) -> str:
    """The standard way to write a number below 10^8 in Chinese, from its definition."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1_000 else ""
        return _chinese(high) + "万" + gap + (_chinese(low) if low else "")
    digits, out, zero = "零一二三四五六七八九", "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, step)
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
        zero = digit == 0
    return out


@given(st.text())
def test_fold_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_fold_folds_width_and_script_and_keeps_offsets() -> None:
    assert fold("審結１８５件，實質化解率９６．７６％") == "审结185件,实质化解率96.76%"


@pytest.mark.parametrize(
    ("quantity", "interval"),
    [
        (Quantity(Decimal(206), "件"), ("206", "206")),
        (Quantity(Decimal("96.76"), "%", decimals=2), ("96.755", "96.77")),
        (Quantity(Decimal(65900), "户", decimals=2, scale=Decimal(10_000)), ("65850", "66000")),
    ],
)
def test_interval_holds_what_prints_so_rounded_or_truncated(quantity: Quantity, interval: tuple[str, str]) -> None:
    assert tuple(map(plain, quantity.interval)) == interval


def test_kinds_that_are_data() -> None:
    assert {kind for kind in Kind if kind.is_data} == {Kind.QUANTITY, Kind.RATE, Kind.POINTS}
