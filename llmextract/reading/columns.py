"""Pages set in two columns: which lines belong to which, so that each is read to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from statistics import median

from llmextract.reading.lines import Line, Page

__all__ = ["parts"]

_NEAR = 4.0  # points within which lines begin at one place
_MIDDLE = (0.35, 0.65)  # where on a page a second column begins
_FEWEST, _FEWEST_IN_BAND = 6, 2  # lines of a column: on the page, between lines that cross the page
_LETTERS = 10  # in a line of a column, the median: what is shorter is a table
_FILLED, _SHORT_OF = 0.6, 1.7  # the share of lines that fill their column; by how many sizes they may fail to


def parts(page: Page) -> list[Page]:
    """A page as parts in reading order: a page in one column whole; columns, and what crosses them, each by itself."""
    gutter = _gutter(page)
    if gutter is None:
        return [page]
    found: list[Page] = []
    ordered = sorted(page.lines, key=lambda line: -line.top)
    for crosses, group in groupby(ordered, key=lambda line: _crosses(line, gutter)):
        band = list(group)
        sides = [[line for line in band if (line.left < gutter) == first] for first in (True, False)]
        if crosses or min(map(len, sides)) < _FEWEST_IN_BAND:
            found.append(Page(_as_given(page, band), page.width, page.height))
        else:
            found += [Page(_as_given(page, side), page.width, page.height, column=True) for side in sides]
    return found


def _as_given(page: Page, lines: list[Line]) -> list[Line]:
    wanted = {id(line) for line in lines}
    return [line for line in page.lines if id(line) in wanted]


def _crosses(line: Line, gutter: float) -> bool:
    return line.left < gutter < line.right


def _gutter(page: Page) -> float | None:
    """Where the second column begins, less half a letter; None on a page in one column."""
    for place in _places(page):
        size = median(line.size for line in page.lines)
        gutter = place - 0.5 * size
        left = [line for line in page.lines if line.right <= gutter]
        right = [line for line in page.lines if line.left >= gutter]
        if all(len(side) >= _FEWEST and _is_filled(side, size) for side in (left, right)):
            return gutter
    return None


def _places(page: Page) -> Iterator[float]:
    """Where several lines begin in the middle of the page, the most first."""
    least, most = (share * page.width for share in _MIDDLE)
    begins = Counter(round(line.left / _NEAR) for line in page.lines if least < line.left < most)
    yield from (place * _NEAR for place, count in begins.most_common(3) if count >= _FEWEST - 2)


def _is_filled(lines: list[Line], size: float) -> bool:
    """Whether lines are those of running text: of letters enough, and most to one right margin."""
    margin = max(line.right for line in lines) - _SHORT_OF * size
    filled = sum(line.right >= margin for line in lines)
    return median(len(line.text) for line in lines) >= _LETTERS and filled >= _FILLED * len(lines)
