"""The relay model: requests out, answers in, as files; no service anywhere."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import signal
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract.errors import AnswerPending, ModelError
from llmextract.models import Answer, Message, RelayModel, Request, Usage
from llmextract.models.answers import AnswerFiles, batch_answer


class Counted(BaseModel):
    """行政复议"""

    total: str


def request(text: str = "全年收到206件", **settings: Any) -> Request:
    return Request("a.txt: total", (Message("user", text),), Counted, **settings)


def relayed(key: str, content: str | None = '{"total": "1"}', finish: str = "stop", **message: Any) -> str:
    """An answer line as a batch's output file holds it."""
    choice = {"message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 4, "completion_tokens": 2}
    response = {"status_code": 200, "body": {"model": "batch-1", "choices": [choice], "usage": usage}}
    return json.dumps({"id": "b", "custom_id": key, "response": response, "error": None})


def refused(key: str, status: int = 500) -> str:
    """An error line as a batch's error file holds it."""
    response = {"status_code": status, "body": {"error": {"message": "bad"}}}
    return json.dumps({"id": "b", "custom_id": key, "response": response, "error": None})


def answers(folder: Path, *lines: str, name: str = "answers.jsonl") -> None:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def ask_all(folder: Path, *asked: Request, fresh: bool = False) -> list[Answer | AnswerPending]:
    """One run: ask all at once, then close."""

    async def run() -> list[Any]:
        model = RelayModel(folder)
        try:
            return await asyncio.gather(*(model.answer(one, fresh=fresh) for one in asked), return_exceptions=True)
        finally:
            await model.close()

    found = asyncio.run(run())
    for one in found:
        if not isinstance(one, Answer | AnswerPending):
            raise one
    return found


def answered(folder: Path, asked: Request) -> Answer:
    (found,) = ask_all(folder, asked)
    assert isinstance(found, Answer), found
    return found


def pending(folder: Path, *asked: Request, fresh: bool = False) -> list[str]:
    return [str(one) for one in ask_all(folder, *asked, fresh=fresh) if isinstance(one, AnswerPending)]


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "requests.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")]


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


# --- requests


def test_requests_go_out_in_batch_form_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    asked = request(parameters={"temperature": 0.5})
    (message,) = pending(folder, asked)
    assert "a.txt: total" in message
    assert str(folder / "requests.jsonl") in message
    schema = {"name": "Counted", "strict": True, "schema": asked.schema}
    body = {
        "model": "relay",
        "messages": [{"role": "user", "content": "全年收到206件"}],
        "response_format": {"type": "json_schema", "json_schema": schema},
        "temperature": 0.5,
    }
    assert written(folder) == [{"custom_id": asked.key, "method": "POST", "url": "/v1/chat/completions", "body": body}]
    assert "全年收到206件" in (folder / "requests.jsonl").read_text(encoding="utf-8")
    answers(folder, relayed(asked.key))
    assert answered(folder, asked) == Answer('{"total": "1"}', "batch-1", "stop", Usage(4, 2), cached=True)
    assert names(folder) == ["answers.jsonl"]


def test_the_file_holds_exactly_what_lacks_an_answer_whatever_the_order(tmp_path: Path) -> None:
    asked = [request(str(number)) for number in range(6)]
    assert len(pending(tmp_path, *asked, asked[0])) == 7
    first = (tmp_path / "requests.jsonl").read_bytes()
    assert [line["custom_id"] for line in written(tmp_path)] == sorted(one.key for one in asked)
    pending(tmp_path, *reversed(asked))
    assert (tmp_path / "requests.jsonl").read_bytes() == first
    answers(tmp_path, *(relayed(one.key) for one in asked[:4]))
    assert len(pending(tmp_path, *asked)) == 2
    assert {line["custom_id"] for line in written(tmp_path)} == {one.key for one in asked[4:]}


def test_a_run_that_asks_nothing_leaves_the_requests_alone(tmp_path: Path) -> None:
    pending(tmp_path, request())
    assert ask_all(tmp_path) == []
    assert len(written(tmp_path)) == 1


def test_characters_that_are_no_text_go_out(tmp_path: Path) -> None:
    pending(tmp_path, request("坏\ud800字\u2028\x85"))
    assert written(tmp_path)[0]["body"]["messages"][0]["content"] == "坏\ud800字\u2028\x85"


def test_memory_stays_flat_however_many_requests_wait(tmp_path: Path) -> None:
    async def run() -> None:
        model = RelayModel(tmp_path)
        for number in range(600):
            with pytest.raises(AnswerPending):
                await model.answer(request(f"{number:06}" * 5_000))
        await model.close()

    tracemalloc.start()
    asyncio.run(run())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "requests.jsonl").stat().st_size > 18_000_000
    assert peak < 3_000_000


