"""Amounts in English: the figure, its scale, its unit or currency, and what else a figure among Latin words can be."""

from __future__ import annotations

import re
from decimal import Decimal
from re import Match

from llmextract.numbers import approximators
from llmextract.numbers import marks as common
from llmextract.numbers.amounts import IN_NAME
from llmextract.numbers.english import dates, marks
from llmextract.numbers.english.words import (
    MONEY_BEHIND,
    SCALES,
    UNIT,
    approximation,
    counted,
    currency_behind,
    direction,
    money,
)
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import read_arabic
from llmextract.numbers.text import Text
from llmextract.quantity import Kind

__all__ = ["read"]

_DECIMALS = r"(?:\.[0-9]+(?!\.?[0-9]))?"
# Thousands set apart by spaces only before what makes a quantity of them; 1,23,456 is how India writes them.
_SPACED = (
    rf"[0-9]{{1,3}}(?: [0-9]{{3}}){{1,4}}(?![0-9]){_DECIMALS}"
    r"(?= ?%| (?:thousand|million|billion|people|per ?cent|km|kg|ha)\b"
    r"| (?!(?:was|is|has|as|this|its)\b)[a-z]{2,}(?<![su])s\b)"
)
_NUMBER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,7}(?![0-9])(?!,[0-9])|[0-9]{1,2}(?:,[0-9]{2}){1,5},[0-9]{3}(?![0-9])(?!,[0-9])|[0-9]+)"
    + _DECIMALS
)
_SCALED = (
    r"(?:[ \n-]?(?P<scale>thousand|million|billion|trillion)(?![A-Za-z])"
    r"|(?P<gap> ?)(?P<short>(?i:k|mn|m|bn|b|trn|tn|t))(?![A-Za-z0-9]))?"
)
_AMOUNT = re.compile(rf"(?P<n>{_SPACED}|{_NUMBER}){_SCALED}")
_SUM = re.compile(rf"(?P<n>[0-9]{{1,3}}(?: [0-9]{{3}}){{1,4}}(?!,?[0-9]){_DECIMALS}|{_NUMBER}){_SCALED}")
_TAIL = re.compile(
    r"(?P<percent> ?%|[ \n-]per[ \n]?cent(?![A-Za-z])|[ -]pct(?![A-Za-z]))"
    r"|(?P<points>[ \n-]percentage[ \n-]points?(?![A-Za-z])| ?(?:ppts?|pp|p\.p\.)(?![A-Za-z]))"
    r"|(?P<basis>[ \n-]basis[ \n-]points?(?![A-Za-z])| ?bps?(?![A-Za-z0-9]))| ?(?P<mille>‰)"
    r"|(?P<many>(?:[ \n][a-z]+)?[ \n]per[ \n]"
    r"(?P<base>1,000,000|1 million|million|100,000|10,000|1,000|thousand)(?!,?[0-9]))"
)
_BASES = {"1,000": "/千", "thousand": "/千", "10,000": "/万", "100,000": "/10万"}
_LENGTH = re.compile(r" (?:long|wide|deep|high|tall|thick|above|below|apart|from|by)\b")
_ONE = Decimal(1)
_LONGEST = 24  # digits, as in Chinese
_BARE_CODE = 9  # digits without a unit beyond which a number is an identifier
_YEAR_MEASURE = re.compile(r" ?(?:km|kg|MW|GW|ha|people|tonnes|hectares|households|employees|metres|meters|miles)\b")
_OF_YEARS = re.compile(
    r"\b(?:in|since|by|during|of|from|until|till|to|through|for|after|before|year|fiscal|the|our) $", re.IGNORECASE
)
_PRODUCT = frozenset("×xX*·.")


