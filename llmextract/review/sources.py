"""What a run keeps beside its results: the text as read, and what has been decided about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmextract import runs
from llmextract.errors import ResultError

__all__ = ["decisions_of", "read_source"]

_FORMAT = "llmextract-decisions/1"


def read_source(out: Path, document: str) -> str:
    """The text of a document, to the character.

    Raises:
        ResultError: it cannot be read.

    """
    known = getattr(runs, "source_file", None)
    path: Path = known(out, document) if known else out / "sources" / document
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: the text of a result cannot be read ({error}); run its report again") from error


def decisions_of(out: Path, document: str) -> list[dict[str, Any]]:
    """The decisions that have been applied to a document, in order; none where there is no such file.

    Raises:
        ResultError: the file is no file of decisions.

    """
    path = out / "decisions" / f"{document}.json"
    if not path.is_file():
        return []
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        decisions: list[dict[str, Any]] = told["decisions"]
        known = told["format"] == _FORMAT and all(isinstance(one, dict) for one in decisions)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(f"{path}: cannot be read ({error!r}); apply the decisions again") from error
    if not known:
        raise ResultError(f"{path}: is no {_FORMAT}; apply the decisions again")
    return [one for one in decisions if one.get("document") == document]
