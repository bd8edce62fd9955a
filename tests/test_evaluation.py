"""`eval`: right means value and place; every disagreement is listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract import GoldError, ResultError, evaluate


def write(folder: Path, value: str, start: int, gold: list[dict[str, Any]], verdict: str = "verified") -> Path:
    leaf = {
        "state": "stated",
        "verdict": verdict,
        "value": value,
        "places": [{"start": start, "end": start + 4, "text": "57件"}],
    }
    empty = {"state": "not_stated", "verdict": None, "value": None, "places": []}
    report = {
        "litigation": {"cases": leaf, "cases_change": empty, "other": [leaf]},
        "narrative": {"plans": [leaf], "other": []},
    }
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "a.txt.json").write_text(json.dumps({"report": report}), encoding="utf-8")
    (folder / "gold").mkdir()
    told = {"document": "a.txt", "fields": gold, "items": [{"field": "plans", "start": 0, "end": 11, "text": "…"}]}
    (folder / "gold" / "a.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def truth(field: str = "cases", value: str | None = "57", state: str = "stated") -> dict[str, Any]:
    places = [{"start": 10, "end": 13}]
    return {"section": "litigation", "field": field, "state": state, "value": value, "places": places}


@pytest.mark.parametrize(
    ("value", "start", "verdict", "counts", "what"),
    [
        ("57", 10, "verified", (1, 1, 1, 1), []),
        ("57.0", 12, "review", (1, 1, 1, 1), []),
        ("58", 10, "verified", (1, 1, 0, 0), ["wrong"]),
        ("57", 40, "verified", (1, 1, 0, 0), ["wrong"]),  # the right value at the wrong place
        ("57", 10, "rejected", (1, 0, 0, 0), ["missed"]),
    ],
)
def test_scores(tmp_path: Path, value: str, start: int, verdict: str, counts: tuple[int, ...], what: list[str]) -> None:
    folder = write(tmp_path, value, start, [truth()], verdict)
    scored = evaluate(folder, folder / "gold")
    total = scored.total
    assert (total.stated, total.filled, total.right, total.found) == counts
    assert [miss.what for miss in scored.misses] == what


def test_extra_missed_and_without_number(tmp_path: Path) -> None:
    gold = [truth("cases_change"), truth("head_appearances", None, "without_number")]
    scored = evaluate(write(tmp_path, "57", 10, gold), tmp_path / "gold")
    assert {(miss.field, miss.what) for miss in scored.misses} == {
        ("cases", "extra"),
        ("cases_change", "missed"),
        ("head_appearances", "missed"),
    }
    assert (scored.total.precision, scored.total.recall) == (0.0, 0.0)
    assert (scored.without_number.stated, scored.without_number.filled) == (1, 0)
    assert (scored.lists["plans"].right, scored.lists["plans"].found) == (1, 1)


def test_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="holds no run"):
        evaluate(tmp_path, tmp_path)
    folder = write(tmp_path / "x", "57", 10, [{"section": "litigation"}])
    with pytest.raises(GoldError, match=r"a\.json"):
        evaluate(folder, folder / "gold")
    (folder / "results" / "a.txt.json").unlink()
    with pytest.raises(ResultError, match=r"has no result of a\.txt"):
        evaluate(folder, folder / "gold")
