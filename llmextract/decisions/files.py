"""Files of decisions: read with suspicion, written whole, kept in a folder of results."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from llmextract.decisions.decision import Action, Decision, Spot, time_of
from llmextract.decisions.merging import merge
from llmextract.errors import DecisionError
from llmextract.files import write_atomic

__all__ = ["FORMAT", "decisions_file", "file_text", "keep_decisions", "read_decisions", "stored_decisions"]

FORMAT = "llmextract-decisions/1"

_MOST_BYTES = 100_000_000
_LONGEST = {"document": 1000, "section": 200, "field": 200, "by": 200, "at": 40, "note": 10_000, "value": 1000}
_LONGEST_WORDS = 100_000
_LONGEST_PART = 250  # bytes of a part of a file's name, where ".json" has room
_FARTHEST = 2**53
_SHA256 = re.compile("[0-9a-f]{64}")
_UNSOUND = re.compile("[\ud800-\udfff]")
_UNSAFE_NAME = re.compile(r"\x00|(?:^|/)\.{0,2}(?:/|$)" + (r"|[\\:]" if os.name == "nt" else ""))
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
        time_of(made.at)
    fieldless = made.section == ""
    either = made.action is Action.WITHDRAW  # of a number that was dismissed, or of a field
    if fieldless != (made.field == "") or not (either or fieldless == (made.action is Action.DISMISS)):
        raise ValueError("has section and field where it dismisses a number, or none of them where it does not")
    if made.place is None and (fieldless or made.action is Action.CORRECT):
        raise ValueError("has no place; only a field that is rightly empty, or a claim that stands nowhere, has none")


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


def _safe(document: str) -> bool:
    """Whether a name stays inside the folder that it is put into."""
    parts = PurePosixPath(document).parts
    return not _UNSAFE_NAME.search(document) and all(len(part.encode()) <= _LONGEST_PART for part in parts)


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
    return merge((), found)


def keep_decisions(out: Path, document: str, decisions: Sequence[Decision]) -> None:
    """Keep the decisions about a document, in place of those that are there; of none no file is left."""
    if decisions:
        write_atomic(decisions_file(out, document), file_text(decisions))
    else:
        decisions_file(out, document).unlink(missing_ok=True)


def file_text(decisions: Iterable[Decision]) -> str:
    """A file of decisions."""
    told: Mapping[str, Any] = {"format": FORMAT, "decisions": [decision.told() for decision in decisions]}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
