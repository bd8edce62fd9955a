"""The loop that asks again, and the JSON in an answer."""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from llmextract.errors import AnswerInvalid, Fault, ServiceError
from llmextract.models import Answer, Asked, Message, Request, ask
from llmextract.models.jsontext import json_line, json_text

GOOD = '{"total": "n1", "kind": "file", "items": []}'


class Item(BaseModel):
    """一项"""

    model_config = ConfigDict(extra="forbid")

    name: str


class Counted(BaseModel):
    """行政复议"""

    model_config = ConfigDict(extra="forbid")

    total: str
    kind: Literal["file", "plan"]
    items: list[Item]


REQUEST = Request("a.txt: total", (Message("user", "问题"),), Counted)


@dataclass
class Scripted:
    """Gives its answers in turn; stored ones while not asked for fresh ones."""

    answers: list[Any]
    stored: list[Answer] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    fresh: list[bool] = field(default_factory=list)
    name: str = "scripted"

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.asked.append(request)
        self.fresh.append(fresh)
        answer = self.stored.pop(0) if self.stored and not fresh else self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, "m-1") if isinstance(answer, str) else answer

    async def close(self) -> None:
        pass


def run(model: Scripted, **settings: Any) -> Asked:
    return asyncio.run(ask(model, REQUEST, **settings))


def invalid(model: Scripted, **settings: Any) -> AnswerInvalid:
    with pytest.raises(AnswerInvalid) as caught:
        run(model, **settings)
    assert "a.txt: total" in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def stored(*contents: str) -> list[Answer]:
    return [Answer(content, "m-1", cached=True) for content in contents]


def test_a_valid_answer_is_asked_once() -> None:
    model = Scripted([GOOD])
    asked = run(model)
    assert asked.value == Counted(total="n1", kind="file", items=[])
    assert [(request, answer.content) for request, answer in asked.exchanges] == [(REQUEST, GOOD)]


def test_a_broken_answer_goes_back_with_the_reason() -> None:
    broken = '{"total": 5, "kind": "x", "items": [{}], "more": 1}'
    model = Scripted([broken, f"```json\n{GOOD}\n```"])
    asked = run(model)
    first, second = model.asked
    assert second.messages[0] == first.messages[0]
    assert second.messages[1] == Message("assistant", broken)
    assert second.messages[2].role == "user"
    reason = second.messages[2].content
    for line in (
        "- total: 应是字符串",
        "- kind: 只能是 'file' or 'plan'",
        "- items.0.name: 缺少这一项",
        "- more: 没有这一项,应删去",
    ):
        assert line in reason.splitlines()
    assert [answer.content for _, answer in asked.exchanges] == [broken, f"```json\n{GOOD}\n```"]
    assert asked.exchanges[1][0].key != REQUEST.key


def test_the_reason_depends_on_the_answer_alone() -> None:
    keys = []
    for _ in range(2):
        model = Scripted(["{", GOOD])
        run(model)
        keys.append(model.asked[1].key)
    assert keys[0] == keys[1]
    assert "- 整个回答: 不是有效的 JSON" in model.asked[1].messages[2].content.splitlines()


def test_many_errors_are_told_in_part() -> None:
    items = ",".join("{}" for _ in range(30))
    model = Scripted([f'{{"total": "n1", "kind": "file", "items": [{items}]}}', GOOD])
    run(model)
    reason = model.asked[1].messages[2].content
    assert reason.count("缺少这一项") == 10
    assert "另有 20 处" in reason


def test_a_name_that_the_model_made_up_stays_short() -> None:
    model = Scripted(['{"total": "n1", "kind": "file", "items": [], "' + "长" * 9000 + '": 1}', GOOD])
    run(model)
    assert len(model.asked[1].messages[2].content) < 400


@pytest.mark.parametrize("attempts", [0, 1, 3])
def test_it_is_asked_again_as_often_as_allowed_and_no_more(attempts: int) -> None:
    model = Scripted([str(number) for number in range(9)])
    error = invalid(model, attempts=attempts)
    assert len(model.asked) == attempts + 1
    assert [answer.content for _, answer in error.exchanges] == [str(number) for number in range(attempts + 1)]
    assert [request for request, _ in error.exchanges] == model.asked
    assert "应是对象" in str(error)
    assert len(model.asked[-1].messages) == 1 + 2 * attempts


