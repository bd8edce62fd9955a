"""A mention: one number in a text."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from llmextract.quantity import Approximation, Kind, Quantity

__all__ = ["Mention"]


class Mention(NamedTuple):
    """One number in a text; immutable, comparable, in order of place.

    Attributes:
        start, end: code-point offsets into the text; `text` is exactly that slice. The span goes from the first
            character of the numeral through the unit; an approximator before it (近, 约, 超) lies outside.
        kind: what the number is; quantity, rate and points are data.
        value: exact decimal in base units (65900 for 6.59万户), unsigned as printed, the year for a date that has one;
            None where a number has no single value (1+6+3).
        unit: measure word in simplified characters, without scale; in English the noun behind the figure as printed;
            None where none is printed, shared or in a header.
        approximation, decimals, scale: as in `Quantity`.
        date: ISO form as far as printed (2024, 2024-10, --10-18, 2024-03-13T14:15), for dates only.
        partner: "low" or "high" where the number is an end of a range (97至105项).
        direction: "rise" or "fall" where a sign or the words before a figure say so (下降19.72%), else None; in
            English a word right behind counts too (a 5% decline).
        header: what heads the figure in a table flattened to text, the row's label and the column's joined by "/".
        doubtful: the text is damaged here or gives several numbers at once (数十, 两三); the reading is the likeliest.
        why: the rule of reading that decided, in words that lead to its place in the code.

    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None = None
    unit: str | None = None
    approximation: Approximation = Approximation.EXACT
    decimals: int = 0
    scale: Decimal = Decimal(1)
    date: str | None = None
    partner: str | None = None
    direction: str | None = None
    header: str | None = None
    doubtful: bool = False
    why: str = ""

    @property
    def quantity(self) -> Quantity | None:
        """The value with its unit and precision, or None where there is no single value."""
        if self.value is None:
            return None
        return Quantity(self.value, self.unit, self.approximation, self.decimals, self.scale)

    @property
    def year(self) -> int | None:
        """The year of a date that names one."""
        if self.date is None or not self.date[:4].isdigit():
            return None
        return int(self.date[:4])
