"""Data that other tools hand over in files: JSON, JSON lines, LangExtract's JSONL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmextract.errors import DataError

__all__ = ["read_data"]


def read_data(path: str | Path) -> Any:
    """The contents of a JSON file, or of a file with one JSON value a line, for `verify`.

    Args:
        path: a file in UTF-8, with or without a byte order mark.

    Returns:
        What the JSON says; a list of the values where there is one a line.

    Raises:
        DataError: the file cannot be read or is neither; the message names the file and the line.

    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not text in UTF-8; give JSON or JSON lines") from error
    if not text.strip():
        raise DataError(f"{path}: is empty; give JSON or JSON lines")
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _Twice as error:
        raise DataError(f"{path}: the key {error} stands twice in one object; which value is meant?") from None
    except RecursionError as error:
        raise DataError(f"{path}: is nested too deeply") from error
    except ValueError as error:
        return _lines(path, text, error)


class _Twice(Exception):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(repr(key))
        found[key] = value
    return found


def _lines(path: Path, text: str, whole: ValueError) -> list[Any]:
    """The values of JSON lines; if not even the first line is one, the file is one JSON value with a slip."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found.append(json.loads(line, object_pairs_hook=_once))
            except _Twice as error:
                raise DataError(f"{path}: line {number} has the key {error} twice in one object") from None
            except RecursionError as error:
                raise DataError(f"{path}: line {number} is nested too deeply") from error
            except ValueError as error:
                told = error if found else whole
                at = number if found else getattr(whole, "lineno", number)
                raise DataError(f"{path}: line {at} is not JSON ({told}); give JSON or JSON lines") from error
    return found
