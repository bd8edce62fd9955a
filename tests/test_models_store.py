"""Recordings, replay and stored answers; no service anywhere."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import pickle
import re
import sqlite3
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from llmextract.errors import ModelError, RecordingMissing
from llmextract.models import (
    Answer,
    AnswerCache,
    CachedModel,
    Message,
    ReplayModel,
    Request,
    Usage,
    default_cache_folder,
    read_recordings,
    to_line,
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


# --- stored answers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stored"


def keep(folder: Path, **answers: Answer) -> None:
    cache = AnswerCache(folder)
    for key, answer in answers.items():
        cache.put(key, answer)
    cache.close()


def kept(folder: Path, key: str) -> Answer | None:
    cache = AnswerCache(folder)
    try:
        return cache.get(key)
    finally:
        cache.close()


def tamper(folder: Path, statement: str, *values: Any) -> None:
    base = sqlite3.connect(folder / "cache.db")
    with base:
        assert base.execute(statement, values).rowcount == 1
    base.close()


def test_an_answer_is_stored_as_it_is(folder: Path) -> None:
    answers = {
        "a": Answer("中文 😀\x00\r\n", "m-1", "length", Usage(1, 2)),
        "b": Answer(SURROGATE, "m-1"),
        "c": Answer("长" * 200_000, "m-1", "refusal", Usage(None, 0)),
    }
    keep(folder, **answers)
    for key, answer in answers.items():
        assert kept(folder, key) == Answer(answer.content, answer.model, answer.finish, answer.usage, cached=True)
    assert kept(folder, "d") is None
    assert [path.name for path in folder.iterdir()] == ["cache.db"]


def test_size_and_clear(folder: Path) -> None:
    keep(folder, a=Answer("x", "m"), b=Answer("y" * 100_000, "m"))
    cache = AnswerCache(folder)
    entries, size = cache.size()
    assert entries == 2
    assert size > 100_000
    cache.clear()
    assert cache.size()[0] == 0
    assert cache.get("a") is None
    cache.close()


def test_nothing_is_evicted_though_another_opener_said_so(folder: Path) -> None:
    from diskcache import Cache

    with Cache(str(folder), size_limit=1, eviction_policy="least-recently-stored", cull_limit=10):
        pass
    cache = AnswerCache(folder)
    for number in range(50):
        cache.put(str(number), Answer("x" * 1000, "m"))
    assert cache.size()[0] == 50
    assert cache.get("0") is not None
    cache.close()


class Bomb:
    """Its pickle writes a file when it is read."""

    target: ClassVar[str] = ""

    def __reduce__(self) -> Any:
        return (Path.write_text, (Path(self.target), "ran"))


@pytest.mark.parametrize("place", ["value", "file"])
def test_a_pickle_is_never_read(folder: Path, tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture) -> None:
    target = tmp_path / "ran"
    Bomb.target = str(target)
    bomb = pickle.dumps(Bomb())
    keep(folder, a=Answer("x", "m"))
    if place == "value":
        tamper(folder, "UPDATE Cache SET mode = 4, value = ?", bomb)
    else:
        (folder / "b.val").write_bytes(bomb)
        tamper(folder, "UPDATE Cache SET mode = 4, value = NULL, filename = 'b.val'")
    assert kept(folder, "a") is None
    assert not target.exists()
    assert "asked again" in caplog.text
    pickle.loads(bomb)
    assert target.exists(), "the bomb is a dud: the test proves nothing"


def test_a_pickled_key_and_a_file_named_by_a_row_are_left_alone(folder: Path, tmp_path: Path) -> None:
    target, precious = tmp_path / "ran", tmp_path / "precious"
    Bomb.target = str(target)
    precious.write_text("!", encoding="utf-8")
    keep(folder, a=Answer("x", "m"), b=Answer("y", "m"))
    tamper(folder, "UPDATE Cache SET key = ?, raw = 0 WHERE key = 'a'", pickle.dumps(Bomb()))
    tamper(folder, "UPDATE Cache SET filename = '../precious' WHERE key = 'b'")
    cache = AnswerCache(folder)
    cache.put("b", Answer("z", "m"))
    assert cache.get("b") == Answer("z", "m", cached=True)
    cache.clear()
    assert cache.size()[0] == 0
    cache.close()
    assert not target.exists()
    assert precious.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE Cache SET value = replace(value, '206', '207')",
        "UPDATE Cache SET value = substr(value, 1, 70)",
        "UPDATE Cache SET value = ''",
        "UPDATE Cache SET value = CAST(x'e4b8' AS TEXT)",
        "UPDATE Cache SET value = 7",
        "UPDATE Cache SET value = NULL",
        "UPDATE Cache SET key = 'b'",
    ],
)
def test_a_row_that_does_not_fit_its_digest_is_a_miss(
    folder: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep(folder, a=Answer('{"total": "206"}', "m"))
    tamper(folder, statement)
    cache = AnswerCache(folder)
    key = "b" if "key" in statement else "a"
    assert cache.get(key) is None
    assert cache.get(key) is None
    assert len(caplog.records) == 1
    cache.put(key, Answer("new", "m"))
    assert cache.get(key) == Answer("new", "m", cached=True)
    cache.close()
    assert not list(folder.parent.glob("*.damaged-*"))


def damage_whole(folder: Path) -> None:
    (folder / "cache.db").write_bytes(b"garbage " * 1000)


def damage_pages(folder: Path) -> None:
    data = bytearray((folder / "cache.db").read_bytes())
    data[4096 : len(data)] = b"\xff" * (len(data) - 4096)
    (folder / "cache.db").write_bytes(data)


@pytest.mark.parametrize("damage", [damage_whole, damage_pages])
def test_a_damaged_database_is_set_aside(folder: Path, damage: Any, caplog: pytest.LogCaptureFixture) -> None:
    for number in (1, 2):
        keep(folder, a=Answer("x", "m"))
        damage(folder)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert kept(folder, "a") is None
        (record,) = caplog.records
        assert f"stored.damaged-{number}" in record.getMessage()
        assert (folder.parent / f"stored.damaged-{number}" / "cache.db").exists()
    keep(folder, a=Answer("y", "m"))
    assert kept(folder, "a") == Answer("y", "m", cached=True)


def test_damage_while_open_is_set_aside(folder: Path) -> None:
    keep(folder, **{str(number): Answer("x" * 1000, "m") for number in range(500)})
    cache = AnswerCache(folder)
    assert cache.get("0") is not None
    with (folder / "cache.db").open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    assert [cache.get(str(number)) for number in range(100, 500)] == [None] * 400
    cache.put("a", Answer("y", "m"))
    assert cache.get("a") is not None
    cache.close()
    assert kept(folder, "a") == Answer("y", "m", cached=True)


def _cut_short_and_read(folder: Path) -> None:
    cache = AnswerCache(folder)
    for number in range(1000):
        cache.put(str(number), Answer("x" * 1000, "m"))
    with (folder / "cache.db").open("r+b") as file:
        file.truncate(8192)
    found = {cache.get(str(number)) for number in range(1000)}
    cache.close()
    assert found <= {None, Answer("x" * 1000, "m", cached=True)}


def test_a_file_cut_short_while_open_does_not_end_the_process(folder: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_cut_short_and_read, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == 0
    keep(folder, a=Answer("y", "m"))
    assert kept(folder, "a") is not None


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match="--cache or LLMEXTRACT_CACHE") as caught:
        kept(tmp_path / "file", "a")
    assert str(tmp_path / "file") in str(caught.value)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_a_locked_database_is_an_error_not_a_lost_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmextract.models.cache._LOCKED_AFTER", 0.05)
    cache = AnswerCache(folder)
    cache.put("a", Answer("x", "m"))
    other = sqlite3.connect(folder / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ModelError, match="locked"):
        cache.put("b", Answer("y", "m"))
    assert cache.get("a") is not None
    other.execute("ROLLBACK")
    other.close()
    cache.put("b", Answer("y", "m"))
    assert cache.get("b") is not None
    cache.close()


def _write_many(folder: Path, start: int) -> None:
    keep(folder, **{f"k{start + number}": Answer("x", "m") for number in range(100)})


def test_several_processes_share_a_folder(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(folder, 100 * number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    cache = AnswerCache(folder)
    assert cache.size()[0] == 300
    cache.close()


def test_where_answers_are_stored_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_CACHE", str(tmp_path))
    assert default_cache_folder() == tmp_path
    monkeypatch.setenv("LLMEXTRACT_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder().name == "llmextract"


class Counting:
    """A model that counts and numbers its answers."""

    name = "counting"

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.asked += 1
        return Answer(str(self.asked), "m")

    async def close(self) -> None:
        pass


def test_fresh_asks_again_and_replaces_what_is_stored(folder: Path) -> None:
    inner = Counting()
    found = [
        get(CachedModel(inner, AnswerCache(folder), "s"), request(), fresh=fresh)
        for fresh in (False, False, True, False)
    ]
    assert [(answer.content, answer.cached) for answer in found] == [
        ("1", False),
        ("1", True),
        ("2", False),
        ("2", True),
    ]
    assert get(CachedModel(inner, AnswerCache(folder), "other"), request()).content == "3"
    assert get(CachedModel(inner, AnswerCache(folder), "s"), request(sample=1)).content == "4"


def test_an_answer_is_stored_before_it_is_returned(folder: Path) -> None:
    async def run() -> None:
        model = CachedModel(Counting(), AnswerCache(folder), "s")
        await model.answer(request())
        second = CachedModel(Counting(), AnswerCache(folder), "s")
        assert (await second.answer(request())).cached
        await second.close()
        await model.close()

    asyncio.run(run())
