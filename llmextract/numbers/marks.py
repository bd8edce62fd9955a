"""Numbers that are no data: list marks, document numbers, codes, and digits joined into names."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from llmextract.numbers.approximators import approximation
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import CHINESE, divided, read_arabic, read_chinese
from llmextract.numbers.text import Text
from llmextract.numbers.units import PLAIN_UNIT
from llmextract.quantity import Kind

__all__ = [
    "ROAD",
    "chinese_list_mark",
    "circled",
    "code",
    "document_number",
    "hotline",
    "joined",
    "label",
    "labelled",
    "list_mark",
    "ordinal",
]

ROAD = "a road's number"
_LINE_HEAD = re.compile(r"(?:^|\n)[^\S\n]*(?:[#>*-]{1,6}[^\S\n]*|\*\*)?\(?$")
_HEAD_REACH = 12
_HEAD = frozenset("\n \t\r(#*>-\u3000")
_CLAUSE_HEAD = frozenset(":;。,!?")
_MARK = re.compile(
    r"[0-9]{1,2}(?:(?P<close>\))|(?P<comma>、(?![0-9]))|(?P<dot>\.(?![0-9]))"
    r"|(?P<deep>(?:\.[0-9]{1,2}){1,3}[.、]?(?= ?[\u4e00-\u9fff]))"
    r"|(?P<space> {1,4}(?=[\u4e00-\u9fff“《][^\n。;]{1,30}(?:\n|$))))"
)
_INLINE_MARK = re.compile(r"[0-9]{1,2}(?:[.、](?=[\u4e00-\u9fff“《])|\)(?=[\u4e00-\u9fff“《]))")
_DECIMAL_UNIT = re.compile(rf" ?(?:[万亿%‰]|个?百分点|{PLAIN_UNIT})")
_CN = "一二三四五六七八九十"
_CHINESE_MARK = re.compile(
    r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
    rf"(?:(?P<stop>[、.](?![{_CN}、和及]{{1,5}}(?:审|季度|月|产业|级|线|类|次产业))|,(?=[\u4e00-\u9fff]))"
    r"|(?P<close>\)[、.]?)|(?P<say>[是要](?![否非不])))"
)

_DOCUMENT = re.compile(
    r"(?:(?<=[〔\[(【])|(?<=[发办字函法政规令复通告委府〕]))(?P<year>(?:19|20)[0-9]{2})"
    r"(?:(?P<close>[〕\])】])\s?第?(?P<number>[0-9]{1,4}) ?号"  # 〔2024〕12号
    r"|(?P<lost>[0-9]{1,4}) ?(?P<no>号?))"  # 委法20246号: the brackets are lost
)
_JOINED = re.compile(
    r"(?P<road>[0-9]{2,3}(?=[国省县乡]道))|(?P<slogan>[0-9A-Z]{1,8}(?:\+[0-9A-Za-z]{1,8})+)"
    r"|(?P<day>1?[0-9][·•.][0-3]?[0-9](?![0-9.]))"  # 12.4国家宪法日
    r"(?=[”\"’]?(?:(?:国家|全民|全国|世界|国际|宪法|消费者|消费|禁毒|反|安全|宣传|法[制治]|普法|交通|专项|案件|防灾|环境|消防|知识产权)"
    r"[^,。;\n]{0,14}?(?:日|周|月|活动|案)|(?:、[0-9]{1,2}[·.][0-9]{1,2}){0,4}等?(?:重要)?(?:时间|节点|宣传)))"
    r"|(?P<midday>[0-9]{1,2}[·•][0-9]{1,2})|(?P<times>[0-9]+ ?[×xX*] ?[0-9]+(?:小时|天)?)|(?P<plus>[0-9]+(?=\+))"
    r"|(?P<version>[0-9]+(?:\.[0-9]+)+版(?:本)?|[0-9]+(?:\.[0-9]+){2,})|(?P<letters>[0-9]+[A-Z]{1,8}[0-9]{0,8}级?(?![a-z]))"
)
_PER_MANY = re.compile(r"(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<unit>/[0-9]*[百千万亿]+)")
_FRACTION = re.compile(r"(?P<over>[0-9]{1,3})/(?P<under>[0-9]{1,4})(?![0-9/])")
_SHARE_BEFORE = re.compile(r"(?:[占达近约的为有过]|超过|不足|不到)$")
_SHARE_AFTER = re.compile(r"以[上下]|左右|强|多|的")

_PHONE = re.compile(
    r"0[0-9]{2,3}-[0-9]{7,8}(?:-[0-9]{1,4})?|[0-9]{3,4}-[0-9]{3,4}-[0-9]{3,4}"
    r"|1[3-9][0-9]{9}(?![0-9])|[0-9]{7,8}(?=[,、;。)\s]|$)"
)
_CODE_BEFORE = re.compile(
    r"(?:索引号|编号|编码|代码|标识码|备案号|邮编|邮政编码|电话|热线|传真|拨打|手机|账号|证号"
    r"|ICP备|ICP证|公网安备|版本|[vV]|第?页|您是第|QQ|信息索取号|文号)"
    r"[^\n,。;]{0,6}?[::\s]?[\w/-]{0,16}$"
)
_COUNTER_BEFORE = re.compile(r"(?:浏览|访问|点击|阅读|查看)(?:次数|量|数|人次)?[::\s]{0,3}$|字号[:\s][^\n]{0,8}$")
_HOTLINE = re.compile(
    r"(?:1[0-2][0-9]|12[0-9]{3}|9[56][0-9]{3,4})(?![0-9.])(?=[”\"'’)]?[-—]?[0-9]?[”\"]?"
    r"(?:政务|热线|市民|市长|便民|服务|报警|平台|专线|投诉|举报|公共法律|法律|在线|网|民声|阳光"
    r"|消费|妇女|检察|急救|监督|咨询))"
)
_HOTLINES = """
12345 12348 12315 12309 12388 12380 12389 12320 12328 12333 12366 12369 12368
12358 12331 12336 12339 12350 12355 12338 12305 12306 12301 12377 12337 96110 96333
"""
_KNOWN_HOTLINES = frozenset(_HOTLINES.split())
_PAGE_MARK = re.compile(r"[-·] ?[0-9]{1,4} ?[-·][^\S\n]*(?=\n|$)")
_ADDRESS = re.compile(r"(?:https?:|www\.|[A-Za-z0-9]@|[A-Za-z][A-Za-z0-9_-]*[./=?&_-])[\w./?=&%:#-]{0,80}$")
_BARE_CODE = 9  # digits without a unit beyond which a number is an identifier


def _starts_line(text: Text, start: int) -> bool:
    before = text.before(start)
    if before == "\n":
        return True
    return before in _HEAD and bool(_LINE_HEAD.search(text.folded, max(0, start - _HEAD_REACH), start))


def _with_bracket(text: Text, start: int) -> int:
    return start - 1 if text.before(start) == "(" else start


def list_mark(text: Text, start: int, end: int) -> Mention | None:
    """1. 1、 (1) 1) at a line's or a clause's beginning; 1.1 and "1 概况" at a line's."""
    folded = text.folded
    if end - start > 5 or (folded[end : end + 1] not in {*".、) "} and "." not in folded[start:end]):
        return None
    bracket = text.before(start) == "("
    match = None
    if _starts_line(text, start) and (match := _MARK.match(folded, start)):
        if match["deep"] and _JOINED.match(folded, start):
            return None
        if match["deep"] and (_DECIMAL_UNIT.match(folded, match.end()) or bracket):
            return None
        if match["space"] and _DECIMAL_UNIT.match(folded, match.end("space")):
            return None
    elif text.before(_with_bracket(text, start)) in _CLAUSE_HEAD:
        match = _INLINE_MARK.match(folded, start)
    if match is None or (bracket is not match.group().endswith(")") and bracket):
        return None
    stop = match.end() if match.lastgroup != "space" else end
    digits = re.match("[0-9]+", match.group())
    value = Decimal(digits.group()) if digits else None
    return text.mention(_with_bracket(text, start), stop, Kind.HEADING, "list mark", value)


