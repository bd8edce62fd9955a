"""`scan`: every number of a text, in order, each read once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from re import Match

from llmextract.folding import fold
from llmextract.numbers.grammar import (
    AMOUNT,
    APPROXIMATORS_AFTER,
    APPROXIMATORS_BEFORE,
    DATE,
    NAMED,
    PERIOD,
    PLACES,
    QUOTED,
)
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import SCALES, read_chinese, read_numeral
from llmextract.numbers.units import MEASURE_WORDS
from llmextract.quantity import Approximation, Kind

__all__ = ["scan"]

_SLOGAN_LENGTH = 16  # a number inside quotes up to this long belongs to a name


@dataclass(frozen=True, slots=True)
class _Text:
    """What the readers look at: the text, its folded form, and where its quotes and titles lie."""

    raw: str
    folded: str
    quotes: tuple[tuple[int, int], ...]

    def quote_around(self, at: int) -> tuple[int, int] | None:
        """The innermost quote or title that holds position `at`."""
        i = bisect_right(self.quotes, (at, len(self.raw) + 1)) - 1
        if i >= 0 and self.quotes[i][0] < at < self.quotes[i][1]:
            return self.quotes[i]
        return None

    def in_name(self, at: int) -> bool:
        """Whether `at` lies in a title 《…》 or in a quote short enough to be a name."""
        quote = self.quote_around(at)
        if quote is None:
            return False
        return self.raw[quote[0]] == "《" or quote[1] - quote[0] - 2 <= _SLOGAN_LENGTH


def scan(text: str) -> list[Mention]:
    """Every number of `text` in order of place; spans never overlap.

    Args:
        text: any string; offsets count its code points.

    Returns:
        A list of `Mention`, each with span, value in base units, unit, kind and approximation. Never raises.

    """
    return list(_mentions(text, fold(text)))


def scan_folded(raw: str, folded: str) -> list[Mention]:
    """`scan` for a text whose fold is already at hand."""
    return list(_mentions(raw, folded))


def _mentions(raw: str, folded: str) -> Iterator[Mention]:
    text = _Text(raw, folded, tuple(m.span() for m in QUOTED.finditer(folded)))
    at, found = 0, []
    while match := PLACES.search(folded, at):
        name = match.lastgroup or "arabic"
        mention = _READERS[name](text, match)
        at = match.end()
        if mention is not None:
            at = max(at, mention.end) if mention.end > match.start() else at
            found.append(mention)
    return iter(_link_ranges(text, found))


def _make(text: _Text, start: int, end: int, kind: Kind, **more: object) -> Mention:
    mention = Mention(start, end, text.raw[start:end], kind)
    return replace(mention, **more) if more else mention  # type: ignore[arg-type]


def _heading(text: _Text, match: Match[str]) -> Mention:
    marked = match.group()
    start = match.start() + len(marked) - len(marked.lstrip().lstrip("#").lstrip())
    digits = "".join(c for c in marked if c.isdigit() and c.isascii())
    numeral = "".join(c for c in marked if c in "一二三四五六七八九十")
    value = Decimal(digits) if digits else read_chinese(numeral) if numeral else None
    return _make(text, start, match.end(), Kind.HEADING, value=value, why="list mark")


def _docno(text: _Text, match: Match[str]) -> Mention:
    return _make(text, *match.span(), Kind.DOCNO, why="document number")


def _code(why: str) -> Callable[[_Text, Match[str]], Mention]:
    def read(text: _Text, match: Match[str]) -> Mention:
        return _make(text, *match.span(), Kind.CODE, why=why)

    return read


def _name(why: str) -> Callable[[_Text, Match[str]], Mention]:
    def read(text: _Text, match: Match[str]) -> Mention:
        return _make(text, *match.span(), Kind.NAME, why=why)

    return read


def _date(text: _Text, match: Match[str]) -> Mention:
    parts = DATE.match(match.group() + ("年" if match.group().isdigit() else ""))
    iso = None
    if parts is not None:
        iso = _two_digits(parts["year"], 4)
        for name in ("month", "day"):
            iso += f"-{_two_digits(parts[name])}" if parts[name] else ""
        iso += f"T{parts['clock']}" if parts["clock"] else ""
    year = Decimal(iso[:4]) if iso else None
    return _make(text, *match.span(), Kind.DATE, value=year, date=iso, why="year or full date")


def _two_digits(text: str, width: int = 2) -> str:
    value = int(text) if text.isdigit() and text.isascii() else int(read_chinese(text.replace("○", "〇")) or 0)
    return str(value).zfill(width)


def _day(text: _Text, match: Match[str]) -> Mention:
    month, _, rest = match.group().rpartition("月")
    day = rest.rstrip("日号份底末初")
    iso = f"--{_two_digits(month)}" if month else "---"
    iso += f"-{_two_digits(day)}" if day and month else _two_digits(day) if day else ""
    return _make(text, *match.span(), Kind.DATE, date=iso, why="month or day")


def _ordinal(text: _Text, match: Match[str]) -> Mention:
    numeral = match.group().removeprefix("第")
    read = read_numeral(numeral)
    return _make(text, *match.span(), Kind.ORDINAL, value=read[0] if read else None, why="第 or a session's number")


def _amount(text: _Text, match: Match[str]) -> Mention | None:
    found = AMOUNT.match(text.folded, match.start())
    read = read_numeral(found["numeral"]) if found else None
    if found is None or read is None:
        return None
    number, decimals = read
    scale = SCALES.get(found["scale"] or "", Decimal(1))
    unit, kind = _unit(found)
    end = found.end()
    if unit == "%" and found["rate"] == "成":
        scale *= 10
    mention = _make(
        text,
        found.start(),
        end,
        kind,
        value=number * scale,
        unit=unit,
        decimals=decimals,
        scale=scale,
        approximation=_approximation(text.folded, found),
        why="number with unit" if unit else "number without unit",
    )
    return _settle(text, mention, found)


def _unit(found: Match[str]) -> tuple[str | None, Kind]:
    rate = found["rate"]
    if found["percent"] or rate in ("%", "成"):
        return "%", Kind.RATE
    if rate == "‰":
        return "‰", Kind.RATE
    if rate and rate.endswith("百分点"):
        return "百分点", Kind.POINTS
    if found["unit"] == "倍":
        return "倍", Kind.RATE
    return found["unit"], Kind.QUANTITY


def _approximation(folded: str, found: Match[str]) -> Approximation:
    before = APPROXIMATORS_BEFORE.search(folded, max(0, found.start() - 6), found.start())
    after = APPROXIMATORS_AFTER.match(folded, found.end())
    if before and before.lastgroup:
        return Approximation(before.lastgroup)
    if after and after.lastgroup:
        return Approximation(after.lastgroup)
    return Approximation.OVER if found["more"] or found["over"] else Approximation.EXACT


def _settle(text: _Text, mention: Mention, found: Match[str]) -> Mention:
    """Numbers that look like quantities and are parts of names or codes."""
    after = text.folded[mention.end : mention.end + 1]
    before = text.folded[mention.start - 1 : mention.start]
    if text.in_name(mention.start):
        return replace(mention, kind=Kind.NAME, why="inside a quoted name or title")
    if before.isascii() and before.isalpha():
        return replace(mention, kind=Kind.NAME, why="joined to Latin letters")
    if mention.unit is None and ((after.isascii() and after.isalpha()) or after in ("+", "·", "℃")):
        return replace(mention, kind=Kind.NAME, why="joined to letters or signs")
    return mention


# Everyday words in which 一 and its like are no numbers: by the character before, by what follows.
_ADJACENT = re.compile("[一二三四五六七八九]{2}")
_WORD_BEFORE = frozenset("统唯逐归下上进")
_WORD_AFTER = re.compile("[体般定致些直样律旦切流并同起]|方面|系列")


def _chinese(text: _Text, match: Match[str]) -> Mention | None:
    """A Chinese numeral counts when a measure word follows; in a quoted name it is part of the name."""
    start, end = match.span()
    mention = _amount(text, match)
    bare_one = match.group() == "一"
    before = text.folded[start - 1 : start]
    if mention is None or (bare_one and (before in _WORD_BEFORE or _WORD_AFTER.match(text.folded, end))):
        return None
    if before in ("数", "几") or _ADJACENT.fullmatch(match.group()):
        mention = replace(mention, doubtful=True, why="several numbers at once (数十, 四五)")
    if mention.kind is not Kind.QUANTITY or mention.scale > 1:
        return mention
    if NAMED.match(text.folded, end):
        return replace(mention, kind=Kind.NAME, why="a plan's or a campaign's name")
    if PERIOD.match(text.folded, end):
        return _make(text, start, mention.end, Kind.DATE, why="a period")
    more_than_one = mention.value is not None and mention.value > 1
    if mention.unit in MEASURE_WORDS and (more_than_one or mention.unit in ("年", "天")):
        return mention
    if text.folded[end : end + 1] == "大" and more_than_one:
        return _make(text, start, end, Kind.QUANTITY, value=mention.value, why="numeral before 大")
    if mention.unit in MEASURE_WORDS and mention.value == 1:
        return replace(mention, kind=Kind.NAME, why="一 as an article")
    return None


def _hundreds(text: _Text, match: Match[str]) -> Mention | None:
    """百名局长, 千所联千会: round numbers that open no numeral are parts of names, and only inside quotes."""
    return (
        _make(text, *match.span(), Kind.NAME, why="a round number in a name") if text.in_name(match.start()) else None
    )


def _link_ranges(text: _Text, mentions: list[Mention]) -> list[Mention]:
    """Ends of a range (97至105项, 2021-2025年) become partners and share the unit."""
    linked = list(mentions)
    for i, (low, high) in enumerate(pairwise(mentions)):
        between = text.folded[low.end : high.start]
        if between not in ("至", "到", "-", "~", "--") or low.kind is Kind.HEADING or high.kind is Kind.HEADING:
            continue
        if low.unit is None and high.unit is not None and low.kind is Kind.QUANTITY and high.kind.is_data:
            low = replace(low, unit=high.unit, kind=high.kind, why="low end of a range")
        if low.kind is high.kind and low.unit == high.unit:
            linked[i] = replace(low, partner="low")
            linked[i + 1] = replace(high, partner="high")
    return linked


_READERS: dict[str, Callable[[_Text, Match[str]], Mention | None]] = {
    "heading": _heading,
    "docno": _docno,
    "phone": _code("telephone number"),
    "hotline": _code("hotline"),
    "version": _code("version"),
    "slogan": _name("digits joined by +"),
    "congress": _name("a party congress"),
    "date": _date,
    "day": _day,
    "ordinal": _ordinal,
    "hundreds": _hundreds,
    "rate": _amount,
    "arabic": _amount,
    "chinese": _chinese,
}
