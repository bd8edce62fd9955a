"""What a decision is: about which field and place, what a person did, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from llmextract.models.base import canonical, sha256

__all__ = ["About", "Action", "Decision", "Spot", "digest", "time_of"]

About = tuple[str, str, str, int | None]  # document, section, field, where a claim stood
_NO_TIME = datetime.max.replace(tzinfo=UTC)  # what has no time counts as decided last


class Action(StrEnum):
    """What a person does."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"


class Spot(NamedTuple):
    """A place: code-point offsets into the text as read, and the words there."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; see the module for the meaning of its parts.

    Attributes:
        document, text: the document's name, and the SHA-256 of the text that the person saw.
        section, field, action: what is decided about which field.
        place: where; None for a field that is rightly empty, and a claim that stands nowhere.
        was: the place that is replaced.
        by, at, note: who, when (ISO 8601), and in which words.
        value: what the words do not say.

    """

    document: str
    text: str
    section: str
    field: str
    action: Action
    place: Spot | None
    was: Spot | None = None
    by: str = ""
    at: str = ""
    note: str = ""
    value: str = ""

    @property
    def about(self) -> About:
        """What it decides about: of two decisions about the same the later counts."""
        place = self.was or self.place
        return self.document, self.section, self.field, place.start if place else None

    @property
    def empties(self) -> bool:
        """Whether it says that the field is rightly empty."""
        return self.place is None and self.action is Action.ACCEPT

    @property
    def of_empty_field(self) -> bool:
        """Whether it takes the field for empty before it: says that it rightly is, or what it should hold."""
        return self.was is None and (self.place is None or self.action is Action.CORRECT)

    @property
    def when(self) -> datetime:
        """When it was decided."""
        return time_of(self.at) if self.at else _NO_TIME

    def told(self) -> dict[str, Any]:
        """The object of the file."""
        start, end, words = self.place or (None, None, "")
        told = {
            "document": self.document,
            "text": self.text,
            "section": self.section,
            "field": self.field,
            "action": self.action.value,
            "start": start,
            "end": end,
            "words": words,
            "was": self.was._asdict() if self.was else None,
            "by": self.by,
            "at": self.at,
            "note": self.note,
        }
        return told | ({"value": self.value} if self.value else {})


def time_of(text: str) -> datetime:
    """An ISO 8601 time in UTC; a ValueError says that it is none."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"has a time that is none ({text[:40]!r}); give ISO 8601, or nothing") from None


def digest(decisions: Sequence[Decision]) -> str:
    """SHA-256 of decisions; "" for none."""
    return sha256(canonical([decision.told() for decision in decisions])) if decisions else ""
