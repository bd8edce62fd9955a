"""What a page lists beside the source: one unit a field, an entry of a list, or a number that nothing claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from llmextract.field_status import FieldStatus, field_status, status_of
from llmextract.gate.claims import OTHER_FIELD
from llmextract.gate.codes import Severity
from llmextract.quantity import Approximation, plain
from llmextract.result import LedgerEntry, Repair, Result, StatedFinding
from llmextract.reviewing.shown import shown
from llmextract.reviewing.words import message_zh
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure, Item, Leaf, Other, Place, State, Verdict

__all__ = ["Unit", "field_units", "finding_data", "number_units"]

Unit = dict[str, Any]  # as the page's script reads it
_HEAVIEST = tuple(map(str, Severity))  # reject, review, confirm


def field_units(result: Result, genre: Genre) -> Iterator[Unit]:
    """The fields of a result in the order of the genre, lists entry by entry; a list without entries has one too.

    Entries of one list that rest on one place are one unit: a decision speaks of field and place.
    """
    told: dict[tuple[str, str], list[StatedFinding]] = {}
    for finding in result.findings:
        told.setdefault((finding.section, finding.field), []).append(finding)
    for section, model in result.report.items():
        for field in [*model.specs(), OTHER_FIELD]:
            value = getattr(model, field)
            findings = told.get((section, field), [])
            repairs = [r for r in result.repairs if (r.section, r.field) == (section, field)]
            leaves = list(value) if isinstance(value, tuple) else [value]
            if not leaves and field != OTHER_FIELD:
                failed = field_status(result, section, field) is FieldStatus.FAILED
                leaves = [Leaf(state=State.FAILED if failed else State.NOT_STATED)]
            for number, (leaf, categories) in enumerate(_merged(leaves)):
                own = findings if not isinstance(value, tuple) else _about(findings, leaf)
                unit = _unit(result, genre, (section, field), leaf, [*own])
                unit["id"] += f".{number + 1}" if number else ""
                unit["categories"] = categories
                unit["repairs"] = [_repair(repair) for repair in repairs] if number == 0 else []
                yield unit


def _merged(leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, list[str]]]:
    """Leaves with their categories, those of one place and one value together."""
    found: dict[object, tuple[Leaf, list[str]]] = {}
    for number, leaf in enumerate(leaves):
        key: object = (leaf.places[0].start, leaf.places[0].end) if isinstance(leaf, Item) and leaf.places else number
        categories = found.setdefault(key, (leaf, []))[1]
        if isinstance(leaf, Item) and leaf.category not in categories:
            categories.append(leaf.category)
    yield from found.values()


def _about(findings: Iterable[StatedFinding], leaf: Leaf) -> Iterator[StatedFinding]:
    """Those of a list's findings that are about one of its entries: by its code, and its place where it has one."""
    places = {(place.start, place.end) for place in leaf.places}
    for finding in findings:
        if finding.code in leaf.codes and (not finding.spans or not places or places & set(finding.spans)):
            yield finding


def _unit(result: Result, genre: Genre, key: tuple[str, str], leaf: Leaf, findings: list[StatedFinding]) -> Unit:
    section, field = key
    spec = None if field == OTHER_FIELD else genre.spec(section, field)
    status = status_of(result, section, leaf)
    unit: Unit = {
        "id": f"f-{section}.{field}",
        "section": section,
        "field": field,
        "title": shown(leaf.name) if isinstance(leaf, Other) else spec.title if spec else "",
        "definition": spec.definition if spec else "",
        "status": status,
        "zero": leaf.state is State.ZERO,
        "eyes": status is FieldStatus.FAILED or leaf.verdict in (Verdict.REVIEW, Verdict.REJECTED),
        "codes": list(leaf.codes),
        "places": [_place(place) for place in leaf.places],
        "findings": [finding_data(finding) for finding in sorted(dict.fromkeys(findings), key=_weight)],
        "agreement": list(leaf.agreement) if leaf.agreement else None,
        "decision": leaf.decision,
    }
    return unit | _value(leaf)


def _value(leaf: Leaf) -> Unit:
    """The value as people read it."""
    if isinstance(leaf, Figure):
        inexact = leaf.approximation not in (None, Approximation.EXACT)
        year = (
            leaf.unit in (None, "年")
            and leaf.value is not None
            and any(p.mention and p.mention[0] == "d" for p in leaf.places)
        )
        return {
            "value": None if leaf.value is None else plain(leaf.value) if year else _grouped(leaf.value),
            "unit": "" if year else shown(leaf.unit or ""),
            "approximation": str(leaf.approximation) if inexact else "",
            "printed": shown(leaf.printed or ""),
        }
    value = getattr(leaf, "value", None)
    return {
        "value": None if value is None else shown(value),
        "unit": "",
        "approximation": "",
        "printed": shown(getattr(leaf, "printed", None) or ""),
        "words": isinstance(leaf, Item),
    }


def _grouped(value: Decimal) -> str:
    """A decimal with its thousands apart and a true minus: −1,234.5."""
    whole, point, rest = plain(value).lstrip("-").partition(".")
    return f"{'−' if value < 0 else ''}{int(whole):,}{point}{rest}"


def _place(place: Place) -> Unit:
    return {
        "start": place.start,
        "end": place.end,
        "words": place.text,
        "path": shown(place.path),
        "page": place.page,
        "number": place.mention,
        "sentence": place.sentence,
    }


def _weight(finding: StatedFinding) -> int:
    return _HEAVIEST.index(finding.severity)


def finding_data(finding: StatedFinding) -> Unit:
    """A finding as the page's script reads it; `says` in Chinese and in English."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "source": finding.about == "source",
        "says": [shown(message_zh(finding.message)), shown(finding.message)],
        "spans": [list(span) for span in finding.spans],
    }


def _repair(repair: Repair) -> Unit:
    return {
        "round": repair.round,
        "taken": repair.taken,
        "before": [shown(words) for words in repair.before],
        "after": [shown(words) for words in repair.after],
    }


def number_units(result: Result) -> Iterator[Unit]:
    """The numbers that nothing claims, and those that a person has let pass."""
    unclaimed = {span for f in result.findings if f.code == "UNCLAIMED" and not f.field for span in f.spans}
    for entry in result.ledger:
        dismissed = entry.dismissed
        if (entry.start, entry.end) in unclaimed or dismissed:
            yield _number_unit(entry, dismissed=dismissed)


def _number_unit(entry: LedgerEntry, *, dismissed: bool) -> Unit:
    place = {
        "start": entry.start,
        "end": entry.end,
        "words": entry.text,
        "path": shown(entry.path),
        "page": entry.page,
        "number": entry.id,
        "sentence": None,
    }
    return {
        "id": f"u-{entry.id}",
        "section": "",
        "field": "",
        "title": "",
        "status": "unclaimed",
        "eyes": True,
        "codes": ["UNCLAIMED"],
        "places": [place],
        "findings": [],
        "repairs": [],
        "value": shown(entry.text),
        "unit": "",
        "decision": "dismissed" if dismissed else None,
    }
