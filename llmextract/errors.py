"""Every error that llmextract raises on purpose.

::

    LlmextractError
    ├── SourceError          a file cannot be read as a report (empty, binary, not text)
    ├── SchemaError          a genre folder or one of its fields is declared wrongly
    ├── ModelError           a model could not answer
    │   ├── RecordingMissing     replay: this request has no recording
    │   ├── AnswerPending        relay: this request waits for its answer
    │   ├── AnswerInvalid        no usable answer: refused, filtered, cut off, or it broke the wire schema
    │   ├── BudgetReached        the next request could cost more than is left; nothing more is asked
    │   └── ServiceError         the service refused, failed or could not be reached
    │       └── ServiceUnusable      it will answer nothing (key, quota, model); nothing more is asked
    ├── ResultError          a folder of results cannot be used
    ├── DataError            data to be verified cannot be read
    ├── DecisionError        a file of decisions, or one decision of it, cannot be used
    ├── MissingExtra         a library is not installed that only this use needs
    ├── PriceError           a file of prices cannot be used, or lacks a model
    └── GoldError            a gold file does not fit its report

Each message names the file or the request and says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

__all__ = [
    "AnswerInvalid",
    "AnswerPending",
    "BudgetReached",
    "DataError",
    "DecisionError",
    "Fault",
    "GoldError",
    "LlmextractError",
    "MissingExtra",
    "ModelError",
    "PriceError",
    "RecordingMissing",
    "ResultError",
    "SchemaError",
    "ServiceError",
    "ServiceUnusable",
    "SourceError",
]


class Fault(StrEnum):
    """What kept an answer from being used; results name it beside each section that failed."""

    # No answer came. All but the last two are asked again after a wait.
    UNREACHABLE = "unreachable"  # no connection, or one that broke
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 5xx, or 200 with something that is no completion
    REJECTED = "rejected"  # 4xx: the request must change
    UNUSABLE = "unusable"  # a bad key, no quota, no such model
    # An answer came. The last two are given back with the reason, a cut-off one is asked in parts; the others stand.
    REFUSAL = "refusal"
    CONTENT_FILTER = "content_filter"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"  # no JSON
    WRONG_SCHEMA = "wrong_schema"


class LlmextractError(Exception):
    """The root: catch this to catch everything that llmextract raises on purpose."""


class SourceError(LlmextractError):
    """A file cannot be read as a report; the message names it and says why."""


class SchemaError(LlmextractError):
    """A genre folder, a section or a field is declared wrongly."""


class ModelError(LlmextractError):
    """A model could not give a usable answer to a request."""


class RecordingMissing(ModelError):
    """A replayed request has no recording; the message names the request and its key.

    Attributes:
        details: several lines that show what differs from the recording of that name; "" where there is none.

    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details
        if details:
            self.add_note(details)  # tracebacks show it; the command line keeps to its one line


class AnswerPending(ModelError):
    """A relayed request has been written out and waits for its answer."""


class AnswerInvalid(ModelError):
    """No answer could be used; the message holds the last reason.

    Attributes:
        fault: refusal, content_filter, cut_off, malformed or wrong_schema.
        exchanges: each (Request, Answer), in order, so that failed attempts are recorded.

    """

    def __init__(
        self, message: str, exchanges: Iterable[tuple[Any, Any]] = (), fault: Fault = Fault.WRONG_SCHEMA
    ) -> None:
        super().__init__(message)
        self.exchanges = tuple(exchanges)
        self.fault = fault


class BudgetReached(ModelError):
    """The next request could cost more than the budget has left; the message says how to go on."""


class ServiceError(ModelError):
    """A service refused a request, failed, or could not be reached within the retries.

    Attributes:
        fault: unreachable, timeout, rate_limited, server_error, rejected or unusable.
        reason: the message without the request's name.

    """

    def __init__(self, message: str, fault: Fault = Fault.SERVER_ERROR, reason: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.reason = reason or message


class ServiceUnusable(ServiceError):
    """A service will answer nothing as it is asked: the key, the quota or the model's name is wrong."""


class ResultError(LlmextractError):
    """A folder does not hold the results of a run, or holds those of another version."""


class DataError(LlmextractError):
    """A file of data to be verified is no JSON and no JSON lines; the message names the file and the line."""


class DecisionError(LlmextractError):
    """A file of decisions cannot be read, or one of its entries is none; the message names the file and the entry."""


class MissingExtra(LlmextractError):
    """A library that an extra brings is not installed; the message says which extra to install."""


class PriceError(LlmextractError):
    """A file of prices cannot be read, or does not have the model that a budget is kept for."""


class GoldError(LlmextractError):
    """A gold file names a place or a field that its report or schema does not have."""
