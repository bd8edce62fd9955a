"""How a run asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from llmextract.asking.plan import MAX_FIELDS
from llmextract.asking.requests import DEFAULT_PARAMETERS
from llmextract.errors import Fault
from llmextract.models.base import Answer, Model, Request

__all__ = ["Exchange", "Options", "Unanswered"]

Exchange = tuple[Request, Answer]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why a request had no answer."""

    fault: Fault
    reason: str


@dataclass(frozen=True)
class Options:
    """How a run asks.

    Attributes:
        attempts: how often an answer that breaks the wire schema is asked again, with the reason.
        repairs: rounds in which fields that the checks reject, dispute or miss are asked again, at most.
        samples: answers to each question. The second is asked for everything, further ones only where they differ.
        second: further models; answer number k comes from model k, round and round.
        retry_failed: ask again where the stored answers ended in failure.
        max_fields: how many fields one request asks for, at most.
        parameters: sampling parameters that go with every request, as the service takes them.
        stored_only: nobody can be asked: repairs and names that were not asked then are left out.
        unanswered: the requests, by their keys, that a run had no answer to, which nobody is asked again.
        on_answer: called with every answer that arrives, stored ones included.

    """

    attempts: int = 2
    repairs: int = 1
    samples: int = 1
    second: tuple[Model, ...] = ()
    retry_failed: bool = False
    max_fields: int = MAX_FIELDS
    parameters: Mapping[str, Any] = field(default_factory=lambda: dict(DEFAULT_PARAMETERS))
    stored_only: bool = False
    unanswered: Mapping[str, Unanswered] = field(default_factory=dict)
    on_answer: Callable[[Exchange], None] | None = None

    @property
    def answers(self) -> int:
        """Answers to each question: one from each model at least."""
        return max(self.samples, 1 + len(self.second))

    def told(self) -> dict[str, Any]:
        """What of it decides the answers, as JSON: `Options(**told)` asks the same."""
        names = ("attempts", "repairs", "max_fields")
        return {name: getattr(self, name) for name in names} | {
            "samples": self.answers,
            "parameters": dict(self.parameters),
        }
