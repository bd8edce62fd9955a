"""Numbers that may not be what is seen: digits of other scripts, letters that pass for digits, hidden characters.

A number is read as it is seen where that is certain: 2 and 06 with a zero-width space between are 206, and 𝟐𝟎𝟔 is 206.
Where what is read and what is seen may differ, the reading is marked doubtful, and why.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from llmextract.cutting import Cut
from llmextract.hidden import PRINT, RIGHT_TO_LEFT, SILENT, is_print
from llmextract.numbers.mention import Mention

__all__ = ["doubt", "doubt_hidden"]

_DIGIT = "0-9０-９\U0001d7ce-\U0001d7ff\U0001fbf0-\U0001fbf9零〇○一二两三四五六七八九十百千万亿廿卅卌壹贰叁肆伍陆柒捌玖"
_POINT = ".,．，·。｡"
_STRANGE = rf"[^{PRINT}\u2009\u202f]"
# Whatever is not of print may pass for a digit, a point or a comma beside one.
_BESIDE = re.compile(rf"[{_DIGIT}](?=[{_POINT}]?{_STRANGE})|(?<={_STRANGE})[{_POINT}]?[{_DIGIT}]")
_FOREIGN = re.compile(rf"(?![{_DIGIT}])\d")
_RETURN = re.compile(rf"[{_DIGIT}](?=\r(?!\n))|(?<=\r)[{_DIGIT}]")
_NARROW = re.compile("[0-9０-９][\u2009\u202f](?=[0-9０-９])")
# In the fold: letters and the Chinese zero for digits, and figures whose first digits are not there.
_EDGES = frozenset("OoIl〇○.,。·")
_EDGES_BEFORE = _EDGES | frozenset("0123456789")
_BEHIND = re.compile("[.,]?[OoIl]{1,8}(?![A-Za-z])|[〇○]|。[0-9]{1,4}[%万亿]|·[0-9]")  # 57。4%
_BEFORE = re.compile(
    r"(?<=[OoIl])(?<![A-Za-z][OoIl])|(?<=[OoIl][.,])(?<![A-Za-z][OoIl][.,])|(?<=[0-9][〇○])"
    r"|(?<=[0-9])(?=[百千万亿])|(?<=[0-9]。)(?=[0-9]{1,4}[%万亿])|(?<=[0-9]·)|(?<=\.)(?<![0-9A-Za-z.一二三四五六七八九十]\.)"
)
_ZERO = re.compile("[0０][0-9０-９]")
_TURNED = re.compile(f"[{RIGHT_TO_LEFT}][^\n]*")
_LOUD = re.compile(f"[^{SILENT}]")


def doubt(raw: str, folded: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions of a text without hidden characters, those that may not be what is seen marked doubtful."""
    odd = dict(_at_edges(folded, mentions))
    if "\r" in raw:
        odd |= _overlapping(mentions, _RETURN.finditer(raw), "beside a carriage return that ends no line")
    if not is_print(raw):
        odd |= _overlapping(mentions, _BESIDE.finditer(raw), "beside a character that is not of print")
        odd |= _overlapping(mentions, _FOREIGN.finditer(raw), "digits of another script")
        odd |= _parted(mentions, _NARROW.finditer(raw))
    return _marked(mentions, odd)


def doubt_hidden(raw: str, cut: Cut, mentions: list[Mention]) -> list[Mention]:
    """The mentions of what a cut left of a text, those marked doubtful near which it took what changes the sight.

    Args:
        raw: the text with its hidden characters.
        cut: what took them out.
        mentions: of what it left.

    """
    odd: dict[int, str] = {}
    starts, ends = [m.start for m in mentions], [m.end for m in mentions]
    for (first, last), at in zip(cut.spans, cut.places, strict=True):
        if _LOUD.search(raw, first, last):
            touching = range(bisect_left(ends, at), bisect_right(starts, at))
            odd |= dict.fromkeys(touching, "beside a hidden character that may be shown")
    for match in _TURNED.finditer(raw):
        start, end = cut.there(match.start()), cut.there(match.end())
        turned = range(bisect_left(starts, start), bisect_left(starts, end))
        odd |= dict.fromkeys(turned, "shown from right to left")
    return _marked(mentions, odd)


def _marked(mentions: list[Mention], odd: dict[int, str]) -> list[Mention]:
    for index, why in odd.items():
        mentions[index] = mentions[index]._replace(doubtful=True, why=why)
    return mentions


def _at_edges(folded: str, mentions: list[Mention]) -> Iterator[tuple[int, str]]:
    """The indices of figures that letters, a zero, a point or a missing digit may make longer, and why."""
    for index, mention in enumerate(mentions):
        start, end = mention.start, mention.end
        if (folded[end : end + 1] in _EDGES and _BEHIND.match(folded, end)) or (
            folded[start - 1 : start] in _EDGES_BEFORE and _BEFORE.match(folded, start)
        ):
            yield index, "letters, a zero or a point that may belong to it"
        elif mention.text[0] in "0０" and _ZERO.match(mention.text) and mention.kind.is_data:
            yield index, "a zero before the first digit"


def _overlapping(mentions: list[Mention], matches: Iterable[re.Match[str]], why: str) -> dict[int, str]:
    """The indices of the mentions that hold the last character of some match."""
    starts = [m.start for m in mentions]
    found = ((bisect_right(starts, match.end() - 1) - 1, match.end()) for match in matches)
    return {index: why for index, end in found if index >= 0 and end <= mentions[index].end}


def _parted(mentions: list[Mention], matches: Iterable[re.Match[str]]) -> dict[int, str]:
    """The indices of the mentions on both sides of a narrow space that no mention holds."""
    starts = [m.start for m in mentions]
    found: dict[int, str] = {}
    for match in matches:
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and mentions[before].end == match.start() + 1:
            found |= dict.fromkeys((before, min(before + 1, len(mentions) - 1)), "digits parted by a narrow space")
    return found
