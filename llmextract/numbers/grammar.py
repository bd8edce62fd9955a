"""The patterns of the number reader, on folded text, each with what it reads.

One pattern finds every place where a number can begin; `scan` hands each place to the reader of its name.
"""

from __future__ import annotations

import re

from llmextract.numbers.numerals import ARABIC, CHINESE, SCALES
from llmextract.numbers.units import UNIT_PATTERN

__all__ = ["AMOUNT", "APPROXIMATORS_AFTER", "APPROXIMATORS_BEFORE", "DATE", "NAMED", "PERIOD", "PLACES", "QUOTED"]

_CN = "[一二两三四五六七八九十]"
_SCALE = "(?:" + "|".join(sorted(SCALES, key=len, reverse=True)) + ")"
_YEAR = r"(?:(?:19|20)\d\d|[一二][九〇零○]?[〇零○一二三四五六七八九]{2,3})"
_MONTH = rf"(?:1[0-2]|0?[1-9]|{_CN}{{1,2}})月"
_DAY = rf"(?:[12]\d|3[01]|0?[1-9]|{_CN}{{1,3}})[日号]"

_NUMERAL = rf"(?:(?P<percent>百分之)?(?P<numeral>{ARABIC}|{CHINESE}(?:点[〇零一二三四五六七八九]+)?))"
AMOUNT = re.compile(
    rf"{_NUMERAL}(?P<more>余|多|来)?(?: (?=[万亿]))?(?P<scale>{_SCALE})?(?P<over>余|多)?"
    rf"(?P<rate>%|‰|(?:个)?百分点|成(?![立功员为果本效人交长熟品都绩])| ?(?P<unit>{UNIT_PATTERN}))?"
)
DATE = re.compile(
    rf"(?P<year>{_YEAR})(?:年|(?=[-/.]))"
    r"(?:[-/.]?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月|(?=[-/.]\d))"
    r"(?:[-/.]?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?)?)?"
    r"(?:\s(?P<clock>\d{1,2}:\d\d(?::\d\d)?))?"
)
QUOTED = re.compile(r"“[^“”\n]{0,40}”|‘[^‘’\n]{0,40}’|「[^「」\n]{0,40}」|《[^《》\n]{0,80}》")
# What makes the number before it part of a plan's or a campaign's name, quoted or not.
PERIOD = re.compile(r"年(?:以来|来|内)")
NAMED = re.compile(r"年?(?:行动|规划|攻坚)|[大套]?(?:攻坚战|保卫战|领导班子)|步走")

_LIST_MARKS = (
    r"(?m:^)[^\S\n]*(?:#{1,6}[^\S\n]*)?(?:第"
    + _CN
    + r"{1,3}(?:部分|章|节)|"
    + _CN
    + r"{1,3}[、.]|\("
    + _CN
    + r"{1,3}\)"
    r"|\(\d{1,2}\)|\d{1,2}(?:、|\.(?!\d))|[①-⑳])"
    r"|(?:(?<=[。;:,、!?\n ”)])|^)" + _CN + r"{1,3}(?:是|要)(?![否非不])"
)

_PLACES = (
    ("heading", _LIST_MARKS),
    ("docno", r"(?<=[〔\[(【])(?:19|20)\d\d[〕\])】]\s?第?\d{1,4}号"),
    ("phone", r"(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?!\d)"),
    ("hotline", r"(?<![\d.])1\d{2,5}(?=[”\"']?(?:政务|热线|市民|便民|服务热线|报警|平台|专线|投诉|公共法律|法律服务))"),
    ("version", r"\d+(?:\.\d+)+版(?:本)?"),
    ("slogan", r"\d+(?:\+[0-9A-Za-z]+)+"),
    (
        "date",
        rf"(?<!\d){_YEAR}年(?:{_MONTH}(?:{_DAY})?|度|末|底|初)?"
        r"|(?<![\d-])(?:19|20)\d\d(?P<sep>[-/.])\d{1,2}(?P=sep)\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?(?![\d-])"
        rf"|(?<![\d-])(?:19|20)\d\d(?=(?:-|至|~)(?:19|20)\d\d(?!\d))",
    ),
    ("day", rf"(?<![\d.个]){_MONTH}(?:份|{_DAY}|底|末|初)|(?<![\d.]){_MONTH}(?={_DAY})|(?<=月)\d{{1,2}}日"),
    ("congress", r"(?:二十|十[一二三四五六七八九])大(?![类项个])"),
    ("ordinal", rf"第(?:\d+|{CHINESE})|{CHINESE}(?=届|中(?:全会|、{_CN}中全会)|审(?!查|核|批|计|议|慎|理|判))"),
    ("hundreds", r"[百千万]+(?=[名所家件项场户人工企村会])"),
    ("rate", rf"百分之(?:{ARABIC}|{CHINESE})"),
    ("arabic", ARABIC),
    ("chinese", CHINESE),
)
PLACES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PLACES))

# Longest first where one is part of another; the value is the approximation's name.
APPROXIMATORS_BEFORE = re.compile(
    r"(?:(?P<at_least>不少于|不低于|至少|达到或超过)|(?P<at_most>不足|不超过|不高于|不到|最多)"
    r"|(?P<near>大约|约为|约|将近|接近|(?<![最附临就])近)|(?P<over>超过|超出|突破|超|逾))(?:了|过)?$"
)
APPROXIMATORS_AFTER = re.compile(
    r"(?P<at_least>(?:及|或)?以上)|(?P<at_most>(?:及|或)?以下|以内)|(?P<near>左右|上下(?![联级贯衔]))"
)
