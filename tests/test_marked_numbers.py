"""The reader against numbers marked by reading the texts alone (see fixtures/mentions/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmextract import Mention, scan

FIXTURES = Path(__file__).parent.parent / "fixtures"
STEMS = {folder: sorted(p.stem for p in (FIXTURES / folder).glob("*.txt")) for folder in ("reports", "written")}
DATA = ("quantity", "rate", "points")
AGREED = ("fraction", "table", "before 大", "article")  # notes that name a rule; with any other the marker hesitated


@dataclass(frozen=True)
class Marked:
    """A mark with the mention read there, if any."""

    mark: dict[str, Any]
    read: tuple[Mention, ...]

    @property
    def best(self) -> Mention | None:
        return max(
            self.read, key=lambda m: min(m.end, self.mark["end"]) - max(m.start, self.mark["start"]), default=None
        )

    @property
    def value_right(self) -> bool:
        if self.best is None or not self.best.kind.is_data or self.best.value is None:
            return False
        off = abs(self.best.value - Decimal(self.mark["value"]))
        return off <= (Decimal("0.005") if self.mark["note"] == "fraction" else 0)

    def right(self, name: str) -> bool:
        return self.best is not None and self.best.kind.is_data and getattr(self.best, name) == self.mark[name]


def marked(stem: str, folder: str) -> Iterator[Marked]:
    text = (FIXTURES / folder / f"{stem}.txt").read_bytes().decode("utf-8")
    mentions = scan(text)
    for line in (FIXTURES / "mentions" / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines():
        mark = json.loads(line)
        assert text[mark["start"] : mark["end"]] == mark["text"]
        if mark["note"] is None or mark["note"].startswith(AGREED):
            yield Marked(mark, tuple(m for m in mentions if m.start < mark["end"] and mark["start"] < m.end))


@pytest.mark.parametrize("stem", STEMS["reports"])
def test_every_marked_figure_of_the_reports_is_read_right(stem: str) -> None:
    wrong = [
        (m.mark, m.read)
        for m in marked(stem, "reports")
        if m.mark["kind"] in DATA
        and not (m.value_right and m.right("unit") and m.right("approximation") and m.right("text") and m.right("kind"))
    ]
    assert wrong == []


@pytest.mark.parametrize("stem", STEMS["reports"])
def test_nothing_else_in_the_reports_is_called_data(stem: str) -> None:
    others = [m for m in marked(stem, "reports") if m.mark["kind"] not in DATA]
    assert [(m.mark["text"], m.read) for m in others if any(read.kind.is_data for read in m.read)] == []


def test_the_written_texts_are_read_as_well_as_promised() -> None:
    """Every kind of notation met, in texts of eight decades: value, unit, approximation, kind, and nothing lost."""
    everything = [m for stem in STEMS["written"] for m in marked(stem, "written")]
    figures = [m for m in everything if m.mark["kind"] in DATA]
    others = [m for m in everything if m.mark["kind"] not in DATA]
    assert len(figures) > 300
    assert share(m.value_right for m in figures) >= 0.995
    assert share(m.right("unit") for m in figures) >= 0.99
    assert share(m.right("kind") for m in figures) >= 0.99
    assert share(m.right("approximation") for m in figures) >= 0.98
    assert share(any(read.kind.is_data for read in m.read) for m in others) <= 0.01
    assert [m.mark for m in figures if not m.read] == []


def share(told: Iterator[bool]) -> float:
    counted = list(told)
    return sum(counted) / len(counted)


@pytest.mark.parametrize(("folder", "stem"), [(folder, stem) for folder, stems in STEMS.items() for stem in stems])
def test_what_is_read_where_nothing_is_marked_is_no_data(folder: str, stem: str) -> None:
    text = (FIXTURES / folder / f"{stem}.txt").read_bytes().decode("utf-8")
    lines = (FIXTURES / "mentions" / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    spans = [(mark["start"], mark["end"]) for mark in map(json.loads, lines)]
    extra = [m for m in scan(text) if not any(m.start < end and start < m.end for start, end in spans)]
    assert [m for m in extra if m.kind.is_data] == []
