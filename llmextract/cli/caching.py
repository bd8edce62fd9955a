"""The commands for the store of paid answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from llmextract.cli.options import json_option

if TYPE_CHECKING:
    from llmextract.models.cache import AnswerCache

__all__ = ["cache"]

F = TypeVar("F", bound=Callable[..., Any])
_DAMAGED_LINES = 1


@click.group()
def cache() -> None:
    """The store of paid answers."""


def _say(told: str, as_json: bool, **facts: object) -> None:
    """What a command did, in words or as one JSON object."""
    if as_json:
        from llmextract.cli.shown import print_json

        print_json(facts)
    else:
        click.echo(told)


def _folder_option(command: F) -> F:
    told = "Another cache (default: LLMEXTRACT_CACHE)."
    return click.option("--cache", "folder", metavar="FOLDER", type=click.Path(file_okay=False), help=told)(command)


@contextmanager
def _opened(folder: str | None) -> Iterator[AnswerCache]:
    from llmextract.models.cache import AnswerCache, default_cache_folder

    store = AnswerCache(Path(folder) if folder else default_cache_folder())
    try:
        yield store
    finally:
        store.close()


@cache.command(name="path")
@_folder_option
@json_option()
def cache_path(folder: str | None, as_json: bool) -> None:
    """Print where answers are kept."""
    from llmextract.models.cache import default_cache_folder

    path = str(folder or default_cache_folder())
    _say(path, as_json, path=path)


@cache.command(name="size")
@_folder_option
@json_option()
def cache_size(folder: str | None, as_json: bool) -> None:
    """Print how many answers are kept, and their size."""
    with _opened(folder) as store:
        entries, size = store.size()
    _say(f"{entries} answers, {size / 1_000_000:.1f} MB", as_json, answers=entries, bytes=size)


@cache.command(name="list")
@_folder_option
@click.option("--model", metavar="TEXT", help="Only answers of models whose name holds this.")
@click.option("--limit", default=100, show_default=True, metavar="N", help="Rows of the table, the newest first.")
@json_option("answer (all of them, whatever --limit says)")
def cache_list(folder: str | None, model: str | None, limit: int, as_json: bool) -> None:
    """Show which answers are kept: to what, whose, how long, since when."""
    from llmextract.cli.show_cache import show_entries

    with _opened(folder) as store:
        found = (entry for entry in store.entries() if not model or model.lower() in entry.answer.model.lower())
        show_entries(found, limit, as_json=as_json)


@cache.command(name="prune")
@_folder_option
@click.option("--older-than", type=click.FloatRange(0), metavar="DAYS", help="Those kept for longer than this.")
@click.option("--failed", is_flag=True, help="Those cut off, refused or stopped by a filter.")
@click.option("--scope", metavar="TEXT", help="Those of one service and model, as `cache list --json` says it.")
@json_option()
def cache_prune(folder: str | None, older_than: float | None, failed: bool, scope: str | None, as_json: bool) -> None:
    """Forget some answers; of several options, all must apply."""
    if older_than is None and not failed and scope is None:
        raise click.UsageError("say which: --older-than, --failed or --scope; `llmextract cache clear` forgets all")
    with _opened(folder) as store:
        forgotten = store.prune(older_than=older_than, failed=failed, scope=scope)
    _say(f"forgot {forgotten} answers", as_json, forgotten=forgotten)


@cache.command(name="clear")
@_folder_option
@click.confirmation_option(prompt="Forget all stored answers? They will have to be paid for again")
@json_option()
def cache_clear(folder: str | None, as_json: bool) -> None:
    """Forget all stored answers."""
    with _opened(folder) as store:
        entries, _ = store.size()
        store.clear()
    _say(f"forgot {entries} answers", as_json, forgotten=entries)


@cache.command(name="export")
@_folder_option
@click.argument("file", metavar="FILE.jsonl", type=click.Path(dir_okay=False))
@json_option()
def cache_export(folder: str | None, file: str, as_json: bool) -> None:
    """Write all stored answers as readable JSON lines, for `cache import` on another machine."""
    from llmextract.models.moving import export_answers

    with _opened(folder) as store:
        written = export_answers(store, file)
    _say(f"wrote {written} answers to {file}", as_json, written=written, file=file)


@cache.command(name="import")
@_folder_option
@click.argument("paths", nargs=-1, required=True, metavar="FILE.jsonl|DIR...", type=click.Path())
@click.option("--model", metavar="openai:NAME", help="Whose answers recordings are taken to be.")
@click.option("--base-url", metavar="URL", help="The endpoint that goes with --model (default: OPENAI_BASE_URL).")
@click.option("--mode", type=click.Choice(["json_schema", "tools", "json"]), default="json_schema", show_default=True)
@click.option("--scope", metavar="TEXT", help="The same as --model in one, as `cache list --json` says it.")
@json_option()
def cache_import(
    folder: str | None,
    paths: tuple[str, ...],
    model: str | None,
    base_url: str | None,
    mode: str,
    scope: str | None,
    as_json: bool,
) -> None:
    """Take in answers that `cache export` wrote, or the recordings in the answers folder of a run.

    What is there already stays. Recordings do not say whose answers they are: --model or --scope does.
    """
    from llmextract.models.moving import import_answers

    if model and scope:
        raise click.UsageError("give --model or --scope, not both")
    named = _scope(model, base_url, mode) if model else scope
    with _opened(folder) as store:
        done = import_answers(store, paths, named)
    for line in done.damaged:
        click.echo(f"llmextract: {line}", err=True)
    told = f", passed over {len(done.damaged)} damaged lines" if done.damaged else ""
    facts = {"added": done.added, "present": done.present, "damaged": list(done.damaged)}
    _say(f"took in {done.added} answers, {done.present} were there already{told}", as_json, **facts)
    sys.exit(_DAMAGED_LINES if done.damaged else 0)


def _scope(model: str, base_url: str | None, mode: str) -> str:
    from llmextract.models import ServiceModel

    kind, _, name = model.partition(":")
    if kind != "openai" or not name.strip():
        raise click.UsageError(f"--model {model}: give openai:NAME")
    return ServiceModel(name.strip(), base_url, mode=mode).scope
