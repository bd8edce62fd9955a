"""Amounts in Arabic figures: the figure, its scale, its unit, and what else a figure can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from re import Match
from typing import NamedTuple

from llmextract.numbers import dates, marks
from llmextract.numbers.approximators import TELLING_AFTER, TELLING_BEFORE, approximation, direction
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import ARABIC, SCALE, read_arabic, read_mixed, times
from llmextract.numbers.text import Text
from llmextract.numbers.units import PLAIN_UNIT, RATES, UNIT, unit_name
from llmextract.quantity import SCALES, Approximation, Kind

__all__ = ["IN_NAME", "ONE", "SUSPECT", "TENTHS", "Amount", "arabic", "make", "more_behind"]

TENTHS = r"成(?![立功员为果本效人交长熟品都绩分型就])"
_TAIL = (
    rf"(?P<percent> ?%)|(?P<mille> ?[‰‱])|(?P<points> ?个?百分点)|(?P<tenths>{TENTHS})"
    r"|(?P<year>[ ]?年)|(?P<month> ?月)|(?P<day> ?[日号](?![常元]))|(?P<clock>:[0-5][0-9](?::[0-5][0-9])?(?![0-9:.]))"
    r"|(?P<hour>时(?:[0-5]?[0-9]分)?(?![间代期效段限长刻候常任而机]))|(?P<century>世纪)"
    rf"|(?P<unit> ?{UNIT})"
)
_AMOUNT = re.compile(
    rf"(?P<n>{ARABIC})(?P<more>[余多来]|几(?![十百千万亿]))?(?: ?(?P<scale>{SCALE}))?(?P<over>[余多])?(?:{_TAIL})?"
)
_MIXED = re.compile(
    r"(?P<n>[0-9]+(?:\.[0-9]+)?[亿万千](?=[0-9])(?:[0-9]{1,4}[亿万千百]{1,2}){0,3}(?:[0-9]{1,4}(?![0-9]))?)"
    r"(?P<more>[余多])?(?P<last>[万亿])?"
    rf"(?P<unit> ?{PLAIN_UNIT}|(?![年月日]))"
)
_SPACED = re.compile(
    rf"(?P<n>[0-9]{{1,3}}(?: [0-9]{{3}})+(?:\.[0-9]+)?)(?![0-9])"
    rf" ?(?P<scale>{SCALE})?(?:(?P<percent>%)|(?P<unit> ?{PLAIN_UNIT}))"
)
_HEAD_UNIT = re.compile(
    rf"\((?:单位:)?(?P<scale>{SCALE})?(?P<unit>{PLAIN_UNIT}|%)\) ?[:为]? ?$|(?P<money>[¥￥])$|(?P<dollar>(?:US)?\$)$"
)
_RATIO = frozenset(":例比")
_RATIO_BEFORE = re.compile(r"(?:结构|比例|之比|构成|比)[\u4e00-\u9fff]{0,4}$")
_LABEL_ENDS = frozenset(": -")
_PLACES = frozenset("省市县区")
_AFTER_UNIT = re.compile(
    r"(?P<inner>[余多])(?=月|小时|星期|工作日|学时|世纪|钟头|百分点)"
    r"|(?P<half>半)(?=月|小时|星期|学时|钟头|[,。;、)以左多]|$)"
    r"|(?P<end>余|多(?![次种样方项个件名家人元万层部]))"
)
_PREFER_AFTER = frozenset("个年天元米里岁倍番")
_LONGEST = 24  # digits: an identifier, and more than a Decimal multiplies without loss
_YEAR_DIGITS = 4
_CENTURIES = frozenset(("18", "19", "20"))
_FRONT_UNITS = frozenset("名位")
ONE = Decimal(1)
_HALF = Decimal("0.5")
_EXACT = Approximation.EXACT
_QUANTITY = Kind.QUANTITY  # a member of an enumeration is slow to look up in a class
_new = tuple.__new__  # a tenth of the reading is spent on making mentions
IN_NAME = "inside a quoted name or title"
# Figures that may be dates which lost characters.
SUSPECT = (_YEARS, _DAYS, _MONTHS) = ("a duration in years", "a duration in days", "months that are no date")


class Amount(NamedTuple):
    """A figure as matched, before it is decided what it is."""

    start: int
    end: int
    number: Decimal
    decimals: int
    scale: Decimal
    inner: str | None  # 余, 多, 来 inside the figure
    doubtful: bool = False  # several numbers at once: 数十, 两三


def make(text: Text, amount: Amount, kind: Kind, unit: str | None, why: str) -> Mention:
    """The mention of an amount: a name inside a quoted name, else data with approximation and direction."""
    start, end, value, decimals, scale, inner, doubtful = amount
    folded = text.folded
    if scale is not ONE:
        value = times(value, scale)
    if text.in_name(start):
        return text.mention(start, end, Kind.NAME, IN_NAME, value)
    before = folded[start - 1 : start]
    if before < "\x80" and before.isalpha():
        return text.mention(start, end, Kind.NAME, "joined to Latin letters", value)
    if before == "前" and unit in _FRONT_UNITS:
        return text.mention(start, end, Kind.ORDINAL, "a rank (前三名)", value)
    recent = unit == "年" and before == "近"  # the last three years, not nearly three
    near, turn = _EXACT, None
    after = folded[end : end + 1]
    if not recent and (
        inner or before in TELLING_BEFORE or after in TELLING_AFTER or "至少" in folded[start - 5 : start]
    ):
        near = approximation(folded, start, end, inner)
    if kind is not _QUANTITY or before in TELLING_BEFORE:
        turn = direction(folded, start, beside=kind is _QUANTITY)
    printed = text.raw[start:end]
    return _new(
        Mention,
        (start, end, printed, kind, value, unit, near, decimals, scale, None, None, turn, None, doubtful, why),
    )


def arabic(text: Text, start: int) -> Mention:
    """The number that begins with the Arabic digit at `start`."""
    match = _AMOUNT.match(text.folded, start)
    assert match is not None  # the pattern matches any digit
    if match.end("n") - start > _LONGEST:
        return text.mention(start, match.end("n"), Kind.CODE, "too long for a figure")
    comma = text.raw.find("，", start, match.end("n"))
    if comma != -1 and text.raw[start] < "\x80":  # 9，123件 is two figures, ２７，２０３ one
        amount = Amount(start, comma, Decimal(text.folded[start:comma].replace(",", "")), 0, ONE, None)
        return make(text, amount, _QUANTITY, None, "a figure without unit")
    return _TAILS[match.lastgroup or "n"](text, match)


def _amount(match: Match[str]) -> Amount:
    number, more, scale, over = match.group("n", "more", "scale", "over")
    start, end = match.span()
    if number.isdigit():  # nearly all are plain
        value, decimals = Decimal(number), 0
    else:
        value, decimals = read_arabic(number)
    return _new(Amount, (start, end, value, decimals, SCALES[scale] if scale else ONE, over or more, False))


def _unit(text: Text, match: Match[str]) -> Mention:
    unit = unit_name(match["unit"])
    if unit == "版" and "." in match["n"]:
        return text.mention(*match.span(), Kind.CODE, "a version", None)
    amount = more_behind(text, _amount(match), unit)
    if unit in RATES:
        return make(text, amount, Kind.RATE, unit, "a figure with its unit")
    if unit in _PLACES and text.folded[match.end() : match.end() + 1] == "道":
        return text.mention(amount.start, match.end("n"), Kind.NAME, marks.ROAD)
    if unit == "线" and text.folded[amount.start - 1 : amount.start] == "道":
        return text.mention(amount.start, amount.end, Kind.NAME, marks.ROAD)
    if unit in _PLACES and marks.hotline(text, amount.start):
        return text.mention(amount.start, match.end("n"), Kind.CODE, "hotline")
    if text.folded[amount.start - 1 : amount.start] in _LABEL_ENDS and (
        found := marks.labelled(text, amount.start, match.end("n"))
    ):
        return found
    return make(text, amount, _QUANTITY, unit, "a figure with its unit")


def more_behind(text: Text, amount: Amount, unit: str) -> Amount:
    """3个多月, 一年多: the word for "more" behind the unit."""
    after = _AFTER_UNIT.match(text.folded, amount.end) if unit in _PREFER_AFTER else None
    if after is None:
        return amount
    if after["half"]:  # 一年半, 3个半小时
        return amount._replace(end=after.end(), number=amount.number + _HALF, decimals=1)
    return amount._replace(end=after.end() if after["end"] else amount.end, inner="余")


def _sign(text: Text, match: Match[str]) -> Mention:
    sign = (match["percent"] or match["mille"]).strip()
    return make(text, _amount(match), Kind.RATE, sign, "a percent sign" if sign == "%" else "a per mille sign")


def _points(text: Text, match: Match[str]) -> Mention:
    return make(text, _amount(match), Kind.POINTS, "百分点", "percentage points")


def _tenths(text: Text, match: Match[str]) -> Mention:
    amount = _amount(match)
    tenths = Amount(amount.start, amount.end, amount.number, amount.decimals, Decimal(10), amount.inner)
    return make(text, tenths, Kind.RATE, "%", "tenths")


def _year(text: Text, match: Match[str]) -> Mention:
    if match["scale"] is None and match["more"] is None:
        found = dates.year(text, match.start(), match["n"])
        if found is not None:
            return found
    return make(text, more_behind(text, _amount(match), "年"), Kind.QUANTITY, "年", _YEARS)


def _month(text: Text, match: Match[str]) -> Mention:
    return dates.month(text, match.start()) or make(text, _amount(match), Kind.QUANTITY, "月", _MONTHS)


def _day(text: Text, match: Match[str]) -> Mention:
    found = dates.day(text, match)
    if found is not None:
        return found
    if match["day"].strip() == "号" and (
        code := marks.document_number(text, match.start(), match.end("n"))
        or marks.code(text, match.start(), match.end("n"))
    ):
        return code
    if match["day"].strip() == "日":
        return make(text, _amount(match), Kind.QUANTITY, "日", _DAYS)
    return text.mention(*match.span(), Kind.ORDINAL, "a number of things in a row (3号)", read_arabic(match["n"])[0])


def _clock(text: Text, match: Match[str]) -> Mention:
    start, number = match.start(), match["n"]
    share = text.before(start) in _RATIO or _RATIO_BEFORE.search(text.folded, max(0, start - 10), start)
    if match["scale"] or not number.isdigit() or len(number) > 2 or int(number) > 24 or share:
        return _bare(text, match)
    return dates.clock(text, match)


def _hour(text: Text, match: Match[str]) -> Mention:
    return text.mention(*match.span(), Kind.DATE, "an hour or a century")


def _bare(text: Text, match: Match[str]) -> Mention:
    """A figure that nothing measures: a mark, a code, a year, or a bare quantity."""
    start, end = match.start(), match.end("n")
    plain = match["scale"] is None and match["more"] is None
    if plain:
        for reader in _BARE_READERS:
            if found := reader(text, start, end):
                return found
    other = (_SPACED if plain else _MIXED).match(text.folded, start)
    if other is not None and (found := _other_form(text, other)):
        return found
    amount = _amount(match)
    if match["clock"]:
        amount = amount._replace(end=end)
    if head := _HEAD_UNIT.search(text.folded, max(0, start - 12), start):
        return _headed(text, amount, head)
    return make(text, amount, Kind.QUANTITY, None, "a figure without unit")


def _plain_date(text: Text, start: int, end: int) -> Mention | None:
    """2024-03-13, 2024.10.18, and a month before another (2-7月)."""
    if end - start >= _YEAR_DIGITS and text.folded[start : start + 2] in _CENTURIES:
        return dates.plain_date(text, start)
    month = dates.month(text, start)
    return month if month and month.end >= end else None


def _bare_year(text: Text, start: int, end: int) -> Mention | None:
    digits = text.folded[start:end]
    if len(digits) == _YEAR_DIGITS and digits[:2] in _CENTURIES and digits.isdigit() and digits < "2100":
        return Mention(start, end, text.raw[start:end], Kind.DATE, Decimal(digits), date=digits, why="a bare year")
    return None


def _other_form(text: Text, match: Match[str]) -> Mention | None:
    """1亿2千万元, 51 207件."""
    groups = match.groupdict()
    number = groups["n"]
    read = read_mixed(number + (groups["last"] or "")) if match.re is _MIXED else read_arabic(number)
    if read is None:
        return None
    scale = SCALES[groups["scale"]] if groups.get("scale") else ONE
    amount = Amount(*match.span(), read[0], read[1], scale, groups.get("more"))
    if groups.get("percent"):
        return make(text, amount, Kind.RATE, "%", "a percent sign")
    unit = unit_name(groups["unit"]) if groups["unit"] else None
    why = {_MIXED: "steps of two scripts", _SPACED: "thousands set apart by spaces"}
    return make(text, amount, Kind.QUANTITY, unit, why[match.re])


def _headed(text: Text, amount: Amount, head: Match[str]) -> Mention:
    if head["unit"] is None:
        return make(text, amount, Kind.QUANTITY, "元" if head["money"] else "美元", "a currency sign before the figure")
    if head["unit"] == "%":
        return make(text, amount, Kind.RATE, "%", "the unit in brackets before the figure")
    scale = amount.scale * SCALES[head["scale"]] if head["scale"] else amount.scale
    scaled = Amount(amount.start, amount.end, amount.number, amount.decimals, scale, amount.inner)
    return make(text, scaled, Kind.QUANTITY, unit_name(head["unit"]), "the unit in brackets before the figure")


_BARE_READERS = (
    marks.list_mark,
    marks.label,
    marks.document_number,
    _plain_date,
    marks.joined,
    _bare_year,
    marks.code,
)
_TAILS: dict[str, Callable[[Text, Match[str]], Mention]] = {
    "unit": _unit,
    "percent": _sign,
    "mille": _sign,
    "points": _points,
    "tenths": _tenths,
    "year": _year,
    "month": _month,
    "day": _day,
    "clock": _clock,
    "hour": _hour,
    "century": _hour,
    "n": _bare,
    "more": _bare,
    "scale": _bare,
    "over": _bare,
}
