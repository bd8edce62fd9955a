"""The commands. Everything heavy is imported where it is used, so that `--help` stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from llmextract.cli.batching import batch
from llmextract.cli.caching import cache
from llmextract.cli.checking import audit, codes, compare, verify
from llmextract.cli.completing import complete_section
from llmextract.cli.locating import locate
from llmextract.cli.options import json_option, load, schema_option
from llmextract.cli.paneling import codebook, panel
from llmextract.cli.plotting import plot
from llmextract.cli.reviewing import review
from llmextract.cli.running import apply, estimate, gold, recheck, run, status

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])

_USAGE_ERROR = 2
_INTERRUPTED = 130
_SENTENCE = 300


class _Group(click.Group):
    """Turns llmextract's own errors into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        from llmextract.cli.shown import shown
        from llmextract.errors import LlmextractError

        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the output has seen enough: click ends quietly
        except (LlmextractError, OSError) as error:
            click.echo(f"llmextract: {shown(_told(error))}", err=True)
            ctx.exit(_USAGE_ERROR)
        except KeyboardInterrupt:
            click.echo("llmextract: stopped; the answers received are kept: run the same command to go on", err=True)
            ctx.exit(_INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its whole first sentence: click cuts them off."""
        rows = [(name, command.get_short_help_str(limit=_SENTENCE)) for name, command in sorted(self.commands.items())]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _told(error: Exception) -> str:
    """The words of an error; of the system's own, the file and what is wrong with it."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}; check the path"
    return str(error)


_EPILOG = """\b
Start with:
  llmextract run REPORTS --out OUT    extract a folder of reports
  llmextract status OUT               what is done, and what needs eyes
"""


@click.group(
    cls=_Group, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="llmextract")
def main() -> None:
    """Turn published reports into a dataset whose every number stands in the source.

    Exit codes: 0 all done, 1 some documents failed, 2 wrong use, 3 some wait (for relayed answers,
    or a larger budget), 130 interrupted.

    With --json a list is JSON lines, one object a thing, and a summary one object; nothing else is on standard
    output. NO_COLOR takes colours away, FORCE_COLOR keeps them in a pipe, COLUMNS sets the width of tables.
    """


@main.command(name="eval")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("gold", metavar="GOLD", type=click.Path())
@json_option()
def evaluate(folder: str, gold: str, as_json: bool) -> None:
    """Score the results in DIR against hand-made gold: precision, recall, every miss."""
    from llmextract.cli.show import show_evaluation
    from llmextract.evaluation import evaluate as evaluate_library

    show_evaluation(evaluate_library(folder, gold), as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@json_option("number")
def scan(file: str, as_json: bool) -> None:
    """Show the numbers of a text, coloured by kind. FILE may be `-`, standard input."""
    from llmextract.cli.show import show_scan
    from llmextract.inputs import one_report

    show_scan(one_report(file), as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@json_option("heading")
def outline(file: str, as_json: bool) -> None:
    """Show the headings of a text as a tree, with title, region, dates and the count of figures under each."""
    from llmextract.cli.show import show_outline
    from llmextract.inputs import one_report

    show_outline(one_report(file), as_json=as_json)


@main.command()
@click.argument("sections", nargs=-1, metavar="[SECTION]...", shell_complete=complete_section)
@schema_option
@json_option()
def schema(sections: tuple[str, ...], schema: str | None, as_json: bool) -> None:
    """Show the fields of a genre as a table, or as the wire schema that models answer in."""
    from llmextract.cli.show import show_schema

    show_schema(load(schema), sections, as_json=as_json)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    r"""Print what makes the tab key of a shell complete commands, options, models, sections and files.

    \b
    bash: echo 'eval "$(llmextract completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(llmextract completion zsh)"' >> ~/.zshrc
    fish: llmextract completion fish > ~/.config/fish/completions/llmextract.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:  # the choices above are those that click has
        raise click.UsageError(f"no completion for {shell}")
    click.echo(found(main, {}, "llmextract", "_LLMEXTRACT_COMPLETE").source())


for command in (apply, audit, batch, cache, codebook, codes, compare, estimate, gold, locate, panel, plot, recheck):
    main.add_command(command)
for command in (review, run, status, verify):
    main.add_command(command)
