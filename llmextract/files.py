"""Writing files whole or not at all, and by one process at a time."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["replacing", "taken", "write_atomic"]


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader, or a kill, never meets half of it. Text is written as UTF-8."""
    payload = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to fill, for what is too large to be held in memory; it takes the place of `path` at the end of the block.

    For one writer at a time: the name of the new file is made from that of the old one, so that a killed writer leaves
    at most one, and the next writer begins it anew. Where the block raises, `path` stays as it was.
    """
    temporary = path.with_name(f".{path.name}.writing")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


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
