"""The command that writes review pages."""

from __future__ import annotations

import click

__all__ = ["review"]


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language that pages begin in (default: the genre's).")
@click.option("--document", "documents", multiple=True, metavar="NAME", help="Only the page of this one; repeatable.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def review(folders: tuple[str, ...], lang: str | None, documents: tuple[str, ...], opens: bool) -> None:
    """Write a page a report where a person decides what needs eyes, and an index: DIR/review/index.html.

    Pages work from disk, without a network. Decisions are saved from the page as a file.
    """
    from llmextract.cli.shown import shown
    from llmextract.reviewing import review as review_library

    for folder in folders:
        index, *pages = review_library(folder, lang=lang, documents=documents or None)
        click.echo(f"{len(pages)} {'page' if len(pages) == 1 else 'pages'} → {shown(index)}")
        if opens:
            click.launch((pages[0] if len(pages) == 1 and documents else index).resolve().as_uri())