_MARK_BEFORE = _HEAD | _CLAUSE_HEAD | frozenset("”)、…")
_SENTENCE_HEAD = frozenset(":;。")


def label(text: Text, start: int, end: int) -> Mention | None:
    """表1, 图2, 附件3: the number of a table, a figure or an annex."""
    if text.before(start) in ("表", "图") or text.folded.endswith("附件", 0, start):
        return text.mention(start, end, Kind.HEADING, "the number of a table or an annex")
    return None


def chinese_list_mark(text: Text, start: int) -> Mention | None:
    """一、 (一) 一是 一要 at a line's or a clause's beginning."""
    before = text.before(start)
    if before not in _MARK_BEFORE:
        return None
    match = _CHINESE_MARK.match(text.folded, start)
    if match is None or (before == "(") is not bool(match["close"]):
        return None
    begin = _with_bracket(text, start)
    outside = text.before(begin)
    stop = match["stop"]
    if _starts_line(text, start):
        if stop == ",":
            return None
    elif outside not in _MARK_BEFORE or stop == "," or (stop and outside not in _SENTENCE_HEAD):
        return None
    value = read_chinese(match.group().rstrip("、.是要),"))
    return text.mention(begin, match.end(), Kind.HEADING, "list mark", value[0] if value else None)


def circled(text: Text, start: int) -> Mention:
    """① ㈠ ⑴ ⒈: list marks in one character."""
    value = unicodedata.numeric(text.raw[start], 0)
    return text.mention(start, start + 1, Kind.HEADING, "list mark", Decimal(int(value)) if value else None)


