"""Cues written from four reports, tried on the fifth.

Each file of left_out/ holds a set of cues (SECTION.FIELD to cue, avoid, within) whose author saw the catalogue's titles
and definitions, four of the five reports with their gold, and neither the report of the file's name nor the cues of
the project. The last row gives the project's own cues on the same reports, all five of which their author had seen.

    python tests/benchmarks/cues/run.py [--try FILE REPORT…]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llmextract.document import Document
from llmextract.gate.claims import signed
from llmextract.rules.match import CueMatches
from llmextract.schema import Cue, FieldSpec, Genre, load_genre

HERE = Path(__file__).parent
FIXTURES = HERE.parents[2] / "fixtures"
SETS = HERE / "left_out"


class WithCues(Genre):
    """A genre whose figures have other cues; figures that the set does not name have none."""

    cues: dict[str, Cue]

    @property
    def specs(self) -> dict[tuple[str, str], FieldSpec]:  # type: ignore[override]
        """The fields, with the cues of the set."""
        return {
            (section, field): replace(spec, cue=self.cues.get(f"{section}.{field}") if spec.measure else spec.cue)
            for (section, field), spec in load_genre(self.name).specs.items()
        }


def with_cues(genre: Genre, file: Path) -> Genre:
    """The genre with the cues of a file."""
    told = json.loads(file.read_text(encoding="utf-8"))
    other = WithCues(genre.name, genre.title, genre.sections, genre.folder, genre.prompts)
    cues = {
        key: Cue(tuple(cue["cue"]), tuple(cue.get("avoid", ())), cue.get("within"))
        for key, cue in told.items()
        if cue["cue"]
    }
    object.__setattr__(other, "cues", cues)
    return other


@dataclass
class Score:
    """How many figures gold states, how many the cues filled, how many of these are right."""

    stated: int = 0
    filled: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.stated + other.stated, self.filled + other.filled, self.right + other.right)


def compare(report: str, genre: Genre) -> Iterator[tuple[str, str | None, str | None]]:
    """(field, gold's value or None, the cues' value or None) for each figure that one of the two states."""
    document = Document.read(FIXTURES / "reports" / f"{report}.txt")
    gold = json.loads((FIXTURES / "gold" / f"{report}.json").read_text(encoding="utf-8"))
    values = {(f["section"], f["field"]): f["value"] for f in gold["fields"] if f["state"] == "stated"}
    matches = CueMatches(document, genre)
    for (section, field), spec in genre.specs.items():
        if not spec.measure or spec.measure == "year":
            continue
        best = matches.best(section, field)
        got = signed(document.mentions[best[0]], spec) if best else None
        told = values.get((section, field))
        if told is not None or got is not None:
            yield f"{section}.{field}", told, None if got is None else format(got, "f")


def score(report: str, genre: Genre) -> Score:
    """The score of a genre's cues on one report."""
    found = Score()
    for _, told, got in compare(report, genre):
        equal = told is not None and got is not None and Decimal(told) == Decimal(got)
        found += Score(told is not None, got is not None, equal)
    return found


def main() -> None:
    """Print the table, or with --try what a set of cues gets wrong on some reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", dest="trial", nargs="+", metavar=("FILE", "REPORT"))
    arguments = parser.parse_args()
    genre, console = load_genre(), Console()
    if arguments.trial:
        file, *reports = arguments.trial
        for report in reports:
            other = with_cues(genre, Path(file))
            console.print(report, score(report, other))
            for field, told, got in compare(report, other):
                if told is None or got is None or Decimal(told) != Decimal(got):
                    console.print(f"  {field}: gold {told}, cues {got}")
        return
    table = Table("report", "stated", "filled", "right", "recall", "precision", "recall of the project's own")
    total, own = Score(), Score()
    for file in sorted(SETS.glob("*.json")):
        here, ours = score(file.stem, with_cues(genre, file)), score(file.stem, genre)
        total, own = total + here, own + ours
        table.add_row(file.stem, *_cells(here), f"{ours.right / ours.stated:.1%}")
    table.add_row("all", *_cells(total), f"{own.right / own.stated:.1%}")
    console.print(table)


def _cells(found: Score) -> tuple[str, ...]:
    recall, precision = found.right / max(1, found.stated), found.right / max(1, found.filled)
    return str(found.stated), str(found.filled), str(found.right), f"{recall:.1%}", f"{precision:.1%}"


if __name__ == "__main__":
    main()
