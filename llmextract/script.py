"""Which lines of a text are English prose; of a Chinese text that is told by looking for spaces alone."""

from __future__ import annotations

import re

__all__ = ["beside_han", "english_lines", "has_han", "is_english"]

_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-z£€]")
_WORD = re.compile(r" [A-Za-z][a-z]")  # the search for a literal first character is the fastest that there is
_LETTERS_PER_HAN = 3  # an English line may name a ministry in Chinese


def is_english(folded: str, start: int, end: int) -> bool:
    """Whether a piece of a text is in English words, with no more Chinese in it than a name or two."""
    if _WORD.search(folded, start, end) is None:
        return False
    piece = folded[start:end]
    return len(_LATIN.findall(piece)) > _LETTERS_PER_HAN * len(_HAN.findall(piece))


def english_lines(folded: str) -> list[tuple[int, int]]:
    r"""The spans in which a number is to be read as English: a text without Chinese whole, else its English lines.

    >>> english_lines("2024年工作报告\nThe office received 1,234 complaints.")
    [(10, 47)]
    """
    if _HAN.search(folded) is None:
        return [(0, len(folded))] if _LATIN.search(folded) else []
    found: list[tuple[int, int]] = []
    at = 0
    while match := _WORD.search(folded, at):
        start = max(at, folded.rfind("\n", at, match.start()) + 1)
        at = _line_end(folded, start)
        if is_english(folded, start, at):
            at = _rest(folded, at)
            found.append((start, at))
    return found


def _line_end(folded: str, start: int) -> int:
    end = folded.find("\n", start)
    return len(folded) if end == -1 else end


def _rest(folded: str, end: int) -> int:
    """The end of the lines without Chinese that follow an English one: the last line of a paragraph may be short."""
    while end < len(folded):
        stop = _line_end(folded, end + 1)
        if not folded[end + 1 : stop].strip() or _HAN.search(folded, end + 1, stop):
            break
        end = stop
    return end


def has_han(folded: str, start: int, end: int) -> bool:
    """Whether there is a Chinese character in a piece of a text."""
    return _HAN.search(folded, start, end) is not None


def beside_han(folded: str, start: int, end: int) -> bool:
    """Whether a Chinese character stands beside a span, at most a space between."""
    around = (folded[max(0, start - 2) : start].rstrip()[-1:], folded[end : end + 2].lstrip()[:1])
    return any(_HAN.match(char) for char in around)
