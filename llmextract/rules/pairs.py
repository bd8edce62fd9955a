"""分别: figures that a sentence pairs in order with the things named before it, put beside them.

"收到、办结的信访件分别为738件、731件" says of the second figure what "办结的信访件731件" would: so it is told, to cues
that are written for figures beside their words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from llmextract.schema.declare import OTHER_MARK

__all__ = ["paired"]

_GROUP = re.compile(
    rf"(?P<items>[^,;:。()\n]*?)(?:分别|各)(?P<is>[为是达有]|达到|占|完成|办理|收到|增长|下降|提高)?(?:了|到)?"
    rf"(?P<figures>{OTHER_MARK}(?:(?:、|,|和|及|与|以及){OTHER_MARK})+)"
)
_JOIN = re.compile(r"、|(?<![参公同])(?:以及|和|与|及)(?!谐|解|议|其)")
# Where what is common to all things begins in the last of them: 管委会主任办公会 | 安排法治学习的次数.
_COMMON = re.compile(
    r"(?:安排|开展|组织|举行|举办|召开|作出|做出|参加|提出|制定|办理|受理|化解|调解|满意|办结|同比|占比|成功)[^、]{0,16}$"
)
_OF = re.compile(r"的[^、的]{1,8}$")
_SHORT = 4


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
        figures = [offset for offset in range(*group.span("figures")) if offset in at]
        things = _things(group["items"], len(figures))
        for offset, thing in zip(figures, things, strict=False):
            found[at[offset]] = (group.start("items"), group.end(), thing)
    return found


def _things(items: str, count: int) -> Sequence[str]:
    """The things named, one for each figure; none where their numbers differ."""
    cuts = [match.span() for match in _JOIN.finditer(items)]
    if len(cuts) < count - 1:
        return ()
    cuts = cuts[: count - 1] if len(cuts) > count - 1 and "、" in items else cuts[-(count - 1) :]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(items)]
    things = [items[start:end] for start, end in zip(starts, ends, strict=True)]
    return [*(thing + _common(thing, things[-1]) for thing in things[:-1]), things[-1]]


def _common(thing: str, last: str) -> str:
    """What the last thing says for the others too: 排查、化解 | 矛盾纠纷的数量."""
    if (of := _OF.search(thing)) and last.endswith(of.group()):
        return ""
    if len(thing) <= _SHORT and len(last) > len(thing):
        return last[len(thing) :]
    common = _COMMON.search(last)
    if common and common.start() > 0 and not _COMMON.search(thing):
        return common.group()
    return ""
