"""The database under the stored answers: diskcache, held to text.

A pickle in a file that others can write runs their code, so none is ever read. Nothing is evicted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from llmextract.models.entry import Entry, Unreadable, pack, unpack

__all__ = [
    "DATABASE",
    "add_entries",
    "delete_entries",
    "is_damage",
    "is_locked",
    "open_database",
    "read_entry",
    "timeout_error",
]

DATABASE = "cache.db"  # the name that diskcache gives it, in the folder
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Given at every open: they lie in the database, and another opener may have put its own. Without the last, a file that
# is cut short under a running process ends it by a bus error.
_SETTINGS = {"eviction_policy": "none", "cull_limit": 0, "sqlite_mmap_size": 0}


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
        raise Unreadable("a row that holds no text")
    return value


def open_database(folder: Path, timeout: float) -> Any:
    """The diskcache of a folder, made where it is missing; a write waits `timeout` seconds for other writers."""
    from diskcache import Cache

    # Made in two steps: the connection of one that fails to open must be closed all the same.
    stored = Cache.__new__(Cache)
    try:
        stored.__init__(str(folder), timeout=timeout, disk=_text_disk(), **_SETTINGS)
    except BaseException:
        if hasattr(stored, "_local"):
            stored.close()
        raise
    return stored


def read_entry(stored: Any, key: str) -> Entry | None:
    """The entry under a key; None where there is none.

    Raises:
        Unreadable: there is a row, but not one that was written here.

    """
    try:
        value = stored.get(key)
    except sqlite3.OperationalError as error:
        # Python, not SQLite, raises the one without a code: a text that is no UTF-8.
        if hasattr(error, "sqlite_errorcode"):
            raise
        raise Unreadable("a row that holds damaged text") from None
    return None if value is None else unpack(key, value)


def add_entries(stored: Any, entries: Iterable[Entry]) -> int:
    """Store, as one step, the entries whose key has no readable answer yet; returns how many."""
    with stored.transact():
        return sum(_add(stored, entry) for entry in entries)


def _add(stored: Any, entry: Entry) -> bool:
    value = pack(entry)
    if stored.add(entry.key, value):
        return True
    return _readable(stored, entry.key) is None and bool(stored.set(entry.key, value))


def delete_entries(stored: Any, entries: Iterable[Entry]) -> int:
    """Forget, as one step, entries that still hold the same answer; returns how many."""
    with stored.transact():
        return sum(_delete(stored, entry) for entry in entries)


def _delete(stored: Any, entry: Entry) -> bool:
    found = _readable(stored, entry.key)
    return found is not None and found.answer == entry.answer and bool(stored.delete(entry.key))


def _readable(stored: Any, key: str) -> Entry | None:
    try:
        return read_entry(stored, key)
    except Unreadable:
        return None


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is damaged, or no database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def is_locked(error: BaseException) -> bool:
    """Whether another process held the database for longer than one waits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def timeout_error() -> type[Exception]:
    """What diskcache raises where a transaction cannot begin."""
    from diskcache import Timeout

    error: type[Exception] = Timeout
    return error
