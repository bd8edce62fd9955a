"""Where in a source may a given number stand? Looked up by value, narrowed by quote, offsets and pointer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import signed
from llmextract.numbers import Mention, scan
from llmextract.quantity import Kind
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.verification.given import Given

__all__ = ["Lookup"]

Span = tuple[int, int]
_DATED = re.compile(r"年份|年度$|日期|(?<![a-z])(?:year|date)(?![a-z])")
_SPACES = re.compile(r"\s+")


class Lookup:
    """The numbers of a document by what they say, and its text for quotes; made once a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._values: dict[Decimal, list[int]] = {}
        self._texts: dict[str, list[int]] = {}
        self._dates: dict[str, list[int]] = {}
        self._found: dict[str, Span | None] = {}  # many values come with one quote
        for index, mention in enumerate(document.mentions):
            if mention.kind.is_data and mention.value is not None:
                self._values.setdefault(mention.value, []).append(index)
                self._texts.setdefault(_squeeze(mention.text), []).append(index)
            elif mention.date:
                self._dates.setdefault(mention.date, []).append(index)

    @classmethod
    def of(cls, document: Document) -> Lookup:
        """The lookup of a document, made once."""
        if cls not in document.derived:
            document.derived[cls] = cls(document)
        found: Lookup = document.derived[cls]
        return found

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The folded text without white space, and where each of its characters stands."""
        folded = self.document.folded
        kept = [i for i, char in enumerate(folded) if not char.isspace()]
        return "".join(folded[i] for i in kept), kept

    def find(self, quote: str) -> Span | None:
        """Where a quote stands, white space aside; None where it does not."""
        if quote not in self._found:
            self._found[quote] = self._find(quote)
        return self._found[quote]

    def _find(self, quote: str) -> Span | None:
        folded = fold(quote.strip())
        at = self.document.folded.find(folded)
        if at != -1:
            return at, at + len(folded)
        text, kept = self._squeezed
        wanted = _SPACES.sub("", folded)
        at = text.find(wanted) if wanted else -1
        return None if at == -1 else (kept[at], kept[at + len(wanted) - 1] + 1)

    def candidates(self, given: Given, spec: FieldSpec, *, dates: bool) -> tuple[int, ...]:
        """The mentions that a value may be, wherever they stand, in order of place."""
        number = _decimal(given.value)
        if dates:
            return tuple(sorted({*self._plain(number, given.value, spec), *self._as_date(given.value, wanted=True)}))
        if number is not None:
            return tuple(self._plain(number, given.value, spec))
        found = self._texts.get(_squeeze(given.value)) or sorted(self._printed(given.value))
        return tuple(found) or tuple(sorted(self._as_date(given.value, wanted=False)))

    def _plain(self, number: Decimal | None, value: str, spec: FieldSpec) -> Iterator[int]:
        """The data of a plain value, as the field wants its sign; +19.72 is a rise however it is stored."""
        mentions = self.document.mentions
        for index in self._values.get(abs(number), ()) if number is not None else ():
            mention = mentions[index]
            if signed(mention, spec) == number or (value.startswith("+") and mention.direction == "rise"):
                yield index

    def _printed(self, value: str) -> Iterator[int]:
        """The data of a printed figure's value and unit."""
        folded = fold(value).strip()
        read = next((m for m in scan(folded.lstrip("+-")) if m.kind.is_data), None)
        if read is None or read.value is None:
            return
        falls, mentions = folded.startswith("-"), self.document.mentions
        for index in self._values.get(read.value, ()):
            mention = mentions[index]
            same = read.unit == mention.unit or (read.unit is None and mention.kind is Kind.QUANTITY)
            if same and (not falls or mention.direction == "fall"):
                yield index

    def _as_date(self, value: str, *, wanted: bool) -> Iterator[int]:
        iso = next((m.date for m in scan(value) if m.date), None) or (value.strip() if wanted else None)
        if iso is None:
            return
        for date, indices in self._dates.items():
            if date == iso or (wanted and date.startswith(f"{iso}-")) or (wanted and date[:4] == iso):
                yield from indices

    def within(self, indices: Iterable[int], spans: Iterable[Span]) -> tuple[int, ...]:
        """Those mentions that overlap one of the spans."""
        told = tuple(spans)
        mentions = self.document.mentions
        return tuple(
            i for i in indices if any(start < mentions[i].end and mentions[i].start < end for start, end in told)
        )

    def nearest(self, value: str, indices: Iterable[int]) -> int | None:
        """The mention whose printed digits differ least from a value's."""
        digits = _digits(value)
        mentions = self.document.mentions
        scored = ((_distance(digits, mentions[i]), i) for i in indices)
        distance, index = min(scored, default=(0, -1))
        return None if index == -1 or distance > max(1, len(digits) // 2) else index


def _squeeze(text: str) -> str:
    return _SPACES.sub("", fold(text))


def _decimal(value: str) -> Decimal | None:
    try:
        number = Decimal(value if value.isascii() and "," not in value else fold(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit()).strip("0")


def _distance(digits: str, mention: Mention) -> int:
    """Levenshtein's distance between digits as given and as printed."""
    own = _digits(fold(mention.text)) or _digits(str(mention.value or ""))
    if abs(len(own) - len(digits)) > len(digits):
        return len(digits) + 1
    row = list(range(len(own) + 1))
    for i, one in enumerate(digits, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(own, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (one != other))
    return row[-1]


def wants_date(spec: FieldSpec, label: str) -> bool:
    """Whether a value is a date or a year: by the field's measure, or by its name where no schema knows it."""
    return spec.measure is Measure.YEAR or (spec.measure is None and bool(_DATED.search(label)))
