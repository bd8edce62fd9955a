"""Text for a page: characters that nobody sees become marks, and what would end a script becomes an escape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from llmextract.spelling import UNSHOWN, as_json

__all__ = ["page_json", "pieces", "shown"]

_MARKED = re.compile(f"[{UNSHOWN}]|\r(?!\n)")
_ACTS = re.compile(f"[<>&{UNSHOWN}]")


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces: (False, words) as they are, (True, "U+202E") for a character that is not seen.

    Carriage returns of line ends are left out.
    """
    at = 0
    for match in _MARKED.finditer(text):
        if match.start() > at:
            yield False, text[at : match.start()].replace("\r\n", "\n")
        yield True, f"U+{ord(match.group()):04X}"
        at = match.end()
    if at < len(text):
        yield False, text[at:].replace("\r\n", "\n")


def shown(text: object) -> str:
    r"""A text in which characters that are not seen are spelled.

    >>> shown("2\u202e06件")
    '2⟨U+202E⟩06件'
    """
    return "".join(f"⟨{words}⟩" if marked else words for marked, words in pieces(str(text)))


def page_json(value: object) -> str:
    r"""JSON that is safe inside a script element: nothing in it ends the element or acts; it reads back as the value.

    >>> page_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    return _ACTS.sub(as_json, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
