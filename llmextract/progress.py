"""What a run tells while it works: derive from `Progress` and override what you want to hear."""

from __future__ import annotations

from collections.abc import Sequence

from llmextract.models.base import Attempt, Request
from llmextract.outcomes import Outcome
from llmextract.pipeline import Exchange

__all__ = ["Progress"]


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
