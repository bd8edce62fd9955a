"""Data that other tools hand over in files: JSON, JSON lines, LangExtract's JSONL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmextract.errors import DataError

__all__ = ["read_data"]


def read_data(path: str | Path) -> Any:
    """The contents of a JSON file, or of a file with one JSON value a line, for `verify`.

    Raises:
        DataError: the file cannot be read or is neither; the message names the file and the line.

    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as UTF-8 text ({error}); give JSON or JSON lines") from error
    if not text.strip():
        raise DataError(f"{path}: is empty; give JSON or JSON lines")
    try:
        return json.loads(text)
    except ValueError:
        return _lines(path, text)


def _lines(path: Path, text: str) -> list[Any]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise DataError(f"{path}: line {number} is not JSON ({error}); give JSON or JSON lines") from error
    return found
