"""Who of several processes asks: locks by key that the operating system frees when a process ends, however it ends.

They are POSIX locks on single bytes of one file, at an offset that the key gives. Such locks have traps: they belong to
the process, not to a thread or a descriptor, and closing any descriptor of the file frees all of them. So a process
opens the file once, whoever in it asks, and keeps beside it which bytes it has taken. Windows has no such locks: there,
processes do not wait for each other, and the same request may be asked by each of them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from llmextract.files import Identity, identity

__all__ = ["Flights", "exclusive"]

_log = logging.getLogger(__name__)
_BUSY = (errno.EACCES, errno.EAGAIN)

if sys.platform == "win32":

    def _lock(descriptor: int, offset: int) -> None:
        """Nothing: there are no such locks."""

    def _unlock(descriptor: int, offset: int) -> None:
        """Nothing: there are no such locks."""

    def _lock_folder(descriptor: int) -> None:
        """Nothing: there are no such locks."""

else:
    import fcntl

    def _lock(descriptor: int, offset: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)

    def _unlock(descriptor: int, offset: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, offset)

    def _lock_folder(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


class _LockFile:
    """The one open descriptor of a lock file in this process: who uses it, and which bytes it has taken."""

    def __init__(self, which: Identity, descriptor: int) -> None:
        self.identity = which
        self.descriptor = descriptor
        self.users = 0
        self.taken: set[int] = set()

    def close_unused(self) -> None:
        """Close it when nobody uses it any more and nothing is taken."""
        if not self.users and not self.taken:
            _files.pop(self.identity, None)
            os.close(self.descriptor)


_files: dict[Identity, _LockFile] = {}
_guard = threading.Lock()


def _after_fork() -> None:
    """A forked process inherits descriptors, but no locks, and perhaps a guard that nobody will give back."""
    global _guard
    _guard = threading.Lock()
    for file in _files.values():
        file.taken.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Flights:
    """Requests under way, by key, among all processes that use one file; it is made and opened at first use.

    A key is held by one user at a time, within a process as well. Nobody waits here: who does not get a key asks again
    later. Where the file system has no locks, every key is given at once, with one warning.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: _LockFile | None = None
        self._held: dict[str, _LockFile | None] = {}
        self._warned = False

    def take(self, key: str) -> bool:
        """Take a key until `free`; False where somebody else has it."""
        with _guard:
            try:
                file = self._open()
                offset = _offset(key)
                if offset in file.taken:
                    return False
                _lock(file.descriptor, offset)
                file.taken.add(offset)
                self._held[key] = file
            except OSError as error:
                if error.errno in _BUSY:
                    return False
                self._warn(error)
                self._held[key] = None
            return True

    def free(self, key: str) -> None:
        """Give a taken key back."""
        with _guard:
            self._free(key)

    def close(self) -> None:
        """Give everything back; a later use opens the file again."""
        with _guard:
            for key in list(self._held):
                self._free(key)
            self._leave()

    def _free(self, key: str) -> None:
        file = self._held.pop(key, None)
        if file is not None and (offset := _offset(key)) in file.taken:
            file.taken.remove(offset)
            _unlock(file.descriptor, offset)
            file.close_unused()

    def _open(self) -> _LockFile:
        """The file that lies at the path now: the folder may have been set aside, or deleted."""
        if self._file is None or self._file.identity != identity(self.path):
            self._leave()
            self._file = _shared(self.path)
            self._file.users += 1
        return self._file

    def _leave(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.users -= 1
            file.close_unused()

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            _log.warning("%s: cannot be locked (%s); other processes may ask the same again", self.path, error)


def _shared(path: Path) -> _LockFile:
    found = identity(path)
    if found is None or found not in _files:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        status = os.fstat(descriptor)
        found = (status.st_dev, status.st_ino)
        # Where the file was known after all, the new descriptor is left open: closing it would free what is taken.
        _files.setdefault(found, _LockFile(found, descriptor))
    return _files[found]


def _offset(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8]) >> 2


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold a folder; whoever else wants to hold it waits, in this process as well. Without such locks, nobody waits."""
    with contextlib.ExitStack() as stack:
        try:
            descriptor = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, descriptor)
            _lock_folder(descriptor)
        except OSError as error:
            _log.debug("%s: cannot be locked (%s)", folder, error)
        yield
