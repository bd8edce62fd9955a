"""The commands that work on many reports: run, recheck, apply, gold, estimate, status."""

from __future__ import annotations

import json
import logging
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from llmextract.cli.options import (
    asking_options,
    json_option,
    load,
    model_options,
    open_models,
    options_from,
    prices_option,
    schema_option,
)

__all__ = ["apply", "estimate", "gold", "recheck", "run", "status"]

_USAGE_ERROR = 2


class _Money(click.ParamType[Decimal]):
    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is no amount", param, ctx)
        if not amount.is_finite() or amount < 0:
            self.fail(f"{value!r} is no amount", param, ctx)
        return amount


_summary_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object, what run.json (or recheck.json) tells; all else goes to standard error.",
)


def _summary(out: str, name: str, as_json: bool) -> None:
    """What a run tells of itself, for a program."""
    if as_json:
        from llmextract.cli.shown import print_json

        print_json(json.loads((Path(out) / name).read_text(encoding="utf-8")))


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "--out",
    "-o",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Folder for results, panel and ledger.",
)
@model_options
@schema_option
@asking_options
@click.option("--retry-failed", is_flag=True, help="Ask again where the stored answers ended in failure.")
@prices_option
@click.option("--budget", type=_Money(), metavar="AMOUNT", help="Spend no more, in the currency of the prices.")
@click.option("--verbose", "-v", count=True, help="Tell of every request; -vv with its text. Never a key.")
@_summary_option
def run(
    paths: tuple[str, ...],
    out: str,
    schema: str | None,
    retry_failed: bool,
    prices: str | None,
    budget: Decimal | None,
    verbose: int,
    as_json: bool,
    **given: Any,
) -> None:
    """Extract reports into a checked dataset; run it again to go on where it stopped.

    PATH is a file (text, HTML, PDF, DOCX), a folder, a .zip archive, a pattern in quotes, or `-` for standard input.
    """
    _no_results_as_reports(paths)
    from llmextract.cli.screen import Screen
    from llmextract.prices import Prices
    from llmextract.runner import run as run_library

    genre, known = load(schema), Prices.read(prices)
    first, *second = open_models(given)
    options = options_from(given, second, retry_failed=retry_failed)
    screen = Screen(" + ".join(model.name for model in (first, *second)), len(genre.sections), known, aside=as_json)
    _log_to(screen.console.file, verbose)
    with screen:
        done = run_library(paths, out, first, genre, options, screen, prices=known, budget=budget)
    screen.closing_table(done, out)
    _summary(out, "run.json", as_json)
    sys.exit(done.exit_code if done.outcomes else _USAGE_ERROR)


def _no_results_as_reports(paths: tuple[str, ...]) -> None:
    """The texts that a run keeps would be read as reports."""
    from llmextract.runs import is_run

    for path in map(Path, paths):
        if path.is_dir() and is_run(path):
            raise click.UsageError(
                f"{path} holds the results of a run: give the folder of the reports, or use `llmextract recheck {path}`"
            )


def _log_to(stream: Any, verbose: int) -> None:
    """Show what llmextract logs: each request, and with -vv what it says."""
    if not verbose:
        return
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("llmextract")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose == 1 else logging.NOTSET + 1)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@schema_option
@_summary_option
def recheck(folder: str, schema: str | None, as_json: bool) -> None:
    """Check the results in DIR again from their stored answers; no model is asked."""
    from llmextract.cli.screen import Screen
    from llmextract.runner import recheck as recheck_library
    from llmextract.runs import check_run

    check_run(folder)
    genre = load(schema) if schema else None
    screen = Screen("stored answers", len(genre.sections) if genre else 0, aside=as_json)
    with screen:
        done = recheck_library(folder, genre, screen)
    screen.closing_table(done, folder)
    _summary(folder, "recheck.json", as_json)
    sys.exit(done.exit_code)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@schema_option
@json_option()
def apply(folder: str, files: tuple[str, ...], schema: str | None, as_json: bool) -> None:
    """Put what people have decided (files that the review page saves) into the results in DIR.

    It is kept there: later runs heed it. The reports concerned are checked again from their stored
    answers; no model is asked.
    """
    from llmextract.applying import apply as apply_library
    from llmextract.cli.screen import Screen
    from llmextract.cli.show_runs import show_applied

    genre = load(schema) if schema else None
    if as_json:
        done = apply_library(folder, files, genre)
    else:
        screen = Screen("stored answers", len(genre.sections) if genre else 0)
        with screen:
            done = apply_library(folder, files, genre, screen)
        if done.outcomes:
            screen.closing_table(done, folder)
    show_applied(done, as_json=as_json)
    sys.exit(done.exit_code)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("gold", metavar="GOLD", type=click.Path())
def gold(folder: str, gold: str) -> None:
    """Write gold files into GOLD from what people have decided about the results in DIR."""
    from llmextract.gold_files import gold as gold_library

    written = gold_library(folder, gold)
    click.echo(f"{len(written)} gold files in {gold}; score another run by `llmextract eval`")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@model_options
@schema_option
@asking_options
@prices_option
@json_option()
def estimate(paths: tuple[str, ...], schema: str | None, prices: str | None, as_json: bool, **given: Any) -> None:
    """Show what a run would ask and cost, and what the store already holds; nothing is asked."""
    from llmextract.cli.show_runs import show_estimate
    from llmextract.estimating import estimate as estimate_library
    from llmextract.prices import Prices

    first, *second = open_models(given)
    options = options_from(given, second)
    show_estimate(estimate_library(paths, first, load(schema), options, Prices.read(prices)), as_json=as_json)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@json_option("document")
def status(folder: str, as_json: bool) -> None:
    """Show which documents of DIR are done, failed or waiting, and which need eyes."""
    from llmextract.cli.show_runs import show_status
    from llmextract.runs import status as status_library

    show_status(status_library(folder), as_json=as_json)
