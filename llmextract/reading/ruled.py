"""Tables between ruled lines on a page: which cells the lines make, so that figures keep rows and headers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from llmextract.reading.grid import Cell, joined

__all__ = ["Box", "Table", "levels", "nearest", "tables"]

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_Rule = tuple[float, float, float]  # where it lies, from where to where it reaches
_Place = tuple[int, int]  # row and column

_THIN = 3.0  # points: a box that is narrower is a line; lines nearer than this are one
_LEAST = 6.0  # points: what is narrower is no cell, but the end of a line behind another
_PAGE = 0.9  # the share of a page from which a box is its background
_MOST = 2_000  # lines on a page: more are a drawing


@dataclass(slots=True)
class Table:
    """A table: its grid lines (xs from the left, ys from the top), and for each place the first place of its cell."""

    xs: list[float]
    ys: list[float]
    cells: dict[_Place, _Place]
    texts: dict[_Place, list[str]] = field(default_factory=lambda: defaultdict(list))

    def at(self, x: float, y: float) -> _Place | None:
        """The first place of the cell that holds a point; None outside."""
        row = bisect_right([-line for line in self.ys], -y) - 1
        return self.cells.get((row, bisect_right(self.xs, x) - 1))

    def rows(self, xs: list[float]) -> list[list[tuple[int, Cell]]]:
        """The cells that begin in each row, each with its column; without rows in which no words begin.

        Args:
            xs: the lines between which columns are counted: those of all parts of a table that goes on over pages.

        """
        reach: dict[_Place, _Place] = {}
        for (row, column), first in self.cells.items():
            last = reach.get(first, first)
            reach[first] = (max(last[0], row), max(last[1], column))
        columns = [xs.index(nearest(xs, x)) for x in self.xs]
        kept = sorted({row for row, _ in self.texts})
        found: list[list[tuple[int, Cell]]] = [[] for _ in kept]
        for (row, column), (last_row, last_column) in sorted(reach.items()):
            begin, end = bisect_left(kept, row), bisect_right(kept, last_row)
            if begin < end:
                text = joined(self.texts.get((row, column), ()))
                wide = columns[last_column + 1] - columns[column]
                found[begin].append((columns[column], Cell(text, end - begin, wide)))
        return [sorted(row, key=itemgetter(0)) for row in found]


def tables(boxes: Iterable[Box], width: float, height: float) -> list[Table]:
    """The tables on a page.

    Args:
        boxes: what is drawn on it: lines, and rectangles, whose sides count as lines.
        width: of the page, in points.
        height: of the page, in points.

    """
    flat, upright = _rules(boxes, width, height)
    if not flat or not upright or len(flat) + len(upright) > _MOST:
        return []
    return [table for group in _touching(flat, upright) if (table := _table(*group)) is not None]


def _rules(boxes: Iterable[Box], width: float, height: float) -> tuple[list[_Rule], list[_Rule]]:
    flat: list[_Rule] = []
    upright: list[_Rule] = []
    for left, bottom, right, top in boxes:
        if right - left > _PAGE * width and top - bottom > _PAGE * height:
            continue
        if top - bottom < _THIN:
            flat.append(((top + bottom) / 2, left, right))
        elif right - left < _THIN:
            upright.append(((left + right) / 2, bottom, top))
        else:
            flat += [(bottom, left, right), (top, left, right)]
            upright += [(left, bottom, top), (right, bottom, top)]
    return _merged(flat), _merged(upright)


def _merged(rules: list[_Rule]) -> list[_Rule]:
    """Lines that lie in one another, or go on from one another, as one."""
    heights = levels(at for at, *_ in rules)
    by_level: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for at, begin, end in rules:
        by_level[nearest(heights, at)].append((begin, end))
    found: list[_Rule] = []
    for level, reaches in by_level.items():
        begin, end = min(reaches)
        for one, two in sorted(reaches):
            if one > end + _THIN:
                found.append((level, begin, end))
                begin, end = one, two
            end = max(end, two)
        found.append((level, begin, end))
    return found


def levels(places: Iterable[float], near: float = _THIN) -> list[float]:
    """Places, those that lie near each other as one."""
    found: list[list[float]] = []
    for place in sorted(places):
        if found and place - found[-1][-1] < near:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def nearest(among: list[float], place: float) -> float:
    """Of some places the nearest to another."""
    return min(among, key=lambda level: abs(level - place))


def _touching(flat: list[_Rule], upright: list[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Lines in groups that hang together."""
    left = set(range(len(upright)))
    waiting = set(range(len(flat)))
    while waiting:
        new = [waiting.pop()]
        group: tuple[list[_Rule], list[_Rule]] = ([], [])
        while new:
            rule = flat[new.pop()]
            group[0].append(rule)
            for i in [i for i in left if _cross(rule, upright[i])]:
                left.discard(i)
                group[1].append(upright[i])
                more = [k for k in waiting if _cross(flat[k], upright[i])]
                waiting.difference_update(more)
                new += more
        yield group


def _cross(flat: _Rule, upright: _Rule) -> bool:
    (y, left, right), (x, bottom, top) = flat, upright
    return left - _THIN <= x <= right + _THIN and bottom - _THIN <= y <= top + _THIN


def _table(flat: list[_Rule], upright: list[_Rule]) -> Table | None:
    """The cells that lines make; None for fewer than two. The ends of lines close what goes on over the page's end."""
    if not upright:
        return None
    xs = levels([x for x, *_ in upright] + [end for _, *ends in flat for end in ends], _LEAST)
    ys = levels([y for y, *_ in flat] + [end for _, *ends in upright for end in ends], _LEAST)[::-1]
    cells: dict[_Place, _Place] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            above, before = cells.get((row - 1, column)), cells.get((row, column - 1))
            if before is not None and not _stands(upright, xs[column], y):
                cells[row, column] = before
            elif above is not None and not _stands(flat, ys[row], x):
                cells[row, column] = above
            else:
                cells[row, column] = (row, column)
    return Table(xs, ys, cells) if len(set(cells.values())) > 1 else None


def _stands(rules: list[_Rule], at: float, across: float) -> bool:
    return any(abs(place - at) < _LEAST and begin <= across <= end for place, begin, end in rules)