def read(text: Text, start: int, floor: int) -> Mention:
    """The number that begins with the Arabic digit at `start`, among English words.

    Args:
        text: the text.
        start: where the numeral begins.
        floor: where the number before ends: a month's name before the figure lies behind it.

    """
    folded = text.folded
    sign, unit = money(folded, start)
    match = (_AMOUNT if sign == start else _SUM).match(folded, start)
    assert match is not None  # the pattern matches any digit
    end = match.end("n")
    if end - start > _LONGEST:
        return text.mention(start, end, Kind.CODE, "too long for a figure")
    found = marks.address(text, start, end) or dates.quarter(text, start, floor)
    if found or (found := _joined(text, start, end, sign)):
        return found
    if sign == start and (found := _no_data(text, match, floor)):
        return found
    return _data(text, match, sign, unit)


def _joined(text: Text, start: int, end: int, sign: int) -> Mention | None:
    """Digits behind letters: G20, v2, FY2023."""
    before = text.before(start)
    if not before.isalpha() or sign < start:
        return None
    if (found := dates.year(text, start, end, start - 2)) and found.start < start:
        return found
    return text.mention(start, end, Kind.NAME, marks.JOINED, read_arabic(text.folded[start:end])[0])


def _no_data(text: Text, match: Match[str], floor: int) -> Mention | None:
    """Dates, marks, labels, codes and names."""
    folded, start, end = text.folded, match.start(), match.end("n")
    tail = _TAIL.match(folded, match.end())
    measured = bool(match["scale"] or tail or _noun(folded, match))
    if found := marks.ordinal(text, start):
        whole = dates.day_or_month(text, start, floor)
        return whole if whole and whole.end >= found.end else found
    if tail is None and not match["scale"]:
        found = (
            marks.telephone(text, start)
            or dates.day_or_month(text, start, floor)
            or dates.clock(text, start)
            or marks.list_mark(text, start, end, measured=measured)
            or marks.bracketed(text, start, end)
            or _year(text, start, end, floor)
            or marks.fraction(text, start)
        )
        if found:
            return found
    if found := marks.label(text, start, measured=measured) or marks.named(text, start):
        return found
    if folded[end : end + 1] in _PRODUCT or "." in match["n"]:
        found = common.joined(text, start, end)
        if found and found.why != "digits joined by +":
            return found
    if not measured:
        return _code(text, start, end)
    return None


def _code(text: Text, start: int, end: int) -> Mention | None:
    """A number too long for a figure that nothing measures."""
    if end - start >= _BARE_CODE and text.folded[start:end].isdigit():
        return text.mention(start, end, Kind.CODE, "too long for a figure without unit")
    return None


def _year(text: Text, start: int, end: int, floor: int) -> Mention | None:
    """A year; but about 1950 people and 2000 km are amounts, unless "in" or the like stands before."""
    found = dates.year(text, start, end, floor)
    if found is None or found.why != "a bare year" or found.start < start:
        return found
    folded = text.folded
    unit = UNIT.match(folded, end)
    if unit is None:
        return found
    _, before = approximation(folded, start, end, None)
    if before < start and counted(unit, one=False):
        return None
    if _YEAR_MEASURE.match(folded, end) and not _OF_YEARS.search(folded, max(0, start - 8), start):
        return None
    return found


def _noun(folded: str, match: Match[str]) -> bool:
    unit = UNIT.match(folded, match.end("n"))
    return bool(unit and counted(unit, one=match["n"] == "1")) or bool(MONEY_BEHIND.match(folded, match.end("n")))


def _scale(folded: str, match: Match[str], *, currency: bool) -> tuple[int, int, bool]:
    """The power of ten of a figure's scale, where it ends, and whether the scale is in doubt."""
    if match["scale"]:
        return SCALES[match["scale"]], match.end(), False
    short = match["short"]
    power = SCALES.get((short or "").lower(), 0)
    end = match.end()
    if not power or (match["gap"] and short.lower() in ("k", "b", "t")):
        return 0, match.end("n"), False
    if currency or (MONEY_BEHIND.match(folded, end) and not match["gap"]):
        return power, end, False
    noun = UNIT.match(folded, end)
    told = bool(noun and noun["noun"] and counted(noun, one=False))
    if match["gap"] or not short.islower() or short in ("b", "t") or _LENGTH.match(folded, end):
        return 0, match.end("n"), False
    if "." in match["n"]:
        return power, end, not told and short == "m"
    return (power, end, False) if told and short != "m" else (0, match.end("n"), False)


