"""Stored answers: what is written is read again, what is damaged is not believed, and what can be saved is."""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import pickle
import random
import shutil
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from llmextract.errors import ModelError
from llmextract.models import Answer, AnswerCache, Entry, Usage, default_cache_folder

SURROGATE = "坏\ud800字"
PAGE = 4096  # bytes of a page of the database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stored"


def keep(folder: Path, **answers: Answer) -> None:
    cache = AnswerCache(folder)
    for key, answer in answers.items():
        cache.put(Entry(key, answer))
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


def entry(number: int, scope: str = "s", **told: Any) -> Entry:
    answer = Answer(f"第{number}个答案" * 100, "m-1", told.pop("finish", "stop"), Usage(10, number))
    made = Entry.of(scope, f"request {number}", f"a.txt: 第{number}节", answer)
    return replace(made, **told)


def old_row(folder: Path, key: str, stored: float) -> None:
    """A row as the first version wrote it: the answer alone."""
    fields = {"content": "旧", "model": "m-0", "finish": "length", "prompt": 5, "completion": None}
    text = json.dumps(fields)
    value = hashlib.sha256(f"{key}\n{text}".encode()).hexdigest() + text
    AnswerCache(folder).size()
    base = sqlite3.connect(folder / "cache.db")
    with base:
        base.execute(
            "INSERT INTO Cache (key, raw, store_time, access_time, mode, value) VALUES (?, 1, ?, ?, 1, ?)",
            (key, stored, stored, value),
        )
    base.close()


def listed(folder: Path) -> list[Entry]:
    cache = AnswerCache(folder)
    try:
        return list(cache.entries())
    finally:
        cache.close()


def test_entries_tell_what_they_answer_whose_they_are_and_since_when(folder: Path) -> None:
    before = int(time.time())
    made = [entry(number) for number in range(250)]  # more than one step of reading
    cache = AnswerCache(folder)
    assert cache.add(made) == 250
    assert list(cache.entries()) == sorted(made, key=lambda one: one.key)
    found = cache.entry(made[7].key)
    cache.close()
    assert found is not None
    assert (found.request, found.name, found.scope) == ("request 7", "a.txt: 第7节", "s")
    assert before <= (found.stored or 0) <= time.time()
    assert found.answer == replace(made[7].answer, cached=True)


def test_a_row_of_the_first_version_is_still_good(folder: Path) -> None:
    old_row(folder, "k", 1_700_000_000.5)
    assert kept(folder, "k") == Answer("旧", "m-0", "length", Usage(5, None), cached=True)
    (found,) = listed(folder)
    assert found == Entry("k", found.answer, stored=1_700_000_000)


def test_tokens_of_a_prompt_cache_are_stored(folder: Path) -> None:
    keep(folder, a=Answer("x", "m", usage=Usage(9, 1, 8)))
    assert kept(folder, "a") == Answer("x", "m", usage=Usage(9, 1, 8), cached=True)


def test_add_leaves_what_is_there_and_mends_what_cannot_be_read(folder: Path) -> None:
    first = Entry("a", Answer("first", "m"))
    cache = AnswerCache(folder)
    assert cache.add([first, Entry("b", Answer("y", "m")), Entry("a", Answer("again", "m"))]) == 2
    tamper(folder, "UPDATE Cache SET value = 'damaged' WHERE key = 'b'")
    assert cache.add([Entry("a", Answer("other", "m")), Entry("b", Answer("mended", "m"))]) == 1
    assert cache.get("a") == Answer("first", "m", cached=True)
    assert cache.get("b") == Answer("mended", "m", cached=True)
    cache.close()


def test_a_damaged_row_is_not_listed_and_hides_no_other(folder: Path) -> None:
    keep(folder, a=Answer("x", "m"), b=Answer("y", "m"), c=Answer("z", "m"))
    tamper(folder, "UPDATE Cache SET value = CAST(x'e4b8' AS TEXT) WHERE key = 'b'")
    assert [one.key for one in listed(folder)] == ["a", "c"]


def test_entries_are_not_all_in_memory_at_once(folder: Path) -> None:
    cache = AnswerCache(folder)
    cache.add(Entry(f"{number:04}", Answer("x" * 20_000, "m")) for number in range(1000))
    tracemalloc.start()
    try:
        assert sum(len(one.answer.content) for one in cache.entries()) == 20_000_000
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
        cache.close()


