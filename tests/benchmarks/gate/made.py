"""Families of errors that write a figure which the text does not state at that place: slips of digits, scale, percent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from random import Random

from benchmarks.gate.gold import Gold
from benchmarks.gate.wrong import Figure, Wrong, at, figure, restated, same_unit_first
from llmextract.document import Document
from llmextract.quantity import Approximation, Kind, plain
from llmextract.schema.declare import Measure

__all__ = [
    "approximation_changed",
    "digit_added",
    "digit_changed",
    "digit_dropped",
    "digits_transposed",
    "fraction_for_percent",
    "invented",
    "percent_for_points",
    "points_for_percent",
    "scale_added",
    "scale_dropped",
    "sign_turned",
]

_MOST = 2  # wrong figures of a family for one true claim
_SCALE_WORD = re.compile("[十百千]?[万萬亿億]|[百千]")
_MORE = re.compile("[余餘多]")
_OTHER_KIND = {Kind.RATE: Kind.POINTS, Kind.POINTS: Kind.RATE}


def _some(numerals: list[str], rng: Random) -> list[str]:
    rng.shuffle(numerals)
    return list(dict.fromkeys(numerals))[:_MOST]


def digit_changed(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """One digit is another: 206件 → 208件."""
    if parts := figure(truth, document):
        digits = [i for i, char in enumerate(parts.numeral) if char.isdigit()]
        made = [_replaced(parts.numeral, i, str((int(parts.numeral[i]) + rng.randint(1, 9)) % 10)) for i in digits]
        yield from restated(truth, parts, _some(made, rng))


def digits_transposed(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """Two neighbouring digits change places: 185件 → 158件."""
    if parts := figure(truth, document):
        digits = [i for i, char in enumerate(parts.numeral) if char.isdigit()]
        made = []
        for i, j in pairwise(digits):
            one, two = parts.numeral[i], parts.numeral[j]
            made.append(_replaced(_replaced(parts.numeral, i, two), j, one))
        yield from restated(truth, parts, _some([numeral for numeral in made if numeral != parts.numeral], rng))


def digit_added(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """One digit too many: 206件 → 2064件."""
    if parts := figure(truth, document):
        made = [parts.numeral[:i] + str(rng.randint(0, 9)) + parts.numeral[i:] for i in range(len(parts.numeral) + 1)]
        yield from restated(truth, parts, _some(made, rng))


def digit_dropped(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """One digit too few: 206件 → 26件."""
    if parts := figure(truth, document):
        made = [parts.numeral[:i] + parts.numeral[i + 1 :] for i in range(len(parts.numeral)) if len(parts.numeral) > 1]
        yield from restated(truth, parts, _some(made, rng))


def _replaced(numeral: str, i: int, digit: str) -> str:
    return numeral[:i] + digit + numeral[i + 1 :]


def scale_dropped(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """The printed scale is left out or made smaller: 6.59万户 → 6.59户, 4.05亿元 → 4.05万元."""
    parts = figure(truth, document)
    if parts is None or parts.scale == 1 or not _SCALE_WORD.search(parts.tail):
        return
    yield _scaled(truth, parts, Decimal(1), "")
    if parts.scale > 10_000:
        yield _scaled(truth, parts, Decimal(10_000), "万")


def scale_added(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A scale that is not printed is added, or the printed one made larger: 206件 → 206万件, 6.59万户 → 6.59亿户."""
    parts = figure(truth, document)
    if parts is None or truth.measure in (Measure.RATE, Measure.CHANGE, Measure.POINTS):
        return
    for word, scale in (("万", Decimal(10_000)), ("亿", Decimal(100_000_000))):
        if scale > parts.scale and (parts.scale == 1 or _SCALE_WORD.search(parts.tail)):
            yield _scaled(truth, parts, scale, word)


