"""Gold from what people have decided: files against which other answers to the same reports can be scored."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from llmextract.decisions import stored_decisions
from llmextract.errors import ResultError
from llmextract.files import write_atomic
from llmextract.quantity import Approximation
from llmextract.result import Result
from llmextract.runs import stream_runs
from llmextract.schema.leaves import Figure, Leaf, State, Text, Verdict

__all__ = ["gold"]

_SAYS = {"accepted": "accepted by a person", "corrected": "put here by a person"}


def gold(out: str | Path, folder: str | Path) -> list[Path]:
    """Write gold files of the fields that people have decided; the library's form of `llmextract gold`.

    Only what a person has accepted, corrected or found rightly empty is in them: a value that is verified and that
    nobody has looked at would have the answers judge themselves. The fields that a file judges are its "scope", so that
    `evaluate` scores no others. Lists, other indicators and values that were only refused are left out, since what is
    right there is not known in full.

    Args:
        out: the folder of a run that decisions were applied to.
        folder: where the files go, one a document with decided fields.

    Returns:
        The files written.

    Raises:
        ResultError: the folder holds no run, or nothing in it is decided.

    """
    results, _ = stream_runs([out])
    written = []
    for result in results:
        told = _told(result, _empty(Path(out), result))
        if told["scope"]:
            file = Path(folder) / f"{result.document.replace('%', '%25').replace('/', '%2F')}.json"
            write_atomic(file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            written.append(file)
    if not written:
        raise ResultError(f"{out}: nobody has decided about a field yet; put decisions in by `llmextract apply`")
    return written


def _empty(out: Path, result: Result) -> set[tuple[str, str]]:
    """The fields of which a person has said that the report does not state them."""
    decisions = stored_decisions(out, result.document)
    text = result.fingerprints.text
    return {(one.section, one.field) for one in decisions if one.empties and one.text == text}


def _told(result: Result, empty: Collection[tuple[str, str]]) -> dict[str, Any]:
    """The gold file of a document; a value that stands where it should be empty is refused."""
    decided = [
        (section, field, leaf)
        for section, model in result.report.items()
        for field in model.specs()
        if isinstance(leaf := getattr(model, field), Leaf)
        and (leaf.decision in _SAYS or (leaf.decision and (section, field) in empty))
    ]
    stated = [told for told in decided if told[2].decision in _SAYS and told[2].state is not State.NOT_STATED]
    return {
        "document": result.document,
        "note": "made of what people have decided; the fields in the scope alone are judged",
        "scope": [f"{section}.{field}" for section, field, _ in decided],
        "fields": [_field(section, field, leaf) for section, field, leaf in stated],
        "items": [],
    }


def _field(section: str, field: str, leaf: Leaf) -> dict[str, Any]:
    told = leaf.model_dump(mode="json")
    doubted = f"; the checks object: {' '.join(leaf.codes)}" if leaf.verdict is not Verdict.VERIFIED else ""
    exact = leaf.approximation or Approximation.EXACT if isinstance(leaf, Figure) else None
    return {
        "section": section,
        "field": field,
        "state": leaf.state.value,
        "value": told["value"] if isinstance(leaf, Figure | Text) else None,
        "unit": told.get("unit"),
        "approximation": exact and exact.value,
        "places": [{"start": place.start, "end": place.end, "text": place.text} for place in leaf.places],
        "note": _SAYS[leaf.decision or ""] + doubted,
    }
