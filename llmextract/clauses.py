"""Clauses: which words of a sentence speak of which figure.

"收到206件,审结185件,实质性化解179件": each figure stands under its own verb; "建议56件、提案112件": under its own noun;
what stands in brackets belongs to the figure before them; "分别为100%、98%" pairs in order; parts stand under the total
that 其中 follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.sentences import Sentence

__all__ = ["PARTS", "Bound", "Clauses", "total_over"]

# What introduces the parts of the figure before it.
PARTS = re.compile(r"其中|分别[为是]?|包括|包含|涵盖|分为|[(,;:]含|^含|即:|具体[为是]?:?")
_LONGEST = 30  # parts of one total
_BREAK = re.compile(r"[,;:。!?()\[\]\n]|--")
_ITEM = re.compile(r"[,;:、。!?()\[\]\n]|--")
_PAIRED = re.compile(r"分别(?:[为是达有]|达到)?$")
_EMPTY = re.compile(r"[\s“”‘’\"'《》为达是共约近超余和与及]*")


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure and the words that speak of it.

    Attributes:
        index: of the mention in the document.
        mention: the mention.
        gap: the text between the figure before (or the beginning of the sentence) and this one.
        before: the words of its own item before it, behind it: back to a comma, 、, bracket or figure.
        behind: likewise behind it.
        depth: how many brackets are open.
        place: its number among the figures of the stretch.

    """

    index: int
    mention: Mention
    gap: str
    before: str
    behind: str
    depth: int
    place: int

    @property
    def words(self) -> str:
        """The words that speak of the figure, before it and behind it."""
        return self.before + self.behind


def total_over(stretch: Sequence[Bound], place: int) -> Bound | None:
    """The figure under which 其中 (or 含, 包括 …) puts the one at `place`; None where it is of another unit."""
    for at in range(place, max(0, place - _LONGEST), -1):
        if PARTS.search(stretch[at].gap):
            total = stretch[at - 1]
            return total if total.mention.unit == stretch[place].mention.unit else None
        if "。" in stretch[at].gap:
            return None
    return None


class Clauses:
    """The figures of a document with their words, sentence by sentence."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @classmethod
    def of(cls, document: Document) -> Clauses:
        """The clauses of a document, made once."""
        return document.once(cls, lambda: cls(document))

    @cached_property
    def stretches(self) -> tuple[tuple[Bound, ...], ...]:
        """The data of each full sentence that has any; pieces parted by ; are one, and 其中 goes on."""
        found: list[list[tuple[int, int]]] = []
        for sentence in self.document.sentences:
            span = (sentence.start, sentence.end)
            if found and self._continues(found[-1][-1], sentence):
                found[-1].append(span)
            else:
                found.append([span])
        stretches = (tuple(self._bind(spans[0][0], spans[-1][1])) for spans in found)
        return tuple(stretch for stretch in stretches if stretch)

    @cached_property
    def _by_mention(self) -> dict[int, tuple[int, int]]:
        return {b.index: (n, b.place) for n, stretch in enumerate(self.stretches) for b in stretch}

    def bound(self, index: int) -> Bound | None:
        """The words of a mention; None for what is no data."""
        at = self._by_mention.get(index)
        return self.stretches[at[0]][at[1]] if at else None

    def total_of(self, index: int) -> int | None:
        """The mention that 其中 (or 含, 包括 …) puts a mention under: of its unit, before the list of parts."""
        at = self._by_mention.get(index)
        total = total_over(self.stretches[at[0]], at[1]) if at else None
        return total.index if total else None

    def _continues(self, before: tuple[int, int], sentence: Sentence) -> bool:
        folded = self.document.folded
        beside = "\n" not in folded[before[1] : sentence.start]
        return beside and (folded[before[1] - 1] == ";" or folded.startswith("其中", sentence.start))

    def _bind(self, start: int, end: int) -> Iterator[Bound]:
        folded = self.document.folded
        mentions = self.document.mentions
        indices = [i for i in self.document.mentions_in(start, end) if mentions[i].kind.is_data]
        at, depth = start, 0
        paired = ""
        for place, index in enumerate(indices):
            mention = mentions[index]
            gap = folded[at : mention.start]
            depth = max(0, depth + gap.count("(") - gap.count(")"))
            next_start = mentions[indices[place + 1]].start if place + 1 < len(indices) else end
            before = _last_item(gap)
            behind = _first_item(folded[mention.end : next_start], place + 1 < len(indices))
            if _PAIRED.search(gap):
                paired = _last_clause(gap)
            elif not _EMPTY.fullmatch(_ITEM.sub("", gap)):
                paired = ""
            yield Bound(index, mention, gap, before or paired, behind, depth, place)
            at = mention.end


def _last_item(gap: str) -> str:
    return _ITEM.split(gap)[-1].strip()


def _last_clause(gap: str) -> str:
    return _BREAK.split(gap)[-1].strip()


def _first_item(text: str, more: bool) -> str:
    """The words behind a figure; where another figure follows in the same item, only those up to 共 or 合计."""
    pieces = _ITEM.split(text, maxsplit=1)
    if len(pieces) == 1 and more:
        return re.split(r"共|合计|总计|累计", pieces[0])[0].strip()
    return pieces[0].strip()
