"""The engine against a service that misbehaves: everything finishes, every success is paid once, results are equal."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from faulty import FAULTS, Faulty, known_answers, varied
from loopback import Loopback, fault

from llmextract import DocumentState, Options, run
from llmextract.models import AnswerCache, CachedModel, ServiceModel
from llmextract.schema import Genre

REPORTS = sorted((Path(__file__).parent.parent / "fixtures" / "reports").glob("*.txt"))
NAMES = ("panel_long", "panel_wide", "others", "items", "ledger", "findings", "across")
TABLES = tuple(f"{name}.csv" for name in NAMES)


def documents(folder: Path, count: int) -> list[Path]:
    varied(REPORTS, folder, count)
    return sorted(folder.glob("*.txt"))


def extract(texts: Path, out: Path, service: Loopback, cache: Path, genre: Genre, **settings: Any) -> Any:
    asked = ServiceModel("m-1", service.url, "k", **{"backoff": 0.01, "timeout": 3.0, "max_attempts": 30, **settings})
    model = CachedModel(asked, AnswerCache(cache), asked.scope)
    return run([texts], out, model, genre, Options(attempts=2))


def written(out: Path) -> dict[str, bytes]:
    results = {path.name: path.read_bytes() for path in (out / "results").rglob("*.json")}
    return results | {name: (out / name).read_bytes() for name in TABLES}


def same_in_spite_of_faults(tmp_path: Path, genre: Genre, count: int) -> Counter[str]:
    answers = known_answers(documents(tmp_path / "in", count), genre)
    with Loopback(Faulty(answers)) as service:
        done = extract(tmp_path / "in", tmp_path / "calm", service, tmp_path / "cache-1", genre)
        assert {outcome.state for outcome in done.outcomes} == {DocumentState.DONE}
    rough = Faulty(answers, share=0.3)
    with Loopback(rough) as service:
        done = extract(tmp_path / "in", tmp_path / "rough", service, tmp_path / "cache-2", genre, concurrency=16)
        assert [outcome.reason for outcome in done.outcomes if outcome.state is not DocumentState.DONE] == []
    assert len(rough.faults) > len(FAULTS) / 2
    assert max(rough.paid.values()) == 1
    assert written(tmp_path / "rough") == written(tmp_path / "calm")
    told = json.loads((tmp_path / "rough" / "run.json").read_text(encoding="utf-8"))
    assert told["attempts"]["answered"] == rough.paid.total()
    assert told["tokens"]["prompt"] == 11 * rough.paid.total()
    return rough.faults


def test_faults_change_no_result_and_nothing_is_paid_twice(tmp_path: Path, genre: Genre) -> None:
    same_in_spite_of_faults(tmp_path, genre, 12)


@pytest.mark.slow
def test_faults_change_no_result_of_two_hundred_documents(tmp_path: Path, genre: Genre) -> None:
    faults = same_in_spite_of_faults(tmp_path, genre, 200)
    assert set(faults) == {*FAULTS, "none"}


def command(texts: Path, out: Path, service: Loopback, cache: Path) -> list[str]:
    asked = [sys.executable, "-m", "llmextract", "run", str(texts), "--model", "openai:m-1", "--base-url", service.url]
    return [*asked, "--cache", str(cache), "--out", str(out)]


def stored(cache: Path) -> int:
    """How many answers a cache holds."""
    store = AnswerCache(cache)
    try:
        return store.size()[0]
    finally:
        store.close()


ENV = os.environ | {"OPENAI_API_KEY": "k"}


@pytest.mark.slow
def test_twenty_kills_change_no_result_and_ask_nothing_again_that_was_stored(tmp_path: Path, genre: Genre) -> None:
    answers = known_answers(documents(tmp_path / "in", 60), genre)
    with Loopback(Faulty(answers)) as service:
        extract(tmp_path / "in", tmp_path / "calm", service, tmp_path / "cache-1", genre)
    killed = Faulty(answers, delay=0.15)
    chosen, unstored = random.Random(5), 0
    with Loopback(killed) as service:
        started = command(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache-2")
        for _ in range(20):
            before = len(service.seen)
            process = subprocess.Popen(started, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            asked = chosen.randrange(12)  # a kill before the first request, too
            while len(service.seen) < before + asked and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chosen.random() * 0.3)
            process.send_signal(signal.SIGKILL)
            process.wait()
            while service.at_once:
                time.sleep(0.01)
            lost = len(killed.paid) - stored(tmp_path / "cache-2")
            assert lost <= unstored + 8  # what was under way
            unstored = lost
        finished = subprocess.run(started, env=ENV, capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stdout + finished.stderr
    assert written(tmp_path / "out") == written(tmp_path / "calm")
    assert sum(count - 1 for count in killed.paid.values()) <= 20 * 8


@pytest.mark.slow
def test_four_processes_on_one_cache_pay_once(tmp_path: Path, genre: Genre) -> None:
    answers = known_answers(documents(tmp_path / "in", 30), genre)
    shared = Faulty(answers, delay=0.05)
    with Loopback(shared) as service:
        outs = [tmp_path / f"out-{number}" for number in range(4)]
        running = [
            subprocess.Popen(
                command(tmp_path / "in", out, service, tmp_path / "cache"), env=ENV, stdout=subprocess.DEVNULL
            )
            for out in outs
        ]
        assert [process.wait() for process in running] == [0] * 4
    assert all(written(out) == written(outs[0]) for out in outs)
    assert max(shared.paid.values()) == 1


def test_what_is_done_is_not_done_again(tmp_path: Path, genre: Genre) -> None:
    paths = documents(tmp_path / "in", 3)
    answers = known_answers(paths, genre)
    with Loopback(Faulty(answers)) as service:
        extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre)
        first = written(tmp_path / "out")
        asked = len(service.seen)
        (tmp_path / "cache").rename(tmp_path / "lost")
        again = extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre)
        assert [outcome.unchanged for outcome in again.outcomes] == [True] * 3
        assert (written(tmp_path / "out"), len(service.seen)) == (first, asked)
        changed = paths[0].read_text(encoding="utf-8") + "另外,我县全年办结信访事项8件。\n"
        paths[0].write_text(changed, encoding="utf-8")
        service.replies = (Faulty(known_answers(paths, genre)),)
        (tmp_path / "out" / "results" / f"{paths[1].name}.json").unlink()
        once_more = extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "lost", genre)
        assert [outcome.unchanged for outcome in once_more.outcomes] == [False, False, True]
        assert (tmp_path / "out" / "results" / f"{paths[1].name}.json").is_file()


def test_a_journal_cut_short_is_understood(tmp_path: Path, genre: Genre) -> None:
    answers = known_answers(documents(tmp_path / "in", 3), genre)
    journal = tmp_path / "out" / "journal.jsonl"
    with Loopback(Faulty(answers)) as service:
        extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre)
        lines = journal.read_bytes().splitlines(keepends=True)
        journal.write_bytes(b"".join(lines[:2]) + lines[2][:40])
        again = extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre)
    assert Counter(outcome.unchanged for outcome in again.outcomes) == {True: 2, False: 1}
    assert [json.loads(line)["state"] for line in journal.read_bytes().splitlines() if line.endswith(b"}")] == [
        "done"
    ] * 3


def test_what_the_store_has_lost_is_taken_from_the_folder_of_results(tmp_path: Path, genre: Genre) -> None:
    known = Faulty(known_answers(documents(tmp_path / "in", 2), genre))
    narrative = lambda body: "narrative" in body["response_format"]["json_schema"]["schema"]["properties"]  # noqa: E731
    with Loopback(lambda body: known(body) if narrative(body) else fault(500)) as service:
        done = extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre, max_attempts=2)
        assert {outcome.state for outcome in done.outcomes} == {DocumentState.INCOMPLETE}
        (tmp_path / "cache").rename(tmp_path / "lost")
        service.replies = (known,)
        first = len(service.seen)
        done = extract(tmp_path / "in", tmp_path / "out", service, tmp_path / "cache", genre)
        assert {outcome.state for outcome in done.outcomes} == {DocumentState.DONE}
        assert not any(narrative(seen.body) for seen in service.seen[first:])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    """A result that were kept for each document would take some 75 MB between the two looks."""
    from benchmarks.engine.small import write_documents

    write_documents(tmp_path / "texts", 1_000)
    stored = Path(__file__).parent / "benchmarks" / "engine" / "stored.py"
    folders = [str(tmp_path / name) for name in ("texts", "cache", "out")]
    subprocess.run([sys.executable, str(stored), "fill", *folders], check=True)
    done = subprocess.run([sys.executable, str(stored), "run", *folders], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    assert told["states"] == {"done": 1_000}
    assert told["memory"]["1000"] - told["memory"]["500"] < 25
    assert told["most"] < 400
