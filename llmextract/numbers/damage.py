"""Lost characters: list marks that lost their circle, dates that lost 年, 月 or a dash.

Where what stands around decides (a list 1…2…3, one possible month and day), the number is read right; where it does
not, the likeliest reading is marked doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from llmextract.numbers.amounts import IN_NAME, SUSPECT, arabic
from llmextract.numbers.mention import Mention
from llmextract.numbers.text import Text
from llmextract.quantity import Kind

__all__ = ["mend"]

_HEADS = frozenset(":;。,!? \n\t\r")
_LEAST_PURE = 2  # list marks that stand alone before words: with two of them the list is certain
_DATED = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<rest>[0-9]{2,4})日")
_YEARS = re.compile(r"(?P<first>(?:19|20)[0-9]{2})(?P<second>(?:19|20)[0-9]{2})年")
_MARK_AND_YEAR = re.compile(r"[1-9](?=(?:19|20)[0-9]{2}年)")
_MONTHS = re.compile(r"(?P<first>[1-9])(?P<second>[2-9]|1[0-2])月")
_LAST_MONTH, _LAST_DAY = 12, 31


def mend(text: Text, mentions: list[Mention]) -> list[Mention]:
    """The mentions of a text, with what lost characters have run together taken apart."""
    mended: list[Mention] = []
    for mention in mentions:
        if mended and mention.start < mended[-1].end:
            continue  # 12021年3月5日: the date taken apart goes on over what was read as its rest
        mended.extend(_take_apart(text, mention) if mention.why in _SUSPECT else (mention,))
    return _lists(text, mended)


_SUSPECT = frozenset((*SUSPECT, IN_NAME))


def _take_apart(text: Text, mention: Mention) -> Iterable[Mention]:
    folded, start = text.folded, mention.start
    if years := _YEARS.match(folded, start):
        return _split_years(text, years.start(), years.end())
    if dated := _DATED.match(folded, start):
        return (_date(text, dated),)
    if months := _MONTHS.match(folded, start):
        return _month_range(text, mention, int(months["first"]), int(months["second"]))
    if _MARK_AND_YEAR.match(folded, start):
        mark = text.mention(start, start + 1, Kind.HEADING, "a list mark glued to a year")
        return (mark, arabic(text, start + 1))
    digits = re.match("[0-9]+", mention.text)
    if digits and len(digits.group()) > 4 and mention.unit in ("年", "月", "日"):
        return (mention._replace(doubtful=True, why="too many digits for a date or a duration"),)
    return (mention,)


def _split_years(text: Text, start: int, end: int) -> tuple[Mention, Mention]:
    """20212025年: a range of years that lost its dash."""
    first, second = (
        Mention(
            a,
            b,
            text.raw[a:b],
            Kind.DATE,
            Decimal(text.folded[a : a + 4]),
            date=text.folded[a : a + 4],
            partner=partner,
            why="years that lost their dash",
        )
        for a, b, partner in ((start, start + 4, "low"), (start + 4, end, "high"))
    )
    return first, second


def _date(text: Text, match: re.Match[str]) -> Mention:
    """2022318日: the month and day that are possible; doubtful where there are two ways."""
    rest = match["rest"]
    ways = [
        (int(rest[:cut]), int(rest[cut:]))
        for cut in (1, 2)
        if (rest[cut:] and not rest.startswith("0", cut)) or (rest[cut : cut + 1] == "0" and len(rest) - cut == 2)
    ]
    ways = [(month, day) for month, day in ways if 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY]
    iso = match["year"] + (f"-{ways[0][0]:02}-{ways[0][1]:02}" if ways else "")
    doubtful = len(ways) != 1 or len(rest) == 2
    why = (
        "a date that lost characters"
        if not doubtful
        else "a date that lost characters, and more than one way to read it"
    )
    return Mention(
        *match.span(),
        text.raw[match.start() : match.end()],
        Kind.DATE,
        Decimal(iso[:4]),
        date=iso,
        doubtful=doubtful,
        why=why,
    )


def _month_range(text: Text, mention: Mention, first: int, second: int) -> tuple[Mention, ...]:
    """57月: a range of months that lost its dash."""
    if first >= second:
        return (mention._replace(doubtful=True),)
    start, end = mention.start, mention.end
    why = "months that lost their dash"
    return (
        Mention(start, start + 1, text.raw[start : start + 1], Kind.DATE, date=f"--{first:02}", partner="low", why=why),
        Mention(start + 1, end, text.raw[start + 1 : end], Kind.DATE, date=f"--{second:02}", partner="high", why=why),
    )


def _lists(text: Text, mentions: list[Mention]) -> list[Mention]:
    """Lists in a line whose marks lost their circles: "1受理…;2办理…;314个县…" is item 3 with 14个县."""
    bare = [
        m
        for m in mentions
        if m.kind is Kind.QUANTITY and m.unit is None and m.text in ("1", "2", "3") and _heads(text, m)
    ]
    lines = {_line(text, m) for m in bare if _before_words(text, m)}
    inside: dict[int, list[int]] = {}
    for i, mention in enumerate(mentions if lines else ()):
        if mention.text[0].isdigit() and _heads(text, mention) and (line := _line(text, mention)) in lines:
            inside.setdefault(line, []).append(i)
    mended = list(mentions)
    for line in sorted(inside, reverse=True):  # from the end, so that the indices before stay
        _mend_line(text, mended, inside[line])
    return mended


def _line(text: Text, mention: Mention) -> int:
    return text.folded.rfind("\n", 0, mention.start)


def _heads(text: Text, mention: Mention) -> bool:
    return text.before(mention.start) in _HEADS


def _before_words(text: Text, mention: Mention) -> bool:
    follows = text.folded[mention.end : mention.end + 1]
    return "\u4e00" <= follows <= "\u9fff"


def _mend_line(text: Text, mentions: list[Mention], inside: list[int]) -> None:
    """Follow 1, 2, 3 … over the clause beginnings of one line, as marks of their own or glued to a figure."""
    marks: list[tuple[int, str, bool]] = []
    for i in inside:
        expected = str(len(marks) + 1)
        mention = mentions[i]
        alone = mention.text == expected and (mention.kind is Kind.HEADING or mention.unit is None)
        pure = alone and (mention.kind is Kind.HEADING or _before_words(text, mention))
        if pure or (mention.text.startswith(expected) and mention.text[len(expected) : len(expected) + 1].isdigit()):
            marks.append((i, expected, pure))
    certain = sum(pure for _, _, pure in marks)
    while marks and not marks[-1][2] and certain < _LEAST_PURE:
        marks.pop()
    if len(marks) < 2 or not certain:
        return
    for i, mark, pure in reversed(marks):
        mentions[i : i + 1] = _mended(text, mentions[i], mark, pure=pure, certain=certain >= _LEAST_PURE)


def _mended(text: Text, mention: Mention, mark: str, *, pure: bool, certain: bool) -> tuple[Mention, ...]:
    if mention.kind is Kind.HEADING:
        return (mention,)
    if pure:
        return (mention._replace(kind=Kind.HEADING, direction=None, why="a list mark that lost its circle"),)
    rest = arabic(text, mention.start + len(mark))
    if not certain or rest.end != mention.end:
        return (mention._replace(doubtful=True, why=f"its first digit may be the list mark {mark}"),)
    start = mention.start
    head = text.mention(start, start + len(mark), Kind.HEADING, "a list mark that lost its circle, glued to a figure")
    return (head, rest)
