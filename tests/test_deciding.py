"""Decisions put to claims: whatever the answers are, and wherever the words stand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from answering import INVENTED, TEXT, Answering, at, leaf_of
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import load_genre
from llmextract.decisions import Action, Decision, Spot
from llmextract.document import Document
from llmextract.errors import Fault, ServiceError
from llmextract.models.base import Answer, Model
from llmextract.models.rules import RulesModel
from llmextract.pipeline import Options, extract_document
from llmextract.result import Result, SectionState
from llmextract.schema import State, Verdict
from llmextract.schema.leaves import Other

GENRE = load_genre()
CONCLUDED = "reconsideration.concluded"


def spot(words: str, text: str = TEXT, number: int = 0) -> Spot:
    """The place of some words, at their occurrence of that number."""
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return Spot(start, start + len(words), words)


def decision(action: str, field: str, words: str | Spot | None, text: str = TEXT, **more: Any) -> Decision:
    section, _, name = field.partition(".")
    place = spot(words, text) if isinstance(words, str) else words
    return Decision("a.txt", Document(text).fingerprint, section, name, Action(action), place, **more)


def decide(*decisions: Decision, model: Model | None = None, text: str = TEXT, **options: Any) -> Result:
    work = extract_document(Document(text, "a.txt"), GENRE, model or Answering(), Options(**options), decisions)
    return asyncio.run(work).result


def codes(result: Result, field: str) -> set[str]:
    section, _, name = field.partition(".")
    return {finding.code for finding in result.findings if (finding.section, finding.field) == (section, name)}


WRONG = Answering({CONCLUDED: at("n1", "206件")})


def test_an_accepted_value_is_verified_and_what_was_found_stays_to_be_seen() -> None:
    before = leaf_of(decide(model=RulesModel()), "reconsideration.applications_received")
    assert (before.verdict, before.decision) == (Verdict.REVIEW, None)
    result = decide(decision("accept", "reconsideration.applications_received", "206件", by="王芳"), model=RulesModel())
    leaf = leaf_of(result, "reconsideration.applications_received")
    assert (leaf.value, leaf.verdict, leaf.decision, leaf.codes) == (206, Verdict.VERIFIED, "accepted", ("ACCEPTED",))
    (told,) = [finding for finding in result.findings if finding.code == "ACCEPTED"]
    assert "(王芳)" in told.message
    assert result.fingerprints.decisions
    assert result.counts().decided == 1


def test_a_correction_takes_the_place_of_the_answer() -> None:
    doubted = leaf_of(decide(model=WRONG, repairs=0), CONCLUDED)
    assert (doubted.value, doubted.verdict) == (206, Verdict.REVIEW)
    result = decide(decision("correct", CONCLUDED, "185件", was=spot("206件")), model=WRONG, repairs=0)
    leaf = leaf_of(result, CONCLUDED)
    assert (leaf.value, leaf.verdict, leaf.decision) == (185, Verdict.VERIFIED, "corrected")
    assert leaf.codes == ("CORRECTED",)
    assert [place.text for place in leaf.places] == ["185件"]
    assert {"CORRECTED", "REFUSED"} <= codes(result, CONCLUDED)
    claimed = {entry.text: entry.claimed_by for entry in result.ledger}
    assert claimed["185件"] == (CONCLUDED,)
    assert CONCLUDED not in claimed["206件"]


def test_what_a_check_rejects_is_never_verified_whoever_says_so() -> None:
    leaf = leaf_of(decide(decision("correct", CONCLUDED, "2024年")), CONCLUDED)
    assert (leaf.verdict, leaf.decision) == (Verdict.REVIEW, "corrected")
    assert {"CORRECTED", "NOT_DATA"} <= set(leaf.codes)


def test_a_refused_value_is_rejected_and_stays() -> None:
    result = decide(decision("reject", CONCLUDED, "185件"))
    leaf = leaf_of(result, CONCLUDED)
    assert (leaf.value, leaf.verdict, leaf.decision, leaf.codes) == (185, Verdict.REJECTED, "rejected", ("REFUSED",))
    assert "MISSED" not in codes(result, CONCLUDED)  # what the rules would take has been refused
    assert "UNCLAIMED" in {f.code for f in result.findings if f.message.startswith("'185件'")}


def test_a_refused_value_is_refused_at_every_place() -> None:
    text = TEXT + "六、其他\n全年审结行政复议案件185件。\n"
    both = [*at("n3", "185件"), *at("n14", "185件")]
    told = leaf_of(decide(model=Answering({CONCLUDED: both}), text=text), CONCLUDED)
    assert [place.text for place in told.places] == ["185件", "185件"]
    first = Spot(told.places[0].start, told.places[0].end, "185件")
    leaf = leaf_of(
        decide(decision("reject", CONCLUDED, first, text), model=Answering({CONCLUDED: both}), text=text), CONCLUDED
    )
    assert (leaf.verdict, leaf.decision) == (Verdict.REJECTED, "rejected")


def test_a_claim_that_stands_nowhere_can_be_refused() -> None:
    nowhere = Answering({CONCLUDED: INVENTED})
    before = leaf_of(decide(model=nowhere, repairs=0), CONCLUDED)
    assert (before.places, before.decision) == ((), None)
    result = decide(decision("reject", CONCLUDED, None), model=nowhere, repairs=0)
    leaf = leaf_of(result, CONCLUDED)
    assert (leaf.verdict, leaf.decision, "REFUSED" in leaf.codes) == (Verdict.REJECTED, "rejected", True)
    standing = leaf_of(decide(decision("reject", CONCLUDED, None)), CONCLUDED)
    assert (standing.value, standing.decision) == (185, None)


def test_an_empty_field_is_rightly_so() -> None:
    silent = Answering({CONCLUDED: "not_stated"})
    before = decide(model=silent, repairs=0)
    assert (leaf_of(before, CONCLUDED).verdict, before.counts().missed) == (Verdict.REVIEW, 1)
    result = decide(decision("accept", CONCLUDED, None), model=silent, repairs=0)
    leaf = leaf_of(result, CONCLUDED)
    assert (leaf.state, leaf.verdict, leaf.decision) == (State.NOT_STATED, None, "accepted")
    assert result.counts().missed == 0
    claimed = decide(decision("accept", CONCLUDED, None))
    assert leaf_of(claimed, CONCLUDED).verdict is Verdict.REJECTED
    assert codes(claimed, CONCLUDED) >= {"REFUSED"}


def test_a_dismissed_number_needs_no_eyes_unless_something_claims_it() -> None:
    text = TEXT.replace("接待群众来访12人次", "12人次")
    number = decision("dismiss", "", "12人次", text)
    before = decide(model=_unnamed(), text=text)
    result = decide(number, decision("dismiss", "", "185件", text), model=_unnamed(), text=text)
    assert result.counts().unclaimed == before.counts().unclaimed - 1
    assert {entry.text for entry in result.ledger if entry.dismissed} == {"12人次"}


def _unnamed() -> Answering:
    """Names no other indicator."""
    return Answering(special=lambda request: None if request.context.fields else Answer('{"figures": []}', "answering"))


def test_one_value_a_field_the_last_that_a_person_said() -> None:
    decisions = [decision("accept", CONCLUDED, "185件"), decision("correct", CONCLUDED, "190件")]
    leaf = leaf_of(decide(*decisions), CONCLUDED)
    assert (leaf.value, leaf.decision) == (190, "corrected")
    leaf = leaf_of(decide(*reversed(decisions)), CONCLUDED)
    assert (leaf.value, leaf.decision) == (185, "accepted")
    assert leaf_of(decide(*decisions, decision("accept", CONCLUDED, None)), CONCLUDED).verdict is Verdict.REJECTED
    leaf = leaf_of(decide(decision("accept", CONCLUDED, None), *decisions), CONCLUDED)
    assert (leaf.value, leaf.verdict) == (190, Verdict.VERIFIED)


def test_a_number_given_to_a_field_is_no_other_indicator() -> None:
    before = {leaf.name: leaf.verdict for _, _, leaf in decide().leaves() if isinstance(leaf, Other)}
    assert before["接待群众来访"] is Verdict.VERIFIED
    result = decide(decision("correct", "reconsideration.reviewers", "12人次"))
    after = {leaf.name: leaf.verdict for _, _, leaf in result.leaves() if isinstance(leaf, Other)}
    assert after == before | {"接待群众来访": Verdict.REJECTED}


def test_what_no_answer_came_for_can_be_said_by_a_person() -> None:
    down = Answering(special=lambda r: ServiceError("down", Fault.TIMEOUT) if r.context.fields else None)
    result = decide(decision("accept", CONCLUDED, "185件"), decision("accept", "litigation.cases", None), model=down)
    leaf = leaf_of(result, CONCLUDED)
    assert (leaf.value, leaf.verdict) == (185, Verdict.VERIFIED)
    assert leaf_of(result, "litigation.cases").state is State.NOT_STATED
    assert leaf_of(result, "litigation.cases_change").state is State.FAILED
    assert result.failed


def test_a_section_that_a_person_has_found_something_in_is_not_absent() -> None:
    section = next(name for name, status in decide().sections.items() if status.state is SectionState.ABSENT)
    field = next(f for f, spec in GENRE.sections[section].specs().items() if spec.measure == "count")
    result = decide(decision("correct", f"{section}.{field}", "120件"))
    assert result.sections[section].state is SectionState.ANSWERED
    assert leaf_of(result, f"{section}.{field}").value == 120


FORMS = [
    ("accept", "report.region", "某县", {}),
    ("correct", "report.title", "2024年法治政府建设年度报告", {}),
    ("accept", "report.region_level", "某县2024年法治政府建设年度报告", {"value": "county"}),
    ("accept", "report.year", "2024年", {}),
    ("accept", "reconsideration.applications_received", "206件", {}),
    ("accept", "mediation.other", "12人次", {"value": "接待群众来访"}),
    ("accept", "narrative.plans", "二是加大普法力度。", {"value": "other"}),
    ("correct", "narrative.problems", "执法能力不强", {}),
    ("accept", "report.issuers", "某县", {}),
]


@pytest.mark.parametrize(("action", "field", "words", "more"), FORMS)
@pytest.mark.parametrize("answering", ["answers", "rules", "nothing"])
def test_every_form_survives_whoever_answers(
    action: str, field: str, words: str, more: dict[str, str], answering: str
) -> None:
    field = field.replace("mediation", next(name for name in GENRE.sections if GENRE.keys(name)))
    nothing = Answering(special=lambda r: ServiceError("down", Fault.TIMEOUT))
    model: Model = {"answers": Answering(), "rules": RulesModel(), "nothing": nothing}[answering]
    result = decide(decision(action, field, words, **more), model=model)
    told = leaf_of(result, field)
    leaves = told if isinstance(told, tuple) else (told,)
    (leaf,) = [one for one in leaves if one.decision in ("accepted", "corrected")]
    assert (leaf.verdict, leaf.places[0].text) == (Verdict.VERIFIED, words)
    assert leaf.value in (words, more.get("value"), Decimal(2024), Decimal(206), Decimal(12))
    assert getattr(leaf, "category", "other") == "other"
    assert "DECISION_STALE" not in codes(result, field)


def test_another_choice_in_the_same_sentence_is_not_what_was_accepted() -> None:
    sentence = "某县2024年法治政府建设年度报告"
    answer = {"report.region_level": {"sentence": "s1", "value": "department"}}
    accepted = decision("accept", "report.region_level", sentence, value="county")
    leaf = leaf_of(decide(accepted, model=Answering(answer)), "report.region_level")
    assert (leaf.value, leaf.decision) == ("county", "accepted")


def test_zero_and_no_number_in_words_are_accepted_as_such() -> None:
    text = TEXT.replace("直接纠错率12.5%", "未收到赔偿申请").replace("接待群众来访12人次", "多次召开联席会议")
    zero = decide(decision("accept", "litigation.cases", "未收到赔偿申请", text), model=_silent(), text=text)
    assert (leaf_of(zero, "litigation.cases").state, leaf_of(zero, "litigation.cases").value) == (State.ZERO, 0)
    many = decide(decision("accept", CONCLUDED, "多次召开联席会议。", text), model=_silent(), text=text)
    leaf = leaf_of(many, CONCLUDED)
    assert (leaf.state, leaf.verdict, leaf.decision) == (State.WITHOUT_NUMBER, Verdict.VERIFIED, "accepted")


def _silent() -> Answering:
    return Answering({f"{s}.{f}": "not_stated" for (s, f), spec in GENRE.specs.items() if not spec.many})


def test_lists_are_decided_entry_by_entry() -> None:
    before = leaf_of(decide(), "narrative.problems")
    heading = ("四、存在的问题", Verdict.VERIFIED, None)
    assert [leaf.value for leaf in before] == [heading[0], "一是执法能力不强。", "二是普法形式单一。"]
    _, first, second = (Spot(p.start, p.end, p.text) for leaf in before for p in leaf.places)
    added = decision("accept", "narrative.problems", "一是加强培训。")
    result = decide(
        decision("reject", "narrative.problems", first), decision("accept", "narrative.problems", second), added
    )
    told = [(leaf.value, leaf.verdict, leaf.decision) for leaf in leaf_of(result, "narrative.problems")]
    assert told == [
        heading,
        ("一是执法能力不强。", Verdict.REJECTED, "rejected"),
        ("二是普法形式单一。", Verdict.VERIFIED, "accepted"),
        ("一是加强培训。", Verdict.VERIFIED, "accepted"),
    ]


# What stands elsewhere, or no more.

AFTER = TEXT.replace("一、行政复议\n", "一、行政复议\n本年度工作情况如下。\n")


def test_a_decision_follows_its_words_to_one_clear_place() -> None:
    accepted = decision("accept", CONCLUDED, "185件")
    leaf = leaf_of(decide(accepted, text=AFTER), CONCLUDED)
    assert (leaf.decision, leaf.places[0].start) == ("accepted", spot("185件", AFTER).start)
    result = decide(decision("correct", CONCLUDED, "185件", was=spot("206件")), model=WRONG, text=AFTER)
    assert leaf_of(result, CONCLUDED).decision == "corrected"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (AFTER.replace("185件", "186件"), "the words are gone"),
        (AFTER + "三、其他\n抽查案卷185件。\n", "they stand twice"),
        (AFTER.replace("审结185件", "抽查案卷185件"), "they mean something else"),
    ],
)
def test_a_decision_whose_words_are_not_clear_is_told_and_changes_nothing(text: str, why: str) -> None:
    plain, result = decide(text=text), decide(decision("accept", CONCLUDED, "185件"), text=text)
    leaf, before = leaf_of(result, CONCLUDED), leaf_of(plain, CONCLUDED)
    assert (leaf.decision, leaf.value, leaf.verdict) == (None, before.value, Verdict.REVIEW), why
    assert "DECISION_STALE" in leaf.codes
    assert "DECISION_STALE" not in codes(plain, CONCLUDED)
    stale = [finding for finding in result.findings if finding.code == "DECISION_STALE"]
    assert [(one.severity, one.section, one.field) for one in stale] == [("review", "reconsideration", "concluded")]


def test_who_decides_again_settles_what_was_stale() -> None:
    text = AFTER.replace("185件", "186件")
    old, new = decision("accept", CONCLUDED, "185件"), decision("accept", CONCLUDED, "186件", text)
    assert "DECISION_STALE" not in codes(decide(old, new, text=text), CONCLUDED)
    leaf = leaf_of(decide(new, old, text=text), CONCLUDED)
    assert (leaf.verdict, leaf.codes) == (Verdict.VERIFIED, ("ACCEPTED", "DECISION_STALE"))
    seen, again = decision("dismiss", "", "12人次"), decision("dismiss", "", "12人次", AFTER)
    assert not [f for f in decide(seen, again, text=AFTER).findings if f.code == "DECISION_STALE"]


@pytest.mark.parametrize(
    "told",
    [
        decision("accept", "litigation.remanded", None),  # another text may state it
        decision("dismiss", "", "12人次"),  # few digits: the same figure may be another
        decision("reject", "litigation.cases", "3件"),
        decision("accept", "no.such_field", "185件"),
        decision("accept", "report.no_such_field", "185件"),
        decision("accept", "report.region", "某县"),
    ],
)
def test_what_cannot_be_carried_over_is_told(told: Decision) -> None:
    result = decide(told, text=AFTER + "某县人民政府\n")
    assert [f.code for f in result.findings if f.code in ("DECISION_STALE", "ACCEPTED", "REFUSED")] == [
        "DECISION_STALE"
    ]
    assert not any(entry.dismissed for entry in result.ledger)


def test_a_place_that_was_tampered_with_is_stale() -> None:
    moved = replace(decision("accept", CONCLUDED, "185件"), place=Spot(3, 7, "185件"))
    assert leaf_of(decide(moved), CONCLUDED).decision is None
    assert "DECISION_STALE" in codes(decide(moved), CONCLUDED)


def test_hidden_characters_do_not_move_a_decision() -> None:
    text = TEXT.replace("审结185件", "审\u200b结\u200b185\u200b件")
    plain = leaf_of(decide(text=text), CONCLUDED)
    place = plain.places[0]
    accepted = decision("accept", CONCLUDED, Spot(place.start, place.end, place.text), text)
    leaf = leaf_of(decide(accepted, text=text), CONCLUDED)
    assert (leaf.decision, leaf.value) == ("accepted", 185)
    made = leaf_of(decide(accepted, model=_silent(), text=text), CONCLUDED)
    assert (made.decision, made.value, made.places[0]) == ("accepted", 185, place)


places = st.integers(0, len(TEXT)).flatmap(
    lambda start: st.integers(0, 12).map(lambda more: Spot(start, start + more, TEXT[start : start + more]))
)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.builds(
            Decision,
            document=st.just("a.txt"),
            text=st.sampled_from([Document(TEXT).fingerprint, "0" * 64]),
            section=st.sampled_from(["reconsideration", "report", "narrative", "none"]),
            field=st.sampled_from(["concluded", "title", "region_level", "year", "problems", "issuers", "other"]),
            action=st.sampled_from(list(Action)),
            place=st.none() | places,
            was=st.none() | places,
            value=st.sampled_from(["", "county", "x"]),
        ),
        max_size=6,
    )
)
def test_whatever_is_decided_there_is_a_result(decisions: list[Decision]) -> None:
    result = decide(*decisions)
    assert result.model_dump_json() == decide(*decisions).model_dump_json()
    for section, field, leaf in result.leaves():
        assert leaf.decision in (None, "accepted", "rejected", "corrected")
        if leaf.decision is None and leaf.verdict is Verdict.VERIFIED:
            assert "ACCEPTED" not in leaf.codes, (section, field)
        for place in leaf.places:
            assert TEXT[place.start : place.end] == place.text
