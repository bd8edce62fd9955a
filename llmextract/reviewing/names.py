"""Where review pages lie: a safe file name for every name of a document, never the same for two."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

__all__ = ["index_file", "page_file", "safe_name"]

_SAFE = re.compile(r"(?![.])[0-9A-Za-z\u4e00-\u9fff._()（）-]*[0-9A-Za-z\u4e00-\u9fff_)）-]", re.ASCII)
_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff_-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # names that Windows keeps to itself
_LONGEST = 60  # characters: three bytes each leave room for the ending within the 255 bytes of a file's name
_DIGITS = 16


def safe_name(document: str) -> str:
    """A name that is safe in file names and links on every system, and differs for any two documents.

    What is safe already stays; all else is spelled without what is unsafe and gets "~" and a digest of the whole. "~"
    is not safe, so that no name that stays can meet one that was made.

    >>> safe_name("nanhu-2023.txt")
    'nanhu-2023.txt'
    >>> safe_name("a/../b.txt")
    'a-b-txt~f9c23d1b1c99131a'
    """
    kept = _SAFE.fullmatch(document) and len(document) <= _LONGEST and not _RESERVED.fullmatch(document)
    if kept and unicodedata.is_normalized("NFC", document):
        return document
    digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{_UNSAFE.sub('-', document).strip('-')[:_LONGEST]}~{digest}"


def page_file(out: str | Path, document: str) -> Path:
    """Where the review page of a document lies in the folder of its run."""
    return Path(out) / "review" / "pages" / f"{safe_name(document)}.html"


def index_file(out: str | Path) -> Path:
    """Where the index of a run's review pages lies."""
    return Path(out) / "review" / "index.html"
