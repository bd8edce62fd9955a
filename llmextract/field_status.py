"""What tables, plots and pages say of a field of a report: one status, and how it looks and is called everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from llmextract.result import Result, SectionState
from llmextract.schema.leaves import Leaf, State, Verdict

__all__ = ["MISSED", "STATUSES", "FieldStatus", "Look", "field_status", "is_missed", "stated", "status_of"]


class FieldStatus(StrEnum):
    """What there is of a field: a value with its verdict, or why there is none."""

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


def stated(counts: Mapping[Any, int]) -> int:
    """How many have a value, right or wrong, of a count of each status; what is no status of a field counts not."""
    return sum(counts.get(status, 0) for status in FieldStatus if status.has_value)


def is_missed(status: FieldStatus, codes: Collection[str]) -> bool:
    """Whether a field is empty, for whatever reason, although its cue finds a number: `MISSED` is how that looks."""
    return not status.has_value and "MISSED" in codes


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks, never by colour alone, and what it is called.

    Attributes:
        mark: one character.
        zh: what it is called in Chinese.
        en: what it is called in English, in lower case.
        says: what it means, in English.
        fill, ink: colours on light paper, as #RRGGBB.
        dark_fill, dark_ink: those on dark paper.

    """

    mark: str
    zh: str
    en: str
    says: str
    fill: str
    ink: str
    dark_fill: str = "#1F2226"
    dark_ink: str = "#A5AAB3"


STATUSES: dict[FieldStatus, Look] = {
    FieldStatus.VERIFIED: Look(
        "✓", "已核实", "verified", "it stands in the source and nothing disagrees",
        "#E3F0E8", "#1F6747", "#17301F", "#84D3A8",
    ),
    FieldStatus.REVIEW: Look(
        "?", "待核对", "in review", "it stands in the source, but a person should look",
        "#FBEFD5", "#845000", "#372B12", "#EBBD6C",
    ),
    FieldStatus.REJECTED: Look(
        "✗", "已否决", "rejected", "the claim is wrong; left out of the wide table",
        "#FAE5E2", "#A32929", "#402120", "#F3A19B",
    ),
    FieldStatus.NOT_STATED: Look(
        "·", "未提及", "not stated", "no statement of it was found (under rules: by the rules)",
        "#FFFFFF", "#6B6B6B",
    ),
    FieldStatus.WITHOUT_NUMBER: Look(
        "~", "提及但无数字", "stated without a number", "the report speaks of it without a figure (多次)",
        "#E8EEF7", "#2B4A77",
    ),
    FieldStatus.SECTION_ABSENT: Look(
        "–", "无此部分", "section absent", "no passage of the report concerns this section", "#F2F2F2", "#5C5C5C"
    ),
    FieldStatus.FAILED: Look(
        "!", "提取失败", "failed", "no usable answer of the model; run again with --retry-failed", "#4A4A4A", "#FFFFFF"
    ),
}  # fmt: skip
# How an empty field looks whose cue finds something: it keeps its status, and someone should look (`is_missed`).
MISSED = Look("○", "可能遗漏", "missed?", "empty, but the field's cue finds a number (MISSED)", "#FBEFD5", "#845000")

_BY_STATE = {State.WITHOUT_NUMBER: FieldStatus.WITHOUT_NUMBER, State.FAILED: FieldStatus.FAILED}
_BY_VERDICT = {
    Verdict.VERIFIED: FieldStatus.VERIFIED,
    Verdict.REVIEW: FieldStatus.REVIEW,
    Verdict.REJECTED: FieldStatus.REJECTED,
    None: FieldStatus.REVIEW,  # a value that no check has judged
}
_WORST = (FieldStatus.REJECTED, FieldStatus.REVIEW, FieldStatus.VERIFIED)


def field_status(result: Result, section: str, field: str) -> FieldStatus:
    """The status of a field of a report. That of a list is the status of its worst entry, or why it has none."""
    told: Leaf | Sequence[Leaf] = getattr(result.report.get(section), field, ())
    if isinstance(told, Leaf):
        return status_of(result, section, told)
    if told:
        found = {status_of(result, section, entry) for entry in told}
        return next((status for status in _WORST if status in found), FieldStatus.NOT_STATED)
    asked = result.sections.get(section)
    if asked and (asked.state is SectionState.FAILED or field in asked.failed_fields):
        return FieldStatus.FAILED
    return _unstated(result, section)


def status_of(result: Result, section: str, leaf: Leaf) -> FieldStatus:
    """The status of one leaf of a section: a field's, or an entry's of a list."""
    if leaf.state in (State.STATED, State.ZERO):
        return _BY_VERDICT[leaf.verdict]
    return _BY_STATE.get(leaf.state) or _unstated(result, section)


def _unstated(result: Result, section: str) -> FieldStatus:
    asked = result.sections.get(section)
    absent = asked is None or asked.state is SectionState.ABSENT
    return FieldStatus.SECTION_ABSENT if absent else FieldStatus.NOT_STATED
