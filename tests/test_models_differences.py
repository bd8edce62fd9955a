"""What is said of a request whose recording is not found any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract.errors import RecordingMissing
from llmextract.models import Answer, Message, ReplayModel, Request
from llmextract.models.differences import closest, differences
from llmextract.models.recording import Recording, read_recordings, write_recordings


class Schools(BaseModel):
    schools: str
    pupils: str


class Renamed(BaseModel):
    schools: str
    teachers: str


class Counted(BaseModel):
    schools: Schools


class Recounted(BaseModel):
    schools: Renamed


Recounted.__name__ = "Counted"
ANSWER = '{"schools": {"schools": "n1", "pupils": "n2"}}'
LINES = [f"[s{number}] 第{number}句。" for number in range(1, 30)]


def request(lines: list[str] = LINES, wire: type[BaseModel] = Counted, **settings: object) -> Request:
    messages = (Message("system", "抄录"), Message("user", "\n".join(lines)))
    return Request("a.txt: schools", messages, wire, **settings)  # type: ignore[arg-type]


def recorded(folder: Path, asked: Request, content: str = ANSWER) -> Recording:
    write_recordings(folder / "r.jsonl", [(asked, Answer(content, "m"))])
    return read_recordings(folder)[asked.key]


def test_a_changed_message_is_shown_by_its_changed_lines_alone(tmp_path: Path) -> None:
    changed = [*LINES[:9], "[s10] 改了。", *LINES[10:]]
    (found,) = differences(request(changed), recorded(tmp_path, request()))
    assert found.part == "message 2 (user)"
    told = [line for line in found.lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert told == ["-[s10] 第10句。", "+[s10] 改了。"]
    assert len(found.lines) == 2 + 1 + 4 + 2


def test_the_fence_which_changes_with_every_change_is_not_shown(tmp_path: Path) -> None:
    one, two = (f"===== {digest * 12} =====" for digest in "ab")
    (found,) = differences(request([two, *LINES[1:], two]), recorded(tmp_path, request([one, *LINES, one])))
    assert [line for line in found.lines[2:] if line[0] in "+-"] == ["-[s1] 第1句。"]


def test_a_diff_is_cut_to_a_length_that_people_read(tmp_path: Path) -> None:
    long = ["长" * 1000 for _ in range(400)]
    (found,) = differences(request(long), recorded(tmp_path, request()))
    assert len(found.lines) < 50
    assert max(map(len, found.lines)) < 300
    assert found.lines[-1].endswith("more lines")


def test_a_changed_schema_names_the_properties_that_the_recorded_answer_lacks_or_has_too_many(tmp_path: Path) -> None:
    (found,) = differences(request(wire=Recounted), recorded(tmp_path, request()))
    assert found.part == "schema"
    assert found.lines[1:] == ("added: schools.teachers", "removed: schools.pupils")


@pytest.mark.parametrize("content", ["", "no json", "[1]", "[" * 100_000])
def test_a_recorded_answer_that_is_no_object_names_no_properties(tmp_path: Path, content: str) -> None:
    (found,) = differences(request(wire=Recounted), recorded(tmp_path, request(), content))
    assert (found.part, len(found.lines)) == ("schema", 1)


def test_parameters_and_sample_are_told_by_their_values(tmp_path: Path) -> None:
    asked = request(parameters={"temperature": 0.5}, sample=2)
    found = differences(asked, recorded(tmp_path, request(parameters={"temperature": 0})))
    assert [(one.part, one.lines) for one in found] == [
        ("parameters", ('recorded {"temperature":0}, asked {"temperature":0.5}',)),
        ("sample", ("recorded 0, asked 2",)),
    ]


def test_messages_that_are_new_or_gone_are_told(tmp_path: Path) -> None:
    longer = request().follow_up(Message("assistant", "{}"), Message("user", "改"))
    new = differences(longer, recorded(tmp_path, request()))
    assert [one.part for one in new] == ["message 3 (assistant)", "message 4 (user)"]
    gone = differences(request(), recorded(tmp_path, longer))
    assert [one.part for one in gone] == ["message 3 (assistant)", "message 4 (user)"]
    assert {one.lines for one in new} != {one.lines for one in gone}


def test_of_the_recordings_of_a_name_the_nearest_is_compared(tmp_path: Path) -> None:
    chain = request().follow_up(Message("assistant", "{}"), Message("user", "改"))
    other = Request("b.txt: schools", request().messages, Counted, {"temperature": 0})
    write_recordings(tmp_path / "r.jsonl", [(one, Answer("{}", "m")) for one in (chain, request(sample=3), other)])
    held = read_recordings(tmp_path)
    near = closest(request(parameters={"temperature": 0}), held.values())
    assert near is not None
    assert (near.sample, near.name) == (3, "a.txt: schools")
    assert closest(Request("c.txt: schools", other.messages, Counted), held.values()) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_same_message_never_differs_and_another_always_does(one: str, two: str) -> None:
    was, now = (Request("n", (Message("user", text),), Counted) for text in (one, two))
    held = Recording(was.key, "n", "Counted", "", {}, 0, was.messages, "", "m", "stop", None)  # type: ignore[arg-type]
    parts = [found.part for found in differences(now, held)]
    assert ("message 1 (user)" in parts) == (one != two)


def replay(folder: Path, asked: Request) -> RecordingMissing:
    with pytest.raises(RecordingMissing) as caught:
        asyncio.run(ReplayModel(folder).answer(asked))
    return caught.value


def test_the_error_is_one_line_and_its_details_are_the_diff(tmp_path: Path) -> None:
    recorded(tmp_path, request())
    error = replay(tmp_path, request(["[s1] 改了。", *LINES[1:]], parameters={"seed": 1}))
    assert "message 2 (user), parameters" in str(error)
    assert "\n" not in str(error)
    assert "    +[s1] 改了。" in error.details.splitlines()
    assert error.details in error.__notes__


def test_where_no_recording_has_the_name_the_names_that_are_there_are_told(tmp_path: Path) -> None:
    asked = [Request(f"{letter}.txt: schools", (Message("user", letter),), Counted) for letter in "bcdefgh"]
    write_recordings(tmp_path / "r.jsonl", [(one, Answer("{}", "m")) for one in asked])
    error = replay(tmp_path, request())
    assert "b.txt: schools, c.txt: schools" in error.details
    assert error.details.endswith("and 2 more")
