"""The commands that work on many reports: run, recheck, estimate, status."""

from __future__ import annotations

import logging
import sys
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from llmextract.cli.options import (
    asking_options,
    load,
    model_options,
    open_models,
    options_from,
    prices_option,
    schema_option,
)

__all__ = ["estimate", "recheck", "run", "status"]

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


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", "-o", required=True, metavar="DIR", help="Folder for results, panel and ledger.")
@model_options
@schema_option
@asking_options
@click.option("--retry-failed", is_flag=True, help="Ask again where the stored answers ended in failure.")
@prices_option
@click.option("--budget", type=_Money(), metavar="AMOUNT", help="Spend no more, in the currency of the prices.")
@click.option("--verbose", "-v", count=True, help="Tell of every request; -vv with its text. Never a key.")
def run(
    paths: tuple[str, ...],
    out: str,
    schema: str | None,
    retry_failed: bool,
    prices: str | None,
    budget: Decimal | None,
    verbose: int,
    **given: Any,
) -> None:
    """Extract reports into a checked dataset; run it again to go on where it stopped.

    PATH is a file (text, HTML, PDF, DOCX), a folder, a .zip archive, a pattern in quotes, or `-` for standard input.
    """
    from llmextract.cli.screen import Screen
    from llmextract.prices import Prices
    from llmextract.runner import run as run_library

    genre, known = load(schema), Prices.read(prices)
    first, *second = open_models(given)
    options = options_from(given, second, retry_failed=retry_failed)
    screen = Screen(" + ".join(model.name for model in (first, *second)), len(genre.sections), known)
    _log_to(screen.console.file, verbose)
    with screen:
        done = run_library(paths, out, first, genre, options, screen, prices=known, budget=budget)
    screen.closing_table(done, out)
    sys.exit(done.exit_code if done.outcomes else _USAGE_ERROR)


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
@click.argument("folder", metavar="DIR")
@schema_option
def recheck(folder: str, schema: str | None) -> None:
    """Check the results in DIR again from their stored answers; no model is asked."""
    from llmextract.cli.screen import Screen
    from llmextract.runner import recheck as recheck_library

    genre = load(schema) if schema else None
    screen = Screen("stored answers", len(genre.sections) if genre else 0)
    with screen:
        done = recheck_library(folder, genre, screen)
    screen.closing_table(done, folder)
    sys.exit(done.exit_code)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@model_options
@schema_option
@asking_options
@prices_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def estimate(paths: tuple[str, ...], schema: str | None, prices: str | None, as_json: bool, **given: Any) -> None:
    """Show what a run would ask and cost, and what the store already holds; nothing is asked."""
    from llmextract.cli.show_runs import show_estimate
    from llmextract.estimating import estimate as estimate_library
    from llmextract.prices import Prices

    first, *second = open_models(given)
    options = options_from(given, second)
    show_estimate(estimate_library(paths, first, load(schema), options, Prices.read(prices)), as_json=as_json)


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a document.")
def status(folder: str, as_json: bool) -> None:
    """Show which documents of DIR are done, failed or waiting, and which need eyes."""
    from llmextract.cli.show_runs import show_status
    from llmextract.journal import status as status_library

    show_status(status_library(folder), as_json=as_json)
