"""Several answers to one question: who is asked what, which answer stands, and what is told where they differ."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from answering import INVENTED, TEXT, Answering, Stored, at, extracted, extraction, leaf_of

from llmextract import Options, run
from llmextract.errors import Fault, ServiceError
from llmextract.models.base import Answer
from llmextract.runner import recheck
from llmextract.schema import Genre, State, Verdict

CONCLUDED = "reconsideration.concluded"
RATE = "reconsideration.correction_rate"
RIGHT, WRONG, OTHER = at("n3", "185件"), at("n2", "190件"), at("n6", "45件")
CUT = Answer("{", "answering", "length")


def answers(field: str, *said: Any) -> Answering:
    """A model whose answer number k to a field is said[k]."""
    return Answering(samples={k: {field: one} for k, one in enumerate(said)})


def settled(genre: Genre, field: str, *said: Any, text: str = TEXT) -> Any:
    """The leaf of a field that was answered so, without repair."""
    return leaf_of(extracted(answers(field, *said), genre, text, samples=len(said), repairs=0), field)


def test_the_second_answer_is_asked_for_everything_and_a_third_where_they_differ(genre: Genre) -> None:
    model = answers(CONCLUDED, RIGHT, WRONG, RIGHT, RIGHT)
    extracted(model, genre, samples=4, repairs=0)
    asked = {number: [r for r in model.asked("sections") if r.sample == number] for number in range(4)}
    fields = {number: [request.context.fields for request in own] for number, own in asked.items()}
    assert sorted(fields[0]) == sorted(fields[1])
    assert fields[2] == fields[3] == [(("reconsideration", "concluded"),)]
    whole = next(request for request in asked[0] if ("reconsideration", "concluded") in request.context.fields)
    assert asked[2][0].context.numbered.sentences == whole.context.numbered.sentences
    assert len({request.key for request in model.requests}) == len(model.requests)


def test_where_two_answers_agree_nobody_is_asked_a_third_time(genre: Genre) -> None:
    model = Answering()
    extracted(model, genre, samples=5)
    assert {request.sample for request in model.asked("sections")} == {0, 1}


def test_a_field_that_one_answer_leaves_empty_is_asked_again_and_a_list_is_not(genre: Genre) -> None:
    model = Answering(samples={0: {RATE: "not_stated", "narrative.plans": []}, 1: {}})
    extracted(model, genre, samples=3, repairs=0)
    assert [r.context.fields for r in model.asked("sections") if r.sample == 2] == [
        (("reconsideration", "correction_rate"),)
    ]


def test_answer_number_k_comes_from_model_k_round_and_round(genre: Genre) -> None:
    one = answers(CONCLUDED, RIGHT, None, None, OTHER)
    two, three = answers(CONCLUDED, None, WRONG), answers(CONCLUDED, None, None, RIGHT)
    two.name, three.name = "two", "three"
    result = extracted(one, genre, second=(two, three), samples=4, repairs=0)
    asked = [sorted({request.sample for request in model.asked("sections")}) for model in (one, two, three)]
    assert asked == [[0, 3], [1], [2]]
    assert leaf_of(result, CONCLUDED).agreement == (2, 4)
    assert result.models == ("answering", "three", "two")


def test_a_second_model_is_asked_without_samples(genre: Genre) -> None:
    two = Answering(name="two")
    result = extracted(Answering(), genre, second=(two,))
    assert len(two.asked("sections")) == 2
    assert leaf_of(result, CONCLUDED).agreement == (2, 2)


@pytest.mark.parametrize(
    ("said", "value", "agreement"),
    [
        ((RIGHT, RIGHT), 185, (2, 2)),
        ((WRONG, RIGHT, RIGHT), 185, (2, 3)),
        (("not_stated", RIGHT, RIGHT), 185, (2, 3)),
        ((WRONG, RIGHT), 190, (1, 2)),
        (("not_stated", RIGHT), 185, (1, 2)),
        ((OTHER, "not_stated", WRONG), 45, (1, 3)),
        (("not_stated", OTHER, "not_stated", OTHER), 45, (2, 4)),
        ((RIGHT, INVENTED), 185, (1, 2)),
    ],
)
def test_the_answer_that_most_give_stands_then_a_stated_one_then_the_earliest(
    genre: Genre, said: tuple[Any, ...], value: int, agreement: tuple[int, int]
) -> None:
    leaf = settled(genre, CONCLUDED, *said)
    assert (leaf.value, leaf.agreement) == (value, agreement)
    assert (Verdict.VERIFIED if agreement[0] == agreement[1] else Verdict.REVIEW) is leaf.verdict
    assert ("ANSWERS_DIFFER" in leaf.codes) == (agreement[0] < agreement[1])


def test_a_field_that_most_leave_empty_tells_what_others_said(genre: Genre) -> None:
    said = ["not_stated", at("n5", "12人次"), "not_stated"]
    result = extracted(answers("reconsideration.pending", *said), genre, samples=3, repairs=0)
    leaf = leaf_of(result, "reconsideration.pending")
    assert (leaf.state, leaf.verdict, leaf.codes) == (State.NOT_STATED, Verdict.REVIEW, ("ANSWERS_DIFFER",))
    (finding,) = [finding for finding in result.findings if finding.code == "ANSWERS_DIFFER"]
    assert "2 of 3" in finding.message
    assert "12人次" in finding.message
    assert [TEXT[slice(*span)] for span in finding.spans] == ["12人次"]
    assert (finding.section, finding.field) == ("reconsideration", "pending")


TWICE = (
    "某县2024年法治政府建设年度报告\n一、行政复议\n2024年1月起全年收到行政复议申请6.59万件。\n"
    "二、其他\n收到行政复议申请共65900件。\n"
)


@pytest.mark.parametrize(
    ("field", "one", "two"),
    [
        ("reconsideration.applications_received", at("n1", "6.59万件"), at("n2", "65900件")),
        ("report.year", at("d1", "2024年"), at("d2", "2024年1月")),
    ],
)
def test_two_places_of_one_value_agree(genre: Genre, field: str, one: Any, two: Any) -> None:
    assert settled(genre, field, one, two, text=TWICE).agreement == (2, 2)


def test_a_choice_is_compared_by_its_value_not_by_its_sentence(genre: Genre) -> None:
    county, elsewhere = ({"sentence": name, "value": "county"} for name in ("s1", "s2"))
    assert settled(genre, "report.region_level", county, elsewhere).agreement == (2, 2)
    assert settled(genre, "report.region_level", county, county | {"value": "province"}).agreement == (1, 2)


def item(*sentences: str) -> dict[str, Any]:
    return {"sentences": list(sentences), "category": "other"}


def test_an_entry_that_only_some_answers_have_is_kept_and_told(genre: Genre) -> None:
    leaves = settled(genre, "narrative.plans", [item("s16")], [item("s17"), item("s16")])
    assert [(leaf.value, leaf.agreement, leaf.verdict) for leaf in leaves] == [
        ("一是加强培训。", (2, 2), Verdict.VERIFIED),
        ("二是加大普法力度。", (1, 2), Verdict.REVIEW),
    ]


def test_an_entry_with_several_places_stays_one(genre: Genre) -> None:
    (leaf,) = settled(genre, "narrative.plans", [item("s13", "s16")], [item("s16")])
    assert (leaf.agreement, len(leaf.places)) == ((2, 2), 2)


def test_two_entries_of_one_answer_in_one_sentence_both_stay(genre: Genre) -> None:
    two = [item("s16"), item("s16") | {"category": "disputes"}]
    leaves = settled(genre, "narrative.plans", two, two)
    assert [(leaf.category, leaf.agreement) for leaf in leaves] == [("other", (2, 2)), ("disputes", (2, 2))]


@pytest.mark.parametrize("made", [ServiceError("down", Fault.TIMEOUT), Answer("", "answering", "refusal")])
def test_a_second_answer_that_fails_leaves_the_first_as_it_was(genre: Genre, made: Any) -> None:
    alone = extracted(Answering(), genre)
    failing = Answering(special=lambda request: made if request.sample == 1 else None)
    assert extracted(failing, genre, samples=3).model_dump_json() == alone.model_dump_json()
    half = Answering(special=lambda r: made if r.sample == 1 and "report" in r.context.sections else None)
    result = extracted(half, genre, samples=3)
    assert result.failed == ()
    assert (leaf_of(result, "report.region").agreement, leaf_of(result, CONCLUDED).agreement) == (None, (2, 2))


def test_fields_that_got_no_first_answer_get_no_second(genre: Genre) -> None:
    made = ServiceError("down", Fault.TIMEOUT)
    model = Answering(special=lambda r: made if r.sample == 0 and "report" in r.context.sections else None)
    result = extracted(model, genre, samples=2)
    assert "report" in result.failed
    assert not any("report" in r.context.sections for r in model.asked("sections") if r.sample == 1)


def test_answers_that_were_cut_off_agree_as_whole_ones(genre: Genre) -> None:
    def settled_when(most: int) -> str:
        model = answers(CONCLUDED, WRONG, RIGHT, RIGHT)
        model.special = lambda r: CUT if r.sample == 1 and len(r.context.fields) > most else None
        return extracted(model, genre, samples=3).model_dump_json()

    assert settled_when(40) == settled_when(1000)


def test_a_recheck_leaves_out_second_answers_that_were_never_given(genre: Genre) -> None:
    made = ServiceError("down", Fault.TIMEOUT)
    once = extraction(Answering(special=lambda r: made if r.sample else None), genre, samples=2)
    again = extracted(Stored(once.exchanges), genre, samples=2, stored_only=True)
    assert again.model_dump_json() == once.result.model_dump_json()


def test_the_panel_tells_the_agreement_and_a_recheck_gives_the_same_bytes(tmp_path: Path, genre: Genre) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    one, two = answers(CONCLUDED, WRONG, None, RIGHT), answers(CONCLUDED, None, RIGHT, None)
    run([tmp_path / "a.txt"], tmp_path / "out", one, genre, Options(samples=3, second=(two,)))
    tables = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.csv")}
    results = {path: path.read_bytes() for path in (tmp_path / "out" / "results").iterdir()}
    with (tmp_path / "out" / "panel_long.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {f"{row['section']}.{row['field']}": row for row in csv.DictReader(file)}
    assert (told[CONCLUDED]["value"], told[CONCLUDED]["agreement"]) == ("185", "2/3")
    assert told[RATE]["agreement"] == "2/2"
    assert recheck(tmp_path / "out", genre).exit_code == 0
    assert {path: path.read_bytes() for path in (*tables, *results)} == tables | results


def test_a_value_that_answers_dispute_is_not_verified_by_being_right(genre: Genre) -> None:
    """Not even where arithmetic confirms it: that answers differ is for a person to see."""
    result = extracted(answers("litigation.cases", at("n6", "45件"), at("n7", "40件")), genre, samples=2)
    leaf = leaf_of(result, "litigation.cases")
    assert (leaf.value, leaf.verdict) == (Decimal(45), Verdict.REVIEW)
    assert {"ANSWERS_DIFFER", "RATE_HOLDS"} <= set(leaf.codes)


def test_what_answers_disputed_stays_disputed_when_it_is_asked_again(genre: Genre) -> None:
    slip = at("n1", "185件")  # rests at n3 by its copy
    model = answers(CONCLUDED, slip, WRONG)
    model.repairs = ({CONCLUDED: RIGHT},)
    leaf = leaf_of(extracted(model, genre, samples=2), CONCLUDED)
    assert model.asked("repair")
    assert (leaf.value, leaf.verdict, leaf.agreement) == (185, Verdict.REVIEW, (1, 2))


def test_what_most_left_empty_and_repair_has_filled_is_told_as_disputed(genre: Genre) -> None:
    model = answers("litigation.cases", "not_stated", at("n6", "45件"), "not_stated")
    result = extracted(model, genre, samples=3)
    leaf = leaf_of(result, "litigation.cases")
    assert (leaf.value, leaf.verdict, leaf.agreement) == (45, Verdict.REVIEW, (1, 3))
    assert ["1 of 3" in finding.message for finding in result.findings if finding.code == "ANSWERS_DIFFER"] == [True]


def test_what_all_answers_got_wrong_alike_can_be_mended(genre: Genre) -> None:
    model = answers("litigation.cases", INVENTED, INVENTED)
    leaf = leaf_of(extracted(model, genre, samples=2), "litigation.cases")
    assert (leaf.value, leaf.verdict, leaf.agreement) == (45, Verdict.VERIFIED, None)
