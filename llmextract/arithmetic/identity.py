"""An identity: figures of a text that must agree, and whether they do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["Identity", "Relation", "Status"]

_CHANCE = 0.1  # figures taken at random would fit as often as this


class Relation(StrEnum):
    """How the figures of an identity hang together."""

    SUM = "sum"  # the parts make the total
    RATE = "rate"  # the part over the whole is the printed rate
    CHANGE = "change"  # from a figure to another is the printed change
    FLOW = "flow"  # what came in is what went out and what is left
    YEAR_BEFORE = "year_before"  # the printed change from a figure of the year before that is not printed
    PART = "part"  # a part is no more than its whole
    WHOLE = "whole"  # a whole number over the base prints as the rate (the GRIM test)


class Status(StrEnum):
    """What arithmetic says of an identity."""

    HOLDS = "holds"
    BROKEN = "broken"
    IMPOSSIBLE = "impossible"  # no whole number gives the printed rate
    IMPLIED = "implied"  # one figure is not printed; whole numbers that fit exist


@dataclass(frozen=True, slots=True)
class Identity:
    """Figures that must agree.

    Attributes:
        relation, status: how they hang together and whether they agree.
        left: the indices of the mentions on the left side: the total; the part and the whole; the figure before and
            after; what came in; the part alone (PART); the base (WHOLE).
        right: those on the right: the parts; the rate; what went out and is left; the whole (PART); the rate (WHOLE).
        told: the arithmetic in figures, for people: "337916 + 306217 + 4312 = 648445".
        implied: the figure that is not printed, where only one whole number fits (last year's).
        chance: how likely it would fit by accident, where that is more than slight.

    """

    relation: Relation
    status: Status
    left: tuple[int, ...]
    right: tuple[int, ...]
    told: str
    implied: Decimal | None = None
    chance: float = 0.0

    @property
    def telling(self) -> bool:
        """Whether it bears witness: not where chance alone would make it fit often enough."""
        return self.chance < _CHANCE

    @property
    def mentions(self) -> tuple[int, ...]:
        """All mentions, in order of place."""
        return tuple(sorted({*self.left, *self.right}))
