"""The pytest plugin, as the tests of somebody else's genre use it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, completion, fault

from llmextract import load_genre, open_model
from llmextract import run as run_library

EXAMPLE = Path(__file__).parent / "example_project"
FIGURES = {"schools": "86所", "schools_change": "2.27%", "pupils": "4.13万人", "girls": "19880人"}
POINTED = {name: [{"mention": f"n{i}", "printed": printed}] for i, (name, printed) in enumerate(FIGURES.items(), 1)}
ANSWER = json.dumps({"schools": POINTED}, ensure_ascii=False)
REPORT = "reports/qinghe-2023.txt"
EXTRACTED = f"""
import llmextract

def test_schools(llmextract_model):
    result = llmextract.extract({REPORT!r}, schema="./schools", model=llmextract_model)
    assert result.report["schools"].schools.value == 86
"""


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A run inside this process forgets what it imported; so everything that a run needs is imported before."""
    with Loopback(completion(ANSWER)) as service:
        model = open_model("openai:loop", base_url=service.url, cache_folder=tmp_path_factory.mktemp("cache"))
        run_library([EXAMPLE / REPORT], tmp_path_factory.mktemp("out"), model, load_genre(EXAMPLE / "schools"))


@pytest.fixture
def project(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, no_environment: None, imported: None
) -> pytest.Pytester:
    """A project with a genre, a report and one test; nothing is recorded."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # others take a second of every run
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p llmextract")
    for folder in ("schools", "reports"):
        shutil.copytree(EXAMPLE / folder, pytester.path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    pytester.makeini("[pytest]\nfilterwarnings = error")
    pytester.makepyfile(test_it=EXTRACTED)
    return pytester


@pytest.fixture
def recorded(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """The project after its answers were recorded."""
    with Loopback(completion(ANSWER)) as service:
        assert run(project, monkeypatch, service).ret == 0
    monkeypatch.delenv("OPENAI_BASE_URL")
    return project


def run(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, service: Loopback, *more: str) -> pytest.RunResult:
    monkeypatch.setenv("OPENAI_BASE_URL", service.url)
    return project.runpytest_inprocess("--llmextract-record=openai:loop", *more)


def recordings(project: pytest.Pytester, folder: str = "recordings") -> list[dict[str, Any]]:
    text = (project.path / folder / "test_it.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def change_report(project: pytest.Pytester, old: str, new: str) -> None:
    path = project.path / REPORT
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# --- replaying


def test_the_example_project_passes_from_its_recordings() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--llmextract-unused", str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "none" in done.stdout.splitlines()


def test_a_request_without_a_recording_fails_the_test_and_says_what_to_do(project: pytest.Pytester) -> None:
    (project.path / "recordings").mkdir()
    done = project.runpytest_inprocess()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["qinghe-2023.txt: schools: no recording in *", "*--llmextract-record=openai:NAME"])
    assert "asyncio" not in done.stdout.str()


def test_a_missing_folder_of_recordings_is_named(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines([f"{project.path / 'recordings'}: no such folder*", "*--llmextract-record=openai:NAME"])


def test_a_changed_request_is_shown_as_a_diff(recorded: pytest.Pytester) -> None:
    change_report(recorded, "86所", "85所")
    done = recorded.runpytest_inprocess()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["*differs from the recording of that name in message 2 (user)*", "*-*n1:86所*", "*+*n1:85所*"]
    )


CAUGHT = EXTRACTED.replace("    assert", "        assert").replace("    result", "    try:\n        result") + (
    "    except llmextract.LlmextractError:\n        pass\n"
)
SWALLOWED = """
import llmextract, pytest
{marker}
def test_schools(llmextract_model, tmp_path):
    llmextract.run(["reports"], tmp_path, llmextract_model, llmextract.load_genre("./schools"))
"""


@pytest.mark.parametrize("code", [CAUGHT, SWALLOWED.format(marker="")])
def test_an_error_that_was_caught_fails_the_test_all_the_same(project: pytest.Pytester, code: str) -> None:
    project.makepyfile(test_it=code)
    project.runpytest_inprocess().assert_outcomes(failed=1)


def test_a_test_that_is_not_strict_goes_on(project: pytest.Pytester) -> None:
    project.makepyfile(test_it=SWALLOWED.format(marker="@pytest.mark.llmextract(strict=False)"))
    project.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)


def test_a_test_that_fails_otherwise_keeps_its_own_failure(project: pytest.Pytester) -> None:
    project.makepyfile(test_it=SWALLOWED.format(marker="") + "    assert 'mine' == 'other'\n")
    done = project.runpytest_inprocess()
    done.stdout.fnmatch_lines(["*assert 'mine' == 'other'", "*Captured llmextract call*", "*no such folder*"])


SHARED = """
import llmextract, pytest

