"""How the gate treats a weak model: the recorded answers of a small local one, through the real engine.

    python tests/benchmarks/weak/run.py [RECORDINGS]

`fixtures/weak` holds what Gemma 3 270M answered to the requests of the five reports, one section a request. A value is
right if gold states the field with this value at one of the places claimed. Printed: how many values are right and wrong
by verdict, and which share of the wrong ones the gate stops.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llmextract import Document, Options, load_genre
from llmextract.models import Answer, Recording, Request, read_recordings
from llmextract.pipeline import extract_document
from llmextract.result import Result
from llmextract.schema import Figure, Other, State

FIXTURES = Path(__file__).parents[3] / "fixtures"
# One section a request, as it was asked; nothing more can be asked of it.
OPTIONS = Options(max_fields=1, attempts=0, repairs=0)
VERDICTS = ("verified", "review", "rejected")


class AsRecorded:
    """Gives the last answer that was recorded to a request of the same name, whatever the prompts were then.

    The ids of mentions and sentences depend on the text alone, so that the answers still point where they did.
    """

    name = "as recorded"

    def __init__(self, folder: Path) -> None:
        self._last: dict[str, Recording] = {}
        for one in sorted(read_recordings(folder).values(), key=lambda one: len(one.messages)):
            self._last[one.name] = one

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        del fresh
        found = self._last.get(request.name)
        # A cut-off answer is a broken one here: nobody can be asked in parts.
        return Answer(found.content if found else "", found.model if found else "nobody")

    async def close(self) -> None:
        pass


def judged(result: Result, gold: dict[tuple[str, str], dict]) -> Counter[tuple[bool, str]]:
    """(right, verdict) of every figure that the model gave to a field."""
    found: Counter[tuple[bool, str]] = Counter()
    for section, field, leaf in result.leaves():
        if isinstance(leaf, Figure) and not isinstance(leaf, Other) and leaf.state in (State.STATED, State.ZERO):
            truth = gold.get((section, field))
            found[_right(leaf, truth), str(leaf.verdict)] += 1
    return found


def _right(leaf: Figure, truth: dict | None) -> bool:
    if truth is None or truth["state"] not in ("stated", "zero") or leaf.value is None:
        return False
    there = any(p["start"] < own.end and own.start < p["end"] for own in leaf.places for p in truth["places"])
    return there and Decimal(truth["value"]) == leaf.value


async def score(recordings: Path) -> tuple[Counter[tuple[bool, str]], Counter[str], int]:
    """The judged values, the states of sections, and how many figures gold states."""
    genre, model = load_genre(), AsRecorded(recordings)
    values: Counter[tuple[bool, str]] = Counter()
    sections: Counter[str] = Counter()
    stated = 0
    for path in sorted((FIXTURES / "reports").glob("*.txt")):
        told = json.loads((FIXTURES / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))["fields"]
        gold = {(f["section"], f["field"]): f for f in told}
        result = (await extract_document(Document.read(path, path.name), genre, model, OPTIONS)).result
        values += judged(result, gold)
        sections.update(str(status.state) for status in result.sections.values())
        stated += sum(
            f["state"] == "stated" and genre.specs[f["section"], f["field"]].measure is not None for f in told
        )
    return values, sections, stated


def main() -> None:
    """Print the tables."""
    recordings = Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES / "weak"
    values, sections, stated = asyncio.run(score(recordings))
    table = Table("the model's figures", *VERDICTS, "all")
    for right, name in ((True, "right"), (False, "wrong")):
        row = [values[right, verdict] for verdict in VERDICTS]
        table.add_row(name, *map(str, row), str(sum(row)))
    console = Console()
    console.print(table)
    wrong = sum(count for (right, _), count in values.items() if not right)
    stopped = wrong - values[False, "verified"]
    console.print(f"gold states {stated} figures; sections: {dict(sections)}")
    console.print(f"wrong answers stopped: {stopped} of {wrong} ({stopped / max(1, wrong):.1%})")


if __name__ == "__main__":
    main()
