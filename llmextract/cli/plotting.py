"""The command that draws."""

from __future__ import annotations

import click

from llmextract.cli.completing import complete_field

__all__ = ["plot"]


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...", type=click.Path())
@click.option(
    "--field",
    metavar="FIELD",
    shell_complete=complete_field,
    help="One indicator over places and years, not the coverage map: SECTION.FIELD, or a title (收到复议申请数).",
)
@click.option(
    "--out", "-o", required=True, metavar="FILE.svg", type=click.Path(), help='Where to write; "-" prints it.'
)
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Of the words of the plot itself (default: that of the schema)."
)
def plot(folders: tuple[str, ...], field: str | None, out: str, lang: str | None) -> None:
    """Draw what the reports of some runs state: a map of report by section, or one indicator."""
    from pathlib import Path

    from llmextract.errors import ResultError
    from llmextract.files import write_atomic
    from llmextract.plots import plot as plot_library

    if out != "-" and Path(out).suffix.lower() != ".svg":
        told = "is no form of a plot; give FILE.svg, which browsers open and print"
        raise ResultError(f"{out}: {Path(out).suffix or 'a name without a suffix'} {told}")
    svg = plot_library(folders, field, lang=lang)
    if out == "-":
        click.echo(svg, nl=False)
        return
    write_atomic(Path(out), svg)
    click.echo(f"wrote {out}")
