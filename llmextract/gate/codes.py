"""The codes of findings: what each says, how heavy it is and what it is about. Part of the public API."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CODES", "Code", "Finding", "Meaning", "Severity", "codes_table"]


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
    OUT_OF_RANGE = "OUT_OF_RANGE"
    RANGE_END = "RANGE_END"
    DIRECTION_UNSAID = "DIRECTION_UNSAID"
    DOUBTFUL = "DOUBTFUL"
    APPROXIMATION_LOST = "APPROXIMATION_LOST"
    CUE_MISSING = "CUE_MISSING"
    BETTER_MENTION = "BETTER_MENTION"
    SCOPE = "SCOPE"
    YEAR_MISMATCH = "YEAR_MISMATCH"
    DOUBLE_CLAIM = "DOUBLE_CLAIM"
    PLACES_DIFFER = "PLACES_DIFFER"
    AMBIGUOUS = "AMBIGUOUS"
    QUOTE_NOT_IN_SOURCE = "QUOTE_NOT_IN_SOURCE"
    NAME_NOT_IN_SOURCE = "NAME_NOT_IN_SOURCE"
    RULES_DISAGREE = "RULES_DISAGREE"
    ANSWERS_DIFFER = "ANSWERS_DIFFER"
    MISSED = "MISSED"
    UNCLAIMED = "UNCLAIMED"
    UNCONFIRMED = "UNCONFIRMED"
    STATED_TWICE = "STATED_TWICE"
    SUM_HOLDS = "SUM_HOLDS"
    SUM_BROKEN = "SUM_BROKEN"
    RATE_HOLDS = "RATE_HOLDS"
    RATE_BROKEN = "RATE_BROKEN"
    RATE_IMPOSSIBLE = "RATE_IMPOSSIBLE"
    FLOW_HOLDS = "FLOW_HOLDS"
    FLOW_BROKEN = "FLOW_BROKEN"
    RESTATED = "RESTATED"
    REPEATED = "REPEATED"
    JUMP = "JUMP"
    ACCEPTED = "ACCEPTED"
    CORRECTED = "CORRECTED"
    REFUSED = "REFUSED"
    DECISION_STALE = "DECISION_STALE"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says, the severities that its findings may have, and what they are about.

    `about` is "extraction" where the claim is in question, "source" where the text itself is.
    """

    says: str
    severities: tuple[Severity, ...]
    about: str = "extraction"


_REJECT, _REVIEW, _CONFIRM = (Severity.REJECT,), (Severity.REVIEW,), (Severity.CONFIRM,)
_EITHER = (Severity.REJECT, Severity.REVIEW)

