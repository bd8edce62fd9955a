"""Which field somebody means: by its name, or by its title as tables and pages show it."""

from __future__ import annotations

import re

from llmextract.errors import SchemaError
from llmextract.folding import fold
from llmextract.schema.genre import Genre
from llmextract.suggesting import did_you_mean

__all__ = ["field_of"]

_UNIT = re.compile(r"\([^()]*\)$")  # behind a title in the header of a wide table


def field_of(genre: Genre, told: str) -> tuple[str, str]:
    """The field as (section, field).

    Args:
        genre: whose field it is.
        told: SECTION.FIELD, FIELD, its title, or its section's title and its own ("行政复议:审结"); a unit in brackets
            behind a title, as headers have it, may stand.

    Raises:
        SchemaError: there is no such field, or several are called so.

    """
    section, dot, name = told.partition(".")
    if dot and section in genre.sections:
        return section, name
    found = [key for key in genre.specs if key[1] == told] or _titled(genre, told)
    if len(found) == 1:
        return found[0]
    if found:
        raise SchemaError(f"{told}: several fields are called so; say {' or '.join(map('.'.join, found))}")
    near = did_you_mean(told, [*genre.owners, *map(".".join, genre.specs), *(s.title for s in genre.specs.values())])
    raise SchemaError(f"{genre.name}: no field is named {told}{near or '; `llmextract schema` shows all'}")


def _titled(genre: Genre, told: str) -> list[tuple[str, str]]:
    """The fields of that title."""
    for wanted in (fold(told), _UNIT.sub("", fold(told))):
        found = [
            key
            for key, spec in genre.specs.items()
            if wanted in (fold(spec.title), fold(f"{genre.sections[key[0]].label()}:{spec.title}"))
        ]
        if found:
            return found
    return []
