"""Files of decisions: what is read of them, and how they are merged."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import Action, Decision, DecisionError, read_decisions
from llmextract.decisions import (
    FORMAT,
    Spot,
    decisions_file,
    digest,
    file_text,
    keep_decisions,
    merge,
    stored_decisions,
)

SHA = "0" * 64
ENTRY: dict[str, Any] = {
    "document": "a.txt",
    "text": SHA,
    "section": "litigation",
    "field": "cases",
    "action": "accept",
    "start": 10,
    "end": 13,
    "words": "57件",
    "was": None,
    "by": "王芳",
    "at": "2026-11-22T08:00:00Z",
    "note": "",
}


def write(path: Path, *entries: Any) -> Path:
    path.write_text(json.dumps({"format": FORMAT, "decisions": entries}), encoding="utf-8")
    return path


def test_a_decision_is_read_as_it_was_written(tmp_path: Path) -> None:
    (decision,), wrong = read_decisions(write(tmp_path / "d.json", ENTRY))
    assert not wrong
    assert (decision.place, decision.action, decision.by) == (Spot(10, 13, "57件"), Action.ACCEPT, "王芳")
    assert decision.told() == ENTRY
    assert json.loads(file_text([decision]))["decisions"] == [ENTRY]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": "10"}, "no place"),
        ({"start": True}, "no place"),
        ({"start": 13, "end": 10}, "no place"),
        ({"start": -3, "end": 0}, "no place"),
        ({"start": 10.0}, "no place"),
        ({"start": 10**400, "end": 10**400 + 3}, "no place"),
        ({"end": 14}, "4 characters and 3"),
        ({"start": None, "end": None}, "no place"),
        ({"action": "correct", "start": None, "end": None, "words": ""}, "has no place"),
        ({"action": "delete"}, "no action of accept, reject, correct, dismiss, withdraw"),
        ({"action": ["accept"]}, "no action"),
        ({"action": "dismiss"}, "section and field"),
        ({"section": ""}, "section and field"),
        ({"section": 5}, "section that is no text"),
        ({"was": [10, 13]}, "was that is not start"),
        ({"was": {"start": 1, "end": 2, "words": "5", "more": 1}}, "was that is not start"),
        ({"text": "abc"}, "no SHA-256"),
        ({"text": None}, "text that is no text"),
        ({"at": "yesterday"}, "ISO 8601"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "ISO 8601"),
        ({"note": "长" * 10_001}, "more than 10000"),
        ({"by": "\ud800"}, "no text has"),
        ({"document": "../../etc/passwd"}, "names no document"),
        ({"document": "/etc/passwd"}, "names no document"),
        ({"document": "a/./b"}, "names no document"),
        ({"document": "a\x00b"}, "names no document"),
        ({"document": ""}, "names no document"),
        ({"document": "长" * 300}, "names no document"),
        ({"colour": "red"}, "'colour'"),
    ],
)
def test_a_wrong_entry_is_told_by_its_number_and_the_others_are_read(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    path = write(tmp_path / "d.json", ENTRY, ENTRY | change, ENTRY | {"field": "cases_change"})
    found, (error,) = read_decisions(path)
    assert [decision.field for decision in found] == ["cases", "cases_change"]
    assert str(error).startswith(f"{path}: decision 2 ")
    assert told in str(error)
    assert len(str(error)) < 400


@pytest.mark.parametrize("entry", [None, 5, "accept", [], {}, {"document": "a.txt"}])
def test_an_entry_that_is_none_at_all_is_told(tmp_path: Path, entry: Any) -> None:
    found, wrong = read_decisions(write(tmp_path / "d.json", entry))
    assert (found, len(wrong)) == ([], 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"no json",
        b"[]",
        b"{}",
        b"[" * 200_000,
        b'{"format": "llmextract-decisions/2", "decisions": []}',
        b'{"format": "llmextract-decisions/1", "decisions": {}}',
        b'{"format": ["llmextract-decisions/1"]}',
        b"1" * 5000,
    ],
)
def test_a_file_that_is_none_is_one_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "d.json"
    path.write_bytes(content)
    with pytest.raises(DecisionError) as caught:
        read_decisions(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_stored_file_that_is_damaged_is_not_passed_over(tmp_path: Path) -> None:
    (decision,), _ = read_decisions(write(tmp_path / "d.json", ENTRY))
    keep_decisions(tmp_path, "a.txt", [decision])
    assert stored_decisions(tmp_path, "a.txt") == (decision,)
    write(decisions_file(tmp_path, "a.txt"), ENTRY, {"document": "a.txt"})
    with pytest.raises(DecisionError, match="decision 2"):
        stored_decisions(tmp_path, "a.txt")


spots = st.builds(
    lambda start, words: Spot(start, start + len(words), words),
    st.integers(0, 30),
    st.text("5件", min_size=1, max_size=3),
)
made = st.builds(
    Decision,
    document=st.sampled_from(["a.txt", "b/a.txt"]),
    text=st.just(SHA),
    section=st.sampled_from(["litigation", "report"]),
    field=st.sampled_from(["cases", "title"]),
    action=st.sampled_from([Action.ACCEPT, Action.REJECT, Action.CORRECT]),
    place=spots,
    was=st.none() | spots,
    at=st.integers(0, 59).map(lambda second: f"2026-11-22T08:00:{second:02}+00:00"),
    note=st.text(max_size=3),
)
timed = st.lists(made, max_size=6).map(
    lambda found: [replace(one, at=f"2026-11-22T08:{number:02}:00Z") for number, one in enumerate(found)]
)


@settings(max_examples=30, deadline=None)
@given(timed, st.randoms(use_true_random=False), st.integers(0, 6))
def test_merging_knows_no_order_but_that_of_time(found: list[Decision], chance: random.Random, cut: int) -> None:
    mixed = chance.sample(found, len(found))
    assert merge(merge((), mixed[:cut]), mixed[cut:]) == merge((), found)


@settings(max_examples=30, deadline=None)
@given(st.lists(made, max_size=5), st.lists(made | made.map(lambda one: replace(one, at="")), max_size=5))
def test_merging_again_changes_nothing_and_loses_nothing(stored: list[Decision], given_: list[Decision]) -> None:
    once = merge(stored, given_)
    assert merge(once, given_) == once
    assert {one.about for one in once} == {one.about for one in (*stored, *given_)}
    assert set(once) <= {*stored, *given_}
    assert [json.loads(file_text([one])) for one in once] == [
        {"format": FORMAT, "decisions": [one.told()]} for one in once
    ]


def test_the_later_of_two_about_the_same_counts_and_without_times_the_one_given_later() -> None:
    one = Decision("a.txt", SHA, "litigation", "cases", Action.ACCEPT, Spot(10, 13, "57件"), at="2026-11-22T08:00:00Z")
    later = replace(one, action=Action.REJECT, at="2026-11-22T10:00:00+01:00")
    assert merge([later], [one]) == merge([one], [later]) == (later,)
    undated = replace(one, note="?", at="")
    assert merge([later], [undated]) == (undated,)
    moved = replace(one, action=Action.CORRECT, place=Spot(40, 43, "58件"), was=one.place)
    assert merge([one], [moved]) == (moved,)
    assert len(merge([one], [replace(one, field="cases_change")])) == 2
    assert digest([one]) != digest([later])
    assert digest([]) == ""


ACCEPTED = Decision("a.txt", SHA, "litigation", "cases", Action.ACCEPT, Spot(10, 13, "57件"), at="2026-11-22T08:00:00Z")
CORRECTED = replace(ACCEPTED, action=Action.CORRECT, place=Spot(40, 43, "58件"), was=ACCEPTED.place)
EMPTY = replace(ACCEPTED, place=None)
FILLED = replace(ACCEPTED, action=Action.CORRECT)
NOWHERE = replace(EMPTY, action=Action.REJECT)
DISMISSED = replace(ACCEPTED, section="", field="", action=Action.DISMISS)


@pytest.mark.parametrize("made", [ACCEPTED, CORRECTED, EMPTY, FILLED, NOWHERE, DISMISSED])
def test_what_was_decided_can_be_withdrawn_and_decided_anew(tmp_path: Path, made: Decision) -> None:
    withdrawal = replace(made, action=Action.WITHDRAW, at="2026-11-22T09:00:00Z")
    beside = replace(ACCEPTED, field="cases_change")
    path = write(tmp_path / "d.json", withdrawal.told())
    assert read_decisions(path) == ([withdrawal], [])
    assert merge([made, beside], [withdrawal]) == (beside,)
    assert merge([withdrawal], [made, beside]) == (beside,)  # the order of files is not that of time
    again = replace(made, at="2026-11-22T10:00:00Z")
    assert merge([made], [withdrawal, again]) == (again,)
    assert merge([made], [replace(withdrawal, at="")]) == ()


def test_a_field_is_rightly_empty_or_filled_by_hand_never_both() -> None:
    later = "2026-11-22T09:00:00Z"
    assert merge([EMPTY], [filled := replace(FILLED, at=later)]) == (filled,)
    assert merge([FILLED], [empty := replace(EMPTY, at=later)]) == (empty,)
    assert merge([empty], [FILLED]) == (empty,)
    two = [replace(FILLED, place=Spot(20, 22, "5件")), FILLED]  # of a list
    assert set(merge([], two)) == set(two)
    assert merge(two, [empty]) == (empty,)
    assert set(merge([], [ACCEPTED, empty])) == {ACCEPTED, empty}  # that a claim is right is another matter


def test_where_nothing_is_left_no_file_is(tmp_path: Path) -> None:
    keep_decisions(tmp_path, "a.txt", [ACCEPTED])
    keep_decisions(tmp_path, "a.txt", [])
    assert not decisions_file(tmp_path, "a.txt").exists()
    keep_decisions(tmp_path, "a.txt", [])
