"""The identities that a schema declares, put to the figures that claims (or, where none does, the rules) give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from llmextract.arithmetic import Identity, Relation
from llmextract.arithmetic.relations import Figure, base, flows, part, rate, total
from llmextract.gate.claims import Claim
from llmextract.rules.view import Rules
from llmextract.schema.identities import Declared

__all__ = ["declared_identities"]

Key = tuple[str, str]


def declared_identities(rules: Rules, claims: Sequence[Claim]) -> Iterator[tuple[Identity, Mapping[Key, int]]]:
    """Every identity of the schema of which some field is claimed and every other is claimed or filled by the rules.

    Each comes with the mention that it takes for each field.
    """
    claimed = {(c.section, c.field): c.mention for c in claims if c.mention is not None}
    for declared in rules.genre.identities:
        if any(key in claimed for key in declared.fields):
            figures = _figures(rules, claimed, declared)
            identity = _put(declared, figures) if figures else None
            if figures and identity:
                yield identity, {key: figure.at for key, figure in figures.items()}


def _figures(rules: Rules, claimed: Mapping[Key, int], declared: Declared) -> dict[Key, Figure] | None:
    found: dict[Key, Figure] = {}
    for key in declared.fields:
        index = claimed.get(key, next(iter(rules.best(*key)), None))
        if index is None:
            return None
        found[key] = Figure(index, rules.document.mentions[index])
    apart = len({figure.at for figure in found.values()}) == len(found)
    return found if apart else None  # one figure bears no witness for itself


def _put(declared: Declared, figures: Mapping[Key, Figure]) -> Identity | None:
    left, right = [figures[key] for key in declared.left], [figures[key] for key in declared.right]
    match declared.relation:
        case Relation.RATE if len(right) == 1:
            return base(left[0], right[0])
        case Relation.RATE:
            return rate(left[0], *right)
        case Relation.SUM:
            return total(left[0], right, complete=declared.complete)
        case Relation.FLOW:
            return flows(left, right)
        case Relation.PART:
            return part(left[0], right[0])
        case _:
            return None  # the year before is another report's (see llmextract.across)
