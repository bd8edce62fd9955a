"""The command that finds the administrative division of a name."""

from __future__ import annotations

import click

from llmextract.cli.options import json_option

__all__ = ["locate"]


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--title", default="", metavar="TEXT", help="The report's title: it decides between several meanings.")
@json_option("name")
def locate(names: tuple[str, ...], title: str, as_json: bool) -> None:
    """Find the administrative division of each NAME: code, province, prefecture, level; candidates where it is open."""
    from llmextract.cli.show_places import show_located
    from llmextract.places import locate as locate_library

    show_located([(name, locate_library(name, title=title)) for name in names], as_json=as_json)
