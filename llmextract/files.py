"""Writing files whole or not at all, and telling one file from another."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from llmextract.errors import ResultError

__all__ = ["WRITING", "Identity", "identity", "only_writer", "write_atomic", "writing"]

WRITING = ".writing-"  # how files begin that are not whole yet; a kill may leave some
Identity = tuple[int, int]  # device and number: what stays the same when a file is renamed


def identity(path: Path) -> Identity | None:
    """Which file lies at a path now; None where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when it is whole: a reader, or a kill, never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=WRITING, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file whole or not at all. Text is written as UTF-8."""
    with writing(path) as file:
        file.write(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep a folder to one writer; the lock ends with the process, however it ends (on POSIX; elsewhere there is none).

    Raises:
        ResultError: another process is writing there.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except BlockingIOError:
            told = "another run is writing here; wait for its end, or name another folder by --out"
            raise ResultError(f"{folder}: {told}") from None
        yield
