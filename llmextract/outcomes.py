"""How documents end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from llmextract.result import Counts

__all__ = ["DocumentState", "Outcome"]


class DocumentState(StrEnum):
    """What became of a document."""

    DONE = "done"
    INCOMPLETE = "incomplete"  # a result was written, but some of its fields failed
    WAITING = "waiting"  # relayed requests wait for their answers, or the run was stopped before it
    FAILED = "failed"  # no result


@dataclass(frozen=True)
class Outcome:
    """One document's end.

    Attributes:
        document: its name.
        state, reason: what became of it, and why.
        counts: how many values and findings its result has; None without a result.
        unchanged: nothing was done: the result of an earlier run stands.

    """

    document: str
    state: DocumentState
    reason: str = ""
    counts: Counts | None = None
    unchanged: bool = False
