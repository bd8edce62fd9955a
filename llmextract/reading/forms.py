"""Which form a source has: by its content first, by its suffix second."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from llmextract.errors import SourceError

__all__ = ["OTHER_SUFFIXES", "REPORT_SUFFIXES", "TEXT_SUFFIXES", "Form", "form_of", "is_beside", "suffix_of"]

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text"})
# Read, and kept in a run as the text that was read.
OTHER_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht", ".pdf", ".docx"})
_CONVERTED = {  # what to make of the forms that are not read
    ".doc": "docx", ".wps": "docx", ".rtf": "docx", ".odt": "docx", ".docm": "docx", ".dot": "docx",
    ".xls": "html", ".xlsx": "html", ".et": "html", ".ppt": "pdf", ".pptx": "pdf",
}  # fmt: skip
_TOLD = frozenset({".doc", ".wps", ".rtf", ".odt", ".ofd", ".rar", ".7z", ".caj"})
# What a folder is searched for: what is not read is told by name rather than passed over.
REPORT_SUFFIXES = TEXT_SUFFIXES | OTHER_SUFFIXES | _TOLD

_BESIDE = re.compile(r"~\$|\._|(?:readme|licen[cs]e|changelog)\b", re.IGNORECASE)

_BEGINNING = 4096
_HTML = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|meta|title|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<(?:p|div|span|br|table|a|h[1-6]|td|font|html|body)\b[^<>]*>", re.IGNORECASE)
_HEADER = re.compile(
    rb"^(?:mime-version|content-type|from|subject|date|snapshot-content-location):", re.IGNORECASE | re.M
)
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_IMAGES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}


class Form(StrEnum):
    """The forms that are read."""

    TEXT = "text"
    HTML = "html"
    MHTML = "mhtml"
    PDF = "pdf"
    DOCX = "docx"


def suffix_of(name: str) -> str:
    """The suffix of a name, in small letters."""
    return PurePosixPath(name).suffix.lower()


def is_beside(name: str) -> bool:
    """Whether a file lies beside reports and is none: a README, a licence, a lock that a program left."""
    return bool(_BESIDE.match(PurePosixPath(name).name))


def form_of(data: bytes, name: str) -> Form:
    """The form of a source.

    Raises:
        SourceError: it is in a form that is not read; the message says what to do instead.

    """
    begin = data[:_BEGINNING]
    if b"%PDF-" in begin[:1024]:
        return Form.PDF
    if begin.startswith(_ZIP):
        return _in_zip(data, name)
    if begin.startswith(_OLE):
        if _ENCRYPTED in data:
            raise SourceError(f"{name}: is encrypted; open it with its password and save it without one")
        raise _unread(name, _convert(name, suffix_of(name) if suffix_of(name) in _CONVERTED else ".doc"))
    if begin.startswith(b"{\\rtf"):
        raise _unread(name, _convert(name, ".rtf"))
    for kinds, advice in ((_ARCHIVES, "unpack it, or pack it as .zip"), (_IMAGES, "recognise its text first (OCR)")):
        for mark, kind in kinds.items():
            if begin.startswith(mark):
                raise _unread(name, f"is a {kind} file", advice)
    return _of_text(begin, name)


def _of_text(begin: bytes, name: str) -> Form:
    begin = begin.replace(b"\x00", b"") if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else begin
    begin = begin.lstrip(b"\xff\xfe")
    suffix = suffix_of(name)
    headers = len(_HEADER.findall(begin))
    if headers >= 2 and re.search(rb"^content-type:\s*(?:multipart/|text/html)", begin, re.IGNORECASE | re.M):
        return Form.MHTML
    if _HTML.match(begin):
        return Form.HTML
    if suffix in (".html", ".htm", ".xhtml", ".shtml", ".doc", ".xls", ".wps") and _TAG.search(begin):
        return Form.HTML
    return Form.TEXT


def _in_zip(data: bytes, name: str) -> Form:
    """A DOCX; the other forms that are zip archives inside are told by what they hold."""
    import io
    import zipfile

    from llmextract.reading.archive import DAMAGED

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGED as error:
        raise SourceError(f"{name}: is a damaged DOCX or ZIP file ({error}); fetch it again") from error
    if "word/document.xml" in names:
        return Form.DOCX
    if "OFD.xml" in names:
        raise _unread(name, "is an OFD file", "export it as PDF from an OFD reader")
    if "xl/workbook.xml" in names:
        raise _unread(name, _convert(name, ".xlsx"))
    if "ppt/presentation.xml" in names:
        raise _unread(name, _convert(name, ".pptx"))
    if "content.xml" in names:
        raise _unread(name, _convert(name, ".odt"))
    if "[Content_Types].xml" in names:
        raise _unread(name, "is an office file of an unknown kind", "save it as .docx")
    raise _unread(name, "is a ZIP archive", "give it a name that ends with .zip, or unpack it")


def _convert(name: str, suffix: str) -> str:
    wanted, own = _CONVERTED[suffix], PurePosixPath(name).name
    return f"is a {suffix[1:].upper()} file; convert it: libreoffice --headless --convert-to {wanted} {own!r}"


def _unread(name: str, *told: str) -> SourceError:
    return SourceError(f"{name}: {'; '.join(told)}")
