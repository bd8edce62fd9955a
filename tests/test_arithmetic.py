"""The identities of texts: found where they are stated, not invented where they are not."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmextract import Document, audit
from llmextract.arithmetic import Identity, Relation, Status
from llmextract.arithmetic.printing import prints_over
from llmextract.folding import fold

PASSAGES = Path(__file__).parent.parent / "fixtures" / "arithmetic" / "passages.jsonl"
FACTS = {"sum": "sum", "rate": "rate", "change": "change", "flow": "flow", "grim": "whole"}
Told = tuple[str, str, tuple[str, ...]]

# What is stated and not found, by number of the passage; and what is found with other figures than the marker meant.
MISSED = frozenset(
    ["p002", "p019", "p024", "p037", "p041", "p044", "p047", "p060", "p094", "p114", "p122", "p126", "p135", "p154"]
)
OTHERWISE = frozenset({"p126"})  # 20个工作日 is read as 20个


def squeezed(text: str) -> str:
    return "".join(fold(text).split())


def found(text: str) -> set[Told]:
    document = Document(text)
    return {
        (
            i.relation.value,
            i.status.value,
            tuple(sorted(squeezed(document.mentions[m].text) for m in (*i.left, *i.right))),
        )
        for i in audit(document)
        if i.status is not Status.IMPLIED
    }


def stated(passage: dict) -> set[Told]:
    facts = set()
    for fact in passage["facts"]:
        figures = [fact[name] for name in ("total", "rate") if fact.get(name)]
        figures += [figure for name in ("parts", "inputs", "outputs") for figure in fact.get(name, ())]
        facts.add((FACTS[fact["kind"]], fact["status"], tuple(sorted(map(squeezed, figures)))))
    return facts


def test_passages_by_another_hand() -> None:
    passages = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    assert len(passages) == 160
    missed, invented = set(), set()
    for passage in passages:
        got, want = found(passage["text"]), stated(passage)
        if want - got:
            missed.add(passage["id"])
        if got - want:
            invented.add(passage["id"])
    assert invented == OTHERWISE
    assert missed == MISSED


REPORTS = {
    "chengyang-2024": ["5 + 8 = 13"],
    "fuling-hightech-2022": ["22 / 22 = 100.0%, printed 100%"],
    "huichang-2021": [
        "34 + 58 + 112 = 204",
        "from 204 to 79 is -61.275%",
        "337916 + 306217 + 4312 = 648445",
        "8633 / 8642 = 99.90%, printed 99.9%",
        "81 / 120 = 67.50%, printed 67.5%",
        "14 + 2 = 16, 15 + 1 = 16",
    ],
    "kaiping-2024": ["179 / 185 = 96.757%, printed 96.76%", "112 / 120 = 93.333%, printed 93.33%"],
    "nanhu-2023": ["187 + 41 + 23 + 1 = 252", "25 + 4 + 4 = 33", "2 / 127 = 1.575%, printed 1.57%"],
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_reports_own_identities(name: str, reports: dict[str, Document]) -> None:
    identities = audit(reports[name])
    assert [i.told for i in identities if i.status is Status.HOLDS] == REPORTS[name]
    wrong = [i.told for i in identities if i.status in (Status.BROKEN, Status.IMPOSSIBLE)]
    assert wrong == (["no whole number over 127 prints as 46.47%"] if name == "nanhu-2023" else [])


def test_last_years_figure_is_implied(reports: dict[str, Document]) -> None:
    implied = {i.told: i.implied for i in audit(reports["nanhu-2023"]) if i.status is Status.IMPLIED}
    assert implied == {
        "152 is +56.7% against 97 the year before": Decimal(97),
        "57 is -19.72% against 71 the year before": Decimal(71),
    }


def one(text: str) -> Identity | None:
    identities = audit(text)
    assert len(identities) < 2, identities
    return identities[0] if identities else None


parts = st.lists(st.integers(11, 99_999), min_size=2, max_size=6)


@given(parts, st.sampled_from(["其中", "包括", "分别为"]))
def test_a_total_and_its_parts(values: list[int], marker: str) -> None:
    names = [f"类型{chr(ord('甲') + i)}" for i in range(len(values))]
    listed = "、".join(f"{name}{value}件" for name, value in zip(names, values, strict=True))
    identity = one(f"全年审查文件{sum(values)}件,{marker}{listed}。")
    assert identity is not None
    assert (identity.relation, identity.status, len(identity.right)) == (Relation.SUM, Status.HOLDS, len(values))


@given(st.lists(st.integers(11, 99_999), min_size=3, max_size=6), st.integers(1, 9))
def test_parts_that_are_a_little_too_much(values: list[int], excess: int) -> None:
    total = sum(values) - excess
    assume(total > max(values))
    listed = "、".join(f"类型{chr(ord('甲') + i)}{value}件" for i, value in enumerate(values))
    identity = one(f"全年审查文件{total}件,其中{listed}。")
    over = Fraction(sum(values), total) <= Fraction(109, 100)
    accident = any(sum(values[:n]) == total for n in range(2, len(values)))
    assume(over and not accident)
    assert identity is not None
    assert identity.status is Status.BROKEN


@given(st.integers(50, 9_999), st.data())
def test_a_rate_and_what_it_is_made_of(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, whole - 1))
    share = Fraction(part, whole) * 100
    cut = data.draw(st.booleans())
    printed = Decimal(int(share * 100)) / 100 if cut else round(Decimal(part) / Decimal(whole) * 100, 2)
    assume(printed < 100)
    identity = one(f"全年受理案件{whole}件,办结{part}件,办结率{printed:.2f}%。")
    assert identity is not None
    assert (identity.relation, identity.status) == (Relation.RATE, Status.HOLDS)


@given(st.integers(50, 9_999), st.data())
def test_a_rate_that_differs(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, whole - 1))
    wrong = data.draw(st.decimals("0.5", "99.5", places=2))
    assume(Fraction(1, 10) < abs(Fraction(wrong) - Fraction(part, whole) * 100) < 15)
    identity = one(f"全年受理案件{whole}件,办结{part}件,办结率{wrong}%。")
    assert identity is not None
    assert identity.status is Status.BROKEN


@given(st.integers(5, 800), st.decimals("1", "99", places=2))
def test_no_whole_number_gives_the_rate(whole: int, rate: Decimal) -> None:
    prints = [
        k
        for k in range(whole + 1)
        if Fraction(rate) - Fraction(1, 200) <= Fraction(k * 100, whole) < Fraction(rate) + Fraction(1, 100)
    ]
    (count, percent) = Document(f"{whole}件,{rate}%").mentions
    assert prints_over(count, percent) is bool(prints)


@pytest.mark.parametrize(
    "text",
    [
        "抽取案卷120卷,检查企业35家,分别占29.2%、51.7%。",
        "新收劳动争议案件1280件,上年结转85件,审结1302件,移送管辖15件,未结48件。",  # some ended otherwise
        "抽查企业320家,其中外资企业120家、规上企业150家、高新技术企业88家。",  # kinds that overlap
        "地区生产总值由1201.6亿元增加到1286.4亿元,按可比价格计算,增长6.1%。",
        "其中第一产业86.2亿元、第二产业536.8亿元、第三产业663.5亿元,生产总值共计1286.4亿元。",  # rounded
        "办理行政应诉案件213件,开庭审理186件,负责人出庭应诉率98.92%。",
        "召开会议120次,开展培训60次、组织宣讲40次、实施检查20次。",
        "检查场所326处,整改隐患189处,整改率达100%。",
        "审结行政复议案件185件,受理投诉100件、85件。",  # 185 = 100 + 85 by chance, no list of its parts
        "全年办理案件200件,其中涉企案件60件、涉农案件50件。",  # not all parts
        "共有党员100人,其中女性60人、大专以上学历55人。",  # parts overlap
        "收到申请206件,审结185件,群众满意率98.7%。",  # of the people asked
        "检查企业约1200家,其中规模以上500家、规模以下800家。",  # about
        "办结率由去年的95%提高到97%。",
        "推动全市信访量下降53.39%,调解纠纷152件。",
        "全市67所学校中,达标的占比超过41.5%。",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert one(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("上年结转14件,新立案129件,审结131件,尚有12件在审。", "129 + 14 = 143, 131 + 12 = 143"),
        ("受理33件,连同上年结转4件,审结31件,尚有7件在办。", None),
        ("由264场增加到330场,增长25%。", "from 264 to 330 is +25.0%"),
        ("从42天缩短至31天,缩短35.5%。", "from 42 to 31 is -26.19%, not 35.5%"),
    ],
)
def test_flows_and_changes(text: str, told: str | None) -> None:
    identity = one(text)
    assert identity is not None
    if told is None:
        assert identity.status is Status.BROKEN
    else:
        assert identity.told == told


@given(st.text(alphabet="全年共其中,。;、()收到审结办结率占比件个%0123456789.万同比上升下降为", max_size=120))
def test_any_text_is_audited(text: str) -> None:
    document = Document(text)
    for identity in audit(document):
        assert all(document.mentions[index].kind.is_data for index in identity.mentions)
