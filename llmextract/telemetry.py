"""Spans for OpenTelemetry, where the program that uses llmextract has imported it; nothing is imported for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

__all__ = ["Span", "span"]


class Span(Protocol):
    """What may be told of a piece of work while it runs."""

    def set_attribute(self, key: str, value: Any) -> Any:
        """Tell one thing of it."""


class _Silent:
    def set_attribute(self, key: str, value: Any) -> None:
        """Nobody listens."""


@contextmanager
def span(name: str, attributes: Mapping[str, Any] | None = None) -> Iterator[Span]:
    """A span around a block, or nothing where OpenTelemetry is not in use.

    Spans are "llmextract.document" (a document on its way to a result) and "llmextract.attempt" (one HTTP request, with
    the attributes that the conventions for generative models name).
    """
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        yield _Silent()
        return
    with trace.get_tracer("llmextract").start_as_current_span(name, attributes=dict(attributes or {})) as opened:
        yield opened
