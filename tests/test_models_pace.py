"""The pace of requests, by a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.models.pace import Pace, duration

T = TypeVar("T")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[tuple[float, str]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pace(self, concurrency: int, requests: int | None = None, tokens: int | None = None) -> Pace:
        told = lambda seconds, reason: self.slept.append((seconds, reason))  # noqa: E731
        return Pace(concurrency, requests, tokens, paused=told, clock=self, sleep=self.sleep)


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def wrapped() -> T:
        return await work()

    return asyncio.run(wrapped())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.floats(0, 40), st.integers(1, 900)), min_size=1, max_size=40),
    st.integers(1, 6),
    st.integers(300, 1000),
)
def test_no_minute_holds_more_than_is_allowed(asked: list[tuple[int, float, int]], requests: int, tokens: int) -> None:
    clock = Clock()
    begun: list[tuple[float, int]] = []

    async def work() -> None:
        pace = clock.pace(100, requests, tokens)
        for guess, passed, _ in asked:
            entry = await pace.enter(guess)
            begun.append((clock.now, guess))
            pace.leave(entry)
            clock.now += passed

    run(work)
    for start, _ in begun:
        inside = [count for when, count in begun if start <= when < start + 60]
        assert len(inside) <= requests
        assert sum(inside) <= tokens or len(inside) == 1
    assert [when for when, _ in begun] == sorted(when for when, _ in begun)


def test_what_a_request_took_replaces_what_was_expected() -> None:
    clock = Clock()

    async def work(told: int) -> float:
        pace = clock.pace(9, tokens=1000)
        start = clock.now
        pace.leave(await pace.enter(600), told)
        pace.leave(await pace.enter(600))
        return clock.now - start

    assert run(lambda: work(300)) == 0
    assert run(lambda: work(600)) == 60


def test_after_a_429_everything_waits_and_half_as_many_go_then_more_again() -> None:
    clock = Clock()

    async def work() -> list[int]:
        pace = clock.pace(8)
        entries = [await pace.enter(1) for _ in range(8)]
        for entry in entries:  # all eight are told at once, and it counts once
            pace.hold(5)
            pace.leave(entry)
        assert pace.at_once == 4
        start = clock.now
        entry = await pace.enter(1)
        assert (clock.now - start, clock.slept[-1][1]) == (5, "the service asks to wait")
        pace.leave(entry)
        rising = []
        for _ in range(60):
            pace.answered()
            rising.append(int(pace.at_once))
        return rising

    rising = run(work)
    assert rising[0] == 4
    assert rising[-1] == 8
    assert all(0 <= after - before <= 1 for before, after in pairwise(rising))


def test_headers_that_say_nothing_is_left_hold_the_next_back() -> None:
    clock = Clock()

    async def work() -> list[float]:
        pace, start, waits = clock.pace(8), clock.now, []
        pace.told({"x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "6m0s"})
        pace.told({"x-ratelimit-remaining-tokens": "500", "x-ratelimit-reset-tokens": "20s"})
        for tokens in (400, 50, 200):
            await pace.enter(tokens)
            waits.append(clock.now - start)
        pace.told({"x-ratelimit-remaining-tokens": "many", "x-ratelimit-reset-tokens": "soon"})
        return waits

    assert run(work) == [0, 360, 360]


def test_who_comes_first_begins_first() -> None:
    async def work() -> list[int]:
        pace, order = Pace(1), []

        async def one(number: int) -> None:
            entry = await pace.enter(1)
            order.append(number)
            await asyncio.sleep(0)
            pace.leave(entry)

        await asyncio.gather(*map(one, range(20)))
        return order

    assert run(work) == list(range(20))


def test_one_that_is_given_up_while_it_waits_lets_the_next_begin() -> None:
    async def work() -> None:
        pace = Pace(1)
        entry = await pace.enter(1)
        waiting = asyncio.ensure_future(pace.enter(1))
        next_one = asyncio.ensure_future(pace.enter(1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        pace.leave(entry)
        await asyncio.wait_for(next_one, 1)
        assert pace.under_way == 1

    run(work)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12), ("1.5", 1.5), ("6m0s", 360), ("1h2m3s", 3723), ("20ms", 0.02), ("1m20ms", 60.02), ("1.25s", 1.25)],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "m", "Fri, 31 Dec 1999 23:59:59 GMT", "5 s"])
def test_what_is_no_duration(text: str) -> None:
    assert duration(text) is None
