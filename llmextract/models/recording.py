"""Recordings: a request and the answer that a model gave, one JSON line that people can read and diff.

::

    {"key": …, "name": …, "schema": …, "schema_sha256": …, "parameters": {…}, "sample": 0,
     "messages": [{"role": …, "content": …}, …], "answer": …, "model": …, "finish": "stop"[, "usage": {…}]}

A recording is found by its key alone; its name, and the file in which it lies, are for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.errors import ModelError
from llmextract.files import write_atomic
from llmextract.models.base import Answer, Message, Request, Usage
from llmextract.models.jsontext import file_lines, json_line, json_object

__all__ = [
    "Recording",
    "json_lines",
    "located_recordings",
    "numbered_lines",
    "parse_line",
    "parse_recording",
    "read_recordings",
    "to_line",
    "without_secret",
    "write_recordings",
]

HIDDEN = "***"  # what stands in a recording where a secret stood

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


def without_secret(value: Any, secret: str) -> Any:
    """A JSON value in whose texts *** stands for a secret; "" is none."""
    if not secret:
        return value
    if isinstance(value, str):
        return value.replace(secret, HIDDEN)
    if isinstance(value, list):
        return [without_secret(item, secret) for item in value]
    if isinstance(value, dict):
        return {name: without_secret(item, secret) for name, item in value.items()}
    return value


def to_line(request: Request, answer: Answer, secret: str = "") -> str:
    """The recording of an exchange as one line of UTF-8 text, without its newline.

    A secret is replaced by *** wherever it occurs; the key stays that of the request, so that it is found all the same.
    """
    usage = {"prompt": answer.usage.prompt, "completion": answer.usage.completion}
    if answer.usage.cached_prompt is not None:
        usage["cached_prompt"] = answer.usage.cached_prompt
    line: dict[str, Any] = {
        "key": request.key,
        "name": request.name,
        "schema": request.schema_name,
        "schema_sha256": request.schema_sha256,
        "parameters": dict(request.parameters),
        "sample": request.sample,
        "messages": [message.as_dict() for message in request.messages],
        "answer": answer.content,
        "model": answer.model,
        "finish": answer.finish,
    }
    if any(count is not None for count in usage.values()):
        line["usage"] = usage
    return json_line(without_secret(line, secret) | {name: line[name] for name in ("key", "schema_sha256")})


def write_recordings(
    path: Path, exchanges: Iterable[tuple[Request, Answer]], *, add: bool = False, secret: str = ""
) -> None:
    """Write exchanges as recordings, one line each, sorted by key; the file is written whole or not at all.

    Args:
        path: the file; its folder is made where it is missing.
        exchanges: what was asked, and what was answered.
        add: keep the lines that the file holds already.
        secret: what must not be written; *** stands for it.

    Raises:
        OSError: the file cannot be written.

    """
    lines = {to_line(request, answer, secret) for request, answer in exchanges}
    if add and path.exists():
        held = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        lines |= {line.rstrip("\r") for line in held.split("\n") if line.strip()}
    write_atomic(path, "".join(f"{line}\n" for line in sorted(lines)))


def located_recordings(folder: Path) -> Iterator[tuple[str, Recording]]:
    """Every recording of a file, or of the *.jsonl files in a folder and below it, each with its place "path:line".

    Raises:
        ModelError: there is no such folder, or a line is damaged; the message names file and line.

    """
    if not folder.exists():
        raise ModelError(f"{folder}: no such folder of recordings; check the path")
    for path in sorted(folder.rglob("*.jsonl")) if folder.is_dir() else (folder,):
        for where, line in json_lines(path):
            yield where, parse_recording(where, line)


def read_recordings(folder: Path) -> dict[str, Recording]:
    """The recordings of a folder and below it, by key.

    Raises:
        ModelError: there is no such folder, a line is damaged (the message names file and line), or two lines hold
            different answers to one request (the message names both).

    """
    found: dict[str, tuple[str, Recording]] = {}
    for where, recording in located_recordings(folder):
        earlier, kept = found.setdefault(recording.key, (where, recording))
        if not kept.agrees(recording):
            raise ModelError(
                f"{earlier} and {where} hold different answers to one request ({recording.name}, "
                f"key {recording.key[:12]}); delete one of them"
            )
    return {key: recording for key, (_, recording) in found.items()}


def parse_recording(where: str, line: dict[str, Any]) -> Recording:
    """The recording in the object of a line.

    Raises:
        ModelError: a part is missing or of a wrong type; the message names the place.

    """
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
    for where, line in numbered_lines(path):
        yield where, parse_line(where, line)


def numbered_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that are not blank, each with its place as "path:line"; one is in memory at a time.

    Raises:
        ModelError: the file cannot be read.

    """
    try:
        with path.open("rb") as file:
            for number, _, line in file_lines(file):
                yield f"{path}:{number}", line
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from error


def parse_line(where: str, line: bytes) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        ModelError: it is not UTF-8 or not a JSON object; the message names the place.

    """
    try:
        return json_object(line)
    except ValueError as error:
        raise ModelError(f"{where}: damaged line ({error}); restore it or delete it") from None
