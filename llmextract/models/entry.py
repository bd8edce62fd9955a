"""What lies in the store: an answer, and what tells of it (what was asked, whom, when).

One row is a digest and a JSON object, text throughout. Rows of earlier versions hold the answer alone; they stay good.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from llmextract.models.base import Answer, Usage, canonical

__all__ = ["Entry", "Unreadable", "entry_of", "fields_of", "pack", "stored_key", "unpack"]

_DIGEST = 64  # hex digits before the text of a row


class Unreadable(Exception):
    """A stored row is not of the one form that is written here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored answer and what it is the answer to.

    Attributes:
        key: where it lies; `stored_key` of its scope and request.
        answer: as it came, marked as cached.
        request: the key of the request.
        name: what people call the request.
        scope: whose answer it is: base URL, model and mode of a service.
        stored: when it was stored, in UTC seconds.

    What an earlier version did not write is None.

    """

    key: str
    answer: Answer
    request: str | None = None
    name: str | None = None
    scope: str | None = None
    stored: int | None = None

    @classmethod
    def of(cls, scope: str, request: str, name: str, answer: Answer) -> Entry:
        """An answer that is stored now: `request` is the key of what was asked, `name` its name."""
        cached = replace(answer, cached=True)
        return cls(stored_key(scope, request), cached, request, name, scope, int(time.time()))


def stored_key(scope: str, request: str) -> str:
    """Where the answer of a scope to a request (its key) lies."""
    return _digest(canonical([scope, request]))


def fields_of(entry: Entry) -> dict[str, Any]:
    """An entry as a JSON object, without its key; the long text comes last."""
    answer, usage = entry.answer, entry.answer.usage
    return {
        "scope": entry.scope,
        "request": entry.request,
        "name": entry.name,
        "stored": entry.stored,
        "model": answer.model,
        "finish": answer.finish,
        "prompt": usage.prompt,
        "completion": usage.completion,
        "cached_prompt": usage.cached_prompt,
        "content": answer.content,
    }


def entry_of(key: str, fields: Mapping[str, Any], stored: int | None = None) -> Entry:
    """The entry of such an object, also of an earlier version's; `stored` is for one that does not say when.

    Raises:
        KeyError: a part of the answer is missing.

    """
    usage = Usage(fields.get("prompt"), fields.get("completion"), fields.get("cached_prompt"))
    answer = Answer(fields["content"], fields["model"], fields["finish"], usage, cached=True)
    told = fields.get("stored")
    return Entry(
        key, answer, fields.get("request"), fields.get("name"), fields.get("scope"), stored if told is None else told
    )


def pack(entry: Entry) -> str:
    """An entry as the text of its row."""
    text = json.dumps(fields_of(entry))  # ASCII: a lone surrogate, which SQLite refuses, is escaped
    return _digest(entry.key, text) + text


def unpack(key: str, value: str, stored: int | None = None) -> Entry:
    """The entry in the text of a row; `stored` is for a row that does not say when.

    Raises:
        Unreadable: the row is damaged.

    """
    text = value[_DIGEST:]
    if value[:_DIGEST] != _digest(key, text):
        raise Unreadable("a row that does not fit its digest")
    try:
        return entry_of(key, json.loads(text), stored)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("a row that holds no answer") from None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
