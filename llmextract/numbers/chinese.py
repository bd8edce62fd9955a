"""Amounts in Chinese numerals, and the rule that tells them from words and names."""

from __future__ import annotations

import re
from decimal import Decimal
from re import Match

from llmextract.numbers import dates, marks
from llmextract.numbers.amounts import IN_NAME, ONE, TENTHS, Amount, make, more_behind
from llmextract.numbers.lexicon import CONGRESS, EVERYDAY, NAMED, PERIOD, SLOGAN
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import ARABIC, CHINESE, SCALE, approximate_pair, divided, read_arabic, read_chinese
from llmextract.numbers.text import Text
from llmextract.numbers.units import COUNTED, PLAIN_UNIT, RATES, UNIT, unit_name
from llmextract.quantity import SCALES, Kind

__all__ = ["WITHIN_WORD", "chinese", "doubling", "half"]

_AMOUNT = re.compile(
    rf"(?P<n>{CHINESE})(?P<more>[余多来]|几(?![十百千万亿]))?(?P<scale>{SCALE})?(?P<over>[余多])?"
    r"(?:(?P<points>个?百分点)"
    rf"|(?P<tenths>{TENTHS}(?P<fifth>[一二三四五六七八九半])?(?P<odd>[多余])?)"
    rf"|(?P<percent>%)|(?P<unit> ?{UNIT}))?"
)
_SHARE = re.compile(rf"(?P<of>[百千万])分之(?P<n>{ARABIC}|{CHINESE})(?P<more>[余多])?(?P<points>个百分点)?")
_SHARE_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_FRACTION = re.compile(rf"(?P<under>{CHINESE})分之(?P<over>{CHINESE})(?P<more>强|多)?")
_ORDINAL_AFTER = re.compile(
    r"届|中(?=全会|、[一二三四五六七八九]中全会)|审(?!查|核|批|计|议|慎|理|判)|等奖|等功|号(?=文|令|楼|线|公告)|把手"
)
_VAGUE_BEFORE = frozenset("数几上")
_VAGUE = re.compile(r"[十百千万亿]+")
_APPROXIMATE_BEFORE = re.compile(r"(?:近|超过|超|逾|过|约|突破|达|不足|不到|上)$")
_ARTICLE_ENDS = frozenset(",。;、)!?\n 至")
_ARTICLE_PRONOUNS = frozenset("这那每某任另各同下上")
_YEAR_ARTICLE = frozenset("的后这那新")  # 最后一年, 大丰收的一年
_FIVE_YEAR = re.compile(r"[一二三]?[一二三四五六七八九十]五(?=普法|规划|计划|时期|期间)")
WITHIN_WORD = "a numeral within a word"
_BOUND_AFTER = re.compile(r"以[上下内]|左右|上下")
_OPENERS = frozenset("(:")
_BRACKETED_UNIT = re.compile(rf"[百千万亿]+{PLAIN_UNIT}(?=\)|\n)")  # 金额(万元), 单位:万元
_SESSION = re.compile(r"次(?=全会|全体|会议|党代会)")  # 十四届人大六次会议
_SESSION_REACH = 6
_RANGE_DASHES = frozenset("至到-~")
_STEPS = frozenset("十百千万亿廿卅卌拾佰仟")
_SINGLE = 1
_HALF_TENTH = Decimal(5)
_FRACTION_REACH = 12
_DOUBLING = re.compile(r"翻了?(?P<n>[一两二三四五])?番")
_HALF_BEFORE = frozenset("过超近逾")
_FIFTY = Decimal(50)
_HALF = re.compile(r"半(?P<unit>年|个?月|天|小时|日)")


def chinese(text: Text, start: int) -> Mention | int:
    """The number that begins with the Chinese numeral at `start`, or where to go on behind a word that holds it."""
    folded = text.folded
    if found := marks.chinese_list_mark(text, start):
        return found
    if word := EVERYDAY.match(folded, start) or (
        text.before(start) in _OPENERS and _BRACKETED_UNIT.match(folded, start)
    ):
        return word.end()
    if folded.startswith("一半", start):
        return make(text, Amount(start, start + 2, _FIFTY, 0, ONE, None), Kind.RATE, "%", "half of something")
    if "分之" in folded[start : start + _FRACTION_REACH] and (found := _share(text, start)):
        return found
    match = _AMOUNT.match(folded, start)
    if match is None or (match["tenths"] and text.before(start) == "分"):
        return start + 1
    if found := dates.chinese_date(text, start):
        return found
    if text.in_name(start):
        return text.mention(start, match.end(), Kind.NAME, IN_NAME, _value(match["n"]))
    return _named(text, match) or _counted(text, match)


