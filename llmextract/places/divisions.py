"""China's divisions from the county up, as their names and codes have stood since the end of 2014.

The table beside this file says where it is from (SOURCE.md); `until` is the last year at whose end a name or a code
that is no more still stood, `now` the code of the division that took its place, where one did.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

__all__ = ["Division", "Known", "Level", "known_divisions", "whole_prefectures", "within"]

_YILI, _YILI_REGIONS = "6540", ("6542", "6543")  # the one prefecture that has prefectures under it


class Level(StrEnum):
    """The level of a division, by its code; a township has the code of its county."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Division:
    """A division of China.

    Attributes:
        code: six digits; a township's is that of its county, or of its prefecture where that has no counties.
        name: the full official name.
        level: province, prefecture, county or township.
        province, prefecture, county: the names on the way down to it, itself among them; "" where there is none.

    """

    code: str
    name: str
    level: Level
    province: str
    prefecture: str
    county: str


@dataclass(frozen=True, slots=True)
class Known:
    """A name that is or was in use.

    Attributes:
        name, code: as they were.
        division: what it is today.
        former: the name, if it is no more; else "".
        own: whether the name without its kind is a place of its own: all but those of districts that never were a
            county or city of that name (双桥 in 双桥区).

    """

    name: str
    code: str
    division: Division
    former: str
    own: bool


def level_of(code: str) -> Level:
    """The level that the zeros of a code tell."""
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def within(child: str, parent: str) -> bool:
    """Whether one code lies under another (not on it)."""
    if child == parent:
        return False
    if parent.endswith("0000"):
        return child[:2] == parent[:2]
    if parent[:4] == _YILI and child[:4] in _YILI_REGIONS:
        return parent.endswith("00")
    return parent.endswith("00") and child[:4] == parent[:4]


def _division(code: str, name: str, names: dict[str, str]) -> Division:
    level = level_of(code)
    province = names[code[:2] + "0000"]
    prefecture = "" if level is Level.PROVINCE else names.get(code[:4] + "00", "")
    county = name if level is Level.COUNTY else ""
    return Division(code, name, level, province, name if level is Level.PREFECTURE else prefecture, county)


@cache
def known_divisions() -> tuple[Known, ...]:
    """Every name in use since the end of 2014, by code."""
    table = files("llmextract.places").joinpath("divisions.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines()))[1:]
    names = {code: name for code, name, until, *_ in rows if not until}
    then = {code: name for code, name, *_ in rows} | names
    today = {code: _division(code, name, names) for code, name in names.items()}
    return tuple(
        Known(
            name,
            code,
            today[code] if not until else today.get(now) or _division(code, name, then),
            name if until else "",
            bool(own) or not name.endswith("区") or code.endswith("00"),
        )
        for code, name, until, now, own in rows
    )


@cache
def whole_prefectures() -> frozenset[str]:
    """The codes of the prefectures that have no counties: their townships are directly under them."""
    codes = [known.code for known in known_divisions() if not known.former]
    with_counties = {code[:4] for code in codes if level_of(code) is Level.COUNTY}
    return frozenset(code for code in codes if level_of(code) is Level.PREFECTURE and code[:4] not in with_counties)
