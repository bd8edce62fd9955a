"""The wide table: one row a report, the value, the status and the approximation of each field."""

from __future__ import annotations

from collections.abc import Iterable

from llmextract.field_status import FieldStatus
from llmextract.panels.columns import Cell, Column, Table
from llmextract.panels.heads import CODES_NOTE, INTEGER, NUMBER, STATUS_NOTE, TEXT, head
from llmextract.panels.names import variables
from llmextract.panels.readings import Reading
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre

__all__ = ["field_names", "wide"]

_FEW_UNITS = 3
_OWN = {("report", "region_level"): "（报告自称）"}  # beside the level of the division, which may be another


def field_names(genre: Genre) -> dict[tuple[str, str], str]:
    """The variable name of every field of a genre; the rule is in `llmextract.panels.names`."""
    return variables(genre.specs, {column.name for column in head("", joined=True)})


def wide(genre: Genre, *, joined: bool) -> Table:
    """The table; `joined` as in `llmextract.panels.definitions.tables`."""
    names = field_names(genre)
    columns = list(head("reading.", joined=joined))
    for key, spec in genre.specs.items():
        if not spec.many:
            label = f"{genre.sections[key[0]].label()}:{spec.title}{_OWN.get(key, '')}"
            columns += _columns(key, names[key], label, spec)
    return Table("panel_wide", "面板", "a row a report", tuple(columns), _entries, frozen=3)


def _unit_behind(spec: FieldSpec) -> str:
    """The unit of the values behind a title: the base unit, or the few that the field takes; the note has many."""
    base = {"rate": "%", "change": "%", "points": "百分点", "money": "元"}.get(spec.measure or "", "")
    told = base or ("、".join(sorted(spec.units)) if len(spec.units) <= _FEW_UNITS else "")
    return f"（{told}）" if told else ""


def _note(spec: FieldSpec) -> str:
    """What a field includes, and the units that it takes."""
    units = f"可用单位:{'、'.join(sorted(spec.units))}" if spec.units else ""
    return "\n".join(filter(None, (spec.definition, units)))


class _WideEntry:
    """A report with its fields by key."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.fields = {(entry.section, entry.field): entry for entry in reading.singles()}


def _entries(reading: Reading) -> Iterable[_WideEntry]:
    return (_WideEntry(reading),)


def _columns(key: tuple[str, str], name: str, label: str, spec: FieldSpec) -> list[Column]:
    """The columns of one field: its value (never a rejected one), its status, and for figures how exact it is."""

    def value(entry: _WideEntry) -> Cell:
        found = entry.fields[key]
        if found.status is FieldStatus.REJECTED:
            return None
        told: Cell = getattr(found.leaf, "value", None)
        return int(told) if spec.measure is Measure.YEAR and told is not None else told

    def approximation(entry: _WideEntry) -> Cell:
        found = entry.fields[key]
        told: Cell = getattr(found.leaf, "approximation", None)
        return None if found.status is FieldStatus.REJECTED else told

    unit = _unit_behind(spec)
    kind = INTEGER if spec.measure is Measure.YEAR else NUMBER if spec.measure else TEXT
    english = f"{key[0]}: {key[1].replace('_', ' ')}"
    status = f"{name}_status"
    made = [
        Column(name, f"{label}{unit}", english, kind, value, 13, status, _note(spec)),
        Column(
            status, f"{label}·状态", f"{english}, status", TEXT, lambda e: e.fields[key].status, 10, status, STATUS_NOTE
        ),
    ]
    if spec.measure and spec.measure is not Measure.YEAR:
        told = f"{english}, approximation"
        made.append(Column(f"{name}_approx", f"{label}·约数", told, TEXT, approximation, 8, note=CODES_NOTE))
    return made
