"""A call through the engine beside a bare loop over openai and instructor: the same requests, the same service.

All ways run in one process and event loop, interleaved, several times over; their order turns with every round, so that
none always comes first. The service waits 200 ms before each answer, as a quick model would.
"""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.engine.service import Service
from benchmarks.environments import PROJECT
from llmextract.asking.requests import section_requests
from llmextract.document import Document
from llmextract.models import AnswerCache, CachedModel, Request, ServiceModel, ask
from llmextract.models.completion import response_format
from llmextract.models.rules import RulesModel
from llmextract.rules.view import Rules
from llmextract.schema import load_genre

__all__ = ["ALONE", "AT_ONCE", "BARE", "CACHED", "DELAY", "UNCACHED", "Timing", "Wanted", "measure"]

BARE, ALONE = "openai + instructor", "openai alone, by hand"
CACHED, UNCACHED = "engine", "engine, nothing stored"
AT_ONCE = 32
DELAY = 0.2  # seconds
_NAME = "m-1"

_Call = Callable[[Request], Awaitable[object]]


@dataclass(frozen=True)
class Wanted:
    """How much is measured: requests of a round, and rounds."""

    requests: int
    rounds: int


@dataclass(frozen=True)
class Timing:
    """One way in one round: wall and CPU seconds of so many calls."""

    calls: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return self.calls / self.wall

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a call, of all threads of the client."""
        return self.cpu / self.calls * 1e3


def real_requests() -> list[Request]:
    """The requests of the first round of the five reports."""
    genre = load_genre()
    paths = sorted((PROJECT / "fixtures" / "reports").glob("*.txt"))
    rules = (Rules.of(Document.read(path, path.name).visible, genre) for path in paths)
    return [request for one in rules for request in section_requests(one)]


def completions(requests: Sequence[Request]) -> list[str]:
    """The body of an answer to each request, by the rules."""

    async def contents() -> list[str]:
        model = RulesModel()
        return [(await model.answer(request)).content for request in requests]

    return [json.dumps(_completion(content), ensure_ascii=False) for content in asyncio.run(contents())]


def _completion(content: str) -> dict[str, object]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": _NAME,
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 9000, "completion_tokens": 2000, "total_tokens": 11000},
    }


def measure(wanted: Wanted) -> dict[str, list[Timing]]:
    """The timings of each way, one a round."""
    requests = real_requests()
    with Service(completions(requests), DELAY) as service:
        return asyncio.run(_rounds(requests, service.url, wanted))


async def _rounds(requests: Sequence[Request], url: str, wanted: Wanted) -> dict[str, list[Timing]]:
    timings: dict[str, list[Timing]] = {name: [] for name in _WAYS}
    names = list(_WAYS)
    for number in range(wanted.rounds + 1):  # the first one warms up
        for name in names:
            timing = await _timed(name, requests, url, wanted.requests if number else 2 * AT_ONCE)
            timings[name] += [timing] if number else []
        names.append(names.pop(0))
    return timings


async def _timed(name: str, requests: Sequence[Request], url: str, count: int) -> Timing:
    """One way: its client is made and closed outside of the time, its first connections are not."""
    asked = iter([_with_seed(requests[number % len(requests)], number) for number in range(count)])
    async with AsyncExitStack() as stack:
        call = await _WAYS[name](url, stack)
        gc.collect()
        wall, cpu = time.monotonic(), time.process_time()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(_worker(call, asked))
        return Timing(count, time.monotonic() - wall, time.process_time() - cpu)


async def _worker(call: _Call, asked: Iterator[Request]) -> None:
    for request in asked:
        await call(request)


def _with_seed(request: Request, number: int) -> Request:
    return replace(request, parameters={**request.parameters, "seed": number})


async def _bare(url: str, stack: AsyncExitStack) -> _Call:
    import instructor
    from openai import AsyncOpenAI

    pool = await stack.enter_async_context(AsyncOpenAI(api_key="k", base_url=url, max_retries=0))
    client = instructor.from_openai(pool, mode=instructor.Mode.JSON_SCHEMA)

    async def call(request: Request) -> object:
        return await client.create(
            response_model=request.wire,
            messages=[{"role": message.role, "content": message.content} for message in request.messages],
            model=_NAME,
            max_retries=2,
            **request.parameters,
        )

    return call


async def _alone(url: str, stack: AsyncExitStack) -> _Call:
    from openai import AsyncOpenAI

    client = await stack.enter_async_context(AsyncOpenAI(api_key="k", base_url=url, max_retries=2))

    async def call(request: Request) -> object:
        completion = await client.chat.completions.create(
            messages=[{"role": message.role, "content": message.content} for message in request.messages],
            model=_NAME,
            extra_body={"response_format": response_format(request), **request.parameters},
        )
        return request.wire.model_validate_json(completion.choices[0].message.content or "")

    return call


async def _uncached(url: str, stack: AsyncExitStack) -> _Call:
    model = ServiceModel(_NAME, url, "k", concurrency=AT_ONCE)
    stack.push_async_callback(model.close)
    return lambda request: ask(model, request)


async def _cached(url: str, stack: AsyncExitStack) -> _Call:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    service = ServiceModel(_NAME, url, "k", concurrency=AT_ONCE)
    model = CachedModel(service, AnswerCache(folder), service.scope)
    stack.push_async_callback(model.close)
    return lambda request: ask(model, request)


_WAYS = {BARE: _bare, ALONE: _alone, CACHED: _cached, UNCACHED: _uncached}
