"""The page commands.md, from what `--help` says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from llmextract.docs.library import WRITTEN

__all__ = ["commands"]


def commands() -> str:
    """The page commands.md: usage, help and options of every command."""
    from llmextract.cli import main

    parts = ["# Commands", f"`llmextract COMMAND --help` prints the same. {WRITTEN}"]
    return "\n\n".join([*parts, *_command(main, "llmextract", None)]) + "\n"


def _command(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    if parent is not None:
        yield f"## {context.command_path}"
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    yield inspect.cleandoc(command.help or "")
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if options:
        rows = (" | ".join(("", *_option(option, context), "")).strip() for option in options)
        yield "\n".join(("| option | does |", "| --- | --- |", *rows))
    if isinstance(command, click.Group):
        for each in sorted(command.commands):
            yield from _command(command.commands[each], each, context)


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    names, told = option.get_help_record(context) or ("", "")
    return f"`{names}`".replace("|", r"\|"), told.replace("|", r"\|")
