"""`llmextract cache`, and stored answers on their way between machines."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from llmextract.cli import main
from llmextract.errors import ModelError
from llmextract.models import (
    Answer,
    AnswerCache,
    Entry,
    ServiceModel,
    Usage,
    export_answers,
    import_answers,
    read_recordings,
)
from llmextract.models.entry import entry_of, fields_of, pack, stored_key, unpack
from llmextract.models.jsontext import json_line

RECORDINGS = Path(__file__).parent.parent / "fixtures" / "responses"
SCOPE = "https://h/v1 m"
pytestmark = pytest.mark.usefixtures("no_environment")


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["cache", *map(str, arguments)])


def entry(number: int, finish: str = "stop", model: str = "m-1", **told: Any) -> Entry:
    answer = Answer(f'{{"办结": {number}}}\n', model, finish, Usage(1000 + number, 7, 900))
    return replace(Entry.of(SCOPE, f"request {number}", f"南湖.txt: 第{number}节", answer), **told)


def stored(tmp_path: Path) -> list[Entry]:
    """What the commands' own store holds."""
    cache = AnswerCache(tmp_path / "cache")
    try:
        return list(cache.entries())
    finally:
        cache.close()


def store(folder: Path, *entries: Entry) -> list[Entry]:
    cache = AnswerCache(folder)
    cache.add(entries)
    cache.close()
    return sorted(entries, key=lambda one: one.key)


words = st.text() | st.sampled_from(["坏\ud800字", "\u2028\n\x00", '"'])
counts = st.none() | st.integers(0, 10**9)
entries = st.builds(
    Entry,
    key=words,
    answer=st.builds(Answer, words, words, words, st.builds(Usage, counts, counts, counts), st.just(True)),
    request=st.none() | words,
    name=st.none() | words,
    scope=st.none() | words,
    stored=counts,
)


@given(made=entries)
def test_any_entry_comes_back_from_its_row_and_from_its_line(made: Entry) -> None:
    assert unpack(made.key, pack(made)) == made
    line = json_line({"key": made.key, **fields_of(made)})
    assert "\n" not in line
    told = json.loads(line.encode())
    assert entry_of(told["key"], told) == made


def test_what_is_exported_is_imported_elsewhere_once(tmp_path: Path) -> None:
    made = store(tmp_path / "cache", *(entry(number) for number in range(250)))
    file = tmp_path / "deep" / "out.jsonl"
    assert "wrote 250 answers" in invoke("export", file).output
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == [one.key for one in made]
    assert "南湖.txt: 第7节" in file.read_text(encoding="utf-8")
    there = tmp_path / "there"
    first = invoke("import", file, "--cache", there)
    assert (first.exit_code, first.output) == (0, "took in 250 answers, 0 were there already\n")
    again = invoke("import", file.parent, "--cache", there)
    assert (again.exit_code, again.output) == (0, "took in 0 answers, 250 were there already\n")
    assert invoke("export", tmp_path / "again.jsonl", "--cache", there).exit_code == 0
    assert (tmp_path / "again.jsonl").read_bytes() == file.read_bytes()


def test_import_never_replaces_what_is_there(tmp_path: Path) -> None:
    (kept,) = store(tmp_path / "cache", entry(1))
    store(tmp_path / "other", replace(kept, answer=Answer("other", "m-2")), entry(2))
    invoke("export", tmp_path / "other.jsonl", "--cache", tmp_path / "other")
    assert invoke("import", tmp_path / "other.jsonl").output.startswith("took in 1 answers, 1 were")
    assert kept in stored(tmp_path)


