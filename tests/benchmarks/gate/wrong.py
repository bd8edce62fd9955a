"""A wrong figure, and what families of errors share: how a figure is written, and what is true of a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.gate.gold import Gold
from llmextract.document import Document
from llmextract.folding import fold
from llmextract.schema.declare import Measure

__all__ = ["Family", "Figure", "Wrong", "at", "figure", "restated", "same_unit_first", "truths"]

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Wrong:
    """What a wrong claim says in place of the true figure.

    Attributes:
        printed: the figure as it would be copied, with its unit.
        value: in base units, signed as the field wants it.
        mention: where the text has this figure; None for a figure that was made.
        same_value: the value is the true one and only the printed form is wrong (96.76个百分点 for 96.76%), so that
            the plain number would be no error.
        partner: the other field of a swap; it claims the true figure of this one in the same call.

    """

    printed: str
    value: Decimal
    mention: int | None = None
    same_value: bool = False
    partner: Gold | None = None


# A family of errors: (true claim, document, gold of the document, random numbers) -> wrong figures. A family may give a
# figure that is no error after all; `planting` leaves out what is true of the field.
Family = Callable[[Gold, Document, Sequence[Gold], Random], Iterable[Wrong]]


@dataclass(frozen=True)
class Figure:
    """A printed figure in its parts: 6.59万户 is head "", numeral "6.59", tail "万户"; `scale` is 10000."""

    head: str
    numeral: str
    tail: str
    scale: Decimal


def figure(truth: Gold, document: Document) -> Figure | None:
    """The true figure in its parts; None where it is not written in digits."""
    mention = document.mentions[truth.place]
    printed = "".join(mention.text.split())
    found = _NUMERAL.search(fold(printed))
    if found is None:
        return None
    numeral = found.group().replace(",", "")
    if Decimal(numeral) * mention.scale != abs(truth.value):
        return None
    return Figure(printed[: found.start()], numeral, printed[found.end() :], mention.scale)


def restated(truth: Gold, parts: Figure, numerals: Iterable[str]) -> Iterator[Wrong]:
    """The true figure with other numerals; what is no number as people write it is left out."""
    for numeral in dict.fromkeys(numerals):
        if re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?", numeral) and Decimal(numeral):
            value = Decimal(numeral) * parts.scale
            yield Wrong(parts.head + numeral + parts.tail, value.copy_sign(truth.value))


def at(index: int, document: Document, truth: Gold, partner: Gold | None = None, *, same_value: bool = False) -> Wrong:
    """The figure of another place of the text, claimed for the true one."""
    mention = document.mentions[index]
    value = mention.value or Decimal(0)
    if mention.direction == "fall" and truth.measure in (Measure.CHANGE, Measure.POINTS):
        value = -value
    return Wrong("".join(mention.text.split()), value, index, same_value, partner)


def same_unit_first(indices: Iterable[int], truth: Gold, document: Document, rng: Random, most: int) -> list[int]:
    """Some of these numbers: in random order, those of the true figure's unit first, for they are the harder ones."""
    unit = document.mentions[truth.place].unit
    usable = [i for i in indices if document.mentions[i].kind.is_data and document.mentions[i].value is not None]
    rng.shuffle(usable)
    return sorted(usable, key=lambda i: document.mentions[i].unit != unit)[:most]


def truths(truth: Gold, gold: Sequence[Gold]) -> tuple[frozenset[Decimal], frozenset[int]]:
    """The values and places that are true of a field: its own, and those of fields that share a place with it."""
    own = {place for other in gold if other.key == truth.key for place in other.places}
    sharing = {other.key for other in gold if own & set(other.places)}
    true = [other for other in gold if other.key in sharing]
    return frozenset(g.value for g in true), frozenset(place for g in true for place in g.places)
