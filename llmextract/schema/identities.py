"""What a schema declares of its figures' arithmetic, in one line each.

::

    identities: ClassVar[tuple[str, ...]] = (
        "rectification_rate = rectified / found",   # a rate, its part and its whole
        "settlement_rate = ? / concluded",          # only its whole is a field
        "reviewed = kept + revised + repealed",     # a total and its parts; there may be others
        "processed == granted + partly + refused",  # a total and all of its parts
        "accepted + carried_over = concluded + pending",
        "rectified <= found",                       # a part and its whole
        "cases_change = cases against the year before",
    )

A name is a field of the section, or SECTION.FIELD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from llmextract.arithmetic import Relation
from llmextract.errors import SchemaError

__all__ = ["Declared", "parse"]

Key = tuple[str, str]
_NAME = r"(?:[a-z]\w*\.)?[a-z]\w*"
_RATE = re.compile(rf"({_NAME}) = ({_NAME}|\?) / ({_NAME})")
_SUMS = re.compile(rf"({_NAME}(?: \+ {_NAME})*) = ({_NAME}(?: \+ {_NAME})+)")
_WHOLE = re.compile(rf"({_NAME}) == ({_NAME}(?: \+ {_NAME})+)")
_CHANGE = re.compile(rf"({_NAME}) = ({_NAME}) against the year before")
_PART = re.compile(rf"({_NAME}) <= ({_NAME})")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared identity: a rate = part / whole; a total = its parts; what came in = what went out; part <= whole;
    a change, and the figure that has changed.

    Attributes:
        relation: which of them.
        left: the rate; the total; what came in; the part; the change.
        right: part and whole, or the whole alone; the parts; what went out and is left; the whole; the figure.
        complete: whether the parts of a total are told to be all.

    """

    relation: Relation
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    complete: bool = False

    @property
    def fields(self) -> tuple[Key, ...]:
        """Every field that it names."""
        return (*self.left, *self.right)


def parse(told: str, section: str) -> Declared:
    """Read one line.

    Raises:
        SchemaError: it has none of the forms.

    """
    line = " ".join(told.split())

    def keys(names: str) -> tuple[Key, ...]:
        split = (name.rpartition(".") for name in names.split(" + "))
        return tuple((owner or section, name) for owner, _, name in split)

    if match := _RATE.fullmatch(line):
        rate, part, whole = match.groups()
        return Declared(Relation.RATE, keys(rate), (*(() if part == "?" else keys(part)), *keys(whole)))
    if match := _SUMS.fullmatch(line):
        left, right = map(keys, match.groups())
        return Declared(Relation.SUM if len(left) == 1 else Relation.FLOW, left, right)
    if match := _WHOLE.fullmatch(line):
        return Declared(Relation.SUM, keys(match[1]), keys(match[2]), complete=True)
    if match := _CHANGE.fullmatch(line):
        return Declared(Relation.CHANGE, keys(match[1]), keys(match[2]))
    if match := _PART.fullmatch(line):
        return Declared(Relation.PART, keys(match[1]), keys(match[2]))
    raise SchemaError(f"identity {told!r}: has none of the forms of llmextract.schema.identities")
