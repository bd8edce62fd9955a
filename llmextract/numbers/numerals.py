"""Numerals: Arabic and Chinese digits to exact decimals."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache

from llmextract.quantity import SCALES

__all__ = [
    "ARABIC",
    "CHINESE",
    "DIGIT",
    "SCALE",
    "approximate_pair",
    "divided",
    "read_arabic",
    "read_chinese",
    "read_mixed",
    "times",
]

# A comma separates thousands only between one to three digits and groups of exactly three: "9件,12件" is two figures
# and "1,352件" is one.
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+)(?:\.[0-9]+(?!\.?[0-9]))?"
DIGIT = "零〇○一二两三四五六七八九"
_FINANCIAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = (
    rf"(?:[{DIGIT}十廿卅卌][{DIGIT}十百千万亿廿卅卌]*(?:点[{DIGIT}]+)?|[百千万亿]{{1,3}}(?![{DIGIT}十百千万亿])"
    rf"|[壹贰叁肆伍陆柒捌玖](?:[{_FINANCIAL}零万亿]+|(?=[万亿元圆])))"
)
SCALE = "(?:个亿|万亿|[十百千]?[万亿]|百|千(?![瓦克米伏]))"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_STEPS = {"十": 10, "百": 100, "千": 1_000}
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_LONGEST = 24  # characters: a longer run of numerals is no number
_PAIR = re.compile(
    r"(?P<head>(?:[一二两三四五六七八九]?[十百千万亿])*)"
    r"(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])(?P<step>[十百千万亿]*)"
)
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九])([十百千万亿]*)")


_EXACT = Context(prec=28)


def divided(number: Decimal, by: Decimal) -> Decimal:
    """A quotient to 28 digits, whatever the caller's decimal context is."""
    return _EXACT.divide(number, by)


def times(number: Decimal, scale: Decimal) -> Decimal:
    """A product to 28 digits, whatever the caller's decimal context is."""
    return _EXACT.multiply(number, scale)


def read_arabic(text: str) -> tuple[Decimal, int]:
    """The value of an Arabic numeral and its printed decimals: "1,352.50" gives (1352.50, 2)."""
    digits = text.replace(",", "").replace(" ", "").replace("\n", "").replace("\r", "")
    return Decimal(digits), len(digits.partition(".")[2])


@lru_cache(1024)  # few numerals are written in Chinese, each of them often
def read_chinese(text: str) -> tuple[Decimal, int] | None:
    """The value and printed decimals of a Chinese numeral; None if it is none.

    By place (二〇二四) or by step (一千三百五十二), everyday or financial digits (壹佰), with 点 for the decimal point.

    >>> read_chinese("二百零五亿")
    (Decimal('20500000000'), 0)
    """
    if len(text) > _LONGEST:
        return None
    whole, point, fraction = text.translate(_PLAIN).partition("点")
    value = _by_place(whole) if len(whole) > 1 and all(c in _DIGITS for c in whole) else _by_step(whole)
    if value is None or not point:
        return None if value is None else (value, 0)
    return value + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction)), len(fraction)


def _by_place(text: str) -> Decimal:
    return Decimal("".join(str(_DIGITS[c]) for c in text))


def _by_step(text: str) -> Decimal | None:
    total = group = 0  # what 万 and 亿 have closed, and what is still open
    digit: int | None = None
    step = 1
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            group, digit, step = group + _TENS[char], None, 10
        elif char in _STEPS:
            step = _STEPS[char]
            group, digit = group + (1 if digit is None else digit) * step, None
        else:
            step = int(SCALES[char])
            group += digit or 0
            if 0 < total < step:  # 三千万亿: the whole so far counts the larger step
                total, group = (total + group) * step, 0
            else:
                total, group = total + (group or 1) * step, 0
            digit = None
    # 一百五, 两万五: a last digit right behind a step counts the next lower one.
    short = digit and len(text) > 1 and text[-2] in "百千万亿"
    return Decimal(total + group + (digit or 0) * (step // 10 if short else 1))


def read_mixed(text: str) -> tuple[Decimal, int] | None:
    """Arabic and Chinese steps by turns (1亿2千万, 3万5000); None where they do not descend."""
    total, last = Decimal(0), None
    for digits, steps in _PART.findall(text):
        scale = Decimal(1)
        for step in steps:
            scale *= SCALES[step]
        number = read_arabic(digits)[0] if digits[0].isascii() else Decimal(_DIGITS[digits])
        if last is not None and number * scale >= last:
            return None
        total, last = total + number * scale, scale
    return total, 0


def approximate_pair(text: str) -> Decimal | None:
    """The lower of two neighbouring digits said together: 两三 is 2, 七八十 is 70, 三五 is 3; None if no such pair."""
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    low, high = _DIGITS[match["low"]], _DIGITS[match["high"]]
    if high != low + 1 and (low, high) != (3, 5):
        return None
    head = _by_step(match["head"]) or 0 if match["head"] else 0
    value = Decimal(low)
    for step in match["step"]:
        value *= SCALES[step]
    return head + value
