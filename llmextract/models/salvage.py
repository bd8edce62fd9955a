"""Reading a database of stored answers past diskcache, by plain SQLite and read-only.

Two ways: in the order of the keys, page by page, so that 100,000 entries take no memory and hold up no writer; and row
by row out of a damaged file, where a bad page loses its own rows alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from llmextract.models.entry import Entry, Unreadable, unpack

__all__ = ["Row", "entry_in", "rows_after", "salvaged"]

# The rows as diskcache writes them for text: raw keys, mode 1, no file beside the database.
_ROWS = "SELECT key, value, store_time, rowid FROM Cache WHERE {} LIMIT ?"
_TEXT = "raw = 1 AND mode = 1 AND filename IS NULL AND typeof(key) = 'text' AND typeof(value) = 'text'"
_BY_KEY = _ROWS.format(f"key > CAST(? AS TEXT) AND {_TEXT} ORDER BY key")
_BY_ROWID = _ROWS.format("rowid > ? ORDER BY rowid")
_GIVE_UP = 20_000  # unreadable rows in a run: more than one inner page of the tree has below it

Row = tuple[bytes, bytes, float, int]  # key, value, when diskcache wrote it (UTC seconds), number


def rows_after(database: Path, key: bytes, count: int, timeout: float) -> list[Row]:
    """At most so many rows with keys above this one (as stored: UTF-8), by key.

    Raises:
        sqlite3.Error: the database cannot be read, or is damaged.

    """
    with closing(_connect(database, timeout)) as connection:
        rows: list[Row] = connection.execute(_BY_KEY, (key, count)).fetchall()
        return rows


def entry_in(row: Row) -> Entry:
    """The entry in a row, of whatever version.

    Raises:
        Unreadable: the row is damaged.

    """
    key, value, stored, _ = row
    try:
        return unpack(key.decode("utf-8"), value.decode("utf-8"), int(stored))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Unreadable("a row that holds damaged text") from None


def salvaged(database: Path) -> Iterator[Entry]:
    """Every entry of a damaged database that can still be read and fits its digest."""
    with closing(_connect(database, timeout=1.0)) as connection:
        # Reads a file that was cut short, as far as it goes; without it, not even what is there. Nothing is written.
        connection.execute("PRAGMA writable_schema = ON")
        for row in _readable_rows(connection):
            try:
                entry = entry_in(row)
            except Unreadable:
                continue
            yield entry


def _readable_rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """Row after row; behind one that cannot be read, the next number is tried."""
    number = lost = 0
    while lost < _GIVE_UP:
        try:
            row = connection.execute(_BY_ROWID, (number, 1)).fetchone()
        except sqlite3.Error:
            number, lost = number + 1, lost + 1
            continue
        if row is None:
            return
        # A damaged page may lead back to what was passed already.
        forward = row[3] > number
        number, lost = (row[3], 0) if forward else (number + 1, lost + 1)
        if forward:
            yield row


def _connect(database: Path, timeout: float) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=timeout)
    connection.text_factory = bytes  # what is no UTF-8 is for this module to find, row by row
    return connection