def test_an_entry_that_does_not_say_when_counts_from_its_import(tmp_path: Path) -> None:
    line = {"key": "k", "model": "m", "finish": "stop", "content": "旧"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    cache = AnswerCache(tmp_path / "cache")
    assert import_answers(cache, [tmp_path / "a.jsonl"]).added == 1
    found = cache.entry("k")
    cache.close()
    assert found is not None
    assert found.stored == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(
    "damage",
    [
        b"{",
        b"7",
        b"\xff",
        b"[" * 100_000,
        b'{"key": "k"}',
        b'{"key": "k", "model": "m", "finish": "stop", "content": 7}',
        b'{"key": "k", "model": "m", "finish": "stop", "content": "x", "stored": "today"}',
        b'{"key": "k", "model": "m", "finish": "stop", "content": "x", "scope": "s", "request": "r"}',
        b'{"key": "k", "messages": []}',
    ],
    ids=["cut", "number", "bytes", "deep", "fields", "content", "time", "key", "recording"],
)
def test_a_damaged_line_is_named_and_the_others_are_taken(tmp_path: Path, damage: bytes) -> None:
    store(tmp_path / "other", entry(1), entry(2))
    file = tmp_path / "a.jsonl"
    invoke("export", file, "--cache", tmp_path / "other")
    first, second = file.read_bytes().splitlines()
    file.write_bytes(b"\xef\xbb\xbf" + first + b"\r\n\n" + damage + b"\n" + second)
    result = invoke("import", file)
    assert result.exit_code == 1
    assert f"{file}:3" in result.output
    assert "took in 2 answers, 0 were there already, passed over 1 damaged lines" in result.output
    assert len(stored(tmp_path)) == 2


def test_recordings_are_imported_as_the_answers_of_a_model(tmp_path: Path) -> None:
    options = ("--model", "openai:gpt-x", "--base-url", "https://me:secret@h/v1/?key=secret", "--mode", "tools")
    recordings = read_recordings(RECORDINGS)
    result = invoke("import", RECORDINGS, *options)
    assert result.output == f"took in {len(recordings)} answers, 0 were there already\n"
    scope = ServiceModel("gpt-x", "https://h/v1", mode="tools").scope
    found = {one.key: one for one in stored(tmp_path)}
    assert "secret" not in repr(found)
    for recording in recordings.values():
        one = found[stored_key(scope, recording.key)]
        assert (one.answer, one.name, one.scope) == (recording.answer(), recording.name, "https://h/v1 gpt-x tools")
    by_scope = invoke("import", RECORDINGS, "--scope", scope)
    assert by_scope.output.startswith("took in 0 answers")


def test_recordings_without_a_model_are_asked_about(tmp_path: Path) -> None:
    result = invoke("import", RECORDINGS)
    assert result.exit_code == 2
    assert "chengyang-2024.jsonl:1" in result.output
    assert "--model or --scope" in result.output
    assert stored(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.jsonl",), "nowhere.jsonl: cannot be read"),
        ((".",), "holds no *.jsonl files"),
        (("a.jsonl", "--model", "rules"), "give openai:NAME"),
        (("a.jsonl", "--model", "openai:a", "--scope", "b"), "not both"),
    ],
)
def test_what_cannot_be_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("import", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_an_export_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    store(tmp_path / "cache", entry(1))
    cache = AnswerCache(tmp_path / "cache")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match=r"file/out\.jsonl: cannot be written"):
        export_answers(cache, tmp_path / "file" / "out.jsonl")
    cache.close()


def test_list_tells_what_is_kept(tmp_path: Path) -> None:
    made = store(
        tmp_path / "cache",
        entry(1, stored=100),
        entry(2, model="other", finish="length", stored=300),
        entry(3, stored=200),
    )
    shown = invoke("list").output
    places = [shown.index(f"第{number}节") for number in (2, 3, 1)]
    assert places == sorted(places)  # the newest first
    assert "length" in shown
    assert "1,002 + 7" in shown
    assert shown.endswith("\n3 answers\n")
    assert "2 answers, the newest 1 above" in invoke("list", "--model", "M-1", "--limit", 1).output
    lines = [json.loads(line) for line in invoke("list", "--json").output.splitlines()]
    assert [line["key"] for line in lines] == [one.key for one in made]
    second = next(line for line in lines if line["model"] == "other")
    assert (second["name"], second["scope"], second["stored"]) == ("南湖.txt: 第2节", SCOPE, 300)
    assert "content" not in second
    assert len(invoke("list", "--json", "--model", "other").output.splitlines()) == 1


def test_list_of_nothing() -> None:
    assert invoke("list").output == "0 answers\n"
    assert invoke("list", "--json").output == ""


def test_prune_says_how_many(tmp_path: Path) -> None:
    old = int(time.time()) - 100 * 86_400
    store(tmp_path / "cache", entry(1, stored=old), entry(2, finish="length"), entry(3), entry(4, scope="other"))
    nothing = invoke("prune")
    assert nothing.exit_code == 2
    assert "--older-than, --failed or --scope" in nothing.output
    assert invoke("prune", "--older-than", 99).output == "forgot 1 answers\n"
    assert invoke("prune", "--failed").output == "forgot 1 answers\n"
    assert invoke("prune", "--scope", SCOPE, "--failed").output == "forgot 0 answers\n"
    assert invoke("prune", "--scope", "other").output == "forgot 1 answers\n"
    assert [one.name for one in stored(tmp_path)] == ["南湖.txt: 第3节"]


def test_path_size_and_clear(tmp_path: Path) -> None:
    assert invoke("path").output.strip() == str(tmp_path / "cache")
    store(tmp_path / "cache", entry(1), entry(2))
    assert invoke("size").output.startswith("2 answers")
    assert invoke("size", "--cache", tmp_path / "c").output.startswith("0 answers")
    assert invoke("clear", "--yes").output == "forgot 2 answers\n"
    assert stored(tmp_path) == []
