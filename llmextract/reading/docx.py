"""DOCX: the text of a Word file as Word shows it, in its order, with the numbers that Word prints before headings.

python-docx opens the package; the paragraphs are read from its XML, because its text leaves out the numbers of lists,
notes, text boxes and insertions. What is deleted, struck out or hidden is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from llmextract.errors import SourceError
from llmextract.extras import needed
from llmextract.reading.archive import DAMAGED
from llmextract.reading.grid import LAYOUT_CELL, Cell, joined, raised, table_lines
from llmextract.reading.limits import UNPACKED_MB
from llmextract.reading.numbering import Numbering, W, number_of, value_of

__all__ = ["docx_text"]

Element = Any  # lxml elements

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOTES = {"footnote": "footnotes", "endnote": "endnotes"}
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUT = frozenset({f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "rt", "object", "pPr", "rPr")})
_FIXED = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 12  # text boxes and tables in each other


def docx_text(data: bytes, name: str) -> str:
    """The text of a Word file.

    Raises:
        SourceError: it is damaged, empty, unpacks to more than the limit, or declares entities, as no Word file does.
        MissingExtra: the library for DOCX is not installed.

    """
    docx = needed("docx", "docx", "reading DOCX")
    etree = needed("lxml.etree", "docx", "reading DOCX")
    _check_package(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_Reader(document, etree).blocks(document.element.body))
    except RecursionError as error:  # a RuntimeError, as some damage is
        raise SourceError(f"{name}: is nested deeper than any report; save it as plain text") from error
    except (KeyError, AttributeError, etree.LxmlError, docx.exceptions.PythonDocxError, *DAMAGED) as error:
        told = " ".join(str(error).split())[:200]
        raise SourceError(f"{name}: is a damaged DOCX ({told}); open it in Word and save it anew") from error
    if not any(line.strip() for line in lines):
        raise SourceError(f"{name}: has no text; if it holds pictures of pages, recognise their text first (OCR)")
    return "".join(lines).lstrip("\n").rstrip() + "\n"


def _check_package(data: bytes, name: str) -> None:
    """Refuse what unpacks to too much, and XML with declarations, before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(info.file_size for info in package.infolist())
            UNPACKED_MB.check_bytes(name, size, "would unpack to something")
            for info in package.infolist():
                if info.filename.endswith((".xml", ".rels")) and _DECLARES.search(_beginning(package, info)):
                    raise SourceError(f"{name}: declares XML entities, which no Word file does; it is made to do harm")
    except DAMAGED as error:
        raise SourceError(f"{name}: is a damaged DOCX ({error}); fetch it again") from error


