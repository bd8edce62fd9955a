"""The body of a chat completion: how a request's schema stands in it, and what answer it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llmextract.errors import Fault
from llmextract.models.base import Answer, Request, Usage, canonical
from llmextract.models.faults import Broken, detail

__all__ = ["answer_of", "completion_answer", "response_format"]


def response_format(request: Request) -> dict[str, Any]:
    """The strict JSON-schema form of a request's wire schema, as OpenAI's chat completions take it."""
    schema = {"name": request.schema_name, "strict": True, "schema": request.schema}
    return {"type": "json_schema", "json_schema": schema}


def completion_answer(body: Mapping[str, Any], model: str) -> Answer | None:
    """The answer in the body of a chat completion; None where it holds no choice.

    Args:
        body: as OpenAI's chat completions give it.
        model: who is taken to answer where the body does not say.

    """
    choice = _first(body.get("choices"))
    message = choice.get("message")
    if not isinstance(message, dict):
        return None
    call = _first(message.get("tool_calls")).get("function") or {}
    content = call.get("arguments") or message.get("content") or ""
    finish = "refusal" if message.get("refusal") else choice.get("finish_reason")
    return Answer(
        content if isinstance(content, str) else canonical(content),
        body.get("model") or model,
        finish if finish in ("refusal", "length", "content_filter") else "stop",
        _usage(body.get("usage") or {}),
    )


def _usage(counts: Mapping[str, Any]) -> Usage:
    details = counts.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(counts.get("prompt_tokens"), counts.get("completion_tokens"), cached)


def _first(items: Any) -> dict[str, Any]:
    return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}


def answer_of(completion: Any, model: str) -> Answer:
    """The answer that openai's client has read.

    Raises:
        Broken: it read something that is no completion, or one without a choice.

    """
    from openai.types.chat import ChatCompletion

    if not isinstance(completion, ChatCompletion):
        told = "it answered with something that is no completion; check the base URL (most end in /v1)"
        raise Broken(told, Fault.SERVER_ERROR)
    body = completion.model_dump(warnings=False)
    answer = completion_answer(body, model)
    if answer is None:
        raise Broken(f"it answered without a choice: {detail(body)}", Fault.SERVER_ERROR)
    return answer
