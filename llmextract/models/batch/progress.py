"""How far batches are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llmextract.models.batch.journal import SUBMIT_AGAIN, SentPart, read_journal
from llmextract.models.batch.remote import ENDED, Endpoint, Gone, Remote

__all__ = ["BatchStatus", "status"]


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """How far one batch is.

    Attributes:
        batch: the service's name for it; "" while it is not known whether the service has it (`submit` asks).
        state: as the service calls it (validating, in_progress, completed …); unknown where it does not know the batch.
        completed: requests that were answered.
        failed: requests that were refused.
        total: requests in it.
        since: when it was made (ISO 8601, UTC).
        ended: nothing more will come of it.
        fetched: its answers were fetched; what is told is what was found then.
        message: what the service says of it, where something is wrong.

    """

    batch: str
    state: str
    completed: int
    failed: int
    total: int
    since: str
    ended: bool
    fetched: bool
    message: str = ""


def status(folder: str | Path, endpoint: Endpoint | None = None) -> tuple[BatchStatus, ...]:
    """Every batch that was sent from a relay folder, in order; the service is asked about those not fetched yet.

    Raises:
        ModelError: there is no such folder, or its batches.jsonl is damaged.
        ServiceError: the service refused, failed or could not be reached.

    """
    parts = read_journal(Path(folder))
    if all(part.ended or not part.batch for part in parts):
        return tuple(_noted(part) for part in parts)
    with Remote(endpoint) as remote:
        return tuple(_asked(part, remote) if part.batch and not part.ended else _noted(part) for part in parts)


def _noted(part: SentPart) -> BatchStatus:
    if part.ended is None:
        told = f"cut off while it was sent; {SUBMIT_AGAIN}"
        return BatchStatus("", "unknown", 0, 0, len(part.keys), part.since, ended=False, fetched=False, message=told)
    ended = part.ended
    total = len(part.keys)
    return BatchStatus(
        part.batch, ended.state, ended.answered, ended.errors, total, part.since, ended=True, fetched=True
    )


def _asked(part: SentPart, remote: Remote) -> BatchStatus:
    total = len(part.keys)
    try:
        batch = remote.retrieve(part.batch)
    except Gone as error:
        told = str(error)
        return BatchStatus(part.batch, "unknown", 0, 0, total, part.since, ended=False, fetched=False, message=told)
    return BatchStatus(
        batch=batch.id,
        state=batch.state,
        completed=batch.completed,
        failed=batch.failed,
        total=total,
        since=part.since,
        ended=batch.state in ENDED,
        fetched=False,
        message=batch.message,
    )
