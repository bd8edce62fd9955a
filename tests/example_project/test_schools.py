"""Tests of a genre of one's own, from recordings: no network, no key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import llmextract

HERE = Path(__file__).parent
GENRE = HERE / "schools"


def test_the_figures_are_those_of_the_report_and_all_are_verified(llmextract_model: Any) -> None:
    result = llmextract.extract(HERE / "reports" / "qinghe-2023.txt", schema=GENRE, model=llmextract_model)
    found = {field: (leaf.value, str(leaf.verdict)) for _, field, leaf in result.figures()}
    assert found == {
        "schools": (86, "verified"),
        "schools_change": (Decimal("-2.27"), "verified"),
        "pupils": (41300, "verified"),
        "girls": (19880, "verified"),
    }


def test_a_run_leaves_no_figure_unclaimed(llmextract_model: Any, tmp_path: Path) -> None:
    done = llmextract.run([HERE / "reports"], tmp_path, llmextract_model, llmextract.load_genre(GENRE))
    assert [outcome.state.value for outcome in done.outcomes] == ["done"]
    assert [entry.text for entry in next(done.results()).ledger if entry.kind.is_data and not entry.claimed_by] == []
    assert (tmp_path / "panel_wide.csv").exists()