def _named(text: Text, match: Match[str]) -> Mention | None:
    """Congresses, five-year plans, sessions and slogans."""
    folded, start, end = text.folded, match.start(), match.end("n")
    for pattern, why in ((CONGRESS, "a party congress"), (_FIVE_YEAR, "a five-year plan")):
        if found := pattern.match(folded, start):
            return text.mention(*found.span(), Kind.NAME, why)
    after = None if match["n"] == "两" or text.before(start) == "续" else _ORDINAL_AFTER.match(folded, end)
    if after is None and "届" in folded[max(0, start - _SESSION_REACH) : start]:
        after = _SESSION.match(folded, end)
    if after is not None:
        why = "a session's, an instance's or a prize's number"
        return text.mention(start, after.end(), Kind.ORDINAL, why, _value(match["n"]))
    if SLOGAN.match(folded, start) or NAMED.match(folded, end):
        return text.mention(start, match.end(), Kind.NAME, "a name, a slogan or a campaign", _value(match["n"]))
    return None


def _value(numeral: str) -> Decimal | None:
    read = read_chinese(numeral)
    return read[0] if read else None


def _share(text: Text, start: int) -> Mention | None:
    """百分之九十五, 千分之三, 三分之二."""
    share = _SHARE.match(text.folded, start)
    if share is not None:
        number = share["n"]
        read = read_arabic(number) if number[0].isascii() else _hundred(number)
        if read is None:
            return None
        amount = Amount(*share.span(), read[0], read[1], ONE, share["more"])
        if share["points"]:
            return make(text, amount, Kind.POINTS, "百分点", "percentage points")
        return make(text, amount, Kind.RATE, _SHARE_UNITS[share["of"]], "百分之")
    fraction = _FRACTION.match(text.folded, start)
    if fraction is None:
        return None
    under, over = _value(fraction["under"]), _value(fraction["over"])
    if not under or over is None:
        return None
    share_of = divided(over * 100, under)
    return make(text, Amount(*fraction.span(), share_of, 0, ONE, fraction["more"]), Kind.RATE, "%", "a fraction")


def _hundred(numeral: str) -> tuple[Decimal, int] | None:
    return (Decimal(100), 0) if numeral == "百" else read_chinese(numeral)


def _counted(text: Text, match: Match[str]) -> Mention:
    """A numeral that a measure word makes a quantity, or that is part of a word."""
    numeral, start = match["n"], match.start()
    ranged = text.before(start) in _RANGE_DASHES
    if not ranged and PERIOD.match(text.folded, match.end("n")) and len(numeral) == _SINGLE:
        return text.mention(start, match.end("n") + 1, Kind.DATE, "a period")
    amount = _figure(text, match)
    if amount is None:
        return _word(text, match)
    if match["points"]:
        return make(text, amount, Kind.POINTS, "百分点", "percentage points")
    if match["percent"]:
        return make(text, amount, Kind.RATE, "%", "a percent sign")
    if match["tenths"]:
        fifth = _HALF_TENTH if match["fifth"] == "半" else _value(match["fifth"]) if match["fifth"] else Decimal(0)
        number = amount.number + (fifth or Decimal(0)) / 10
        tenths = Amount(
            amount.start, amount.end, number, int(bool(fifth)), amount.scale * 10, match["odd"] or amount.inner
        )
        return make(text, tenths, Kind.RATE, "%", "tenths")
    return _measured(text, match, amount)


def _measured(text: Text, match: Match[str], amount: Amount) -> Mention:
    folded, numeral = text.folded, match["n"]
    unit = unit_name(match["unit"]) if match["unit"] else None
    long = len(numeral) > _SINGLE or amount.scale > 1 or amount.inner
    if unit is None:
        if (
            folded[amount.end : amount.end + 1] == "大"
            and amount.number > 1
            and not folded.startswith("大家", amount.end)
        ):
            return make(text, amount, Kind.QUANTITY, None, "a numeral before 大")
        if long and _STEPS.isdisjoint(numeral) and not match["scale"]:
            return _word(text, match)  # 一二三产业, 九一八
        if long and (amount.scale > 1 or len(numeral) > 2 or amount.inner):
            return make(text, amount, Kind.QUANTITY, None, "a long numeral without unit")
        return _word(text, match)
    if not long and unit not in COUNTED and not (unit == "分" and text.before(match.start()) == "角"):
        return _word(text, match)
    if numeral == "一" and _is_article(text, match):
        return text.mention(match.start(), match.end(), Kind.NAME, "一 as an article", Decimal(1))
    amount = more_behind(text, amount, unit)
    kind = Kind.RATE if unit in RATES else Kind.QUANTITY
    return make(text, amount, kind, unit, "a numeral with its measure word")


