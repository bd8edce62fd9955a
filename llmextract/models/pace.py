"""The pace of a service: how many requests are under way, how many may begin in a minute, and when to hold back.

What the user allows is a ceiling. What the service says lowers it: after a 429 everything waits as long as it asks, and
half as many requests go at once, rising again by one for each full round that it answers; where its headers say that
nothing is left of a minute's allowance, the next request waits until it is renewed.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["Pace", "duration"]

_MINUTE = 60.0
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")


def duration(text: str) -> float | None:
    """The seconds of a duration as headers print it ("6m0s", "1.5s", "20ms", "12"); None for anything else."""
    try:
        return max(0.0, float(text))
    except ValueError:
        found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds, thousandths = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * _MINUTE + seconds + thousandths / 1000


@dataclass
class _Allowance:
    """So many of something in any minute; None is without end."""

    limit: int | None
    spent: deque[list[float]] = field(default_factory=deque)  # [when, how many]
    sum: float = 0.0

    def wait(self, now: float, wanted: float) -> float:
        """Seconds until this many more fit; one that is larger than the limit goes alone."""
        while self.spent and self.spent[0][0] <= now - _MINUTE:
            self.sum -= self.spent.popleft()[1]
        if self.limit is None or not self.spent or self.sum + wanted <= self.limit:
            return 0.0
        left = self.sum
        for when, count in self.spent:
            left -= count
            if left + wanted <= self.limit or left <= 0:
                return when + _MINUTE - now
        return 0.0

    def take(self, now: float, count: float) -> list[float]:
        entry = [now, count]
        if self.limit is not None:
            self.spent.append(entry)
            self.sum += count
        return entry

    def correct(self, entry: list[float], count: float) -> None:
        """What was taken turned out to be this much."""
        if self.limit is not None and entry in self.spent:
            self.sum += count - entry[1]
            entry[1] = count


@dataclass
class _Told:
    """What headers say is left of an allowance, and until when."""

    left: float = float("inf")
    until: float = 0.0

    def wait(self, now: float, wanted: float) -> float:
        return self.until - now if now < self.until and wanted > self.left else 0.0


class Pace:
    """Lets requests begin; use it within one event loop.

    Args:
        concurrency: requests under way at the same time, at most.
        requests_per_minute, tokens_per_minute: what may begin in any 60 seconds; None for no bound.
        paused: called with the seconds and the reason whenever a request is held back by the clock.
        clock, sleep: for tests.

    """

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        *,
        paused: Callable[[float, str], None] = lambda _seconds, _reason: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.concurrency = concurrency
        self.at_once = float(concurrency)  # what goes at once now, between 1 and `concurrency`
        self.under_way = 0
        self._requests, self._tokens = _Allowance(requests_per_minute), _Allowance(tokens_per_minute)
        self._told = {"requests": _Told(), "tokens": _Told()}
        self._held_until = 0.0
        self._paused, self._clock, self._sleep = paused, clock, sleep
        self._turn = asyncio.Lock()  # first come, first served
        self._left = asyncio.Event()

    async def enter(self, tokens: int) -> list[float]:
        """Wait until a request of so many tokens may begin; give what it returns to `leave`."""
        async with self._turn:
            while True:
                if self.under_way >= int(self.at_once):
                    self._left.clear()
                    await self._left.wait()
                    continue
                seconds, reason = self._wait(tokens)
                if seconds <= 0:
                    break
                self._paused(seconds, reason)
                await self._sleep(seconds)
            now = self._clock()
            self.under_way += 1
            self._requests.take(now, 1)
            for name, count in (("requests", 1), ("tokens", tokens)):
                self._told[name].left -= count
            return self._tokens.take(now, tokens)

    def leave(self, entry: list[float], tokens: int | None = None) -> None:
        """A request has ended; `tokens` is what it took, if the service said."""
        if tokens is not None:
            self._tokens.correct(entry, tokens)
        self.under_way -= 1
        self._left.set()

    def answered(self) -> None:
        """The service answered: one more may go at once when all that go now have been answered."""
        self.at_once = min(self.concurrency, self.at_once + 1 / self.at_once)

    def hold(self, seconds: float) -> None:
        """The service says that it is too much: nothing begins for so long, and then half as many at once."""
        now = self._clock()
        if now >= self._held_until:  # those that were under way together say it together
            self.at_once = max(1.0, self.at_once / 2)
        self._held_until = max(self._held_until, now + seconds)

    def told(self, headers: Mapping[str, str]) -> None:
        """Take note of x-ratelimit-remaining-… and x-ratelimit-reset-…"""
        for name, told in self._told.items():
            left = headers.get(f"x-ratelimit-remaining-{name}", "").strip()
            until = duration(headers.get(f"x-ratelimit-reset-{name}", "").strip())
            if left.isdecimal() and until is not None:
                told.left, told.until = float(left), self._clock() + until

    def _wait(self, tokens: int) -> tuple[float, str]:
        now = self._clock()
        waits = (
            (self._held_until - now, "the service asks to wait"),
            (self._told["requests"].wait(now, 1), "the service's requests a minute are used up"),
            (self._told["tokens"].wait(now, tokens), "the service's tokens a minute are used up"),
            (self._requests.wait(now, 1), "the requests a minute allowed here are used up"),
            (self._tokens.wait(now, tokens), "the tokens a minute allowed here are used up"),
        )
        return max(waits)
