"""The names of fields as variables: for the columns of tables, and for Stata, R and SQL without quoting.

A variable name is `[a-z][a-z0-9_]*` and at most 25 characters, so that it has room for `_status` and `_approx` within
the 32 that Stata allows. The rule, in this order:

1. the section's first four letters, `_`, the field: `liti_cases_change`;
2. where that is too long, every word of the field is cut to the most letters with which it fits:
   `lead_party_head_instructi`;
3. where an earlier field of the genre has that name already (or something had to be left out that is no letter or
   digit), the name ends in `_` and four or more digits of a hash of SECTION.FIELD.

A field's name depends on the fields before it alone: what is added behind it in a genre does not change it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

__all__ = ["LONGEST", "SUFFIXES", "variables"]

LONGEST = 25
SUFFIXES = ("", "_status", "_approx")  # the columns of one field in the wide table
_SECTION = 4
_DIGITS = 4


def variables(fields: Iterable[tuple[str, str]], taken: Collection[str] = ()) -> dict[tuple[str, str], str]:
    """The variable name of each (section, field), in their order; `taken` are other columns of the same table.

    >>> list(variables([("litigation", "cases_change"), ("leadership", "party_head_instructions")]).values())
    ['liti_cases_change', 'lead_party_head_instructi']
    """
    used = set(taken)
    names: dict[tuple[str, str], str] = {}
    for section, field in fields:
        name = _free(section, field, used)
        used.update(name + suffix for suffix in SUFFIXES)
        names[section, field] = name
    return names


def _free(section: str, field: str, used: Collection[str]) -> str:
    """The first of the names that the rule allows that no other column has."""
    digest = hashlib.sha256(f"{section}.{field}".encode("utf-8", "backslashreplace")).hexdigest()
    plain = re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z0-9_]+", f"{section}.{field}")
    if plain and not _meets(name := _short(section, field, LONGEST), used):
        return name
    for digits in range(_DIGITS, LONGEST - _SECTION):
        name = f"{_short(section, field, LONGEST - digits - 1)}_{digest[:digits]}"
        if not _meets(name, used):
            return name
    raise AssertionError(f"no name is free for {section}.{field}")  # 80 bits of SHA-256 do not collide


def _meets(name: str, used: Collection[str]) -> bool:
    return any(name + suffix in used for suffix in SUFFIXES)


def _short(section: str, field: str, longest: int) -> str:
    """Section and field cut so that they fit."""
    head = _letters(section)[:_SECTION].strip("_") or "x"
    if head[0].isdigit():
        head = f"x{head}"[:_SECTION]
    words = [word for word in _letters(field).split("_") if word]
    for length in range(longest, 0, -1):
        name = "_".join([head, *(word[:length] for word in words)])
        if len(name) <= longest:
            return name
    return name[:longest].rstrip("_")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower())
