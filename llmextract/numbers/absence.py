"""Zero said in words: 未收到…, 未发生…, 无…案件, 零投诉, 败诉案件为零."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Absence", "absences"]

_VERBS = "收到|接到|发生|出现|发现|受理|产生|办理|新增|引发|查处|涉及|提起|制定|出台|收取|接收"
_THINGS = (
    "案件|情况|情形|现象|事项|问题|投诉|败诉|申请|纠纷|诉讼|复议|撤销|纠错|违法|事故|举报"
    "|信访|上访|申诉|起诉|案例|文件|建议|提案|责任|行为|记录|发生"
)
_THING = r"[\u4e00-\u9fff“”()《》]"
_ABSENCE = re.compile(
    rf"(?:均|尚|暂|也|还|从)?(?:未(?:曾|再)?|没有|没)(?P<verb>{_VERBS})(?:过|任何|一[起件例宗])?(?P<first>{_THING}{{2,28}})"
    rf"|没有(?P<second>{_THING}{{2,20}}?(?:{_THINGS}))"
    rf"|(?<![毫有并])无(?![法论障线人锡偿缝须需疑]|一[例起件]?不)(?:任何|一[起件例宗])?(?P<third>{_THING}{{2,20}}?(?:{_THINGS}))"
    r"|(?<![“])零(?P<fourth>投诉|败诉|事故|发案|复议|诉讼|上访|纠错|撤销|举报|违法|信访)(?!”)"
)
_NONE_BEHIND = re.compile(r"(?:均|保持|实现|依然|仍)?为零(?![售星散])")
_THING_BEFORE = re.compile(rf"{_THING}{{2,20}}$")
# What comes behind makes it a condition or a kind of thing, no statement that there was none.
_CONDITIONAL = re.compile(r"(?:的|者|之前|之日|时|后|前)(?=[,。;、]|$)")


@dataclass(frozen=True, slots=True)
class Absence:
    """A statement that there was none of something.

    Attributes:
        start, end: code-point offsets; `text` is that slice.
        text: the words, e.g. "未收到行政复议申请".
        verb: what did not happen ("收到"), or "" where only the thing is named.
        thing: what there was none of, folded ("行政复议申请").

    """

    start: int
    end: int
    text: str
    verb: str
    thing: str


def absences(raw: str, folded: str) -> Iterator[Absence]:
    """The statements of a text that there was none of something, in order.

    Args:
        raw: the text.
        folded: its fold.

    """
    found = [*_none_behind(folded)]
    for match in _ABSENCE.finditer(folded):
        thing = next(match[name] for name in ("first", "second", "third", "fourth") if match[name])
        if not _CONDITIONAL.search(folded, match.end() - 2, match.end() + 1):
            found.append((*match.span(), match["verb"] or "", thing))
    for start, end, verb, thing in sorted(found):
        yield Absence(start, end, raw[start:end], verb, thing)


def _none_behind(folded: str) -> Iterator[tuple[int, int, str, str]]:
    """败诉案件为零: the thing stands before the word for none."""
    for match in _NONE_BEHIND.finditer(folded):
        thing = _THING_BEFORE.search(folded, max(0, match.start() - 20), match.start())
        if thing:
            yield thing.start(), match.end(), "", thing.group().removesuffix("数")
