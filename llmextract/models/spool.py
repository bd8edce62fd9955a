"""Requests on their way out: kept on disk while a run goes, so that memory stays flat however many there are."""

from __future__ import annotations

from pathlib import Path

from llmextract.errors import ModelError
from llmextract.files import taken, writing

__all__ = ["Spool"]


class Spool:
    """Lines by key beside the file that they will be written to, at the end, whole and sorted by key.

    The spool belongs to one run at a time. What a killed run left of it is begun anew; the file itself is only ever
    replaced as a whole.

    Raises:
        ModelError: (from every method) another run holds the spool, or the folder cannot be written.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._spool = path.with_name(f".{path.name}.spool")
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._spool.open("a+b")
            if not taken(self._file):
                self._file.close()
                raise ModelError(f"{path.parent}: another run is using this folder; wait until it has ended")
            self._file.truncate(0)
        except OSError as error:
            raise self._unwritable(error) from error

    def __len__(self) -> int:
        return len(self._places)

    def add(self, key: str, line: str) -> None:
        """Keep a line; a key that is there already stays as it is."""
        if key in self._places:
            return
        data = line.encode("utf-8")
        try:
            self._file.write(data)
        except OSError as error:
            raise self._unwritable(error) from error
        self._places[key] = (self._end, len(data))
        self._end += len(data)

    def finish(self) -> None:
        """Write the file, or remove it when there is nothing to write, and give up the spool."""
        try:
            if self._places:
                self._write()
            else:
                self.path.unlink(missing_ok=True)
                # What `writing` leaves where it is killed.
                self.path.with_name(f".{self.path.name}.writing").unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            self.close()

    def close(self) -> None:
        """Give up the spool; the file stays as it was."""
        self._file.close()
        self._spool.unlink(missing_ok=True)

    def _write(self) -> None:
        with writing(self.path, alone=True) as file:
            for key in sorted(self._places):
                offset, length = self._places[key]
                self._file.seek(offset)
                file.write(self._file.read(length) + b"\n")

    def _unwritable(self, error: OSError) -> ModelError:
        return ModelError(f"{self.path}: cannot be written ({error.strerror or error}); check the folder")
