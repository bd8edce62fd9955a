"""Writing files whole or not at all, by one process at a time, and telling one file from another."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from llmextract.errors import ResultError

__all__ = ["Identity", "identity", "only_writer", "taken", "write_atomic", "writing"]

Identity = tuple[int, int]  # device and number: what stays the same when a file is renamed


def identity(path: Path) -> Identity | None:
    """Which file lies at a path now; None where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def writing(path: Path, *, alone: bool = False) -> Iterator[BinaryIO]:
    """A file that takes its place when it is whole: a reader, or a kill, never meets half of it.

    Args:
        path: where it will lie; its folder is made where it is missing.
        alone: nobody else writes it now. Then a killed writer leaves at most one unfinished file, which the next one
            begins anew, and the file is on the disk when this ends, not only with the operating system.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if alone:
        temporary = path.with_name(f".{path.name}.writing")
        opened = temporary.open("wb")
    else:
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        temporary, opened = Path(name), os.fdopen(handle, "wb")
    try:
        with opened as file:
            yield file
            if alone:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file whole or not at all.

    Text is written as UTF-8; a lone surrogate (from a file's name) as JSON escapes it.
    """
    with writing(path) as file:
        file.write(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep a folder to one run.

    Raises:
        ResultError: another process has it.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("wb") as file:
        if not taken(file):
            told = "another run is writing here; wait for its end, or name another folder by --out"
            raise ResultError(f"{folder}: {told}")
        yield


def taken(file: BinaryIO) -> bool:
    """Take an open file for this holder alone, until it is closed or the process ends; False where another has it.

    The operating system frees it when a process is killed. On file systems that know no locks it is always given.
    """
    try:
        _lock(file.fileno())
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Far behind the end: on Windows the bytes that are locked cannot be read by others."""
        at = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, 1 << 40, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, at, os.SEEK_SET)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
