"""The number reader: every form of FORMS.md, kinds, zero in words."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from pathlib import Path

import pytest

import llmextract
from llmextract import Approximation, Kind, Mention, Quantity, fold, scan
from llmextract.numbers.absence import absences
from llmextract.quantity import plain

PAGE = (Path(llmextract.__file__).parent / "numbers" / "FORMS.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line[1:-1].split(" | ")) for line in re.findall(r"(?m)^\| .* \|$", PAGE)]
FORMS = [row for row in ROWS if len(row) == 6 and row[0] not in ("printed", "---")]
EXAMPLES = re.findall(r"```text\n(.*?)\n```\n\n((?:- `[^`]*`\n?)+)", PAGE, re.DOTALL)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row[0])
def test_a_form_reads_as_the_page_says(row: tuple[str, ...]) -> None:
    printed, value, unit, approximation, kind, why = map(html.unescape, row)
    (mention,) = scan(f"为{printed},")
    read = "" if mention.value is None else plain(mention.value)
    assert (read, mention.unit or "", mention.kind) == (value, unit, kind)
    assert (mention.approximation if mention.kind.is_data else "") == approximation
    assert ("doubtful; " if mention.doubtful else "") + mention.why == why


@pytest.mark.parametrize(("text", "told"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_an_example_reads_as_the_page_says(text: str, told: str) -> None:
    assert [f"- `{_tell(mention)}`" for mention in scan(text)] == told.splitlines()


def _tell(mention: Mention) -> str:
    words = [mention.text.replace("\n", "⏎"), mention.kind]
    words += [f"{plain(mention.value or Decimal(0))} {mention.unit or '–'}"] if mention.kind.is_data else []
    approximation = "" if mention.approximation is Approximation.EXACT else mention.approximation
    doubt = "doubtful" if mention.doubtful else ""
    words += [mention.date, approximation, mention.partner, mention.direction, mention.header, doubt]
    return " ".join(word for word in words if word)


def test_the_page_is_whole() -> None:
    assert len(FORMS) > 90
    assert len(EXAMPLES) > 30


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


def test_fold_folds_width_and_script_and_keeps_offsets() -> None:
    assert fold("審結１８５件，實質化解率９６．７６％") == "审结185件,实质化解率96.76%"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("全年未收到行政复议申请。", [("未收到行政复议申请", "收到", "行政复议申请")]),
        ("未发生较大以上安全事故,", [("未发生较大以上安全事故", "发生", "较大以上安全事故")]),
        ("办结案件12件,无败诉案件。", [("无败诉案件", "", "败诉案件")]),
        ("行政赔偿案件数为零。", [("行政赔偿案件数为零", "", "行政赔偿案件")]),
        ("实现零投诉。", [("零投诉", "", "投诉")]),
        ("无障碍设施、无人机巡查、零售户、零距离服务", []),
        ("对未收到申请的,及时提醒", []),
        ("毫无疑问,案件办理规范", []),
    ],
)
def test_zero_in_words(text: str, told: list[tuple[str, str, str]]) -> None:
    assert [(a.text, a.verb, a.thing) for a in absences(text, fold(text))] == told
