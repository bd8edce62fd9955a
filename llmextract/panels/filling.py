"""From readings to tables: one pass, one result at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from llmextract.across import compare
from llmextract.panels.columns import Row, Table
from llmextract.panels.csvs import CsvTables
from llmextract.panels.definitions import ACROSS, tables
from llmextract.panels.readings import Reading
from llmextract.panels.wide import field_names
from llmextract.result import Result
from llmextract.schema.genre import Genre

__all__ = ["Sink", "fill", "write_tables"]


class Sink(Protocol):
    """What takes rows."""

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table."""


def fill(sink: Sink, readings: Iterable[Reading], genre: Genre, *, joined: bool) -> None:
    """Write every table; what is held meanwhile is what `compare` keeps of each report."""
    made = tables(genre, joined=joined)
    for table in made:
        sink.write(table, ())

    def passing() -> Iterator[Result]:
        for reading in readings:
            for table in made:
                sink.write(table, table.rows(reading))
            yield reading.result

    found = compare(passing(), genre)
    sink.write(ACROSS, ACROSS.rows(found))


def write_tables(out: Path, results: Iterable[Result], genre: Genre) -> None:
    """Write the tables of a run as CSV into its folder, one result at a time: however many there are, few are held.

    Raises:
        OSError: a table cannot be written; those that were there before stay.

    """
    names = [table.name for table in (*tables(genre, joined=False), ACROSS)]
    variables = field_names(genre)
    with CsvTables({name: out / f"{name}.csv" for name in names}) as sink:
        fill(sink, (Reading(result, genre, variables) for result in results), genre, joined=False)
