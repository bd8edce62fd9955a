"""What people have decided: files of decisions, read, merged, and kept in a folder of results.

::

    {"format": "llmextract-decisions/1", "decisions": [
      {"document": "nanhu-2023.txt", "text": SHA-256 of the text, "section": "litigation", "field": "cases",
       "action": "accept", "start": 4301, "end": 4304, "words": "57件", "was": null, "by": "", "at": "", "note": ""}]}

Actions: `accept` (the field's value is what stands there; with start and end null, the field is rightly empty),
`reject` (the claim there is wrong), `correct` (the field's value is there; `was` is the place claimed before, or null),
`dismiss` (nothing claims the number there, and rightly so; section and field are ""). Offsets count code points of the
text as read. `value`, which `apply` adds where there is need, is what the words do not say: the value of a choice, the
category of a list's entry, the name of another indicator.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from llmextract.errors import DecisionError
from llmextract.files import write_atomic
from llmextract.models.base import canonical, sha256

__all__ = [
    "FORMAT",
    "Action",
    "Decision",
    "Spot",
    "decisions_file",
    "digest",
    "file_text",
    "keep_decisions",
    "merge",
    "read_decisions",
    "stored_decisions",
]

FORMAT = "llmextract-decisions/1"

_MOST_BYTES = 100_000_000
_LONGEST = {"document": 1000, "section": 200, "field": 200, "by": 200, "at": 40, "note": 10_000, "value": 1000}
_LONGEST_WORDS = 100_000
_LONGEST_PART = 250  # bytes of a part of a file's name, where ".json" has room
_FARTHEST = 2**53
_SHA256 = re.compile("[0-9a-f]{64}")
_UNSOUND = re.compile("[\ud800-\udfff]")
_UNSAFE_NAME = re.compile(r"\x00|(?:^|/)\.{0,2}(?:/|$)" + (r"|[\\:]" if os.name == "nt" else ""))
_NO_TIME = datetime.max.replace(tzinfo=UTC)  # what has no time counts as decided last


class Action(StrEnum):
    """What a person does."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    DISMISS = "dismiss"


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
        place: where; None for a field that is rightly empty.
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
    def about(self) -> tuple[str, str, str, int | None]:
        """What it decides about: of two decisions about the same the later counts."""
        place = self.was or self.place
        return self.document, self.section, self.field, place.start if place else None

    @property
    def when(self) -> datetime:
        """When it was decided."""
        return _time(self.at) if self.at else _NO_TIME

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


_PARTS = frozenset(asdict(Decision("", "", "", "", Action.ACCEPT, None))) - {"place"} | {"start", "end", "words"}


def decisions_file(out: Path, document: str) -> Path:
    """Where the decisions about a document lie."""
    return out / "decisions" / f"{document}.json"


