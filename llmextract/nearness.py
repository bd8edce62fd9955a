"""Nearness: how near a word stands to each figure of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from llmextract.clauses import Clauses
from llmextract.document import Document

__all__ = ["Nearness"]

_BESIDE, _BEFORE, _AROUND, _OVER = 1.0, 0.6, 0.35, 0.2
_FAR = 40  # characters before a figure in its sentence


class Nearness:
    """What a word is worth to each figure: it stands beside it, before it, in its sentence or in its headings."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._clauses = Clauses.of(document)
        lower = document.folded.lower()
        self._text = lower if len(lower) == len(document.folded) else document.folded
        self._worth: dict[str, Mapping[int, float]] = {}

    @classmethod
    def of(cls, document: Document) -> Nearness:
        """The nearness of a document, made once."""
        return document.once(cls, lambda: cls(document))

    def worth(self, word: str) -> Mapping[int, float]:
        """The figures near which a word (in lower case) stands, and how near: 1 beside, less farther off, 0 left out.

        Takes time by how often the word stands in the text.
        """
        found = self._worth.get(word)
        if found is None:
            found = self._worth[word] = self._find(word)
        return found

    def _find(self, word: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for titles, indices in self._headed:
            if word in titles:
                found.update(dict.fromkeys(indices, _OVER))
        at = self._text.find(word)
        while at != -1:
            sentence = self._document.sentence_at(at)
            end = sentence.end if sentence else at + len(word)
            for index, worth in self._in_sentence(word, sentence.start, end) if sentence else ():
                found[index] = max(worth, found.get(index, 0.0))
            at = self._text.find(word, max(end, at + 1))
        return found

    def _in_sentence(self, word: str, start: int, end: int) -> Iterator[tuple[int, float]]:
        for index in self._document.mentions_in(start, end):
            mention, bound = self._document.mentions[index], self._clauses.bound(index)
            if bound is None:
                continue
            if word in bound.words.lower():
                yield index, _BESIDE
            elif self._text.find(word, max(start, mention.start - _FAR), mention.start) != -1:
                yield index, _BEFORE
            else:
                yield index, _AROUND

    @cached_property
    def _headed(self) -> list[tuple[str, list[int]]]:
        """The headings over figures, and the figures under them."""
        found: dict[str, list[int]] = {}
        for index, mention in enumerate(self._document.mentions):
            node = self._document.node_at(mention.start) if mention.kind.is_data else None
            if node:
                found.setdefault("".join(node.titles).lower(), []).append(index)
        return list(found.items())
