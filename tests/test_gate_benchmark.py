"""The planted errors of the gate's benchmark: they are errors, they are the same every time, and the gate sees some."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.gate.gold import Source, read_extra, read_fixtures
from benchmarks.gate.planting import FAMILIES, Form, Planted, plant, sample, true_claims
from conftest import FIXTURES

from llmextract import verify
from llmextract.schema import Genre

ONLY_THE_PRINTED_FORM_IS_WRONG = {"approximation", "points for percent", "percent for points"}


@pytest.fixture(scope="module")
def sources(genre: Genre) -> list[Source]:
    return read_fixtures(FIXTURES, genre)


@pytest.fixture(scope="module")
def planted(sources: list[Source]) -> list[Planted]:
    return [claim for source in sources for claim in plant(source.document, source.gold, 0)]


def test_every_family_plants_something_in_every_form(planted: list[Planted]) -> None:
    assert {(claim.family, claim.form) for claim in planted} == {(family, form) for family in FAMILIES for form in Form}


def test_the_same_seed_plants_the_same_errors(sources: list[Source], planted: list[Planted]) -> None:
    source = sources[0]
    own = [claim for claim in planted if claim.document == source.document.name]
    assert plant(source.document, source.gold, 0) == own
    assert plant(source.document, source.gold, 1) != own
    assert sample(planted, 20, 0) == sample(planted, 20, 0)


def test_a_planted_error_is_none_of_the_true_claims(sources: list[Source], planted: list[Planted]) -> None:
    true = {(c.document, c.section, c.field, str(c.leaf)) for s in sources for c in true_claims(s.document, s.gold)}
    assert not [c for c in planted if (c.document, c.section, c.field, str(c.leaf)) in true]
    values = {(source.document.name, *gold.key): gold.value for source in sources for gold in source.gold}
    for claim in planted:
        if claim.family not in ONLY_THE_PRINTED_FORM_IS_WRONG:
            assert Decimal(claim.value) != values[claim.document, claim.section, claim.field]


def test_fields_that_share_a_figure_are_not_swapped(sources: list[Source], planted: list[Planted]) -> None:
    """Both fields are printed once: 代表委员对办理结果满意率100%."""
    keys = {("oversight", "congress_satisfaction_rate"), ("oversight", "conference_satisfaction_rate")}
    swaps = [c for c in planted if c.document.startswith("huichang") and (c.section, c.field) in keys and c.beside]
    assert not [claim for claim in swaps if any(".".join(key) in claim.beside for key in keys)]


def test_a_cap_is_shared_evenly_by_the_forms(planted: list[Planted]) -> None:
    chosen = sample(planted, 30, 0)
    for family in FAMILIES:
        forms = [claim.form for claim in chosen if claim.family == family]
        assert len(forms) <= 30
        if family == "digit changed":
            assert [forms.count(form) for form in Form] == [10, 10, 10]


def test_a_few_slips_of_digits_are_not_verified(genre: Genre, sources: list[Source], planted: list[Planted]) -> None:
    source = sources[0]
    slips = [c for c in planted if c.document == source.document.name and c.family.startswith("digit")]
    for claim in sample([c for c in slips if c.form is not Form.COPY], 1, 0):
        assert [said.verdict for said in verify(claim.data, source.document, genre)] != ["verified"]


def test_further_texts_are_read_with_their_gold(genre: Genre, tmp_path: Path) -> None:
    text = "某县2024年度法治政府建设报告\n全年收到行政复议申请206件,同比下降19.72%;去年收到行政复议申请300件。\n"
    (tmp_path / "county.txt").write_text(text, "utf-8")
    gold = tmp_path / "county.gold.jsonl"
    line = '{"section": "reconsideration", "field": "%s", "figure": "%s", "before": "%s"}\n'
    lines = (
        line % ("applications_received", "206件", "全年收到行政复议申请"),
        line % ("applications_change", "19.72%", "同比下降"),
    )
    gold.write_text("".join(lines), "utf-8")
    (source,) = read_extra(tmp_path, genre)
    assert [claim.value for claim in source.gold] == [Decimal(206), Decimal("-19.72")]
    years = [c.printed for c in plant(source.document, source.gold, 0) if c.family == "other year"]
    assert set(years) == {"300件"}
    gold.write_text(line % ("applications_received", "206件", "没有这句话"), "utf-8")
    with pytest.raises(SystemExit, match=re.escape("0 times")):
        read_extra(tmp_path, genre)
