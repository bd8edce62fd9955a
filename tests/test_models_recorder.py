"""The recorder: what is recorded is replayed, what is missing is asked and recorded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from llmextract import ModelError
from llmextract.models import Answer, Message, RecorderModel, ReplayModel, Request, read_recordings


class Total(BaseModel):
    """合计"""

    total: str


class Scripted:
    """Gives its answers in turn, the exceptions among them raised, and counts how often it was closed."""

    name = "scripted"

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.closed = 0

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        answer = self.answers.pop(0)
        await asyncio.sleep(0)
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, "scripted")

    async def close(self) -> None:
        self.closed += 1


def asked(text: str) -> Request:
    return Request(f"{text}: total", (Message("user", text),), Total)


def recorder(folder: Path, model: Scripted, secret: str = "") -> RecorderModel:
    return RecorderModel(ReplayModel(folder), model, folder / "r.jsonl", secret)


async def ask_all(model: RecorderModel, *texts: str) -> list[Any]:
    return await asyncio.gather(*(model.answer(asked(text)) for text in texts), return_exceptions=True)


def test_what_was_answered_before_a_fault_is_recorded(tmp_path: Path) -> None:
    model = Scripted("1", ModelError("down"), "3")
    found = asyncio.run(ask_all(recorder(tmp_path, model), "a", "b", "c"))
    assert isinstance(found[1], ModelError)
    assert {one.content for one in read_recordings(tmp_path).values()} == {"1", "3"}
    assert model.closed == 1


def test_what_was_recorded_is_found_by_every_recorder_of_the_folder(tmp_path: Path) -> None:
    shared = ReplayModel(tmp_path)
    one, two = (RecorderModel(shared, Scripted(name), tmp_path / f"{name}.jsonl") for name in "xy")
    asyncio.run(ask_all(two, "b"))
    (found,) = asyncio.run(ask_all(one, "a"))
    assert (found.content, found.cached) == ("x", False)
    (again,) = asyncio.run(ask_all(two, "a"))
    assert (again.content, again.cached) == ("x", True)
    assert (one.recorded, two.recorded) == (["a: total"], ["b: total"])


def test_an_answer_that_cannot_be_written_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").mkdir()
    (error,) = asyncio.run(
        ask_all(RecorderModel(ReplayModel(tmp_path / "no"), Scripted("1"), tmp_path / "r.jsonl"), "a")
    )
    assert isinstance(error, ModelError)
    assert "r.jsonl" in str(error)


def test_a_key_that_is_a_mere_word_is_no_secret(tmp_path: Path) -> None:
    model = recorder(tmp_path, Scripted("none of it"), "none")
    (found,) = asyncio.run(ask_all(model, "a"))
    assert (found.content, model.hidden) == ("none of it", [])
