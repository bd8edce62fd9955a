"""The cues of the built-in genre on sentences of our own: each figure under its field, near misses under none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmextract.document import Document
from llmextract.rules.match import CueMatches
from llmextract.rules.view import Rules
from llmextract.schema import Genre

CUES = sorted((Path(__file__).parent.parent / "fixtures" / "cues").glob("*.jsonl"))


def cases(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", CUES, ids=lambda p: p.stem)
def test_cues(path: Path, genre: Genre) -> None:
    wrong = []
    for case in cases(path):
        heading = f"一、{case['heading']}\n" if case.get("heading") else ""
        document = Document(f"{heading}{case['text']}")
        best = CueMatches(document, genre).best(path.stem, str(case["field"]))
        got = document.mentions[best[0]].text if best else None
        if got != case["figure"]:
            wrong.append((case["field"], case["text"], case["figure"], got))
    assert wrong == []


def test_every_field_with_a_measure_has_cases_for_and_against(genre: Genre) -> None:
    told: dict[tuple[str, str], list[bool]] = {}
    for path in CUES:
        for case in cases(path):
            told.setdefault((path.stem, str(case["field"])), []).append(case["figure"] is not None)
    wanted = {key for key, spec in genre.specs.items() if spec.cue and spec.measure}
    assert {key for key, kinds in told.items() if kinds.count(True) >= 3 and False in kinds} == wanted


def test_one_figure_is_not_given_to_two_fields_that_do_not_share_it(reports: dict[str, Document], genre: Genre) -> None:
    twice = []
    for name, document in reports.items():
        rules = Rules(document, genre)
        taken: dict[int, tuple[str, str]] = {}
        for (section, field), spec in genre.specs.items():
            for index in rules.best(section, field)[:1]:
                other = taken.setdefault(index, (section, field))
                shares = spec.shares | genre.specs[other].shares
                if other != (section, field) and not shares & {other[1], field, ".".join(other), f"{section}.{field}"}:
                    twice.append((name, other, (section, field), document.mentions[index].text))
    assert twice == []
