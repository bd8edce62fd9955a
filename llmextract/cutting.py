"""A text with pieces cut out of it, and the way back to where things stand in the whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

__all__ = ["Cut"]


class Cut:
    """The text from `start` to `end` without the spans that are cut out.

    Offsets count code points: those of the whole text, and those of what is left.

    Attributes:
        spans: what is cut out, in the whole text.
        places: where each of them lay, in what is left.

    """

    def __init__(self, start: int, end: int, spans: Iterable[tuple[int, int]]) -> None:
        self.start, self.end = start, end
        self.spans = tuple(spans)
        self._starts = [first for first, _ in self.spans]
        self.places: list[int] = []
        self._removed = [0]
        removed = 0
        for first, last in self.spans:
            self.places.append(first - start - removed)
            removed += last - first
            self._removed.append(removed)

    def join(self, text: str) -> str:
        """What is left of the whole text, or of its fold."""
        pieces, at = [], self.start
        for first, last in self.spans:
            pieces.append(text[at:first])
            at = last
        return "".join([*pieces, text[at : self.end]])

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span in the whole text of a span of what is left; a cut at either edge lies outside."""
        first = self.start + start + self._removed[bisect_left(self.places, start + 1)]
        return first, max(first, self.start + end + self._removed[bisect_left(self.places, end)])

    def there(self, offset: int) -> int:
        """The offset in what is left of an offset in the whole text; inside a cut, where the cut lies."""
        i = bisect_right(self._starts, offset)
        if i and offset < self.spans[i - 1][1]:
            return self.places[i - 1]
        return offset - self.start - self._removed[i]
