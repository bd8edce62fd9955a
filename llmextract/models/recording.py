"""Recordings: a request and the answer that a model gave, one JSON line that people can read and diff.

::

    {"key": …, "name": …, "schema": …, "schema_sha256": …, "parameters": {…}, "sample": 0,
     "messages": [{"role": …, "content": …}, …], "answer": …, "model": …, "finish": "stop"[, "usage": {…}]}

A recording is found by its key alone; its name, and the file in which it lies, are for people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.errors import ModelError
from llmextract.models.base import Answer, Message, Request, Usage, canonical
from llmextract.models.jsontext import file_lines, json_line, json_object

__all__ = ["Recording", "json_lines", "read_recordings", "to_line"]

_SAME = ("key", "name", "schema_sha256", "parameters", "sample", "model", "finish")  # called alike in file and class
_TYPES: dict[str, type] = {
    "key": str,
    "name": str,
    "schema": str,
    "schema_sha256": str,
    "parameters": dict,
    "sample": int,
    "messages": list,
    "answer": str,
    "model": str,
    "finish": str,
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded exchange; `content` stands under "answer" and `schema_name` under "schema" in the file."""

    key: str
    name: str
    schema_name: str
    schema_sha256: str
    parameters: Mapping[str, Any]
    sample: int
    messages: tuple[Message, ...]
    content: str
    model: str
    finish: str
    usage: Usage

    def answer(self) -> Answer:
        """The answer as the model gave it, marked as cached: nothing is asked for it."""
        return Answer(self.content, self.model, self.finish, self.usage, cached=True)

    def agrees(self, other: Recording) -> bool:
        """Whether both hold one answer; names and token counts may differ."""
        return (self.content, self.model, self.finish) == (other.content, other.model, other.finish)


def to_line(request: Request, answer: Answer) -> str:
    """The recording of an exchange as one line of UTF-8 text, without its newline."""
    schema_sha256 = hashlib.sha256(canonical(request.schema).encode("utf-8", "surrogatepass")).hexdigest()
    usage = {"prompt": answer.usage.prompt, "completion": answer.usage.completion}
    line: dict[str, Any] = {
        "key": request.key,
        "name": request.name,
        "schema": request.schema_name,
        "schema_sha256": schema_sha256,
        "parameters": dict(request.parameters),
        "sample": request.sample,
        "messages": [message.as_dict() for message in request.messages],
        "answer": answer.content,
        "model": answer.model,
        "finish": answer.finish,
    }
    if any(count is not None for count in usage.values()):
        line["usage"] = usage
    return json_line(line)


def read_recordings(folder: Path) -> dict[str, Recording]:
    """Every recording of the *.jsonl files in a folder and below it, by key.

    Raises:
        ModelError: there is no such folder, a line is damaged (the message names file and line), or two lines hold
            different answers to one request (the message names both).

    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such folder of recordings; check the path after replay:")
    found: dict[str, tuple[str, Recording]] = {}
    for path in sorted(folder.rglob("*.jsonl")):
        for where, line in json_lines(path):
            recording = _recording(where, line)
            earlier, kept = found.setdefault(recording.key, (where, recording))
            if not kept.agrees(recording):
                raise ModelError(
                    f"{earlier} and {where} hold different answers to one request ({recording.name}, "
                    f"key {recording.key[:12]}); delete one of them"
                )
    return {key: recording for key, (_, recording) in found.items()}


def _recording(where: str, line: dict[str, Any]) -> Recording:
    wrong = [f"{name} is no {kind.__name__}" for name, kind in _TYPES.items() if type(line.get(name)) is not kind]
    try:
        if wrong:
            raise TypeError(wrong[0])
        return Recording(
            **{name: line[name] for name in _SAME},
            schema_name=line["schema"],
            messages=tuple(Message(**message) for message in line["messages"]),
            content=line["answer"],
            usage=Usage(**line.get("usage", {})),
        )
    except TypeError as error:
        raise ModelError(f"{where}: not a recording ({error}); restore the line or delete it") from None


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its place as "path:line"; blank lines are passed over.

    One line is in memory at a time.

    Raises:
        ModelError: the file cannot be read, or a line is not UTF-8 or not a JSON object; the message names both.

    """
    try:
        with path.open("rb") as file:
            for number, _, line in file_lines(file):
                try:
                    yield f"{path}:{number}", json_object(line)
                except ValueError as error:
                    raise ModelError(f"{path}:{number}: damaged line ({error}); restore it or delete it") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from error
