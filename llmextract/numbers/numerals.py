"""Numerals: Arabic and Chinese digits to exact decimals."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["ARABIC", "CHINESE", "SCALES", "read_arabic", "read_chinese", "read_numeral"]

# A comma separates thousands only between one to three digits and groups of exactly three: in these texts
# "9件,12件" is two figures and "1,352件" is one.
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
CHINESE = r"[一二两三四五六七八九十廿卅〇零][一二两三四五六七八九十百千万亿廿卅〇零]*"

SCALES = {
    "百": Decimal(100),
    "千": Decimal(1_000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "千亿": Decimal(100_000_000_000),
    "万亿": Decimal(1_000_000_000_000),
}

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"廿": 20, "卅": 30}
_STEPS = {"十": 10, "百": 100, "千": 1_000}


def read_arabic(text: str) -> tuple[Decimal, int]:
    """The value of an Arabic numeral and its printed decimals: "1,352.50" gives (1352.50, 2)."""
    digits = text.replace(",", "")
    return Decimal(digits), len(digits.partition(".")[2])


def read_chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, by place (二〇二四) or by step (一千三百五十二); None if it is neither.

    >>> read_chinese("二百零五亿")
    Decimal('20500000000')
    """
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = group = Decimal(0)
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            group += _TENS[char]
            digit = None
        elif char in _STEPS:
            group += (1 if digit is None else digit) * _STEPS[char]
            digit = None
        else:
            group += digit or 0
            if not group and not total:
                return None
            total = (total + group) * SCALES[char]
            group, digit = Decimal(0), None
    return total + group + (digit or 0)


def read_numeral(text: str) -> tuple[Decimal, int] | None:
    """The value and printed decimals of a numeral of either script, or None."""
    if text[0].isascii():
        return read_arabic(text)
    whole, point, fraction = text.partition("点")
    value = read_chinese(whole)
    if value is None:
        return None
    if not point:
        return value, 0
    if not fraction or any(c not in _DIGITS for c in fraction):
        return None
    return value + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction)), len(fraction)
