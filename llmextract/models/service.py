"""The service model: any OpenAI-compatible endpoint, through openai and instructor.

One attempt is one HTTP request: the retries of both libraries are off. Transport faults are repeated here, by tenacity;
answers that break the schema are repeated by `ask`, which relayed, replayed and stored answers need as well. So what
instructor makes of an answer is passed over, and the answer itself is returned, raw.

Nothing heavy is imported before the first request.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from llmextract.errors import ModelError, ServiceError
from llmextract.models.base import Answer, Request, Usage, canonical

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, RetryCallState

__all__ = ["MODES", "ServiceModel", "completion_answer", "response_format"]

MODES = ("json_schema", "tools", "json")
_OPENAI = "https://api.openai.com/v1"
_LONGEST_WAIT = 60.0


class _Broken(Exception):
    """A service answered 200 with something that is no completion."""


class ServiceModel:
    """Answers by asking a service; use it within one event loop, and close it there.

    Args:
        name: the model, as the service calls it.
        base_url: the endpoint; else `OPENAI_BASE_URL`, else OpenAI's.
        api_key: else `OPENAI_API_KEY`; endpoints other than OpenAI's may do without.
        mode: how the schema is put: json_schema (strict), tools, or json (in the prompt, fenced answers are fine).
        timeout: seconds for one attempt, from the first byte sent to the last received.
        max_attempts: HTTP requests for one answer, at most.
        max_seconds: seconds after which no further attempt begins.
        concurrency: requests under way at the same time.
        backoff: seconds before the second attempt; doubled each time, with jitter.

    """

    def __init__(
        self,
        name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        mode: str = "json_schema",
        *,
        timeout: float = 300.0,
        max_attempts: int = 5,
        max_seconds: float = 600.0,
        concurrency: int = 8,
        backoff: float = 1.0,
    ) -> None:
        if mode not in MODES:
            raise ModelError(f"no such mode: {mode}; choose one of {', '.join(MODES)}")
        self.name = f"openai:{name}"
        self.model = name
        self.base_url = (base_url or os.environ.get("OPENAI_BASE_URL") or _OPENAI).rstrip("/")
        self.mode = mode
        self._key = (api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        self._timeout, self._max_attempts, self._max_seconds = timeout, max_attempts, max_seconds
        self._concurrency, self._backoff = concurrency, backoff
        self._slots: asyncio.Semaphore | None = None
        self._openai: Any = None
        self._client: Any = None

    @property
    def scope(self) -> str:
        """What tells its stored answers from those of other services and models; modes other than the first count.

        It is stored with every answer, so it holds nothing of the base URL that may be a secret: no user, no query.
        """
        try:
            parts = urlsplit(self.base_url)
        except ValueError as error:
            raise ModelError(f"the base URL is none ({error}); check --base-url or OPENAI_BASE_URL") from None
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")
        return " ".join([bare, self.model, *([] if self.mode == MODES[0] else [self.mode])])

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """Ask the service, again after faults of transport.

        Raises:
            ServiceError: it refused, failed or could not be reached; one line, without the key.

        """
        del fresh
        slots = self._connect(request)
        retrying = self._retrying()
        async with slots:
            try:
                return await retrying(self._attempt, request)
            except Exception as error:
                attempts = int(retrying.statistics.get("attempt_number", 1))
                # `from None`: what openai says may repeat the key.
                raise self._error(request, error, attempts) from None

    async def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        client, self._openai, self._client, self._slots = self._openai, None, None, None
        if client is not None:
            await client.close()

    def _connect(self, request: Request) -> asyncio.Semaphore:
        if self._slots is None:
            if not self._key and self.base_url == _OPENAI:
                raise self._error(request, _Broken("no key; set OPENAI_API_KEY, or --base-url for another service"), 0)
            import instructor
            from openai import AsyncOpenAI

            # instructor logs every failed attempt as an error: on the screen, with the service's words.
            logger = logging.getLogger("instructor")
            logger.setLevel(logger.level or logging.CRITICAL)
            modes = dict(zip(MODES, ("JSON_SCHEMA", "TOOLS", "MD_JSON"), strict=True))
            key = self._key or "none"
            self._openai = AsyncOpenAI(api_key=key, base_url=self.base_url, timeout=self._timeout, max_retries=0)
            self._client = instructor.from_openai(self._openai, mode=instructor.Mode[modes[self.mode]])
            self._slots = asyncio.Semaphore(self._concurrency)
        return self._slots

    def _retrying(self) -> AsyncRetrying:
        """A new one for each answer: shared ones mix up their counts."""
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_before_delay

        return AsyncRetrying(
            stop=stop_after_attempt(self._max_attempts) | stop_before_delay(self._max_seconds),
            wait=self._wait,
            retry=retry_if_exception(_is_transient),
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the service asks for, else exponential; both with jitter."""
        asked = _asked_wait(state.outcome.exception()) if state.outcome else None
        doubled = min(self._backoff * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
        return (doubled if asked is None else asked) + random.uniform(0, self._backoff)

    async def _attempt(self, request: Request) -> Answer:
        """One HTTP request. The answer is caught on its way to instructor's parser, which may reject it."""
        from instructor.core.exceptions import InstructorRetryException
        from instructor.core.hooks import Hooks

        caught: list[Any] = []
        hooks = Hooks()
        hooks.on("completion:response", caught.append)
        try:
            async with asyncio.timeout(self._timeout):
                # Never context=: with it every message becomes a Jinja template.
                await self._client.create(
                    response_model=request.wire,
                    messages=[message.as_dict() for message in request.messages],
                    model=self.model,
                    max_retries=0,
                    hooks=hooks,
                    extra_body=self._extra_body(request),
                )
        except Exception as error:
            if not caught:
                wrapped = isinstance(error, InstructorRetryException) and error.__cause__
                raise wrapped or error from None
        return _answer(caught[-1], self.model)

    def _extra_body(self, request: Request) -> dict[str, Any]:
        """What replaces instructor's own part of the body: instructor never sends strict, and adds titles."""
        if self.mode == "json_schema":
            return {"response_format": response_format(request), **request.parameters}
        if self.mode == "tools":
            function = {"name": request.schema_name, "parameters": request.schema}
            choice = {"type": "function", "function": {"name": request.schema_name}}
            return {"tools": [{"type": "function", "function": function}], "tool_choice": choice, **request.parameters}
        return dict(request.parameters)

    def _error(self, request: Request, error: BaseException, attempts: int) -> ServiceError:
        host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        reason = " ".join(_explain(error, self.mode, self._timeout).split())
        if self._key:
            reason = reason.replace(self._key, "***")
        tried = f" (tried {attempts} times)" if attempts > 1 else ""
        return ServiceError(f"{request.name}: {self.model} at {host}: {reason}{tried}")


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


def _answer(completion: Any, model: str) -> Answer:
    from openai.types.chat import ChatCompletion

    if not isinstance(completion, ChatCompletion):
        raise _Broken("it answered with something that is no completion; check the base URL (most end in /v1)")
    body = completion.model_dump(warnings=False)
    answer = completion_answer(body, model)
    if answer is None:
        raise ConnectionError(f"it answered without a choice: {_detail(body)}")
    return answer


def _is_transient(error: BaseException) -> bool:
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        if getattr(error, "code", None) == "insufficient_quota":
            return False
        return error.status_code in (408, 409, 429) or error.status_code >= 500
    return isinstance(error, APIConnectionError | TimeoutError | ConnectionError)


def _asked_wait(error: BaseException | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date; None without one."""
    value = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "").strip()
    try:
        seconds = (
            float(value) if value.isdecimal() else (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        )
    except (ValueError, TypeError):
        return None
    return max(seconds, 0.0)


def _explain(error: BaseException, mode: str, timeout: float) -> str:
    """What went wrong and what to do; never the service's words where they may repeat a key."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APIStatusError):
        return f"status {error.status_code}: {_explain_status(error, mode)}"
    if isinstance(error, APITimeoutError) or type(error) is TimeoutError:
        return f"no answer within {timeout:g} s; try later, or allow more time"
    if isinstance(error, APIConnectionError):
        return f"cannot be reached ({error.__cause__ or error}); check the base URL and the network"
    return str(error) if isinstance(error, _Broken | ConnectionError) else f"{type(error).__name__}: {error}"


def _explain_status(error: Any, mode: str) -> str:
    status, said = error.status_code, _detail(error.body) or "no reason given"
    if status in (401, 403):
        return "the key was not accepted; check OPENAI_API_KEY"
    if status == 404:
        return f"{said}; check the model's name and the base URL"
    words = ("strict", "response_format", "json_schema", "schema", "tool", "function")
    if status in (400, 422) and mode != "json" and any(word in said.lower() for word in words):
        return f"{said}; try --mode {'tools or --mode json' if mode == 'json_schema' else 'json'}"
    if getattr(error, "code", None) == "insufficient_quota":
        return f"{said}; the quota is used up"
    asked = _asked_wait(error)
    later = f"in {asked:.0f} s" if asked else "later"
    return f"{said}; try {later}" if _is_transient(error) else f"{said}; the request must change"


def _detail(body: Any) -> str:
    """What a service said in the body of an error, one line of at most 300 characters."""
    error = body.get("error", body) if isinstance(body, dict) else body
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(text or "").split())[:300]
