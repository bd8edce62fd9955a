"""What `batch status` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from llmextract.cli.shown import plain_console, print_json, shown
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.models.batch import BatchStatus

__all__ = ["show_batches"]

_COUNTED = ("answered", "errors", "total")
_COLUMNS = (Column("batch"), Column("state"), *(Column(name, Kind.NUMBER) for name in _COUNTED), Column("since"))


def show_batches(batches: Sequence[BatchStatus], *, as_json: bool) -> None:
    """A row a batch, or one JSON object a batch."""
    if as_json:
        for one in batches:
            print_json(asdict(one))
        return
    console = plain_console()
    if not batches:
        console.print("nothing was submitted from this folder")
        return
    rows = [
        (one.batch or "?", _state(one), str(one.completed), str(one.failed), str(one.total), str(one.since))
        for one in batches
    ]
    print_table(console, _COLUMNS, rows)
    for one in batches:
        if one.message:
            console.print(shown(f"{one.batch or '?'}: {one.message}"), soft_wrap=True)


def _state(one: BatchStatus) -> str:
    return f"{one.state}, to fetch" if one.ended and not one.fetched else one.state
