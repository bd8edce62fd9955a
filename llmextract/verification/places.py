"""Where in a source may a given number stand? Looked up by value, narrowed by quote, offsets and pointer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import signed
from llmextract.hidden import seen
from llmextract.numbers import Mention, scan
from llmextract.quantity import Kind
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.verification.given import Given

__all__ = ["Lookup"]

Span = tuple[int, int]
_DATED = re.compile(r"年份|年度$|日期|(?<![a-z])(?:year|date)(?![a-z])")
_TRIMMED = " \t\r\n,;:。.!?、“”\"'…"
_SPACES = re.compile(r"\s+")


class Lookup:
    """The numbers of a document by what they say, and its text for quotes; made once a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._values: dict[Decimal, list[int]] = {}
        self._texts: dict[str, list[int]] = {}
        self._dates: dict[str, list[int]] = {}
        self._found: dict[str, tuple[Span, ...]] = {}  # many values come with one quote
        for index, mention in enumerate(document.mentions):
            if mention.kind.is_data and mention.value is not None:
                self._values.setdefault(mention.value, []).append(index)
                self._texts.setdefault(_squeeze(mention.text), []).append(index)
            elif mention.date:
                self._dates.setdefault(mention.date, []).append(index)

    @classmethod
    def of(cls, document: Document) -> Lookup:
        """The lookup of a document, made once."""
        return document.once(cls, lambda: cls(document))

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The folded text without white space, and where each of its characters stands."""
        folded = self.document.folded
        kept = [i for i, char in enumerate(folded) if not char.isspace()]
        return "".join(folded[i] for i in kept), kept

    def find(self, quote: str) -> tuple[Span, ...]:
        """Where a quote stands, white space and closing punctuation aside; empty where it does not."""
        if quote not in self._found:
            self._found[quote] = tuple(self._find(quote))
        return self._found[quote]

    def _find(self, quote: str) -> Iterator[Span]:
        folded, wanted = self.document.folded, fold(seen(quote)).strip(_TRIMMED)
        at = folded.find(wanted) if wanted else -1
        if at != -1:
            while at != -1:
                yield at, at + len(wanted)
                at = folded.find(wanted, at + 1)
            return
        text, kept = self._squeezed
        wanted = _SPACES.sub("", wanted)
        at = text.find(wanted) if wanted else -1
        if at != -1:
            yield kept[at], kept[at + len(wanted) - 1] + 1

    def candidates(self, given: Given, spec: FieldSpec, *, dates: bool) -> tuple[int, ...]:
        """The mentions that a value may be, wherever they stand, in order of place."""
        number = _decimal(given.value)
        if number is not None:
            found: Iterable[int] = self._plain(number, given.value, spec)
        else:
            found = self._texts.get(_squeeze(given.value)) or self._printed(given.value)
        indices = set(found)
        if dates or (number is None and not indices):
            indices.update(self._as_date(given.value, wanted=dates))
        return tuple(sorted(indices))

    def _plain(self, number: Decimal | None, value: str, spec: FieldSpec) -> Iterator[int]:
        """The data of a plain value, as the field wants its sign; +19.72 is a rise however it is stored."""
        mentions = self.document.mentions
        for index in self._values.get(abs(number), ()) if number is not None else ():
            mention = mentions[index]
            unsigned = spec.measure is None and number is not None and number < 0 and mention.direction == "fall"
            if signed(mention, spec) == number or unsigned or (value.startswith("+") and mention.direction == "rise"):
                yield index

    def _printed(self, value: str) -> Iterator[int]:
        """The data of a printed figure's value and unit."""
        folded = fold(value).strip()
        read = next((m for m in scan(folded) if m.kind.is_data), None)
        if read is None or read.value is None:
            return
        told = read.direction or ("fall" if folded[:1] in "-负(" else None)
        mentions = self.document.mentions
        for index in self._values.get(read.value, ()):
            mention = mentions[index]
            same = read.unit == mention.unit or (read.unit is None and mention.kind is Kind.QUANTITY)
            if same and (told is None or mention.direction == told):
                yield index

    def _as_date(self, value: str, *, wanted: bool) -> Iterator[int]:
        iso = next((m.date for m in scan(value) if m.date), None) or (value.strip() if wanted else None)
        if iso is None:
            return
        for date, indices in self._dates.items():
            if date == iso or (wanted and date.startswith(f"{iso}-")) or (wanted and date[:4] == iso):
                yield from indices

    def within(self, indices: Iterable[int], spans: Iterable[Span]) -> tuple[int, ...]:
        """Those mentions whose figure lies in one of the spans, be it without its unit."""
        told = tuple(spans)
        return tuple(i for i in indices if any(self._holds(span, self.document.mentions[i]) for span in told))

    def _holds(self, span: Span, mention: Mention) -> bool:
        start, end = span
        if not start <= mention.start < end:
            return False
        held = mention.text[: end - mention.start]
        return end >= mention.end or _digits(held) == _digits(mention.text) != ""

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
