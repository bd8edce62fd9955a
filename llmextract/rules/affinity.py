"""Affinity: how far the words around a figure are those of a field's title and definition, where no cue fits.

A cue says for certain; it cannot know every way of saying a thing. A figure whose words are nearer to a field's title
than those of any other figure, and nearer to it than to any other field's, means the field all the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from llmextract.clauses import Clauses
from llmextract.document import Document
from llmextract.rules.match import measures
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre

__all__ = ["Affinity"]

Key = tuple[str, str]
_HAN = re.compile("[\u4e00-\u9fff]+")
# What a word of the title is worth by where it stands: beside the figure, before it in its sentence, anywhere in the
# sentence, in the headings over it; and a word of the definition against one of the title.
_NEAR = (1.0, 0.6, 0.35, 0.2)
_DEFINED = 0.1
_BEFORE = 40  # characters
_LEAST = 0.2


class _Words:
    """The words of a genre's figures, weighted by how few of them have each."""

    def __init__(self, specs: Mapping[Key, FieldSpec]) -> None:
        told = {
            key: (_pairs(spec.title), _pairs(spec.definition.split("不是:")[0]))
            for key, spec in specs.items()
            if spec.measure and spec.measure is not Measure.YEAR
        }
        counts = Counter(pair for title, defined in told.values() for pair in title | defined)
        rarity = {pair: math.log(len(told) / count) + 0.1 for pair, count in counts.items()}
        self.of: dict[Key, tuple[tuple[str, float], ...]] = {}
        for key, (title, defined) in told.items():
            whole = sum(rarity[pair] for pair in title) or 1.0
            weights = {pair: _DEFINED * rarity[pair] / whole for pair in defined - title}
            weights |= {pair: rarity[pair] / whole for pair in title}
            self.of[key] = tuple(sorted(weights.items()))


def _pairs(text: str) -> set[str]:
    """Every two Chinese characters that follow each other."""
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}


@lru_cache(16)
def _words(genre: Genre) -> _Words:
    return _Words(genre.specs)


class Affinity:
    """The affinity of a document's figures to a genre's fields; each is computed when first asked for."""

    def __init__(self, document: Document, genre: Genre, clauses: Clauses) -> None:
        self._document = document
        self._genre = genre
        self._clauses = clauses
        self._around: dict[int, tuple[str, ...]] = {}
        self._scores: dict[tuple[Key, int], float] = {}
        self._best_mention: dict[Key, int | None] = {}
        self._best_field: dict[int, Key | None] = {}

    def mutual(self, key: Key, index: int) -> bool:
        """Whether a figure and a field are each other's nearest."""
        return self.nearest_mention(key) == index and self.nearest_field(index) == key

    def nearest_mention(self, key: Key) -> int | None:
        """The figure whose words are nearest to a field's title; None where none is near."""
        if key not in self._best_mention:
            scored = ((self._score(key, index), -index) for index in self._figures if self._fits(key, index))
            score, index = max(scored, default=(0.0, 0))
            self._best_mention[key] = -index if score > _LEAST else None
        return self._best_mention[key]

    def nearest_field(self, index: int) -> Key | None:
        """The field whose title is nearest to the words of a figure; None where none is near."""
        if index not in self._best_field:
            best: tuple[float, Key | None] = (_LEAST, None)
            for key in _words(self._genre).of:
                if self._fits(key, index) and (score := self._score(key, index)) > best[0]:
                    best = (score, key)
            self._best_field[index] = best[1]
        return self._best_field[index]

    @cached_property
    def _figures(self) -> tuple[int, ...]:
        return tuple(i for i, mention in enumerate(self._document.mentions) if mention.kind.is_data)

    def _fits(self, key: Key, index: int) -> bool:
        spec, mention = self._genre.specs[key], self._document.mentions[index]
        return measures(mention, spec) and (not spec.units or mention.unit in spec.units)

    def _score(self, key: Key, index: int) -> float:
        found = self._scores.get((key, index))
        if found is None:
            texts = self._texts(index)
            found = sum(worth * _place(pair, texts) for pair, worth in _words(self._genre).of.get(key, ()))
            self._scores[key, index] = found
        return found

    def _texts(self, index: int) -> tuple[str, ...]:
        if index not in self._around:
            self._around[index] = tuple(self._near(index))
        return self._around[index]

    def _near(self, index: int) -> Iterator[str]:
        """The words beside a figure, before it, of its sentence, and of its headings."""
        mention, folded = self._document.mentions[index], self._document.folded
        bound, node = self._clauses.bound(index), self._document.node_at(mention.start)
        sentence = self._document.sentence_at(mention.start)
        start, end = (sentence.start, sentence.end) if sentence else (mention.start, mention.end)
        yield bound.words if bound else ""
        yield folded[max(start, mention.start - _BEFORE) : mention.start]
        yield folded[start:end]
        yield "".join(node.titles) if node else ""


def _place(pair: str, texts: tuple[str, ...]) -> float:
    return next((worth for worth, text in zip(_NEAR, texts, strict=True) if pair in text), 0.0)
