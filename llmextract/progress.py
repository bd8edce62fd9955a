"""What a run tells while it works: derive from `Progress` and override what you want to hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from llmextract.models.base import Attempt, Request
from llmextract.pipeline import Exchange
from llmextract.result import Counts

__all__ = ["DocumentState", "Outcome", "Progress"]


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


class Progress:
    """Hooks of a run, called from its event loop; every method may be left as it is. The command line draws by them."""

    def started(self, documents: Sequence[str]) -> None:
        """The documents that will be worked on."""

    def answered(self, exchange: Exchange) -> None:
        """An answer arrived, from a model or from the store."""

    def attempted(self, request: Request, attempt: Attempt) -> None:
        """A service was asked; `attempt.fault` says what went wrong, if something did."""

    def paused(self, seconds: float, reason: str) -> None:
        """Requests are held back for so long."""

    def finished(self, outcome: Outcome) -> None:
        """A document came to its end."""
