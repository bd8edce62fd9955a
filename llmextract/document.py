"""A document: one source text, read once."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from llmextract.cutting import Cut
from llmextract.errors import SourceError
from llmextract.folding import fold
from llmextract.headings import Node, Outline, outline_folded
from llmextract.hidden import hidden
from llmextract.numbers import Mention
from llmextract.numbers.absence import Absence, absences
from llmextract.numbers.scan import scan_folded
from llmextract.quantity import Kind
from llmextract.sentences import Sentence, paragraphs, sentences

__all__ = ["UNREAD_FORMS", "Document"]

T = TypeVar("T")

UNREAD_FORMS = frozenset({".pdf", ".doc", ".docx", ".wps", ".rtf", ".html", ".htm", ".mhtml"})
_ENCODINGS = ("utf-8-sig", "gb18030")
_BINARY = frozenset(range(9)) | {11, *range(14, 27), *range(28, 32)}
_EVERYDAY = frozenset("的是年和在不了有人大为上工作政府法治行件一全")
_EVERYDAY_SHARE, _FEW = 0.02, 30
_DAMAGED_SHARE = 0.02
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """One source text and everything that is read from it without a model.

    Attributes:
        raw: the text as decoded, without newline translation; every offset counts its code points. Lone surrogates,
            which no file can hold, are U+FFFD.
        name: what results call it: the path relative to the input folder.

    """

    raw: str
    name: str = "document"

    def __post_init__(self) -> None:
        for attribute, text in (("raw", self.raw), ("name", self.name)):
            if _SURROGATE.search(text):
                object.__setattr__(self, attribute, _SURROGATE.sub("\ufffd", text))

    @classmethod
    def read(cls, path: str | Path, name: str | None = None) -> Document:
        """Read a text file (UTF-8, GB18030, or UTF-16 with a byte order mark).

        Raises:
            SourceError: the file is missing, empty, binary or not text; the message names it.

        """
        path = Path(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SourceError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error
        text = _decode(data, path)
        if path.suffix.lower() in UNREAD_FORMS:
            raise SourceError(f"{path}: {path.suffix[1:].upper()} is not read yet; convert it to plain text first")
        return cls(text, name or path.name)

    @cached_property
    def visible(self) -> Document:
        """The document without hidden characters: what is asked about and checked. Its mentions are the same ones.

        Offsets in it are its own; `published` leads back from them.
        """
        cut = hidden(self.raw)
        return self if cut is None else _Visible(cut.join(self.raw), self.name, source=self, cut=cut)

    def published(self, start: int, end: int) -> tuple[int, int, str]:
        """A span of this document in the text as published: its offsets there and its words."""
        return start, end, self.raw[start:end]

    def own(self, offset: int) -> int:
        """The offset in this document of an offset in the text as published."""
        return offset

    @cached_property
    def folded(self) -> str:
        """The text for matching: same length, full-width and traditional characters folded."""
        return fold(self.raw)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every number of the text, in order."""
        return tuple(scan_folded(self.raw, self.folded))

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """The statements that there was none of something (未收到…), in order."""
        return tuple(absences(self.raw, self.folded))

    @cached_property
    def outline(self) -> Outline:
        """The tree of headings."""
        return outline_folded(self.folded, self.mentions, self.paragraphs)

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """The spans of the paragraphs."""
        return paragraphs(self.folded, ((m.start, m.end) for m in self.mentions))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, numbered from 1."""
        return sentences(self.folded, self.paragraphs)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What a layer above makes of this document: made the first time it is asked for, kept under `key`."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    @cached_property
    def _made(self) -> dict[object, Any]:
        return {}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the raw text: what makes two documents the same."""
        return hashlib.sha256(self.raw.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    @cached_property
    def mention_ids(self) -> tuple[str, ...]:
        """The name of each mention in requests and results: data are n1, n2 …, dates d1 …, all others x1 ….

        Each kind is counted by itself, so that reading headings or names differently renames no figure.
        """
        counts: Counter[str] = Counter()
        names = []
        for mention in self.mentions:
            letter = "n" if mention.kind.is_data else "d" if mention.kind is Kind.DATE else "x"
            counts[letter] += 1
            names.append(f"{letter}{counts[letter]}")
        return tuple(names)

    @cached_property
    def mention_indices(self) -> dict[str, int]:
        """The index of each mention by its name."""
        return {name: index for index, name in enumerate(self.mention_ids)}

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds `offset`."""
        i = bisect_right(self._sentence_starts, offset) - 1
        if i < 0 or offset >= self.sentences[i].end:
            return None
        return self.sentences[i]

    def mentions_in(self, start: int, end: int) -> Iterator[int]:
        """The numbers (indices into `mentions`) that begin in [start, end)."""
        first = bisect_right(self._mention_starts, start - 1)
        return iter(range(first, bisect_right(self._mention_starts, end - 1)))

    def node_at(self, offset: int) -> Node | None:
        """The innermost heading over `offset`."""
        return self.outline.at(offset)

    def path_at(self, offset: int) -> str:
        """The heading path at `offset`, e.g. "六/(二)/二是"."""
        return self.outline.path(offset)


@dataclass(frozen=True)
class _Visible(Document):
    """A document without the characters that a cut took out of the one as published."""

    source: Document = field(kw_only=True)
    cut: Cut = field(kw_only=True, compare=False)

    @property
    def visible(self) -> Document:
        return self

    def published(self, start: int, end: int) -> tuple[int, int, str]:
        return self.source.published(*self.cut.back(start, end))

    def own(self, offset: int) -> int:
        return self.cut.there(offset)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        there = self.cut.there
        spans = ((m, there(m.start), there(m.end)) for m in self.source.mentions)
        return tuple(m._replace(start=start, end=end, text=self.raw[start:end]) for m, start, end in spans)

    @cached_property
    def fingerprint(self) -> str:
        return self.source.fingerprint


def _decode(data: bytes, path: Path) -> str:
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SourceError(f"{path}: is empty; nothing to extract")
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SourceError(f"{path}: is a PDF or office file, not text; convert it to plain text first")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16", path)
    if sum(byte in _BINARY for byte in data[:65536]) > _DAMAGED_SHARE * min(len(data), 65536):
        raise SourceError(f"{path}: is binary, not text; give a text file in UTF-8, UTF-16 or GB18030")
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise SourceError(f"{path}: is empty; nothing to extract")
        if encoding == "utf-8-sig" or _reads_as_chinese(text):
            return text
    raise SourceError(f"{path}: is not text in UTF-8, UTF-16 or GB18030; convert it to UTF-8")


def _reads_as_chinese(text: str) -> bool:
    """Whether a text decoded by guess has the everyday characters of Chinese (other encodings give rare ones)."""
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    return len(han) < _FEW or sum(char in _EVERYDAY for char in han) >= _EVERYDAY_SHARE * len(han)


def _decode_as(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: looks like {encoding} and is damaged at byte {error.start}") from error
