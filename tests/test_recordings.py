"""The main job on the five reports, from the recorded answers of a language model.

The fixtures of the models are those of the pytest plugin; pyproject.toml names the folder of the recordings.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from llmextract import Result, ResultError, evaluate, load_genre, open_model, run
from llmextract.document import Document
from llmextract.gate.claims import OTHER_FIELD
from llmextract.models import Model
from llmextract.models.recording import read_recordings
from llmextract.pipeline import extract_document
from llmextract.runner import Run
from llmextract.schema import Genre

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replayed")


@pytest.fixture(scope="module")
def replayed(folder: Path, llmextract_module_model: Model) -> Run:
    return run([FIXTURES / "reports"], folder, llmextract_module_model)


def test_the_five_reports_are_done(replayed: Run) -> None:
    assert [outcome.state.value for outcome in replayed.outcomes] == ["done"] * 5
    assert replayed.exit_code == 0
    assert {result.models for result in replayed.results()} == {("claude (relayed)",)}


def test_scores_against_gold(replayed: Run, folder: Path) -> None:
    scored = evaluate(folder, FIXTURES / "gold")
    assert scored.total.stated == 191
    assert (scored.total.recall or 0) >= 0.95
    assert (scored.total.precision or 0) >= 0.98
    assert scored.verdicts["verified"].precision == 1.0
    assert scored.verdicts["verified"].filled >= 0.97 * scored.total.filled


def test_scores_of_the_rules(tmp_path: Path) -> None:
    run([FIXTURES / "reports"], tmp_path, open_model("rules"))
    scored = evaluate(tmp_path, FIXTURES / "gold")
    assert (scored.total.recall or 0) >= 0.60
    assert (scored.total.precision or 0) >= 0.85


def test_every_figure_is_claimed_by_a_field_or_a_named_other_indicator(replayed: Run) -> None:
    for result in replayed.results():
        data = [entry for entry in result.ledger if entry.kind.is_data]
        assert [entry.text for entry in data if not entry.claimed_by] == [], result.document
        others = [leaf for _, field, leaf in result.leaves() if field == OTHER_FIELD]
        assert all(leaf.name for leaf in others)  # type: ignore[attr-defined]


def test_a_written_result_reads_back_as_it_was(replayed: Run, folder: Path, genre: Genre) -> None:
    for result in replayed.results():
        assert Result.read(folder / "results" / f"{result.document}.json", genre) == result
    with pytest.raises(ResultError, match=r"run\.json"):
        Result.read(folder / "run.json", genre)


def test_nothing_else_is_claimed_as_data(replayed: Run) -> None:
    for result in replayed.results():
        for entry in result.ledger:
            if not entry.kind.is_data:
                assert all(name.startswith("report.") for name in entry.claimed_by), entry


def test_a_recording_is_found_by_what_is_asked(genre: Genre, llmextract_model: Model) -> None:
    """Another file name and another folder: the answers are found all the same."""
    text = (FIXTURES / "reports" / "kaiping-2024.txt").read_bytes().decode()
    extraction = asyncio.run(extract_document(Document(text, "x/y.md"), genre, llmextract_model))
    assert extraction.result.failed == ()
    assert all(answer.cached for _, answer in extraction.exchanges)


def test_the_recordings_are_exactly_what_is_asked(genre: Genre, llmextract_model: Model) -> None:
    """No recording is stale, none is missing, and each says who answered."""
    recordings = read_recordings(FIXTURES / "responses")
    asked = set()
    for path in (FIXTURES / "reports").glob("*.txt"):
        extraction = asyncio.run(extract_document(Document.read(path), genre, llmextract_model))
        asked |= {request.key for request, _ in extraction.exchanges}
    assert asked == set(recordings)
    assert {recording.model for recording in recordings.values()} == {"claude (relayed)"}


def test_recordings_are_readable(genre: Genre) -> None:
    line = (FIXTURES / "responses" / "nanhu-2023.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert "\\u" not in line
    assert json.loads(line)["messages"][0]["role"] == "system"
    assert load_genre().title in line