def _data(text: Text, match: Match[str], sign: int, unit: str | None) -> Mention:
    """A quantity, a rate or percentage points."""
    folded, start = text.folded, match.start()
    power, end, doubtful = _scale(folded, match, currency=sign < start)
    number, decimals = read_arabic(match["n"])
    if _begins_with_point(folded, start) and not decimals:
        start, decimals = start - 1, len(match["n"])
        number, (sign, unit) = number.scaleb(-decimals), money(folded, start)
    tail = None if sign < start else _TAIL.match(folded, end)
    if tail is not None:
        return _share(text, start, end, power, tail, (number, decimals))
    why = "a currency sign before the figure"
    if sign == start:
        plus = folded[end : end + 1] == "+"  # 1,000+ users
        behind, unit = _unit(folded, end + plus, one=number == 1 or (number < 1 and decimals > 0), joined=not power)
        end = behind if unit else end
        why = "a figure with its unit" if unit else "a figure without unit"
    if sign == start and unit is None and folded[end : end + 1].isalpha():
        return _before_letters(text, start, end, number)
    found = _make(text, (sign, start, end), Kind.QUANTITY, unit, why)
    return found._replace(value=number.scaleb(power), decimals=decimals, scale=_ONE.scaleb(power), doubtful=doubtful)


def _begins_with_point(folded: str, start: int) -> bool:
    """Whether a figure is one without a whole part: .5."""
    before = folded[start - 2 : start - 1]
    return folded[start - 1 : start] == "." and not before.isalnum() and before not in (".", ")")


def _before_letters(text: Text, start: int, end: int, number: Decimal) -> Mention:
    found = common.joined(text, start, end)
    stop = found.end if found and found.kind is Kind.NAME else end
    return text.mention(start, stop, Kind.NAME, marks.JOINED, number)


def _unit(folded: str, end: int, *, one: bool, joined: bool) -> tuple[int, str | None]:
    if currency := MONEY_BEHIND.match(folded, end):
        return currency.end(), currency_behind(currency)
    match = UNIT.match(folded, end)
    unit = counted(match, one=one) if match and (joined or not match["joined"]) else None
    return (match.end(), unit) if match and unit else (end, None)


def _share(text: Text, start: int, end: int, power: int, tail: Match[str], figure: tuple[Decimal, int]) -> Mention:
    """A percentage, percentage points, basis points, or so many per 100,000."""
    number, decimals = figure
    kind, unit, why = Kind.RATE, "%", "a percent sign"
    if tail["many"]:
        unit, why = _BASES.get(tail["base"], "/百万"), "so many in ten thousand or more"
    elif tail["mille"]:
        unit, why = "‰", "a per mille sign"
    elif tail["points"] or tail["basis"]:
        kind, unit, why = Kind.POINTS, "百分点", "percentage points"
        if tail["basis"]:
            number, decimals, why = number.scaleb(-2), decimals + 2, "basis points"
    found = _make(text, (start, start, tail.end()), kind, unit, why)
    return found._replace(value=number.scaleb(power), decimals=decimals, scale=_ONE.scaleb(power))


def _make(text: Text, span: tuple[int, int, int], kind: Kind, unit: str | None, why: str) -> Mention:
    """The mention of a figure with its approximation and direction; a name inside a quoted name.

    Args:
        text: the text.
        span: where the currency sign, the figure, and what follows the unit begin.
        kind: as in `Mention`.
        unit: as in `Mention`.
        why: as in `Mention`.

    """
    sign, start, end = span
    folded = text.folded
    if text.in_name(start):
        return text.mention(start, end, Kind.NAME, IN_NAME)
    near, begin = approximation(folded, sign, end, unit)
    turn = direction(folded, begin, end, count=kind is Kind.QUANTITY)
    if turn is None and not folded[sign - 1 : sign].isalnum():
        turn = approximators.direction(folded, sign, beside=True)
    return Mention(start, end, text.raw[start:end], kind, None, unit, near, direction=turn, why=why)
