"""What a typed report is made of: leaves that carry their value, their place and their verdict."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from llmextract.quantity import Approximation, plain

__all__ = ["Choice", "Date", "Figure", "Item", "Leaf", "Other", "Place", "PlainDecimal", "State", "Text", "Verdict"]

PlainDecimal = Annotated[Decimal, PlainSerializer(plain, return_type=str)]


class State(StrEnum):
    """What a report says of a field."""

    STATED = "stated"
    ZERO = "zero"  # stated as zero in words: 未收到行政复议申请
    WITHOUT_NUMBER = "without_number"  # spoken of without a figure: 多次
    NOT_STATED = "not_stated"  # the report says nothing of it
    FAILED = "failed"  # nothing is known: the model gave no usable answer


class Verdict(StrEnum):
    """How far a value can be trusted."""

    VERIFIED = "verified"  # every check agrees
    REVIEW = "review"  # it stands in the source, but a person should look
    REJECTED = "rejected"  # the claim is wrong


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Model):
    """Where a value stands.

    Attributes:
        start, end: code-point offsets into the raw text; `text` is what stands there.
        path: the headings over it, e.g. "六/(二)/二是".
        mention, sentence: their names in requests, e.g. "n87" and "s31"; None for what is no number, or no sentence.
        page: counts from 1; None where the source has no pages.

    """

    start: int
    end: int
    text: str
    path: str
    mention: str | None = None
    sentence: str | None = None
    page: int | None = None


class Leaf(_Model):
    """What every value of a typed report carries.

    Attributes:
        state: stated, zero, without_number, not_stated or failed.
        verdict: verified, review, rejected; None for a field that is not stated and has no findings.
        codes: the codes of the findings on it, sorted.
        places: where it stands; the first is the one that the panel shows.
        agreement: how many of how many answers say so; None where one was asked.
        decision: what a person has decided: "accepted" (also of a field that is rightly empty), "rejected",
            "corrected"; None where nobody has.

    """

    state: State = State.NOT_STATED
    verdict: Verdict | None = None
    codes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    agreement: tuple[int, int] | None = None
    decision: str | None = None


class Figure(Leaf):
    """A number.

    Attributes:
        value: exact, in base units (65900 for 6.59万户, 96.76 for 96.76%), negative for a decrease in fields of measure
            change and points; None where none is stated.
        unit: the measure word without scale (户, 元, %, 百分点), or None.
        approximation: exact, over, near, at_least or at_most.
        decimals: the digits printed behind the decimal point.
        printed: the figure as the model copied it.

    """

    value: PlainDecimal | None = None
    unit: str | None = None
    approximation: Approximation | None = None
    decimals: int = 0
    printed: str | None = None  # the figure as the model copied it


class Text(Leaf):
    """A short text, copied from the source."""

    value: str | None = None


class Choice(Text):
    """One of the values that the field allows, with the sentence that shows it."""


class Date(Text):
    """A date in ISO form as far as printed (2024-02-29, 2024-02)."""

    printed: str | None = None


class Item(Leaf):
    """One entry of a list.

    Attributes:
        value: the report's own words.
        category: the section that it concerns, or "other".

    """

    value: str = ""
    category: str = "other"


class Other(Figure):
    """A figure that no field of the catalogue asks for, under a name in the source's own words."""

    name: str = ""