CODES: dict[Code, Meaning] = {
    Code.VALUE_NOT_IN_SOURCE: Meaning("no number (or no piece of text) of the source has this value", _REJECT),
    Code.COPY_MISMATCH: Meaning("the figure or words as copied and the place pointed at differ", _EITHER),
    Code.SCALE_DROPPED: Meaning("the printed scale is lost or added: 6.59 for 6.59万, 4.05 for 4.05亿", _REJECT),
    Code.POINTS_AS_PERCENT: Meaning(
        "percentage points taken for a percentage or the reverse; 0.9676 for 96.76%", _REJECT
    ),
    Code.UNIT_MISMATCH: Meaning(
        "the unit of the mention cannot measure this field, or is not one that the field accepts", _EITHER
    ),
    Code.NOT_DATA: Meaning("the mention is a date, a list mark, an ordinal, a code or part of a name", _REJECT),
    Code.OUT_OF_RANGE: Meaning("a share above 100%, a part above its whole, or a year that is none", _EITHER),
    Code.RANGE_END: Meaning("the mention is one end of a range (97至105项), and the field wants one figure", _REVIEW),
    Code.DIRECTION_UNSAID: Meaning(
        "no word or sign before the figure of a change says whether it rose or fell", _REVIEW
    ),
    Code.DOUBTFUL: Meaning("the number cannot be read with certainty (四五件, 数十件)", _REVIEW),
    Code.APPROXIMATION_LOST: Meaning(
        "the copy says exactly what the text says about (近, 余), or the reverse", _REVIEW
    ),
    Code.CUE_MISSING: Meaning("the words around the place do not carry the field's cue", _REVIEW),
    Code.BETTER_MENTION: Meaning(
        "another mention carries the field's cue and this one does not: a neighbour was taken", _REVIEW
    ),
    Code.SCOPE: Meaning(
        "the clause makes the figure a part after 其中, one of several years, or what it was before",
        _REVIEW,
    ),
    Code.YEAR_MISMATCH: Meaning("the words before the figure speak of another year than the report's", _REVIEW),
    Code.DOUBLE_CLAIM: Meaning("two fields claim one mention and the schema does not allow it", _REVIEW),
    Code.PLACES_DIFFER: Meaning("the places claimed for one field state different values", _REVIEW),
    Code.AMBIGUOUS: Meaning("a value given without a place fits several numbers of the source", _REVIEW),
    Code.QUOTE_NOT_IN_SOURCE: Meaning("the quote given with a value does not stand in the source", _REVIEW),
    Code.NAME_NOT_IN_SOURCE: Meaning(
        "the name given to a figure has words that neither its sentence nor its headings contain", _REVIEW
    ),
    Code.RULES_DISAGREE: Meaning("the rules, on their own, would fill the field with another mention", _REVIEW),
    Code.ANSWERS_DIFFER: Meaning("several answers were asked, and not all of them say this", _REVIEW),
    Code.MISSED: Meaning("the field is empty but its cue matches a mention", _REVIEW),
    Code.UNCLAIMED: Meaning("a number of the text that nothing claims", _REVIEW),
    Code.UNCONFIRMED: Meaning(
        "the rules alone say so, or a model that they have led there, and nothing else in the text confirms it", _REVIEW
    ),
    Code.STATED_TWICE: Meaning("the text states the same figure for this field at another place", _CONFIRM),
    Code.SUM_HOLDS: Meaning("the figure is a total or a part of one, and the parts make the total", _CONFIRM),
    Code.SUM_BROKEN: Meaning("the figure is a total or a part of one, and the parts do not make it", _REVIEW, "source"),
    Code.RATE_HOLDS: Meaning("the printed rate or change agrees with the figures that it is made of", _CONFIRM),
    Code.RATE_BROKEN: Meaning(
        "the printed rate or change differs from the figures that it is made of", _REVIEW, "source"
    ),
    Code.RATE_IMPOSSIBLE: Meaning("no whole number over its base gives this percentage", _REVIEW, "source"),
    Code.FLOW_HOLDS: Meaning("what came in and was carried over is what was settled and is pending", _CONFIRM),
    Code.FLOW_BROKEN: Meaning(
        "what came in and was carried over is not what was settled and is pending", _REVIEW, "source"
    ),
    Code.RESTATED: Meaning(
        "last year's figure, as this year's change implies it, differs from last year's report", _REVIEW, "source"
    ),
    Code.REPEATED: Meaning(
        "the report states the very figure of another year's report of the place", _REVIEW, "source"
    ),
    Code.JUMP: Meaning("the figure is ten times that of the year before, or a tenth", _REVIEW, "source"),
    Code.ACCEPTED: Meaning(
        "a person has looked: the value stands here, or the field is rightly empty; nothing sends it to review, what "
        "rejects it does",
        _CONFIRM,
    ),
    Code.CORRECTED: Meaning(
        "a person has put the value here; nothing sends it to review, what rejects it does", _CONFIRM
    ),
    Code.REFUSED: Meaning("a person has looked: this is not the value of the field", _REJECT),
    Code.DECISION_STALE: Meaning(
        "a person has decided about words that do not stand there any more, or not at one clear place", _REVIEW
    ),
}


def codes_table() -> str:
    """The codes as a Markdown table: what each says, what its findings do to a verdict, what they are about."""
    rows = (
        f"| {code} | {meaning.says} | {' or '.join(meaning.severities)} | {meaning.about} |"
        for code, meaning in CODES.items()
    )
    return "\n".join(["| code | says | effect | about |", "| --- | --- | --- | --- |", *rows])


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
