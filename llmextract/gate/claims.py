"""Claims: what a field asserts about the source, and how a pointer and a copy become one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.hidden import seen
from llmextract.neutral import neutral
from llmextract.numbers import Mention, scan
from llmextract.quantity import Kind
from llmextract.schema.declare import FieldSpec, Form, Measure
from llmextract.schema.leaves import State

__all__ = ["OTHER", "OTHER_FIELD", "Claim", "Ruling", "Slip", "copy_fits", "place_figure", "place_words", "signed"]

OTHER_FIELD = "other"
OTHER = FieldSpec(Form.FIGURE, "其他指标")  # an indicator that no field asks for: any measure


class Ruling(StrEnum):
    """What a person has decided about a claim."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"  # the person has made the claim


@dataclass(frozen=True, slots=True)
class Slip:
    """How a pointer and its copy differ.

    Attributes:
        pointed: the index of the mention pointed at, or None if the request has no such mention.
        resolved: whether exactly one mention of the request's text fits the copy, and the claim rests there.

    """

    pointed: int | None
    resolved: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A field's assertion about the source: its value stands here.

    Attributes:
        section, field, spec: the field; other indicators have field "other" and the spec OTHER.
        state: stated, zero (in words), or without_number.
        mention: the index of the mention, for figures and dates; None if no place was found.
        span: the place, for texts, choices and items.
        printed: the copy as the model gave it; the chosen value for choices.
        slip: set where pointer and copy differ.
        name, category: for other indicators, and for items.
        entry: the number of the entry in a list field; claims with the same entry are places of one value.
        candidates: for claims without a pointer, the mentions that have the value.
        agreement: how many of how many answers say so, where several were asked.
        led: whether it was answered after the rules' own candidate had been pointed out.
        ruling: what a person has decided about it, and `ruled` in which words.

    """

    section: str
    field: str
    spec: FieldSpec
    state: State = State.STATED
    mention: int | None = None
    span: tuple[int, int] | None = None
    printed: str = ""
    slip: Slip | None = None
    name: str = ""
    category: str = "other"
    entry: int = 0
    candidates: tuple[int, ...] = ()
    agreement: tuple[int, int] | None = None
    led: bool = False
    ruling: Ruling | None = None
    ruled: str = ""

    @property
    def refused(self) -> bool:
        """Whether a person has said that it is wrong."""
        return self.ruling is Ruling.REJECTED

    @property
    def is_figure(self) -> bool:
        """Whether it claims a mention."""
        return self.spec.form in (Form.FIGURE, Form.DATE)

    @property
    def is_other(self) -> bool:
        """Whether it names an indicator that no field asks for."""
        return self.field == OTHER_FIELD and bool(self.section)

    @property
    def placed(self) -> bool:
        """Whether it has a place in the source."""
        return self.mention is not None or self.span is not None


def copy_fits(printed: str, mentions: Iterable[Mention]) -> bool:
    """Whether a copied figure is one of these: the same characters, or the same value in a unit that agrees.

    A copy may leave the unit out ("206" for 206件) but not the scale or the percent sign, and must not turn a rise into
    a fall.
    """
    copied = _Copy(printed)
    return any(map(copied.fits, mentions))


class _Copy:
    """A copied figure, read once."""

    def __init__(self, printed: str) -> None:
        self.text = _squeeze(fold(printed))
        numbers = [m for m in scan(printed.strip()) if m.kind.is_data or m.kind is Kind.DATE]
        self.read = numbers[0] if len(numbers) == 1 else None
        minus = self.text.startswith(("-", "负", "(")) and self.text[1:2].isdigit()
        told = self.read.direction if self.read is not None else None
        self.direction = told or ("fall" if minus else None)

    def fits(self, mention: Mention) -> bool:
        if self.text == mention.text or self.text == _squeeze(fold(mention.text)):
            return True
        read = self.read
        if read is None or mention.value is None or read.kind is Kind.DATE or mention.kind is Kind.DATE:
            return read is not None and mention.date is not None and read.date == mention.date
        if read.value != mention.value or (self.direction and self.direction != mention.direction):
            return False
        return read.unit == mention.unit or (read.unit is None and mention.kind is Kind.QUANTITY)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def place_figure(
    document: Document, pointed: int | None, printed: str, numbered: Iterable[int]
) -> tuple[int | None, Slip | None]:
    """Resolve a pointer and its copy to a mention.

    Args:
        document: the source.
        pointed: the index of the mention pointed at; None for an id that the request does not have.
        printed: the figure as copied.
        numbered: the indices that the request's text carried.

    Returns:
        The mention's index or None, and the slip where pointer and copy differ.

    """
    if pointed is not None and printed == document.mentions[pointed].text:
        return pointed, None
    copied = _Copy(printed)
    if pointed is not None and copied.fits(document.mentions[pointed]):
        return pointed, None
    fitting = [i for i in numbered if copied.fits(document.mentions[i])]
    if len(fitting) == 1:
        return fitting[0], Slip(pointed, resolved=True)
    return None, Slip(pointed, resolved=False)


def place_words(
    document: Document, words: str, sentence: tuple[int, int] | None, sent: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int] | None, bool]:
    """Find copied words: in the sentence pointed at, else at exactly one place of what was sent.

    Returns:
        The span or None, and whether it lies in the sentence pointed at.

    """
    wanted = neutral(fold(seen(words).strip()))
    if not wanted:
        return None, False
    # The model was shown look-alikes of what would act, and no line breaks: nor has its copy.
    text = document.once(place_words, lambda: neutral(document.folded))
    pattern = re.compile(r"(?:\r?\n)?".join(map(re.escape, wanted)))
    match = pattern.search(text, sentence[0], sentence[1] + len(wanted)) if sentence else None
    if match and sentence and match.start() < sentence[1]:
        return match.span(), True
    found = [match.span() for start, end in sent for match in pattern.finditer(text, start, end)]
    return (found[0], False) if len(found) == 1 else (None, False)


def signed(mention: Mention, spec: FieldSpec) -> Decimal | None:
    """The value as the field wants it: negative in change and points where a sign or the words say a decrease."""
    if mention.value is None or mention.direction != "fall" or spec.measure not in (Measure.CHANGE, Measure.POINTS):
        return mention.value
    return -mention.value