def _scaled(truth: Gold, parts: Figure, scale: Decimal, word: str) -> Wrong:
    tail = _SCALE_WORD.sub(word, parts.tail, count=1) if parts.scale > 1 else word + parts.tail
    return Wrong(parts.head + parts.numeral + tail, (Decimal(parts.numeral) * scale).copy_sign(truth.value))


def points_for_percent(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """Percentage points for a percentage: 96.76% → 96.76个百分点, or the points that stand near it."""
    if document.mentions[truth.place].kind is Kind.RATE:
        yield from _other_kind(truth, document, rng, "个百分点")


def percent_for_points(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A percentage for percentage points: 1.59个百分点 → 1.59%, or the percentage that stands near it."""
    if document.mentions[truth.place].kind is Kind.POINTS:
        yield from _other_kind(truth, document, rng, "%")


def _other_kind(truth: Gold, document: Document, rng: Random, unit: str) -> Iterator[Wrong]:
    own = document.mentions[truth.place]
    if parts := figure(truth, document):
        yield Wrong(parts.head + parts.numeral + unit, truth.value, same_value=True)
    start, end = next((span for span in document.paragraphs if span[0] <= own.start < span[1]), (0, 0))
    near = (i for i in document.mentions_in(start, end) if document.mentions[i].kind is _OTHER_KIND[own.kind])
    for index in same_unit_first(near, truth, document, rng, _MOST):
        yield at(index, document, truth)


def fraction_for_percent(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A percentage as a fraction: 96.76% → 0.9676."""
    if document.mentions[truth.place].kind is Kind.RATE:
        yield Wrong(plain(truth.value / 100), truth.value / 100)


def sign_turned(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A rise is told as a fall: 同比上升56.7% → -56.7%."""
    if truth.measure in (Measure.CHANGE, Measure.POINTS) and truth.value > 0:
        yield Wrong("-" + "".join(document.mentions[truth.place].text.split()), -truth.value)


def approximation_changed(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """近, 约 or 余 is added or taken off, or the figure is that of a place which states the value in another way.

    206件 → 近206件, 206余件; 1014万余元 → 1014万元; 40余条 → the 40名 of another sentence.
    """
    own, parts = document.mentions[truth.place], figure(truth, document)
    printed = "".join(own.text.split())
    if own.approximation is Approximation.EXACT and parts is not None:
        yield Wrong(rng.choice("近约") + printed, truth.value, same_value=True)
        if parts.tail and own.kind is Kind.QUANTITY:
            at_unit = _SCALE_WORD.match(parts.tail)
            cut = at_unit.end() if at_unit and parts.scale > 1 else 0
            more = f"{parts.head}{parts.numeral}{parts.tail[:cut]}余{parts.tail[cut:]}"
            yield Wrong(more, truth.value, same_value=True)
    elif _MORE.search(printed):
        yield Wrong(_MORE.sub("", printed, count=1), truth.value, same_value=True)
        yield Wrong("近" + _MORE.sub("", printed, count=1), truth.value, same_value=True)
    others = [
        index
        for index, mention in enumerate(document.mentions)
        if mention.kind.is_data and mention.value == own.value and mention.approximation is not own.approximation
    ]
    for index in same_unit_first(others, truth, document, rng, _MOST):
        yield at(index, document, truth, same_value=True)


def invented(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A figure of the same size that stands nowhere in the text, with the true unit."""
    parts = figure(truth, document)
    if parts is None:
        return
    whole, _, decimals = parts.numeral.partition(".")
    stated = {mention.value for mention in document.mentions}
    for _ in range(_MOST):
        for _ in range(100):
            digits = str(rng.randint(10 ** (len(whole) - 1), 10 ** max(len(whole), 2) - 1))
            numeral = digits + (f".{rng.randint(1, 10 ** len(decimals) - 1):0{len(decimals)}d}" if decimals else "")
            if Decimal(numeral) * parts.scale not in stated and numeral not in document.folded:
                yield from restated(truth, parts, [numeral])
                break
