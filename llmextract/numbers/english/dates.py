"""Dates in English: days and months with names, years and financial years, quarters, clock times."""

from __future__ import annotations

import re
from decimal import Decimal

from llmextract.numbers import dates
from llmextract.numbers.english.words import tail
from llmextract.numbers.mention import Mention
from llmextract.numbers.text import Text
from llmextract.quantity import Kind

__all__ = ["clock", "day_or_month", "quarter", "year"]

_MONTHS = """
January February March April May June July August September October November December
"""


def _spellings(name: str) -> str:
    short = {"May": "", "September": r"|Sept?\b\.?"}.get(name, rf"|{name[:3]}\b\.?")
    return rf"{name}|{name.upper()}{short}"


_MONTH = "|".join(f"({_spellings(name)})" for name in _MONTHS.split())
_YEAR = r"(?:1[89]|20)[0-9]{2}(?![0-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_NTH = "(?:st|nd|rd|th)?"
_TO = r"(?: ?- ?|[ \n]to[ \n]|[ \n]and[ \n])"
_DAY_FIRST = re.compile(
    rf"(?P<day>{_DAY}){_NTH}(?:[ \n]of)?[ \n-](?:{_MONTH})(?![A-Za-z])(?:(?:,?[ \n]|-)(?P<year>{_YEAR}))?"
)
_DAY_OF_RANGE = re.compile(
    rf"(?P<day>{_DAY}){_NTH}(?={_TO}{_DAY}{_NTH}[ \n](?:{_MONTH})(?![A-Za-z])(?:,?[ \n](?P<year>{_YEAR}))?)"
)
_MONTH_BEFORE = re.compile(rf"(?<![A-Za-z])(?:{_MONTH})(?:,?[ \n]|-)(?P<low>{_DAY}{_NTH}{_TO})?$")
_BEHIND_MONTH = re.compile(
    rf"(?P<year>{_YEAR})|(?P<day>{_DAY}){_NTH}(?![0-9.,:/]*[0-9%])"
    rf"(?:(?:,?[ \n]|-)(?P<year2>{_YEAR})|(?={_TO}{_DAY}{_NTH},?[ \n](?P<year3>{_YEAR})))?"
)
_COUNTED = re.compile(r"[ \n](?:[a-z]+s|people|staff)\b")
_IN = re.compile(r"\bin $", re.IGNORECASE)
_MONTH_REACH = 32
_LAST_MONTH = 12

_YEARS = re.compile(
    rf"(?P<year>{_YEAR})(?:(?P<decade>[’']?s\b)|/(?P<next>(?:[0-9]{{2}}|{_YEAR}))(?![0-9/])|-(?P<dash>[0-9]{{2}})(?![0-9/-])"
    r"| ?(?:Q[1-4]|H[12])(?![0-9A-Za-z]))?"
)
_NUMERIC = re.compile(r"(?P<a>[0-3]?[0-9])/(?P<b>[0-3]?[0-9])/(?P<year>(?:1[89]|20)[0-9]{2}|[0-9]{2})(?![0-9/])")
_FISCAL = re.compile(r"(?<![A-Za-z])(?:FY|CY)[ -]?$")
_SHORT_YEAR = re.compile(r"(?P<year>[0-9]{2})(?:/[0-9]{2})?(?![0-9A-Za-z%]|[.,][0-9])")
_QUARTER = re.compile(rf"[1-4](?:(?:[ \n]of)?[ \n/,-]{{1,2}}(?:FY ?)?(?P<year>{_YEAR}))?(?![0-9A-Za-z])")
_QUARTER_FIRST = re.compile(rf"[1-4]Q ?(?:(?P<year>{_YEAR})|(?P<short>[0-9]{{2}}))(?![0-9A-Za-z])")
_QUARTER_BEFORE = re.compile(r"(?<![A-Za-z0-9])(?:Q|H)$")
_QUARTER_WHY = "a quarter or half of a year"
_LOW_OF_YEARS = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}-$")
_NOON = r" ?[apAP]\.?[mM](?:\.|\b)"
_CLOCK = re.compile(
    rf"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?::[0-5][0-9])?(?![0-9:])(?:{_NOON})?|(?:[.:][0-5][0-9])?{_NOON})"
)
_RATIO = re.compile(r"\bratio\b[^.]{0,24}$")


def _date(text: Text, start: int, end: int, iso: str | None, why: str) -> Mention:
    value = Decimal(iso[:4]) if iso and iso[:4].isdigit() else None
    return Mention(start, end, text.raw[start:end], Kind.DATE, value, date=iso, why=why)


def _iso(month: int, day: str | None, year: str | None) -> str:
    return f"{year or '-'}-{month:02}" + (f"-{int(day):02}" if day else "")


