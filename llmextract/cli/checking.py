"""The commands that check: a text's own arithmetic, another tool's data, the codes, the reports of one place."""

from __future__ import annotations

import sys

import click

from llmextract.cli.options import json_option, schema_option

__all__ = ["audit", "codes", "compare", "verify"]

_SHORT = 1


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(dir_okay=False))
@json_option("identity")
def audit(files: tuple[str, ...], as_json: bool) -> None:
    """Show what the figures of a text say of each other: sums and rates that hold, that do not, that cannot be."""
    from llmextract.cli.show_checks import show_audit
    from llmextract.inputs import find_reports

    for source in find_reports(files):
        show_audit(source.open(), as_json=as_json)


@click.command()
@click.argument("data", metavar="DATA.json", type=click.Path(dir_okay=False))
@click.argument("source", metavar="SOURCE", type=click.Path())
@schema_option
@click.option("--fail-under", type=click.FloatRange(0, 1), metavar="SHARE", help="Exit 1 if fewer are verified.")
@json_option("value")
def verify(data: str, source: str, schema: str | None, fail_under: float | None, as_json: bool) -> None:
    """Check every number of another tool's JSON (or JSON lines) against a source text.

    Without --schema the names of the values must have words of the text; with one, values named SECTION.FIELD or FIELD
    are checked against the field's cue, unit and arithmetic.
    """
    from llmextract.cli.show_checks import show_verifications
    from llmextract.handed import read_data
    from llmextract.inputs import one_report
    from llmextract.schema import load_genre
    from llmextract.verification import verify as verify_library

    checked = verify_library(read_data(data), one_report(source), load_genre(schema) if schema else None)
    share = show_verifications(checked, as_json=as_json)
    if fail_under is not None and share < fail_under:
        click.echo(f"llmextract: {share:.1%} verified, less than {fail_under:.1%}", err=True)
        sys.exit(_SHORT)


@click.command()
@json_option("code")
def codes(as_json: bool) -> None:
    """Show what every code of a finding says, and what it does to a verdict."""
    from llmextract.cli.show_checks import show_codes

    show_codes(as_json=as_json)


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...", type=click.Path())
@json_option("finding")
def compare(folders: tuple[str, ...], as_json: bool) -> None:
    """Hold the reports of each place against those of the year before, over any number of runs; list reposts."""
    from llmextract.across import compare as compare_library
    from llmextract.cli.show_checks import show_across
    from llmextract.cli.show_places import show_reposts
    from llmextract.reposting import reposts_of_runs
    from llmextract.runs import read_runs

    results, genre = read_runs(folders)
    show_across(compare_library(results, genre), as_json=as_json)
    show_reposts(reposts_of_runs(folders), as_json=as_json)
