"""`scan`: every number of a text, in order, each read once."""

from __future__ import annotations

import re
from collections.abc import Callable

from llmextract.folding import fold
from llmextract.hidden import hidden
from llmextract.numbers import chinese, marks
from llmextract.numbers.amounts import arabic
from llmextract.numbers.breaks import placed, read_broken
from llmextract.numbers.cells import fill
from llmextract.numbers.damage import mend
from llmextract.numbers.disguise import doubt, doubt_hidden
from llmextract.numbers.mention import Mention
from llmextract.numbers.ranges import link
from llmextract.numbers.text import Text
from llmextract.script import english_lines, has_han

__all__ = ["scan", "scan_folded"]

_ARABIC = "0123456789"
_CHINESE = "零〇○一二两三四五六七八九十百千万亿廿卅卌壹贰叁肆伍陆柒捌玖"
_CIRCLED = "".join(
    chr(c) for first, last in ((0x2460, 0x249B), (0x3220, 0x3229), (0x2776, 0x277F)) for c in range(first, last + 1)
)
_OTHER = "第翻半"
# Wherever a number can begin; the readers decide how far it goes.
_RUN = re.compile(f"[{_ARABIC}{_CHINESE}{_CIRCLED}{_OTHER}]+")

_Readers = dict[str, Callable[[Text, int], Mention | int]]
_READERS: _Readers = {
    **dict.fromkeys(_ARABIC, arabic),
    **dict.fromkeys(_CHINESE, chinese.chinese),
    **dict.fromkeys(_CIRCLED, marks.circled),
    "第": marks.ordinal,
    "翻": chinese.doubling,
    "半": chinese.half,
}


def scan(text: str) -> list[Mention]:
    """Every number of `text` in order of place; spans never overlap.

    Chinese official prose, and English prose in lines of its own. Whatever can be a number is told: quantities, rates
    and points are *data* (`mention.kind.is_data`), the other kinds say what else a numeral is (a date, a list mark,
    part of a name). FORMS.md beside this module lists every form.

    Args:
        text: any string; offsets count its code points.

    Returns:
        A list of `Mention`, each with span, value in base units, unit, kind and approximation, and the rule that
        decided (`why`). Takes time in proportion to the length; never raises.

    >>> rise, total = scan("同比下降19.72%,减免罚款1014万余元")
    >>> rise.value, rise.unit, rise.direction
    (Decimal('19.72'), '%', 'fall')
    >>> total.value, total.unit, total.approximation.value, total.text
    (Decimal('10140000'), '元', 'over', '1014万余元')
    >>> [(m.text, m.kind.value) for m in scan("落实“三项制度”,第二次会议于2024年3月5日召开")]
    [('三项', 'name'), ('第二次', 'ordinal'), ('2024年3月5日', 'date')]

    """
    return scan_folded(text, fold(text))


def scan_folded(raw: str, folded: str) -> list[Mention]:
    """`scan` for a text whose fold is already at hand."""
    cut = hidden(raw)
    if cut is None:
        return _seen(raw, folded)
    mentions = doubt_hidden(raw, cut, _seen(cut.join(raw), cut.join(folded)))
    return [placed(raw, cut, mention) for mention in mentions]


def _seen(raw: str, folded: str) -> list[Mention]:
    """The numbers of a text without hidden characters."""
    return doubt(raw, folded, read_broken(raw, folded, _scan(raw, folded), _scan))


def _scan(raw: str, folded: str) -> list[Mention]:
    text = Text(raw, folded)
    lines = english_lines(folded)
    readers = _with_english(lines, folded) if lines else _READERS
    found: list[Mention] = []
    at = 0
    for run in _RUN.finditer(folded):
        start, stop = run.span()
        start = max(start, at)
        while start < stop:
            read = readers[folded[start]](text, start)
            if isinstance(read, int):
                start = at = read
            else:
                found.append(read)
                start = at = read.end
    found = mend(text, found)
    if lines:
        _join_english(folded, found, lines)
    link(folded, found)
    fill(folded, found)
    return found


def _with_english(lines: list[tuple[int, int]], folded: str) -> _Readers:
    """The readers, with the one for figures in English lines; loaded with the first text that has such lines."""
    from llmextract.numbers.english import English

    return {**_READERS, **dict.fromkeys(_ARABIC, English(lines, mixed=has_han(folded, 0, len(folded))))}


def _join_english(folded: str, mentions: list[Mention], lines: list[tuple[int, int]]) -> None:
    from llmextract.numbers.english import join

    join(folded, mentions, lines)
