"""What neighbouring English numbers share: the ends of a range (10-15%, 10 to 15 percent, between 5 and 10)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from llmextract.numbers.english.words import money, tail
from llmextract.numbers.mention import Mention
from llmextract.quantity import Approximation, Kind

__all__ = ["join"]

_BETWEEN = re.compile(r" ?(?P<dash>-|--) ?| (?P<to>to) | (?P<and>and) ")
_LONGEST = 10
_BETWEEN_BEFORE = re.compile(r"\bbetween (?:about |around |approximately |roughly |some )?$", re.IGNORECASE)
_FROM_BEFORE = re.compile(
    r"(?P<range>\brang\w+ )?\bfrom (?:about |around |approximately |roughly |some )?$", re.IGNORECASE
)
_REACH = 40
_RANGED = frozenset((Kind.QUANTITY, Kind.RATE, Kind.POINTS, Kind.DATE))


def join(folded: str, mentions: list[Mention], lines: Sequence[tuple[int, int]]) -> None:
    """Make ends of ranges in English lines partners that share unit, scale and year; in place."""
    starts = [start for start, _ in lines]
    for i in range(len(mentions) - 2, -1, -1):
        low, high = mentions[i], mentions[i + 1]
        line = bisect_right(starts, low.start) - 1
        if line < 0 or high.end > lines[line][1]:
            continue
        if not 0 < high.start - low.end <= _LONGEST or low.kind not in _RANGED or high.kind not in _RANGED:
            continue
        sign, _ = money(folded, high.start)
        link = _BETWEEN.fullmatch(folded[low.end : sign].replace("\n", " "))
        if link is None or (link["and"] and not _BETWEEN_BEFORE.search(_before(folded, low))):
            continue
        mentions[i : i + 2] = _joined(folded, low, high)


def _before(folded: str, mention: Mention) -> str:
    return tail(folded, money(folded, mention.start)[0], _REACH)


def _joined(folded: str, low: Mention, high: Mention) -> tuple[Mention, Mention]:
    if Kind.DATE in (low.kind, high.kind):
        return _dates(low, high) if low.kind is high.kind else (low, high)
    own = low.unit is not None
    moved = _FROM_BEFORE.search(_before(folded, low))
    moves = moved is not None and not moved["range"]
    ranged = not moves and not (low.direction and (own or high.kind is Kind.QUANTITY))
    if not ranged and not moves:
        return low, high  # rose by 3% to 98%, rose by 38 to 1,204
    low, high = _shared(low, high)
    if low.kind is not high.kind or low.unit != high.unit or (low.value or 0) >= (high.value or 0) or moves:
        return low, high
    return low._replace(partner="low"), high._replace(partner="high", direction=high.direction or low.direction)


def _shared(low: Mention, high: Mention) -> tuple[Mention, Mention]:
    """Both ends with the unit and the scale that only one of them prints: $10-15 million, 3 to 5 million people."""
    if high.unit is None and low.unit is not None and low.why.startswith("a currency"):
        high = high._replace(unit=low.unit, why="shares the currency of what stands before")
    alike = low.unit == high.unit or (low.unit is None and high.kind.is_data)
    if low.kind is not Kind.QUANTITY or not alike:
        return low, high
    value = low.value or Decimal(0)
    if low.scale == 1 and high.scale > 1 and value < (high.value or Decimal(0)) / high.scale:
        low = low._replace(value=value.scaleb(high.scale.adjusted()), scale=high.scale)
    if low.unit is None and high.unit is not None:
        near = low.approximation if low.approximation is not Approximation.EXACT else high.approximation
        low = low._replace(kind=high.kind, unit=high.unit, approximation=near, why="shares the unit of what follows")
    return low, high


def _dates(low: Mention, high: Mention) -> tuple[Mention, Mention]:
    """Two dates, the first with the year that only the second prints: 1 January to 30 September 2024."""
    first, second = low.date or "", high.date or ""
    if first.startswith("--") and second[:4].isdigit():
        low = low._replace(date=second[:4] + first[1:], value=high.value)
    elif second.startswith("--") and first[:4].isdigit():
        high = high._replace(date=first[:4] + second[1:], value=low.value)
    return low._replace(partner="low"), high._replace(partner="high")
