"""Figures put into a relation that somebody names: a schema's identities. What they give is an Identity or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import interval, is_count, is_exact, is_rate, meets, prints_over, share
from llmextract.numbers import Mention
from llmextract.quantity import plain

__all__ = ["Figure", "base", "flows", "part", "rate", "total"]


class Figure(NamedTuple):
    """A mention and its index in the document."""

    at: int
    mention: Mention


def rate(printed: Figure, part: Figure, whole: Figure) -> Identity | None:
    """A printed rate against its part and its whole."""
    figures = (part, whole)
    usable = is_rate(printed.mention) and all(is_exact(f.mention) and f.mention.value for f in figures)
    if not usable or part.mention.unit == whole.mention.unit == "%":
        return None
    shares = share(part.mention, whole.mention)
    holds = meets(shares, printed.mention)
    told = f"{_text(part)} / {_text(whole)} = {float(shares[0] * 100):.{printed.mention.decimals + 1}f}%"
    told += f", printed {printed.mention.text}"
    status = Status.HOLDS if holds else Status.BROKEN
    return Identity(Relation.RATE, status, (part.at, whole.at), (printed.at,), told)


def base(printed: Figure, whole: Figure) -> Identity | None:
    """A printed rate against its whole alone: does any whole number over it print so?"""
    if not (is_rate(printed.mention) and is_count(whole.mention) and whole.mention.value):
        return None
    if printed.mention.decimals < 1 or prints_over(whole.mention, printed.mention):
        return None
    told = f"no whole number over {_text(whole)} prints as {printed.mention.text}"
    return Identity(Relation.WHOLE, Status.IMPOSSIBLE, (whole.at,), (printed.at,), told)


def total(whole: Figure, parts: Sequence[Figure], *, complete: bool = False) -> Identity | None:
    """A total against its parts; it may be more than they make, unless they are all (`complete`).

    Where the total is zero any empty row would do, so that the sum tells nothing.
    """
    found = _balance(Relation.SUM, (whole,), parts)
    if found is not None and not whole.mention.value:
        found = replace(found, chance=1.0)
    less = found is not None and _sum(parts)[1] < interval(whole.mention)[0]
    return None if less and not complete else found


def flows(came: Sequence[Figure], went: Sequence[Figure]) -> Identity | None:
    """What came in against what went out and is left."""
    return _balance(Relation.FLOW, came, went)


def part(piece: Figure, whole: Figure) -> Identity | None:
    """A part that is more than its whole."""
    if not (is_exact(piece.mention) and is_exact(whole.mention)):
        return None
    if interval(piece.mention)[0] <= interval(whole.mention)[1]:
        return None
    told = f"{_text(piece)} is a part of {_text(whole)} and more than it"
    return Identity(Relation.PART, Status.BROKEN, (piece.at,), (whole.at,), told)


def _balance(relation: Relation, left: Sequence[Figure], right: Sequence[Figure]) -> Identity | None:
    if not all(is_exact(f.mention) for f in (*left, *right)):
        return None
    (low, high), (least, most) = _sum(left), _sum(right)
    holds = low <= most and least <= high
    told = f"{' + '.join(map(_text, left))} = {' + '.join(map(_text, right))}"
    if not holds:
        told = told.replace(" = ", " is not ")
    indices = tuple(f.at for f in left), tuple(f.at for f in right)
    return Identity(relation, Status.HOLDS if holds else Status.BROKEN, *indices, told)


def _sum(figures: Sequence[Figure]) -> tuple[Fraction, Fraction]:
    spans = [interval(f.mention) for f in figures]
    return sum((low for low, _ in spans), Fraction(0)), sum((high for _, high in spans), Fraction(0))


def _text(figure: Figure) -> str:
    return plain(figure.mention.value) if figure.mention.value is not None else figure.mention.text
