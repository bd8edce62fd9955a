"""Characters that nobody sees: zero-width and bidirectional controls, variation selectors, tags, control characters.

A page break in mid-paragraph is one of them.

A text that holds some is read, asked about and checked without them, as a person reads it; places are those of the
text as published.
"""

from __future__ import annotations

import re

from llmextract.cutting import Cut

__all__ = [
    "HIDDEN",
    "PRINT",
    "RIGHT_TO_LEFT",
    "SILENT",
    "hidden",
    "is_print",
    "seen",
]

_MATHEMATICAL = "\U0001d7ce-\U0001d7ff\U0001fbf0-\U0001fbf9"  # digits that look like what they are
# The characters of Chinese and English print, as a character class; line ends of all kinds are among them.
PRINT = (
    "\t-\r\x1c-\x1e\x85\u2028\u2029"
    " -~\xa0£¥§°±µμ·×÷\u2002-\u2005\u2007\u2013\u2014‘’“”•…‰‱※€℃℉№←-⇿≈≠≡≤≥≦≧∶①-ⓩ─-◿★☆✓✔❶-➓"
    f"⼀-⿕\u3000-\u303f\u3041-\u30ff㈠-㎿\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff65￠-￥\U00020000-\U0003ffff{_MATHEMATICAL}"
)
# What changes nothing that is seen: page breaks, zero width, byte order marks, variation selectors, marks and openings
# for text from left to right and what ends them. All others are shown by some programs, or change what is shown.
SILENT = "\f\u200b-\u200e\u202a\u202c\u202d\u2060-\u2064\u2066\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
# What turns the text that follows, up to its end or the end of the line.
RIGHT_TO_LEFT = "\u202b\u202e\u2067\u2068"
_STRANGE = re.compile(f"[^{PRINT}]")
# All of them, as a character class.
HIDDEN = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# A form feed between two characters of a line ends a page, but no line; before a list mark it ends both.
_PAGE_BREAK = (
    r"(?<=[^\n\r\f])\f(?![\s#|]|[一二三四五六七八九十]{1,3}[、.]|[(（]?[一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、.．](?!\d)|第.{1,3}[部章节条]|\Z)"
)
_HIDDEN = re.compile(f"[{HIDDEN}]+|{_PAGE_BREAK}")


def is_print(text: str) -> bool:
    """Whether a text has nothing but characters of Chinese and English print; nearly all have, and it is soon told."""
    return _STRANGE.search(text) is None


def hidden(text: str) -> Cut | None:
    r"""What cuts the hidden characters out of a text; None where it has none.

    Line ends of other kinds are not hidden, and combining marks are seen.

    >>> cut = hidden("2\u200b06件")
    >>> cut.join("2\u200b06件"), cut.back(0, 4)
    ('206件', (0, 5))
    """
    if (is_print(text) and "\f" not in text) or (first := _HIDDEN.search(text)) is None:
        return None
    return Cut(0, len(text), (match.span() for match in _HIDDEN.finditer(text, first.start())))


def seen(text: str) -> str:
    """A text without its hidden characters."""
    cut = hidden(text)
    return text if cut is None else cut.join(text)
