"""What Excel takes: cells without surprises, number formats that show every printed digit, links that lead."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from llmextract.reviewing.names import page_file
from llmextract.spelling import UNSHOWN, as_python

__all__ = ["LONGEST_TEXT", "cell_string", "fits_float", "link_to", "number_format"]

LONGEST_TEXT = 32_767  # UTF-16 units that a cell of Excel holds
_DIGITS = 15  # that a float holds, whatever they are
_MOST_DECIMALS = 15
_LONGEST_LINK = 2_079
_UNSHOWN = re.compile(f"[{UNSHOWN}]")


@lru_cache(maxsize=8192)  # most cells of a panel are words that come again and again
def cell_string(text: str) -> str:
    r"""A text as a cell shows it: what cannot be seen is written as Python escapes it, and a long end is told.

    >>> cell_string("206\x00件"), len(cell_string("件" * 40_000))
    ('206\\x00件', 32767)
    """
    shown = _UNSHOWN.sub(as_python, text)
    shown = shown.replace("\r\n", "\n").replace("\r", "\n")
    units = len(shown.encode("utf-16-le")) // 2
    if units <= LONGEST_TEXT:
        return shown
    told = f"…(共 {len(text)} 字,余下见 CSV 或 DuckDB)"
    room = 2 * (LONGEST_TEXT - len(told))
    return shown.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + told


def fits_float(value: Decimal) -> bool:
    """Whether a float, which is what Excel keeps, holds a value so that it prints as it is."""
    return len(value.normalize().as_tuple().digits) <= _DIGITS


def number_format(value: Decimal) -> str:
    """A format that shows every digit of a value, with separators of thousands.

    >>> number_format(Decimal("65900")), number_format(Decimal("96.76"))
    ('#,##0', '#,##0.00')
    """
    exponent = value.normalize().as_tuple().exponent
    decimals = min(-exponent, _MOST_DECIMALS) if isinstance(exponent, int) and exponent < 0 else 0
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def link_to(out: Path, document: str, anchor: str, beside: Path) -> str | None:
    """A link from a workbook to a place on the review page of a report, relative to the workbook's folder.

    None where Excel takes no link so long.
    """
    page = page_file(out, document).resolve()
    try:
        told = Path(os.path.relpath(page, beside.resolve())).as_posix()
    except ValueError:  # on another drive of Windows
        told = page.as_posix()
    for sign in "%#?":
        told = told.replace(sign, f"%{ord(sign):02X}")
    link = f"external:{told}#{anchor}"
    return link if len(link.encode("utf-16-le")) // 2 <= _LONGEST_LINK else None
