"""The answers of batches that have ended."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from llmextract.models.answers import ANSWERS
from llmextract.models.batch.journal import SUBMIT_AGAIN, Ended, Journal, SentPart, read_journal
from llmextract.models.batch.merging import keys_in, merge
from llmextract.models.batch.remote import ENDED, Endpoint, Gone, Remote, RemoteBatch

__all__ = ["Fetched", "FetchedBatch", "fetch"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch whose answers were fetched: how many of its requests were answered, refused, or are missing."""

    batch: str
    state: str
    answered: int
    errors: int
    missing: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What `fetch` did: the batches whose answers it fetched, how many are under way, and what cannot be had."""

    batches: tuple[FetchedBatch, ...]
    running: int
    problems: tuple[str, ...]


def fetch(
    folder: str | Path,
    endpoint: Endpoint | None = None,
    *,
    each: Callable[[FetchedBatch], None] | None = None,
) -> Fetched:
    """Put the answers of all batches that have ended into answers.jsonl, beside what is there.

    Lines that are there stay as they are, and none is added twice. What an ended batch has not answered can be
    submitted again.

    Args:
        folder: the FOLDER of `relay:FOLDER`.
        endpoint: where the batches are.
        each: called with every batch as soon as its answers are stored.

    Raises:
        ModelError: there is no such folder, it cannot be written, or another submit or fetch is at work there.
        ServiceError: the service refused, failed or could not be reached; what was fetched before is stored.

    """
    folder = Path(folder)
    if not read_journal(folder):
        return Fetched((), 0, ())
    with Remote(endpoint) as remote, Journal(folder) as journal:
        fetching = _Fetching(folder, remote, journal, each or (lambda _: None))
        for part in [part for part in journal.parts if not part.ended]:
            fetching.fetch(part)
    return Fetched(tuple(fetching.batches), fetching.running, tuple(fetching.problems))


class _Fetching:
    """One `fetch`, and what came of it."""

    def __init__(self, folder: Path, remote: Remote, journal: Journal, each: Callable[[FetchedBatch], None]) -> None:
        self.folder, self.remote, self.journal, self.each = folder, remote, journal, each
        self.batches: list[FetchedBatch] = []
        self.problems: list[str] = []
        self.running = 0

    def fetch(self, part: SentPart) -> None:
        """Fetch the answers to one part, if its batch has ended."""
        if not part.batch:
            self.problems.append(f"{len(part.keys)} requests were cut off while they were sent; {SUBMIT_AGAIN}")
            return
        try:
            batch = self.remote.retrieve(part.batch)
        except Gone as error:
            told = f"; if it is gone for good, delete its lines from {self.journal.path} and submit again"
            self.problems.append(f"{error}{told}")
            return
        if batch.state not in ENDED:
            self.running += 1
        elif batch.completed and not batch.files:
            told = f"batch {batch.id} has ended with {batch.completed} answers and names no file of them"
            self.problems.append(f"{told}; fetch again later")
        else:
            self._store(part, batch)

    def _store(self, part: SentPart, batch: RemoteBatch) -> None:
        """Add what an ended batch left to the answers, and only then note that it is there."""
        ended = _stored(self.folder, part, batch, self.remote)
        self.journal.fetched(part, ended)
        told = FetchedBatch(batch.id, ended.state, ended.answered, ended.errors, ended.missing, batch.message)
        self.batches.append(told)
        self.each(told)


def _stored(folder: Path, part: SentPart, batch: RemoteBatch, remote: Remote) -> Ended:
    """Download what an ended batch left and add it to the answers; says what it holds."""
    with ExitStack() as stack:
        files = []
        for name in batch.files:
            file = stack.enter_context(tempfile.TemporaryFile(dir=folder))
            try:
                remote.download(name, file)
            except Gone as error:  # services keep files for some weeks
                _log.warning("%s", error)
                continue
            files.append(file)
        answered, refused = keys_in(files, batch.id)
        merge(folder / ANSWERS, files)
    keys = set(part.keys)
    answered &= keys
    refused = (refused & keys) - answered
    return Ended(batch.state, len(answered), len(refused), len(keys) - len(answered) - len(refused))
