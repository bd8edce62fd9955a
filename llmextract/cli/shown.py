"""What of other people's words may go to a terminal: every control sequence shown, none sent; no markup read."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from llmextract.spelling import UNSHOWN, as_json, as_python

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["lively", "many", "plain_console", "print_json", "shown", "shown_json"]

_PLAIN_WIDTH = 140
_UNSHOWN = re.compile(f"[{UNSHOWN}\r]")  # which a terminal takes as a move of the cursor


def shown(text: object) -> str:
    r"""A text for the screen: what would act there, or not be seen, is written as Python escapes it.

    >>> shown("\x1b[31m206\u200b件")
    '\\x1b[31m206\\u200b件'
    """
    return _UNSHOWN.sub(as_python, str(text).replace("\r\n", "\n"))


def many(number: int, thing: str) -> str:
    """So many of a thing: 1 report, 2 reports."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def shown_json(value: object, indent: int | None = None) -> str:
    """Readable JSON with the same characters escaped; it reads back as the value."""
    return _UNSHOWN.sub(as_json, json.dumps(value, ensure_ascii=False, indent=indent))


def print_json(value: object) -> None:
    """One JSON value on one line of standard output: what `--json` prints, an object, or one a line."""
    import click

    click.echo(shown_json(value))


def plain_console(**settings: Any) -> Console:
    """A console that reads no markup and no emoji codes in what it prints.

    It is as wide as the terminal, or as COLUMNS says; where neither tells, wide enough for every table.
    """
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, **settings)
    if not lively(console) and not os.environ.get("COLUMNS", "").isdigit():
        console.width = max(console.width, _PLAIN_WIDTH)
    return console


def lively(console: Console) -> bool:
    """Whether lines can be drawn anew: on a real terminal, not in a pipe that is to be coloured (FORCE_COLOR)."""
    file = console.file
    return console.is_terminal and not console.is_dumb_terminal and file.isatty()