def _ask_and_be_killed(folder: Path, at_the_end: bool) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    async def run() -> None:
        model = RelayModel(folder)
        for number in range(200):
            with pytest.raises(AnswerPending):
                await model.answer(request(str(number)))
        if not at_the_end:
            die()
        os.fsync = die  # all is written, nothing has taken its place
        await model.close()

    asyncio.run(run())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize(("at_the_end", "left"), [(False, ".requests.jsonl.spool"), (True, ".requests.jsonl.writing")])
def test_a_killed_run_leaves_the_old_requests_and_nothing_that_lasts(
    tmp_path: Path, at_the_end: bool, left: str
) -> None:
    pending(tmp_path, request("old"))
    before = (tmp_path / "requests.jsonl").read_bytes()
    process = multiprocessing.get_context("spawn").Process(target=_ask_and_be_killed, args=(tmp_path, at_the_end))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (tmp_path / "requests.jsonl").read_bytes() == before
    assert left in names(tmp_path)
    answers(tmp_path, relayed(request("old").key))
    if not at_the_end:
        assert len(pending(tmp_path, request("old"), request("new"))) == 1
        assert [line["custom_id"] for line in written(tmp_path)] == [request("new").key]
    assert pending(tmp_path, request("old")) == []
    assert names(tmp_path) == ["answers.jsonl"]


def test_one_run_at_a_time_uses_a_folder(tmp_path: Path) -> None:
    async def run() -> None:
        first, second = RelayModel(tmp_path), RelayModel(tmp_path)
        with pytest.raises(AnswerPending):
            await first.answer(request("1"))
        with pytest.raises(ModelError, match="another run is using this folder"):
            await second.answer(request("2"))
        await second.close()
        await first.close()

    asyncio.run(run())
    assert [line["custom_id"] for line in written(tmp_path)] == [request("1").key]
    assert len(pending(tmp_path, request("2"))) == 1


# --- answers


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (refused, "status 500 bad"),
        (lambda key: json.dumps({"custom_id": key, "response": None, "error": {"message": "expired"}}), "expired"),
        (lambda key: json.dumps({"custom_id": key, "response": None, "error": {"code": "gone"}}), "gone"),
        (lambda key: json.dumps({"custom_id": key, "response": None}), "no response"),
        (lambda key: json.dumps({"custom_id": key, "response": {"status_code": 200, "body": {}}}), "no choice"),
        (lambda key: json.dumps({"custom_id": key, "response": {"status_code": 200, "body": None}}), "status 200"),
        (lambda key: relayed(key).replace('"usage": {', '"usage": 5, "x": {'), "no completion"),
    ],
)
def test_an_error_is_no_answer_and_is_told(tmp_path: Path, line: Callable[[str], str], said: str) -> None:
    asked = request()
    answers(tmp_path, line(asked.key))
    (message,) = pending(tmp_path, asked)
    assert said in message
    assert len(written(tmp_path)) == 1
    for lines in ([relayed(asked.key), line(asked.key)], [line(asked.key), relayed(asked.key)]):
        answers(tmp_path, *lines)
        assert pending(tmp_path, asked) == []


@pytest.mark.parametrize(
    ("content", "finish", "message", "expected"),
    [
        ('{"tot', "length", {}, ('{"tot', "length")),
        ("", "content_filter", {}, ("", "content_filter")),
        (None, "stop", {"refusal": "no"}, ("", "refusal")),
    ],
)
def test_an_answer_that_is_cut_off_filtered_or_refused_is_one(
    tmp_path: Path, content: str | None, finish: str, message: dict[str, Any], expected: tuple[str, str]
) -> None:
    asked = request()
    answers(tmp_path, relayed(asked.key, content, finish, **message))
    found = answered(tmp_path, asked)
    assert (found.content, found.finish) == expected


def test_answers_are_read_from_every_file_whatever_their_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [request(str(number)) for number in range(5)]
    a, b, c, d, e = (relayed(one.key, one.messages[0].content) for one in asked)
    answers(tmp_path, d, b, d)
    answers(tmp_path, relayed("nobody"), a, b, "", refused(asked[4].key), name="answers-2.jsonl")
    (tmp_path / "answers (1).jsonl").write_bytes(b"\xef\xbb\xbf" + c.encode() + b"\r\n\r\n" + a.encode())
    answers(tmp_path, e, name="my-answers.jsonl")
    with caplog.at_level(logging.INFO):
        found = ask_all(tmp_path, *asked)
    assert [one.content for one in found if isinstance(one, Answer)] == ["0", "1", "2", "3"]
    (record,) = caplog.records
    assert "4 answers used, 1 never asked for, 0 damaged lines, 1 requests wait" in record.getMessage()


