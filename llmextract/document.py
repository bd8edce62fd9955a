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
from llmextract.folding import fold
from llmextract.headings import Node, Outline, outline_folded
from llmextract.hidden import hidden
from llmextract.numbers import Mention
from llmextract.numbers.absence import Absence, absences
from llmextract.numbers.scan import scan_folded
from llmextract.quantity import Kind
from llmextract.reading import read_bytes, text_of
from llmextract.sentences import Sentence, paragraphs, sentences

__all__ = ["Document"]

T = TypeVar("T")

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
        """Read a report: text (UTF-8, GB18030, Big5 or UTF-16), HTML, MHTML, PDF with a text layer, or DOCX.

        The content decides what the file is, its suffix where the content leaves it open.

        Raises:
            SourceError: the file is missing, empty, too large, or in a form that is not read; the message names it.
            MissingExtra: the library that reads this form is not installed.

        """
        path = Path(path)
        return cls(text_of(read_bytes(path), str(path)), name or path.name)

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "document") -> Document:
        """Read what a file holds, in any form that `read` knows; errors as there, with `name` for the path."""
        return cls(text_of(data, name), name)

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

    def page_at(self, offset: int) -> int | None:
        """The page that holds `offset`, from 1; None where the text has no pages (no form feeds)."""
        return bisect_right(self._page_ends, offset - 1) + 1 if self._page_ends else None

    @cached_property
    def _page_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\f", self.raw)]

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

    def page_at(self, offset: int) -> int | None:
        return self.source.page_at(self.published(offset, offset + 1)[0])

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        there = self.cut.there
        spans = ((m, there(m.start), there(m.end)) for m in self.source.mentions)
        return tuple(m._replace(start=start, end=end, text=self.raw[start:end]) for m, start, end in spans)

    @cached_property
    def fingerprint(self) -> str:
        return self.source.fingerprint
