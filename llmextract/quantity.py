"""The value of a number as a text states it: exact, with its unit, its approximation and its printed precision."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["Approximation", "Kind", "Quantity", "plain"]


class Kind(StrEnum):
    """What a number in a text is. The first three are data."""

    QUANTITY = "quantity"
    RATE = "rate"
    POINTS = "points"
    DATE = "date"
    ORDINAL = "ordinal"
    HEADING = "heading"
    DOCNO = "docno"
    CODE = "code"
    NAME = "name"

    @property
    def is_data(self) -> bool:
        """Whether numbers of this kind belong into a dataset."""
        return self in (Kind.QUANTITY, Kind.RATE, Kind.POINTS)


class Approximation(StrEnum):
    """How the printed figure stands to the true one."""

    EXACT = "exact"
    OVER = "over"  # 余 多 逾 超: a little more
    NEAR = "near"  # 近 约 左右: around
    AT_LEAST = "at_least"  # 以上 不少于: a lower bound
    AT_MOST = "at_most"  # 不足 不超过 以内: an upper bound


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in base units, as stated.

    Attributes:
        value: exact and unsigned as printed, in base units: 65900 for 6.59万户, 96.76 for 96.76%.
        unit: the measure word in simplified characters without scale (户, 元, %, 百分点), or None.
        approximation: exact, over, near, at_least or at_most.
        decimals: the digits printed behind the decimal point (2 for 6.59万户).
        scale: what a printed unit step is worth in base units (10000 for 6.59万户, 1 for 206件).

    """

    value: Decimal
    unit: str | None = None
    approximation: Approximation = Approximation.EXACT
    decimals: int = 0
    scale: Decimal = Decimal(1)

    @property
    def step(self) -> Decimal:
        """The worth of the last printed digit in base units: 100 for 6.59万户, 0.01 for 96.76%."""
        return self.scale.scaleb(-self.decimals)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """The true values that print so, by rounding or by truncation: [value - step/2, value + step).

        A whole number without scale (206件) is a count and stands for itself alone.
        """
        if self.decimals == 0 and self.scale == 1 and self.unit not in ("%", "百分点"):
            return self.value, self.value
        return self.value - self.step / 2, self.value + self.step


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros (4.0500E+8 reads 405000000).

    >>> plain(Decimal("4.05") * 100_000_000)
    '405000000'
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
