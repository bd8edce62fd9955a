"""What differs between a request and what was recorded: for the person whose recording is not found any more."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from llmextract.models.base import Message, Request, canonical
from llmextract.models.jsontext import json_text
from llmextract.models.recording import Recording

__all__ = ["Difference", "closest", "differences"]

_CONTEXT = 2  # unchanged lines around a change
_LONGEST = 40  # lines of one diff
_WIDEST = 240  # characters of one line
# The line around the numbered text holds a digest of it: it changes with every change, and says nothing more.
_FENCE = re.compile(r"^===== [0-9a-f]{12} =====$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a request that is not as it was recorded.

    Attributes:
        part: "message 2 (user)", "schema", "parameters" or "sample".
        lines: what shows it, each line of bounded length; a unified diff where a message changed.

    """

    part: str
    lines: tuple[str, ...]


def closest(request: Request, recordings: Iterable[Recording]) -> Recording | None:
    """Of the recordings of the request's name, the one that differs in the fewest parts; None where there is none."""
    named = (recording for recording in recordings if recording.name == request.name)
    return min(named, key=lambda found: (len(differences(request, found)), found.key), default=None)


def differences(request: Request, recording: Recording) -> tuple[Difference, ...]:
    """The parts in which a request and a recording differ, in the order in which they are asked."""
    found = [*_messages(request.messages, recording.messages)]
    if request.schema_sha256 != recording.schema_sha256 or request.schema_name != recording.schema_name:
        found.append(Difference("schema", tuple(_schema(request, recording))))
    told = (
        ("parameters", canonical(dict(recording.parameters)), canonical(dict(request.parameters))),
        ("sample", str(recording.sample), str(request.sample)),
    )
    found += [Difference(part, (f"recorded {was}, asked {now}",)) for part, was, now in told if was != now]
    return tuple(found)


def _messages(asked: tuple[Message, ...], recorded: tuple[Message, ...]) -> Iterator[Difference]:
    for number, (was, now) in enumerate(zip_longest(recorded, asked), 1):
        if was == now:
            continue
        known = now or was
        part = f"message {number} ({known.role if known else ''})"
        if was is None:
            yield Difference(part, ("asked, but not recorded",))
        elif now is None:
            yield Difference(part, ("recorded, but not asked any more",))
        elif was.role != now.role:
            yield Difference(part, (f"recorded as a message of {was.role}",))
        else:
            yield Difference(part, tuple(_diff(was.content, now.content)))


def _diff(recorded: str, asked: str) -> Iterator[str]:
    """A unified diff, cut to a length that people read."""
    was, now = (_FENCE.sub("===== … =====", text).split("\n") for text in (recorded, asked))
    lines = list(difflib.unified_diff(was, now, "recorded", "asked", n=_CONTEXT, lineterm=""))
    yield from (line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…" for line in lines[:_LONGEST])
    if len(lines) > _LONGEST:
        yield f"… {len(lines) - _LONGEST} more lines"


def _schema(request: Request, recording: Recording) -> Iterator[str]:
    """A recording holds no schema, only its digest; but an answer in strict form has every property of it."""
    digests = recording.schema_sha256[:12], request.schema_sha256[:12]
    yield f"recorded {recording.schema_name} {digests[0]}, asked {request.schema_name} {digests[1]}"
    answer = _object(recording.content)
    if not answer:
        return
    was, now = _names(request.schema, answer)
    for told, names in (("added", now - was), ("removed", was - now)):
        if names:
            yield f"{told}: {', '.join(sorted(names))}"[:_WIDEST]
    if was == now:
        yield "its properties are named as before: a type or a description changed"


def _object(content: str) -> dict[str, Any]:
    """An answer as an object; empty where it is none."""
    try:
        answer = json.loads(json_text(content))
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _names(schema: dict[str, Any], answer: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The property names of an answer and of a schema; those inside an object that both have as "section.field"."""
    properties = schema.get("properties", {})
    was, now = set(answer), set(properties)
    for name in was & now:
        declared = _fields(schema, properties[name])
        if declared and isinstance(answer[name], dict):
            was |= {f"{name}.{field}" for field in answer[name]}
            now |= {f"{name}.{field}" for field in declared}
    return was, now


def _fields(schema: dict[str, Any], declared: dict[str, Any]) -> set[str]:
    """The property names of a property that is one object; empty where it may be something else."""
    choices = declared.get("anyOf", [declared])
    if len(choices) != 1:
        return set()
    name = choices[0].get("$ref", "").removeprefix("#/$defs/")
    return set(schema.get("$defs", {}).get(name, choices[0]).get("properties", {}))
