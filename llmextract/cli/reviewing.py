"""The command that writes review pages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from llmextract.cli.options import json_option

if TYPE_CHECKING:
    from llmextract.reviewing import Reviewed

__all__ = ["review"]


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help="Language that pages begin in, and that of the plots (default: the genre's).",
)
@click.option("--document", "documents", multiple=True, metavar="NAME", help="Only the page of this one; repeatable.")
@click.option("--no-plots", is_flag=True, help="An index without the coverage map and the indicators.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@json_option("DIR")
def review(
    folders: tuple[str, ...], lang: str | None, documents: tuple[str, ...], no_plots: bool, opens: bool, as_json: bool
) -> None:
    """Write a page a report where a person decides what needs eyes, and an index: DIR/review/index.html.

    Pages work from disk, without a network. Decisions are saved from the page as a file, for `llmextract apply`. A
    report that cannot be read is told, here and in the index, and stops no other; the exit code is 1 then.
    """
    from llmextract.reviewing import review as review_library

    code = 0
    for folder in folders:
        done = review_library(folder, lang=lang, documents=documents or None, plots=not no_plots)
        _show(done, as_json=as_json)
        code = max(code, done.exit_code)
        if opens:
            click.launch((done.pages[0] if len(done.pages) == 1 and documents else done.index).resolve().as_uri())
    sys.exit(code)


def _show(done: Reviewed, *, as_json: bool) -> None:
    """Where the pages of a review lie, and which reports have none."""
    from llmextract.cli.shown import many, print_json, shown

    if as_json:
        print_json({"index": str(done.index), "pages": list(map(str, done.pages)), "problems": done.problems})
        return
    for name, reason in done.problems.items():
        click.echo(f"{shown(name)} has no page: {shown(reason)}", err=True)
    click.echo(f"{many(len(done.pages), 'page')} → {shown(done.index)}")
