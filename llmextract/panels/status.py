"""One status for every field of every report: a cell of a table is never merely blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from llmextract.result import Result, SectionState
from llmextract.schema.leaves import Leaf, State, Verdict

__all__ = ["MISSED", "STATUSES", "FieldStatus", "Look", "list_status", "status_of"]


class FieldStatus(StrEnum):
    """What a table says of a field of a report."""

    VERIFIED = "verified"  # there is a value; zero said in words is the value 0
    REVIEW = "review"
    REJECTED = "rejected"
    NOT_STATED = "not_stated"
    WITHOUT_NUMBER = "without_number"  # spoken of without a figure: 多次
    SECTION_ABSENT = "section_absent"  # no passage of the report concerns the section
    FAILED = "failed"  # nothing is known: the model gave no usable answer

    @property
    def has_value(self) -> bool:
        """Whether there is a value, right or wrong."""
        return self in (FieldStatus.VERIFIED, FieldStatus.REVIEW, FieldStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks, never by colour alone.

    Attributes:
        mark: one character.
        zh, en: what it means.
        fill, ink: colours, as #RRGGBB.

    """

    mark: str
    zh: str
    en: str
    fill: str
    ink: str


STATUSES: dict[FieldStatus, Look] = {
    FieldStatus.VERIFIED: Look(
        "✓", "已核实", "verified: it stands in the source and nothing disagrees", "#E3F1E5", "#1E5631"
    ),
    FieldStatus.REVIEW: Look(
        "?", "待人工核对", "review: it stands in the source, but a person should look", "#FFF1CC", "#7A4B00"
    ),
    FieldStatus.REJECTED: Look(
        "✗", "已否决", "rejected: the claim is wrong; left out of the wide table", "#F9D6D5", "#8C1D18"
    ),
    FieldStatus.NOT_STATED: Look("·", "报告未提及", "not stated in the report", "#FFFFFF", "#6B6B6B"),
    FieldStatus.WITHOUT_NUMBER: Look("~", "提及但无数字", "stated without a number (多次)", "#E8EEF7", "#2B4A77"),
    FieldStatus.SECTION_ABSENT: Look(
        "–", "全文无此部分", "no passage of the report concerns this section", "#F2F2F2", "#5C5C5C"
    ),
    FieldStatus.FAILED: Look(
        "!", "提取失败", "failed: no usable answer of the model; run again with --retry-failed", "#4A4A4A", "#FFFFFF"
    ),
}
# An empty field whose cue finds something: its status is not_stated, and someone should look.
MISSED = Look(
    "○", "空缺,但规则在原文中有所发现", "empty, but the field's cue finds a number (MISSED)", "#FFF1CC", "#7A4B00"
)

_EMPTY = {State.WITHOUT_NUMBER: FieldStatus.WITHOUT_NUMBER, State.FAILED: FieldStatus.FAILED}
_BY_VERDICT = {
    Verdict.VERIFIED: FieldStatus.VERIFIED,
    Verdict.REVIEW: FieldStatus.REVIEW,
    Verdict.REJECTED: FieldStatus.REJECTED,
    None: FieldStatus.REVIEW,  # a value that no check has judged
}
_WORST = (FieldStatus.REJECTED, FieldStatus.REVIEW, FieldStatus.VERIFIED)


def status_of(result: Result, section: str, leaf: Leaf) -> FieldStatus:
    """The status of a field that has one leaf."""
    if leaf.state in (State.STATED, State.ZERO):
        return _BY_VERDICT[leaf.verdict]
    if leaf.state in _EMPTY:
        return _EMPTY[leaf.state]
    absent = result.sections[section].state is SectionState.ABSENT
    return FieldStatus.SECTION_ABSENT if absent else FieldStatus.NOT_STATED


def list_status(result: Result, section: str, field: str, entries: Sequence[Leaf]) -> FieldStatus:
    """The status of a field that is a list: that of its worst entry, or why it has none."""
    if entries:
        found = {status_of(result, section, entry) for entry in entries}
        return next((status for status in _WORST if status in found), FieldStatus.NOT_STATED)
    status = result.sections[section]
    if status.state is SectionState.FAILED or field in status.failed_fields:
        return FieldStatus.FAILED
    absent = status.state is SectionState.ABSENT
    return FieldStatus.SECTION_ABSENT if absent else FieldStatus.NOT_STATED
