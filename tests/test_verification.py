"""`verify`: values of any other tool, with or without quotes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llmextract import Document, Verification, verify
from llmextract.schema import Genre

SOURCE = """一、行政复议
全年共收到行政复议申请206件,同比下降19.72%,审结185件,实质化解率为96.76%,同比提升1.59个百分点。
二、政务服务
全县实有各类市场主体6.59万户。受理投诉185件。
"""


def one(data: object, genre: Genre | None) -> Verification:
    (checked,) = verify(data, SOURCE, genre)
    return checked


@pytest.mark.parametrize(
    ("field", "value", "verdict", "codes"),
    [
        ("applications_received", 206, "verified", ()),
        ("applications_received", "206件", "verified", ()),
        ("applications_change", -19.72, "verified", ()),
        ("market_entities", Decimal(65900), "verified", ()),
        ("market_entities", "6.59万户", "verified", ()),
        ("concluded", 185, "verified", ()),  # stands twice; the cue tells which
        ("market_entities", 6.59, "rejected", ("SCALE_DROPPED", "VALUE_NOT_IN_SOURCE")),
        (
            "substantive_resolution_rate",
            0.9676,
            "rejected",
            ("POINTS_AS_PERCENT", "VALUE_NOT_IN_SOURCE"),
        ),
        (
            "substantive_resolution_rate",
            1.59,
            "rejected",
            ("BETTER_MENTION", "POINTS_AS_PERCENT", "RULES_DISAGREE", "UNIT_MISMATCH"),
        ),
        ("applications_received", 207, "rejected", ("VALUE_NOT_IN_SOURCE",)),
        ("accepted", 206, "review", ("CUE_MISSING",)),
        ("pending", 185, "review", ("AMBIGUOUS",)),
    ],
)
def test_a_value_of_a_known_field(
    genre: Genre, field: str, value: object, verdict: str, codes: tuple[str, ...]
) -> None:
    checked = one({field: value}, genre)
    assert (checked.verdict, checked.codes) == (verdict, codes)


def test_a_name_without_words_of_the_text_gets_no_value_beyond_review() -> None:
    assert (one({"any": 206}, None).verdict, one({"any": 999}, None).verdict) == ("review", "rejected")


def test_the_place_and_the_candidates(genre: Genre) -> None:
    checked = one({"reconsideration": {"concluded": 185}}, genre)
    assert checked.path == "reconsideration.concluded"
    assert len(checked.candidates) == 2
    assert checked.place is not None
    assert SOURCE[checked.place.start - 2 : checked.place.end] == "审结185件"


def test_a_quote_narrows_the_search(genre: Genre) -> None:
    checked = one({"pending": {"value": 185, "quote": "受理投诉185件"}}, genre)
    assert len(checked.candidates) == 1
    assert checked.codes == ("CUE_MISSING",)
    elsewhere = one({"concluded": {"value": 206, "quote": "受理投诉185件"}}, genre)
    assert (elsewhere.verdict, elsewhere.codes) == ("rejected", ("COPY_MISMATCH",))


def test_models_lists_and_what_is_no_number(genre: Genre) -> None:
    class Row(BaseModel):
        name: str
        concluded: int
        ok: bool = True

    checked = verify([Row(name="某县", concluded=185), {"concluded": 186}], SOURCE, genre)
    assert [(c.path, c.verdict) for c in checked] == [("0.concluded", "verified"), ("1.concluded", "rejected")]


@pytest.mark.parametrize("value", [2024, 1, 12, "3项"])
def test_what_is_no_data_of_the_source_is_rejected(genre: Genre, value: object) -> None:
    source = "某县2024年法治政府建设年度报告\n一、行政复议\n审结行政复议案件185件。落实“三项制度”。召开第十二次会议。"
    for schema in (genre, None):
        (checked,) = verify({"concluded": value}, source, schema)
        assert (checked.verdict, checked.place) == ("rejected", None)


def verdicts(data: object, source: str = SOURCE, genre: Genre | None = None) -> dict[str, str]:
    return {checked.path: checked.verdict.value for checked in verify(data, source, genre)}


def test_the_words_of_a_name_stand_for_a_schema() -> None:
    named = {"行政复议申请": 206, "审结案件": 185, "实质化解率": 96.76, "市场主体": "6.59万户"}
    assert set(verdicts(named).values()) == {"verified"}
    swapped = {"行政复议申请": 185, "审结案件": 206, "实质化解率": 1.59, "市场主体": 185, "办件量": 206}
    assert "verified" not in verdicts(swapped).values()


def test_titles_and_descriptions_of_a_model_are_names() -> None:
    class Case(BaseModel):
        received: int = Field(title="行政复议申请数")
        rate: float = Field(description="实质化解率")
        other: int

    assert verdicts(Case(received=206, rate=96.76, other=185)) == {
        "received": "verified",
        "rate": "verified",
        "other": "review",
    }


def test_records_with_units_and_offsets(genre: Genre) -> None:
    start = SOURCE.index("6.59")
    records = [
        {"indicator": "各类市场主体", "value": 6.59, "unit": "万户", "start": start, "end": start + 6},
        {"indicator": "各类市场主体", "value": 6.59, "unit": "亿户"},
        {"indicator": "审结", "value": 185, "start": 0, "end": 3},
        {"field": "concluded", "value": "185", "span": [SOURCE.index("185"), SOURCE.index("185") + 4]},
    ]
    assert verdicts(records) == {"0": "verified", "1": "rejected", "2": "review", "3": "review"}
    assert verdicts({"concluded": records[3]}, genre=genre) == {"concluded": "verified"}


def test_quotes_like_instructors_citations() -> None:
    class Fact(BaseModel):
        审结案件: int
        substring_quotes: list[str]

    good = Fact(审结案件=185, substring_quotes=["审结185件"])
    elsewhere = Fact(审结案件=206, substring_quotes=["审结185件"])
    invented = Fact(审结案件=185, substring_quotes=["共审结案件185件"])
    assert [verdicts(fact)["审结案件"] for fact in (good, elsewhere, invented)] == ["verified", "rejected", "review"]
    (checked,) = verify(invented, SOURCE)
    assert "QUOTE_NOT_IN_SOURCE" in checked.codes


def test_langextract_documents() -> None:
    start = SOURCE.index("审结185件")
    document = {
        "document_id": "d1",
        "text": SOURCE,
        "extractions": [
            {
                "extraction_class": "审结案件",
                "extraction_text": "审结185件",
                "char_interval": {"start_pos": start, "end_pos": start + 6},
                "alignment_status": "match_exact",
                "extraction_index": 1,
                "attributes": {"count": "185", "place": "某县"},
            },
            {"extraction_class": "审结案件", "extraction_text": "审结186件", "char_interval": None, "attributes": None},
        ],
    }
    assert verdicts([document]) == {
        "0.extractions.0": "verified",
        "0.extractions.0.attributes.count": "verified",
        "0.extractions.1": "rejected",
    }


@dataclass
class Row:
    审结案件: int
    note: str = "办结185件以内的说明文字不是数字"


def test_dataclasses_and_what_is_left_aside() -> None:
    assert verdicts(Row(185)) == {"审结案件": "verified", "note": "review"}  # a figure in a sentence is one too
    assert verdicts({"a": True, "b": None, "c": "某县", "d": [], "id": 185, "confidence": 0.9}) == {}


def test_the_nearest_true_figure(genre: Genre) -> None:
    cued, alike, right = verify({"concluded": 158, "pending": 207, "applications_received": 206}, SOURCE, genre)
    assert cued.nearest is not None
    assert cued.nearest.text == "185件"
    assert alike.nearest is not None
    assert alike.nearest.text == "206件"
    assert right.nearest is None


def test_zero_in_words(genre: Genre) -> None:
    source = "一、行政复议\n全年未收到行政复议申请。"
    told = {checked.path: checked.verdict.value for checked in verify({"applications_received": 0}, source, genre)}
    assert told == {"applications_received": "verified"}
    assert verdicts({"applications_received": 0}, "收到申请5件。", genre) == {"applications_received": "rejected"}


def test_wire_leaves_point_and_copy(genre: Genre) -> None:
    document = Document(SOURCE)
    ids = {m.text: document.mention_ids[i] for i, m in enumerate(document.mentions)}
    leaf = [{"mention": ids["206件"], "printed": "206件"}]
    checked = verify({"reconsideration": {"applications_received": leaf}}, document, genre)
    assert [one.verdict for one in checked] == ["verified"]
    slipped = {"reconsideration": {"applications_received": [{"mention": ids["206件"], "printed": "6.59万户"}]}}
    assert [one.codes for one in verify(slipped, document, genre)] == [
        ("BETTER_MENTION", "COPY_MISMATCH", "RULES_DISAGREE", "UNIT_MISMATCH")
    ]


KEYS = [
    "value",
    "quote",
    "start",
    "end",
    "name",
    "unit",
    "x",
    "places",
    "mention",
    "printed",
    "state",
    "extraction_text",
    "text",
    "extractions",
]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.binary(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["value", "quote", "start", "end", "name", "unit", "x", "places"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_data_is_taken(data: object) -> None:
    for checked in verify(data, SOURCE):
        assert (checked.verdict.value == "verified") is (
            not {f.severity for f in checked.findings} & {"reject", "review"}
        )
        assert all(SOURCE[place.start : place.end] == place.text for place in checked.candidates)
        assert checked.nearest is None or SOURCE[checked.nearest.start : checked.nearest.end] == checked.nearest.text


T1 = """2024年,全县共收到行政复议申请206件,同比上升12.57%,受理185件,上年结转14件,审结179件,未审结20件。审结案件中,维持92件,
直接纠错14件,直接纠错率7.82%。通过行政复议为企业挽回经济损失6.59万元,群众满意率97.12%。未发生行政诉讼败诉案件。"""
WRONG = [
    {"维持": {"mention": "n1", "printed": "206件"}},
    {"死亡人数": 0},
    {"满意率": "0%"},
    {"复议申请": "全年收到行政复议申请999件"},
    {"下年结转": 14},
    {"检察建议书": 14},
    {"群众不满意率": 97.12},
    {"申请人数": 206},
    {"去年收到复议申请": 206},
    {"2023年复议申请": 206},
    {"行政复议受理数": 206},
    {"复议申请": {"value": 206, "unit": "百分点"}},
    {"复议申请": {"value": 206, "quote": "件"}},
    {"复议申请": "下降206件"},
    {"个人经济损失": 65900},
]


@pytest.mark.parametrize("data", WRONG, ids=str)
def test_what_a_name_does_not_say_is_not_verified(data: dict) -> None:
    assert "verified" not in verdicts(data, T1).values()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applications_change", "下降12.57%"),
        ("applications_change", "↓12.57%"),
        ("applications_change", "-12.57%"),
        ("accepted", "18,5"),
        ("applications_received", {"value": 206, "unit": "percentage points"}),
    ],
)
def test_wrong_signs_and_units_of_known_fields(genre: Genre, field: str, value: object) -> None:
    assert "verified" not in verdicts({field: value}, T1, genre).values()
    assert one_of(T1, {"litigation": {"accepted": 185}}, genre) != "verified"  # accepted is of another section


def one_of(source: str, data: object, genre: Genre | None = None) -> str:
    (checked,) = verify(data, source, genre)
    return checked.verdict.value


@pytest.mark.parametrize(
    "data",
    [
        {"挽回经济损失(万元)": 6.59},
        {"挽回经济损失_万元": 6.59},
        {"同比上升": 12.57},
        {"挽回经济损失": {"value": 6.59, "unit": "万元"}},
        {"上年结转": {"value": 14, "quote": "“上年结转14件,”"}},
    ],
    ids=str,
)
def test_true_values_as_people_write_them(data: dict) -> None:
    assert set(verdicts(data, T1).values()) == {"verified"}


def test_a_fall_may_be_negative_without_a_schema() -> None:
    assert one_of("行政诉讼案件132件,同比下降16.46%。", {"案件同比下降": -16.46}) == "verified"
    assert one_of("行政诉讼案件132件,同比上升16.46%。", {"案件同比上升": -16.46}) == "rejected"