def _is_article(text: Text, match: Match[str]) -> bool:
    """一批干部, 每一级: 一 counts only where the clause ends with it (死亡一人, 每年一次) or before 年 and 天."""
    before = text.before(match.start())
    if match["unit"] in ("年", "天", "倍", "番", "周年", "小时") or match["scale"]:
        return before in _YEAR_ARTICLE
    ends = text.folded[match.end() : match.end() + 1] in _ARTICLE_ENDS or match.end() == len(text.folded)
    return not ends or before in _ARTICLE_PRONOUNS


def _figure(text: Text, match: Match[str]) -> Amount | None:
    """The figure of a numeral: exact (三百), vague (数十, 几百, 上千), or two neighbours said together (两三)."""
    numeral = match["n"]
    scale = SCALES[match["scale"]] if match["scale"] else ONE
    inner = match["over"] or match["more"]
    pair = approximate_pair(numeral)
    if pair is not None and (match["unit"] or match["scale"] or match["tenths"]):
        return Amount(match.start(), match.end(), pair, 0, scale, "来", doubtful=True)
    joined = match["scale"] and "点" not in numeral  # 二亿一千六百余万: the scale counts the last part alone
    read = read_chinese(numeral + match["scale"].lstrip("个")) if joined else read_chinese(numeral)
    if read is None:
        return None
    if joined:
        read = divided(read[0], scale), read[1]
    before = text.before(match.start())
    if before in _VAGUE_BEFORE and _VAGUE.fullmatch(numeral):
        return Amount(match.start() - 1, match.end(), read[0], 0, scale, "多", doubtful=before != "上")
    round_number = _VAGUE.fullmatch(numeral) and numeral[0] != "十"
    if round_number and not inner and not match["scale"]:
        known = _APPROXIMATE_BEFORE.search(text.folded, max(0, match.start() - 2), match.start())
        if known and known.group() == "过":
            inner = "多"  # 过百家: by itself 过 says nothing of a figure
        bounded = match["unit"] and _BOUND_AFTER.match(text.folded, match.end())
        if not known and not bounded:
            return None  # 百名法官, 千家企业, 万人成讼率: a round number that opens no numeral is part of a name
    return Amount(match.start(), match.end(), read[0], read[1], scale, inner)


def _word(text: Text, match: Match[str]) -> Mention:
    """A numeral without a measure word belongs to a word or a name (一网通办, 两委, 百名局长)."""
    return text.mention(match.start(), match.end("n"), Kind.NAME, WITHIN_WORD, _value(match["n"]))


def doubling(text: Text, start: int) -> Mention | int:
    """翻番, 翻了一番, 翻两番: how often a figure doubled, a rate in 番."""
    match = _DOUBLING.match(text.folded, start)
    if match is None or text.in_name(start):
        return start + 1
    number = _value(match["n"]) if match["n"] else Decimal(1)
    amount = Amount(*match.span(), number or ONE, 0, ONE, None)
    return make(text, more_behind(text, amount, "番"), Kind.RATE, "番", "doublings")._replace(direction="rise")


def half(text: Text, start: int) -> Mention | int:
    """半年, 半个月, 半天: half of the unit; not 上半年 and 下半年."""
    match = _HALF.match(text.folded, start)
    before = text.before(start)
    if before in _HALF_BEFORE and (match is None or before == "过") and not text.in_name(start):
        return make(text, Amount(start, start + 1, _FIFTY, 0, ONE, "多"), Kind.RATE, "%", "more than half, or nearly")
    if match is None or before in "上下前后大多" or text.in_name(start):
        return start + 1
    unit = "个" if match["unit"] == "个月" else match["unit"]
    return make(text, Amount(start, match.end(), Decimal("0.5"), 1, ONE, None), Kind.QUANTITY, unit, "half a unit")
