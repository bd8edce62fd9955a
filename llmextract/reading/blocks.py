"""A tree of HTML to lines of text, as a browser breaks them: inline tags split nothing.

What styles hide is taken out of the tree before (`unseen`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from llmextract.reading.grid import LAYOUT_CELL, Cell, joined, raised, table_lines

__all__ = ["Line", "lines_of"]

Element = Any  # lxml.html.HtmlElement: lxml has no types

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", "ucapcontent",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "template", "head", "title", "meta", "link", "noscript", "object", "embed", "iframe", "svg",
    "canvas", "audio", "video", "map", "select", "option", "optgroup", "datalist", "button", "textarea", "input", "rp",
    "rt", "del", "s", "strike", "img", "area", "base", "param", "source", "track",
})  # fmt: skip
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_BROKEN = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n\s*(?=[{_WIDE}])")  # a line end in the source between wide characters
_JOINT = "\x00"  # stands in no page: it is taken out before
_JOINTS = re.compile(
    rf"(?<![\d:./年月-]){_JOINT}+|{_JOINT}+(?![\d:./年月日-])|(?<=-\d\d){_JOINT}+(?=\d\d:)"
)  # not inside a date or a number
_NOTE = re.compile(r"[\[(（〔]?\d{1,3}[\])）〕]?")
_LABEL = re.compile(
    r"(?:索\s*引\s*号?|信息分类|主题分类|主\s*题\s*词|体裁分类|组配分类|发[布文]机[构关]|[发成行]文日期|(?:公开|发布|生成|印发)(?:日期|时间)"
    r"|(?:发文|发布)?[文字]\s*号|发文字号|(?:信息)?名\s*称|标\s*题|有\s*效\s*性|公开(?:方式|范围|时限)|责任部门|来\s*源|统一登记号)\s*[:：]?"
)
_FEWEST_LABELS = 3
_LAYOUT_SENTENCES = 4  # in a cell: its table is there for the layout


@dataclass(slots=True)
class Line:
    """A line.

    Attributes:
        text: what it says.
        owner: the innermost block around it.
        linked: how many of its characters are links.
        apart: whether a paragraph begins with it.
        parted: its text with a space where one inline element touches the next: pages set dates, sources and links
            apart by styles alone.

    """

    text: str
    owner: Element
    linked: int = 0
    apart: bool = True
    parted: str = ""


def lines_of(root: Element) -> list[Line]:
    """The lines of a tree, in order; those of a table are its rows."""
    return _Renderer(root).lines


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
        self._items: dict[Element, int] = {}  # for each numbered list the number of its last item
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
            for i, text in enumerate(_index_lines(rows) or table_lines(rows)):
                self.lines.append(Line(text, element, apart=i == 0, parted=text))
            return False
        if tag in _BLOCKS:
            self._flush()
            self._owners.append(element)
        elif _touches(element):
            self._text.append(_JOINT)
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
                self._items[parent] = self._place(element, parent)
                self._add(f"{self._items[parent]}.")

    def _place(self, item: Element, parent: Element) -> int:
        """The number of an item: its own, else the one behind that of the item before."""
        own, start = item.get("value") or "", parent.get("start") or "1"
        if own.isdecimal():
            return int(own)
        return self._items[parent] + 1 if parent in self._items else int(start) if start.isdecimal() else 1

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
        told = "".join(self._text)
        text = _one_spaced(told.replace(_JOINT, ""))
        if text:
            parted = _one_spaced(_JOINTS.sub(" ", told).replace(_JOINT, ""))
            self.lines.append(Line(text, self._owners[-1], self._linked, self._apart, parted))
            self._apart = apart
        else:
            self._apart = self._apart or apart
        self._text, self._linked = [], 0


def _one_spaced(text: str) -> str:
    return re.sub(" {2,}", " ", text).strip()


def _touches(element: Element) -> bool:
    """Whether nothing stands between an inline element and the one before it."""
    before = element.getprevious()
    return before is not None and not before.tail and before.tag not in _BLOCKS and before.tag != "br"


def _is_shown(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag not in _UNSEEN


def _data_rows(table: Element) -> list[list[Cell]]:
    """The cells of a table of data; nothing for a table that lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    found = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
    if len(found) < 2 or max(map(len, found)) < 2:
        return []
    rows = [[_cell(cell) for cell in row] for row in found]
    cells = [cell.text for row in rows for cell in row]
    running = (t for t in cells if t.count("。") >= _LAYOUT_SENTENCES or len(t) > LAYOUT_CELL)
    if sum(map(bool, cells)) < 3 or next(running, None) is not None:
        return []
    return rows


def _index_lines(rows: list[list[Cell]]) -> list[str]:
    """The lines of an index of a document (索引号, 发布机构, 成文日期 with what they are); nothing for other tables."""
    pairs = [(row[i].text, row[i + 1].text) for row in rows for i in range(0, len(row) - 1, 2)]
    labels = sum(bool(_LABEL.fullmatch(label)) for label, _ in pairs)
    if labels < _FEWEST_LABELS or 2 * labels < len(pairs) or any(len(row) % 2 for row in rows):
        return []
    return [f"{label.rstrip(':： ')}:{value}" for label, value in pairs if label or value]


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in table.iter("tr") if _is_shown(row))


def _cell(element: Element) -> Cell:
    in_head = element.tag == "th" and element.get("scope") != "row"
    text = joined(line.text for line in lines_of(element))
    return Cell(text, _span(element, "rowspan"), _span(element, "colspan"), in_head)


def _span(element: Element, name: str) -> int:
    told = (element.get(name) or "").strip()
    return max(1, min(int(told), 1000)) if told.isascii() and told.isdigit() else 1
