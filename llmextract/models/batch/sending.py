"""Sending what waits: each request once, whenever a kill comes between."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from llmextract.errors import ModelError
from llmextract.models.answers import AnswerFiles
from llmextract.models.batch.journal import BATCHES, Journal, SentPart
from llmextract.models.batch.parts import Part, cut
from llmextract.models.batch.remote import Endpoint, Remote, RemoteBatch
from llmextract.models.relay import NO_NAME, REQUESTS

__all__ = ["Submitted", "SubmittedBatch", "submit"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SubmittedBatch:
    """A batch at the service; `found` where an earlier `submit`, cut off before it could note so, had made it."""

    batch: str
    requests: int
    found: bool


@dataclass(frozen=True, slots=True)
class Submitted:
    """What `submit` did.

    Attributes:
        batches: the batches that are noted now and were not before.
        under_way: how many of the waiting requests are in batches sent before, whose answers were not fetched yet.
        answered: how many of them have an answer already.

    """

    batches: tuple[SubmittedBatch, ...]
    under_way: int
    answered: int


def submit(
    folder: str | Path,
    endpoint: Endpoint | None = None,
    *,
    model: str | None = None,
    each: Callable[[SubmittedBatch], None] | None = None,
) -> Submitted:
    """Send the requests of a relay folder that are neither answered nor in a batch whose answers are still to come.

    A part is noted before it is sent and marked with its SHA-256 at the service, so that a `submit` that is killed at
    any moment is followed by one that takes over what it did.

    Args:
        folder: the FOLDER of `relay:FOLDER`.
        endpoint: where to send them.
        model: who is to answer; else whom each request names.
        each: called with every batch as soon as it is noted.

    Raises:
        ModelError: there is nothing to send, a request is damaged, or another submit or fetch is at work here.
        ServiceError: the service refused, failed or could not be reached; what was sent before is noted.

    """
    folder = Path(folder)
    requests = folder / REQUESTS
    if not requests.exists() and not (folder / BATCHES).exists():
        raise ModelError(f"{requests}: there is no such file; run `llmextract run … --model relay:{folder}` first")
    with Remote(endpoint) as remote, Journal(folder) as journal:
        sending = _Sending(remote, journal, each or (lambda _: None))
        sending.take_over()
        if requests.exists():
            sending.send(requests, model)
        return Submitted(tuple(sending.batches), len(sending.under_way), len(sending.answered))


class _Sending:
    """One `submit`: what the service had before, and what is done."""

    def __init__(self, remote: Remote, journal: Journal, each: Callable[[SubmittedBatch], None]) -> None:
        self.remote, self.journal, self.each = remote, journal, each
        self.batches: list[SubmittedBatch] = []
        self.under_way: set[str] = set()
        self.answered: set[str] = set()
        self._there = remote.marked(journal.batches)

    def take_over(self) -> None:
        """Ask the service about parts that were planned, and not noted as submitted."""
        for part in [part for part in self.journal.parts if not part.batch]:
            if there := self._there.pop(part.sha256, None):
                self._note(part, there, found=True)
            else:
                self.journal.dropped(part)

    def send(self, requests: Path, model: str | None) -> None:
        """Send what is to be sent, part by part."""
        sent = {key for part in self.journal.parts if part.ended is None for key in part.keys}
        answers = AnswerFiles(requests.parent, NO_NAME)

        def wanted(key: str) -> bool:
            if key in answers:
                self.answered.add(key)
            elif key in sent:
                self.under_way.add(key)
            return key not in answers and key not in sent

        try:
            for part in cut(requests, wanted, model):
                self._send(part)
        finally:
            answers.close()

    def _send(self, part: Part) -> None:
        sha256 = part.sha256
        there = self._there.pop(sha256, None)  # noted in a journal that is lost
        planned = self.journal.planned(sha256, tuple(part.keys))
        if there:
            self._note(planned, there, found=True)
            return
        _log.info("part %s: %d requests, %d bytes", sha256[:12], len(part.keys), part.size)
        input_file = self.remote.upload(f"llmextract-{sha256[:12]}.jsonl", part.file)
        self._note(planned, self.remote.create(input_file, sha256, self.journal.batches), found=False)

    def _note(self, part: SentPart, batch: RemoteBatch, *, found: bool) -> None:
        self.journal.submitted(part, batch.id, batch.input_file, batch.created)
        self.batches.append(SubmittedBatch(batch.id, len(part.keys), found))
        self.each(self.batches[-1])
