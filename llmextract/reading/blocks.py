"""A tree of HTML to lines of text, as a browser breaks them: inline tags split nothing, hidden text is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from llmextract.reading.grid import Cell, joined, raised, table_lines

__all__ = ["Line", "cell_text", "lines_of"]

Element = Any  # lxml.html.HtmlElement: lxml has no types

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "noscript",
        "object",
        "embed",
        "iframe",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "option",
        "optgroup",
        "datalist",
        "button",
        "textarea",
        "input",
        "rp",
        "rt",
        "del",
        "s",
        "strike",
        "img",
        "area",
        "base",
        "param",
        "source",
        "track",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_BROKEN = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n\s*(?=[{_WIDE}])")  # a line end in the source between wide characters
_NOTE = re.compile(r"[\[(（〔]?\d{1,3}[\])）〕]?")
_LAYOUT_SENTENCES, _LAYOUT_CELL = 4, 400  # a table with a cell of running text is there for the layout


@dataclass(slots=True)
class Line:
    """A line: its text, the innermost block around it, how much of it is links, whether a paragraph begins with it."""

    text: str
    owner: Element
    linked: int = 0
    apart: bool = True


def lines_of(root: Element) -> list[Line]:
    """The lines of a tree, in order; those of a table are its rows."""
    return _Renderer(root).lines


def cell_text(cell: Element) -> str:
    """The text of a table's cell on one line."""
    return joined(line.text for line in lines_of(cell))


class _Renderer:
    """Walks a tree without recursion: pages may be nested two thousand deep."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.lines: list[Line] = []
        self._text: list[str] = []
        self._linked = 0
        self._links = 0
        self._apart = True
        self._owners: list[Element] = [root]
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            element, ended = stack.pop()
            if not ended and self._start(element):
                stack.append((element, True))
                stack += [(child, False) for child in reversed(element)]
                continue
            if ended:
                self._end(element)
            if element is not root:
                self._add(element.tail)
        self._flush()

    def _start(self, element: Element) -> bool:
        """Begin an element; False where it is hidden, or was taken in one piece."""
        if not _is_shown(element):
            return False
        tag = element.tag
        if tag == "br":
            self._flush(apart=False)
        elif tag in ("sup", "sub"):
            self._raised(element)
            return False
        elif tag == "table" and (rows := _data_rows(element)):
            self._flush()
            for i, text in enumerate(table_lines(rows)):
                self.lines.append(Line(text, element, apart=i == 0))
            return False
        if tag in _BLOCKS:
            self._flush()
            self._owners.append(element)
        self._links += tag == "a"
        self._mark(element)
        self._add(element.text, pre=tag == "pre")
        return True

    def _end(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self._owners.pop()
        self._links -= element.tag == "a"

    def _mark(self, element: Element) -> None:
        """The number that a browser prints before an item of a numbered list."""
        parent = element.getparent()
        if element.tag == "li" and parent is not None and parent.tag == "ol" and element is not self.root:
            style = f"{parent.get('style') or ''};{element.get('style') or ''}"
            if "none" not in style and (parent.get("type") or "1") == "1":
                before = sum(1 for sibling in element.itersiblings("li", preceding=True))
                start = parent.get("start") or "1"
                self._add(f"{int(start) + before if start.isdecimal() else before + 1}.")

    def _raised(self, element: Element) -> None:
        """A raised figure: an exponent, or the number of a note, which must not become the next digit of a number."""
        text = _SPACES.sub(" ", "".join(element.itertext())).strip()
        self._add(raised(text) if element.tag == "sup" and _NOTE.fullmatch(text) else text)

    def _add(self, text: str | None, *, pre: bool = False) -> None:
        if not text:
            return
        if pre:
            *full, text = text.split("\n")
            for line in full:
                self._text.append(line)
                self._flush(apart=False)
        text = _SPACES.sub(" ", _BROKEN.sub("", text))
        self._text.append(text)
        self._linked += len(text.strip()) if self._links else 0

    def _flush(self, *, apart: bool = True) -> None:
        text = re.sub(" {2,}", " ", "".join(self._text)).strip()
        if text:
            self.lines.append(Line(text, self._owners[-1], self._linked, self._apart))
            self._apart = apart
        else:
            self._apart = self._apart or apart
        self._text, self._linked = [], 0


def _is_shown(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return False
    style = element.get("style")
    return not (style and _HIDDEN.search(style))


def _data_rows(table: Element) -> list[list[Cell]]:
    """The cells of a table of data; nothing for a table that lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    found = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
    if len(found) < 2 or max(map(len, found)) < 2:
        return []
    rows = [[_cell(cell) for cell in row] for row in found]
    cells = [cell.text for row in rows for cell in row]
    running = (t for t in cells if t.count("。") >= _LAYOUT_SENTENCES or len(t) > _LAYOUT_CELL)
    if sum(map(bool, cells)) < 3 or next(running, None) is not None:
        return []
    return rows


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in table.iter("tr") if _is_shown(row))


def _cell(element: Element) -> Cell:
    in_head = element.tag == "th" and element.get("scope") != "row"
    return Cell(cell_text(element), _span(element, "rowspan"), _span(element, "colspan"), in_head)


def _span(element: Element, name: str) -> int:
    told = (element.get(name) or "").strip()
    return max(1, min(int(told), 1000)) if told.isascii() and told.isdigit() else 1
