"""The files and batches of a service, one call each; openai's client does the talking, and nothing is done twice.

Faults of transport are repeated here as `ServiceModel` repeats its own; openai's retries are off. Making a batch is
what costs, so a call whose answer was lost is not repeated before the service was asked whether it was done.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

from llmextract.errors import ServiceError
from llmextract.models.faults import Broken, detail, explain, is_transient, next_wait
from llmextract.models.jsontext import file_lines, json_object
from llmextract.models.service import OPENAI

if TYPE_CHECKING:
    from tenacity import Retrying

__all__ = ["ENDED", "Endpoint", "Gone", "Remote", "RemoteBatch"]

ENDED = ("completed", "failed", "expired", "cancelled")
_MARK = "llmextract"  # the metadata of a batch that names its part
_CHUNK = 1 << 20
T = TypeVar("T")


class Gone(ServiceError):
    """The service does not know one batch or file; others may still be had."""


@dataclass(frozen=True)
class Endpoint:
    """Where batches go, and how patient calls are.

    Attributes:
        base_url: the endpoint; else `OPENAI_BASE_URL`, else OpenAI's.
        api_key: else `OPENAI_API_KEY`; endpoints other than OpenAI's may do without.
        timeout: seconds that a call may stand still.
        max_attempts: HTTP requests for one call, at most.
        max_seconds: seconds after which no further attempt begins.
        backoff: seconds before the second attempt; doubled each time, with jitter.

    """

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 300.0
    max_attempts: int = 5
    max_seconds: float = 600.0
    backoff: float = 1.0


@dataclass(frozen=True)
class RemoteBatch:
    """A batch as the service tells of it; `files` are those of answers and errors, `created` is in Unix seconds."""

    id: str
    state: str
    part: str
    input_file: str
    files: tuple[str, ...]
    completed: int
    failed: int
    total: int
    created: int | None
    message: str


class Remote:
    """A batch service; use it as a context.

    Raises:
        ServiceError: (from every method) it refused, failed or could not be reached; one line, without the key.

    """

    def __init__(self, endpoint: Endpoint | None = None) -> None:
        self._endpoint = endpoint = endpoint or Endpoint()
        self.base_url = (endpoint.base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI).rstrip("/")
        self._key = (endpoint.api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        if not self._key and self.base_url == OPENAI:
            raise ServiceError("batches: no key; set OPENAI_API_KEY, or --base-url for another service")
        from openai import OpenAI

        self._client = OpenAI(
            api_key=self._key or "none", base_url=self.base_url, timeout=endpoint.timeout, max_retries=0
        )

    def __enter__(self) -> Remote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def upload(self, name: str, file: BinaryIO) -> str:
        """Send a file of requests; returns the service's name for it."""

        def attempt() -> str:
            file.seek(0)
            made = self._client.files.create(file=(name, file, "application/jsonl"), purpose="batch")
            return _text(made, "id")

        return self._call(f"upload of {name}", attempt)

    def create(self, input_file: str, part: str, known: Container[str]) -> RemoteBatch:
        """Make a batch of an uploaded file, marked with the SHA-256 of its part; `known` are other batches of it."""
        tried = False

        def attempt() -> RemoteBatch:
            nonlocal tried
            found = self._marked(known).get(part) if tried else None
            tried = True
            return found or _told(
                self._client.batches.create(
                    input_file_id=input_file,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata={_MARK: part},
                )
            )

        return self._call(f"batch of {input_file}", attempt)

    def marked(self, known: Container[str]) -> dict[str, RemoteBatch]:
        """The batches at the service that were made of parts, by the SHA-256 of the part, without those in `known`."""
        return self._call("list of batches", lambda: self._marked(known))

    def retrieve(self, batch: str) -> RemoteBatch:
        """How far a batch is.

        Raises:
            Gone: the service does not know it.

        """
        return self._call(f"batch {batch}", lambda: _told(self._client.batches.retrieve(batch)))

    def download(self, name: str, into: BinaryIO) -> None:
        """Fetch a file of JSON lines; one that breaks off within a line is fetched again.

        Raises:
            Gone: the service does not have it any more.

        """

        def attempt() -> None:
            into.seek(0)
            into.truncate()
            with self._client.files.with_streaming_response.content(name) as response:
                for chunk in _chunks(response):
                    into.write(chunk)
            _check_whole(into)

        self._call(f"file {name}", attempt)

    def _marked(self, known: Container[str]) -> dict[str, RemoteBatch]:
        found: dict[str, RemoteBatch] = {}
        seen: set[str] = set()
        for batch in map(_told, self._client.batches.list(limit=100)):
            if batch.id in seen:
                break  # a service that knows no pages gives the first one again and again
            seen.add(batch.id)
            if batch.part and batch.id not in known:
                found.setdefault(batch.part, batch)  # the newest stands first
        return found

    def _call(self, what: str, work: Callable[[], T]) -> T:
        retrying = self._retrying()
        try:
            return retrying(work)
        except Exception as error:
            attempts = int(retrying.statistics.get("attempt_number", 1))
            # `from None`: what openai says may repeat the key.
            raise self._error(what, error, attempts) from None

    def _retrying(self) -> Retrying:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

        return Retrying(
            stop=stop_after_attempt(self._endpoint.max_attempts) | stop_before_delay(self._endpoint.max_seconds),
            wait=lambda state: next_wait(state, self._endpoint.backoff),
            retry=retry_if_exception(is_transient),
            reraise=True,
        )

    def _error(self, what: str, error: Exception, attempts: int) -> ServiceError:
        host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        status = getattr(error, "status_code", None)
        gone = status in (404, 410)
        if gone:
            said = detail(getattr(error, "body", None)) or "not found"
            reason = f"status {status}: {said}; check the base URL, and whether this service has a Batch API"
        else:
            reason = " ".join(explain(error, "json", self._endpoint.timeout).split())
        if self._key:
            reason = reason.replace(self._key, "***")
        tried = f" (tried {attempts} times)" if attempts > 1 else ""
        return (Gone if gone else ServiceError)(f"{what} at {host}: {reason}{tried}")


