"""What the words around a figure say of it: approximation, and rise or fall."""

from __future__ import annotations

import re

from llmextract.quantity import Approximation

__all__ = ["TELLING_AFTER", "TELLING_BEFORE", "approximation", "direction"]

# A negated word first, where it holds another: 不超过 is no 超过. The group's name is the approximation's.
_BEFORE = re.compile(
    r"(?:(?P<at_least>不(?:得|应|能|宜|可)?(?:少于|低于|小于|下于)|不下|(?:至少|最少|起码)[\u4e00-\u9fff]{0,3}|达到或超过)"
    r"|(?P<at_most>不足|[不未](?:得|应|能|宜|可)?(?:超过|高于|多于|大于)|不到|未满|不满|最多|至多|低于|少于|小于|不及)"
    r"|(?P<near>大约|大概|大致|约为|约占|约有|约达|(?<![民合公条契节预签违特制规])约"
    r"|(?:约占|约为)[^,。;\n]{1,10}的|将近|接近|几近|(?<![最附临就邻远靠亲])近|估计)"
    r"|(?P<over>超过|超出|突破|高于|多于|大于|(?<![赶反])超|逾|(?<=[产收投规价值额])过))(?:了|过|到|达到|达|人民币|有)?$"
)
_EXACT = Approximation.EXACT
_LAST = frozenset("于下少码过足到满多约为占有达近超逾破出了及额概致计币的")
_AFTER = re.compile(
    r"(?P<at_least>\(含[^()\n]{0,6}\)以上|(?:及|或|和)?以上|及其以上|之上)|(?P<at_most>\(含[^()\n]{0,6}\)以[下内]|(?:及|或)?以下|以内|之内)"
    r"|(?P<near>左右|上下(?![联级贯衔同])|前后(?=[,。;)]))|(?P<over>有余)"
)
_NEXT = frozenset("(及或和以之左上前有工月小星自交")
_NOUN = re.compile(r"(?:工作日|自然日|交易日|月|小时|星期)(?=以|之|左右|上下|及以)")  # 5个工作日以内
_REACH = 14
_VERB = 5  # characters: 至少开展2次

_MINUS = frozenset("-﹣↓▼")
_SIGNED = re.compile(
    r"(?:^|[ \t\n|(:,、“为长幅度率比速])[-﹣]$"
)  # what stands before a sign; before a range's dash stands a unit
_DIRECTION = re.compile(
    r"(?P<unsaid>收窄|增减|起降|晋升|提档升级)"
    r"|(?P<fall>负增长|下降|减少|降低|下滑|下跌|回落|缩减|缩小|压减|压缩|减幅|降幅|跌幅|放缓|减缓|下调|下浮|贬值|收缩|少增|降|减)"
    r"|(?P<rise>增长|上升|提升|提高|增加|上涨|攀升|递增|增幅|升幅|涨幅|上调|上浮|扩大|升值|多增|升|(?<!新)增|涨)"
)
# Right before a count only these say a change: 提升12个 is what was done, not how it changed.
_OF_COUNTS = frozenset(
    ("下降", "减少", "降低", "增长", "增加", "上升", "下滑", "回落", "少增", "多增", "缩减", "压减", "减", "增")
)
_DIRECTION_LAST = frozenset("长降少低滑跌落减小压缩升高加涨攀增幅了近约超过")
# Where neither stands beside a figure, its neighbours say nothing of it: most figures are so.
TELLING_BEFORE = _LAST | _DIRECTION_LAST | _MINUS | frozenset("↑▲+")
TELLING_AFTER = _NEXT
_CLAUSE = re.compile(r"[,。;!?\n0-9%]")
_BETWEEN = ("", "了", "近", "约", "超", "超过")
_LEVEL = re.compile(r"[到至为]")  # 提高到98% is a level, no change of 98%
_DIRECTION_REACH = 14


def approximation(folded: str, start: int, end: int, inner: str | None) -> Approximation:
    """How a printed figure stands to the true one: by the words before it, after it, or inside (余, 多, 来)."""
    if start and (folded[start - 1] in _LAST or "至少" in folded[max(0, start - _VERB) : start]):
        before = _BEFORE.search(folded, max(0, start - _REACH), start)
        if before:
            return Approximation(before.lastgroup or "")
    if folded[end : end + 1] in _NEXT:
        noun = _NOUN.match(folded, end) if folded[end - 1] == "个" else None
        if after := _AFTER.match(folded, noun.end() if noun else end):
            return Approximation(after.lastgroup or "")
    if inner is None:
        return _EXACT
    return Approximation.NEAR if inner == "来" else Approximation.OVER


def direction(folded: str, start: int, *, beside: bool = False) -> str | None:
    """Whether a sign or the words before a figure in its clause say that it "rise"s or "fall"s; None if unsaid.

    Args:
        folded: the folded text.
        start: where the figure begins.
        beside: only a word right before the figure counts (增加12件, but not 减少检查4856户次).

    """
    sign = folded[start - 1 : start]
    if sign in ("↓", "▼") or (sign in _MINUS and _SIGNED.search(folded, max(0, start - 2), start)):
        return "fall"
    if sign in ("↑", "▲") or (sign == "+" and not folded[start - 2 : start - 1].isalnum()):
        return "rise"
    if beside and folded[start - 1 : start] not in _DIRECTION_LAST:
        return None
    clause = _CLAUSE.split(folded[max(0, start - _DIRECTION_REACH) : start])[-1]
    found = None
    for found in _DIRECTION.finditer(clause):  # noqa: B007 - the last one
        pass
    if found is None or found.lastgroup == "unsaid" or _LEVEL.search(clause, found.end()):
        return None
    if beside and (found.group() not in _OF_COUNTS or clause[found.end() :] not in _BETWEEN):
        return None
    return found.lastgroup
