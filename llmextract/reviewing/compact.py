"""A page's data as small as it goes: what says nothing is left out, what is said often is said once.

The page's script (`js/state.js`) puts it back together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["compact"]


def compact(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with `fields`, the titles and definitions by SECTION.FIELD, and `messages`, what findings say."""
    fields: dict[str, list[str]] = {}
    messages: dict[tuple[str, ...], int] = {}
    units = [_unit(unit, fields, messages) for unit in data["units"]]
    numbers = [_number(number) for number in data["numbers"]]
    notices = [_finding(finding, messages) for finding in data["notices"]]
    told = {"notices": notices, "units": units, "numbers": numbers, "fields": fields, "messages": list(messages)}
    return {**data, **told}


def _full(told: Mapping[str, Any]) -> dict[str, Any]:
    """What says something: an offset of 0 does."""
    return {key: value for key, value in told.items() if value not in (None, "", []) and value is not False}


def _unit(
    unit: Mapping[str, Any], fields: dict[str, list[str]], messages: dict[tuple[str, ...], int]
) -> dict[str, Any]:
    made = _full(unit)
    if unit.get("definition"):
        fields[f"{unit['section']}.{unit['field']}"] = [made.pop("title"), made.pop("definition")]
    if unit["findings"]:
        made["findings"] = [_finding(finding, messages) for finding in unit["findings"]]
    if unit["places"]:
        made["places"] = [_full(place) for place in unit["places"]]
    return made


def _finding(finding: Mapping[str, Any], messages: dict[tuple[str, ...], int]) -> dict[str, Any]:
    says = messages.setdefault(tuple(finding["says"]), len(messages))
    return {**_full(finding), "says": says}


def _number(number: Mapping[str, Any]) -> dict[str, Any]:
    made = _full(number)
    if number["shown"] == number["words"]:
        del made["shown"]
    return made
