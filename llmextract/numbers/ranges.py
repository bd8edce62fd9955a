"""What neighbouring numbers share: ends of a range, and figures in a row before one unit."""

from __future__ import annotations

import re
from decimal import Decimal

from llmextract.numbers.chinese import WITHIN_WORD
from llmextract.numbers.mention import Mention
from llmextract.quantity import Kind

__all__ = ["link"]

_RANGE = frozenset(("-", "--", "至", "到", "~"))
_LIST = frozenset("、和及与")
_LONGEST = 2
_COINS = {"元": Decimal(1), "角": Decimal("0.1"), "分": Decimal("0.01")}
_COIN = re.compile(r"[元角][0-9一二三四五六七八九][角分]")
_SMALL_COINS = ("角", "分")
_ORDINAL = Kind.ORDINAL
_MONTHS = frozenset(map(str, range(1, 13)))
_MONTH_DAY = re.compile(r"-[0-9]{2}-[0-9]{2}$")


def link(folded: str, mentions: list[Mention]) -> None:
    """Join what is one sum (三元五角), make ends of a range partners (97至105项), share units; in place.

    Figures in a row before one unit all have it: 9、12、15件.
    """
    if _COIN.search(folded):
        mentions[:] = _coins(mentions)
    for i in range(len(mentions) - 2, -1, -1):
        low, high = mentions[i], mentions[i + 1]
        gap = high.start - low.end
        if not 0 < gap <= _LONGEST:
            continue
        between = folded[low.end : high.start]
        if between in _RANGE:
            _range(mentions, i, low, high)
        elif between in _LIST:
            mentions[i] = _share_unit(low, high)
    for i in range(1, len(mentions)):
        before = mentions[i - 1]
        if before.direction or before.kind is _ORDINAL:
            mention = mentions[i]
            if mention.start - before.end == 1 and folded[before.end] in _LIST:
                mentions[i] = _follow(before, mention)


def _follow(before: Mention, mention: Mention) -> Mention:
    """One of a row as what stands before it: 分别增长3.1%、4.7%; 第3、4、5条."""
    ordinal = before.kind is Kind.ORDINAL and mention.kind is Kind.QUANTITY and before.text[0] in "第0123456789"
    if ordinal and (before.text[-1].isnumeric() or before.text.endswith(mention.unit or "第")):
        return mention._replace(kind=Kind.ORDINAL, why="one of a row of ordinals")
    if before.direction and mention.kind is before.kind is not Kind.QUANTITY and not mention.direction:
        return mention._replace(direction=before.direction)
    return mention


def _coins(mentions: list[Mention]) -> list[Mention]:
    """The mentions with sums in several coins joined (三元五角, 3元5角8分)."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if last and last.end == mention.start and mention.unit in _SMALL_COINS and last.unit in ("元", "角"):
            joined[-1] = _sum(last, mention)
        else:
            joined.append(mention)
    return joined


def _sum(low: Mention, high: Mention) -> Mention:
    """三元五角 and 12元5角8分: coins behind their larger unit, in 元."""
    worth = sum(((m.value or 0) * _COINS[m.unit or ""] for m in (low, high)), Decimal(0))
    decimals = max(0, -int(worth.as_tuple().exponent))
    return low._replace(
        end=high.end,
        text=low.text + high.text,
        value=worth,
        unit="元",
        decimals=decimals,
        approximation=high.approximation,
        why="a sum of money in several coins",
    )


def _range(mentions: list[Mention], i: int, low: Mention, high: Mention) -> None:
    if low.kind is Kind.ORDINAL and high.kind is Kind.QUANTITY:
        mentions[i + 1] = high._replace(kind=Kind.ORDINAL, why="the end of a range of ordinals")
        return
    shared = _share_unit(low, high)
    if shared.kind is not high.kind or shared.unit != high.unit or shared.kind not in _RANGED:
        return
    if shared.kind is Kind.DATE:
        shared, high = _dates(shared, high)
    mentions[i] = shared._replace(partner="low")
    mentions[i + 1] = high._replace(partner="high")


_RANGED = frozenset((Kind.QUANTITY, Kind.RATE, Kind.POINTS, Kind.DATE))


def _share_unit(low: Mention, high: Mention) -> Mention:
    """The left figure with the right one's unit, and its scale where the left is the smaller number (3至5万元)."""
    if high.kind is Kind.DATE and low.text in _MONTHS and (high.date or "").startswith("--"):  # 3、4月份
        return low._replace(
            kind=Kind.DATE, unit=None, date=f"--{int(low.text):02}", value=None, why="one of a row of months"
        )
    if high.kind is Kind.POINTS and low.unit == "个":  # 0.3个、0.5个百分点
        return low._replace(kind=Kind.POINTS, unit=high.unit, why="shares the unit of what follows")
    word = low.kind is Kind.NAME and low.why == WITHIN_WORD and low.value is not None  # 八至十元, 三、四月份
    if not (low.kind is Kind.QUANTITY or word) or low.unit is not None or not high.kind.is_data or high.unit is None:
        return low
    value, scale = low.value or Decimal(0), low.scale
    if scale == 1 and high.scale > 1 and value < (high.value or Decimal(0)) / high.scale:
        value, scale = value * high.scale, high.scale
    return low._replace(
        kind=high.kind,
        unit=high.unit,
        value=value,
        scale=scale,
        approximation=max(low.approximation, high.approximation, key=lambda a: a != "exact"),
        why="shares the unit of what follows",
    )


def _dates(low: Mention, high: Mention) -> tuple[Mention, Mention]:
    """The high end of a range of dates gets the year and month that only the low one prints: 2024年5月3-6日."""
    first, second = low.date or "", high.date or ""
    if second.startswith("---") and _MONTH_DAY.search(first):
        high = high._replace(date=first[:-2] + second[-2:], value=low.value)
    elif second.startswith("--") and not second.startswith("---") and first[:4].isdigit():
        high = high._replace(date=first[:4] + second[1:], value=low.value)
    return low, high
