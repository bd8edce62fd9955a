"""The texts with what a reader found in them: the five reports, and any folder of further texts.

A gold claim is a field, its value in base units (signed for changes and points) and the numbers of the text where it
stands. Only figures count: counts, people, rates, points, changes and money that the text states with a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.schema import Genre
from llmextract.schema.declare import Measure

__all__ = ["Gold", "Source", "read_extra", "read_fixtures"]


@dataclass(frozen=True)
class Gold:
    """A true claim.

    Attributes:
        section, field, title, measure: the field.
        value: in base units, negative for a decrease in a field of changes or points.
        places: the indices of the document's mentions where it stands; the first is the one that is claimed.

    """

    section: str
    field: str
    title: str
    measure: Measure
    value: Decimal
    places: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Section and field."""
        return self.section, self.field

    @property
    def place(self) -> int:
        """The mention that is claimed."""
        return self.places[0]


@dataclass(frozen=True)
class Source:
    """A text with its gold; `left_out` names the gold figures that could not be used, with the reason."""

    document: Document
    gold: tuple[Gold, ...]
    left_out: tuple[str, ...] = ()


def read_fixtures(fixtures: Path, genre: Genre) -> list[Source]:
    """The reports of `fixtures/reports` with the gold of `fixtures/gold`."""
    sources = []
    for path in sorted((fixtures / "gold").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        document = Document.read(fixtures / "reports" / told["document"])
        entries = [entry for entry in told["fields"] if entry["state"] == "stated"]
        spans = [[(place["start"], place["end"]) for place in entry["places"]] for entry in entries]
        values = [entry["value"] for entry in entries]
        sources.append(_source(document, genre, entries, spans, values))
    return sources


def read_extra(folder: Path, genre: Genre) -> list[Source]:
    """The texts NAME.txt of a folder with their gold NAME.gold.jsonl.

    A line of gold is `{"section", "field", "figure", "before"}`: the figure as printed and the words just before it;
    the two together stand exactly once in the text. The value is what the number reader reads there.

    Raises:
        SystemExit: a line that does not stand exactly once, or a file that is missing; the message names it.

    """
    sources = []
    for path in sorted(folder.glob("*.txt")):
        gold = path.with_name(f"{path.stem}.gold.jsonl")
        if not gold.is_file():
            raise SystemExit(f"{path.name}: there is no {gold.name} beside it")
        document = Document.read(path)
        entries = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
        spans = [[_stands_once(document, entry, gold.name)] for entry in entries]
        sources.append(_source(document, genre, entries, spans, [None] * len(entries)))
    return sources


def _stands_once(document: Document, entry: dict[str, Any], name: str) -> tuple[int, int]:
    words = entry["before"] + entry["figure"]
    if document.raw.count(words) != 1:
        raise SystemExit(f"{name}: {words!r} stands {document.raw.count(words)} times in the text, not once")
    start = document.raw.index(words) + len(entry["before"])
    return start, start + len(entry["figure"])


def _source(
    document: Document,
    genre: Genre,
    entries: Sequence[dict[str, Any]],
    spans: Sequence[Sequence[tuple[int, int]]],
    values: Sequence[str | None],
) -> Source:
    gold: list[Gold] = []
    left_out: list[str] = []
    for entry, places, value in zip(entries, spans, values, strict=True):
        key = (entry["section"], entry["field"])
        spec = genre.specs.get(key)
        if spec is None:
            left_out.append(f"{document.name}: {key[0]}.{key[1]}: no such field")
        elif spec.measure is not None and spec.measure is not Measure.YEAR:
            wanted = None if value is None else abs(Decimal(value))
            found = tuple(index for start, end in places for index in _mentions(document, start, end, wanted))
            if not found:
                printed = " ".join(document.raw[start:end] for start, end in places)
                left_out.append(f"{document.name}: {key[0]}.{key[1]}: {printed!r} is not read as one number")
                continue
            stated = _signed(document.mentions[found[0]], spec.measure) if value is None else Decimal(value)
            gold.append(Gold(*key, spec.title, spec.measure, stated, found))
    return Source(document, tuple(gold), tuple(left_out))


def _mentions(document: Document, start: int, end: int, value: Decimal | None) -> Iterator[int]:
    """The data mentions that overlap a place, with this value if one is given."""
    for index, mention in enumerate(document.mentions):
        usable = mention.kind.is_data and mention.value is not None and value in (None, mention.value)
        if usable and mention.start < end and start < mention.end:
            yield index


def _signed(mention: Mention, measure: Measure) -> Decimal:
    value = mention.value or Decimal(0)
    return -value if measure in (Measure.CHANGE, Measure.POINTS) and mention.direction == "fall" else value
