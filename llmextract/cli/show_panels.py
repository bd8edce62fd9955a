"""What the commands about panels print."""

from __future__ import annotations

import json
from pathlib import Path

import click

from llmextract.cli.shown import shown, shown_json
from llmextract.files import write_atomic
from llmextract.panels import Codebook, Panel

__all__ = ["show_codebook", "show_panel"]

_LISTED = 3


def show_panel(made: Panel, *, as_json: bool) -> None:
    """What was written, and what should be known of it."""
    if as_json:
        told = {
            "files": [str(path) for path in made.files],
            "reports": made.reports,
            "rows": made.rows,
            "reposts": made.reposts,
            "same_year": made.same_year,
            "unlinked": made.unlinked,
        }
        click.echo(shown_json(told))
        return
    files = [str(path) for path in made.files[:_LISTED]]
    more = f" and {len(made.files) - _LISTED} more files" if len(made.files) > _LISTED else ""
    reports = f"{made.reports} report{'' if made.reports == 1 else 's'}"
    click.echo(shown(f"{reports} → {', '.join(files)}{more}"))
    if made.reposts:
        click.echo(f"{made.reposts} repeat the text of another report: see the column repost_of.")
    if made.same_year:
        click.echo(f"{made.same_year} are of the same place and year as another: see the column same_year_as.")
    if made.unlinked:
        click.echo(f"{made.unlinked} cells of the quality sheet have no link: Excel holds 65,530 a sheet.")


def show_codebook(book: Codebook, out: str | None, *, as_json: bool) -> None:
    """The codebook, on the screen or in a file."""
    if out is None:
        click.echo(shown_json(book.told()) if as_json else shown(book.markdown()))
        return
    write_atomic(
        Path(out), json.dumps(book.told(), ensure_ascii=False, indent=1) + "\n" if as_json else book.markdown()
    )
    click.echo(shown(f"{len(book.fields)} fields → {out}"))
