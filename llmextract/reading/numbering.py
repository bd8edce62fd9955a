"""The numbers that Word prints before paragraphs (一、 (一) 1.): they stand in no text, but are counted from a list.

Source: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Numbering", "W", "number_of", "printed", "value_of"]

Element = Any  # lxml elements of the Word namespace
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    plain: bool  # all numbers in it as 1, 2, 3
    style: str


class Numbering:
    """Counts through a document, paragraph by paragraph.

    Args:
        numbering: the root of numbering.xml; None where there is none.
        styles: for each paragraph style its own list and level, where it has them.

    """

    def __init__(self, numbering: Element | None, styles: Mapping[str, tuple[str | None, int | None]]) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._own: dict[str, dict[int, _Level]] = {}  # the levels that a list has otherwise than its kind
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self._restarted: set[tuple[str, int]] = set()
        if numbering is None:
            return
        for element in numbering.iter(f"{W}abstractNum"):
            levels = {int(_get(level, "ilvl") or 0): _level(level) for level in element.iter(f"{W}lvl")}
            self._abstract[_get(element, "abstractNumId") or ""] = levels
        for element in numbering.iter(f"{W}num"):
            starts = {
                int(_get(override, "ilvl") or 0): number_of(start, 1)
                for override in element.iter(f"{W}lvlOverride")
                if (start := override.find(f"{W}startOverride")) is not None
            }
            own = {int(_get(level, "ilvl") or 0): _level(level) for level in element.iter(f"{W}lvl")}
            self._own[_get(element, "numId") or ""] = own
            self._lists[_get(element, "numId") or ""] = (value_of(element.find(f"{W}abstractNumId")), starts)

    def mark(self, properties: Element | None, style: str) -> str:
        """What is printed before a paragraph; "" where it is not numbered.

        Args:
            properties: its pPr element.
            style: the name (id) of its style.

        """
        own, level = self._styles.get(style, (None, None))
        told = None if properties is None else properties.find(f"{W}numPr")
        if told is not None:
            own = value_of(told.find(f"{W}numId")) or own
            level = number_of(told.find(f"{W}ilvl"), level or 0)
        if not own or own == "0" or own not in self._lists:
            return ""
        abstract, starts = self._lists[own]
        levels = {**self._abstract.get(abstract, {}), **self._own[own]}
        if level is None:
            level = next((number for number, one in levels.items() if style and one.style == style), 0)
        return self._next(own, abstract, levels, starts, level)

    def _next(self, own: str, abstract: str, levels: dict[int, _Level], starts: dict[int, int], level: int) -> str:
        if level not in levels or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts[abstract]
        if level in starts and (own, level) not in self._restarted:
            self._restarted.add((own, level))
            counts[level] = starts[level] - 1
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _PLACE.sub(
            lambda match: self._printed(counts, levels, int(match[1]) - 1, levels[level]), levels[level].text
        )

    def _printed(self, counts: list[int | None], levels: dict[int, _Level], at: int, own: _Level) -> str:
        if at not in levels:
            return ""
        number = counts[at] if counts[at] is not None else levels[at].start
        return printed(number or 0, "decimal" if own.plain else levels[at].form)


def _level(element: Element) -> _Level:
    form = value_of(element.find(f"{W}numFmt")) or "decimal"
    text = "" if form in ("bullet", "none") else value_of(element.find(f"{W}lvlText"))
    plain = element.find(f"{W}isLgl") is not None
    return _Level(number_of(element.find(f"{W}start"), 1), form, text, plain, value_of(element.find(f"{W}pStyle")))


def _get(element: Element, name: str) -> str | None:
    found: str | None = element.get(f"{W}{name}")
    return found


def value_of(element: Element | None) -> str:
    """What an element is set to; "" for none."""
    return "" if element is None else _get(element, "val") or ""


def number_of(element: Element | None, default: int) -> int:
    """The number that an element is set to; the default where it is none."""
    told = value_of(element)
    return int(told) if told.lstrip("-").isdecimal() and len(told) < 7 else default


def printed(number: int, form: str) -> str:
    """A number as a list prints it.

    >>> [printed(12, form) for form in ("chineseCounting", "upperRoman", "decimalEnclosedCircle", "lowerLetter")]
    ['十二', 'XII', '⑫', 'l']
    """
    make = _FORMS.get(form)
    return str(number) if make is None or number < 0 else make(number)


def _chinese(number: int, digits: str, places: str) -> str:
    """Up to 9999, as it is read: 十二, 一百零五."""
    if not 0 < number < 10000:
        return digits[0] if number == 0 else str(number)
    said, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (digits[0] if zero and said else "") + digits[digit] + (places[place - 1] if place else "")
        zero = not digit
    return said[1:] if 10 <= number < 20 else said


def _each(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(abs(number)))


def _roman(number: int) -> str:
    said = ""
    for value, sign in _ROMAN:
        said += sign * (min(number, 9999) // value)
        number %= value
    return said


def _legal(number: int) -> str:
    return _chinese(number, _LEGAL, "拾佰仟").replace("拾", "壹拾", 10 <= number < 20)


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else ""


def _counting(number: int) -> str:
    return _chinese(number, _DIGITS, "十百千")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting"), _counting),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand"), _counting),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), _each),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional"), _legal),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalZero": lambda number: f"{number:02d}",
}
