"""What the readers look at: the text, its folded form, and where its quotes and titles lie."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from llmextract.numbers.mention import Mention
from llmextract.quantity import Approximation, Kind

__all__ = ["Text"]

_QUOTED = re.compile(r"“[^“”\n]{0,40}”|‘[^‘’\n]{0,40}’|「[^「」\n]{0,40}」|《[^《》\n]{0,80}》|\"[^\"\n]{0,16}\"")
_EXACT, _ONE = Approximation.EXACT, Decimal(1)
_new = tuple.__new__
# “98%以上”, “5个工作日”: what is quoted is the figure itself.
_FIGURE = re.compile(r"[0-9.]+(?:%|个?百分点|个?工作日|天|日|小时|分钟)(?:以[上下内])?")
_NAME_LENGTH = 16  # a number inside quotes up to this long belongs to a name


class Text:
    """One text to be read."""

    __slots__ = ("_ends", "_starts", "folded", "raw")

    def __init__(self, raw: str, folded: str) -> None:
        self.raw = raw
        self.folded = folded
        names = [
            span
            for span in (match.span() for match in _QUOTED.finditer(folded))
            if folded[span[0]] == "《"
            or (span[1] - span[0] - 2 <= _NAME_LENGTH and not _FIGURE.fullmatch(folded, span[0] + 1, span[1] - 1))
        ]
        self._starts = [start for start, _ in names]
        self._ends = [end for _, end in names]

    def in_name(self, at: int) -> bool:
        """Whether `at` lies in a title 《…》 or in a quote short enough to be a name."""
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]

    def before(self, at: int) -> str:
        """The character before `at`; a line end at the beginning of the text."""
        return self.folded[at - 1] if at > 0 else "\n"

    def mention(self, start: int, end: int, kind: Kind, why: str, value: Decimal | None = None) -> Mention:
        """A mention that is no data."""
        printed = self.raw[start:end]
        return _new(
            Mention, (start, end, printed, kind, value, None, _EXACT, 0, _ONE, None, None, None, None, False, why)
        )
