"""Numbers among English words: `English` reads the figures of a text's English lines, `join` links ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from llmextract.numbers.amounts import arabic
from llmextract.numbers.english.amounts import read
from llmextract.numbers.english.ranges import join
from llmextract.numbers.mention import Mention
from llmextract.numbers.text import Text
from llmextract.script import beside_han

__all__ = ["English", "join"]


class English:
    """The reader of the Arabic figures of one text with English lines.

    Args:
        lines: the spans of the English lines.
        mixed: whether the text has Chinese too; a figure beside it is read as Chinese.

    """

    def __init__(self, lines: Sequence[tuple[int, int]], *, mixed: bool) -> None:
        self._mixed = mixed
        self._starts = [start for start, _ in lines]
        self._ends = [end for _, end in lines]
        self._floor = 0  # where the last number ends

    def __call__(self, text: Text, start: int) -> Mention:
        """The number that begins with the Arabic digit at `start`."""
        found = None
        if self._holds(start):
            found = read(text, start, self._floor)
        if found is None or (self._mixed and beside_han(text.folded, start, found.end)):
            found = arabic(text, start)
        self._floor = found.end
        return found

    def _holds(self, at: int) -> bool:
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]
