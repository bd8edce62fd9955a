"""Asking side by side: a fault stays in its place, and what was cut off is asked in parts that change no result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answering import TEXT, Answering, Special, extracted, extraction, kind_of, leaf_of
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Loopback, Reply, completion, fault

from llmextract import load_genre
from llmextract.asking.plan import packs
from llmextract.document import Document
from llmextract.errors import (
    AnswerPending,
    BudgetReached,
    Fault,
    ModelError,
    RecordingMissing,
    ServiceError,
    ServiceUnusable,
)
from llmextract.models import ServiceModel
from llmextract.models.base import Answer, Request
from llmextract.result import SectionState
from llmextract.rules.view import Rules
from llmextract.schema import Genre, State, Verdict

GENRE = load_genre()
COUNTED = "reconsideration"  # is asked in the request of the figures
CUT = Answer('{"reconsideration": {"appl', "answering", "length")


def where(asked: str, made: Answer | Exception) -> Special:
    """This answer, or error, to every request that asks a section ("naming" for the second request)."""
    return lambda r: made if asked in (*r.context.sections, kind_of(r)) else None


def cut_above(most: int) -> Special:
    """Answers to more fields than so many are cut off."""
    return lambda request: CUT if len(request.context.fields) > most else None


@pytest.mark.parametrize("told", [Fault.UNREACHABLE, Fault.TIMEOUT, Fault.RATE_LIMITED, Fault.SERVER_ERROR])
def test_a_fault_of_the_line_fails_the_fields_of_its_request_alone(genre: Genre, told: Fault) -> None:
    model = Answering(special=where(COUNTED, ServiceError("a.txt: down", told)))
    result = extracted(model, genre)
    assert [len(model.asked(kind)) for kind in ("sections", "repair", "naming")] == [2, 0, 1]
    status = result.sections[COUNTED]
    assert (status.state, status.fault, status.reason) == (SectionState.FAILED, told, "a.txt: down")
    assert status.failed_fields == tuple(genre.sections[COUNTED].specs())
    assert leaf_of(result, "reconsideration.concluded").state is State.FAILED
    assert result.sections["report"].fault is None
    assert leaf_of(result, "report.region").verdict is Verdict.VERIFIED
    assert "MISSED" not in {finding.code for finding in result.findings}


def test_a_service_that_stays_down_for_one_request_fails_that_one(genre: Genre) -> None:
    def reply(body: dict[str, Any]) -> Reply:
        asked = body["response_format"]["json_schema"]["schema"]["properties"]
        return completion('{"figures": []}') if "figures" in asked else fault(503, "overloaded")

    with Loopback(reply) as service:
        model = ServiceModel("m-1", service.url, "k", backoff=0.01, max_attempts=2)
        result = extracted(model, genre)
        assert len(service.seen) == 2 * 2 + 1  # two requests twice, and the names
    assert {status.fault for status in result.sections.values()} == {Fault.SERVER_ERROR}
    assert result.naming.state is SectionState.ANSWERED
    assert result.models == ("loop-1",)


@pytest.mark.parametrize("error", [ServiceUnusable, BudgetReached, RecordingMissing, AnswerPending])
def test_what_no_other_request_can_change_ends_the_document(genre: Genre, error: type[ModelError]) -> None:
    model = Answering(special=where(COUNTED, error("a.txt: no more")))
    with pytest.raises(error, match="no more"):
        extracted(model, genre)
    assert [kind_of(request) for request in model.requests] == ["sections", "sections"]


def test_an_end_is_told_before_a_wait(genre: Genre) -> None:
    pending, unusable = where("report", AnswerPending("waits")), where(COUNTED, ServiceUnusable("wrong key"))
    with pytest.raises(ServiceUnusable):
        extracted(Answering(special=lambda request: pending(request) or unusable(request)), genre)


@pytest.mark.parametrize("finish", ["refusal", "content_filter"])
def test_a_refusal_is_not_repeated(genre: Genre, finish: str) -> None:
    model = Answering(special=where(COUNTED, Answer("", "careful-1", finish)))
    result = extracted(model, genre)
    assert len(model.asked("sections")) == 2
    status = result.sections[COUNTED]
    assert (status.state, status.fault, status.model) == (SectionState.FAILED, Fault(finish), "careful-1")


@pytest.mark.parametrize(("content", "told"), [("好的", Fault.MALFORMED), ("{}", Fault.WRONG_SCHEMA)])
def test_an_answer_out_of_shape_is_asked_again_so_often_and_then_fails(genre: Genre, content: str, told: Fault) -> None:
    model = Answering(special=where(COUNTED, Answer(content, "answering")))
    result = extracted(model, genre, attempts=3)
    assert sum(COUNTED in request.context.sections for request in model.requests) == 4
    assert result.sections[COUNTED].fault is told


def test_a_fault_of_the_line_after_a_useless_answer_keeps_what_was_heard(genre: Genre) -> None:
    heard: list[Any] = []

    def special(request: Request) -> Answer | Exception | None:
        if COUNTED not in request.context.sections:
            return None
        return Answer("{}", "answering") if len(request.messages) == 2 else ServiceError("down", Fault.TIMEOUT)

    made = extraction(Answering(special=special), genre, on_answer=heard.append)
    assert made.result.sections[COUNTED].fault is Fault.TIMEOUT
    assert "{}" in [answer.content for _, answer in made.exchanges]
    assert sorted(answer.content for _, answer in made.exchanges) == sorted(answer.content for _, answer in heard)


def test_names_that_fail_leave_the_fields_as_they_are(genre: Genre) -> None:
    result = extracted(Answering(special=where("naming", ServiceError("down", Fault.TIMEOUT))), genre)
    assert result.failed == ("naming",)
    assert leaf_of(result, "reconsideration.concluded").verdict is Verdict.VERIFIED


@pytest.mark.parametrize("most", [100, 60, 20])
def test_a_result_does_not_tell_that_answers_were_cut_off(genre: Genre, most: int) -> None:
    model = Answering(special=cut_above(most))
    result = extracted(model, genre)
    assert len(model.asked("sections")) > 3
    assert result.model_dump_json() == extracted(Answering(), genre).model_dump_json()


def test_halves_ask_the_same_of_the_same_sentences(genre: Genre) -> None:
    model = Answering(special=cut_above(60))
    extracted(model, genre)
    whole = next(request.context for request in model.requests if COUNTED in request.context.sections)
    parts = [r.context for r in model.asked("sections") if set(r.context.fields) < set(whole.fields)]
    assert {part.numbered.sentences for part in parts} == {whole.numbered.sentences}
    answered = [key for part in parts if len(part.fields) <= 60 for key in part.fields]
    assert sorted(answered) == sorted(whole.fields)


@pytest.mark.parametrize(("parameters", "requests"), [({}, 1 + 2 + 4 + 8 + 16), ({"max_tokens": 9}, 32)])
def test_a_request_is_halved_four_times_at_most(genre: Genre, parameters: dict[str, int], requests: int) -> None:
    (pack,) = [pack for pack in packs(Rules.of(Document(TEXT), genre)) if (COUNTED, "concluded") in pack.fields]
    model = Answering(special=lambda request: CUT if set(request.context.fields) & set(pack.fields) else None)
    result = extracted(model, genre, parameters=parameters)
    assert len(model.asked("sections")) - 1 == requests
    assert result.sections[COUNTED].state is SectionState.FAILED


def test_a_bound_on_tokens_is_doubled_once_before_anything_is_halved(genre: Genre) -> None:
    model = Answering(special=lambda r: CUT if r.parameters["max_tokens"] < 2000 and r.context.fields else None)
    result = extracted(model, genre, parameters={"max_tokens": 1000})
    assert [(r.parameters["max_tokens"], len(r.context.fields)) for r in model.asked("sections")[:2]] == [
        (1000, len(r.context.fields)) for r in model.asked("sections")[2:]
    ]
    assert [r.parameters["max_tokens"] for r in model.asked("sections")] == [1000, 1000, 2000, 2000]
    assert result.model_dump_json() == extracted(Answering(), genre).model_dump_json()


def test_names_that_were_cut_off_are_asked_with_twice_the_tokens(genre: Genre) -> None:
    model = Answering(special=lambda r: CUT if kind_of(r) == "naming" and r.parameters["max_tokens"] < 8 else None)
    result = extracted(model, genre, parameters={"max_tokens": 4})
    assert (len(model.asked("naming")), result.failed) == (2, ())


def test_the_fields_that_stay_cut_off_fail_alone(genre: Genre) -> None:
    model = Answering(special=lambda r: CUT if (COUNTED, "concluded") in r.context.fields else None)
    result = extracted(model, genre)
    status = result.sections[COUNTED]
    assert (status.state, status.fault) == (SectionState.ANSWERED, Fault.CUT_OFF)
    assert "concluded" in status.failed_fields
    assert set(status.failed_fields) < set(genre.sections[COUNTED].specs())
    assert leaf_of(result, "reconsideration.concluded").state is State.FAILED
    assert leaf_of(result, "litigation.cases").verdict is Verdict.VERIFIED
    assert result.failed == (COUNTED,)


def test_stored_answers_that_were_cut_off_are_not_asked_again_to_mend_another_failure(genre: Genre) -> None:
    """Their parts were answered: there is nothing to mend in them."""
    again: list[str] = []

    class Remembering(Answering):
        async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
            again.extend([kind_of(request)] * fresh)
            return replace(await super().answer(request), cached=True)

    refused = Answer("", "answering", "refusal")
    cut = cut_above(60)
    model = Remembering(special=lambda r: refused if kind_of(r) == "naming" else cut(r))
    extracted(model, genre, retry_failed=True)
    assert again == ["naming"]


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(GENRE.specs)), max_size=4), st.sampled_from([Fault.TIMEOUT, Fault.CUT_OFF]))
def test_whatever_fails_the_other_fields_are_as_they_were(failing: set[tuple[str, str]], told: Fault) -> None:
    made = CUT if told is Fault.CUT_OFF else ServiceError("down", told)
    model = Answering(special=lambda r: made if failing & set(r.context.fields) else None)
    result, whole = (extracted(one, GENRE, max_fields=20, repairs=0) for one in (model, Answering()))
    for section, status in result.sections.items():
        before = whole.report[section]
        for field in GENRE.sections[section].specs():
            leaf = leaf_of(result, f"{section}.{field}")
            if field in status.failed_fields:
                assert leaf == () or leaf.state is State.FAILED
            else:
                assert leaf == getattr(before, field)
    failed = {(section, field) for section, status in result.sections.items() for field in status.failed_fields}
    asked = {key for request in model.requests for key in request.context.fields}
    assert failing & asked <= failed
