"""Requests, answers, and what a model is.

A `Request` is everything that is asked; its key depends on nothing else (not on the file, the service or the model), so
that a recording is found by what is asked. An `Answer` is what came back, raw: it is validated later, again and again
for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from llmextract.errors import Fault
from llmextract.schema.wire import json_schema

__all__ = ["Answer", "Attempt", "Message", "Model", "Request", "Usage", "Watcher", "canonical", "sha256"]


def canonical(value: Any) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, readable Chinese."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The digest of a text, in hex; lone surrogates count as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=512)
def _schema_sha256(wire: type[BaseModel]) -> str:
    return sha256(_schema_text(wire))


@lru_cache(maxsize=512)
def _schema_text(wire: type[BaseModel]) -> str:
    return canonical(json_schema(wire))


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation: role (system, user, assistant) and content."""

    role: str
    content: str

    def as_dict(self) -> dict[str, str]:
        """The message as services take it."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Attributes:
        name: what people call it ("nanhu-2023.txt: disputes"); not part of the key.
        messages: the conversation, the static part first.
        wire: the Pydantic model that the answer must fit; its JSON schema goes on the wire.
        parameters: sampling parameters, part of the key (temperature, seed …).
        sample: the number of this sample, from 0.
        context: what the rules need to answer it without reading the messages; not part of the key.

    """

    name: str
    messages: tuple[Message, ...]
    wire: type[BaseModel]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sample: int = 0
    context: Any = None

    @property
    def schema(self) -> dict[str, Any]:
        """The wire schema."""
        return json_schema(self.wire)

    @property
    def schema_name(self) -> str:
        """The name that the schema goes by on the wire."""
        return self.wire.__name__

    @property
    def schema_text(self) -> str:
        """The wire schema in one spelling."""
        return _schema_text(self.wire)

    @property
    def schema_sha256(self) -> str:
        """SHA-256 of the wire schema."""
        return _schema_sha256(self.wire)

    @cached_property
    def key(self) -> str:
        """SHA-256 over messages, wire schema, parameters and sample number: what is asked."""
        asked = [[m.as_dict() for m in self.messages], self.schema_sha256, dict(self.parameters), self.sample]
        return sha256(canonical(asked))

    def follow_up(self, *messages: Message) -> Request:
        """The same request with further messages: how an answer that broke the schema is asked again."""
        return replace(self, messages=(*self.messages, *messages))


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one attempt; None where the service did not say.

    Attributes:
        prompt: tokens of the request.
        completion: tokens of the answer.
        cached_prompt: those of the request that the service took from its own prompt cache.

    """

    prompt: int | None = None
    completion: int | None = None
    cached_prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP request and what came of it.

    Attributes:
        model: who was asked, as the service calls it.
        seconds: how long it took.
        usage: the tokens, where the service said.
        fault: why no answer came; None where one did.
        reason: the fault in words, without secrets.

    """

    model: str
    seconds: float
    usage: Usage = Usage()
    fault: Fault | None = None
    reason: str = ""


class Watcher:
    """Told of what a model does that takes time or money. Every method may be left as it is."""

    def before(self, request: Request, model: str) -> None:
        """A request is about to leave for a model; raising BudgetReached keeps it here."""

    def attempted(self, request: Request, attempt: Attempt) -> None:
        """An attempt ended."""

    def paused(self, seconds: float, reason: str) -> None:
        """Requests are held back for so long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it came.

    Attributes:
        content: the raw text of the answer, "" for a refusal.
        model: who answered, in the model's own name.
        finish: stop, length (cut off), refusal or content_filter.
        usage: tokens, for `run.json` alone.
        cached: nothing was asked for it in this run.

    """

    content: str
    model: str
    finish: str = "stop"
    usage: Usage = Usage()
    cached: bool = False


@runtime_checkable
class Model(Protocol):
    """Whatever answers a request."""

    @property
    def name(self) -> str:
        """How `--model` names it."""
        ...

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """Answer one request.

        Args:
            request: what is asked.
            fresh: pass over stored answers and ask again (`--retry-failed`).

        Raises:
            ModelError: no answer; its kind says why (pending, missing, service).

        """
        ...

    async def close(self) -> None:
        """Give back connections and files."""
        ...
