"""Tables as CSV: UTF-8 with a byte-order mark, so that Excel opens Chinese, and CRLF as RFC 4180 has it.

**Formulas.** A spreadsheet takes a cell of a CSV file for a formula if it begins with = + - @, a tab or a line end. A
text cell that begins so has one apostrophe put before it (and one more where it begins with apostrophes already, so
that taking one off always gives the text back: `unguarded`). Numbers are no text: -19.72 stays -19.72, and so does a
text that is a number with a sign, such as -19.72%.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from llmextract.files import writing
from llmextract.panels.columns import CellType, Row, Table, cell_text

__all__ = ["CsvTables", "guarded", "unguarded"]

_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")
_ACTS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]\d[\d,.]*%?")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("-19.72%"), guarded("206件")
    ("'=1+1", '-19.72%', '206件')
    """
    return f"'{text}" if _ACTS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("-19.72%")
    ('=1+1', '-19.72%')
    """
    return cell[1:] if cell.startswith("'") and _ACTS.match(cell) else cell


class CsvTables:
    """Writes tables side by side, each row as it comes; a file takes its place when all are whole.

    Args:
        files: where each table goes, by name; tables that are not named are left out.
        safe: whether texts are guarded; False for what this library reads itself.

    Attributes:
        rows: how many rows each table has.

    """

    def __init__(self, files: Mapping[str, Path], *, safe: bool = True) -> None:
        self.files = dict(files)
        self.rows: dict[str, int] = {}
        self._safe = safe
        self._stack = ExitStack()
        self._lines: dict[str, Callable[[Iterable[Row]], int]] = {}

    def __enter__(self) -> CsvTables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table; its file is begun, with its header, by the first call."""
        if table.name not in self.files:
            return
        if table.name not in self._lines:
            self._lines[table.name] = self._begun(table)
            self.rows[table.name] = 0
        self.rows[table.name] += self._lines[table.name](rows)

    def _begun(self, table: Table) -> Callable[[Iterable[Row]], int]:
        file = self._stack.enter_context(writing(self.files[table.name]))
        file.write(b"\xef\xbb\xbf")
        text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="", write_through=True)
        self._stack.callback(text.detach)  # or it closes the file under `writing`
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.name for column in table.columns])
        kinds = [column.type for column in table.columns]
        texts = [at for at, kind in enumerate(kinds) if self._safe and kind is CellType.TEXT]
        others = [at for at, kind in enumerate(kinds) if kind in (CellType.NUMBER, CellType.FLAG)]

        def lines(rows: Iterable[Row]) -> int:
            written = 0
            for row in rows:  # most cells are as they should be, and there are many
                for at in texts:
                    cell = row[at]
                    if isinstance(cell, str) and cell[:1] in _FIRST:
                        row[at] = guarded(cell)
                for at in others:
                    row[at] = cell_text(row[at])
                writer.writerow(row)
                written += 1
            return written

        return lines