def _month(match: re.Match[str], first: int) -> int:
    """The number of the month whose group of `_MONTH` has matched; the first of the twelve groups is `first`."""
    return next(i for i in range(1, _LAST_MONTH + 1) if match[first + i - 1])


def day_or_month(text: Text, start: int, floor: int) -> Mention | None:
    """5 March 2024, March 5, 2024, March 2024, 5th of March, and the days of 5-8 March and March 5-8, 2024.

    Args:
        text: the text.
        start: where the numeral begins.
        floor: where the number before ends; the month's name lies behind it.

    """
    folded = text.folded
    why = "a month by its name, with day and year where printed"
    for pattern in (_DAY_FIRST, _DAY_OF_RANGE):
        if match := pattern.match(folded, start):
            return _date(text, *match.span(), _iso(_month(match, 2), match["day"], match["year"]), why)
    words = tail(folded, start, _MONTH_REACH)
    before = _MONTH_BEFORE.search(words)
    match = _BEHIND_MONTH.match(folded, start) if before else None
    if before is None or match is None:
        return None
    begin = start if before["low"] else start - len(words) + before.start()
    year = match["year"] or match["year2"] or match["year3"]
    if begin < floor or (before["low"] and match["year"]):
        return None
    if year is None and _IN.search(words, 0, before.start()) and _COUNTED.match(folded, match.end()):
        return None  # in March 12 cases were closed
    return _date(text, begin, match.end(), _iso(_month(before, 1), match["day"], year), why)


def quarter(text: Text, start: int, floor: int) -> Mention | None:
    """Q3 2024, Q3, H1 2024, 4Q23."""
    first = _QUARTER_FIRST.match(text.folded, start)
    if first and not text.before(start).isalnum():
        return _date(text, *first.span(), first["year"] or "20" + first["short"], _QUARTER_WHY)
    if text.before(start) not in ("Q", "H") or start - 1 < floor:
        return None
    if not _QUARTER_BEFORE.search(text.folded, max(0, start - 2), start):
        return None
    match = _QUARTER.match(text.folded, start)
    if match is None or (text.before(start) == "H" and text.folded[start] > "2"):
        return None
    return _date(text, start - 1, match.end(), match["year"], _QUARTER_WHY)


def year(text: Text, start: int, end: int, floor: int) -> Mention | None:
    """2023, FY2023, FY23, 2023/24, 2023-24, 1990s, 2024-03-05, 3/25/2024."""
    folded = text.folded
    if numeric := _NUMERIC.match(folded, start):
        return _slashed(text, numeric)
    if low := _LOW_OF_YEARS.search(folded, max(0, start - 6), start):  # the end of 2019-24
        short = _SHORT_YEAR.match(folded, start)
        if short and end - start == 2 and short.end() == end:
            return _date(text, start, end, low.group()[:2] + short["year"], "a year without its century")
    fiscal = _FISCAL.search(folded, max(floor, start - 4), start)
    begin = fiscal.start() if fiscal else start
    if fiscal and (short := _SHORT_YEAR.match(folded, start)) and end - start == 2:
        return _date(text, begin, short.end(), "20" + short["year"], "a financial year")
    match = _YEARS.match(folded, start)
    if match is None or match.end("year") != end:
        return None
    digits = match["year"]
    if match["decade"]:
        return _date(text, start, match.end(), None, "a decade")
    follows = int(digits[2:]) + 1
    if match["dash"] and int(match["dash"]) != follows % 100:
        plain = dates.plain_date(text, start)
        return plain if plain and plain.end > end else _date(text, begin, end, digits, "a bare year")
    if not (match["next"] or match["dash"]) and (plain := dates.plain_date(text, start)) and plain.end > end + 1:
        return plain
    return _date(text, begin, match.end(), digits, "a financial year" if match.end() > end or fiscal else "a bare year")


def _slashed(text: Text, match: re.Match[str]) -> Mention:
    """3/25/2024: month and day where only one order is possible."""
    a, b = int(match["a"]), int(match["b"])
    iso = match["year"] if len(match["year"]) > 2 else "20" + match["year"]
    if a > _LAST_MONTH >= b > 0:
        iso += f"-{b:02}-{a:02}"
    elif b > _LAST_MONTH >= a > 0:
        iso += f"-{a:02}-{b:02}"
    return _date(text, *match.span(), iso, "a date in digits")


def clock(text: Text, start: int) -> Mention | None:
    """14:15, 9.30 a.m., 5 pm."""
    match = _CLOCK.match(text.folded, start)
    if match is None or _RATIO.search(text.folded, max(0, start - 32), start):
        return None
    return _date(text, *match.span(), None, "a clock time")
