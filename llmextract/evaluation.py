"""Scoring results against gold: what is filled right, by section and by verdict, with every miss listed.

A gold file is JSON, one a report, made by reading::

    {"document": "nanhu-2023.txt",
     "fields": [{"section": "litigation", "field": "cases", "state": "stated", "value": "57", "unit": "件",
                 "approximation": "exact", "places": [{"start": 4301, "end": 4304, "text": "57件"}], "note": ""}],
     "items": [{"field": "plans", "category": "other", "start": 4500, "end": 4530, "text": "…"}]}

A gold file with a "scope", a list of "SECTION.FIELD", is a partial one: only these fields are judged by it (one that is
in the scope and not among the fields is not stated), and no lists.

A filled value is right when the value equals the gold's and its place overlaps one of the gold's places.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from llmextract.errors import GoldError, ResultError
from llmextract.folding import fold
from llmextract.runs import check_run

__all__ = ["Evaluation", "Miss", "Score", "evaluate"]

_NARRATIVE = "narrative"
_WITHOUT_NUMBER = "without_number"


@dataclass
class Score:
    """Counts of one row of the table.

    Attributes:
        stated: values that the gold holds.
        filled: values that the results give and do not reject.
        right: filled values that agree with the gold in value and place.
        found: gold values that some filled value gives right.

    """

    stated: int = 0
    filled: int = 0
    right: int = 0
    found: int = 0

    @property
    def precision(self) -> float | None:
        """Right / filled, or None if nothing is filled."""
        return self.right / self.filled if self.filled else None

    @property
    def recall(self) -> float | None:
        """Found / stated, or None if nothing is stated."""
        return self.found / self.stated if self.stated else None

    def __add__(self, other: Score) -> Score:
        return Score(
            self.stated + other.stated, self.filled + other.filled, self.right + other.right, self.found + other.found
        )


@dataclass(frozen=True)
class Miss:
    """One disagreement: "missed" (stated, not filled), "wrong" (filled otherwise) or "extra" (filled, not stated)."""

    document: str
    section: str
    field: str
    what: str
    expected: str
    got: str
    verdict: str


@dataclass
class Evaluation:
    """The scores of a folder of results.

    Attributes:
        sections: section name to its score (figures, texts, dates and choices).
        verdicts: verdict to the score of the values that have it (precision only). A score counts values: `stated`,
            `filled`, `right`, `found`; its `precision` and `recall` are shares of 1, None where there is nothing.
        without_number: the score of fields said to be stated without a number.
        lists: narrative field to its score, by overlap of places.
        misses: every disagreement about fields, in the order of documents.
        list_misses: every disagreement about entries of lists.
        decided: how many of the filled values are what a person has decided, not what was answered.

    """

    sections: dict[str, Score] = field(default_factory=dict)
    verdicts: dict[str, Score] = field(default_factory=dict)
    without_number: Score = field(default_factory=Score)
    lists: dict[str, Score] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    list_misses: list[Miss] = field(default_factory=list)
    decided: int = 0

    @property
    def total(self) -> Score:
        """All sections together."""
        return sum(self.sections.values(), Score())


@dataclass(frozen=True)
class _Value:
    section: str
    field: str
    value: str
    spans: tuple[tuple[int, int], ...]
    verdict: str = ""
    decided: bool = False

    @property
    def has_value(self) -> bool:
        """Whether it is a value, and not the word that there is none."""
        return self.value != _WITHOUT_NUMBER

    def agrees(self, other: _Value) -> bool:
        """Same field, same value, a common place."""
        return (
            (self.section, self.field) == (other.section, other.field)
            and _same(self.value, other.value)
            and _overlap(self.spans, other.spans)
        )


def _same(one: str, two: str) -> bool:
    try:
        return Decimal(one) == Decimal(two)
    except InvalidOperation:
        return "".join(fold(one).split()) == "".join(fold(two).split())


def _overlap(one: Iterable[tuple[int, int]], two: Iterable[tuple[int, int]]) -> bool:
    spans = list(two)
    return any(a < d and c < b for a, b in one for c, d in spans)


def evaluate(results: str | Path, gold: str | Path) -> Evaluation:
    """Score the folder of a run against a folder of gold files.

    Args:
        results: the folder that a run has left.
        gold: a folder of gold files, one JSON file a report, as in `fixtures/gold`.

    Returns:
        The scores by section, verdict and list, and every disagreement. A filled value is right when it equals the
        gold's and its place overlaps one of the gold's places.

    Raises:
        ResultError: there are no results, or none for a gold report.
        GoldError: a gold file cannot be read.

    """
    folder, gold_files = Path(results) / "results", sorted(Path(gold).glob("*.json"))
    if not folder.is_dir():
        raise ResultError(f"{check_run(results)}: holds no results: nothing of the run ended well")
    if not gold_files:
        raise GoldError(f"{gold}: holds no gold files (*.json)")
    scored = Evaluation()
    for file in gold_files:
        truth = _read(file, GoldError)
        if not isinstance(truth, dict) or not truth.get("document"):
            raise GoldError(f"{file}: is no gold file (it names no document); give a folder of one JSON file a report")
        result_file = folder / f"{truth['document']}.json"
        if not result_file.is_file():
            raise ResultError(f"{results}: has no result of {truth['document']}, which {file} is the gold of")
        result = _read(result_file, ResultError)
        try:
            scope = _scope(truth)
            filled = [value for value in _filled(result) if scope is None or (value.section, value.field) in scope]
            _score_fields(scored, str(truth["document"]), list(_gold_values(truth)), filled)
            if scope is None:
                _score_lists(scored, truth, result)
        except (KeyError, TypeError, AttributeError) as error:
            raise GoldError(f"{file}: is not in the form of gold files ({type(error).__name__}: {error})") from error
    return scored


def _read(file: Path, error: type[GoldError] | type[ResultError]) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        raise error(f"{file}: cannot be read ({reason})") from reason
    return told


def _scope(truth: dict[str, Any]) -> frozenset[tuple[str, str]] | None:
    """The fields that a partial gold file judges; None for one that judges all."""
    if "scope" not in truth:
        return None
    return frozenset((section, name) for section, _, name in (told.partition(".") for told in truth["scope"]))


def _gold_values(truth: dict[str, Any]) -> Iterator[_Value]:
    for entry in truth["fields"]:
        spans = tuple((place["start"], place["end"]) for place in entry["places"])
        yield _Value(entry["section"], entry["field"], entry["value"] or entry["state"], spans)


def _filled(result: dict[str, Any]) -> Iterator[_Value]:
    for section, fields in result["report"].items():
        if section == _NARRATIVE:
            continue
        for name, leaves in fields.items():
            for leaf in leaves if isinstance(leaves, list) else [leaves]:
                if name == "other" or leaf["verdict"] in (None, "rejected") or not leaf["places"]:
                    continue
                spans = tuple((place["start"], place["end"]) for place in leaf["places"][:1])
                decided = leaf.get("decision") is not None
                yield _Value(section, name, leaf["value"] or leaf["state"], spans, leaf["verdict"], decided)


def _score_fields(scored: Evaluation, document: str, stated: list[_Value], filled: list[_Value]) -> None:
    for truth in stated:
        score = scored.sections.setdefault(truth.section, Score()) if truth.has_value else scored.without_number
        score.stated += 1
        score.found += any(value.agrees(truth) for value in filled)
    for value in filled:
        right = any(value.agrees(truth) for truth in stated)
        scored.decided += value.decided
        by_section = scored.sections.setdefault(value.section, Score())
        by_verdict = scored.verdicts.setdefault(value.verdict, Score())
        for score in (by_section, by_verdict) if value.has_value else (scored.without_number,):
            score.filled += 1
            score.right += right
    scored.misses += _misses(document, stated, filled)


def _misses(document: str, stated: list[_Value], filled: list[_Value]) -> Iterator[Miss]:
    for truth in stated:
        if any(value.agrees(truth) for value in filled):
            continue
        got = next((v for v in filled if (v.section, v.field) == (truth.section, truth.field)), None)
        what = "wrong" if got else "missed"
        got_value, verdict = (got.value, got.verdict) if got else ("", "")
        yield Miss(document, truth.section, truth.field, what, truth.value, got_value, verdict)
    known = {(truth.section, truth.field) for truth in stated}
    for value in filled:
        if (value.section, value.field) not in known:
            yield Miss(document, value.section, value.field, "extra", "", value.value, value.verdict)


def _span(place: dict[str, Any]) -> tuple[int, int]:
    return place["start"], place["end"]


def _score_lists(scored: Evaluation, truth: dict[str, Any], result: dict[str, Any]) -> None:
    lists = result["report"].get(_NARRATIVE, {})
    for name, leaves in lists.items():
        if name == "other":
            continue
        stated = [_span(item) for item in truth["items"] if item["field"] == name]
        standing = [leaf for leaf in leaves if leaf["verdict"] != "rejected"]
        spans = [_span(place) for leaf in standing for place in leaf["places"]]
        score = scored.lists.setdefault(name, Score())
        score.stated += len(stated)
        score.filled += len(spans)
        score.found += sum(_overlap([place], spans) for place in stated)
        score.right += sum(_overlap([span], stated) for span in spans)
        document = str(truth["document"])
        lost = [item for item in truth["items"] if item["field"] == name and not _overlap([_span(item)], spans)]
        scored.list_misses += [Miss(document, _NARRATIVE, name, "missed", item["text"], "", "") for item in lost]
        added = [p for leaf in standing for p in leaf["places"] if not _overlap([_span(p)], stated)]
        scored.list_misses += [Miss(document, _NARRATIVE, name, "extra", "", place["text"], "") for place in added]
