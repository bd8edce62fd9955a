"""Stored answers: what was asked once is not asked again, across runs and across kills.

Raw answers lie in a diskcache database as text, each with a digest and with what it is the answer to. Nothing is
evicted. The folder holds `cache.db`, and `flights.lock`, by which processes ask the same request once.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from llmextract.errors import ModelError
from llmextract.files import Identity, identity
from llmextract.models.base import Answer
from llmextract.models.database import (
    DATABASE,
    add_entries,
    delete_entries,
    is_damage,
    is_locked,
    open_database,
    read_entry,
    timeout_error,
)
from llmextract.models.entry import Entry, Unreadable, pack
from llmextract.models.flights import Flights, exclusive
from llmextract.models.salvage import Row, entry_in, rows_after, salvaged

__all__ = ["AnswerCache", "default_cache_folder"]

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_LOCKED_AFTER = 60.0  # seconds; eight writers never waited longer than 1.4
_AT_ONCE = 100  # entries read, stored or forgotten in one step, which holds up other writers for some 10 ms
_DAY = 86_400  # seconds


def default_cache_folder() -> Path:
    """Where answers are stored: `LLMEXTRACT_CACHE`, else the user's cache folder."""
    named = os.environ.get("LLMEXTRACT_CACHE")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("llmextract", appauthor=False)


class AnswerCache:
    """Answers by key in one folder; many processes may share it, but each thread needs one of its own.

    The folder is opened at first use. A damaged database is set aside as NAME.damaged-N, with a warning, and a new one
    begun with every entry that could still be read; a damaged row is a miss. Every method but `close` raises ModelError
    where the folder cannot be used.

    Attributes:
        folder: where the answers lie.
        flights: which keys are being asked for, among all processes.

    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.flights = Flights(self.folder / "flights.lock")
        self._file = self.folder / DATABASE
        self._cache: Any = None
        self._opened: Identity | None = None
        self._warned = False

    def get(self, key: str) -> Answer | None:
        """The answer under a key, marked as cached; None where there is none that can be trusted."""
        found = self.entry(key)
        return None if found is None else found.answer

    def entry(self, key: str) -> Entry | None:
        """The answer under a key with what is known of it; None where there is none that can be trusted."""
        try:
            return self._run(lambda stored: read_entry(stored, key))
        except Unreadable as reason:
            self._warn(reason)
            return None

    def put(self, entry: Entry) -> None:
        """Store an entry in place of what lies under its key; when this returns, a kill does not lose it."""
        value = pack(entry)
        self._run(lambda stored: stored.set(entry.key, value))

    def add(self, entries: Iterable[Entry]) -> int:
        """Store the entries whose key has no answer that can be read; returns how many those were."""
        return sum(self._run(partial(add_entries, entries=some)) for some in _steps(entries))

    def entries(self) -> Iterator[Entry]:
        """Every entry that can be read, by key; what is stored or forgotten meanwhile may be among them or not."""
        after = b""

        def next_rows(_: Any) -> list[Row]:
            return rows_after(self._file, after, _AT_ONCE, _LOCKED_AFTER)

        while rows := self._run(next_rows):
            for row in rows:
                try:
                    entry = entry_in(row)
                except Unreadable as reason:
                    self._warn(reason)
                    continue
                yield entry
            after = rows[-1][0]

    def prune(self, *, older_than: float | None = None, failed: bool = False, scope: str | None = None) -> int:
        """Forget the entries to which all that is given applies; returns how many those were.

        Args:
            older_than: days since they were stored.
            failed: cut off, refused or stopped by a filter.
            scope: whose answers, exactly as `Entry.scope` says it.

        Raises:
            ValueError: nothing is given; `clear` forgets all.

        """
        if older_than is None and not failed and scope is None:
            raise ValueError("say what to forget: older_than, failed or scope")
        before = None if older_than is None else time.time() - older_than * _DAY

        def doomed(entry: Entry) -> bool:
            old = before is None or (entry.stored is not None and entry.stored < before)
            return old and (not failed or entry.answer.finish != "stop") and scope in (None, entry.scope)

        found = _steps(filter(doomed, self.entries()))
        return sum(self._run(partial(delete_entries, entries=some)) for some in found)

    def size(self) -> tuple[int, int]:
        """The number of answers and the bytes that they take on disk."""
        return self._run(lambda stored: (len(stored), stored.volume()))

    def clear(self) -> None:
        """Forget every answer."""
        self._run(lambda stored: stored.clear())

    def close(self) -> None:
        """Give back the database and the locks; a later use opens them again."""
        self.flights.close()
        self._close_database()

    def _close_database(self) -> None:
        stored, self._cache = self._cache, None
        if stored is not None:
            stored.close()

    def _run(self, work: Callable[[Any], _T]) -> _T:
        try:
            return self._mended(work)
        except (sqlite3.Error, OSError, timeout_error()) as error:
            # diskcache says Timeout whatever SQLite said when a transaction began.
            reason = error.__context__ if isinstance(error, timeout_error()) and error.__context__ else error
            raise ModelError(_told(self.folder, reason)) from error

    def _mended(self, work: Callable[[Any], _T]) -> _T:
        """Do the work; where the database is damaged, on the one that another run has begun anew, else on a new one."""
        tries = 0
        while True:
            try:
                return work(self._open())
            except sqlite3.DatabaseError as error:
                tries += 1
                if tries > 2 or not is_damage(error):
                    raise
                self._close_database()
                if tries == 2:
                    self._begin_anew(error)

    def _open(self) -> Any:
        """The database that lies in the folder now: another run may have set it aside, or somebody deleted it."""
        found = identity(self._file)
        if self._cache is not None and found == self._opened:
            return self._cache
        self._close_database()
        self._opened = found
        self._cache = open_database(self.folder, _LOCKED_AFTER)
        self._opened = identity(self._file)
        return self._cache

    def _begin_anew(self, error: Exception) -> None:
        """Put a new database in the place of the damaged one; a kill before the end leaves the damaged one there."""
        folder = self.folder.resolve()
        with exclusive(folder.parent):
            if identity(self._file) != self._opened:
                return  # another run was first
            # One name: what a killed run has begun to carry over is not lost, and does not pile up.
            with closing(AnswerCache(folder.with_name(f"{folder.name}.mending"))) as fresh:
                fresh.size()  # it is opened, and so made, though nothing may be carried over
                fresh.add(salvaged(self._file))
                carried, _ = fresh.size()
            aside = folder.rename(_free_name(folder))
            fresh.folder.rename(folder)
        _log.warning(
            "%s: stored answers damaged (%s); set aside as %s, begun anew with %d answers carried over",
            self.folder,
            error,
            aside.name,
            carried,
        )

    def _warn(self, reason: Exception) -> None:
        if not self._warned:
            self._warned = True
            _log.warning("%s: %s; such answers are asked again", self.folder, reason)


def _steps(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _free_name(folder: Path) -> Path:
    number = 1
    while (free := folder.with_name(f"{folder.name}.damaged-{number}")).exists():
        number += 1
    return free


def _told(folder: Path, error: BaseException) -> str:
    if is_locked(error):
        return (
            f"{folder}: the stored answers are locked by another process, for {_LOCKED_AFTER:g} s already; end that "
            "process, or name another folder by --cache or LLMEXTRACT_CACHE"
        )
    return (
        f"{folder}: the stored answers cannot be used ({error}); check the folder, or name another by --cache or "
        "LLMEXTRACT_CACHE"
    )
