"""The answers of a relay folder: every `answers*.jsonl` in it, in the form that OpenAI's batch interface returns.

Nothing that was paid for is lost to a slip: a damaged line is passed over with a warning, and of two different answers
to one request the first stays, so that files may be put there again without changing a result. An answer that a person
asked to have replaced (`--retry-failed`) is noted in `retried.jsonl` and passed over from then on.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from llmextract.errors import ModelError
from llmextract.files import write_atomic
from llmextract.models.base import Answer, canonical
from llmextract.models.completion import completion_answer
from llmextract.models.jsontext import file_lines, json_line, json_object
from llmextract.models.recording import json_lines

__all__ = ["ANSWERS", "AnswerFiles", "batch_answer"]

ANSWERS = "answers.jsonl"
_RETRIED = "retried.jsonl"
_MOST_WARNINGS = 20  # of one file; the rest is counted

_log = logging.getLogger(__name__)


class _Place(NamedTuple):
    """Where an answer stands: the number of its file, offset and length in bytes, its line, and what tells it apart."""

    file: int
    offset: int
    length: int
    line: int
    digest: bytes


class AnswerFiles:
    """The answers in a folder by key; only where they stand is held in memory.

    Args:
        folder: where the files lie; one that does not exist holds no answers.
        model: who is taken to answer where an answer does not say.

    Attributes:
        damaged: how many lines could not be read.

    Raises:
        ModelError: a file cannot be read at all.

    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.damaged = 0
        self._model = model
        self._files: list[tuple[Path, BinaryIO]] = []
        self._places: dict[str, _Place] = {}
        self._errors: dict[str, str] = {}
        self._differing: list[tuple[str, str, str]] = []
        try:
            self._retried = _retried(folder / _RETRIED)
            for path in sorted(folder.glob("answers*.jsonl"), key=lambda path: (path.name != ANSWERS, path.name)):
                self._read(path)
        except OSError as error:
            self.close()
            raise ModelError(f"{error.filename or folder}: cannot be read ({error.strerror or error})") from error
        self._warn_of_differing()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        """How many requests have an answer."""
        return len(self._places)

    def get(self, key: str) -> Answer | str | None:
        """The answer to a request; where there are only errors, what the last one said; None where there is nothing."""
        if key not in self._places:
            return self._errors.get(key)
        return batch_answer(json_object(self._line(key)), self._model)

    def pass_over(self, keys: set[str]) -> None:
        """Note that the answers to these requests are to be replaced: they are passed over from the next reading on.

        Raises:
            OSError: it cannot be noted.

        """
        path = self.folder / _RETRIED
        noted = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = [json_line({"custom_id": key, "answer": _sha256(self._line(key))}) for key in sorted(keys)]
        write_atomic(path, noted + "".join(f"{line}\n" for line in lines))

    def close(self) -> None:
        """Give back the files."""
        for _, file in self._files:
            file.close()

    def _read(self, path: Path) -> None:
        file = path.open("rb")  # held open: an answer stays where it was found, though the file be replaced
        self._files.append((path, file))
        damaged = 0
        for number, offset, line in file_lines(file):
            try:
                self._take(number, offset, line)
            except ValueError as error:
                damaged += 1
                if damaged <= _MOST_WARNINGS:
                    told = "%s:%d: damaged line (%s), passed over; put it there again whole, or delete it"
                    _log.warning(told, path, number, error)
        if damaged > _MOST_WARNINGS:
            _log.warning("%s: %d further damaged lines, passed over", path, damaged - _MOST_WARNINGS)
        self.damaged += damaged

    def _take(self, number: int, offset: int, line: bytes) -> None:
        fields = json_object(line)
        key = fields.get("custom_id")
        if not isinstance(key, str):
            raise ValueError("no custom_id")
        found = batch_answer(fields, self._model)
        if isinstance(found, str):
            self._errors[key] = found
        elif key not in self._retried or _sha256(line) not in self._retried[key]:
            told = canonical([found.content, found.model, found.finish]).encode("utf-8", "surrogatepass")
            digest = hashlib.blake2b(told, digest_size=16).digest()
            place = _Place(len(self._files) - 1, offset, len(line), number, digest)
            kept = self._places.setdefault(key, place)
            if kept.digest != place.digest:
                self._differing.append((key, self._where(kept), self._where(place)))

    def _warn_of_differing(self) -> None:
        if self._differing:
            key, kept, other = self._differing[0]
            many = len({key for key, _, _ in self._differing})
            told = "%s: %d requests have different answers (%s in %s and %s); the first stays: delete the unwanted"
            _log.warning(told, self.folder, many, key[:12], kept, other)

    def _line(self, key: str) -> bytes:
        place = self._places[key]
        file = self._files[place.file][1]
        file.seek(place.offset)
        return file.read(place.length)

    def _where(self, place: _Place) -> str:
        return f"{self._files[place.file][0].name}:{place.line}"


def batch_answer(line: Mapping[str, Any], model: str) -> Answer | str:
    """The answer in a line of an output or error file; where it holds none, what it says instead.

    Args:
        line: as OpenAI's batch interface gives it.
        model: who is taken to answer where the line does not say.

    """
    response = line.get("response")
    if line.get("error") or not isinstance(response, dict):
        return _said(line.get("error")) or "no response"
    body = response.get("body")
    if response.get("status_code") != 200 or not isinstance(body, dict):
        said = _said(body.get("error")) if isinstance(body, dict) else ""
        return f"status {response.get('status_code')} {said}".rstrip()
    try:
        answer = completion_answer(body, model)
    except (AttributeError, TypeError):  # an object is expected where something else stands
        return "no completion in it"
    if answer is None or not isinstance(answer.model, str):
        return "no choice in it"
    return replace(answer, cached=True)


def _retried(path: Path) -> dict[str, set[str]]:
    """The digests of the lines that are passed over, by key."""
    found: dict[str, set[str]] = {}
    if path.exists():
        for _, fields in json_lines(path):
            found.setdefault(str(fields.get("custom_id")), set()).add(str(fields.get("answer")))
    return found


def _sha256(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _said(error: Any) -> str:
    text = error.get("message") or error.get("code") if isinstance(error, dict) else error
    return " ".join(str(text or "").split())[:200]
