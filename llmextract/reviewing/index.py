"""What the index knows of each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from llmextract.field_status import FieldStatus, is_missed, stated
from llmextract.place_and_year import place_and_year
from llmextract.result import Result
from llmextract.reviewing.names import safe_name
from llmextract.reviewing.shown import shown
from llmextract.runs import status

__all__ = ["Row", "row_of", "unread"]


class Row(TypedDict):
    """One report: where its page lies, what it is, and how much of it needs eyes.

    All counts are of what the page lists, texts and entries of lists among it, as its filters count them.
    `eyes` counts what needs eyes or did before it was decided, `decided` what of it has been decided and applied.
    """

    page: str
    document: str
    text: str
    name: str
    title: str
    region: str
    year: str
    values: int
    verified: int
    review: int
    rejected: int
    missed: int
    unclaimed: int
    failed: int
    eyes: int
    decided: int


def row_of(result: Result, data: Mapping[str, Any]) -> Row:
    """The row of a report.

    Args:
        result: its result.
        data: what its page knows.

    """
    units = data["units"]
    statuses = Counter(unit["status"] for unit in units)
    fields = [unit for unit in units if unit["field"]]
    eyes = [unit for unit in units if unit["eyes"] or unit["decision"]]
    place, year = place_and_year(result)
    return {
        "page": f"pages/{safe_name(result.document)}.html",
        "document": result.document,
        "text": result.fingerprints.text,
        "name": data["name"],
        "title": data["title"],
        "region": shown(place),
        "year": "" if year is None else str(year),
        "values": stated(statuses),
        "verified": statuses["verified"],
        "review": statuses["review"],
        "rejected": statuses["rejected"],
        "missed": sum(is_missed(FieldStatus(unit["status"]), unit["codes"]) for unit in fields),
        "unclaimed": statuses["unclaimed"],
        "failed": statuses["failed"],
        "eyes": len(eyes),
        "decided": sum(bool(unit["decision"]) for unit in eyes),
    }


def unread(out: Path) -> list[tuple[str, str]]:
    """The documents of a run that have no result, with the reason."""
    return [(shown(one.document), shown(one.reason)) for one in status(out) if one.counts is None]
