"""Labels: whether the words around a figure are those of a name that no schema knows.

The name of a field, its title or its description says what it counts; where its words stand by one figure and by no
other, that figure is meant. Chinese words are taken by twos, Latin ones by their first letters (received: receive).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.nearness import Nearness

__all__ = ["meant", "nearest"]

_HAN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile("[A-Za-z]{3,}")
_STEM = 5
_EMPTY = frozenset({"the", "and", "for", "with", "number", "total", "count", "amount", "rate", "value", "num", "per"})
_EMPTY_HAN = frozenset({"数量", "总数", "件数", "数字", "金额", "合计", "情况", "报告", "年度"})
# What makes a thing a count and is said of every one: 审结案件数 is of 审结.
_COUNTING = re.compile(r"(?:案件|事件)?的?(?:总|件|人次|人|次|份|户|宗|起|条|场|项)?(?:数量|数|量|额)?$")
_ENOUGH = 0.4


def meant(document: Document, label: str, candidates: Iterable[int], value: Decimal | None) -> int | None:
    """The candidate by which the words of a name stand more than by any figure of another value.

    Args:
        document: the source.
        label: a name, a title or a key.
        candidates: mentions with the value in question.
        value: that value.

    Returns:
        The index of a candidate, the first of several; None where the words stand by none, or as well by others. A rate
        beside a count bears the count's words too, so that figures of any kind are rivals.

    """
    scores = _scores(document, label)
    best, at = max(((scores.get(i, 0.0), -i) for i in candidates), default=(0.0, 0))
    if best < _ENOUGH:
        return None
    if any(score >= best and document.mentions[i].value != value for i, score in scores.items()):
        return None
    return -at


def nearest(document: Document, label: str) -> int | None:
    """The figure by which the words of a name stand most, the first of several; None where they stand by none."""
    best, at = max(((score, -i) for i, score in _scores(document, label).items()), default=(0.0, 0))
    return -at if best >= _ENOUGH else None


def _scores(document: Document, label: str) -> dict[int, float]:
    """The share of a name's words that stand by each figure, by how near they are."""
    words = _words(label)
    scores: dict[int, float] = {}
    nearness = Nearness.of(document)
    for word in words:
        for index, worth in nearness.worth(word).items():
            scores[index] = scores.get(index, 0.0) + worth / len(words)
    return scores


def _words(label: str) -> list[str]:
    label = fold(label)
    runs = (_COUNTING.sub("", run) if len(_COUNTING.sub("", run)) > 1 else run for run in _HAN.findall(label))
    han = {run[i : i + 2] for run in runs for i in range(len(run) - 1)} - _EMPTY_HAN
    latin = {word.lower() for word in _LATIN.findall(label.replace("_", " "))} - _EMPTY
    return sorted(han | {word[:_STEM] for word in latin})
