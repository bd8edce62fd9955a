"""What goes wrong between here and a service: which fault it is, whether to ask again, and what to tell people."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from llmextract.errors import Fault
from llmextract.models.pace import duration

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["Broken", "asked_wait", "detail", "explain", "fault_of", "is_transient", "next_wait"]

_LONGEST_WAIT = 60.0  # seconds, where the service does not ask for more
_TRANSIENT = frozenset({Fault.UNREACHABLE, Fault.TIMEOUT, Fault.RATE_LIMITED, Fault.SERVER_ERROR})


class Broken(Exception):
    """A service answered 200 with something that is no completion, or cannot be asked at all."""

    def __init__(self, message: str, fault: Fault = Fault.UNUSABLE) -> None:
        super().__init__(message)
        self.fault = fault


def fault_of(error: BaseException) -> Fault:
    """Which fault an error of openai, or of the connection, is."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, Broken):
        return error.fault
    if isinstance(error, APIStatusError):
        return _fault_of_status(error.status_code, getattr(error, "code", None))
    if isinstance(error, APITimeoutError) or type(error) is TimeoutError:
        return Fault.TIMEOUT
    if isinstance(error, APIConnectionError | ConnectionError):
        return Fault.UNREACHABLE
    # A line that garbles what it carries.
    return Fault.SERVER_ERROR if isinstance(error, json.JSONDecodeError) else Fault.REJECTED


def _fault_of_status(status: int, code: str | None) -> Fault:
    if status in (401, 403, 404) or code == "insufficient_quota":
        return Fault.UNUSABLE
    if status == 429:
        return Fault.RATE_LIMITED
    return Fault.SERVER_ERROR if status in (408, 409) or status >= 500 else Fault.REJECTED


def is_transient(error: BaseException) -> bool:
    """Whether the same request may be answered a little later."""
    return fault_of(error) in _TRANSIENT


def asked_wait(error: BaseException | None) -> float | None:
    """Seconds that a service asks to wait, by retry-after-ms or Retry-After (a number or a date); else None."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    thousandths = duration(headers.get("retry-after-ms", ""))
    if thousandths is not None:
        return thousandths / 1000
    value = headers.get("retry-after", "").strip()
    seconds = duration(value)
    if seconds is not None:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def next_wait(state: RetryCallState, backoff: float) -> float:
    """Seconds until the next attempt: what the service asks for, else exponential; both with jitter."""
    asked = asked_wait(state.outcome.exception()) if state.outcome else None
    doubled = min(backoff * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
    return (doubled if asked is None else asked) + random.uniform(0, backoff)


def explain(error: BaseException, mode: str, timeout: float) -> str:
    """What went wrong and what to do; never the service's words where they may repeat a key."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        return f"status {error.status_code}: {_explain_status(error, mode)}"
    if fault_of(error) is Fault.TIMEOUT:
        return f"no answer within {timeout:g} s; try later, or allow more time"
    if isinstance(error, APIConnectionError):
        return f"cannot be reached ({error.__cause__ or error}); check the base URL and the network"
    if isinstance(error, json.JSONDecodeError):
        return "it answered with damaged JSON; try later"
    return str(error) if isinstance(error, Broken | ConnectionError) else f"{type(error).__name__}: {error}"


def _explain_status(error: Any, mode: str) -> str:
    status, said = error.status_code, detail(error.body) or "no reason given"
    if status in (401, 403):
        return "the key was not accepted; check OPENAI_API_KEY"
    if status == 404:
        return f"{said}; check the model's name and the base URL"
    words = ("strict", "response_format", "json_schema", "schema", "tool", "function")
    if status in (400, 422) and mode != "json" and any(word in said.lower() for word in words):
        return f"{said}; try --mode {'tools or --mode json' if mode == 'json_schema' else 'json'}"
    if getattr(error, "code", None) == "insufficient_quota":
        return f"{said}; the quota is used up"
    asked = asked_wait(error)
    later = f"in {asked:.0f} s" if asked else "later"
    return f"{said}; try {later}" if is_transient(error) else f"{said}; the request must change"


def detail(body: Any) -> str:
    """What a service said in the body of an error, one line of at most 300 characters."""
    error = body.get("error", body) if isinstance(body, dict) else body
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(text or "").split())[:300]
