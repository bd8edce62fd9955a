"""Whole runs against a real HTTP service on the loopback interface, as a user starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, completion

from llmextract.models.recording import read_recordings

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Recorded:
    """A service that gives the recorded answers, and counts what it is asked."""

    def __init__(self, delay: float = 0.0, broken: str = "") -> None:
        recordings = read_recordings(FIXTURES / "responses")
        self._answers = {self._question(r.messages): r.content for r in recordings.values()}
        self.delay, self.broken = delay, broken

    @staticmethod
    def _question(messages: Any) -> str:
        return json.dumps([m if isinstance(m, dict) else m.as_dict() for m in messages], ensure_ascii=False)

    def __call__(self, body: dict[str, Any]) -> Reply:
        sections = body["response_format"]["json_schema"]["schema"]["properties"]
        if self.broken in sections:
            return completion("{}")
        nothing_named = json.dumps({"figures": []})  # where a failed section leaves more to be named than was recorded
        made = completion(self._answers.get(self._question(body["messages"]), nothing_named))
        return Reply(made.body, delay=self.delay)


def command(tmp_path: Path, service: Loopback, *more: str) -> list[str]:
    run = ["-m", "llmextract", "run", str(FIXTURES / "reports"), "--model", "openai:loop", "--base-url", service.url]
    return [sys.executable, *run, "--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "out"), *more]


def run(tmp_path: Path, service: Loopback, *more: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"OPENAI_API_KEY": "k"}
    return subprocess.run(command(tmp_path, service, *more), capture_output=True, text=True, env=env, check=False)


def results(folder: Path) -> dict[str, Any]:
    return {p.name: json.loads(p.read_text(encoding="utf-8")) for p in (folder / "results").rglob("*.json")}


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    with Loopback(Recorded()) as service:
        first = run(tmp_path, service)
        assert first.returncode == 0, first.stdout + first.stderr
        asked = len(service.seen)
        panel = (tmp_path / "out" / "panel_long.csv").read_bytes()
        second = run(tmp_path, service, "--out", str(tmp_path / "again"))
        assert second.returncode == 0
        assert len(service.seen) == asked
    assert (tmp_path / "again" / "panel_long.csv").read_bytes() == panel
    told = [json.loads((tmp_path / out / "run.json").read_text(encoding="utf-8")) for out in ("out", "again")]
    assert told[0]["answers"] == {"all": asked, "stored": 0, "asked": asked}
    assert told[1]["answers"] == {"all": asked, "stored": asked, "asked": 0}
    assert (told[0]["tokens"]["prompt"], told[1]["tokens"]["prompt"]) == (11 * asked, 0)
    sections = told[0]["tokens"]["sections"]
    assert abs(sum(own["completion"] for own in sections.values()) - 7 * asked) <= len(sections)  # rounded
    assert {"naming", "litigation", "narrative"} <= set(sections)


def test_a_failure_is_not_asked_again_unless_wanted(tmp_path: Path) -> None:
    recorded = Recorded(broken="litigation")
    with Loopback(recorded) as service:
        first = run(tmp_path, service, "--attempts", "1")
        assert first.returncode == 1
        assert "litigation" in first.stdout
        asked = len(service.seen)
        statuses = [told["sections"]["litigation"]["state"] for told in results(tmp_path / "out").values()]
        assert statuses == ["failed"] * 5
        assert run(tmp_path, service, "--attempts", "1").returncode == 1
        assert len(service.seen) == asked  # the stored failure is replayed
        recorded.broken = ""
        mended = run(tmp_path, service, "--attempts", "1", "--retry-failed")
        assert mended.returncode == 0, mended.stdout
        again = [seen.body for seen in service.seen[asked:]]
        names = Counter(tuple(b["response_format"]["json_schema"]["schema"]["properties"]) for b in again)
        repaired = {("disputes",), ("oversight",), ("figures",)}
        assert all("litigation" in sections or sections in repaired for sections in names)
    assert "failed" not in {told["sections"]["litigation"]["state"] for told in results(tmp_path / "out").values()}


@pytest.mark.slow
@pytest.mark.parametrize("answers", [1, 4, 9, 13, 17])
def test_a_killed_run_asks_nothing_again_that_was_answered(tmp_path: Path, answers: int) -> None:
    env = os.environ | {"OPENAI_API_KEY": "k"}
    with Loopback(Recorded(delay=0.2)) as service:
        process = subprocess.Popen(
            command(tmp_path, service), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while len(service.seen) - service.at_once < answers and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        in_flight = service.most_at_once
        before = Counter(json.dumps(seen.body, sort_keys=True) for seen in service.seen)
        finished = run(tmp_path, service)
        assert finished.returncode == 0, finished.stdout
        after = Counter(json.dumps(seen.body, sort_keys=True) for seen in service.seen)
    repeated = sum(count - 1 for count in after.values())
    assert repeated <= in_flight
    assert len(before) >= answers
    replayed = subprocess.run(
        [
            sys.executable,
            "-m",
            "llmextract",
            "run",
            str(FIXTURES / "reports"),
            "--model",
            f"replay:{FIXTURES / 'responses'}",
            "--out",
            str(tmp_path / "replayed"),
        ],
        capture_output=True,
        check=True,
    )
    assert replayed.returncode == 0
    for name, told in results(tmp_path / "replayed").items():
        mine = results(tmp_path / "out")[name]
        assert mine["ledger"] == told["ledger"]
        assert mine["findings"] == told["findings"]
        assert mine["report"] == told["report"]