DAY = 86_400


@pytest.mark.parametrize(
    ("what", "left"),
    [
        ({"older_than": 30}, {"new", "refused", "other"}),
        ({"failed": True}, {"old", "new", "other"}),
        ({"scope": "http://h other"}, {"old", "new", "cut off", "refused", "first version"}),
        ({"older_than": 30, "failed": True}, {"old", "new", "refused", "other"}),
        ({"scope": "http://h"}, {"old", "new", "cut off", "refused", "other", "first version"}),
        ({"older_than": 0}, set()),
    ],
)
def test_prune_forgets_what_all_that_is_given_applies_to(folder: Path, what: Any, left: set[str]) -> None:
    now = int(time.time())
    cache = AnswerCache(folder)
    cache.add(
        [
            entry(1, key="old", stored=now - 40 * DAY),
            entry(2, key="new", stored=now - 20 * DAY),
            entry(3, key="cut off", finish="length", stored=now - 31 * DAY),
            entry(4, key="refused", finish="refusal", stored=now - 1),
            entry(5, key="other", scope="http://h other", stored=now - 1),
        ]
    )
    old_row(folder, "first version", now - 300 * DAY)
    assert cache.prune(**what) == 6 - len(left)
    assert {one.key for one in cache.entries()} == left
    cache.close()


def test_prune_leaves_what_was_asked_again_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = AnswerCache(folder)
    cache.put(Entry("a", Answer("x", "m", "length")))
    found = list(cache.entries())
    cache.put(Entry("a", Answer("whole", "m")))
    monkeypatch.setattr(cache, "entries", lambda: iter(found))
    assert cache.prune(failed=True) == 0
    assert cache.get("a") == Answer("whole", "m", cached=True)
    cache.close()


def test_prune_wants_to_know_what(folder: Path) -> None:
    with pytest.raises(ValueError, match="older_than, failed or scope"):
        AnswerCache(folder).prune()


def test_nothing_is_evicted_though_another_opener_said_so(folder: Path) -> None:
    from diskcache import Cache

    with Cache(str(folder), size_limit=1, eviction_policy="least-recently-stored", cull_limit=10):
        pass
    cache = AnswerCache(folder)
    for number in range(50):
        cache.put(Entry(str(number), Answer("x" * 1000, "m")))
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
    cache.put(Entry("b", Answer("z", "m")))
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
    cache.put(Entry(key, Answer("new", "m")))
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
    cache.put(Entry("a", Answer("y", "m")))
    assert cache.get("a") is not None
    cache.close()
    assert kept(folder, "a") == Answer("y", "m", cached=True)


def _cut_short_and_read(folder: Path) -> None:
    cache = AnswerCache(folder)
    for number in range(1000):
        cache.put(Entry(str(number), Answer("x" * 1000, "m")))
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


# --- what can be saved is saved


def fill(folder: Path, number: int = 400) -> dict[str, Answer]:
    """Some hundred entries of one to three pages each; the answers by key."""
    made = [replace(entry(n), answer=Answer(f"{n}号" * (100 + 3 * n), "m")) for n in range(number)]
    cache = AnswerCache(folder)
    cache.add(made)
    cache.close()
    return {one.key: replace(one.answer, cached=True) for one in made}


def readable(folder: Path, keys: Iterable[str]) -> int:
    cache = AnswerCache(folder)
    try:
        return sum(cache.get(key) is not None for key in keys)
    finally:
        cache.close()


