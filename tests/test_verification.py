"""`verify`: values of any other tool, with or without quotes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import BaseModel

from llmextract import Verification, verify
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


def test_without_a_schema_nothing_gets_beyond_review() -> None:
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
