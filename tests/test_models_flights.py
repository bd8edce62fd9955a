"""What is asked once: within a process, among processes, and when one of them dies."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import sqlite3
import urllib.request
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, completion
from pydantic import BaseModel

from llmextract.models import Answer, AnswerCache, CachedModel, Entry, Message, Request
from llmextract.models.entry import stored_key
from llmextract.models.flights import Flights

CONTEXT = multiprocessing.get_context("spawn")


class Counted(BaseModel):
    """行政复议"""

    total: str


def request(text: str = "全年收到206件", **settings: Any) -> Request:
    return Request("a.txt: total", (Message("user", text),), Counted, **settings)


def get(model: Any, asked: Request, *, fresh: bool = False) -> Answer:
    async def run() -> Answer:
        try:
            async with asyncio.timeout(30):
                answer: Answer = await model.answer(asked, fresh=fresh)
            return answer
        finally:
            await model.close()

    return asyncio.run(run())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stored"


class Counting:
    """A model that counts and numbers its answers; it takes a moment."""

    name = "counting"

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.asked += 1
        number = self.asked
        await asyncio.sleep(0.01)
        return Answer(str(number), "m")

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


def test_an_answer_is_stored_before_it_is_returned_and_tells_of_itself(folder: Path) -> None:
    async def run() -> None:
        model = CachedModel(Counting(), AnswerCache(folder), "s")
        await model.answer(request())
        second = CachedModel(Counting(), AnswerCache(folder), "s")
        assert (await second.answer(request())).cached
        (entry,) = second.cache.entries()
        assert (entry.key, entry.request) == (stored_key("s", request().key), request().key)
        assert (entry.name, entry.scope) == ("a.txt: total", "s")
        await second.close()
        await model.close()

    asyncio.run(run())


@pytest.mark.parametrize("fresh", [False, True])
def test_two_stores_of_one_folder_ask_once(folder: Path, fresh: bool) -> None:
    inner = Counting()

    async def run() -> list[Answer]:
        if fresh:
            await CachedModel(inner, AnswerCache(folder), "s").answer(request())
        models = [CachedModel(inner, AnswerCache(folder), "s") for _ in range(3)]
        answers = await asyncio.gather(*(model.answer(request(), fresh=fresh) for model in models))
        for model in models:
            await model.close()
        return answers

    answers = asyncio.run(run())
    assert inner.asked == 1 + fresh
    assert sorted((answer.content, answer.cached) for answer in answers) == [
        (str(1 + fresh), False),
        (str(1 + fresh), True),
        (str(1 + fresh), True),
    ]


def test_who_waits_for_one_that_fails_asks_for_himself(folder: Path) -> None:
    class Failing(Counting):
        async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
            await super().answer(request)
            raise OSError("no")

    async def run() -> None:
        failing = CachedModel(Failing(), AnswerCache(folder), "s")
        sound = CachedModel(Counting(), AnswerCache(folder), "s")
        first, second = await asyncio.gather(failing.answer(request()), sound.answer(request()), return_exceptions=True)
        assert isinstance(first, OSError)
        assert second == Answer("1", "m")
        await failing.close()
        await sound.close()

    asyncio.run(run())


@pytest.mark.parametrize("freed", [False, True])
def test_what_another_has_stored_meanwhile_is_taken(folder: Path, freed: bool) -> None:
    inner, cache = Counting(), AnswerCache(folder)
    key = stored_key("s", request().key)
    take = cache.flights.take
    other = Flights(folder / "flights.lock")

    def take_late(key: str) -> bool:
        """The other one stores it after this one has looked; it lets go at once, or not for long."""
        if not cache.get(key):
            assert other.take(key)
            with closing(AnswerCache(folder)) as theirs:
                theirs.put(Entry.of("s", request().key, "b.txt", Answer("theirs", "m")))
            if freed:
                other.free(key)
        return take(key)

    cache.flights.take = take_late  # type: ignore[method-assign]
    assert get(CachedModel(inner, cache, "s"), request()) == Answer("theirs", "m", cached=True)
    assert inner.asked == 0
    assert other.take(key) == freed
    other.close()


def test_others_go_on_while_an_answer_waits_to_be_stored(folder: Path) -> None:
    async def run() -> None:
        model = CachedModel(Counting(), AnswerCache(folder), "s")
        await model.answer(request("before"))
        other = sqlite3.connect(folder / "cache.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(model.answer(request()))
        await asyncio.sleep(0.1)  # a loop that waits for the database does not come back from here
        assert not waiting.done()
        assert (await model.answer(request("before"))).cached
        waiting.cancel()
        other.execute("ROLLBACK")
        other.close()
        await model.close()

    asyncio.run(run())
    assert get(CachedModel(Counting(), AnswerCache(folder), "s"), request()) == Answer("2", "m", cached=True)


# --- among processes


class Remote:
    """Asks a loopback service by plain HTTP: what a service model does, without what it imports."""

    name = "remote"

    def __init__(self, url: str) -> None:
        self.url = url

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        body = json.dumps({"asked": request.messages[0].content}).encode()
        reply = await asyncio.to_thread(urllib.request.urlopen, urllib.request.Request(self.url, body))
        return Answer(json.load(reply)["choices"][0]["message"]["content"], "m")

    async def close(self) -> None:
        pass


def _ask_all(folder: Path, url: str, barrier: Any, told: Any) -> None:
    async def run() -> list[str]:
        model = CachedModel(Remote(url), AnswerCache(folder), "s")
        barrier.wait()
        answers = await asyncio.gather(*(model.answer(request(str(number))) for number in range(20)))
        await model.close()
        return [answer.content for answer in answers]

    told.put(asyncio.run(run()))


def test_several_processes_ask_the_same_once(folder: Path) -> None:
    barrier, told = CONTEXT.Barrier(4), CONTEXT.Queue()
    with Loopback(lambda body: Reply(completion(f"to {body['asked']}").body, delay=0.05)) as service:
        askers = [CONTEXT.Process(target=_ask_all, args=(folder, service.url, barrier, told)) for _ in range(4)]
        for asker in askers:
            asker.start()
        answers = [told.get(timeout=60) for _ in askers]
        for asker in askers:
            asker.join()
    assert answers == [[f"to {number}" for number in range(20)]] * 4
    assert Counter(body["asked"] for body in service.bodies) == Counter(map(str, range(20)))


class Endless(Counting):
    """Asks, says so, and never gets an answer."""

    def __init__(self, told: Any) -> None:
        super().__init__()
        self.told = told

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.told.put("asked")
        await asyncio.sleep(600)
        raise AssertionError


def _ask_endlessly(folder: Path, told: Any) -> None:
    async def run() -> None:
        model = CachedModel(Endless(told), AnswerCache(folder), "s")
        await asyncio.gather(*(model.answer(request(str(number))) for number in range(3)))

    asyncio.run(run())


def test_a_process_that_is_killed_while_it_asks_holds_up_nobody(folder: Path) -> None:
    told = CONTEXT.Queue()
    asker = CONTEXT.Process(target=_ask_endlessly, args=(folder, told))
    asker.start()
    for _ in range(3):
        told.get(timeout=60)
    flights = Flights(folder / "flights.lock")
    keys = [stored_key("s", request(str(number)).key) for number in range(3)]
    assert [flights.take(key) for key in keys] == [False] * 3
    assert flights.take("another")
    flights.close()
    os.kill(asker.pid or 0, signal.SIGKILL)
    asker.join()
    inner = Counting()
    for number in range(3):
        assert not get(CachedModel(inner, AnswerCache(folder), "s"), request(str(number))).cached
    assert inner.asked == 3


# --- the traps of POSIX locks


def _try(path: Path, keys: list[str], told: Any) -> None:
    flights = Flights(path)
    told.put([flights.take(key) for key in keys])
    flights.close()


def elsewhere(path: Path, *keys: str) -> list[bool]:
    """Which of the keys another process could take."""
    told = CONTEXT.Queue()
    process = CONTEXT.Process(target=_try, args=(path, list(keys), told))
    process.start()
    found: list[bool] = told.get(timeout=60)
    process.join()
    return found


def test_closing_one_user_of_the_file_leaves_what_others_hold(tmp_path: Path) -> None:
    path = tmp_path / "flights.lock"
    first, second = Flights(path), Flights(path)
    assert (first.take("a"), second.take("b")) == (True, True)
    assert (second.take("a"), first.take("a")) == (False, False)
    second.close()
    assert elsewhere(path, "a", "b") == [False, True]
    assert not Flights(path).take("a")
    first.free("a")
    assert elsewhere(path, "a") == [True]
    first.close()


def test_a_file_that_is_deleted_is_begun_anew_and_holds_up_nobody(tmp_path: Path) -> None:
    path = tmp_path / "new" / "flights.lock"
    flights = Flights(path)
    assert flights.take("a")
    path.unlink()
    assert flights.take("b")
    assert elsewhere(path, "a", "b") == [True, False]
    flights.free("a")
    flights.free("b")
    assert elsewhere(path, "b") == [True]
    flights.close()
    assert elsewhere(path, "a", "b") == [True, True]


def test_a_forked_process_does_not_take_what_its_parent_held_for_taken(tmp_path: Path) -> None:
    flights = Flights(tmp_path / "flights.lock")
    assert flights.take("a")
    told, freed = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.write(told[1], b"0" if flights.take("a") else b"1")
        os.read(freed[0], 1)
        os._exit(0 if flights.take("a") else 1)
    assert os.read(told[0], 1) == b"1"  # the parent has it
    flights.free("a")
    os.write(freed[1], b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    flights.close()
    for end in (*told, *freed):
        os.close(end)


def test_where_nothing_can_be_locked_everybody_asks(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    flights = Flights(tmp_path)  # a folder cannot be opened for writing
    assert flights.take("a")
    assert flights.take("b")
    flights.free("a")
    (record,) = caplog.records
    assert "cannot be locked" in record.getMessage()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nothing tells of open files here")
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    users = [Flights(tmp_path / "flights.lock") for _ in range(3)]
    assert [user.take("a") for user in users] == [True, False, False]
    assert opened() == before + 1
    (tmp_path / "flights.lock").unlink()
    assert users[1].take("b")
    for user in users:
        user.close()
    assert opened() == before