def test_of_two_different_answers_the_first_stays_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [request(str(number)) for number in range(3)]
    answers(tmp_path, *(relayed(one.key, "first") for one in asked))
    answers(tmp_path, *(relayed(one.key, "second") for one in asked[:2]), name="answers-0.jsonl")
    assert [answered(tmp_path, one).content for one in asked] == ["first"] * 3
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 3  # one a run
    assert "2 requests have different answers" in told[0]
    assert "answers.jsonl:1 and answers-0.jsonl:1" in told[0]


@pytest.mark.parametrize(
    "damage", [b'{"custom_id": ', b'{"response": {}}', b"7", b"\xff\xfe", b"[" * 100_000, b'{"custom_id": 5}']
)
def test_a_damaged_line_is_one_warning_and_the_rest_is_read(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [relayed(request("1").key).encode(), damage, relayed(request("2").key).encode()]
    (tmp_path / "answers.jsonl").write_bytes(b"\n".join(lines))
    with caplog.at_level(logging.INFO):
        assert pending(tmp_path, request("1"), request("2")) == []
    warning, summary = (record.getMessage() for record in caplog.records)
    assert warning.startswith(f"{tmp_path / 'answers.jsonl'}:2: damaged line")
    assert "1 damaged lines" in summary


def test_many_damaged_lines_do_not_flood(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    answers(tmp_path, *["x"] * 1000, relayed(request().key))
    assert pending(tmp_path, request()) == []
    assert len(caplog.records) < 30
    assert "980 further damaged lines" in caplog.text


def test_answers_that_cannot_be_read_at_all_are_named_and_free_the_folder(tmp_path: Path) -> None:
    (tmp_path / "answers-x.jsonl").mkdir()
    for _ in range(2):
        with pytest.raises(ModelError, match=r"answers-x\.jsonl: cannot be read"):
            pending(tmp_path, request())
    assert names(tmp_path) == ["answers-x.jsonl"]


def test_an_answer_stays_readable_when_its_file_is_replaced_during_a_run(tmp_path: Path) -> None:
    asked = [request("1"), request("2")]
    answers(tmp_path, *(relayed(one.key, one.messages[0].content) for one in asked))

    async def run() -> list[str]:
        model = RelayModel(tmp_path)
        found = [(await model.answer(asked[0])).content]
        answers(tmp_path, "another", relayed(asked[1].key, "2"), name="new")
        (tmp_path / "new").replace(tmp_path / "answers.jsonl")
        found.append((await model.answer(asked[1])).content)
        await model.close()
        return found

    assert asyncio.run(run()) == ["1", "2"]


def test_fresh_gives_up_an_answer_for_a_later_one_and_for_good(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = request()
    bad = relayed(asked.key, "bad")
    answers(tmp_path, bad)
    assert len(pending(tmp_path, asked, fresh=True)) == 1
    assert len(written(tmp_path)) == 1
    assert len(pending(tmp_path, asked)) == 1  # it waits for the new one, and the old one does not come back
    answers(tmp_path, bad, relayed(asked.key, "good"), bad)
    assert answered(tmp_path, asked).content == "good"
    assert pending(tmp_path, asked, fresh=True) != []
    answers(tmp_path, bad, relayed(asked.key, "good"), relayed(asked.key, "best"))
    assert answered(tmp_path, asked).content == "best"
    assert caplog.records == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def shaped(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return JSON | st.fixed_dictionaries({}, optional=parts)


CHOICES = st.lists(shaped(finish_reason=JSON, message=shaped(content=JSON, refusal=JSON, tool_calls=JSON)), max_size=2)
BODY = shaped(model=JSON, choices=JSON | CHOICES, usage=JSON, error=JSON)


@given(shaped(error=JSON, response=shaped(status_code=JSON | st.just(200), body=BODY)))
def test_whatever_a_line_holds_is_an_answer_or_a_reason(value: Any) -> None:
    found = batch_answer(value if isinstance(value, dict) else {"response": value}, "m")
    if isinstance(found, Answer):
        assert isinstance(found.content, str)
        assert isinstance(found.model, str)
    else:
        assert found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.binary(max_size=20) | st.integers(0, 5), max_size=12))
def test_no_bytes_between_answers_lose_one(tmp_path: Path, lines: list[bytes | int]) -> None:
    made = [relayed(str(line), f"answer {line}").encode() if isinstance(line, int) else line for line in lines]
    (tmp_path / "answers.jsonl").write_bytes(b"\n".join(made))
    found = AnswerFiles(tmp_path, "m")
    for line in lines:
        if isinstance(line, int):
            answer = found.get(str(line))
            assert isinstance(answer, Answer)
            assert answer.content == f"answer {line}"
    found.close()
