"""The value of a number as a text states it: exact, with its unit, its approximation and its printed precision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

__all__ = ["SCALES", "Approximation", "Kind", "Quantity", "plain"]

# What the words for powers of ten are worth.
SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1_000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "个亿": Decimal(100_000_000),
    "亿": Decimal(100_000_000),
    "十亿": Decimal(1_000_000_000),
    "百亿": Decimal(10_000_000_000),
    "千亿": Decimal(100_000_000_000),
    "万亿": Decimal(1_000_000_000_000),
}


class Kind(StrEnum):
    """What a number in a text is. The first three are data."""

    QUANTITY = "quantity"  # 206件, 6.59万户, 90万元
    RATE = "rate"  # 96.76%, 6成
    POINTS = "points"  # 1.59个百分点
    DATE = "date"  # 2024年3月5日, a year, a month
    ORDINAL = "ordinal"  # 第二次
    HEADING = "heading"  # a list mark: 一、 (一) 1.
    DOCNO = "docno"  # 南委〔2024〕12号
    CODE = "code"  # a telephone number, a version, a page mark
    NAME = "name"  # a number inside a fixed name: 三项制度

    is_data: bool  # whether numbers of this kind belong into a dataset

    def __init__(self, name: str) -> None:
        self.is_data = name in ("quantity", "rate", "points")


class Approximation(StrEnum):
    """How the printed figure stands to the true one."""

    EXACT = "exact"
    OVER = "over"  # 余 多 逾 超: a little more
    NEAR = "near"  # 近 约 左右: around
    AT_LEAST = "at_least"  # 以上 不少于: a lower bound
    AT_MOST = "at_most"  # 不足 不超过 以内: an upper bound


_SCALE_WORDS = {worth: word for word, worth in SCALES.items() if word not in ("十", "个亿")}
_TENTH = Decimal(10)
_ENGLISH_SCALES = {1_000: " thousand", 10**6: " million", 10**9: " billion", 10**12: " trillion"}
_ENGLISH = {"over": "more than ", "near": "about ", "at_least": "at least ", "at_most": "at most "}
_SHORTEST_NOUN = 4  # letters: km and kg are printed in Chinese texts too
_SAID = {"over": "超过", "near": "约", "at_least": "不少于", "at_most": "不超过"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in base units, as stated. It does no arithmetic.

    Two are equal if they state the same in the same way; <, <=, > and >= compare the values of one unit and raise
    TypeError for two. `str` prints it as officials would (约6.59万户; about 1.2 million cases where the unit is an
    English noun), and reading that gives it back (but a fraction, whose digits do not end); `to_json` and `from_json`
    are a dictionary of strings and integers, the value without loss.

    Attributes:
        value: exact and unsigned as printed, in base units: 65900 for 6.59万户, 96.76 for 96.76%.
        unit: the measure word in simplified characters without scale (户, 元, %, 百分点), the noun of an English text
            as printed (cases), or None.
        approximation: exact, over, near, at_least or at_most.
        decimals: the digits printed behind the decimal point (2 for 6.59万户).
        scale: what a printed unit step is worth in base units (10000 for 6.59万户, 1 for 206件).

    """

    value: Decimal
    unit: str | None = None
    approximation: Approximation = Approximation.EXACT
    decimals: int = 0
    scale: Decimal = Decimal(1)

    def __str__(self) -> str:
        number = self.value / self.scale
        if self.unit and len(self.unit) >= _SHORTEST_NOUN and self.unit.isascii():
            scale = _ENGLISH_SCALES.get(int(self.scale), "")
            number = number if scale else self.value
            return f"{_ENGLISH.get(self.approximation, '')}{number:.{self.decimals}f}{scale} {self.unit}"
        scale = _SCALE_WORDS.get(self.scale, "")
        unit = {"百分点": "个百分点", None: ""}.get(self.unit, self.unit or "")
        if self.unit == "%" and self.scale == _TENTH:
            unit = "成"
        elif not scale:
            number = self.value
        return f"{_SAID.get(self.approximation, '')}{number:.{self.decimals}f}{scale}{unit}"

    def _comparable(self, other: Quantity) -> tuple[Decimal, Decimal]:
        if self.unit != other.unit:
            raise TypeError(f"{self} and {other} have two units and cannot be compared")
        return self.value, other.value

    def __lt__(self, other: Quantity) -> bool:
        one, two = self._comparable(other)
        return one < two

    def __le__(self, other: Quantity) -> bool:
        one, two = self._comparable(other)
        return one <= two

    def to_json(self) -> dict[str, str | int | None]:
        """Everything it holds, as JSON takes it."""
        return {
            "value": plain(self.value),
            "unit": self.unit,
            "approximation": self.approximation.value,
            "decimals": self.decimals,
            "scale": plain(self.scale),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Quantity:
        """The quantity that `to_json` told.

        Raises:
            KeyError, ValueError, decimal.InvalidOperation: it is not what `to_json` gives.

        """
        approximation = Approximation(told["approximation"])
        return cls(Decimal(told["value"]), told["unit"], approximation, int(told["decimals"]), Decimal(told["scale"]))

    @property
    def step(self) -> Decimal:
        """The worth of the last printed digit in base units: 100 for 6.59万户, 0.01 for 96.76%."""
        return self.scale.scaleb(-self.decimals)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """The true values that print so, by rounding or by truncation: [value - step/2, value + step).

        A whole number without scale (206件) is a count and stands for itself alone.
        """
        if self.decimals == 0 and self.scale == 1 and self.unit not in ("%", "‰", "‱", "百分点"):
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
