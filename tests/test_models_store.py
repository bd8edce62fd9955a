"""Recordings, replay and relay; no service anywhere."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llmextract.errors import ModelError, RecordingMissing
from llmextract.models import (
    Answer,
    Message,
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
