"""What `llmextract cache list` prints."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from llmextract.cli.shown import plain_console
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.models.entry import Entry, fields_of
from llmextract.models.jsontext import json_line

__all__ = ["show_entries"]

_COLUMNS = (
    Column("name"),
    Column("scope", Kind.WORDS),
    Column("model"),
    Column("finish"),
    Column("tokens", Kind.NUMBER),
    Column("when"),
)


def show_entries(entries: Iterable[Entry], limit: int, *, as_json: bool) -> None:
    """The newest entries as a table, or all of them, by key, as JSON lines without the answers themselves."""
    if as_json:
        for entry in entries:
            told = {"key": entry.key, **fields_of(entry)}
            del told["content"]
            click.echo(json_line(told))
        return
    console = plain_console()
    counted = _Counted(entries)
    newest = heapq.nlargest(limit, counted, key=lambda entry: (entry.stored or 0, entry.key))
    if newest:
        print_table(console, _COLUMNS, [_row(entry) for entry in newest])
    left = f", the newest {len(newest)} above; --limit shows more" if len(newest) < counted.number else ""
    console.print(f"{counted.number:,} answers{left}")


class _Counted:
    """Entries, counted as they pass."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.number = 0
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.number += 1
            yield entry


def _row(entry: Entry) -> tuple[str, ...]:
    answer = entry.answer
    return entry.name or "-", entry.scope or "-", answer.model, answer.finish, _tokens(entry), _when(entry)


def _tokens(entry: Entry) -> str:
    """Tokens of the request and of the answer."""
    usage = entry.answer.usage
    return " + ".join("-" if count is None else f"{count:,}" for count in (usage.prompt, usage.completion))


def _when(entry: Entry) -> str:
    """When it was stored, in the time of this machine."""
    return "-" if entry.stored is None else f"{datetime.fromtimestamp(entry.stored):%Y-%m-%d %H:%M}"
