"""A relay folder's requests through a batch service: nothing lost, nothing paid for twice."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_service import KEY, BatchService, content_line, expired_line
from click.testing import CliRunner, Result
from loopback import Reply, fault

from llmextract.cli import main
from llmextract.errors import ModelError, ServiceError
from llmextract.models.answers import AnswerFiles
from llmextract.models.batch import Endpoint, Submitted, fetch, status, submit
from llmextract.models.batch.journal import Journal
from llmextract.models.recording import read_recordings

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, no_environment: None) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def service() -> Iterator[BatchService]:
    with BatchService() as made:
        yield made


def at(service: BatchService, **settings: Any) -> Endpoint:
    return Endpoint(service.url, KEY, **{"backoff": 0.01, "timeout": 5.0, **settings})


def line(key: str, model: str = "m-1", text: str = "收到206件") -> str:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "temperature": 0}
    told = {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return json.dumps(told, ensure_ascii=False, separators=(", ", ": "))


def wait_for(folder: Path, keys: str, **settings: str) -> None:
    """Let requests.jsonl hold a request for each letter."""
    (folder / "requests.jsonl").write_text("".join(f"{line(key, **settings)}\n" for key in keys), encoding="utf-8")


def stored(folder: Path) -> dict[str, str]:
    """The answers of a folder: contents by key."""
    path = folder / "answers.jsonl"
    keys = [json.loads(text)["custom_id"] for text in path.read_text("utf-8").splitlines()] if path.exists() else []
    files = AnswerFiles(folder, "m")
    found = {key: files.get(key) for key in keys}
    files.close()
    return {key: answer.content for key, answer in found.items() if answer is not None and not isinstance(answer, str)}


def sent(done: Submitted) -> list[tuple[str, int, bool]]:
    return [(one.batch, one.requests, one.found) for one in done.batches]


# --- submit


def test_requests_are_sent_as_they_stand_and_once(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "aba")
    done = submit(tmp_path, at(service))
    assert sent(done) == [("batch_0", 2, False)]
    lines = (tmp_path / "requests.jsonl").read_text("utf-8").splitlines()[:2]
    assert service.files["file-0"].decode().splitlines() == lines
    again = submit(tmp_path, at(service))
    assert (again.batches, again.under_way, again.answered) == ((), 2, 0)
    wait_for(tmp_path, "abc")
    assert sent(submit(tmp_path, at(service))) == [("batch_1", 1, False)]
    assert service.asked == ["a", "b", "c"]


def test_another_model_may_be_named_and_some_model_must_be(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a", model="relay")
    with pytest.raises(ModelError, match=r"requests.jsonl:1: names no model; give --model NAME"):
        submit(tmp_path, at(service))
    assert service.files == {}
    submit(tmp_path, at(service), model="m-2")
    (asked,) = service.requests("batch_0")
    assert asked == json.loads(line("a", model="m-2"))


def test_parts_are_as_large_as_the_service_allows(
    tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_REQUESTS", 2)
    wait_for(tmp_path, "abcde")
    assert [number for _, number, _ in sent(submit(tmp_path, at(service)))] == [2, 2, 1]
    assert service.asked == list("abcde")
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_REQUESTS", 50)
    size = len(line("f").encode()) + 1
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_BYTES", 3 * size)
    wait_for(tmp_path, "fghijk")
    assert [number for _, number, _ in sent(submit(tmp_path, at(service)))] == [3, 3]
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_BYTES", size - 1)
    wait_for(tmp_path, "l")
    with pytest.raises(ModelError, match=r"requests.jsonl:1: \d+ bytes, and a batch takes"):
        submit(tmp_path, at(service))


def test_a_batch_asks_one_model(tmp_path: Path, service: BatchService) -> None:
    lines = [line("a"), line("b", model="m-2"), line("c", model="m-2")]
    (tmp_path / "requests.jsonl").write_text("\n".join(lines), encoding="utf-8")
    submit(tmp_path, at(service))
    assert [service.keys(batch) for batch in service.batches] == [["a"], ["b", "c"]]


def test_what_is_answered_by_other_means_is_not_sent(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "abc")
    (tmp_path / "answers-mine.jsonl").write_text(f"{content_line('b', 'x')}\n{expired_line('c')}\n", encoding="utf-8")
    done = submit(tmp_path, at(service))
    assert service.asked == ["a", "c"]
    assert done.answered == 1


@pytest.mark.parametrize("damage", ['{"custom_id": ', '{"custom_id": "x"}', '{"body": {"model": "m"}}'])
def test_a_damaged_request_is_named(tmp_path: Path, service: BatchService, damage: str) -> None:
    (tmp_path / "requests.jsonl").write_text(f"{line('a')}\n{damage}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"requests\.jsonl:2: "):
        submit(tmp_path, at(service))
    assert service.batches == {}


def test_a_folder_without_requests_says_what_to_run(tmp_path: Path, service: BatchService) -> None:
    with pytest.raises(ModelError, match="llmextract run … --model relay:"):
        submit(tmp_path, at(service))
    assert list(tmp_path.iterdir()) == []


# --- kills and faults


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is done."""


