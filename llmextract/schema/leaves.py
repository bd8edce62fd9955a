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
    NOT_STATED = "not_stated"
    FAILED = "failed"  # nothing is known: the model gave no usable answer


class Verdict(StrEnum):
    """How far a value can be trusted."""

    VERIFIED = "verified"
    REVIEW = "review"
    REJECTED = "rejected"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Model):
    """Where a value stands: code-point offsets into the raw text, the text there, the heading path, and the ids.

    `page` counts from 1; None where the source has no pages.
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

    """

    state: State = State.NOT_STATED
    verdict: Verdict | None = None
    codes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    agreement: tuple[int, int] | None = None


class Figure(Leaf):
    """A number: exact value in base units, signed in fields of measure change and points."""

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
    """One entry of a list: the report's own words and the section that it concerns."""

    value: str = ""
    category: str = "other"


class Other(Figure):
    """A figure that no field of the catalogue asks for, under a name in the source's own words."""

    name: str = ""
