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


# Figures of the cases that two cues point at, by the field that is meant and the one that is not: what is left of
# trying all cues against each other.
KNOWN = {
    ("cleanup_repealed", "cleanup_reviewed"),
    ("clues_handled", "enterprise_requests_resolved"),
    ("contracts_reviewed", "legality_reviews"),
    ("government_study_sessions", "party_study_sessions"),
    ("hotline_requests", "petitions_handled"),
    ("hotline_requests", "service_items"),
    ("legal_opinions", "legality_reviews"),
    ("party_rule_of_law_meetings", "party_study_sessions"),
    ("party_study_sessions", "government_study_sessions"),
    ("party_study_sessions", "party_rule_of_law_meetings"),
    ("pre_appointment_tested", "officials_tested"),
}


def test_cues_point_at_no_other_fields_figure(genre: Genre) -> None:
    found = set()
    figures = 0
    for path in CUES:
        for case in cases(path):
            heading = f"一、{case['heading']}\n" if case.get("heading") else ""
            matches = CueMatches(Document(f"{heading}{case['text']}"), genre)
            own = (path.stem, str(case["field"]))
            best = matches.best(*own)[:1] if case["figure"] else ()
            figures += len(best)
            for other in matches.by_field if best else ():
                if other != own and not genre.share(own, other) and matches.best(*other)[:1] == best:
                    found.add((own[1], other[1]))
    assert figures > 2000
    assert found == KNOWN
