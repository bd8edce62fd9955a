"""Labels: whether the words around a figure are those of a name that no schema knows.

The name of a field, its title or its description says what it counts; where its words stand by one figure and by no
other, that figure is meant. Chinese words are taken by twos, Latin ones by their first letters (received: receive).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from llmextract.clauses import Clauses
from llmextract.document import Document
from llmextract.folding import fold

__all__ = ["Labels"]

_HAN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile("[A-Za-z]{3,}")
_STEM = 5
_EMPTY = frozenset(
    ["the", "and", "for", "with", "number", "total", "count", "amount", "rate", "value", "num", "per", "from"]
)
_EMPTY_HAN = frozenset(["数量", "总数", "件数", "数字", "金额", "合计", "情况", "报告", "年度"])
# What makes a thing a count and is said of every one: 审结案件数 is of 审结.
_COUNTING = re.compile(r"(?:案件|事件)?的?(?:总|件|人次|人|次|份|户|宗|起|条|场|项)?(?:数量|数|量|额)?$")
# What a word is worth by where it stands: beside the figure, before it, in its sentence, in its headings.
_WORTH = (1.0, 0.7, 0.4, 0.3)
_ENOUGH = 0.45
_BEFORE = 40


class Labels:
    """The words around the figures of a document; made once a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._clauses = Clauses.of(document)
        self._around: dict[int, tuple[str, ...]] = {}

    @classmethod
    def of(cls, document: Document) -> Labels:
        """The labels of a document, made once."""
        if cls not in document.derived:
            document.derived[cls] = cls(document)
        found: Labels = document.derived[cls]
        return found

    def meant(self, label: str, candidates: Iterable[int], rivals: Iterable[int]) -> int | None:
        """The candidate by which the label's words stand more than by any rival; None where they do not.

        Args:
            label: a name, a title or a key.
            candidates: mentions with the value in question.
            rivals: data with other values, of any kind: a rate beside a count bears the count's words too.

        """
        words = _words(label)
        if not words:
            return None
        best, index = max(((self._score(words, i), -i) for i in candidates), default=(0.0, 0))
        if best < _ENOUGH or any(self._score(words, rival) >= best for rival in rivals):
            return None
        return -index

    def _score(self, words: frozenset[str], index: int) -> float:
        texts = self._texts(index)
        found = sum(next((w for w, text in zip(_WORTH, texts, strict=True) if word in text), 0.0) for word in words)
        return found / len(words)

    def _texts(self, index: int) -> tuple[str, ...]:
        if index not in self._around:
            mention, folded = self._document.mentions[index], self._document.folded
            bound, node = self._clauses.bound(index), self._document.node_at(mention.start)
            sentence = self._document.sentence_at(mention.start)
            start, end = (sentence.start, sentence.end) if sentence else (mention.start, mention.end)
            texts = (
                bound.words if bound else "",
                folded[max(start, mention.start - _BEFORE) : mention.start],
                folded[start:end],
                "".join(node.titles) if node else "",
            )
            self._around[index] = tuple(text.lower() for text in texts)
        return self._around[index]


def _words(label: str) -> frozenset[str]:
    label = fold(label)
    runs = (_COUNTING.sub("", run) if len(_COUNTING.sub("", run)) > 1 else run for run in _HAN.findall(label))
    han = {run[i : i + 2] for run in runs for i in range(len(run) - 1)} - _EMPTY_HAN
    latin = {word.lower() for word in _LATIN.findall(label.replace("_", " "))} - _EMPTY
    return frozenset(han | {word[:_STEM] for word in latin})
