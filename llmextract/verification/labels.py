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

__all__ = ["meant", "names", "nearest"]

_HAN = re.compile("[\u4e00-\u9fff]+")
_RUNS = re.compile("[\u4e00-\u9fff]+|[a-z]{3,}")
_TITLE = 200  # characters in which a report says its own year
_STEM = 5
_EMPTY = frozenset({"the", "and", "for", "with", "number", "total", "count", "amount", "value", "num", "per"})
_EMPTY_HAN = frozenset({"数量", "总数", "件数", "数字", "金额", "合计", "情况", "报告", "年度"})
# What makes a thing a count and is said of every one: 审结案件数 is of 审结.
_COUNTING = re.compile(r"(?:案件|事件)?的?(?:总|件|次|份|宗|起|条|场|项)?(?:数量|数|量|额)?$")
_OF_PEOPLE = re.compile("人数|人次|名数")
_PEOPLE = frozenset({"人", "名", "人次", "位", "人/次"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_EARLIER = re.compile(r"去年|上年|上一年|往年|前年|(?<![a-z])(?:last|previous|prior)(?![a-z])")
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
    if best < _ENOUGH or not _all_said(document, label, -at):
        return None
    if any(score >= best and document.mentions[i].value != value for i, score in scores.items()):
        return None
    return -at


def _all_said(document: Document, label: str, index: int) -> bool:
    """Whether nothing that a name says is missing around a figure: a year, a negation, people, its last word beside it.

    下年结转 is not 上年结转, and 行政复议受理数 not the figure beside 收到.
    """
    mention = document.mentions[index]
    sentence, node = document.sentence_at(mention.start), document.node_at(mention.start)
    words = document.folded[sentence.start : sentence.end] if sentence else mention.text
    around = (words + "".join(node.titles if node else ())).lower()
    folded = fold(label).lower()
    before = document.folded[sentence.start : mention.start] if sentence else ""
    if any(year not in around and year not in document.folded[:_TITLE] for year in _YEAR.findall(folded)):
        return False
    if _EARLIER.search(folded) and not _EARLIER.search(before):
        return False
    if _OF_PEOPLE.search(folded) and mention.unit not in _PEOPLE:
        return False
    kept = (_COUNTING.sub("", run) or run for run in _HAN.findall(folded))
    told = _words(label)
    latin = [word for word in told if word.isascii()]
    if any(char not in around for run in kept for char in run) or any(word not in around for word in latin):
        return False
    last = told[-1] if told else ""
    return not last or Nearness.of(document).worth(last).get(index, 0.0) == 1.0


def names(label: str, thing: str) -> bool:
    """Whether every word of a name stands in the words for a thing."""
    words = _words(label)
    return bool(words) and all(word in thing.lower() for word in words)


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
    """The words of a name in their order: Chinese ones by twos, Latin ones by their first letters."""
    label = fold(label).lower()
    found: list[str] = []
    for run in _RUNS.findall(label.replace("_", " ")):
        if run.isascii():
            found += [run[:_STEM]] if run not in _EMPTY else []
        else:
            kept = _COUNTING.sub("", run)
            kept = kept if len(kept) > 1 else run
            found += [kept[i : i + 2] for i in range(len(kept) - 1) if kept[i : i + 2] not in _EMPTY_HAN]
    return list(dict.fromkeys(found))
