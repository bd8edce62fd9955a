"""Files of answers put together."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from llmextract.errors import ModelError
from llmextract.files import writing
from llmextract.models.answers import batch_answer
from llmextract.models.base import Answer
from llmextract.models.jsontext import file_lines, json_object
from llmextract.models.relay import NO_NAME

__all__ = ["keys_in", "merge"]

_TRIES = 5

_log = logging.getLogger(__name__)


class _Changed(Exception):
    """Somebody else has written the file in the meantime."""


def keys_in(files: Sequence[BinaryIO], batch: str) -> tuple[set[str], set[str]]:
    """The requests that have an answer in the files of a batch, and those that have an error.

    A damaged line is a warning: the request that it was for is in neither.
    """
    answered: set[str] = set()
    refused: set[str] = set()
    for line, fields in _read(files):
        if fields is None:
            _log.warning("batch %s: damaged line, passed over: %.80r", batch, line)
        elif isinstance(batch_answer(fields, NO_NAME), Answer):
            answered.add(fields["custom_id"])
        else:
            refused.add(fields["custom_id"])
    return answered, refused


def merge(path: Path, files: Sequence[BinaryIO]) -> None:
    """Add to `path` the lines of other files that it lacks; it keeps what it has, and is replaced as a whole.

    Raises:
        ModelError: it cannot be read or written, or somebody else writes it all the time.

    """
    try:
        for _ in range(_TRIES):
            try:
                return _merge(path, files)
            except _Changed:
                continue
    except OSError as error:
        raise ModelError(f"{path}: cannot be written ({error.strerror or error}); check the folder") from error
    raise ModelError(f"{path}: something else keeps writing it; end that, and fetch again")


def _merge(path: Path, files: Sequence[BinaryIO]) -> None:
    before = _state(path)
    seen = _digests(path)
    if all(fields is None or _digest(line) in seen for line, fields in _read(files)):
        return
    with writing(path, alone=True) as merged:
        if before:
            _copy(path, merged)
        for line, fields in _read(files):
            if fields is not None and _digest(line) not in seen:
                seen.add(_digest(line))
                merged.write(line + b"\n")
        if _state(path) != before:
            raise _Changed


def _read(files: Sequence[BinaryIO]) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """Every line and its object; None where it is damaged or names no request."""
    for file in files:
        file.seek(0)
        for _, _, line in file_lines(file):
            try:
                fields = json_object(line)
            except ValueError:
                fields = {}
            yield line, fields if isinstance(fields.get("custom_id"), str) else None


def _copy(path: Path, merged: BinaryIO) -> None:
    """All that a file holds, and the end of its last line if that has none."""
    with path.open("rb") as old:
        shutil.copyfileobj(old, merged)
        if old.tell():
            old.seek(-1, os.SEEK_END)
            merged.write(b"" if old.read() == b"\n" else b"\n")


def _digests(path: Path) -> set[bytes]:
    if not path.exists():
        return set()
    with path.open("rb") as file:
        return {_digest(line) for _, _, line in file_lines(file)}


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def _state(path: Path) -> tuple[int, int] | None:
    """What tells whether a file was written since."""
    if not path.exists():
        return None
    told = path.stat()
    return told.st_size, told.st_mtime_ns
