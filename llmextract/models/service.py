"""The service model: any OpenAI-compatible endpoint, through openai and instructor.

One attempt is one HTTP request: the retries of both libraries are off. Transport faults are repeated here, by tenacity;
answers that break the schema are repeated by `ask`, which relayed, replayed and stored answers need as well. So what
instructor makes of an answer is passed over (it is given a stand-in of the wire form), and the answer itself is
returned, raw.

Nothing heavy is imported before the first request.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from llmextract.errors import Fault, LlmextractError, ModelError, ServiceError, ServiceUnusable
from llmextract.models.base import Answer, Attempt, Request, Usage, Watcher
from llmextract.models.completion import answer_of, response_format
from llmextract.models.faults import Broken, asked_wait, explain, fault_of, is_transient, next_wait
from llmextract.models.pace import Pace
from llmextract.models.stand_in import stand_in
from llmextract.models.tokens import expected
from llmextract.telemetry import span

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, RetryCallState

__all__ = ["MODES", "OPENAI", "TEXTS", "ServiceModel"]

_log = logging.getLogger(__name__)
TEXTS = 5  # the logging level of the texts of requests, below DEBUG
_SHORTEST_KEY = 8  # shorter ones ("none", "EMPTY") are no secrets, and their letters stand in other words
MODES = ("json_schema", "tools", "json")
OPENAI = "https://api.openai.com/v1"


class ServiceModel:
    """Answers by asking a service; use it within one event loop, and close it there.

    Args:
        name: the model, as the service calls it.
        base_url: the endpoint; else `OPENAI_BASE_URL`, else OpenAI's.
        api_key: else `OPENAI_API_KEY`; endpoints other than OpenAI's may do without.
        mode: how the schema is put: json_schema (strict), tools, or json (in the prompt, fenced answers are fine).
        timeout: seconds for one attempt, from the first byte sent to the last received.
        max_attempts: HTTP requests for one answer, at most.
        max_seconds: seconds that one answer waits between its attempts, in all; waiting for its turn is free.
        concurrency: requests under way at the same time, at most; fewer while the service says that it is too much.
        requests_per_minute, tokens_per_minute: what may begin in any 60 seconds; None for no bound.
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
        max_attempts: int = 8,
        max_seconds: float = 600.0,
        concurrency: int = 8,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        backoff: float = 1.0,
    ) -> None:
        if mode not in MODES:
            raise ModelError(f"no such mode: {mode}; choose one of {', '.join(MODES)}")
        self.name = f"openai:{name}"
        self.model = name
        self.base_url = (base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI).rstrip("/")
        self.mode = mode
        self.concurrency = concurrency
        self.watcher = Watcher()
        self._key = (api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        self._timeout, self._max_attempts, self._max_seconds = timeout, max_attempts, max_seconds
        self._allowed, self._backoff = (requests_per_minute, tokens_per_minute), backoff
        self._pace: Pace | None = None
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
            ServiceUnusable: it will answer nothing (key, quota, model).
            BudgetReached: the watcher keeps the request here.

        """
        del fresh
        pace = self._connect(request)
        retrying = self._retrying()
        try:
            return await retrying(self._paced, request, pace)
        except LlmextractError:
            raise
        except Exception as error:
            attempts = int(retrying.statistics.get("attempt_number", 1))
            # `from None`: what openai says may repeat the key.
            raise self._error(request, error, attempts) from None

    async def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        client, self._openai, self._client, self._pace = self._openai, None, None, None
        if client is not None:
            await client.close()

    def _connect(self, request: Request) -> Pace:
        if self._pace is None:
            if not self._key and self.base_url == OPENAI:
                raise self._error(request, Broken("no key; set OPENAI_API_KEY, or --base-url for another service"), 0)
            import instructor
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            # instructor logs every failed attempt as an error: on the screen, with the service's words.
            logger = logging.getLogger("instructor")
            logger.setLevel(logger.level or logging.CRITICAL)
            modes = dict(zip(MODES, ("JSON_SCHEMA", "TOOLS", "MD_JSON"), strict=True))
            pace = Pace(self.concurrency, *self._allowed, paused=lambda s, why: self.watcher.paused(s, why))

            async def note(response: Any) -> None:
                pace.told(response.headers)

            pool = DefaultAsyncHttpxClient(event_hooks={"response": [note]}, timeout=self._timeout)
            self._openai = AsyncOpenAI(
                api_key=self._key or "none",
                base_url=self.base_url,
                max_retries=0,
                timeout=self._timeout,
                http_client=pool,
            )
            self._client = instructor.from_openai(self._openai, mode=instructor.Mode[modes[self.mode]])
            self._pace = pace
        return self._pace

    def _retrying(self) -> AsyncRetrying:
        """A new one for each answer: shared ones mix up their counts."""
        from tenacity import AsyncRetrying, retry_if_exception

        def enough(state: RetryCallState) -> bool:
            waits = state.idle_for + state.upcoming_sleep
            return state.attempt_number >= self._max_attempts or waits > self._max_seconds

        return AsyncRetrying(
            stop=enough,
            wait=lambda state: next_wait(state, self._backoff),
            before_sleep=self._pausing,
            retry=retry_if_exception(is_transient),
            reraise=True,
        )

    def _pausing(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error:
            self.watcher.paused(state.upcoming_sleep, self._reason(error))

    async def _paced(self, request: Request, pace: Pace) -> Answer:
        """One attempt at its turn; between attempts a request holds no place that another could have."""
        guess = expected(request)
        entry = await pace.enter((guess.prompt or 0) + (guess.completion or 0))
        used = None
        try:
            answer = await self._watched(request, pace)
            used = _sum(answer.usage)
            return answer
        finally:
            pace.leave(entry, used)

    async def _watched(self, request: Request, pace: Pace) -> Answer:
        """One attempt, of which the watcher, the pace and whoever listens are told."""
        self.watcher.before(request, self.model)
        self._show(request)
        started = time.monotonic()
        try:
            with span("llmextract.attempt", {"gen_ai.request.model": self.model}) as told:
                answer = await self._attempt(request)
                told.set_attribute("gen_ai.usage.input_tokens", answer.usage.prompt or 0)
                told.set_attribute("gen_ai.usage.output_tokens", answer.usage.completion or 0)
        except Exception as error:
            if fault_of(error) is Fault.RATE_LIMITED:
                asked = asked_wait(error)
                pace.hold(self._backoff if asked is None else min(asked, self._max_seconds))
            self._note(request, started, Usage(), error)
            raise
        pace.answered()
        self._note(request, started, answer.usage, None)
        return answer

    def _show(self, request: Request) -> None:
        """Log what is asked, where somebody listens that closely; never a key or a header."""
        if _log.isEnabledFor(TEXTS):
            for message in request.messages:
                _log.log(
                    TEXTS,
                    "%s [%s] %s: %s",
                    request.name,
                    request.key[:12],
                    message.role,
                    self._scrubbed(message.content),
                )

    def _note(self, request: Request, started: float, usage: Usage, error: Exception | None) -> None:
        seconds = time.monotonic() - started
        reason = self._reason(error) if error else ""
        fault = fault_of(error) if error else None
        self.watcher.attempted(request, Attempt(self.model, seconds, usage, fault, reason))
        told = reason or f"{usage.prompt} + {usage.completion} tokens"
        _log.debug("%s [%s]: %s, %.1f s, %s", request.name, request.key[:12], self.model, seconds, told)

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
                    response_model=stand_in(request.wire),
                    messages=[message.as_dict() for message in request.messages],
                    model=self.model,
                    max_retries=0,
                    hooks=hooks,
                    extra_body=self._extra_body(request),
                )
        except Exception as error:
            if not caught:
                wrapped = isinstance(error, InstructorRetryException) and error.__cause__
                said = wrapped or error
                raise said from said.__cause__
        return answer_of(caught[-1], self.model)

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
        tried = f" (tried {attempts} times)" if attempts > 1 else ""
        fault = fault_of(error)
        kind = ServiceUnusable if fault is Fault.UNUSABLE else ServiceError
        reason = f"{self.model} at {host}: {self._reason(error)}{tried}"
        return kind(f"{request.name}: {reason}", fault, reason)

    def _reason(self, error: BaseException) -> str:
        return self._scrubbed(" ".join(explain(error, self.mode, self._timeout).split()))

    def _scrubbed(self, text: str) -> str:
        return text.replace(self._key, "***") if len(self._key) >= _SHORTEST_KEY else text


def _sum(usage: Usage) -> int | None:
    return None if usage.prompt is None else usage.prompt + (usage.completion or 0)