STEPS = ["planned", "upload", "create", "made", "submitted"]


@pytest.mark.parametrize("step", STEPS)
def test_a_submit_that_is_killed_anywhere_sends_nothing_twice(
    tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from llmextract.models.batch.remote import Remote

    def killed(*_: Any) -> Any:
        raise Killed

    create = Remote.create

    def made(*arguments: Any) -> Any:
        create(*arguments)
        raise Killed

    wait_for(tmp_path, "ab")
    with monkeypatch.context() as patch:
        home: Any = Journal if step in ("planned", "submitted") else Remote
        patch.setattr(home, "create" if step == "made" else step, made if step == "made" else killed)
        with pytest.raises(Killed):
            submit(tmp_path, at(service))
    wait_for(tmp_path, "abc")  # a further run in between: the part as it was would not be made again
    done = submit(tmp_path, at(service))
    assert sorted(service.asked) == ["a", "b", "c"]
    found = [("batch_0", 2, True), ("batch_1", 1, False)]
    assert sent(done) == (found if step in ("made", "submitted") else [("batch_0", 3, False)])
    assert submit(tmp_path, at(service)).under_way == 3
    assert [one.batch for one in status(tmp_path, at(service))] == list(service.batches)


def test_every_cut_of_the_journal_is_survived(tmp_path: Path, service: BatchService) -> None:
    """A kill while a line is written: whatever is left of the line, nothing is sent twice."""
    wait_for(tmp_path, "ab")
    submit(tmp_path, at(service))
    journal = tmp_path / "batches.jsonl"
    whole = journal.read_bytes()
    first = whole.index(b"\n") + 1
    for end in [first, first + 1, (first + len(whole)) // 2, len(whole) - 1]:
        journal.write_bytes(whole[:end])
        (one,) = status(tmp_path, at(service))
        assert (one.batch, one.state, one.ended) == ("", "unknown", False)
        assert sent(submit(tmp_path, at(service))) == [("batch_0", 2, True)]
        assert journal.read_bytes() == whole
    assert service.asked == ["a", "b"]


def test_a_lost_journal_does_not_lead_to_paying_twice(tmp_path: Path, service: BatchService) -> None:
    for keys in ("abcdef", "gh", "ij"):  # more batches than a page of the list holds
        wait_for(tmp_path, keys)
        submit(tmp_path, at(service))
    (tmp_path / "batches.jsonl").unlink()
    wait_for(tmp_path, "abcdef")
    assert sent(submit(tmp_path, at(service))) == [("batch_0", 6, True)]
    assert len(service.batches) == 3


@pytest.mark.parametrize("damage", [b"{", b"[]", b"{}", b'{"event": "fetched", "batch": "x"}', b"\xff"])
def test_a_damaged_journal_is_named_and_nothing_is_sent(tmp_path: Path, service: BatchService, damage: bytes) -> None:
    wait_for(tmp_path, "a")
    (tmp_path / "batches.jsonl").write_bytes(damage + b"\n")
    for call in (submit, status, fetch):
        with pytest.raises(ModelError, match=r"batches\.jsonl:1: damaged line"):
            call(tmp_path, at(service))
    assert service.batches == {}


def test_one_submit_at_a_time(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a")
    with Journal(tmp_path), pytest.raises(ModelError, match="another `llmextract batch` is at work here"):
        submit(tmp_path, at(service))
    assert sent(submit(tmp_path, at(service))) == [("batch_0", 1, False)]


@pytest.mark.parametrize("call", ["POST /files", "POST /batches", "GET /batches"])
def test_transient_faults_are_repeated(tmp_path: Path, service: BatchService, call: str) -> None:
    service.faults[call] = [fault(429, "slow down", retry_after="0"), fault(503)]
    wait_for(tmp_path, "ab")
    submit(tmp_path, at(service))
    assert service.asked == ["a", "b"]
    assert service.calls.count(call) >= 3


def test_a_batch_whose_making_was_not_answered_is_not_made_again(tmp_path: Path, service: BatchService) -> None:
    service.faults["POST /batches"] = [fault(502)]
    service.lost = True
    wait_for(tmp_path, "ab")
    assert sent(submit(tmp_path, at(service))) == [("batch_0", 2, False)]
    assert service.asked == ["a", "b"]
    service.faults["POST /batches"] = [fault(502)]
    wait_for(tmp_path, "cd")
    with pytest.raises(ServiceError, match="status 502"):
        submit(tmp_path, at(service, max_attempts=1))
    assert sent(submit(tmp_path, at(service))) == [("batch_1", 2, True)]
    assert service.asked == list("abcd")


def test_a_refusal_is_one_line_without_the_key_and_is_not_repeated(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a")
    for status_code, said in ((400, f"no {KEY}\nfor you"), (401, KEY), (404, "what?")):
        service.faults["POST /files"] = [fault(status_code, said)]
        with pytest.raises(ServiceError, match=f"status {status_code}") as caught:
            submit(tmp_path, at(service))
        assert KEY not in str(caught.value)
        assert "\n" not in str(caught.value)
        assert "127.0.0.1" in str(caught.value)
    assert service.calls.count("POST /files") == 3


PAGE = "<html>hello</html>"


@pytest.mark.parametrize(
    ("call", "body"),
    [
        *(("GET /batches", body) for body in (PAGE, {"data": 5}, {"data": [{"id": None}]}, {"data": ["x"]})),
        *((call, body) for call in ("POST /files", "POST /batches") for body in (PAGE, {}, {"id": 7}, [])),
    ],
)
def test_something_that_is_no_batch_service_is_told(
    tmp_path: Path, service: BatchService, call: str, body: Any
) -> None:
    service.faults[call] = [Reply(body)] * 3
    wait_for(tmp_path, "a")
    with pytest.raises(ServiceError) as caught:
        submit(tmp_path, at(service, max_attempts=2))
    assert "\n" not in str(caught.value)
    assert service.batches == {}


def test_a_service_without_pages_does_not_hold_forever(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a")
    submit(tmp_path, at(service))
    service.faults["GET /batches"] = [Reply({"data": list(service.batches.values())})] * 9
    service.calls.clear()
    assert submit(tmp_path, at(service)).under_way == 1
    assert service.calls == ["GET /batches"] * 2


def test_without_a_key_nothing_is_tried(tmp_path: Path) -> None:
    wait_for(tmp_path, "a")
    with pytest.raises(ServiceError, match="set OPENAI_API_KEY"):
        submit(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["requests.jsonl"]


# --- status and fetch


def test_status_tells_how_far_each_batch_is(
    tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_REQUESTS", 2)
    assert status(tmp_path) == ()
    wait_for(tmp_path, "abcdef")
    submit(tmp_path, at(service))
    service.end("batch_0", output=[content_line("a", "1")], errors=[expired_line("b")])
    service.end("batch_1", "failed")
    fetch(tmp_path, at(service))
    service.calls.clear()
    told = [(one.batch, one.state, one.completed, one.failed, one.total) for one in status(tmp_path, at(service))]
    assert told == [
        ("batch_0", "completed", 1, 1, 2),
        ("batch_1", "failed", 0, 0, 2),
        ("batch_2", "in_progress", 0, 0, 2),
    ]
    assert service.calls == ["GET /batches/batch_2"]
    service.end("batch_2", "cancelled", why="too\nmuch")
    last = status(tmp_path, at(service))[-1]
    assert (last.ended, last.fetched, last.since, last.message) == (True, False, "2026-05-28T20:26:40Z", "too much")


def test_answers_are_fetched_beside_what_is_there_and_twice_is_once(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "abc")
    submit(tmp_path, at(service))
    assert fetch(tmp_path, at(service)).running == 1
    assert not (tmp_path / "answers.jsonl").exists()
    mine = content_line("z", "mine")
    kept = f"{mine}\n{{ damaged\n\n{content_line('c', '3')}".encode()
    (tmp_path / "answers.jsonl").write_bytes(kept)
    shuffled = [content_line("c", "3"), content_line("a", "1"), content_line("a", "1")]
    service.end("batch_0", output=shuffled, errors=[expired_line("b")])
    (one,) = fetch(tmp_path, at(service)).batches
    assert (one.state, one.answered, one.errors, one.missing) == ("completed", 2, 1, 0)
    after = (tmp_path / "answers.jsonl").read_bytes()
    assert after == kept + f"\n{content_line('a', '1')}\n{expired_line('b')}\n".encode()
    assert fetch(tmp_path, at(service)).batches == ()
    journal = (tmp_path / "batches.jsonl").read_bytes()
    (tmp_path / "batches.jsonl").write_bytes(journal[: journal.rindex(b'{"event": "fetched"')])  # killed before noting
    fetch(tmp_path, at(service))
    assert (tmp_path / "answers.jsonl").read_bytes() == after
    assert {path.name for path in tmp_path.iterdir()} == {"answers.jsonl", "batches.jsonl", "requests.jsonl"}


def test_a_fetch_that_is_killed_before_the_answers_are_stored_is_done_again(
    tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise Killed

    wait_for(tmp_path, "a")
    submit(tmp_path, at(service))
    service.end("batch_0", output=[content_line("a", "1")])
    with monkeypatch.context() as patch:
        patch.setattr("llmextract.models.batch.fetching.merge", killed)
        with pytest.raises(Killed):
            fetch(tmp_path, at(service))
    assert stored(tmp_path) == {}
    fetch(tmp_path, at(service))
    assert stored(tmp_path) == {"a": "1"}


@pytest.mark.parametrize(
    ("state", "output", "errors", "counts", "again"),
    [
        ("expired", "a", "b", (1, 1, 1), ["b", "c"]),
        ("cancelled", "ab", "", (2, 0, 1), ["c"]),
        ("failed", "", "", (0, 0, 3), ["a", "b", "c"]),
        ("completed", "abc", "", (3, 0, 0), []),
    ],
)
def test_what_an_ended_batch_did_not_answer_can_be_sent_again(
    tmp_path: Path, service: BatchService, state: str, output: str, errors: str, counts: Any, again: list[str]
) -> None:
    wait_for(tmp_path, "abc")
    submit(tmp_path, at(service))
    service.end("batch_0", state, [content_line(key, key) for key in output], [expired_line(key) for key in errors])
    submit(tmp_path, at(service))
    assert len(service.batches) == 1  # ended, but its answers are not here yet: nobody knows what is missing
    (one,) = fetch(tmp_path, at(service)).batches
    assert (one.answered, one.errors, one.missing) == counts
    assert set(stored(tmp_path)) == set(output)
    submit(tmp_path, at(service))
    assert service.asked == ["a", "b", "c", *again]


def test_the_same_part_sent_again_is_a_batch_of_its_own(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "ab")
    for number in range(3):
        assert sent(submit(tmp_path, at(service))) == [(f"batch_{number}", 2, False)]
        service.end(f"batch_{number}", "expired")
        fetch(tmp_path, at(service))
    assert [one.state for one in status(tmp_path, at(service))] == ["expired"] * 3


def test_a_download_that_breaks_off_is_fetched_again(
    tmp_path: Path, service: BatchService, caplog: pytest.LogCaptureFixture
) -> None:
    wait_for(tmp_path, "ab")
    submit(tmp_path, at(service))
    lines = [content_line("a", "1"), content_line("b", "2")]
    service.end("batch_0", output=lines)
    whole = service.files["file-output-batch_0"]
    call = "GET /files/file-output-batch_0/content"
    short = Reply(whole.decode()[:-20], headers={"Content-Length": str(len(whole))})
    service.faults[call] = [fault(500), short, Reply(whole.decode()[:-20])]
    (one,) = fetch(tmp_path, at(service)).batches
    assert (one.answered, one.missing) == (2, 0)
    assert service.calls.count(call) == 4
    assert (tmp_path / "answers.jsonl").read_bytes() == whole + b"\n"
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_an_output_that_cannot_be_had_now_is_not_given_up(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a")
    submit(tmp_path, at(service))
    service.end("batch_0", output=[content_line("a", "1")])
    named = service.batches["batch_0"].pop("output_file_id")
    (problem,) = fetch(tmp_path, at(service)).problems
    assert "batch_0 has ended with 1 answers and names no file" in problem
    service.batches["batch_0"]["output_file_id"] = named
    service.faults[f"GET /files/{named}/content"] = [fault(503)] * 2
    with pytest.raises(ServiceError, match=rf"file {named} at 127\.0\.0\.1:.* \(tried 2 times\)"):
        fetch(tmp_path, at(service, max_attempts=2))
    submit(tmp_path, at(service))
    assert service.asked == ["a"]
    fetch(tmp_path, at(service))
    assert stored(tmp_path) == {"a": "1"}


def test_a_batch_that_the_service_forgot_does_not_stop_the_others(
    tmp_path: Path, service: BatchService, caplog: pytest.LogCaptureFixture
) -> None:
    for keys in "abc":
        wait_for(tmp_path, keys)
        submit(tmp_path, at(service))
    del service.batches["batch_0"]
    service.end("batch_1", output=[content_line("b", "2")])
    service.end("batch_2", output=[content_line("c", "3")])
    del service.files["file-output-batch_1"]
    assert [one.state for one in status(tmp_path, at(service))] == ["unknown", "completed", "completed"]
    done = fetch(tmp_path, at(service))
    assert [(one.batch, one.answered, one.missing) for one in done.batches] == [("batch_1", 0, 1), ("batch_2", 1, 0)]
    (problem,) = done.problems
    assert "batch batch_0 at 127.0.0.1" in problem
    assert "file-output-batch_1" in caplog.text


def test_a_damaged_line_of_an_output_is_told_and_missing(
    tmp_path: Path, service: BatchService, caplog: pytest.LogCaptureFixture
) -> None:
    wait_for(tmp_path, "ab")
    submit(tmp_path, at(service))
    service.end(
        "batch_0", output=["{ damaged", '{"custom_id": 5}', content_line("b", "2"), content_line("nobody", "?")]
    )
    (one,) = fetch(tmp_path, at(service)).batches
    assert (one.answered, one.errors, one.missing) == (1, 0, 1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "damaged" not in (tmp_path / "answers.jsonl").read_text("utf-8")


def test_answers_written_by_another_during_the_merge_stay(
    tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmextract.models.batch import merging

    wait_for(tmp_path, "a")
    submit(tmp_path, at(service))
    service.end("batch_0", output=[content_line("a", "1")])
    answers = tmp_path / "answers.jsonl"
    answers.write_text(content_line("y", "before") + "\n", encoding="utf-8")
    copy, late = merging._copy, [content_line("z", "meanwhile")]

    def meanwhile(*arguments: Any) -> None:
        copy(*arguments)
        with answers.open("a", encoding="utf-8") as file:
            file.writelines(f"{late.pop()}\n" for _ in late[:])

    monkeypatch.setattr(merging, "_copy", meanwhile)
    fetch(tmp_path, at(service))
    assert stored(tmp_path) == {"y": "before", "z": "meanwhile", "a": "1"}


# --- the command line, and the whole round


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def _keyed(service: BatchService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", service.url)


@pytest.mark.usefixtures("_keyed")
def test_the_commands_tell_what_was_done(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "abc")
    result = invoke("batch", "submit", tmp_path, "--model", "m-2")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "batch_0: 3 requests",
        "3 requests in 1 batches; 0 were under way, 0 answered",
    ]
    assert service.requests("batch_0")[0]["body"]["model"] == "m-2"
    result = invoke("batch", "status", tmp_path)
    assert result.exit_code == 3
    assert "in_progress" in result.output
    assert invoke("batch", "fetch", tmp_path).exit_code == 3
    service.end("batch_0", "expired", [content_line("a", "1")], [expired_line("b")])
    result = invoke("batch", "status", tmp_path, "--base-url", service.url)
    assert result.exit_code == 0
    assert "expired, to fetch" in result.output
    result = invoke("batch", "fetch", tmp_path)
    assert result.exit_code == 0
    assert "batch_0 expired: 1 answered, 1 errors, 1 missing" in result.output
    (told,) = invoke("batch", "status", tmp_path, "--json").output.splitlines()
    assert {"batch": "batch_0", "state": "expired", "completed": 1, "total": 3, "fetched": True}.items() <= json.loads(
        told
    ).items()


@pytest.mark.usefixtures("_keyed")
def test_a_problem_is_told_and_is_exit_1(tmp_path: Path, service: BatchService) -> None:
    wait_for(tmp_path, "a")
    invoke("batch", "submit", tmp_path)
    service.batches.clear()
    result = invoke("batch", "fetch", tmp_path)
    assert result.exit_code == 1
    assert "llmextract: batch batch_0 at 127.0.0.1" in result.output


@pytest.mark.parametrize("command", ["submit", "status", "fetch"])
def test_a_wrong_folder_is_exit_2_and_one_line(tmp_path: Path, command: str) -> None:
    result = invoke("batch", command, tmp_path / "nowhere")
    assert result.exit_code == 2
    (told,) = result.output.splitlines()
    assert str(tmp_path / "nowhere") in told
    assert not (tmp_path / "nowhere").exists()


def recorded() -> dict[str, str]:
    """The recorded answers, by what was asked."""
    found = read_recordings(FIXTURES / "responses").values()
    return {json.dumps([m.as_dict() for m in one.messages]): one.content for one in found}


@pytest.mark.usefixtures("_keyed")
def test_two_reports_go_the_whole_way(tmp_path: Path, service: BatchService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmextract.models.batch.parts.MAX_REQUESTS", 3)
    monkeypatch.setenv("LLMEXTRACT_OPENAI_MODEL", "m-1")
    box, out, contents = tmp_path / "box", tmp_path / "out", recorded()
    reports = [FIXTURES / "reports" / f"{name}.txt" for name in ("kaiping-2024", "nanhu-2023")]
    command = ["run", *reports, "--model", f"relay:{box}", "--out", out]
    rounds = 0
    while (result := invoke(*command)).exit_code == 3:
        rounds += 1
        assert invoke("batch", "submit", box).exit_code == 0
        for batch in [name for name, made in service.batches.items() if made["status"] == "in_progress"]:
            service.answer(batch, lambda asked: contents[json.dumps(asked["body"]["messages"])])
        assert invoke("batch", "fetch", box).exit_code == 0
    assert (result.exit_code, rounds) == (0, 3)  # fields, a repair, names
    assert len(service.asked) == len(set(service.asked))
    assert not (box / "requests.jsonl").exists()
    direct = tmp_path / "direct"
    assert invoke("run", *reports, "--model", f"replay:{FIXTURES / 'responses'}", "--out", direct).exit_code == 0
    relayed = (out / "panel_wide.csv").read_bytes()
    assert relayed.replace(b"batch-1", b"claude (relayed)") == (direct / "panel_wide.csv").read_bytes()
