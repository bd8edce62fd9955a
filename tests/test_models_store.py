"""Recordings, replay and relay; no service anywhere."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llmextract.errors import AnswerPending, ModelError, RecordingMissing
from llmextract.models import (
    Answer,
    Message,
    RelayModel,
    ReplayModel,
    Request,
    Usage,
    read_recordings,
    to_line,
    write_recordings,
)

SURROGATE = "坏\ud800字"


class Counted(BaseModel):
    """行政复议"""

    total: str


def request(text: str = "全年收到206件", name: str = "a.txt: total", **settings: Any) -> Request:
    return Request(name, (Message("user", text),), Counted, **settings)


def get(model: Any, asked: Request, *, fresh: bool = False) -> Answer:
    async def run() -> Answer:
        try:
            answer: Answer = await model.answer(asked, fresh=fresh)
            return answer
        finally:
            await model.close()

    return asyncio.run(run())


# --- recordings and replay

GOOD = to_line(request(), Answer("x", "m")).encode()


def test_a_recording_is_one_readable_line_in_a_fixed_order() -> None:
    asked = request("第一行\n第二行", parameters={"temperature": 0}, sample=2)
    line = to_line(asked, Answer('{"total":"206件"}', "m-1", "stop", Usage(3, None)))
    assert "\n" not in line
    assert "206件" in line
    fields = json.loads(line)
    order = ["key", "name", "schema", "schema_sha256", "parameters", "sample", "messages", "answer", "model", "finish"]
    assert list(fields) == [*order, "usage"]
    assert fields["key"] == asked.key
    assert (fields["schema"], fields["sample"], fields["usage"]) == ("Counted", 2, {"prompt": 3, "completion": None})
    assert re.fullmatch("[0-9a-f]{64}", fields["schema_sha256"])
    assert list(json.loads(to_line(asked, Answer("x", "m")))) == order


def test_tokens_of_a_prompt_cache_are_recorded_where_they_are_known(tmp_path: Path) -> None:
    told = Usage(30, 4, 20)
    (tmp_path / "a.jsonl").write_text(to_line(request(), Answer("x", "m", usage=told)), encoding="utf-8")
    assert get(ReplayModel(tmp_path), request()).usage == told
    unsaid = json.loads(to_line(request(), Answer("x", "m", usage=Usage(30, 4))))
    assert unsaid["usage"] == {"prompt": 30, "completion": 4}


@pytest.mark.parametrize("content", ['{"total": "206件"}', "", "a\nb\u2028c\x85d", SURROGATE, "\ufeff{}"])
def test_what_is_recorded_is_replayed(tmp_path: Path, content: str) -> None:
    asked = request(content)
    answer = Answer(content, "m-1", "length", Usage(5, 6))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "r.jsonl").write_bytes(b"\xef\xbb\xbf\r\n" + to_line(asked, answer).encode() + b"\r\n")
    replayed = get(ReplayModel(tmp_path), request(content, name="other.txt"), fresh=True)
    assert replayed == Answer(content, "m-1", "length", Usage(5, 6), cached=True)


def test_a_missing_recording_says_which(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(to_line(request(), Answer("x", "m")), encoding="utf-8")
    other = request("别的", name="b.txt: total")
    with pytest.raises(RecordingMissing) as caught:
        get(ReplayModel(tmp_path), other)
    for part in ("b.txt: total", other.key[:12], str(tmp_path)):
        assert part in str(caught.value)
    with pytest.raises(RecordingMissing):
        get(ReplayModel(tmp_path), request(sample=1))


def test_a_missing_folder_of_recordings_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        get(ReplayModel(tmp_path / "nowhere"), request())


@pytest.mark.parametrize(
    "damage",
    [b'{"key": ', b"[1]", b"\xff\xfe", b'{"key": "abc"}', GOOD.replace(b'"role"', b'"rolle"'), b"[" * 100_000],
    ids=["cut", "array", "bytes", "fields", "messages", "deep"],
)
def test_a_damaged_recording_names_file_and_line(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"\n\n" + damage + b"\n")
    with pytest.raises(ModelError, match=re.escape("a.jsonl:3")):
        read_recordings(tmp_path)


def test_recordings_that_agree_are_one_and_those_that_differ_are_both_named(tmp_path: Path) -> None:
    first = to_line(request(name="first"), Answer("x", "m", usage=Usage(1, 1)))
    (tmp_path / "a.jsonl").write_text(first, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("\n" + to_line(request(name="second"), Answer("x", "m")), encoding="utf-8")
    assert [found.name for found in read_recordings(tmp_path).values()] == ["first"]
    (tmp_path / "b.jsonl").write_text(to_line(request(), Answer("y", "m")), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        read_recordings(tmp_path)
    assert "a.jsonl:1" in str(caught.value)
    assert "b.jsonl:1" in str(caught.value)
    assert request().key[:12] in str(caught.value)


def test_recordings_are_sorted_and_added_to_those_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "r.jsonl"
    exchanges = [(request(sample=number), Answer("a\u2028b\x85\r", "m")) for number in range(6)]
    write_recordings(path, exchanges[:3])
    write_recordings(path, exchanges[2:], add=True)
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    assert lines == sorted(to_line(*exchange) for exchange in exchanges)
    assert len(read_recordings(path.parent)) == 6
    write_recordings(path, exchanges[:1])
    assert len(read_recordings(path.parent)) == 1


def test_a_secret_is_in_no_text_of_a_recording_and_the_key_stays(tmp_path: Path) -> None:
    secret = "sk-secret/1"
    asked = Request(f"{secret}.txt", (Message("user", f"a {secret} b"),), Counted, {"user": [secret]})
    write_recordings(tmp_path / "r.jsonl", [(asked, Answer(f"{secret}{secret}", secret))], secret=secret)
    assert secret not in (tmp_path / "r.jsonl").read_text(encoding="utf-8")
    held = read_recordings(tmp_path)[asked.key]
    assert (held.content, held.model, held.messages[0].content) == ("******", "***", "a *** b")


# --- relay


def relayed(key: str, content: str | None = '{"total": "1"}', status: int = 200, **message: Any) -> str:
    choice = {"message": {"role": "assistant", "content": content, **message}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 4, "completion_tokens": 2}
    body = {"model": "batch-1", "choices": [choice], "usage": usage} if status == 200 else {"error": {"message": "bad"}}
    response = {"status_code": status, "body": body}
    return json.dumps({"id": "b", "custom_id": key, "response": response, "error": None})


def pending(folder: Path, *asked: Request, fresh: bool = False) -> list[str]:
    """Ask all at once; the messages of those that wait."""

    async def run() -> list[str]:
        model = RelayModel(folder)
        found = await asyncio.gather(*(model.answer(one, fresh=fresh) for one in asked), return_exceptions=True)
        await model.close()
        assert all(isinstance(one, Answer | AnswerPending) for one in found), found
        return [str(one) for one in found if isinstance(one, AnswerPending)]

    return asyncio.run(run())


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()]


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
    (folder / "answers.jsonl").write_text(relayed(asked.key), encoding="utf-8")
    assert get(RelayModel(folder), asked) == Answer('{"total": "1"}', "batch-1", "stop", Usage(4, 2), cached=True)
    assert not (folder / "requests.jsonl").exists()
    assert [path.name for path in folder.iterdir()] == ["answers.jsonl"]


def test_the_file_holds_exactly_what_lacks_an_answer_whatever_the_order(tmp_path: Path) -> None:
    asked = [request(str(number)) for number in range(6)]
    assert len(pending(tmp_path, *asked, asked[0])) == 7
    first = (tmp_path / "requests.jsonl").read_bytes()
    assert len(first.splitlines()) == 6
    pending(tmp_path, *reversed(asked))
    assert (tmp_path / "requests.jsonl").read_bytes() == first
    (tmp_path / "answers.jsonl").write_text("\n".join(relayed(one.key) for one in asked[:4]), encoding="utf-8")
    assert len(pending(tmp_path, *asked)) == 2
    assert {line["custom_id"] for line in written(tmp_path)} == {one.key for one in asked[4:]}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lambda key: relayed(key, status=500), "status 500 bad"),
        (lambda key: json.dumps({"custom_id": key, "response": None, "error": {"message": "expired"}}), "expired"),
        (lambda key: json.dumps({"custom_id": key, "response": None}), "no response"),
        (lambda key: json.dumps({"custom_id": key, "response": {"status_code": 200, "body": {}}}), "no choice"),
        (lambda key: json.dumps({"custom_id": key, "response": {"status_code": 200, "body": None}}), "status 200"),
    ],
)
def test_an_error_is_no_answer_and_is_told(tmp_path: Path, line: Any, said: str) -> None:
    asked = request()
    (tmp_path / "answers.jsonl").write_text(line(asked.key), encoding="utf-8")
    (message,) = pending(tmp_path, asked)
    assert said in message
    assert len(written(tmp_path)) == 1
    good = relayed(asked.key)
    (tmp_path / "answers.jsonl").write_text(f"{good}\n{line(asked.key)}\n", encoding="utf-8")
    assert pending(tmp_path, asked) == []


def test_of_several_answers_the_last_counts_and_a_refusal_is_one(tmp_path: Path) -> None:
    asked = request()
    lines = [relayed(asked.key, "one"), relayed(asked.key, "one"), relayed(asked.key, None, refusal="no")]
    (tmp_path / "answers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    answer = get(RelayModel(tmp_path), asked)
    assert (answer.content, answer.finish) == ("", "refusal")


def test_fresh_sends_an_answered_request_again(tmp_path: Path) -> None:
    asked = request()
    (tmp_path / "answers.jsonl").write_text(relayed(asked.key), encoding="utf-8")
    assert len(pending(tmp_path, asked, fresh=True)) == 1
    assert len(written(tmp_path)) == 1


@pytest.mark.parametrize("damage", ['{"custom_id": ', '{"response": {}}', "7"])
def test_a_damaged_answer_names_file_and_line(tmp_path: Path, damage: str) -> None:
    (tmp_path / "answers.jsonl").write_text(f"{relayed('k')}\n{damage}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=re.escape("answers.jsonl:2")):
        get(RelayModel(tmp_path), request())
