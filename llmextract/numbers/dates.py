"""Dates: years, months, days and clock times in Arabic and Chinese figures, as ISO forms as far as printed."""

from __future__ import annotations

import re
from decimal import Decimal
from re import Match

from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import DIGIT, read_chinese
from llmextract.numbers.text import Text
from llmextract.quantity import Kind

__all__ = ["chinese_date", "clock", "day", "month", "plain_date", "year"]

_CN = "一二三四五六七八九十廿卅"
_NEXT_MONTH = r"(?=(?:--?|至|到|~)[0-9]{1,2} ?月)"
_NEXT_DAY = r"(?=(?:--?|至|到|~|、)(?:[0-9]{1,2}月)?[0-9]{1,2} ?[日号])"
_DAY = rf"(?P<day>3[01]|[12][0-9]|0?[1-9])(?: ?[日号]|{_NEXT_DAY})"
_MONTH = rf"(?P<month>1[0-2]|0?[1-9])(?: ?月(?:份| ?{_DAY}|[底初末中](?![期央小]))?|{_NEXT_MONTH})"
_YEAR_MONTH = re.compile(
    rf"(?P<year>[0-9]{{4}})[ ]?年(?:度| ?{_MONTH}| ?[初末底](?![级中小步始])|(?:春|夏|秋|冬)[天季]?)?"
)
_MONTH_DAY = re.compile(_MONTH)
_CLOCK = r"(?:[ T]{1,2}(?P<clock>[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?))?"
_PLAIN = re.compile(
    r"(?P<year>(?:1[89]|20)[0-9]{2})(?:"
    r"(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep)(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])" + _CLOCK + "|"
    r"[-/.](?P<month2>1[0-2]|0[1-9])(?![0-9.%万亿/-])|(?=(?:--?|至|到|~)(?:1[89]|20)[0-9]{2}(?![0-9]))"
    r"|(?=[、和及](?:1[89]|20)[0-9]{2} ?年))"
)
_CHINESE = re.compile(
    rf"(?P<year>[一二][{DIGIT}]{{3}}) ?年?"
    rf"(?:(?<=年)(?:度| ?(?P<month>[{_CN}]{{1,2}}) ?月(?:份| ?(?P<day>[{_CN}]{{1,3}})[日号])?|[初末底])?)?"
    rf"|(?P<month2>十[一二]?|[一二三四五六七八九])月(?:份|(?P<day2>[{_CN}]{{1,3}})[日号]|[底初末])?"
    rf"|(?P<quarter>[一二三四])季度|(?P<short>[{DIGIT}]{{2}})年(?=[{_CN}]{{1,2}}月|度|[初末底](?!级))"
    r"|(?P<decade>[二三四五六七八九]十)年代"
    r"|(?P<day3>[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)日(?=[在于到,、至。上下晚])"
)
_DURATION = re.compile(r"[日号](?:以?[内上下]|之内|后|期|时限|前)")
# Behind these a number of days is a span of time: 不少于30日, 公示5日, 期限为20日.
_LASTING = re.compile(
    r"(?:[少短长低多]于|超过|不足|[期限]为?|延长|缩短|提前|公示|为期|历时|用时|每|满|达|连续|共|至少|最[长短]|不到|工作|“|约|近|需|仅)$"
)
_LONGEST_MONTH = 31
_CENTURY = re.compile(r"[0-9]{2}年(?=代|度|[初末底](?!级)|[0-9]{1,2}月)")


def _two(digits: str) -> str:
    return digits.zfill(2)


def _number(text: str) -> int:
    read = read_chinese(text)
    return int(read[0]) if read else 0


def _mention(text: Text, start: int, end: int, iso: str | None, why: str) -> Mention:
    value = Decimal(iso[:4]) if iso and iso[:4].isdigit() else None
    return Mention(start, end, text.raw[start:end], Kind.DATE, value, date=iso, why=why)


def year(text: Text, start: int, digits: str) -> Mention | None:
    """2024年, 2024年度, 2024年10月18日, 58年度; None where the years are a duration (3年)."""
    if len(digits) == 4 and "1800" <= digits < "2100":
        match = _YEAR_MONTH.match(text.folded, start)
        if match is None:
            return None
        iso = match["year"]
        if match["month"]:
            iso += "-" + _two(match["month"])
        if match["day"]:
            iso += "-" + _two(match["day"])
        return _mention(text, start, match.end(), iso, "a year, with month and day where printed")
    if len(digits) == 2 and (match := _CENTURY.match(text.folded, start)):
        return _mention(text, start, match.end(), None, "a year or a decade of two digits")
    return None


def plain_date(text: Text, start: int) -> Mention | None:
    """2024-03-13 14:15, 2024/3/13, 2024.10, and a year before another (2021-2025年)."""
    match = _PLAIN.match(text.folded, start)
    if match is None:
        return None
    iso = match["year"]
    if month := match["month"] or match["month2"]:
        iso += "-" + _two(month)
    if match["day"]:
        iso += "-" + _two(match["day"])
    if match["clock"]:
        iso += "T" + match["clock"].zfill(5)
    return _mention(text, start, match.end(), iso, "a date in digits")


def month(text: Text, start: int) -> Mention | None:
    """10月, 10月18日, 2 (of 2-7月)."""
    match = _MONTH_DAY.match(text.folded, start)
    if match is None:
        return None
    iso = "--" + _two(match["month"]) + ("-" + _two(match["day"]) if match["day"] else "")
    return _mention(text, start, match.end(), iso, "a month, with its day where printed")


def day(text: Text, match: Match[str]) -> Mention | None:
    """6日; None for a duration (30日内) or a number (6号楼)."""
    start, digits = match.start(), match["n"]
    if not digits.isdigit() or len(digits) > 2 or not 1 <= int(digits) <= _LONGEST_MONTH:
        return None
    if _DURATION.match(text.folded, match.end("n")) or _LASTING.search(text.folded, max(0, start - 4), start):
        return None
    if match["day"].strip() == "号" and text.before(start) not in ("-", "至", "到", "、", "~"):
        return None
    return _mention(text, start, match.end(), "---" + _two(digits), "a day")


def clock(text: Text, match: Match[str]) -> Mention:
    """14:15, 8:30."""
    start, end = match.span()
    return _mention(text, start, end, None, "a clock time")


def chinese_date(text: Text, start: int) -> Mention | None:
    """二〇二四年十月十八日, 一九五八年, 十月, 三季度, 五八年度, 九十年代."""
    match = _CHINESE.match(text.folded, start)
    if match is None or (text.before(start) == "第"):
        return None
    iso = None
    if match["year"]:
        if not 1800 <= _number(match["year"]) < 2100:
            return None
        iso = str(_number(match["year"])).zfill(4)
        for part in ("month", "day"):
            iso += "-" + _two(str(_number(match[part]))) if match[part] else ""
    elif match["month2"]:
        iso = "--" + _two(str(_number(match["month2"])))
        iso += "-" + _two(str(_number(match["day2"]))) if match["day2"] else ""
    elif match["day3"]:
        iso = "---" + _two(str(_number(match["day3"])))
    return _mention(text, start, match.end(), iso, "a date in Chinese numerals")
