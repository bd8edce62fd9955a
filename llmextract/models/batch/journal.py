"""What was sent to a batch service: batches.jsonl, one event a line, only ever added to.

::

    {"event": "planned", "part": SHA-256, "requests": 2, "at": TIME, "keys": [KEY, …]}     before it is sent
    {"event": "submitted", "part": SHA-256, "batch": ID, "input_file": ID, "requests": 2, "at": TIME}
    {"event": "dropped", "part": SHA-256, "at": TIME}                                      the service does not have it
    {"event": "fetched", "batch": ID, "state": "completed", "answered": 2, "errors": 0, "missing": 0, "at": TIME}

A part that was planned and not noted as submitted may be at the service or not: a kill came between. Only the service
can tell, and `submit` asks it before anything else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from llmextract.errors import ModelError
from llmextract.files import taken
from llmextract.models.jsontext import json_line, json_object

__all__ = ["BATCHES", "SUBMIT_AGAIN", "Ended", "Journal", "SentPart", "read_journal"]

BATCHES = "batches.jsonl"
SUBMIT_AGAIN = "submit again: that asks the service whether it has them"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a batch ended: its last state, and how many of its requests were answered, refused, or are missing."""

    state: str
    answered: int
    errors: int
    missing: int


@dataclass(slots=True)
class SentPart:
    """Some requests that were sent together, or were about to be.

    Attributes:
        sha256: over the bytes of the part; the service keeps it as the batch's metadata.
        keys: of its requests.
        since: when it was planned, then when the batch was made (ISO 8601, UTC).
        batch: the service's name for it; "" while it is not known whether the service has it.
        ended: how it ended, once its answers were fetched.

    """

    sha256: str
    keys: tuple[str, ...]
    since: str
    batch: str = ""
    ended: Ended | None = None


class Journal:
    """The journal of a folder, held by one process at a time; use it as a context.

    Raises:
        ModelError: there is no such folder, another process holds it, or it is damaged.

    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / BATCHES
        try:
            self._file = self.path.open("a+b")
        except OSError as error:
            raise ModelError(f"{self.path}: cannot be written ({error.strerror or error}); check the folder") from error
        try:
            if not taken(self._file):
                raise ModelError(f"{folder}: another `llmextract batch` is at work here; wait until it has ended")
            self._cut_what_a_kill_left()
            self.parts = read_journal(folder)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def batches(self) -> set[str]:
        """The names of all batches that are noted."""
        return {part.batch for part in self.parts if part.batch}

    def planned(self, sha256: str, keys: tuple[str, ...]) -> SentPart:
        """Note a part that is about to be sent."""
        self._note(event="planned", part=sha256, requests=len(keys), at=_time(), keys=list(keys))
        return self.parts[-1]

    def submitted(self, part: SentPart, batch: str, input_file: str, created: int | None) -> None:
        """Note that the service has made a batch of a part; `created` in Unix seconds, if it says when."""
        told = {"batch": batch, "input_file": input_file, "requests": len(part.keys)}
        self._note(event="submitted", part=part.sha256, **told, at=_time(created))

    def dropped(self, part: SentPart) -> None:
        """Note that a planned part never reached the service."""
        self._note(event="dropped", part=part.sha256, at=_time())

    def fetched(self, part: SentPart, ended: Ended) -> None:
        """Note that a batch has ended and its answers are stored."""
        told = {name: getattr(ended, name) for name in Ended.__slots__}
        self._note(event="fetched", batch=part.batch, **told, at=_time())

    def _note(self, **event: Any) -> None:
        """One event; when this returns, a kill does not lose it."""
        try:
            self._file.write(json_line(event).encode("utf-8") + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise ModelError(f"{self.path}: cannot be written ({error.strerror or error}); make room") from error
        _apply(self.parts, event)

    def _cut_what_a_kill_left(self) -> None:
        """Remove a last line without its end: what it would have told was not yet done, or is asked of the service."""
        self._file.seek(0)
        self._file.truncate(sum(len(line) for line in self._file if line.endswith(b"\n")))


def read_journal(folder: Path) -> list[SentPart]:
    """What was sent from a folder, in order; nothing where there is no journal.

    Raises:
        ModelError: there is no such folder, or a line is damaged (the message names file and line).

    """
    path = folder / BATCHES
    parts: list[SentPart] = []
    if not folder.is_dir():
        raise ModelError(f"{folder}: there is no such folder; give the FOLDER of --model relay:FOLDER")
    if not path.exists():
        return parts
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                break  # still being written, or left by a kill
            try:
                _apply(parts, json_object(line))
            except (ValueError, KeyError, TypeError, StopIteration) as error:
                told = str(error) if isinstance(error, ValueError) else "it does not fit those before it"
                raise ModelError(f"{path}:{number}: damaged line ({told}); restore the file") from None
    return parts


def _apply(parts: list[SentPart], event: dict[str, Any]) -> None:
    match event["event"]:
        case "planned":
            parts.append(SentPart(event["part"], tuple(event["keys"]), event["at"]))
        case "submitted":
            part = _unconfirmed(parts, event["part"])
            part.batch, part.since = event["batch"], event["at"]
        case "dropped":
            parts.remove(_unconfirmed(parts, event["part"]))
        case "fetched":
            part = next(part for part in parts if part.batch == event["batch"])
            part.ended = Ended(event["state"], event["answered"], event["errors"], event["missing"])
        case _:
            raise KeyError("event")


def _unconfirmed(parts: list[SentPart], sha256: str) -> SentPart:
    return next(part for part in parts if part.sha256 == sha256 and not part.batch)


def _time(seconds: int | None = None) -> str:
    moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
