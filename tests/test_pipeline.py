"""One document through all steps, with models that behave and models that do not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import extract, load_genre
from llmextract.document import Document
from llmextract.errors import AnswerPending
from llmextract.models import open_model
from llmextract.models.base import Answer, Request
from llmextract.models.rules import RulesModel
from llmextract.pipeline import Options, extract_document
from llmextract.result import Result, SectionState
from llmextract.schema import Genre, State, Verdict

GENRE = load_genre()
TEXT = "某县2024年法治政府建设年度报告\n一、行政复议\n全年共收到行政复议申请206件,审结185件。接待群众来访12人次。\n"


class Scripted:
    """Answers like the rules under another name, but may spoil its answers first."""

    name = "scripted"

    def __init__(self, spoil: list[str] | None = None) -> None:
        self.spoil = list(spoil or [])
        self.requests: list[Request] = []
        self._rules = RulesModel()

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.requests.append(request)
        if self.spoil and "reconsideration" in request.context.sections:
            return Answer(self.spoil.pop(0), "scripted")
        return Answer((await self._rules.answer(request)).content, "scripted")

    async def close(self) -> None:
        pass


def run(model: Scripted, genre: Genre, attempts: int = 2, text: str = TEXT) -> Result:
    work = extract_document(Document(text, "a.txt"), genre, model, Options(attempts=attempts))
    return asyncio.run(work).result


def test_a_models_claims_are_verified_by_the_gate(genre: Genre) -> None:
    result = run(Scripted(), genre)
    leaf = result.report["reconsideration"].applications_received  # type: ignore[attr-defined]
    assert (leaf.value, leaf.unit, leaf.verdict, leaf.codes) == (206, "件", Verdict.VERIFIED, ())
    (place,) = leaf.places
    assert (TEXT[place.start : place.end], place.path) == ("206件", "一")


def test_the_rules_alone_verify_nothing_that_is_said_once(genre: Genre) -> None:
    result = extract(Document(TEXT), genre, "rules")
    leaf = result.report["reconsideration"].applications_received  # type: ignore[attr-defined]
    assert (leaf.value, leaf.verdict) == (206, Verdict.REVIEW)


def test_what_no_field_claims_is_named_in_the_second_round(genre: Genre) -> None:
    model = Scripted()
    result = run(model, genre)
    assert len(model.requests[-1].context.numbered.mentions) == 1
    named = [leaf for model_ in result.report.values() for leaf in model_.other]
    assert [(leaf.name, leaf.value) for leaf in named] == [("接待群众来访", 12)]
    data = [entry for entry in result.ledger if entry.kind.is_data]
    assert all(entry.claimed_by for entry in data)


@pytest.mark.parametrize("spoiled", ["no json", "{}", '{"reconsideration": {"accepted": 5}}'])
def test_an_answer_that_breaks_the_schema_is_asked_again_with_the_reason(genre: Genre, spoiled: str) -> None:
    model = Scripted([spoiled])
    result = run(model, genre)
    assert result.failed == ()
    again = [r for r in model.requests if len(r.messages) > 2]
    assert [m.role for m in again[0].messages] == ["system", "user", "assistant", "user"]
    assert again[0].messages[2].content == spoiled


def test_a_section_that_keeps_breaking_the_schema_fails_and_the_others_go_on(genre: Genre) -> None:
    model = Scripted(["{}"] * 9)
    result = run(model, genre, attempts=1)
    assert "reconsideration" in result.failed
    assert "report" not in result.failed
    assert sum("reconsideration" in r.context.sections for r in model.requests) == 2
    leaf = result.report["reconsideration"].applications_received  # type: ignore[attr-defined]
    assert leaf.state is State.FAILED
    assert result.sections["reconsideration"].state is SectionState.FAILED
    assert result.sections["reconsideration"].reason
    assert "MISSED" not in {f.code for f in result.findings if f.section == "reconsideration"}


def test_a_relayed_document_waits_and_then_goes_on(tmp_path: Path, genre: Genre) -> None:
    """Two rounds through files: what is asked is written out, answered by hand, read back."""
    document = Document(TEXT, "a.txt")
    rounds = 0
    while True:
        model = open_model(f"relay:{tmp_path}")

        async def attempt(model: object = model) -> Result:
            try:
                return (await extract_document(document, genre, model)).result  # type: ignore[arg-type]
            finally:
                await model.close()  # type: ignore[attr-defined]

        try:
            result = asyncio.run(attempt())
            break
        except AnswerPending:
            rounds += 1
            _answer_by_rules(tmp_path, document, genre)
    assert rounds == 2
    assert not (tmp_path / "requests.jsonl").exists()
    assert result.report["reconsideration"].concluded.value == 185  # type: ignore[attr-defined]


def _answer_by_rules(folder: Path, document: Document, genre: Genre) -> None:
    """Stands for the person at the other end: answers what requests.jsonl asks, as the rules would."""
    recorder = Scripted()
    asyncio.run(extract_document(document, genre, recorder))
    by_key = {request.key: request for request in recorder.requests}
    with (folder / "answers.jsonl").open("a", encoding="utf-8") as file:
        for line in (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            content = asyncio.run(RulesModel().answer(by_key[asked["custom_id"]])).content
            choice = {"message": {"content": content}, "finish_reason": "stop"}
            body = {"model": "somebody", "choices": [choice]}
            answered = {"custom_id": asked["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}
            file.write(json.dumps(answered, ensure_ascii=False) + "\n")


def test_extract_works_inside_a_running_event_loop(genre: Genre) -> None:
    async def notebook() -> Result:
        return extract(Document(TEXT), genre, "rules")

    assert asyncio.run(notebook()).document == "document"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("\ue000⟦⟧[s1]《》“\n。复议收到申请件5"), max_size=80))
def test_any_text_goes_through(text: str) -> None:
    document = Document(f"一、行政复议\n收到行政复议申请206件,{text}")
    result = extract(document, GENRE, "rules")
    for _, _, leaf in result.leaves():
        for place in leaf.places:
            assert document.raw[place.start : place.end] == place.text
    assert result.model_dump_json()


def test_equal_inputs_give_equal_bytes(genre: Genre) -> None:
    assert run(Scripted(), genre).model_dump_json() == run(Scripted(), genre).model_dump_json()


class Planted(Scripted):
    """Answers one field of its own choice otherwise."""

    def __init__(self, field: str, answer: object) -> None:
        super().__init__()
        self.field, self.planted = field.split("."), answer

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        answer = await super().answer(request)
        section, field = self.field
        if section not in request.context.sections:
            return answer
        told = json.loads(answer.content)
        told[section][field] = self.planted
        return Answer(json.dumps(told), "scripted")


def test_a_figure_under_a_rejected_claim_is_asked_about_again(genre: Genre) -> None:
    result = run(Planted("reconsideration.correction_rate", [{"mention": "n3", "printed": "12人次"}]), genre)
    leaf = result.report["reconsideration"].correction_rate  # type: ignore[attr-defined]
    assert leaf.verdict is Verdict.REJECTED
    assert [entry.claimed_by for entry in result.ledger if entry.text == "12人次"] == [("disputes.other",)]


def test_a_wrong_place_beside_a_right_one_is_told(genre: Genre) -> None:
    places = [{"mention": "n2", "printed": "185件"}, {"mention": "n" + "9" * 5000, "printed": "999件"}]
    leaf = run(Planted("reconsideration.concluded", places), genre).report["reconsideration"].concluded  # type: ignore[attr-defined]
    assert (leaf.value, leaf.verdict, len(leaf.places)) == (185, Verdict.REVIEW, 1)
    assert "COPY_MISMATCH" in leaf.codes


def test_items_are_put_in_order(genre: Genre) -> None:
    told = [{"sentences": ["s4", "s3"], "category": "other"}]
    (item,) = run(Planted("narrative.plans", told), genre).report["narrative"].plans  # type: ignore[attr-defined]
    assert item.value == "全年共收到行政复议申请206件,审结185件。接待群众来访12人次。"


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("report.document_number", {"sentence": "s2", "words": "行政复议"}),
        ("report.issuers", [{"sentence": "s2", "words": "行政复议"}]),
        ("report.signed_on", [{"mention": "d1", "printed": "2024年"}]),
    ],
)
def test_a_text_that_merely_exists_is_not_verified(genre: Genre, field: str, answer: object) -> None:
    section, name = field.split(".")
    leaf = getattr(run(Planted(field, answer), genre).report[section], name)
    assert (leaf[0] if isinstance(leaf, tuple) else leaf).verdict is Verdict.REVIEW


ZERO = (
    "某县2024年法治政府建设年度报告\n一、行政复议\n全年未收到行政复议申请。办理人民来信5件。\n二、其他\n实现零投诉。\n"
)


def test_zero_in_words_is_a_value(genre: Genre) -> None:
    result = run(Scripted(), genre, text=ZERO)
    leaf = result.report["reconsideration"].applications_received  # type: ignore[attr-defined]
    assert (leaf.state, leaf.value, leaf.verdict) == (State.ZERO, 0, Verdict.VERIFIED)
    assert [place.text for place in leaf.places] == ["未收到行政复议申请"]
    assert result.report["reconsideration"].concluded.state is State.NOT_STATED  # type: ignore[attr-defined]
    assert ("reconsideration", "applications_received") in {(s, f) for s, f, _ in result.figures()}


def test_zero_in_words_that_the_model_missed_is_told(genre: Genre) -> None:
    result = run(Planted("reconsideration.applications_received", "not_stated"), genre, text=ZERO)
    assert [f.field for f in result.findings if f.code == "MISSED"] == ["applications_received"]


def test_a_sentence_without_zero_is_no_zero(genre: Genre) -> None:
    told = {"without_number": "s4"}
    result = run(Planted("reconsideration.applications_received", told), genre, text=ZERO)
    leaf = result.report["reconsideration"].applications_received  # type: ignore[attr-defined]
    assert (leaf.state, leaf.value) == (State.WITHOUT_NUMBER, None)
    assert leaf.verdict is not Verdict.VERIFIED


@pytest.mark.parametrize(
    "table",
    [
        "| 指标 | 数量(件) |\n| --- | --- |\n| 收到行政复议申请 | 128 |\n| 审结行政复议案件 | 101 |",
        "单位:件\n指标 2024年\n收到行政复议申请 128\n审结行政复议案件 101",
        "指标\n数量(件)\n收到行政复议申请\n128\n审结行政复议案件\n101",
    ],
)
def test_a_figure_in_a_table_has_the_words_of_its_header(genre: Genre, table: str) -> None:
    result = run(Scripted(), genre, text=f"某县2024年法治政府建设年度报告\n一、行政复议\n{table}\n")
    section = result.report["reconsideration"]
    for name, value in (("applications_received", 128), ("concluded", 101)):
        leaf = getattr(section, name)
        assert (leaf.value, leaf.unit, leaf.verdict) == (value, "件", Verdict.VERIFIED)
