"""The commands. Everything heavy is imported where it is used, so that `--help` stays quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from llmextract.cli.checking import audit, codes, compare, schema_option, verify

if TYPE_CHECKING:
    from llmextract.models.base import Model
    from llmextract.schema import Genre

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])

_USAGE_ERROR = 2
_INTERRUPTED = 130


class _Group(click.Group):
    """Turns llmextract's own errors into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        from llmextract.cli.shown import shown
        from llmextract.errors import LlmextractError

        try:
            return super().invoke(ctx)
        except (LlmextractError, OSError) as error:
            click.echo(f"llmextract: {shown(error)}", err=True)
            ctx.exit(_USAGE_ERROR)
        except KeyboardInterrupt:
            click.echo("llmextract: stopped; the answers received are kept: run the same command to go on", err=True)
            ctx.exit(_INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="llmextract")
def main() -> None:
    """Turn published reports into a dataset whose every number stands in the source.

    Exit codes: 0 all done, 1 some documents failed, 2 wrong use, 3 waiting for relayed answers,
    130 interrupted.
    """


def _model_options(command: F) -> F:
    options = (
        click.option(
            "--model",
            "-m",
            metavar="MODEL",
            help="openai:NAME, replay:FOLDER, relay:FOLDER or rules. Default: LLMEXTRACT_MODEL, else a service if "
            "OPENAI_API_KEY is set, else rules.",
        ),
        click.option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (default: OPENAI_BASE_URL)."),
        click.option(
            "--mode",
            type=click.Choice(["json_schema", "tools", "json"]),
            default="json_schema",
            show_default=True,
            help="How the service is held to the wire schema.",
        ),
        click.option("--cache", metavar="FOLDER", help="Where answers are kept (default: LLMEXTRACT_CACHE)."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _genre(schema: str | None) -> Genre:
    from llmextract.schema import load_genre

    return load_genre(schema)


def _open(model: str | None, base_url: str | None, mode: str, cache: str | None) -> Model:
    from llmextract.models import open_model

    return open_model(model, base_url=base_url, mode=mode, cache_folder=Path(cache) if cache else None)


def _parameters(temperature: str) -> dict[str, float]:
    if temperature == "none":
        return {}
    try:
        value = float(temperature)
    except ValueError:
        raise click.UsageError(f'--temperature {temperature}: give a number, or "none"') from None
    return {"temperature": int(value) if value.is_integer() else value}


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--out", "-o", required=True, metavar="DIR", help="Folder for results, panel and ledger.")
@_model_options
@schema_option
@click.option("--attempts", default=2, show_default=True, help="Re-asks of an answer that breaks the wire schema.")
@click.option("--retry-failed", is_flag=True, help="Ask again where the stored answers ended in failure.")
@click.option(
    "--temperature",
    default="0",
    show_default=True,
    metavar="T",
    help='Sampling temperature; "none" sends none, for models that take no temperature.',
)
def run(
    paths: tuple[str, ...],
    out: str,
    model: str | None,
    base_url: str | None,
    mode: str,
    cache: str | None,
    schema: str | None,
    attempts: int,
    retry_failed: bool,
    temperature: str,
) -> None:
    """Extract reports (files or folders) into a checked dataset."""
    from llmextract.cli.screen import Screen
    from llmextract.pipeline import Options
    from llmextract.runner import run as run_library

    genre = _genre(schema)
    opened = _open(model, base_url, mode, cache)
    screen = Screen(opened.name, len(genre.sections))
    options = Options(attempts=attempts, retry_failed=retry_failed, parameters=_parameters(temperature))
    with screen:
        done = run_library(paths, out, opened, genre, options, screen)
    screen.closing_table(done, out)
    sys.exit(done.exit_code if done.outcomes else _USAGE_ERROR)


@main.command()
@click.argument("folder", metavar="DIR")
@schema_option
def recheck(folder: str, schema: str | None) -> None:
    """Check the results in DIR again from their stored answers; no model is asked."""
    from llmextract.cli.screen import Screen
    from llmextract.runner import recheck as recheck_library

    genre = _genre(schema) if schema else None
    screen = Screen("stored answers", len(genre.sections) if genre else 0)
    with screen:
        done = recheck_library(folder, genre, screen)
    screen.closing_table(done, folder)
    sys.exit(done.exit_code)


@main.command(name="eval")
@click.argument("folder", metavar="DIR")
@click.argument("gold", metavar="GOLD")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def evaluate(folder: str, gold: str, as_json: bool) -> None:
    """Score the results in DIR against hand-made gold: precision, recall, every miss."""
    from llmextract.cli.show import show_evaluation
    from llmextract.evaluation import evaluate as evaluate_library

    show_evaluation(evaluate_library(folder, gold), as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def scan(file: str, as_json: bool) -> None:
    """Show the numbers of a text, coloured by kind."""
    from llmextract.cli.show import show_scan
    from llmextract.document import Document

    show_scan(Document.read(file), as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a heading.")
def outline(file: str, as_json: bool) -> None:
    """Show the headings of a text as a tree, with title, region, dates and the count of figures under each."""
    from llmextract.cli.show import show_outline
    from llmextract.document import Document

    show_outline(Document.read(file), as_json=as_json)


@main.command()
@click.argument("sections", nargs=-1, metavar="[SECTION]...")
@schema_option
@click.option("--json", "as_json", is_flag=True, help="Print the wire schema.")
def schema(sections: tuple[str, ...], schema: str | None, as_json: bool) -> None:
    """Show the fields of a genre as a table, or as the wire schema that models answer in."""
    from llmextract.cli.show import show_schema

    show_schema(_genre(schema), sections, as_json=as_json)


@main.group()
def cache() -> None:
    """The store of paid answers."""


def _cache_command(command: F) -> F:
    return click.option("--cache", "folder", metavar="FOLDER", help="Another cache (default: LLMEXTRACT_CACHE).")(
        command
    )


@cache.command(name="path")
@_cache_command
def cache_path(folder: str | None) -> None:
    """Print where answers are kept."""
    from llmextract.models.cache import default_cache_folder

    click.echo(folder or default_cache_folder())


@cache.command(name="size")
@_cache_command
def cache_size(folder: str | None) -> None:
    """Print how many answers are kept, and their size."""
    from llmextract.models.cache import AnswerCache, default_cache_folder

    store = AnswerCache(Path(folder) if folder else default_cache_folder())
    entries, size = store.size()
    store.close()
    click.echo(f"{entries} answers, {size / 1_000_000:.1f} MB")


@cache.command(name="clear")
@_cache_command
@click.confirmation_option(prompt="Forget all stored answers? They will have to be paid for again")
def cache_clear(folder: str | None) -> None:
    """Forget all stored answers."""
    from llmextract.models.cache import AnswerCache, default_cache_folder

    store = AnswerCache(Path(folder) if folder else default_cache_folder())
    entries, _ = store.size()
    store.clear()
    store.close()
    click.echo(f"forgot {entries} answers")


for command in (audit, codes, compare, verify):
    main.add_command(command)
