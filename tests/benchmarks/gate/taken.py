"""Families of errors that take another figure of the text: neighbours, other fields, other years, parts and totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.gate.gold import Gold
from benchmarks.gate.wrong import Wrong, at, same_unit_first, truths
from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind

__all__ = [
    "neighbour_of_paragraph",
    "neighbour_of_section",
    "neighbour_of_sentence",
    "other_year",
    "part_for_total",
    "swapped_fields",
    "swapped_in_one_call",
    "total_for_part",
]

_MOST = 3  # wrong figures of a family for one true claim
_PART = re.compile(r"其中|\((?:含|包括)")
_ANOTHER_YEAR = re.compile(  # but not 比上年, 较去年: a comparison, whose figure is the report's own
    "(?<![比较与同])(?:去年|上一?年|前一年|往年|以前年度|明年|下一?年|次年)|力争|预计|计划(?=[新召开实制完将])|拟(?=[新召开实完])"
)
_CLAUSE = re.compile(r"[,。;!?\n]")


def _span(document: Document, offset: int) -> tuple[int, int]:
    """The paragraph around an offset."""
    return next((span for span in document.paragraphs if span[0] <= offset < span[1]), (offset, offset))


def _sentence(document: Document, offset: int) -> tuple[int, int]:
    sentence = document.sentence_at(offset)
    return (sentence.start, sentence.end) if sentence else (offset, offset)


def _taken(found: list[int], truth: Gold, document: Document, rng: Random, most: int = _MOST) -> Iterator[Wrong]:
    for index in same_unit_first(found, truth, document, rng, most):
        yield at(index, document, truth)


def neighbour_of_sentence(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """Another figure of the same sentence."""
    span = _sentence(document, document.mentions[truth.place].start)
    yield from _taken(list(document.mentions_in(*span)), truth, document, rng)


def neighbour_of_paragraph(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A figure of another sentence of the same paragraph."""
    start = document.mentions[truth.place].start
    near = set(document.mentions_in(*_sentence(document, start)))
    yield from _taken([i for i in document.mentions_in(*_span(document, start)) if i not in near], truth, document, rng)


def neighbour_of_section(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A figure of another paragraph under the same heading of the first rank."""
    start = document.mentions[truth.place].start
    near = set(document.mentions_in(*_span(document, start)))
    found = [
        index
        for index, mention in enumerate(document.mentions)
        if index not in near and _chapter(document, mention.start) == _chapter(document, start)
    ]
    yield from _taken(found, truth, document, rng)


def _chapter(document: Document, offset: int) -> str:
    return document.path_at(offset).partition("/")[0]


def swapped_fields(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """The figure of another field of the report."""
    for other in _others(truth, document, gold, rng):
        yield at(other.place, document, truth)


def swapped_in_one_call(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """Two fields exchange their figures, and both claims are checked in one call."""
    for other in _others(truth, document, gold, rng):
        yield at(other.place, document, truth, partner=other)


def _others(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> list[Gold]:
    """Other fields for which the true figure of this one is as wrong as theirs is for this one, nearest kind first."""
    values, places = truths(truth, gold)
    fields = [other for other in gold if other.value not in values and not places & set(other.places)]
    fields = [other for other in fields if truth.value not in truths(other, gold)[0]]
    rng.shuffle(fields)
    unit = document.mentions[truth.place].unit
    fields.sort(key=lambda other: (document.mentions[other.place].unit != unit, other.section != truth.section))
    return fields[:_MOST]


def other_year(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A figure of the same unit and chapter that the text gives for another year or plans."""
    own = document.mentions[truth.place]
    found = [
        index
        for index, mention in enumerate(document.mentions)
        if mention.unit == own.unit
        and _chapter(document, mention.start) == _chapter(document, own.start)
        and _of_another_year(document, index)
        and not _of_another_year(document, truth.place)
    ]
    yield from _taken(found, truth, document, rng)


def _of_another_year(document: Document, index: int) -> bool:
    """Whether the clause before a figure speaks of last year, of next year, of a plan, or names another year."""
    start = _sentence(document, document.mentions[index].start)[0]
    end = document.mentions[index].start
    clause = _CLAUSE.split(document.folded[start:end])[-1]
    if _ANOTHER_YEAR.search(clause):
        return True
    named = [document.mentions[i].year for i in document.mentions_in(end - len(clause), end)]
    years = [year for year in named if year]
    return bool(years) and years[-1] != _own_year(document)


def _own_year(document: Document) -> int | None:
    """The year that a text names most often."""
    years = Counter(mention.year for mention in document.mentions if mention.year)
    return max(years, key=lambda year: years[year], default=None)


def part_for_total(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """A part that the text names after 其中, for the total before it."""
    yield from _taken([part for total, part in _parts(document, truth) if total == truth.place], truth, document, rng)


def total_for_part(truth: Gold, document: Document, gold: Sequence[Gold], rng: Random) -> Iterator[Wrong]:
    """The total before 其中, for a part that is named after it."""
    yield from _taken([total for total, part in _parts(document, truth) if part == truth.place], truth, document, rng)


def _parts(document: Document, truth: Gold) -> Iterator[tuple[int, int]]:
    """(total, part) of the sentence of a claim: of one unit, the nearest larger one before 其中 and each behind it."""
    start, end = _sentence(document, document.mentions[truth.place].start)
    for said in _PART.finditer(document.folded, start, end):
        before = list(document.mentions_in(start, said.start()))
        closed = document.folded.find(")", said.end(), end) if said.group() != "其中" else end
        for part in document.mentions_in(said.end(), end if closed < 0 else closed):
            total = next((i for i in reversed(before) if _holds(document.mentions[i], document.mentions[part])), None)
            if total is not None:
                yield total, part


def _holds(total: Mention, part: Mention) -> bool:
    if total.value is None or part.value is None or total.kind is not Kind.QUANTITY or part.kind is not Kind.QUANTITY:
        return False
    return total.unit == part.unit and total.value > part.value
