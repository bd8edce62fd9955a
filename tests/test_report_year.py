"""The year of a report: from title and text; never from the day on which it was published or signed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.document import Document
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code
from llmextract.gate.verdicts import check_claims, verdict
from llmextract.quantity import Kind
from llmextract.rules.view import Rules
from llmextract.schema import Genre, Verdict

BODY = """坚持以习近平新时代中国特色社会主义思想为指导,深入推进法治政府建设。
一、主要工作
(一)依法决策。审查行政规范性文件23件,制定重大行政决策事项12项。
(二)行政复议。2022年起,共收到行政复议申请45件,受理41件。
二、2024年工作打算
2024年,我县将继续推进法治政府建设。
"""
PLAIN = "会昌县法治政府建设工作报告"
NEXT = "2024年1月15日"


def text(title: str, line: str, opening: str, end: str = "") -> str:
    return "\n".join(filter(None, (title, line, opening + BODY + end)))


def told(source: str, genre: Genre) -> str | None:
    return Rules(Document(source), genre).text("report", "year")


@pytest.mark.parametrize(
    ("title", "line", "opening", "year"),
    [
        ("关于2023年度法治政府建设情况的报告", "", "一年来,我县", "2023"),
        ("会昌县二〇二三年法治政府建设工作报告", "", "一年来,我县", "2023"),
        ("会昌县法治政府建设年度报告(2023)", "", "一年来,我县", "2023"),
        ("会昌县２０２３年法治政府建设年度报告", NEXT, "一年来,我县", "2023"),
        ("会昌县2023年法治政府建设工作总结及2024年工作打算", "", "今年以来,我县", "2023"),
        ("会昌县2024年工作打算及2023年法治政府建设工作总结", "", "今年以来,我县", "2023"),
        ("会昌县法治政府建设工作总结和2024年工作计划", "", "2023年,我县", "2023"),
        ("会昌县贯彻落实《法治政府建设实施纲要(2021-2025年)》2023年度报告", "", "一年来,我县", "2023"),
        ("会昌县贯彻落实《法治政府建设实施纲要(2021-2025年)》情况报告", "", "2023年,我县", "2023"),
        ("会昌县法治政府建设工作报告(2024年第3号)", "", "2023年,我县", "2023"),
        (PLAIN, f"发布日期:{NEXT}", "2023年,我县", "2023"),
        (PLAIN, "", "根据2021年印发的《条例》,2023年,我县", "2023"),
        (PLAIN, "时间:2024年 来源:司法局", "2023年度,会昌县", "2023"),
        ("", f"发布时间:{NEXT}", "2023年,会昌县", "2023"),
        # what can mean several years, or says none, is left open
        ("会昌县2021—2023年法治政府建设工作报告", "", "2023年,我县", None),
        ("会昌县2021年至2023年法治政府建设工作报告", "", "近年来,我县", None),
        ("会昌县2021年以来法治政府建设工作报告", "", "一年来,我县", None),
        (PLAIN, "", "2021—2023年,我县", None),
        (PLAIN, "", "2021年以来,我县", None),
        (PLAIN, "", "2022年,我县获评示范县。2023年,我县", None),
        (PLAIN, f"发布日期:{NEXT}", "今年以来,我县", None),
        (PLAIN, f"{NEXT} 发布", "一年来,我县", None),
        (PLAIN, "2024-01", "一年来,我县", None),
        (PLAIN, "时间:2024年 来源:司法局", "一年来,我县", None),
        (PLAIN, "", "2024年,我县将", None),
    ],
)
def test_the_rules_take_the_year_of_title_or_opening(
    title: str, line: str, opening: str, year: str | None, genre: Genre
) -> None:
    assert told(text(title, line, opening), genre) == year


def verdicts(source: str, genre: Genre) -> dict[str, tuple[Verdict, set[Code]]]:
    """What the gate says of a model that claims each date of a text as the year of the report."""
    document = Document(source)
    rules = Rules(document, genre)
    found = {}
    for index, mention in enumerate(document.mentions):
        if mention.kind is Kind.DATE:
            claim = Claim("report", "year", genre.specs["report", "year"], mention=index, printed=mention.text)
            findings = check_claims(document, rules, (claim,))
            found.setdefault(mention.text, (verdict(findings), {finding.code for finding in findings}))
    return found


@pytest.mark.parametrize(
    "line", [f"发布日期:{NEXT}", f"{NEXT} 发布", "2024-01", "时间:2024年 来源:司法局", "日期:2024-01-15"]
)
@pytest.mark.parametrize("opening", ["今年以来,我县", "一年来,我县", "2023年,我县"])
def test_the_year_of_the_publishing_date_is_never_verified(line: str, opening: str, genre: Genre) -> None:
    found = verdicts(text(PLAIN, line, opening, f"\n{NEXT}\n"), genre)
    assert len(found) >= 3
    assert {day for day, (said, _) in found.items() if said is Verdict.VERIFIED} <= {"2023年"}
    assert all(Code.CUE_MISSING in codes for day, (_, codes) in found.items() if day != "2023年")


def test_the_day_of_publishing_is_not_verified_where_its_year_is_right(genre: Genre) -> None:
    found = verdicts(text("会昌县2024年法治政府建设年度报告", "发布日期:2024-12-30", "2024年,我县"), genre)
    assert found["2024-12-30"][0] is Verdict.REVIEW
    assert found["2024年"] == (Verdict.VERIFIED, set())


@pytest.mark.parametrize("day", ["2024-12-30", "2024-1-5", "2024/12/30", "2024.12.30 ", "2024-12-30 09:15"])
def test_a_day_at_a_line_end_does_not_run_into_the_year_below(day: str) -> None:
    mentions = Document(f"{PLAIN}\n发布日期:{day}\n2023年,我县办理案件12件。").mentions
    assert [(m.kind, (m.date or m.text).partition("T")[0]) for m in mentions][1:] == [
        (Kind.DATE, "2023"),
        (Kind.QUANTITY, "12件"),
    ]
    assert mentions[0].kind is Kind.DATE
    assert (mentions[0].date or "").startswith("2024-")


def test_a_span_of_time_is_no_year(genre: Genre) -> None:
    assert verdicts(text(PLAIN, "", "一年来,我县"), genre)["一年"][0] is Verdict.REJECTED


@settings(max_examples=60, deadline=None)
@given(
    title=st.sampled_from([PLAIN, "", "中共会昌县委关于法治政府建设情况的报告"]),
    line=st.sampled_from(["发布日期:{}", "{} 发布", "{}", "发布时间: {} 浏览次数:100", "【{}】", "索引号:G1 {} 公开"]),
    form=st.sampled_from(["%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月"]),
    day=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    opening=st.sampled_from(["今年以来,我县", "一年来,我县", "全县"]),
)
def test_no_published_day_makes_a_year(title: str, line: str, form: str, day: date, opening: str, genre: Genre) -> None:
    source = text(title, line.format(day.strftime(form)), opening)
    assert told(source, genre) is None
    assert Verdict.VERIFIED not in {said for said, _ in verdicts(source, genre).values()}
