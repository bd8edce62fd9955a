"""What a run did, for the caller and for run.json."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llmextract.meter import Meter
from llmextract.models.base import Model
from llmextract.outcomes import DocumentState, Outcome
from llmextract.pipeline import Options
from llmextract.result import Counts, Result
from llmextract.runs import result_file
from llmextract.schema.genre import Genre

__all__ = ["Run", "run_json"]


@dataclass
class Run:
    """What a run did.

    Attributes:
        out: its folder.
        genre: the kind of report.
        outcomes: one a document, in the order of the input.
        answered, stored: how many answers came, and how many of them from the store.
        meter: attempts, tokens and money.
        seconds: wall time.

    """

    out: Path
    genre: Genre
    outcomes: list[Outcome] = field(default_factory=list)
    answered: int = 0
    stored: int = 0
    meter: Meter = field(default_factory=Meter)
    seconds: float = 0.0

    @property
    def counts(self) -> Counts:
        """How many values there are by verdict, and what is left over, in all documents."""
        return sum((outcome.counts for outcome in self.outcomes if outcome.counts), Counts())

    def results(self) -> Iterator[Result]:
        """The results, read one by one from their files, in the order of the input."""
        for outcome in self.outcomes:
            if outcome.counts is not None:
                yield Result.read(result_file(self.out, outcome.document), self.genre)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some documents (or fields) failed, 3 some wait (for relayed answers, or a larger budget)."""
        states = {outcome.state for outcome in self.outcomes}
        if self.meter.unusable or states & {DocumentState.FAILED, DocumentState.INCOMPLETE}:
            return 1
        return 3 if DocumentState.WAITING in states else 0


def run_json(done: Run, models: Sequence[Model], options: Options) -> str:
    """What run.json tells of a run."""
    genre, counts = done.genre, done.counts
    by_state = {
        state.value: [
            {"document": o.document, **({"reason": o.reason} if o.reason else {})}
            for o in done.outcomes
            if o.state is state
        ]
        for state in DocumentState
    }
    told: dict[str, Any] = {
        "model": ", ".join(model.name for model in models),
        "schema": genre.name if genre.built_in else str(genre.folder),
        "options": options.told(),
        "documents": {state: len(names) for state, names in by_state.items()},
        "unchanged": sum(outcome.unchanged for outcome in done.outcomes),
        **{state: by_state[state] for state in ("incomplete", "waiting", "failed")},
        "answers": {"all": done.answered, "stored": done.stored, "asked": done.answered - done.stored},
        **done.meter.told(),
        "verdicts": {"verified": counts.verified, "review": counts.review, "rejected": counts.rejected},
        "seconds": round(done.seconds, 3),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("llmextract", "pydantic", "openai", "instructor")},
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
