"""Many small documents from a warm store: one step of the measurement, in a process of its own.

    python stored.py fill TEXTS CACHE OUT    answers every request of the texts by a model that says what the rules say
    python stored.py run TEXTS CACHE OUT     extracts them; whatever the store lacks is an error

It prints one line of JSON: documents, seconds of wall and of CPU, and the megabytes in memory after so many documents.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).absolute().parents[2]))  # the folder that holds `benchmarks`

from llmextract import Outcome, Progress, load_genre, run
from llmextract.errors import ServiceError
from llmextract.inputs import find_reports
from llmextract.models import Answer, AnswerCache, CachedModel, Entry, Request
from llmextract.models.rules import RulesModel
from llmextract.pipeline import extract_document

__all__ = ["memory"]

_SCOPE = "http://127.0.0.1/v1 m-1"
_MARKS = (500, 1_000, 5_000, 10_000)  # documents after which memory is looked at


class Renamed(RulesModel):
    """What the rules say, under a model's name."""

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """Answer from the request's context."""
        return Answer((await super().answer(request, fresh=fresh)).content, "m-1")


class Nobody:
    """A model that is never to be asked; as many documents are in work as with a service."""

    name = "openai:m-1"
    concurrency = 8

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """Fail."""
        raise ServiceError(f"{request.name}: is not stored")

    async def close(self) -> None:
        """Nothing to give back."""


class Marks(Progress):
    """Notes the memory in use after so many documents."""

    def __init__(self) -> None:
        self.done = 0
        self.states: dict[str, int] = {}
        self.memory: dict[int, float] = {}

    def finished(self, outcome: Outcome) -> None:
        """Count a document."""
        self.done += 1
        self.states[outcome.state] = self.states.get(outcome.state, 0) + 1
        if self.done in _MARKS:
            self.memory[self.done] = memory()[0]


def memory() -> tuple[float, float]:
    """Megabytes in memory now and at most so far; 0 where the system does not say (it is read from /proc)."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0, 0.0
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    now, most = (int(told[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return now, most


def fill(texts: Path, cache: Path) -> None:
    """Store the answers to every request of the texts."""
    genre, model = load_genre(), Renamed()

    def entries() -> Iterator[Entry]:
        for source in find_reports([texts]):
            extraction = asyncio.run(extract_document(source.open(), genre, model))
            for request, answer in extraction.exchanges:
                yield Entry.of(_SCOPE, request.key, request.name, answer)

    stored = AnswerCache(cache)
    stored.add(entries())
    stored.close()


def measured(texts: Path, cache: Path, out: Path) -> dict[str, Any]:
    """Extract the texts from what is stored."""
    marks, model = Marks(), CachedModel(Nobody(), AnswerCache(cache), _SCOPE)
    genre = load_genre()
    wall, cpu = time.monotonic(), time.process_time()
    run([texts], out, model, genre, progress=marks)
    return {
        "documents": marks.done,
        "states": marks.states,
        "wall": time.monotonic() - wall,
        "cpu": time.process_time() - cpu,
        "memory": marks.memory,
        "most": memory()[1],
    }


def main() -> None:
    """One step."""
    step, texts, cache, out = sys.argv[1], *map(Path, sys.argv[2:5])
    if step == "fill":
        fill(texts, cache)
    else:
        print(json.dumps(measured(texts, cache, out)))


if __name__ == "__main__":
    main()
