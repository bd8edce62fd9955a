"""A model before which the stored answers stand: what several ask at the same time is asked once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from llmextract.models.base import Answer, Model, Request, Watcher
from llmextract.models.cache import AnswerCache
from llmextract.models.entry import Entry, stored_key
from llmextract.models.recording import Recording

__all__ = ["CachedModel"]

_UNWATCHED = Watcher()
_SHORTEST_WAIT, _LONGEST_WAIT = 0.05, 0.5  # seconds between two looks for what another process asks


class CachedModel:
    """A model whose answers are stored, and asked once even when several documents or processes ask at the same time.

    Every answer is stored before it is returned, also one that later breaks the schema; an error never is.

    Args:
        model: who is asked.
        cache: where its answers lie; closed with the model.
        scope: what tells its answers from those of other models to the same request.

    """

    def __init__(self, model: Model, cache: AnswerCache, scope: str) -> None:
        self.model = model
        self.cache = cache
        self.scope = scope
        self._flights: dict[str, asyncio.Future[Answer]] = {}
        self._writer = _Writer(cache.folder)

    @property
    def name(self) -> str:
        """The name of the model that is asked."""
        return self.model.name

    @property
    def watcher(self) -> Watcher:
        """Who is told of the attempts of the model that is asked."""
        watcher: Watcher = getattr(self.model, "watcher", _UNWATCHED)
        return watcher

    @watcher.setter
    def watcher(self, watcher: Watcher) -> None:
        if hasattr(self.model, "watcher"):
            self.model.watcher = watcher

    @property
    def concurrency(self) -> int:
        """How many requests may be under way at the same time."""
        return int(getattr(self.model, "concurrency", 1))

    def stored(self, request: Request) -> Answer | None:
        """The stored answer to a request, if there is one."""
        entry = self.cache.entry(stored_key(self.scope, request.key))
        return entry.answer if entry else None

    def remember(self, recording: Recording) -> None:
        """Store an answer that a run has left, if the store has lost it."""
        if self.cache.entry(stored_key(self.scope, recording.key)) is None:
            self.cache.put(Entry.of(self.scope, recording.key, recording.name, recording.answer()))

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The stored answer, or the model's; with `fresh`, the model's, which replaces the stored one."""
        key = stored_key(self.scope, request.key)
        stored = self.cache.entry(key)
        if stored is not None and not fresh:
            return stored.answer
        flight = self._flights.get(key)
        if flight is not None:
            return replace(await asyncio.shield(flight), cached=True)
        flight = asyncio.ensure_future(self._fly(key, request, stored, fresh))
        self._flights[key] = flight
        flight.add_done_callback(lambda _: self._flights.pop(key, None))
        # Shielded: others may wait for it when this caller is cancelled.
        return await asyncio.shield(flight)

    async def close(self) -> None:
        """Close the model and the stored answers; requests still under way are given up."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        try:
            await self.model.close()
        finally:
            await self._writer.close()
            self.cache.close()

    async def _fly(self, key: str, request: Request, stale: Entry | None, fresh: bool) -> Answer:
        """Ask, unless another process is asking: then wait for what it stores in place of the stale entry."""
        wait = _SHORTEST_WAIT
        while not self.cache.flights.take(key):
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
            if found := self._newer(key, stale):
                return found
        try:
            # Another process may have stored it, and let go, since this one looked.
            return self._newer(key, stale) or await self._ask(request, fresh)
        finally:
            self.cache.flights.free(key)

    def _newer(self, key: str, stale: Entry | None) -> Answer | None:
        found = self.cache.entry(key)
        return None if found is None or found == stale else found.answer

    async def _ask(self, request: Request, fresh: bool) -> Answer:
        answer = await self.model.answer(request, fresh=fresh)
        await self._writer.put(Entry.of(self.scope, request.key, request.name, answer))
        return answer


class _Writer:
    """Stores entries in a thread of its own, so that nothing else waits while another process writes."""

    def __init__(self, folder: Path) -> None:
        self._cache = AnswerCache(folder)
        self._thread: ThreadPoolExecutor | None = None

    async def put(self, entry: Entry) -> None:
        """Store an entry; it is stored even when the caller is cancelled meanwhile."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stored-answers")
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, self._cache.put, entry))

    async def close(self) -> None:
        """Wait for what is being stored and give back the database; a later `put` opens it again."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.get_running_loop().run_in_executor(thread, self._cache.close)
            thread.shutdown()
