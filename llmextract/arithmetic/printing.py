"""What prints as what: shares against printed percentages, by rounding or by truncation."""

from __future__ import annotations

from fractions import Fraction

from llmextract.numbers import Mention
from llmextract.quantity import Approximation, Kind

__all__ = [
    "Interval",
    "change",
    "interval",
    "is_count",
    "is_exact",
    "is_rate",
    "meets",
    "part_prints",
    "printed_share",
    "prints_over",
    "share",
    "whole_numbers",
]

Interval = tuple[Fraction, Fraction]  # closed; a point for counts
_HUNDRED = 100
_MOST = 3  # whole numbers that fit, beyond which none is telling


def is_exact(mention: Mention) -> bool:
    """Whether a mention states one value, as far as it is printed: no 近, no 以上, no range, nothing doubtful."""
    plain = mention.approximation is Approximation.EXACT and mention.partner is None and not mention.doubtful
    return plain and mention.value is not None


def is_count(mention: Mention) -> bool:
    """Whether a mention is an exact number of whole things, each counted: 206件, not 6.59万户 or 8.4亿元."""
    whole = mention.kind is Kind.QUANTITY and mention.scale == 1 and mention.decimals == 0 and mention.unit != "元"
    return whole and is_exact(mention)


def is_rate(mention: Mention) -> bool:
    """Whether a mention is an exact percentage."""
    return mention.kind is Kind.RATE and mention.unit == "%" and is_exact(mention)


def interval(mention: Mention) -> Interval:
    """The true values that a figure allows: itself alone for a count, by its printed decimals otherwise."""
    quantity = mention.quantity
    low, high = quantity.interval if quantity else (0, 0)
    return Fraction(low), Fraction(high)


def share(part: Mention, whole: Mention) -> Interval:
    """The shares that two printed figures allow."""
    (low, high), (least, most) = interval(part), interval(whole)
    return (low / most, high / least) if least > 0 else (Fraction(0), Fraction(0))


def change(before: Mention, after: Mention) -> Interval:
    """The changes from one printed figure to another, as shares of the first: negative for a fall."""
    low, high = share(after, before)
    return low - 1, high - 1


def printed_share(rate: Mention) -> Interval:
    """The shares (not percent) that print so: from half a step below (rounded up) to one above (truncated)."""
    worth = _HUNDRED if rate.unit == "%" else 1
    step = Fraction(1, 10**rate.decimals)
    value = Fraction(rate.value or 0)
    return (value - step / 2) / worth, (value + step) / worth


def meets(shares: Interval, rate: Mention) -> bool:
    """Whether one of these shares prints as the rate. What is one step above is not reached by truncation."""
    low, high = printed_share(rate)
    return shares[0] < high and shares[1] >= low


def prints_over(whole: Mention, rate: Mention) -> bool:
    """Whether some whole number over this count prints as the rate."""
    low, high = printed_share(rate)
    size = Fraction(whole.value or 0)
    return any(number < high * size for number in whole_numbers(low * size, high * size))


def part_prints(part: Mention, rate: Mention) -> bool:
    """Whether this count over some whole number prints as the rate."""
    low, high = printed_share(rate)
    size = Fraction(part.value or 0)
    return low > 0 and any(number > size / high for number in whole_numbers(size / high, size / low))


def whole_numbers(low: Fraction, high: Fraction) -> tuple[int, ...]:
    """The whole numbers in [low, high], at most a few."""
    first = -((-low.numerator) // low.denominator)
    last = high.numerator // high.denominator
    return tuple(range(first, min(last, first + _MOST - 1) + 1))
