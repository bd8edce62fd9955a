"""Every error that llmextract raises on purpose.

::

    LlmextractError
    ├── SourceError          a file cannot be read as a report (empty, binary, not text)
    ├── SchemaError          a genre folder or one of its fields is declared wrongly
    ├── ModelError           a model could not answer
    │   ├── RecordingMissing     replay: this request has no recording
    │   ├── AnswerPending        relay: this request waits for its answer
    │   ├── AnswerInvalid        an answer broke the wire schema as often as allowed
    │   └── ServiceError         the service refused, failed or could not be reached
    ├── ResultError          a folder of results cannot be used
    ├── DataError            data to be verified cannot be read
    └── GoldError            a gold file does not fit its report

Each message names the file or the request and says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = [
    "AnswerInvalid",
    "AnswerPending",
    "DataError",
    "GoldError",
    "LlmextractError",
    "ModelError",
    "RecordingMissing",
    "ResultError",
    "SchemaError",
    "ServiceError",
    "SourceError",
]


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
    """An answer broke the wire schema as often as configured; the message holds the last reason.

    Attributes:
        exchanges: each (Request, Answer), in order, so that failed attempts are recorded and counted.

    """

    def __init__(self, message: str, exchanges: Iterable[tuple[Any, Any]] = ()) -> None:
        super().__init__(message)
        self.exchanges = tuple(exchanges)


class ServiceError(ModelError):
    """A service refused a request, failed, or could not be reached within the retries."""


class ResultError(LlmextractError):
    """A folder does not hold the results of a run, or holds those of another version."""


class DataError(LlmextractError):
    """A file of data to be verified is no JSON and no JSON lines; the message names the file and the line."""


class GoldError(LlmextractError):
    """A gold file names a place or a field that its report or schema does not have."""
