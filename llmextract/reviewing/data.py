"""All that a page knows: source, numbers, units, sections and the words of its labels, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from llmextract.document import Document
from llmextract.errors import ResultError
from llmextract.quantity import Kind
from llmextract.result import LedgerEntry, Result
from llmextract.reviewing.labels import labels, marks
from llmextract.reviewing.names import safe_name
from llmextract.reviewing.shown import shown
from llmextract.reviewing.source import Mark, apart, blocks, clause_of
from llmextract.reviewing.units import Unit, field_units, finding_data, number_units
from llmextract.reviewing.words import code_words
from llmextract.schema.declare import Form, Measure
from llmextract.schema.genre import Genre

__all__ = ["page_data"]

_WORST = ("", "verified", "rejected", "unclaimed", "review")  # what a number shows where several units rest on it
_TITLE = re.compile(r"\s+")


def page_data(result: Result, document: Document, genre: Genre, decisions: Sequence[Any], lang: str) -> dict[str, Any]:
    """The data of one page; every string that is shown has its hidden characters spelled.

    Args:
        result: the result of the document.
        document: the very text that the result was made from.
        genre: the genre of the result.
        decisions: what has been decided and applied, as in a file of decisions.
        lang: "zh" or "en".

    Raises:
        ResultError: the text is another one.

    """
    if document.fingerprint != result.fingerprints.text:
        raise ResultError(f"{document.name}: the text kept in sources is not the one of the result; run it again")
    units = [*field_units(result, genre), *number_units(result)]
    numbers = apart(result.ledger)
    notices = [finding_data(found) for found in result.findings if not found.field and found.code != "UNCLAIMED"]
    told = [*notices, *(finding for unit in units for finding in unit["findings"])]
    codes = sorted({code for unit in units for code in unit["codes"]} | {finding["code"] for finding in told})
    return {
        "document": result.document,
        "text": result.fingerprints.text,
        "file": f"{safe_name(result.document)}.decisions.json",
        "name": shown(result.document),
        "title": _title_of(result),
        "models": [shown(model) for model in result.models],
        "lang": lang,
        "labels": labels(),
        "marks": marks(),
        "codes": {code: code_words(code) for code in codes},
        "blocks": blocks(document, numbers, list(_marks(document, result, units))),
        "numbers": list(_numbers(document, numbers, units)),
        "units": units,
        "wants": dict(_wants(result, genre)),
        "sections": [_section(result, genre, name) for name in result.report],
        "notices": notices,
        "decisions": list(decisions),
    }


def _title_of(result: Result) -> str:
    """The title that the report gives itself, or its file's name."""
    front = result.report.get("report")
    value = getattr(getattr(front, "title", None), "value", None)
    return shown(_TITLE.sub(" ", value)) if value else shown(result.document)


def _marks(document: Document, result: Result, units: Sequence[Unit]) -> list[Mark]:
    """The words that each unit rests on: a number's clause, or a text's own place."""
    entries = {entry.id: entry for entry in result.ledger}
    found = []
    for index, unit in enumerate(units):
        for place in unit["places"]:
            entry = entries.get(place["number"])
            span = clause_of(document, entry) if entry else (place["start"], place["end"])
            found.append(Mark(span[0], span[1], index))
    return found


def _numbers(document: Document, numbers: Sequence[LedgerEntry], units: Sequence[Unit]) -> list[dict[str, Any]]:
    """Each number with the units that rest on it and the verdict that it shows; "" for what is no data."""
    resting: dict[str, list[int]] = {}
    for index, unit in enumerate(units):
        for place in unit["places"]:
            if place["number"] and index not in resting.setdefault(place["number"], []):
                resting[place["number"]].append(index)
    told = []
    for entry in numbers:
        own = resting.get(entry.id, [])
        shows = {units[index]["status"] for index in own}
        told.append(
            {
                "id": entry.id,
                "start": entry.start,
                "end": entry.end,
                "words": entry.text,
                "shown": shown(entry.text),
                "kind": str(entry.kind),
                "data": entry.kind.is_data,
                "doubtful": entry.doubtful,
                "unit": entry.unit,
                "units": own,
                "status": max((s for s in shows if s in _WORST), key=_WORST.index, default=""),
            }
        )
    return told


def _wants(result: Result, genre: Genre) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each field wants, by SECTION.FIELD: form and, for figures, the kind, the units, and whether it is money."""
    for section, model in result.report.items():
        for field in model.specs():
            spec = genre.spec(section, field)
            kind = Kind.DATE if spec.form is Form.DATE else spec.kind
            told: dict[str, Any] = {"form": str(spec.form)}
            told |= {"kind": str(kind)} if kind else {}
            told |= {"units": sorted(spec.units)} if spec.units else {}
            told |= {"money": True} if spec.measure is Measure.MONEY else {}
            yield f"{section}.{field}", told


def _section(result: Result, genre: Genre, name: str) -> dict[str, Any]:
    status = result.sections[name]
    return {
        "name": name,
        "title": genre.sections[name].label(),
        "failed": shown(status.reason) if status.fault is not None else "",
    }