def _beginning(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part without NULs, so that UTF-16 shows too."""
    with package.open(info) as part:
        return part.read(1 << 16).replace(b"\x00", b"")


class _Reader:
    """Reads the blocks of a document, counting its lists as it goes."""

    def __init__(self, document: Any, etree: Any) -> None:
        styles = document.styles.element
        self._etree = etree
        self._styles = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
        usual = (name for name, style in self._styles.items() if style.get(f"{W}default") == "1")
        self._default = next((name for name in usual if self._styles[name].get(f"{W}type") == "paragraph"), "")
        lists = {name: self._list_of(name) for name in self._styles}
        self._numbering = Numbering(self._part(document, "numbering"), lists)
        self._notes = {kind: self._notes_of(document, kind) for kind in _NOTES}
        self._behind: list[tuple[str, Element]] = []  # text boxes and notes of the paragraph in hand, with their marks
        self._told = 0  # notes so far
        self._deep = 0

    def _part(self, document: Any, name: str) -> Element | None:
        for relation in document.part.rels.values():
            if relation.reltype.endswith(f"/{name}") and not relation.is_external:
                parser = self._etree.XMLParser(resolve_entities=False, no_network=True)
                return self._etree.fromstring(relation.target_part.blob, parser)
        return None

    def _notes_of(self, document: Any, kind: str) -> dict[str, Element]:
        part = self._part(document, _NOTES[kind])
        return {} if part is None else {note.get(f"{W}id"): note for note in part.iter(f"{W}{kind}")}

    def _list_of(self, name: str) -> tuple[str | None, int | None]:
        """The list and level of a paragraph style, its own or of those that it is based on."""
        number = level = None
        for style in self._chain(name):
            told = style.find(f"{W}pPr/{W}numPr")
            if told is not None:
                number = number or value_of(told.find(f"{W}numId")) or None
                own = value_of(told.find(f"{W}ilvl"))
                level = level if level is not None or not own.isdecimal() else int(own)
        return number, level

    def _chain(self, name: str) -> Iterator[Element]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value_of(self._styles[name].find(f"{W}basedOn"))

    def blocks(self, parent: Element) -> Iterator[str]:
        """Paragraphs and tables, each with the line ends before it; text boxes and notes behind their paragraph."""
        self._deep += 1
        if self._deep > _DEEPEST:
            raise RecursionError
        open_text = ""
        for child in _flat(parent):
            if child.tag == f"{W}p":
                open_text += self._paragraph(child, goes_on=bool(open_text))
                if child.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                    continue  # the end of this paragraph is deleted: it goes on in the next
                behind, self._behind = self._behind, []
                yield from _block(open_text)
                open_text = ""
                for mark, box in behind:
                    for i, text in enumerate(self.blocks(box)):
                        yield text if i else text.replace("\n\n", f"\n\n{mark}", 1)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
        yield from _block(open_text)
        self._deep -= 1

    def _paragraph(self, paragraph: Element, *, goes_on: bool) -> str:
        properties = paragraph.find(f"{W}pPr")
        style = value_of(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default
        text = "".join(self._words(paragraph)).strip(" \t")
        if not text or goes_on:
            return text
        mark = self._numbering.mark(properties, style)
        return f"{mark}{' ' if mark and text[0].isascii() else ''}{text}"

    def _words(self, element: Element) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _OUT or not isinstance(tag, str) or (tag == f"{W}r" and self._is_out(child)):
                continue
            if tag in (f"{W}t", f"{_M}t"):
                yield child.text or ""
            elif tag in _FIXED:
                yield "" if child.get(f"{W}type") in ("page", "column") else _FIXED[tag]
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                yield self._note(child)
            elif tag == f"{W}txbxContent":
                self._behind.append(("", child))
            elif tag == f"{_MC}AlternateContent":
                shown = child.find(f"{_MC}Choice")
                yield from self._words(child if shown is None else shown)
            else:
                yield from self._words(child)

    def _note(self, reference: Element) -> str:
        """The mark of a note; its text comes behind the paragraph."""
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        note = self._notes[kind].get(reference.get(f"{W}id"))
        if note is None:
            return ""
        self._told += 1
        mark = raised(str(self._told))
        self._behind.append((mark, note))
        return mark

    def _is_out(self, run: Element) -> bool:
        """Whether a run is hidden or struck out, by itself or by its style."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        for tag in ("vanish", "strike", "dstrike"):
            told = properties.find(f"{W}{tag}")
            if told is None:
                styles = self._chain(value_of(properties.find(f"{W}rStyle")))
                told = next((found for style in styles if (found := style.find(f"{W}rPr/{W}{tag}")) is not None), None)
            if told is not None and (told.get(f"{W}val") or "1").lower() not in _OFF:
                return True
        return False

    def _table(self, table: Element) -> Iterator[str]:
        rows = [row for row in _flat(table) if row.tag == f"{W}tr" and row.find(f"{W}trPr/{W}del") is None]
        cells = [[cell for cell in _flat(row) if cell.tag == f"{W}tc"] for row in rows]
        texts = {cell: [t.strip() for t in self.blocks(cell)] for row in cells for cell in row}
        nested = any(cell.find(f".//{W}tbl") is not None for cell in texts)
        widest = max(map(len, cells), default=0)
        if nested or widest < 2 or any(len("".join(told)) > LAYOUT_CELL for told in texts.values()):
            for told in texts.values():
                for text in told:
                    yield from _block(text)
            return
        grid = _spans(rows, cells, {cell: joined(told) for cell, told in texts.items()})
        for i, line in enumerate(table_lines(grid)):
            yield f"\n{line}" if i else f"\n\n{line}"


def _block(text: str) -> Iterator[str]:
    if text.strip():
        yield f"\n\n{text.strip(chr(10))}"


def _flat(parent: Element) -> Iterator[Element]:
    """The children, those in content controls and the like among them."""
    for child in parent:
        if child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag", f"{W}moveTo"):
            yield from _flat(child)
        else:
            yield child


def _spans(rows: list[Element], cells: list[list[Element]], texts: dict[Element, str]) -> list[list[Cell]]:
    """The cells as they reach over columns and rows."""
    found: list[list[Cell]] = []
    reach: dict[int, tuple[int, int]] = {}  # column: where in `found` the cell stands that goes on downwards
    for row, own in zip(rows, cells, strict=True):
        header = row.find(f"{W}trPr/{W}tblHeader") is not None
        column = max(0, number_of(row.find(f"{W}trPr/{W}gridBefore"), 0))
        line: list[Cell] = [Cell("", 1, column)] if column else []
        for cell in own:
            width = max(1, min(number_of(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 200))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and value_of(merge) != "restart" and column in reach:
                r, c = reach[column]
                above = found[r][c]
                found[r][c] = Cell(joined([above.text, texts[cell]]), above.rows + 1, above.columns, above.header)
            else:
                reach[column] = (len(found), len(line))
                line.append(Cell(texts[cell], 1, width, header))
            column += width
        found.append(line)
    return found