@pytest.fixture(scope="module")
def done(llmextract_module_model, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return llmextract.run(["reports"], out, llmextract_module_model, llmextract.load_genre("./schools"))

def test_one(done):
    pass

def test_two(done):
    pass

def test_of_something_else():
    pass
"""


def test_a_run_shared_by_a_module_fails_those_tests_that_use_it(project: pytest.Pytester) -> None:
    project.makepyfile(test_it=SHARED)
    project.runpytest_inprocess().assert_outcomes(errors=2, passed=1)


def test_a_run_shared_by_a_module_is_recorded_and_replayed(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.makepyfile(test_it=SHARED)
    with Loopback(completion(ANSWER)) as service:
        run(project, monkeypatch, service).assert_outcomes(passed=3)
        assert len(service.seen) == 1
    project.runpytest_inprocess().assert_outcomes(passed=3)


def test_a_test_answers_for_its_own_requests_alone(project: pytest.Pytester) -> None:
    code = EXTRACTED.replace("llmextract_model", "llmextract_module_model")
    project.makepyfile(test_it=f"{code}\ndef test_without_a_request(llmextract_module_model):\n    pass\n")
    project.runpytest_inprocess().assert_outcomes(failed=1, passed=1)


@pytest.mark.parametrize(
    ("ini", "marker"),
    [
        ("", 'pytestmark = pytest.mark.llmextract(recordings="../moved")'),
        ("llmextract_recordings = moved", ""),
        ("llmextract_recordings = nowhere", 'pytestmark = pytest.mark.llmextract(recordings="../moved")'),
    ],
)
def test_marker_and_ini_option_name_the_folder(recorded: pytest.Pytester, ini: str, marker: str) -> None:
    (recorded.path / "recordings").rename(recorded.path / "moved")
    (recorded.path / "test_it.py").unlink()
    recorded.makeini(f"[pytest]\n{ini}")
    (recorded.path / "deep").mkdir()
    (recorded.path / "deep" / "test_it.py").write_text(f"import pytest\n{marker}\n{EXTRACTED}", encoding="utf-8")
    recorded.runpytest_inprocess().assert_outcomes(passed=1)


def test_markers_of_module_and_test_add_up_and_the_tests_own_goes_first(recorded: pytest.Pytester) -> None:
    (recorded.path / "recordings").rename(recorded.path / "moved")
    marked = 'import pytest\npytestmark = pytest.mark.llmextract(recordings="moved")\n'
    for marker, outcome in (("strict=False", "passed"), ('recordings="nowhere"', "failed")):
        own = EXTRACTED.replace("def test", f"@pytest.mark.llmextract({marker})\ndef test")
        recorded.makepyfile(test_it=marked + own)
        recorded.runpytest_inprocess().assert_outcomes(**{outcome: 1})


def test_a_wrong_word_in_the_marker_is_told(recorded: pytest.Pytester) -> None:
    marked = 'import pytest\npytestmark = pytest.mark.llmextract(recording="moved")\n'
    recorded.makepyfile(test_it=marked + EXTRACTED)
    done = recorded.runpytest_inprocess()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*recordings= and strict= alone*"])


# --- recording


def test_what_is_missing_is_asked_once_and_recorded(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.setenv("LLMEXTRACT_CACHE", str(project.path / "cache"))
    with Loopback(completion(ANSWER)) as service:
        first = run(project, monkeypatch, service)
        first.assert_outcomes(passed=1)
        first.stdout.fnmatch_lines(["recorded 1 in recordings/test_it.jsonl: test_it.py::test_schools"])
        shutil.rmtree(project.path / "cache")
        run(project, monkeypatch, service).assert_outcomes(passed=1)
        assert len(service.seen) == 1
    assert [line["answer"] for line in recordings(project)] == [ANSWER]
    assert "sk-0123456789" not in (project.path / "recordings" / "test_it.jsonl").read_text(encoding="utf-8")
    monkeypatch.delenv("OPENAI_API_KEY")
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_only_what_changed_is_asked_again(recorded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    other = recorded.path / "reports" / "other.txt"
    shutil.copy(recorded.path / REPORT, other)
    change_report(recorded, "86所", "88所")
    recorded.makepyfile(test_it=EXTRACTED.replace("86", "88") + EXTRACTED.replace("qinghe-2023", "other"))
    code = (recorded.path / "test_it.py").read_text(encoding="utf-8").replace("def test_schools", "def test_other", 1)
    (recorded.path / "test_it.py").write_text(code, encoding="utf-8")
    with Loopback(completion(ANSWER.replace("86", "88"))) as service:
        run(recorded, monkeypatch, service).assert_outcomes(passed=2)
        assert len(service.seen) == 1
    keys = [line["key"] for line in recordings(recorded)]
    assert len(keys) == 2
    assert keys == sorted(keys)


def test_answers_are_kept_though_the_test_fails_later(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.makepyfile(test_it=EXTRACTED.replace("== 86", "== 87"))
    with Loopback(completion(ANSWER)) as service:
        run(project, monkeypatch, service).assert_outcomes(failed=1)
    assert [line["answer"] for line in recordings(project)] == [ANSWER]


def test_several_extractions_of_one_test_are_asked_in_turn(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has an event loop of its own, and warnings of connections left open are errors."""
    shutil.copy(project.path / REPORT, project.path / "reports" / "other.txt")
    change_report(project, "86所", "88所")
    twice = EXTRACTED.split("def ")[1].splitlines()[1].replace("qinghe-2023", "other")
    project.makepyfile(test_it=f"{EXTRACTED.replace('86', '88')}{twice}\n    import gc; gc.collect()\n")
    with Loopback(completion(ANSWER.replace("86", "88")), completion(ANSWER)) as service:
        run(project, monkeypatch, service).assert_outcomes(passed=1)
        assert len(service.seen) == 2
    assert len(recordings(project)) == 2


def test_a_key_in_an_answer_or_a_report_is_not_recorded_and_the_run_says_so(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "sk-0123456789"
    monkeypatch.setenv("OPENAI_API_KEY", secret)
    change_report(project, "86所", f"{secret} 86所")
    pointed = json.dumps({"schools": POINTED | {"schools": [{"mention": "n4", "printed": "86所"}]}})
    with Loopback(completion(f"broken {secret}"), completion(pointed)) as service:
        done = run(project, monkeypatch, service)
    told = f"*recorded {len(service.seen)} in *"
    done.stdout.fnmatch_lines([told, "*OPENAI_API_KEY stood in 'qinghe-2023.txt: schools'*"])
    text = (project.path / "recordings" / "test_it.jsonl").read_text(encoding="utf-8")
    assert secret not in text
    assert {line["answer"] for line in recordings(project)} == {"broken ***", pointed}
    again = project.runpytest_inprocess()
    assert "no recording" not in again.stdout.str()  # the second request holds the first answer, as it was recorded
    assert again.parseoutcomes() == done.parseoutcomes()


def test_a_relay_is_written_out_and_its_answers_are_recorded(project: pytest.Pytester) -> None:
    option = "--llmextract-record=relay:box"
    project.makepyfile(test_it=EXTRACTED.replace("    result", "    import os; os.chdir('reports')\n    result"))
    text = (project.path / "test_it.py").read_text(encoding="utf-8")
    moved = text.replace("reports/qinghe", "qinghe").replace("./schools", "../schools")
    (project.path / "test_it.py").write_text(moved, encoding="utf-8")
    first = project.runpytest_inprocess(option)
    first.assert_outcomes(failed=1)
    first.stdout.fnmatch_lines(["*it waits in */box/requests.jsonl*"])
    asked = json.loads((project.path / "box" / "requests.jsonl").read_text(encoding="utf-8"))
    body = {"model": "somebody", "choices": [{"message": {"content": ANSWER}, "finish_reason": "stop"}]}
    told = {"custom_id": asked["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}
    (project.path / "box" / "answers.jsonl").write_text(json.dumps(told), encoding="utf-8")
    project.chdir()
    project.runpytest_inprocess(option).assert_outcomes(passed=1)
    assert [line["model"] for line in recordings(project)] == ["somebody"]


def test_a_service_that_fails_leaves_no_recording(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(fault(400, "bad")) as service:
        done = run(project, monkeypatch, service)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["qinghe-2023.txt: schools: loop at *status 400*"])
    assert not (project.path / "recordings").exists()


@pytest.mark.parametrize("spec", ["gpt-4.1", "openai", "replay:nowhere"])
def test_a_model_that_is_none_ends_the_run_at_once(project: pytest.Pytester, spec: str) -> None:
    done = project.runpytest_inprocess(f"--llmextract-record={spec}")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*--llmextract-record: *"])


@pytest.mark.parametrize("option", ["--llmextract-record=rules", "--llmextract-unused"])
def test_several_processes_are_refused(project: pytest.Pytester, option: str) -> None:
    project.makeconftest("def pytest_addoption(parser): parser.addoption('--numprocesses', type=int)")
    done = project.runpytest_inprocess(option, "--numprocesses=2")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    project.runpytest_inprocess("--numprocesses=2").assert_outcomes(failed=1)


def test_recordings_that_no_test_asked_for_are_listed_and_are_no_error(recorded: pytest.Pytester) -> None:
    done = recorded.runpytest_inprocess("--llmextract-unused")
    assert done.ret == 0
    done.stdout.fnmatch_lines(["*no test of this run asked for*", "none"])
    stale = recordings(recorded)[0] | {"key": "0" * 64, "name": "stale.txt: schools"}
    with (recorded.path / "recordings" / "test_it.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(stale) + "\n")
    done = recorded.runpytest_inprocess("--llmextract-unused")
    assert done.ret == 0
    done.stdout.fnmatch_lines(["recordings/test_it.jsonl:2: stale.txt: schools (key 000000000000)"])


def test_the_plugin_loads_nothing_of_the_library() -> None:
    code = (
        "import sys, llmextract.pytest_plugin as p\n"
        "print(sorted(m for m in sys.modules if m.startswith('llmextract.') or m in ('pydantic', 'asyncio')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "['llmextract.pytest_plugin']"
