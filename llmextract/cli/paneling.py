"""The commands that make tables of results: the panel and its codebook."""

from __future__ import annotations

import click

from llmextract.cli.options import json_option, load, schema_option

__all__ = ["codebook", "panel"]

_documents_option = click.option(
    "--documents",
    multiple=True,
    metavar="PATTERN",
    help='Only documents of such names: "*2024*"; may be repeated.',
)


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option(
    "--out",
    "-o",
    required=True,
    metavar="FILE",
    help="Where it goes: .xlsx, .duckdb, .parquet or .csv; a folder takes all tables as CSV.",
)
@click.option(
    "--form",
    type=click.Choice(["long", "wide"]),
    help="Which of the two tables (default: both; of .parquet and .csv the long one).",
)
@_documents_option
@json_option()
def panel(folders: tuple[str, ...], out: str, form: str | None, documents: tuple[str, ...], as_json: bool) -> None:
    """Make a panel of the results in DIR…: Excel, DuckDB, Parquet or CSV.

    Several runs are joined; a report that repeats another stays, and says so in the columns repost_of and same_year_as.
    """
    from llmextract.cli.show_panels import Steps, show_panel
    from llmextract.panels import panel as panel_library

    with Steps() as step:
        made = panel_library(folders, out, form=form, documents=documents, step=step)
    show_panel(made, as_json=as_json)


@click.command()
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@click.option("--out", "-o", metavar="FILE", help="Write it there (default: the screen).")
@schema_option
@_documents_option
@json_option()
def codebook(
    folders: tuple[str, ...], out: str | None, schema: str | None, documents: tuple[str, ...], as_json: bool
) -> None:
    """Tell what each field means and how the reports in DIR… fill it, as Markdown.

    Without DIR: the fields of a genre alone (--schema).
    """
    from llmextract.cli.show_panels import show_codebook
    from llmextract.panels import codebook as codebook_library

    if folders and schema:
        raise click.UsageError("--schema is for a codebook without DIR; runs know their own schema")
    genre = None if folders else load(schema)
    show_codebook(codebook_library(folders, genre=genre, documents=documents), out, as_json=as_json)
