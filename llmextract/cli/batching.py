"""The commands that take a relay folder's requests through a batch service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click

from llmextract.cli.options import json_option

if TYPE_CHECKING:
    from llmextract.models.batch import FetchedBatch, SubmittedBatch

__all__ = ["batch"]

F = TypeVar("F", bound=Callable[..., Any])

_SHORT = 1
_RUNNING = 3


@click.group()
def batch() -> None:
    """The requests of --model relay:FOLDER through OpenAI's Batch API, or a service with the same."""


def _on_folder(command: F) -> F:
    url = click.option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (default: OPENAI_BASE_URL).")
    return click.argument("folder", metavar="FOLDER", type=click.Path())(url(command))


@batch.command()
@_on_folder
@click.option("--model", "-m", metavar="NAME", help="Who is to answer, instead of the model that the requests name.")
@json_option()
def submit(folder: str, base_url: str | None, model: str | None, as_json: bool) -> None:
    """Send what waits in FOLDER/requests.jsonl; nothing is sent twice."""
    from llmextract.cli.shown import print_json
    from llmextract.models.batch import Endpoint
    from llmextract.models.batch import submit as submit_library

    def each(one: SubmittedBatch) -> None:
        found = " (found at the service: an earlier submit was cut off)" if one.found else ""
        click.echo(f"{one.batch}: {one.requests} requests{found}")

    done = submit_library(folder, Endpoint(base_url), model=model, each=None if as_json else each)
    if as_json:
        print_json(asdict(done))
        return
    requests = sum(one.requests for one in done.batches)
    click.echo(f"{requests} requests in {len(done.batches)} batches; {done.under_way} were under way, ", nl=False)
    click.echo(f"{done.answered} answered")


@batch.command()
@_on_folder
@json_option("batch")
def status(folder: str, base_url: str | None, as_json: bool) -> None:
    """Show how far each batch is. Exit code 3 while some are running."""
    from llmextract.cli.show_batches import show_batches
    from llmextract.models.batch import Endpoint
    from llmextract.models.batch import status as status_library

    batches = status_library(folder, Endpoint(base_url))
    show_batches(batches, as_json=as_json)
    sys.exit(0 if all(one.ended for one in batches) else _RUNNING)


@batch.command()
@_on_folder
@json_option()
def fetch(folder: str, base_url: str | None, as_json: bool) -> None:
    """Put the answers of ended batches into FOLDER/answers.jsonl. Exit code 3 while some are running."""
    from llmextract.cli.shown import print_json
    from llmextract.models.batch import Endpoint
    from llmextract.models.batch import fetch as fetch_library

    def each(one: FetchedBatch) -> None:
        message = f" ({one.message})" if one.message else ""
        counts = f"{one.answered} answered, {one.errors} errors, {one.missing} missing"
        click.echo(f"{one.batch} {one.state}: {counts}{message}")

    done = fetch_library(folder, Endpoint(base_url), each=None if as_json else each)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{len(done.batches)} batches fetched, {done.running} running")
    for problem in done.problems:
        click.echo(f"llmextract: {problem}", err=True)
    sys.exit(_SHORT if done.problems else _RUNNING if done.running else 0)
