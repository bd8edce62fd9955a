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
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from llmextract.schema.wire import json_schema

__all__ = ["Answer", "Message", "Model", "Request", "Usage", "canonical"]


def canonical(value: Any) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, readable Chinese."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The wire schema."""
        return json_schema(self.wire)

    @property
    def schema_name(self) -> str:
        """The name that the schema goes by on the wire."""
        return self.wire.__name__

    @cached_property
    def key(self) -> str:
        """SHA-256 over messages, wire schema, parameters and sample number: what is asked."""
        asked = [[m.as_dict() for m in self.messages], self.schema, dict(self.parameters), self.sample]
        return hashlib.sha256(canonical(asked).encode("utf-8", "surrogatepass")).hexdigest()

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