def damage_in_the_middle(folder: Path, page: bytes, seed: int) -> None:
    """Four pages somewhere in the middle become something else."""
    path = folder / "cache.db"
    data = bytearray(path.read_bytes())
    pages = len(data) // PAGE
    for number in random.Random(seed).sample(range(pages // 4, pages), 4):
        data[number * PAGE : (number + 1) * PAGE] = page
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "page", [b"\xff" * PAGE, b"\0" * PAGE, random.Random(0).randbytes(PAGE)], ids=["ff", "0", "any"]
)
def test_damaged_pages_lose_their_own_rows_alone(
    folder: Path, page: bytes, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    answers = fill(folder)
    damage_in_the_middle(folder, page, seed)
    cache = AnswerCache(folder)
    found = {key: cache.get(key) for key in answers}
    entries, _ = cache.size()
    cache.close()
    assert {key: answer for key, answer in found.items() if answer is not None}.items() <= answers.items()
    saved = sum(answer is not None for answer in found.values())
    assert saved > 350
    told = [record.getMessage() for record in caplog.records if "set aside" in record.getMessage()]
    if told:  # the pages were more than the inside of an answer
        assert f"stored.damaged-1, begun anew with {entries} answers carried over" in told[0]
        assert entries == saved
        assert [path.name for path in folder.iterdir()] == ["cache.db"]
        assert sorted(path.name for path in folder.parent.iterdir()) == ["stored", "stored.damaged-1"]


def cut_short(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // PAGE // 2 * PAGE])


def in_its_place(text: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text)


@pytest.mark.parametrize(
    ("damage", "saved", "set_aside"),
    [
        (cut_short, range(100, 300), True),
        (in_its_place(b""), range(1), False),
        (Path.unlink, range(1), False),
        (in_its_place("这是一份报告。\n".encode() * 500), range(1), True),
        (lambda path: shutil.rmtree(path.parent), range(1), False),
    ],
    ids=["cut short", "empty", "deleted", "text", "folder deleted"],
)
@pytest.mark.parametrize("while_open", [False, True])
def test_whatever_becomes_of_the_file_the_store_goes_on(
    folder: Path, damage: Callable[[Path], object], saved: range, set_aside: bool, while_open: bool
) -> None:
    answers = fill(folder)
    cache = AnswerCache(folder)
    if while_open:
        assert cache.get(next(iter(answers))) is not None
    damage(folder / "cache.db")
    found = [cache.get(key) for key in answers]
    cache.put(Entry("a", Answer("new", "m")))
    assert cache.get("a") == Answer("new", "m", cached=True)
    cache.close()
    assert kept(folder, "a") == Answer("new", "m", cached=True)
    left = [answer for answer in found if answer is not None]
    assert set(left) <= set(answers.values())
    if not while_open:
        assert len(left) in saved
        assert (folder.parent / "stored.damaged-1" / "cache.db").exists() == set_aside


def test_an_interrupted_rescue_is_begun_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = fill(folder)
    damage_in_the_middle(folder, b"\xff" * PAGE, 1)

    def interrupted(path: Path) -> Any:
        yield Entry("begun", Answer("x", "m"))
        raise KeyboardInterrupt

    monkeypatch.setattr("llmextract.models.cache.salvaged", interrupted)
    with pytest.raises(KeyboardInterrupt):
        readable(folder, answers)
    assert not list(folder.parent.glob("*.damaged-*"))
    monkeypatch.undo()
    assert readable(folder, answers) > 350
    assert sorted(path.name for path in folder.parent.iterdir()) == ["stored", "stored.damaged-1"]


def _read_all(folder: Path, keys: list[str], barrier: Any, found: Any) -> None:
    barrier.wait()
    found.put(readable(folder, keys))


def test_several_processes_that_meet_a_damaged_database_set_it_aside_once(folder: Path) -> None:
    answers = fill(folder)
    damage_in_the_middle(folder, b"\xff" * PAGE, 1)
    context = multiprocessing.get_context("spawn")
    barrier, found = context.Barrier(4), context.Queue()
    readers = [context.Process(target=_read_all, args=(folder, list(answers), barrier, found)) for _ in range(4)]
    for reader in readers:
        reader.start()
    counts = [found.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0] * 4
    assert min(counts) > 350
    assert sorted(path.name for path in folder.parent.iterdir()) == ["stored", "stored.damaged-1"]


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match="--cache or LLMEXTRACT_CACHE") as caught:
        kept(tmp_path / "file", "a")
    assert str(tmp_path / "file") in str(caught.value)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_a_locked_database_is_an_error_not_a_lost_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmextract.models.cache._LOCKED_AFTER", 0.05)
    cache = AnswerCache(folder)
    cache.put(Entry("a", Answer("x", "m")))
    other = sqlite3.connect(folder / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ModelError, match=r"locked by another process, for 0\.05 s") as caught:
        cache.put(Entry("b", Answer("y", "m")))
    for part in (str(folder), "end that process", "--cache or LLMEXTRACT_CACHE"):
        assert part in str(caught.value)
    assert cache.get("a") is not None
    other.execute("ROLLBACK")
    other.close()
    cache.put(Entry("b", Answer("y", "m")))
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
