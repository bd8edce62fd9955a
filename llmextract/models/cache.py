"""Stored answers: what was asked once is not asked again, across runs and across kills.

Raw answers lie in a diskcache database as text, each with a digest, and never as a pickle: a pickle in a file that
others can write runs their code. Nothing is evicted.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from llmextract.errors import ModelError
from llmextract.models.base import Answer, Model, Request, Usage, Watcher, canonical

__all__ = ["AnswerCache", "CachedModel", "default_cache_folder"]

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_UNWATCHED = Watcher()
_LOCKED_AFTER = 60.0  # seconds; eight writers never waited longer than 1.4
_DIGEST = 64  # hex digits before the text of a value
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Given at every open: they lie in the database, and another opener may have put its own. Without the last, a file that
# is cut short under a running process ends it by a bus error.
_SETTINGS = {"eviction_policy": "none", "cull_limit": 0, "sqlite_mmap_size": 0}


class _Unreadable(Exception):
    """A stored row is not of the one form that this module writes."""


def default_cache_folder() -> Path:
    """Where answers are stored: `LLMEXTRACT_CACHE`, else the user's cache folder."""
    named = os.environ.get("LLMEXTRACT_CACHE")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("llmextract", appauthor=False)


@cache
def _text_disk() -> Any:
    from diskcache import Disk
    from diskcache.core import MODE_RAW

    class TextDisk(Disk):  # type: ignore[misc]
        """Text keys and text values inside the database: no pickles, no files beside it, in either direction."""

        def put(self, key: str) -> tuple[str, bool]:
            return key, True

        def get(self, key: Any, raw: Any) -> str:
            return _text(key if raw else None)

        def store(self, value: str, read: bool, key: Any = None) -> tuple[int, int, None, str]:
            return 0, MODE_RAW, None, _text(value)

        def fetch(self, mode: Any, filename: Any, value: Any, read: bool) -> str:
            return _text(value if mode == MODE_RAW and filename is None else None)

        def remove(self, file_path: str) -> None:
            """Nothing: a row that names a file was not written here."""

    return TextDisk


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Unreadable("a row that holds no text")
    return value


class AnswerCache:
    """Answers by key in one folder; many processes may share it.

    The folder is opened at first use. A damaged database is set aside as NAME.damaged-N, with a warning, and a new one
    begun; a damaged row is a miss. Every method but `close` raises ModelError where the folder cannot be used.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._cache: Any = None
        self._warned = False

    def get(self, key: str) -> Answer | None:
        """The answer under a key, marked as cached; None where there is none that can be trusted."""
        try:
            value = self._run(lambda stored: stored.get(key))
            return None if value is None else _unpacked(key, value)
        except _Unreadable as reason:
            if not self._warned:
                self._warned = True
                _log.warning("%s: %s; such answers are asked again", self.folder, reason)
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Store an answer; when this returns, a kill does not lose it."""
        value = _packed(key, answer)
        self._run(lambda stored: stored.set(key, value))

    def size(self) -> tuple[int, int]:
        """The number of answers and the bytes that they take on disk."""
        return self._run(lambda stored: (len(stored), stored.volume()))

    def clear(self) -> None:
        """Forget every answer."""
        self._run(lambda stored: stored.clear())

    def close(self) -> None:
        """Give back the database; a later use opens it again."""
        stored, self._cache = self._cache, None
        if stored is not None:
            stored.close()

    def _run(self, work: Callable[[Any], _T]) -> _T:
        try:
            return self._mended(work)
        except (sqlite3.Error, OSError, _timeout()) as error:
            # Python, not SQLite, raises the one without a code: a text that is no UTF-8.
            if isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode"):
                raise _Unreadable("a row that holds damaged text") from None
            reason = str(error) or f"locked for {_LOCKED_AFTER:g} s"
            raise ModelError(
                f"{self.folder}: the stored answers cannot be used ({reason}); end other runs that hold it, or name "
                "another folder by --cache or LLMEXTRACT_CACHE"
            ) from error

    def _mended(self, work: Callable[[Any], _T]) -> _T:
        """Do the work; where the database is damaged, on the one that another run has begun anew, else on a new one."""
        tries = 0
        while True:
            try:
                return work(self._open())
            except sqlite3.DatabaseError as error:
                tries += 1
                if tries > 2 or getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
                    raise
                self.close()
                if tries == 2:
                    self._set_aside(error)

    def _open(self) -> Any:
        if self._cache is None:
            from diskcache import Cache

            # Made in two steps: the connection of one that fails to open must be closed all the same.
            stored = Cache.__new__(Cache)
            try:
                stored.__init__(str(self.folder), timeout=_LOCKED_AFTER, disk=_text_disk(), **_SETTINGS)
            except BaseException:
                if hasattr(stored, "_local"):
                    stored.close()
                raise
            self._cache = stored
        return self._cache

    def _set_aside(self, error: Exception) -> None:
        number = 1
        while (aside := self.folder.with_name(f"{self.folder.name}.damaged-{number}")).exists():
            number += 1
        self.folder.rename(aside)
        _log.warning("%s: stored answers damaged (%s); set aside as %s, begun anew", self.folder, error, aside.name)


def _timeout() -> type[Exception]:
    from diskcache import Timeout

    error: type[Exception] = Timeout
    return error


def _packed(key: str, answer: Answer) -> str:
    fields = {
        "content": answer.content,
        "model": answer.model,
        "finish": answer.finish,
        "prompt": answer.usage.prompt,
        "completion": answer.usage.completion,
    }
    text = json.dumps(fields)  # ASCII: a lone surrogate, which SQLite refuses, is escaped
    return _digest(key, text) + text


def _unpacked(key: str, value: str) -> Answer:
    text = value[_DIGEST:]
    if value[:_DIGEST] != _digest(key, text):
        raise _Unreadable("a row that does not fit its digest")
    fields = json.loads(text)
    usage = Usage(fields["prompt"], fields["completion"])
    return Answer(fields["content"], fields["model"], fields["finish"], usage, cached=True)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class CachedModel:
    """A model whose answers are stored, and asked once even when several documents ask at the same time.

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

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The stored answer, or the model's; with `fresh`, the model's, which replaces the stored one."""
        key = _digest(canonical([self.scope, request.key]))
        stored = None if fresh else self.cache.get(key)
        if stored is not None:
            return stored
        flight = self._flights.get(key)
        if flight is not None:
            return replace(await asyncio.shield(flight), cached=True)
        flight = asyncio.ensure_future(self._ask(key, request, fresh))
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
            self.cache.close()

    async def _ask(self, key: str, request: Request, fresh: bool) -> Answer:
        answer = await self.model.answer(request, fresh=fresh)
        self.cache.put(key, answer)
        return answer
