"""The codes of findings: what each says and how heavy it is. Part of the public API."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CODES", "Code", "Finding", "Severity"]


class Severity(StrEnum):
    """What a finding does to the verdict on a claim."""

    REJECT = "reject"  # the claim is wrong
    REVIEW = "review"  # a person should look
    CONFIRM = "confirm"  # something else in the text bears witness for the claim


class Code(StrEnum):
    """The stable name of what a check says."""

    VALUE_NOT_IN_SOURCE = "VALUE_NOT_IN_SOURCE"
    COPY_MISMATCH = "COPY_MISMATCH"
    SCALE_DROPPED = "SCALE_DROPPED"
    POINTS_AS_PERCENT = "POINTS_AS_PERCENT"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    NOT_DATA = "NOT_DATA"
    CUE_MISSING = "CUE_MISSING"
    DOUBLE_CLAIM = "DOUBLE_CLAIM"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    RANGE_END = "RANGE_END"
    DIRECTION_UNSAID = "DIRECTION_UNSAID"
    DOUBTFUL = "DOUBTFUL"
    YEAR_MISMATCH = "YEAR_MISMATCH"
    PLACES_DIFFER = "PLACES_DIFFER"
    AMBIGUOUS = "AMBIGUOUS"
    NAME_NOT_IN_SOURCE = "NAME_NOT_IN_SOURCE"
    RULES_DISAGREE = "RULES_DISAGREE"
    MISSED = "MISSED"
    UNCLAIMED = "UNCLAIMED"
    UNCONFIRMED = "UNCONFIRMED"
    STATED_TWICE = "STATED_TWICE"


CODES: dict[Code, str] = {
    Code.VALUE_NOT_IN_SOURCE: "no number (or no piece of text) of the source has this value",
    Code.COPY_MISMATCH: "the figure or words as copied and the place pointed at differ",
    Code.SCALE_DROPPED: "the printed scale is lost or added: 6.59 for 6.59万, 4.05 for 4.05亿",
    Code.POINTS_AS_PERCENT: "percentage points taken for a percentage or the reverse; 0.9676 for 96.76%",
    Code.UNIT_MISMATCH: "the unit of the mention cannot measure this field, or is not one that the field accepts",
    Code.NOT_DATA: "the mention is a date, a list mark, an ordinal, a code or part of a name",
    Code.CUE_MISSING: "the words around the place do not carry the field's cue",
    Code.DOUBLE_CLAIM: "two fields claim one mention and the schema does not allow it",
    Code.OUT_OF_RANGE: "a share above 100%, or a year that is none",
    Code.RANGE_END: "the mention is one end of a range (97至105项), and the field wants one figure",
    Code.DIRECTION_UNSAID: "no word or sign before the figure of a change says whether it rose or fell",
    Code.DOUBTFUL: "the number cannot be read with certainty (四五件, 数十件)",
    Code.YEAR_MISMATCH: "the words before the figure speak of another year than the report's",
    Code.PLACES_DIFFER: "the places claimed for one field state different values",
    Code.AMBIGUOUS: "a value given without a place fits several numbers of the source",
    Code.NAME_NOT_IN_SOURCE: "the name given to a figure has words that neither its sentence nor its headings contain",
    Code.RULES_DISAGREE: "the rules, on their own, would fill the field with another mention",
    Code.MISSED: "the field is empty but its cue matches a mention",
    Code.UNCLAIMED: "a number of the text that nothing claims",
    Code.UNCONFIRMED: "the rules alone say so, and nothing else in the text confirms it",
    Code.STATED_TWICE: "the text states the same figure for this field at another place",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says about one claim, one field or one mention.

    Attributes:
        code, severity: what it says and how heavy it is.
        message: one sentence for people.
        spans: the places involved, as code-point offsets into the raw text.
        section, field: the field concerned; empty for findings about a mention alone.
        claim: the index of the claim among the document's claims, if it is about one.
        about: "extraction", or "source" where the text itself is at fault.

    """

    code: Code
    severity: Severity
    message: str
    spans: tuple[tuple[int, int], ...] = ()
    section: str = ""
    field: str = ""
    claim: int | None = None
    about: str = "extraction"
