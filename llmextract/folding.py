"""Folding: one spelling for matching, character by character, so that offsets stay those of the source."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["fold"]

_FORMS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {  # full-width forms of ASCII
    0x3000: " ",  # ideographic space
    0x00A0: " ",  # no-break space
    0x2009: " ",  # thin space
    0x2014: "-",  # em dash in ranges: 2021—2025年
    0x2013: "-",  # en dash
    0x2212: "-",  # minus sign
    0xFE50: ",",  # small comma
    0xFF61: "。",  # half-width ideographic full stop
}
_HAN = ((0x3400, 0xA000), (0xF900, 0xFB00))
_BLOCK = 4096
_FORM = re.compile("[" + "".join(map(chr, _FORMS)) + "]")


@cache
def _traditional() -> tuple[dict[int, str], re.Pattern[str]]:
    """Opencc's traditional-to-simplified table and a pattern that finds its characters; made on first use (25 ms)."""
    import opencc

    han = [chr(code) for start, end in _HAN for code in range(start, end)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {ord(old): new for old, new in zip(han, simplified, strict=True) if old != new and len(new) == 1}
    return table | _FORMS, re.compile("[" + "".join(map(chr, table)) + "]")


def fold(text: str) -> str:
    """Full-width to ASCII, traditional to simplified, dashes and spaces to one form each.

    The result has exactly as many code points as `text`: offset i of one is offset i of the other.

    >>> fold("收到206件，審結１８５件")
    '收到206件,审结185件'
    """
    return "".join(_fold_block(text[at : at + _BLOCK]) for at in range(0, len(text), _BLOCK))


def _fold_block(block: str) -> str:
    """Replacing a few signs is ten times as fast as a table; the table is for blocks in traditional characters."""
    if block.isascii():
        return block
    table, traditional = _traditional()
    if traditional.search(block):
        return block.translate(table)
    for form in set(_FORM.findall(block)):
        block = block.replace(form, _FORMS[ord(form)])
    return block
