"""Tables in a text: where their rows and cells stand.

Three shapes are met: rows of cells between pipes; one cell a line, row after row under a header; names and figures
by turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmextract.numbers.grids import NO_VALUE, NUMBER, Cell, Span, grid, header_rows, is_figure, texts_of

__all__ = ["heads", "tables"]

_SPACED_ROW = re.compile(
    r"\n(?P<row>[^\S\n]*[^\s0-9|][^\s|]{0,20}(?:[^\S\n]+[\u4e00-\u9fff%]{1,6})?(?:[^\S\n]+(?:[-+]?[0-9][0-9,.]*%?|-+|/))+)(?=[^\S\n]*(?:\n|$))"
)
_FIGURE_LINE = re.compile(r"\n(?P<row>[^\S\n]*[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?)(?=[^\S\n]*(?:\n|$))")
_WORD = re.compile(r"\S+")
_RULE = re.compile(r"[\s|:+-]+")
_CELL_LENGTH = 18  # characters: a longer line is no cell of a table with a cell a line
_FEWEST_LINES = 4
_WIDEST = 12
_CAPTION_REACH = 60
_PAGE_END = 2  # line ends between the rows before it and those behind: the end of the page is one


def tables(folded: str) -> Iterator[Cell]:
    """The cells under headers of all tables of a text, and the cells that name rows and columns."""
    if "|" in folded:
        for rows, caption in _pipe_tables(folded):
            yield from grid(folded, rows, caption)
    for block in _blocks(folded):
        yield from _one_a_line(folded, block)
    for rows in _spaced_blocks(folded):
        yield from grid(folded, rows, _caption(folded, rows[0][0][0]))


def heads(folded: str) -> list[tuple[Span, tuple[Span, ...]]]:
    """The tables between pipes: the span of each one's rows, and the spans of the rows that head them."""
    found: list[tuple[Span, tuple[Span, ...]]] = []
    for rows, _ in _pipe_tables(folded) if "|" in folded else ():
        top = header_rows(texts_of(folded, rows))
        if 0 < top < len(rows):
            head = tuple((row[0][0], row[-1][1]) for row in rows[:top])
            found.append(((rows[top][0][0], rows[-1][-1][1]), head))
    return found


def _pipe_tables(folded: str) -> Iterator[tuple[list[list[Span]], str]]:
    """The rows between pipes of each table, and its caption.

    Rows under a single line of text, or a page's end, that begin with no header of their own go on under the header
    above it.
    """
    header: list[list[Span]] = []
    alone = False
    end = 0
    for lines in _pipe_blocks(folded):
        rows = [row for row in (list(_pipe_cells(folded, *span)) for span in lines) if row]
        if not rows:
            continue
        own = header_rows(texts_of(folded, rows))
        between = folded[end : lines[0][0]]
        said = bool(between.strip())
        near = "\n" not in between.strip("\n") if said else between.count("\n") <= _PAGE_END
        goes_on = bool(header) and len(rows[0]) == len(header[0]) and near and not (alone and said)
        if own:
            header, alone = rows[:own], len(rows) == own  # a line of links heads nothing: it has text below it
        elif goes_on:
            rows = [*header, *rows]
        else:
            header = []
        end = lines[-1][1]
        if len(rows) > 1:
            yield rows, _caption(folded, lines[0][0])


def _pipe_blocks(folded: str) -> Iterator[list[Span]]:
    """Runs of lines with pipes in them."""
    block: list[Span] = []
    for start, end in _lines(folded, 0, len(folded)):
        if "|" in folded[start:end]:
            block.append((start, end))
            continue
        if block:
            yield block
        block = []
    if block:
        yield block


def _spaced_blocks(folded: str) -> Iterator[list[list[Span]]]:
    """Rows of words and figures set apart by spaces: a header, and rows of a name and as many figures."""
    header: list[Span] = []
    rows: list[list[Span]] = []
    at = 0
    for line in _SPACED_ROW.finditer(folded):
        start, end = line.span("row")
        row = [m.span() for m in _WORD.finditer(folded, start, end)]
        if rows and not folded[at : start - 1].strip() and len(row) == len(header):
            rows.append(row)
        else:
            if len(rows) > 1:
                yield [header, *rows]
            above = folded.rfind("\n", 0, start - 1) + 1
            header = [m.span() for m in _WORD.finditer(folded, above, start - 1)]
            rows = [row] if len(header) == len(row) else []
        at = end
    if len(rows) > 1:
        yield [header, *rows]


