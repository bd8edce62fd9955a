"""What `batch status` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmextract.models.batch import BatchStatus

__all__ = ["show_batches"]

_PLAIN_WIDTH = 110  # where no terminal tells its width


def show_batches(batches: Sequence[BatchStatus], *, as_json: bool) -> None:
    """A row a batch, or one JSON object a batch."""
    if as_json:
        for one in batches:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    console = Console(highlight=False)
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
        table.add_row(Text(one.batch or "?"), Text(_state(one)), *counts, Text(one.since))
    console.print(table)
    for one in batches:
        if one.message:
            console.print(Text(f"{one.batch or '?'}: {one.message}"), soft_wrap=True)


def _state(one: BatchStatus) -> str:
    return f"{one.state}, to fetch" if one.ended and not one.fetched else one.state
