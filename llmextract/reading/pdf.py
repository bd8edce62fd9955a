"""PDF with a text layer: the words of each page in reading order, without what is printed on every page.

Lines are joined to paragraphs where the page shows that they wrap; a form feed ends each page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes import byref, c_float
from itertools import groupby
from typing import Any

from llmextract.errors import SourceError
from llmextract.extras import needed
from llmextract.reading.grid import LAYOUT_CELL
from llmextract.reading.layout import cell_lines, pages_text
from llmextract.reading.limits import PAGES
from llmextract.reading.lines import IN_TABLE, Line, Page
from llmextract.reading.ruled import Box, Table, tables

__all__ = ["pdf_text"]

_Spot = tuple[int, tuple[int, int]] | None  # the number of a table and a cell of it
_Placer = Callable[[int], _Spot]

_OCR = "recognise its text first (OCR, for example: ocrmypdf -l chi_sim IN.pdf OUT.pdf)"
_UNREADABLE = 0.3  # the share of characters without a meaning from which a text layer is none
_LINE_ENDS = frozenset((10, 13))
_SPACES = frozenset((0x20, 0x09, 0xA0, 0x3000, 0x2002, 0x2003))
_NARROW = 0.6  # of the size of the letters: a smaller gap in Chinese is no gap
_WIDE = 1.4  # a larger gap parts two columns
_SAMPLE = 6
_IMAGE = "[本页为图像,没有可读取的文字]"  # said where one page of several is scanned: its figures are not in the text


def pdf_text(data: bytes, name: str) -> str:
    """The text of a PDF, page by page.

    Raises:
        SourceError: it is damaged, encrypted, scanned, or has too many pages.
        MissingExtra: the library for PDF is not installed.

    """
    pdfium = needed("pypdfium2", "pdf", "reading PDF")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError(f"{name}: is encrypted; open it with its password and save it without one") from error
        raise SourceError(f"{name}: is a damaged PDF ({_plain(error)}); fetch it again") from error
    with closing(document):
        count = len(document)
        if count > PAGES.value:
            told = f"has {count} pages, more than {PAGES.value}; {PAGES.raise_it(count)}"
            raise SourceError(f"{name}: {told}")
        try:
            pages = [_page(document, number, pdfium.raw) for number in range(count)]
        except pdfium.PdfiumError as error:
            raise SourceError(f"{name}: is a damaged PDF ({_plain(error)}); fetch it again") from error
    _check(pages, name)
    for page in pages:
        if page.image and not page.lines:
            page.lines.append(Line(_IMAGE, 0, page.width, page.height / 2, page.height / 2 + 1, aside=True))
    return pages_text(pages)


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())


def _check(pages: list[Page], name: str) -> None:
    """Refuse what has no text, or none that means anything."""
    if not any(page.lines for page in pages):
        if any(page.image for page in pages):
            raise SourceError(f"{name}: is a scanned PDF without a text layer; {_OCR}")
        raise SourceError(f"{name}: is empty; nothing to extract")
    text = "".join(line.text for page in pages for line in page.lines)
    lost = sum("\ue000" <= char <= "\uf8ff" or char in "\ufffd\uffff" for char in text)
    if lost > _UNREADABLE * len(text):
        raise SourceError(f"{name}: is a PDF whose letters cannot be told (fonts without codes); {_OCR}")


def _page(document: Any, number: int, raw: Any) -> Page:
    page = document[number]
    with closing(page):
        width, height = page.get_size()
        text = page.get_textpage()
        with closing(text):
            found = tables(_boxes(page, raw), width, height)
            lines = list(_with_tables(_lines(text, raw, _placer(text, found)), found))
        image = not lines and next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]), None) is not None
    return Page(lines, width, height, image)


def _boxes(page: Any, raw: Any) -> Iterator[Box]:
    """The boxes around what is drawn on a page."""
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        sides = [c_float() for _ in range(4)]
        if raw.FPDFPageObj_GetBounds(item.raw, *map(byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            yield left, bottom, right, top


def _placer(text: Any, found: list[Table]) -> _Placer:
    """What tells in which cell of which table a letter stands."""

    def place(i: int) -> _Spot:
        left, bottom, right, top = text.get_charbox(i)
        for number, table in enumerate(found):
            if (cell := table.at((left + right) / 2, (bottom + top) / 2)) is not None:
                return number, cell
        return None

    return place if found else lambda _: None


def _with_tables(pieces: Iterator[tuple[_Spot, Line]], found: list[Table]) -> Iterator[Line]:
    """The lines beside tables, and for each table one line that stands for it where its first words stand."""
    told = list(pieces)
    held = Counter[_Spot]()
    for spot, line in told:
        held[spot] += len(line.text)
    layout = {spot[0] for spot, letters in held.items() if spot and letters > LAYOUT_CELL}
    placed: dict[int, dict[tuple[int, int], list[Line]]] = defaultdict(lambda: defaultdict(list))
    lines: list[Line] = []
    for spot, line in told:
        if spot is None or spot[0] in layout:
            lines.append(line)
            continue
        number, cell = spot
        if number not in placed:
            table = found[number]
            lines.append(
                Line("", table.xs[0], table.xs[-1], table.ys[-1], table.ys[0], IN_TABLE, aside=True, table=table)
            )
        placed[number][cell].append(line)
    for number, cells in placed.items():
        for cell, own in cells.items():
            found[number].texts[cell] = cell_lines(own)
    yield from lines


def _lines(text: Any, raw: Any, place: _Placer) -> Iterator[tuple[_Spot, Line]]:
    """The lines of a page as the library sets them, cut where columns and cells part; each with its cell."""
    codes = [raw.FPDFText_GetUnicode(text, i) for i in range(text.count_chars())]
    start = 0
    for i, code in enumerate([*codes, 10]):
        if code in _LINE_ENDS:
            shown = [at for at in range(start, i) if codes[at] > 0x20 and codes[at] not in _SPACES]
            for spot, letters in groupby(shown, key=place):
                yield from ((spot, line) for line in _pieces(text, codes, list(letters)))
            start = i + 1


def _pieces(text: Any, codes: list[int], shown: list[int]) -> Iterator[Line]:
    """A line, cut where two columns part: at gaps that are wider than a letter."""
    bottom, top = _height(text, shown)
    size = max(top - bottom, 1.0)
    pieces: list[str] = []
    first = 0
    for at, (before, i) in enumerate(zip([shown[0], *shown], shown, strict=False)):
        if i - before > 1:
            gap = text.get_charbox(i)[0] - text.get_charbox(before)[2]
            if gap > _WIDE * size:
                yield _line(text, shown[first:at], "".join(pieces))
                first, pieces = at, []
            elif gap > _NARROW * size or not (_is_chinese(codes[before]) or _is_chinese(codes[i])):
                pieces.append(" ")
        pieces.append(_char(codes[i]))
    yield _line(text, shown[first:], "".join(pieces))


def _line(text: Any, shown: list[int], said: str) -> Line:
    bottom, top = _height(text, shown)
    left, right = (text.get_charbox(i, loose=True) for i in (shown[0], shown[-1]))
    return Line(said, left[0], right[2], bottom, top)


def _height(text: Any, shown: list[int]) -> tuple[float, float]:
    """The bottom and the top of the highest of some letters of a line: some (一) are flat."""
    looked_at = {shown[0], shown[-1], *shown[:: max(1, len(shown) // _SAMPLE)]}
    boxes = (text.get_charbox(i, loose=True) for i in looked_at)
    return max(((bottom, top) for _, bottom, _, top in boxes), key=lambda ends: ends[1] - ends[0])


def _char(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _is_chinese(code: int) -> bool:
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF01 <= code <= 0xFF60 or code >= 0x20000
