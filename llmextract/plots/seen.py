"""What plots keep of a result, so that thousands of reports can be held at once: place, year, statuses and figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from llmextract.field_status import FieldStatus, field_status
from llmextract.place_and_year import place_and_year
from llmextract.places import Located, located
from llmextract.quantity import Approximation
from llmextract.result import Result
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Figure, State

__all__ = ["Known", "Seen", "seen"]

_STATUSES = tuple(FieldStatus)


@dataclass(frozen=True, slots=True)
class Known:
    """A figure: its value in base units, how it is approximated, its unit ("" for none)."""

    value: Decimal
    approximation: Approximation
    unit: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One report.

    Attributes:
        document: its name.
        place, year: what it says of itself; "" and None where it does not.
        located: where that is.
        marks: a byte a field of the genre, in its order; `statuses` reads them.
        figures: the figures that it states, by (section, field).

    """

    document: str
    place: str
    year: int | None
    located: Located
    marks: bytes
    figures: dict[tuple[str, str], Known]

    def statuses(self, genre: Genre) -> dict[tuple[str, str], FieldStatus]:
        """The status of each field of the genre that it was seen with."""
        return {key: _STATUSES[mark] for key, mark in zip(genre.specs, self.marks, strict=True)}


def seen(result: Result, genre: Genre) -> Seen:
    """What plots need of a result."""
    marks = bytes(_STATUSES.index(field_status(result, *key)) for key in genre.specs)
    figures = {key: known for key in genre.specs if (known := _known(result, *key))}
    return Seen(result.document, *place_and_year(result), located(result), marks, figures)


def _known(result: Result, section: str, field: str) -> Known | None:
    leaf = getattr(result.report.get(section), field, None)
    if not isinstance(leaf, Figure):
        return None
    value = Decimal(0) if leaf.state is State.ZERO else leaf.value
    return None if value is None else Known(value, leaf.approximation or Approximation.EXACT, leaf.unit or "")
