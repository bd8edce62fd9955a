"""The commands. Everything heavy is imported where it is used, so that `--help` stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from llmextract.cli.batching import batch
from llmextract.cli.caching import cache
from llmextract.cli.checking import audit, codes, compare, verify
from llmextract.cli.options import load, schema_option
from llmextract.cli.reviewing import review
from llmextract.cli.running import estimate, recheck, run, status

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


for command in (audit, batch, cache, codes, compare, estimate, recheck, review, run, status, verify):
    main.add_command(command)