def _lines(folded: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop == -1 else stop
        yield start, stop
        start = stop + 1


def _trim(folded: str, start: int, end: int) -> Span:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end


def _pipe_cells(folded: str, start: int, end: int) -> Iterator[Span]:
    start, end = _trim(folded, start, end)
    if _RULE.fullmatch(folded, start, end):
        return
    if folded[start : start + 1] == "|":
        start += 1
    if folded[end - 1 : end] == "|":
        end -= 1
    while start <= end:
        stop = folded.find("|", start, end)
        stop = end if stop == -1 else stop
        yield _trim(folded, start, stop)
        start = stop + 1


def _caption(folded: str, start: int) -> str:
    """What stands right before a table: "表1 行政处罚情况 单位:件"."""
    lines = folded[max(0, start - _CAPTION_REACH) : start].rstrip().rsplit("\n", 1)
    return lines[-1]


def _blocks(folded: str) -> Iterator[list[Span]]:
    """Runs of short lines that hold lines with nothing but a figure."""
    at = 0
    while match := _FIGURE_LINE.search(folded, at):
        start = _back(folded, match.start("row"))
        block = [_trim(folded, *span) for span in _forward(folded, start)]
        at = max(match.end(), block[-1][1] if block else 0) + 1
        if sum(bool(NUMBER.fullmatch(folded[a:b])) for a, b in block) > 1 and len(block) >= _FEWEST_LINES:
            yield block


def _is_cell_line(folded: str, start: int, end: int) -> bool:
    start, end = _trim(folded, start, end)
    return 0 < end - start <= _CELL_LENGTH and not any(mark in folded[start:end] for mark in "。;|!?")


def _back(folded: str, start: int) -> int:
    while start > 0:
        before = folded.rfind("\n", 0, start - 1) + 1
        if not _is_cell_line(folded, before, start - 1):
            break
        start = before
    return start


def _forward(folded: str, start: int) -> Iterator[Span]:
    for span in _lines(folded, start, len(folded)):
        if not _is_cell_line(folded, *span):
            return
        yield span


def _one_a_line(folded: str, block: Sequence[Span]) -> Iterator[Cell]:
    """A table with one cell a line: rows of one width under a header, else names and figures by turns."""
    texts = [folded[a:b] for a, b in block]
    for skip in range(3):
        for width in range(2, min(_WIDEST, (len(block) - skip) // 2) + 1):
            if _is_table(texts[skip:], width):
                rows = [block[i : i + width] for i in range(skip, len(block) - width + 1, width)]
                yield from grid(folded, rows, "\n".join(texts[:skip]) or _caption(folded, block[0][0]))
                return
    caption = _caption(folded, block[0][0])
    for before, (start, end) in zip(range(len(block)), block[1:], strict=False):
        if is_figure(texts[before + 1]) and not is_figure(texts[before]):
            yield Cell(start, end, "", (texts[before],), "", caption)


def _is_table(texts: Sequence[str], width: int) -> bool:
    """A header row without figures, then rows each with a name first and in the same columns figures."""
    rows = [texts[i : i + width] for i in range(0, len(texts) - width + 1, width)]
    header, body = rows[0], rows[1:]
    if not body or any(is_figure(text) or text in NO_VALUE for text in header):
        return False
    columns = [i for i in range(width) if all(is_figure(row[i]) or row[i] in NO_VALUE for row in body)]
    named = all(not NUMBER.fullmatch(row[0]) for row in body)
    others = all(not is_figure(row[i]) for row in body for i in range(width) if i not in columns)
    return (
        bool(columns)
        and others
        and ((named and 0 not in columns and len(body) > 1) or len(columns) == width == len(texts) // 2)
    )
