"""Lines on pages to text: what is printed on every page goes, lines that wrap become paragraphs, rows become tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from llmextract.reading.columns import parts
from llmextract.reading.lines import Line, Page
from llmextract.reading.pages import with_rows

__all__ = ["cell_lines", "pages_text"]

_EDGE = 2  # lines from the top or the bottom of a page that may be printed on every page
_NEAR = 4.0  # points by which such lines differ in height
_FEWEST = 3  # pages on which they stand
_SHARE = 0.3  # of all pages
_DIGITS = re.compile(r"[0-9０-９]+")
# What browsers print around a page: the day and time at its top, its address and number at its foot.
_BY_BROWSER = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? (?:[上下]午)?\d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?(?:\s.*)?"
    r"|(?:https?|file)://\S+\s+\d+/\d+"
)
_SURE_MARK = re.compile(r"[-—–·~～]\s*\d{1,4}\s*[-—–·~～]|第\s*\d{1,4}\s*页.{0,8}|\d{1,4}\s*/\s*\d{1,4}")
_LIST_MARK = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．是要]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|第.{1,3}[部章节条]|[①-⑳•●■]"
)
_ENDS = "。！？!?;；:："
_HAN = re.compile(r"[\u3400-\u9fff]")
_FULL, _INDENT, _APART = 1.7, 0.7, 1.6  # sizes from the margins; line pitches between paragraphs
_TITLE = 1.1  # how much larger the letters of a title are


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where lines begin and end on a page, the size of letters, the step between lines, whether paragraphs indent."""

    left: float
    right: float
    size: float
    pitch: float
    indents: bool


def pages_text(pages: list[Page]) -> str:
    """The text of pages; each ends with a form feed, behind a line end unless a paragraph goes on over it."""
    parted = _parted(pages)
    lines = [(at, line) for at, (_, part) in enumerate(parted) for line in part.lines]
    margins = [_margins(part) for _, part in parted]
    pieces: list[str] = []
    rows = _rows(part.lines for _, part in parted)
    for i, (at, line) in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        joined = following is not None and _wraps(lines[i], following, parted, margins)
        pieces.append(rows.get(id(line)) or line.text.replace("\t", " "))
        turned = (parted[following[0]][0] if following else len(pages)) - parted[at][0]
        if joined and following:
            pieces.append(_space(line.text, following[1].text) + "\f" * turned)
        else:
            pieces.append("\n" + "\f" * turned)
    first = parted[lines[0][0]][0] if lines else 0
    return "\f" * first + "".join(pieces)


def _parted(pages: list[Page]) -> list[tuple[int, Page]]:
    """The parts of pages in reading order, each with the number of its page, without what is printed on every page."""
    found = [(number, part) for number, page in enumerate(pages) for part in parts(page)]
    whole = [Page([], page.width, page.height) for page in pages]
    for number, part in found:
        part.lines = _same_heights(part.lines)
        whole[number].lines += part.lines
    printed = list(_printed(whole))
    for number, part in found:
        part.lines = [line for line in part.lines if id(line) not in printed[number]]
    with_rows(found)
    return found


def _same_heights(lines: list[Line]) -> list[Line]:
    """Pieces that stand beside each other made one line."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            last
            and not (last.aside or line.aside)
            and _overlap(last, line) > 0.6
            and line.left >= last.right - 0.2 * line.size
        ):
            gap = line.left - last.right
            wide = gap > 1.4 * line.size
            last.text += ("\t" if wide else " " if gap > 0.6 * line.size else "") + line.text
            last.columns += line.columns - 1 + wide
            last.right, last.top, last.bottom = line.right, max(last.top, line.top), min(last.bottom, line.bottom)
        else:
            found.append(line)
    return found


def cell_lines(lines: list[Line]) -> list[str]:
    """The lines of text of a cell, from its top."""
    ordered = sorted(_same_heights(lines), key=lambda line: -line.top)
    return [line.text.replace("\t", " ") for line in ordered]


def _overlap(one: Line, other: Line) -> float:
    return (min(one.top, other.top) - max(one.bottom, other.bottom)) / min(one.size, other.size)


def _printed(pages: list[Page]) -> Iterator[set[int]]:
    """For each page its lines (by id) that are page numbers, running heads and feet."""
    edges = [_edges(page) for page in pages]
    masked: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    same: dict[str, list[Line]] = defaultdict(list)
    for number, lines in enumerate(edges):
        for line in lines:
            text = "".join(line.text.split())
            same[text].append(line)
            masked[_DIGITS.sub("#", text)].append((number, line))
    printed: set[int] = set()
    for found in masked.values():
        printed |= _counted(found)
    for alike in same.values():
        printed |= _repeated(alike, len(pages))
    for number, page in enumerate(pages):
        alone = {id(line) for line in edges[number] if _is_mark(line, number, page, len(pages))}
        yield alone | {id(line) for line in edges[number] if id(line) in printed}


def _edges(page: Page) -> list[Line]:
    ordered = sorted((line for line in page.lines if line.columns < 3), key=lambda line: -line.top)
    return list({id(line): line for line in (*ordered[:_EDGE], *ordered[-_EDGE:])}.values())


def _counted(found: list[tuple[int, Line]]) -> set[int]:
    """Lines at one height that differ in numbers alone, the first or last of which counts the pages."""
    printed: set[int] = set()
    for at in (0, -1):
        counts: dict[tuple[int, int], dict[int, Line]] = defaultdict(dict)
        for number, line in found:
            if told := _DIGITS.findall(line.text):
                counts[int(told[at][:9]) - number, round(line.bottom / (2 * _NEAR))][number] = line
        printed |= {id(line) for lines in counts.values() if len(lines) > 1 for line in lines.values()}
    return printed


def _repeated(found: list[Line], pages: int) -> set[int]:
    """The same words at one height of several pages."""
    heights: dict[int, list[Line]] = defaultdict(list)
    for line in found:
        heights[round(line.bottom / _NEAR)].append(line)
    fewest = max(_FEWEST, _SHARE * pages)
    kept = (lines for at, lines in heights.items() if len(lines) + len(heights.get(at + 1, ())) >= fewest)
    return {id(line) for lines in kept for line in lines}


def _is_mark(line: Line, number: int, page: Page, pages: int) -> bool:
    """A page number that says so by its form, or that is this page's, low on the page and apart from the text."""
    if _BY_BROWSER.fullmatch(line.text):
        return True
    if _SURE_MARK.fullmatch(line.text):
        return "/" not in line.text or line.text.split("/")[1].strip() == str(pages)
    others = [other.bottom for other in page.lines if other is not line]
    apart = bool(others) and min(others) - line.top > 0.8 * line.size
    return line.text == str(number + 1) and apart and line.bottom < 0.12 * page.height


