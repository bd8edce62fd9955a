"""Lines broken by a publisher's fixed width: a number goes on behind the line end.

Reading takes the breaks out, and the mentions get their places in the text as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from llmextract.cutting import Cut
from llmextract.numbers.mention import Mention
from llmextract.script import is_english

__all__ = ["placed", "read_broken"]

_NUMBERED = "0-9零〇○一二两三四五六七八九十百千万亿"
# A break can cut a number only where a digit, a numeral or a piece of a unit ends the line.
_BREAK = re.compile(rf"\n(?=[{_NUMBERED}.余多个%年月日方里斤作之点\u4e00-\u9fff])")
_CUT_BEHIND = re.compile(rf"[{_NUMBERED}.,余多第年月分个立平公工](?=\r?$)")
_MARK = re.compile(
    r"[0-9]{1,2}[.、)](?![0-9])|[一二三四五六七八九十]{1,3}[、.]|第.{1,3}[部章节条]|[一二三四五六七八九十]{1,2}[是要]"
)
_FIGURE = re.compile(r"[\s0-9,.%+-]*")
_SAID = frozenset("是要")  # 一⏎是 is no list mark
_RUNNING = re.compile(r"[,。;:]")
# A day in digits ends there: 2024-01-15 over 2023年.
_DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?P<dash>[-/.])[0-9]{1,2}(?P=dash)[0-9]{1,2}(?: +[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\s*$"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年")

Reader = Callable[[str, str], list[Mention]]


def read_broken(raw: str, folded: str, mentions: list[Mention], read: Reader) -> list[Mention]:
    """The mentions of a text, the lines with breaks in them read anew without the breaks.

    Args:
        raw: the text.
        folded: its fold.
        mentions: what was read of it with the breaks as they are.
        read: reads the mentions of a raw text and its fold.

    """
    found: list[Mention] = []
    at = 0
    for region in _regions(folded):
        first = bisect_left(mentions, region.start, lo=at, key=_start)
        found += mentions[at:first]
        found += (placed(raw, region, m) for m in read(region.join(raw), region.join(folded)))
        at = bisect_left(mentions, region.end, lo=first, key=_start)
    return [*found, *mentions[at:]]


def placed(raw: str, cut: Cut, mention: Mention) -> Mention:
    """A mention of what a cut left, at its place in the whole text."""
    start, end = cut.back(mention.start, mention.end)
    return mention._replace(start=start, end=end, text=raw[start:end])


def _start(mention: Mention) -> int:
    return mention.start


def _regions(folded: str) -> Iterator[Cut]:
    """The lines around breaks, those that touch together."""
    region: tuple[int, int, list[tuple[int, int]]] | None = None
    for match in _BREAK.finditer(folded):
        if not _cuts(folded, match.start(), match.end()):
            continue
        start = match.start() - (folded[match.start() - 1] == "\r")
        begin = folded.rfind("\n", 0, match.start()) + 1
        end = folded.find("\n", match.end())
        end = len(folded) if end == -1 else end
        if region is not None and begin <= region[1]:
            region[2].append((start, match.end()))
            region = (region[0], end, region[2])
        else:
            if region is not None:
                yield Cut(*region)
            region = (begin, end, [(start, match.end())])
    if region is not None:
        yield Cut(*region)


def _cuts(folded: str, newline: int, behind: int) -> bool:
    """Whether a number may go on over a line end: in running text, where no list mark begins the next line."""
    begins = _MARK.match(folded, behind) or folded[behind] in _SAID
    if begins or not _CUT_BEHIND.search(folded, max(0, newline - 2), newline):
        return False
    begin = folded.rfind("\n", 0, newline) + 1
    line = folded[begin:newline]
    if _YEAR.match(folded, behind) and _DAY.search(line):
        return False
    if "|" in line or (_FIGURE.fullmatch(line) and folded[behind] not in "年月日"):
        return False
    stop = folded.find("\n", behind)
    following = folded[behind : stop if stop != -1 else len(folded)]
    # English breaks lines between words alone; cells of a table stand one a line without such marks.
    if is_english(folded, begin, newline) or is_english(folded, begin, newline + 1 + len(following)):
        return False
    return bool(_RUNNING.search(line) or _RUNNING.search(following))
