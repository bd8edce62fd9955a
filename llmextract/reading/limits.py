"""How much a source may hold. Each limit is an environment variable, so that one run can be given more."""

from __future__ import annotations

import os

from llmextract.errors import SourceError

__all__ = ["ARCHIVE_MB", "FILE_MB", "PAGES", "UNPACKED_MB", "Limit"]

_MB = 1 << 20


class Limit:
    """A number that must not be passed.

    Attributes:
        variable: the environment variable that sets it.
        default: what it is without.

    """

    def __init__(self, variable: str, default: int) -> None:
        self.variable, self.default = variable, default

    @property
    def value(self) -> int:
        """What holds now.

        Raises:
            SourceError: the environment variable holds no whole number.

        """
        told = os.environ.get(self.variable, "").strip()
        if not told:
            return self.default
        if not (told.isascii() and told.isdigit()):
            raise SourceError(f"{self.variable}={told!r}: is no whole number; the default is {self.default}")
        return int(told)

    @property
    def bytes(self) -> int:
        """What holds now, of a limit in megabytes."""
        return self.value * _MB

    def check_bytes(self, name: object, size: int, what: str = "is") -> None:
        """Refuse what is larger.

        Raises:
            SourceError: naming the file, the limit and how to raise it.

        """
        if size > self.bytes:
            raise SourceError(
                f"{name}: {what} larger than {self.value} MB; {self.raise_it(-(-size // _MB))}, if you trust it"
            )

    def raise_it(self, enough: int) -> str:
        """How to have more: the assignment that is enough."""
        return f"set {self.variable}={enough} to read it all the same"


FILE_MB = Limit("LLMEXTRACT_MAX_FILE_MB", 100)  # a file, a member of an archive, what stdin gives
UNPACKED_MB = Limit("LLMEXTRACT_MAX_UNPACKED_MB", 200)  # the parts of a DOCX that are read
ARCHIVE_MB = Limit("LLMEXTRACT_MAX_ARCHIVE_MB", 10_000)  # all members of an archive together
PAGES = Limit("LLMEXTRACT_MAX_PAGES", 2_000)