@pytest.mark.parametrize("finish", ["refusal", "content_filter"])
def test_a_refusal_is_not_asked_again(finish: str) -> None:
    model = Scripted([Answer(GOOD, "m-1", finish), GOOD])
    error = invalid(model)
    assert len(model.asked) == 1
    assert len(error.exchanges) == 1
    assert ("refused" if finish == "refusal" else "filter") in str(error)


def test_a_cut_off_answer_is_not_asked_again_as_it_was() -> None:
    model = Scripted([Answer('{"total": "n', "m-1", "length")])
    failure = invalid(model)
    assert (len(model.asked), failure.fault) == (1, Fault.CUT_OFF)
    assert "cut off" in str(failure)
    whole = Answer(GOOD, "m-1", "length")
    assert run(Scripted([whole])).exchanges == ((REQUEST, whole),)


def test_an_empty_answer_is_not_repeated_to_the_model() -> None:
    model = Scripted(["", GOOD])
    run(model)
    assert [message.role for message in model.asked[1].messages] == ["user", "user"]


def test_lone_surrogates_do_not_reach_the_wire() -> None:
    model = Scripted(['{"a\\ud800": "\ud800"}', '{"\ud800', GOOD])
    run(model)
    for request in model.asked:
        for message in request.messages:
            message.content.encode()


def test_an_error_of_the_model_passes_through() -> None:
    with pytest.raises(ServiceError):
        run(Scripted(["{", ServiceError("down")]))


def test_fresh_leaves_a_stored_success_alone() -> None:
    model = Scripted([], stored("{", GOOD))
    assert run(model, fresh=True).value.model_dump()["total"] == "n1"
    assert model.fresh == [False, False]


def test_fresh_asks_a_stored_failure_again_from_the_start() -> None:
    model = Scripted(["[]", GOOD], stored("{", "{", "{"))
    asked = run(model, fresh=True)
    assert model.fresh == [False, False, False, True, True]
    assert model.asked[3] == REQUEST
    assert [answer.content for _, answer in asked.exchanges] == ["[]", GOOD]


def test_without_fresh_a_stored_failure_stands() -> None:
    model = Scripted([GOOD], stored("{", "{", "{"))
    assert len(invalid(model).exchanges) == 3
    assert model.answers == [GOOD]


def test_fresh_does_not_repeat_what_was_asked_in_this_run() -> None:
    model = Scripted(["{", "{", GOOD], stored("{"))
    invalid(model, fresh=True)
    assert model.fresh == [False, False, False]


def test_the_exchanges_survive_a_process_boundary() -> None:
    error = invalid(Scripted(["{"]), attempts=0)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.exchanges == error.exchanges


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"a": 1}', '{"a": 1}'),
        (' \r\n{"a": 1}\n', '{"a": 1}'),
        ('\ufeff{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('```\r\n{"a": 1}\r\n```\r\n', '{"a": 1}'),
        ('好的:\n```json\n{"a":\n 1}\n```\n以上。', '{"a":\n 1}'),
        ('{"a": "```json\\n{}\\n```"}', '{"a": "```json\\n{}\\n```"}'),
        ("```json\n{}\n```\n```json\n[]\n```", "```json\n{}\n```\n```json\n[]\n```"),
        ('好的 {"a": 1}', '好的 {"a": 1}'),
        ('{"a": 1}\n```json\n{}\n```', '{"a": 1}\n```json\n{}\n```'),
        ('```json\n{"a": 1', '```json\n{"a": 1'),
        ("", ""),
    ],
)
def test_json_text(content: str, text: str) -> None:
    assert json_text(content) == text


def test_json_line_is_readable_and_always_encodable() -> None:
    line = json_line({"b": "中文\n\ud800", "a": 1})
    assert line == '{"b": "中文\\n\\ud800", "a": 1}'
    line.encode()
