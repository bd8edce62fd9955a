"""分别: figures that a sentence pairs in order with the things named before it, put beside them.

"收到、办结的信访件分别为738件、731件" says of the second figure what "办结的信访件731件" would: so it is told, to cues
that are written for figures beside their words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from llmextract.schema.cue import OTHER_MARK

__all__ = ["paired"]

_ASIDE = r"(?:\([^()\n]{0,30}\)|以上|左右|余)?"
_GROUP = re.compile(
    rf"(?P<items>(?:[^,;:。()\n]|\([^()\n]{{0,30}}\))*?)(?:分别|各(?=[为有达]?{OTHER_MARK}))(?P<verb>[^,;:。()\n{OTHER_MARK}]{{0,24}}?)"
    rf"(?P<figures>{OTHER_MARK}(?:{_ASIDE}(?:、|,|和|及|与|以及){OTHER_MARK})+)"
)
_JOIN = re.compile(r"、|(?<![参公同])(?:以及|和|与|及)(?!谐|解|议|其)")
# What says no more than that a figure follows.
_IS = re.compile(r"^(?:已|均|共|约|就)*(?:[为是达有占]|达到|完成)?(?:了|到)?$")
_NUMBER = re.compile(r"(?:的?(?:数量|件数|次数|人数|总数|数目|总量))?[均共已约]*$")
# Where what is common to all things begins in the last of them: 管委会主任办公会 | 安排法治学习的次数.
_COMMON = re.compile(
    r"(?:(?:安排|开展|组织|举行|举办|召开|作出|做出|参加|提出|制定|办理|受理|化解|调解|满意|办结|同比|占比|成功)[^、]{0,16}"
    r"|案件数?|案数|主要[领负][^、]{0,40})$"
)
_OF = re.compile(r"的[^、的]{1,8}$")
# Verbs that share what stands behind the last of them: 全区排查 | 化解矛盾纠纷.
_ACT = (
    "(?:收到|接收|受理|立案|办理|承办|承接|登记|办结|审结|结案|排查|摸排|化解|调解|调处|收集|征集|上报|反馈|采纳|查出|发现|整改"
    "|制定|出台|修订|修改|废止|备案|核发|注销|新增|开展|完成|召开|举办|参加|出庭|应诉)"
)
_ACT_AT_END, _ACT_AT_START = re.compile(_ACT + "$"), re.compile(f"(?:{_ACT})+")
_ORDINAL = re.compile("第[一二三四123]$")
# Whose figures they are: 全区排查、化解矛盾纠纷.
_SCOPE = re.compile("全年?[省市县区州旗镇乡局]")
_SHORT = 4
_MEASURES = tuple("率数量度件")


def paired(text: str, marks: Mapping[int, int]) -> dict[int, tuple[int, int, str]]:
    """The figures of a masked sentence that 分别 pairs with things.

    Args:
        text: the sentence with a mark for each figure.
        marks: where the mark of each mention stands.

    Returns:
        By mention: the span of the sentence that is told otherwise for it, and the words that stand for it there,
        before the figure.

    """
    if "分别" not in text and "各" not in text:
        return {}
    at = {offset: index for index, offset in marks.items()}
    found: dict[int, tuple[int, int, str]] = {}
    for group in _GROUP.finditer(text):
        figures = [offset for offset in range(*group.span("figures")) if text[offset] == OTHER_MARK]
        verb = "" if _IS.match(group["verb"]) else group["verb"]
        things = _things(group["items"], len(figures))
        for offset, thing in zip(figures, things, strict=False):
            if offset in at:
                found[at[offset]] = (group.start("items"), group.end(), thing + verb)
    return found


def _things(items: str, count: int) -> Sequence[str]:
    """The things named, one for each figure; none where their numbers differ."""
    items = _NUMBER.sub("", items, count=1)
    cuts = _cuts(items, count - 1)
    if len(cuts) < count - 1:
        return ()
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(items)]
    first, *others = (items[start:end] for start, end in zip(starts, ends, strict=True))
    scope = _SCOPE.match(first)
    things = [first, *((scope.group() if scope else "") + _headed(thing, first) for thing in others)]
    return [*(thing + _common(thing, others[-1]) for thing in things[:-1]), things[-1]]


def _cuts(items: str, wanted: int) -> list[tuple[int, int]]:
    """Where the items part: at all joints, or where there are too many at 、 alone, or at the first."""
    cuts = [match.span() for match in _JOIN.finditer(items)]
    if len(cuts) <= wanted:
        return cuts
    commas = [cut for cut in cuts if items[cut[0]] == "、"]
    if len(commas) >= wanted:
        return commas[:wanted]
    return cuts[-wanted:]


def _headed(thing: str, first: str) -> str:
    """A short thing with what the first says for it too: 热线办结率、满意率 | 矛盾纠纷排查数、化解数."""
    if 1 < len(thing) <= _SHORT < len(first) and thing[-1] == first[-1] and thing[-1] in _MEASURES:
        return _SCOPE.sub("", first, count=1)[: -len(thing)] + thing
    return thing


def _common(thing: str, last: str) -> str:
    """What the last thing says for the others too: 排查、化解 | 矛盾纠纷的数量."""
    if (of := _OF.search(thing)) and last.endswith(of.group()):
        return ""
    if _ORDINAL.search(thing) and not last.startswith("第"):
        return last[1:]
    act = _ACT_AT_START.match(last)
    if act and _ACT_AT_END.search(thing):
        return last[act.end() :]
    if len(thing) <= _SHORT and (len(thing) == 1 or len(last) > len(thing) + 1 or last[len(thing) :] in _MEASURES):
        return last[len(thing) :]
    common = _COMMON.search(last)
    if common and common.start() > 0 and not _COMMON.search(thing):
        return common.group()
    return ""
