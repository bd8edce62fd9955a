"""Lines broken by a publisher's fixed width: a number goes on behind the line end.

Reading takes the breaks out, and the mentions get their places in the text as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from llmextract.numbers.mention import Mention

__all__ = ["Breaks"]

_NUMBERED = "0-9零〇○一二两三四五六七八九十百千万亿"
# A break can cut a number only where a digit, a numeral or a piece of a unit ends the line.
_BREAK = re.compile(
    rf"(?<=[{_NUMBERED}.,余多第年月分个立平公工])\r?\n(?=[{_NUMBERED}.余多个%年月日方里斤作之点\u4e00-\u9fff])"
)
_MARK = re.compile(
    r"[0-9]{1,2}[.、)](?![0-9])|[一二三四五六七八九十]{1,3}[、.]|第.{1,3}[部章节条]|[一二三四五六七八九十]{1,2}[是要]"
)
_FIGURE = re.compile(r"[\s0-9,.%+-]*")
_RUNNING = re.compile(r"[,。;:]")


class Breaks:
    """The line ends of a text that may stand inside a number."""

    def __init__(self, raw: str, folded: str) -> None:
        self.raw = raw
        spans = [m.span() for m in _BREAK.finditer(folded) if _cuts(folded, m)]
        self._spans = spans
        self._at: list[int] = []  # the offsets of the breaks in the joined text
        self._removed: list[int] = [0]
        removed = 0
        for start, end in spans:
            self._at.append(start - removed)
            removed += end - start
            self._removed.append(removed)

    def __bool__(self) -> bool:
        return bool(self._spans)

    def join(self, text: str) -> str:
        """The text without the breaks."""
        pieces, at = [], 0
        for start, end in self._spans:
            pieces.append(text[at:start])
            at = end
        return "".join([*pieces, text[at:]])

    def place(self, mention: Mention) -> Mention:
        """A mention of the joined text at its place in the text as it is."""
        # A break right before the number stands before its beginning, one right behind it behind its end.
        start = mention.start + self._removed[bisect_left(self._at, mention.start + 1)]
        end = mention.end + self._removed[bisect_left(self._at, mention.end)]
        return mention._replace(start=start, end=end, text=self.raw[start:end])


def _cuts(folded: str, match: re.Match[str]) -> bool:
    begin = folded.rfind("\n", 0, match.start()) + 1
    line = folded[begin : match.start()]
    if (
        "|" in line
        or _MARK.match(folded, match.end())
        or (_FIGURE.fullmatch(line) and folded[match.end()] not in "年月日")
    ):
        return False
    stop = folded.find("\n", match.end())
    following = folded[match.end() : stop if stop != -1 else len(folded)]
    # Cells of a table stand one a line without such marks.
    return bool(_RUNNING.search(line) or _RUNNING.search(following))