_ORDINAL = re.compile(
    rf"第(?P<n>[0-9]+|{CHINESE})(?:(?P<part>部分|章|节|篇|编|条)|(?P<comma>(?=[,:]|、(?![0-9一二三四五六七八九十])))"
    r"|季度|[个名次批届位轮期类项号页]|巡|产业)?"
)


def ordinal(text: Text, start: int) -> Mention | int:
    """第五次, 第3批; 第一部分 and "第一," where they head a line or a clause are list marks."""
    match = _ORDINAL.match(text.folded, start)
    if match is None:
        return start + 1
    number = match["n"]
    read = (Decimal(number), 0) if number[0].isascii() else read_chinese(number)
    value = read[0] if read else None
    head = _starts_line(text, start)
    if (match["part"] and head) or (match["comma"] is not None and text.before(start) in {*"\n。;: \u3000"}):
        return text.mention(*match.span(), Kind.HEADING, "list mark", value)
    if match.group().endswith("页") or text.folded.startswith("访问", match.end()):
        return text.mention(*match.span(), Kind.CODE, "a page's or a visitor's number", value)
    return text.mention(*match.span(), Kind.ORDINAL, "第 before a numeral", value)


def document_number(text: Text, start: int, end: int) -> Mention | None:
    """〔2024〕12号, and 委法20246号 where the brackets are lost."""
    match = _DOCUMENT.match(text.folded, start)
    if match is None:
        return None
    if match["number"]:
        return text.mention(*match.span(), Kind.DOCNO, "document number")
    if match.end("lost") != end or not (match["no"] or _CODE_END.match(text.folded, end)):
        return None
    return text.mention(*match.span(), Kind.DOCNO, "document number that lost its brackets")


_CODE_END = re.compile(r"[,。;)\s》]|$")


