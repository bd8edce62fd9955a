"""What of other people's words may go to a terminal: every control sequence shown, none sent; no markup read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from llmextract.hidden import HIDDEN

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["plain_console", "shown", "shown_json"]

# Beside hidden characters: lone surrogates, and line ends that a terminal takes as a move of the cursor.
_UNSHOWN = re.compile(f"[{HIDDEN}\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")


def shown(text: object) -> str:
    r"""A text for the screen: what would act there, or not be seen, is written as Python escapes it.

    >>> shown("\x1b[31m206\u200b件")
    '\\x1b[31m206\\u200b件'
    """
    return _UNSHOWN.sub(_escaped, str(text).replace("\r\n", "\n"))


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")


def shown_json(value: object, indent: int | None = None) -> str:
    """Readable JSON with the same characters escaped; it reads back as the value."""
    return _UNSHOWN.sub(_json_escaped, json.dumps(value, ensure_ascii=False, indent=indent))


def _json_escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def plain_console(**settings: Any) -> Console:
    """A console that reads no markup and no emoji codes in what it prints."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, **settings)
