"""The commands. Everything heavy is imported where it is used, so that `--help` stays quick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from llmextract.cli.checking import audit, codes, compare, verify
from llmextract.cli.options import load, schema_option
from llmextract.cli.running import estimate, recheck, run, status

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])

_USAGE_ERROR = 2
_INTERRUPTED = 130


class _Group(click.Group):
    """Turns llmextract's own errors into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        from llmextract.errors import LlmextractError

        try:
            return super().invoke(ctx)
        except (LlmextractError, OSError) as error:
            click.echo(f"llmextract: {error}", err=True)
            ctx.exit(_USAGE_ERROR)
        except KeyboardInterrupt:
            click.echo("llmextract: stopped; the answers received are kept: run the same command to go on", err=True)
            ctx.exit(_INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="llmextract")
def main() -> None:
    """Turn published reports into a dataset whose every number stands in the source.

    Exit codes: 0 all done, 1 some documents failed, 2 wrong use, 3 some wait (for relayed answers,
    or a larger budget), 130 interrupted.
    """


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

    show_schema(load(schema), sections, as_json=as_json)


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


for command in (audit, codes, compare, estimate, recheck, run, status, verify):
    main.add_command(command)