def _told(batch: Any) -> RemoteBatch:
    """A batch as openai gives it; it checks nothing, so what is not as it should be is an error or left out."""
    counts, errors = getattr(batch, "request_counts", None), getattr(batch, "errors", None)
    metadata = getattr(batch, "metadata", None)
    said = [getattr(one, "message", None) for one in getattr(errors, "data", None) or []]
    created = getattr(batch, "created_at", None)
    files = (getattr(batch, "output_file_id", None), getattr(batch, "error_file_id", None))
    return RemoteBatch(
        id=_text(batch, "id"),
        state=_text(batch, "status"),
        part=str(metadata.get(_MARK) or "") if isinstance(metadata, dict) else "",
        input_file=str(getattr(batch, "input_file_id", None) or ""),
        files=tuple(name for name in files if isinstance(name, str) and name),
        completed=getattr(counts, "completed", None) or 0,
        failed=getattr(counts, "failed", None) or 0,
        total=getattr(counts, "total", None) or 0,
        created=int(created) if isinstance(created, int | float) else None,
        message=" ".join(str(next(filter(None, said), "")).split())[:300],
    )


def _text(made: Any, name: str) -> str:
    value = getattr(made, name, None)
    if not isinstance(value, str) or not value:
        raise Broken(f"it answered with something that has no {name}; check the base URL (most end in /v1)")
    return value


def _chunks(response: Any) -> Iterator[bytes]:
    """The bytes of a file. What breaks off in its midst openai passes on as an error of the library below it."""
    try:
        yield from response.iter_bytes(_CHUNK)
    except Exception as error:
        raise ConnectionError(f"it broke off ({error or type(error).__name__})") from error


def _check_whole(file: BinaryIO) -> None:
    file.seek(0)
    last = deque(file_lines(file), maxlen=1)
    try:
        if last:
            json_object(last[0][2])
    except ValueError:
        raise ConnectionError("it broke off within a line") from None
