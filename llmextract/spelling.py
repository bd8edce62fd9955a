"""Characters that are spelled where a text is shown: in a terminal, a table, a page or a picture.

Each place adds to `UNSHOWN` what acts there besides (`<` in a page, a carriage return in a terminal).
"""

from __future__ import annotations

import re

from llmextract.hidden import HIDDEN

__all__ = ["UNSHOWN", "as_json", "as_python"]

# As a character class: hidden characters, ends of lines that no keyboard writes, and what is no character (lone
# surrogates, U+FFFE, U+FFFF).
UNSHOWN = f"{HIDDEN}\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff\ufffe\uffff"


def as_python(match: re.Match[str]) -> str:
    r"""What was matched as Python escapes it.

    >>> re.sub("\x00", as_python, "206\x00件")
    '206\\x00件'
    """
    return match.group().encode("unicode_escape").decode("ascii")


def as_json(match: re.Match[str]) -> str:
    r"""What was matched as JSON escapes it, beyond the first plane as two surrogates.

    >>> re.sub("<", as_json, "<b>")
    '\\u003cb>'
    """
    units = match.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