def _margins(page: Page) -> _Margins:
    if not page.lines:
        return _Margins(0, page.width, 12, 18, indents=False)
    size = median(line.size for line in page.lines)
    text = [line for line in page.lines if line.columns == 1] or page.lines
    left = min(_common([line.left for line in text]))
    right = max(_common([line.right for line in text]))
    steps = [one.bottom - other.bottom for one, other in pairwise(text) if one.bottom > other.bottom]
    indented = sum(1.2 * size < line.left - left < 3 * size for line in text)
    pitch = median(steps) if steps else 1.5 * size
    return _Margins(left, right, size, pitch, indents=indented > max(1, 0.05 * len(text)))


def _common(places: list[float]) -> list[float]:
    """Of some places those that several lines share, within a letter's width; all where none do."""
    near = Counter(round(place / _NEAR) for place in places)
    fewest = max(2, 0.1 * len(places))
    return [place for place in places if near[round(place / _NEAR)] >= fewest] or places


def _wraps(
    line: tuple[int, Line], following: tuple[int, Line], parted: list[tuple[int, Page]], margins: list[_Margins]
) -> bool:
    """Whether a paragraph goes on in the following line; both with the index of their part."""
    (at, own), (next_at, other) = line, following
    (number, page), (next_number, next_page) = parted[at], parted[next_at]
    if own.aside or other.aside or own.columns > 1 or other.columns > 1 or next_number - number > 1:
        return False
    if number == next_number and page.column != next_page.column:
        return False
    if abs(own.size - other.size) > 0.25 * max(own.size, other.size):
        return False
    margin, next_margin = margins[at], margins[next_at]
    same = at == next_at
    if same and own.bottom - other.bottom > _APART * margin.pitch:
        return False
    if same and _is_title(own, page, margin) and _is_title(other, page, margin):
        return not _LIST_MARK.match(other.text)
    if not margin.indents and own.text[-1] in _ENDS and _LIST_MARK.match(other.text):
        return False
    right = margin.right if same or page.column or next_page.column else max(margin.right, next_margin.right)
    word = re.match(r"[!-~]*", other.text)
    room = (
        max(_FULL, 0.6 * len(word.group()) if word and (margin.indents or not _HAN.search(own.text)) else 0)
        * margin.size
    )
    return own.right >= right - room and other.left <= next_margin.left + _INDENT * next_margin.size


def _is_title(line: Line, page: Page, margin: _Margins) -> bool:
    """A line in the middle, in larger letters, that fills no line."""
    middle = abs((line.left + line.right - page.width) / 2)
    large = line.size > _TITLE * margin.size and not page.column
    return large and middle < margin.size and line.left > margin.left + margin.size


def _space(before: str, behind: str) -> str:
    """What stands between two lines that are joined: a space between English words alone."""
    if _HAN.search(before) and _HAN.search(behind):
        return (
            " " if before[-1].isascii() and before[-1].isalpha() and behind[0].isascii() and behind[0].isalpha() else ""
        )
    return "" if before.endswith("-") or not (before[-1].isascii() and behind[0].isascii()) else " "


def _rows(pages: Iterable[list[Line]]) -> dict[int, str]:
    """The lines (by id) that are rows of a table, with pipes between their cells."""
    found: dict[int, str] = {}
    for lines in pages:
        for (columns, _), group in groupby(lines, key=lambda line: (line.columns, line.aside)):
            rows = list(group)
            if columns > 1 and len(rows) > 1 and not rows[0].aside:
                found |= {id(line): "| " + " | ".join(line.text.split("\t")) + " |" for line in rows}
    return found
