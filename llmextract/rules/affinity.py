"""Affinity: how far the words around a figure are those of a field's title and definition, where no cue fits.

A cue says for certain; it cannot know every way of saying a thing. A figure whose words are nearer to a field's title
than those of any other figure, and nearer to it than to any other field's, means the field all the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from llmextract.document import Document
from llmextract.nearness import Nearness
from llmextract.rules.match import measures
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre

__all__ = ["Affinity"]

Key = tuple[str, str]
_HAN = re.compile("[\u4e00-\u9fff]+")
_DEFINED = 0.1  # what a word of the definition is worth against one of the title
_LEAST = 0.6
_NOT = "不是:"
_BESIDE = 1.0


class _Words:
    """The words of a genre's figures, weighted by how few of them have each."""

    def __init__(self, specs: Mapping[Key, FieldSpec]) -> None:
        told = {
            key: (_pairs(spec.title), _pairs(spec.definition.split(_NOT)[0]))
            for key, spec in specs.items()
            if spec.measure and spec.measure is not Measure.YEAR
        }
        counts = Counter(pair for title, defined in told.values() for pair in title | defined)
        # Rounded, for the last digit of a logarithm differs between machines.
        rarity = {pair: round(math.log(len(told) / count) + 0.1, 6) for pair, count in counts.items()}
        self.of: dict[Key, tuple[tuple[str, float], ...]] = {}
        self.against: dict[Key, tuple[str, ...]] = {}  # words of what the definition says the field is not
        for key, (title, defined) in told.items():
            whole = sum(sorted(rarity[pair] for pair in title)) or 1.0
            weights = {pair: _DEFINED * rarity[pair] / whole for pair in defined - title}
            weights |= {pair: rarity[pair] / whole for pair in title}
            self.of[key] = tuple(sorted(weights.items()))
            self.against[key] = tuple(sorted(_pairs(_excluded(specs[key])) - title - defined))


def _excluded(spec: FieldSpec) -> str:
    return spec.definition.partition(_NOT)[2]


def _pairs(text: str) -> set[str]:
    """Every two Chinese characters that follow each other."""
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}


@lru_cache(16)
def _words(genre: Genre) -> _Words:
    return _Words(genre.specs)


class Affinity:
    """The affinity of a document's figures to a genre's fields; each field's is computed when first asked for."""

    def __init__(self, document: Document, genre: Genre) -> None:
        self._document = document
        self._genre = genre
        self._scores: dict[Key, dict[int, float]] = {}

    def mutual(self, key: Key, index: int) -> bool:
        """Whether a figure and a field are each other's nearest, and no word that the field excludes stands beside."""
        if self.nearest_mention(key) != index or self.nearest_field(index) != key:
            return False
        nearness = Nearness.of(self._document)
        against = _words(self._genre).against.get(key, ())
        return not any(nearness.worth(pair).get(index, 0.0) >= _BESIDE for pair in against)

    def nearest_mention(self, key: Key) -> int | None:
        """The figure whose words are nearest to a field's title, the first of several; None where none is near."""
        score, index = max(((score, -index) for index, score in self._of(key).items()), default=(0.0, 0))
        return -index if score > _LEAST else None

    def nearest_field(self, index: int) -> Key | None:
        """The field whose title is nearest to the words of a figure, the first of several; None where none is near."""
        best: tuple[float, Key | None] = (_LEAST, None)
        for key in _words(self._genre).of:
            score = self._of(key).get(index, 0.0)
            if score > best[0]:
                best = (score, key)
        return best[1]

    def _of(self, key: Key) -> dict[int, float]:
        """The figures that can measure a field, with their scores."""
        found = self._scores.get(key)
        if found is None:
            nearness = Nearness.of(self._document)
            found = {}
            for pair, weight in _words(self._genre).of.get(key, ()):
                for index, worth in nearness.worth(pair).items():
                    found[index] = found.get(index, 0.0) + weight * worth
            found = self._scores[key] = {i: score for i, score in found.items() if self._fits(key, i)}
        return found

    def _fits(self, key: Key, index: int) -> bool:
        spec, mention = self._genre.specs[key], self._document.mentions[index]
        return measures(mention, spec) and (not spec.units or mention.unit in spec.units)