def joined(text: Text, start: int, end: int) -> Mention | None:
    """1+6+3, 4·15, 7×24小时, 5.0版本, 5G, and fractions."""
    folded = text.folded
    follows = folded[end : end + 1]
    if follows == "/":
        return _per_many(text, start) or _fraction(text, start)
    if not (
        follows in {*"+·•×xX*.版 国省县乡"} or (follows.isascii() and follows.isalpha()) or "." in folded[start:end]
    ):
        return None
    match = _JOINED.match(folded, start)
    if match is None:
        return None
    kind = Kind.CODE if match.lastgroup == "version" else Kind.NAME
    whys = {
        "slogan": "digits joined by +",
        "plus": "digits joined by +",
        "road": ROAD,
        "version": "a version",
        "letters": "joined to Latin letters",
        "times": "a product in a name",
    }
    return text.mention(*match.span(), kind, whys.get(match.lastgroup or "", "a day of the year as a name"))


def _fraction(text: Text, start: int) -> Mention | None:
    match = _FRACTION.match(text.folded, start)
    if match is None:
        return None
    over, under = Decimal(match["over"]), Decimal(match["under"])
    said = _SHARE_BEFORE.search(text.folded, max(0, start - 3), start) or _SHARE_AFTER.match(text.folded, match.end())
    if not 0 < over < under or (not said and match.start() and text.before(match.start()) in "\n :-第"):
        return text.mention(*match.span(), Kind.CODE, "two numbers with a stroke between")
    near = approximation(text.folded, *match.span(), None)
    printed = text.raw[match.start() : match.end()]
    return Mention(*match.span(), printed, Kind.RATE, divided(over * 100, under), "%", near, why="a fraction")


def _per_many(text: Text, start: int) -> Mention | None:
    """12.5/10万: a rate of so many in a hundred thousand."""
    match = _PER_MANY.match(text.folded, start)
    if match is None:
        return None
    value, decimals = read_arabic(match["n"])
    printed = text.raw[match.start() : match.end()]
    unit = text.folded[match.start("unit") : match.end()]
    return Mention(
        *match.span(), printed, Kind.RATE, value, unit, decimals=decimals, why="so many in ten thousand or more"
    )


def code(text: Text, start: int, end: int) -> Mention | None:
    """Telephone numbers, hotlines, versions, page marks, counters of visitors, identifiers."""
    folded, length = text.folded, end - start
    if folded[start:end] in _KNOWN_HOTLINES or hotline(text, start):
        return text.mention(start, end, Kind.CODE, "hotline")
    if length >= 3 and (phone := _PHONE.match(folded, start)):
        return text.mention(*phone.span(), Kind.CODE, "telephone number")
    before = text.before(start)
    if before in "-· " and (page := _PAGE_MARK.match(folded, max(0, start - 1 - (before == " ")))) and page.end() > end:
        return text.mention(start, end, Kind.CODE, "a page's number")
    if found := labelled(text, start, end):
        return found
    if length >= _BARE_CODE and "." not in folded[start:end] and "," not in folded[start:end]:
        return text.mention(start, end, Kind.CODE, "too long for a figure without unit")
    return None


def labelled(text: Text, start: int, end: int) -> Mention | None:
    """What the words before a number call a counter, an identifier, or part of an address."""
    folded, before = text.folded, text.before(start)
    if before in ": \t号码备证编页v" or (before.isascii() and (before.isalnum() or before in "-/._=")):
        line = max(folded.rfind("\n", 0, start) + 1, start - 40)
        if _COUNTER_BEFORE.search(folded, line, start):
            return text.mention(start, end, Kind.CODE, "a counter of the page's visitors")
        if _CODE_BEFORE.search(folded, line, start):
            return text.mention(start, end, Kind.CODE, "an identifier")
        if _ADDRESS.search(folded, max(0, start - 90), start):
            return text.mention(start, end, Kind.CODE, "part of an address")
    return None


def hotline(text: Text, start: int) -> bool:
    """Whether the words behind a number say that it is one to call: 12345市民热线."""
    return bool(_HOTLINE.match(text.folded, start))
