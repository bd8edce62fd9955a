"""What `batch status` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click
from rich import box
from rich.table import Table

from llmextract.cli.shown import plain_console, shown, shown_json
from llmextract.models.batch import BatchStatus

__all__ = ["show_batches"]

_PLAIN_WIDTH = 110  # where no terminal tells its width


def show_batches(batches: Sequence[BatchStatus], *, as_json: bool) -> None:
    """A row a batch, or one JSON object a batch."""
    if as_json:
        for one in batches:
            click.echo(shown_json(asdict(one)))
        return
    console = plain_console()
    if not console.is_terminal:
        console.width = max(console.width, _PLAIN_WIDTH)
    if not batches:
        console.print("nothing was submitted from this folder")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for column in ("batch", "state", "answered", "errors", "total", "since"):
        table.add_column(
            column, overflow="fold", justify="right" if column in ("answered", "errors", "total") else "left"
        )
    for one in batches:
        counts = (str(one.completed), str(one.failed), str(one.total))
        table.add_row(shown(one.batch or "?"), shown(_state(one)), *counts, shown(one.since))
    console.print(table)
    for one in batches:
        if one.message:
            console.print(shown(f"{one.batch or '?'}: {one.message}"), soft_wrap=True)


def _state(one: BatchStatus) -> str:
    return f"{one.state}, to fetch" if one.ended and not one.fetched else one.state
