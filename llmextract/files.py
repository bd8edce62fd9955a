"""Writing files whole or not at all, and telling one file from another."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["Identity", "identity", "open_atomic", "write_atomic"]

Identity = tuple[int, int]  # device and number: what stays the same when a file is renamed


def identity(path: Path) -> Identity | None:
    """Which file lies at a path now; None where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader, or a kill, never meets half of it. Text is written as UTF-8."""
    with open_atomic(path) as file:
        file.write(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


@contextlib.contextmanager
def open_atomic(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece; it takes its place at the end, and only if nothing is raised before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