def read_decisions(path: str | Path) -> tuple[list[Decision], list[DecisionError]]:
    """The decisions of a file, and an error for every entry that is none.

    Raises:
        DecisionError: the file cannot be read, or holds no decisions; the message names it.

    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DecisionError(f"{path}: has more than {_MOST_BYTES:,} bytes; this is no file of decisions")
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DecisionError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise DecisionError(f"{path}: is no JSON ({reason}); save the decisions on the review page again") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("decisions"), list):
        raise DecisionError(f'{path}: holds no decisions; "format": "{FORMAT}" and a list "decisions" are expected')
    found: list[Decision] = []
    wrong: list[DecisionError] = []
    for number, entry in enumerate(told["decisions"], start=1):
        try:
            found.append(_decision(entry))
        except ValueError as error:
            wrong.append(DecisionError(f"{path}: decision {number} {error}; it is left out"))
    return found, wrong


def _decision(entry: Any) -> Decision:
    """The decision in an entry; a ValueError says what is wrong with it."""
    if not isinstance(entry, dict):
        raise ValueError("is no object")
    if missing := sorted(_PARTS - {"value"} - set(entry)):
        raise ValueError(f"has no {', '.join(missing)}")
    if more := sorted(set(entry) - _PARTS):
        raise ValueError(f"has {more[0][:40]!r}, which no decision has")
    texts = {name: _text(entry.get(name, ""), name, longest) for name, longest in _LONGEST.items()}
    if not _safe(texts["document"]):
        raise ValueError(f"names no document ({texts['document'][:60]!r})")
    if not _SHA256.fullmatch(_text(entry["text"], "text", 64)):
        raise ValueError("has a text that is no SHA-256")
    action = entry["action"]
    if not isinstance(action, str) or action not in tuple(Action):
        raise ValueError(f"has no action of {', '.join(Action)}")
    place = _spot({name: entry[name] for name in Spot._fields}, "place")
    was = None if entry["was"] is None else _spot(entry["was"], "was")
    made = Decision(text=entry["text"], action=Action(action), place=place, was=was, **texts)
    _fitting(made)
    return made


def _fitting(made: Decision) -> None:
    """Whether the parts of a decision go together."""
    if made.at:
        _time(made.at)
    dismissed = made.action is Action.DISMISS
    if dismissed != (made.section == "") or dismissed != (made.field == ""):
        raise ValueError("has section and field where it dismisses a number, or none of them where it does not")
    if made.place is None and made.action is not Action.ACCEPT:
        raise ValueError("has no place; only a field that is rightly empty is accepted without one")


def _text(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError(f"has a {name} that is no text")
    if len(value) > longest or _UNSOUND.search(value):
        raise ValueError(f"has a {name} of more than {longest} characters, or of some that no text has")
    return value


def _spot(told: Any, name: str) -> Spot | None:
    if not isinstance(told, dict) or set(told) != set(Spot._fields):
        raise ValueError(f"has a {name} that is not start, end and words")
    start, end, words = told["start"], told["end"], _text(told["words"], f"{name} with words", _LONGEST_WORDS)
    if name == "place" and start is None and end is None and not words:
        return None
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= _FARTHEST:
        raise ValueError(f"has a {name} that is no place: start and end are whole numbers, start before end")
    if end - start != len(words):
        raise ValueError(f"has a {name} of {end - start} characters and {len(words)} characters of words")
    return Spot(start, end, words)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"has a time that is none ({text[:40]!r}); give ISO 8601, or nothing") from None


def _safe(document: str) -> bool:
    """Whether a name stays inside the folder that it is put into."""
    parts = PurePosixPath(document).parts
    return not _UNSAFE_NAME.search(document) and all(len(part.encode()) <= _LONGEST_PART for part in parts)


def merge(stored: Iterable[Decision], given: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions, of two about the same the later one; in the order in which they were made.

    The later is the one with the later time; where one has no time, the one that is given later.
    """
    kept: dict[tuple[str, str, str, int | None], Decision] = {}
    for decision in (*stored, *given):
        before = kept.get(decision.about)
        if before and before.at and decision.at and decision.when < before.when:
            continue
        kept.pop(decision.about, None)
        kept[decision.about] = decision
    return tuple(sorted(kept.values(), key=lambda decision: decision.when))


def stored_decisions(out: Path, document: str) -> tuple[Decision, ...]:
    """The decisions about a document that a folder keeps.

    Raises:
        DecisionError: the file is damaged; nothing is passed over, since a decision must not be lost unseen.

    """
    file = decisions_file(out, document)
    if not file.is_file():
        return ()
    found, wrong = read_decisions(file)
    if wrong:
        raise wrong[0]
    return tuple(found)


def keep_decisions(out: Path, document: str, decisions: Sequence[Decision]) -> None:
    """Keep the decisions about a document, in place of those that are there."""
    write_atomic(decisions_file(out, document), file_text(decisions))


def file_text(decisions: Iterable[Decision]) -> str:
    """A file of decisions."""
    told: Mapping[str, Any] = {"format": FORMAT, "decisions": [decision.told() for decision in decisions]}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def digest(decisions: Sequence[Decision]) -> str:
    """SHA-256 of decisions; "" for none."""
    return sha256(canonical([decision.told() for decision in decisions])) if decisions else ""
