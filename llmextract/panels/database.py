"""Tables as a DuckDB file, or as Parquet: typed, with their titles.

Values are DECIMAL(38, 10): 65900 and 96.76 are what the report says, to the digit, and sums of them are exact; a DOUBLE
holds only the float nearest to 96.76. Where a column has a value that no DECIMAL(38, 10) holds, the column is DOUBLE,
and its comment says so. Years and places are integers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from llmextract.errors import ResultError
from llmextract.extras import needed
from llmextract.panels.columns import CellType, Column, Row, Table
from llmextract.panels.csvs import CsvTables

__all__ = ["Staged", "write_database", "write_parquet"]

_DIGITS, _DECIMALS = 38, 10
_EXACT = f"DECIMAL({_DIGITS}, {_DECIMALS})"
_TYPES = {CellType.TEXT: "VARCHAR", CellType.INTEGER: "BIGINT", CellType.FLAG: "BOOLEAN", CellType.NUMBER: _EXACT}


class Staged:
    """Rows on their way into a database: on disk as CSV, so that memory stays flat.

    Args:
        folder: a folder for the files.
        names: the tables that are taken; the others are left out.

    """

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self.csv = CsvTables({name: folder / f"{name}.csv" for name in names}, safe=False)
        self.tables: dict[str, Table] = {}
        self._inexact: set[tuple[str, str]] = set()

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        if table.name in self.csv.files:
            self.tables[table.name] = table
            numbers = [at for at, column in enumerate(table.columns) if column.type is CellType.NUMBER]
            self.csv.write(table, (self._seen(table, numbers, row) for row in rows))

    def _seen(self, table: Table, numbers: list[int], row: Row) -> Row:
        for at in numbers:
            value = row[at]
            if isinstance(value, Decimal) and not _fits(value):
                self._inexact.add((table.name, table.columns[at].name))
        return row

    def select(self, table: Table) -> str:
        """The SQL that reads a table from its file, typed."""
        cells = ", ".join(f"CAST(NULLIF({_name(c)}, '') AS {self.type(table, c)}) AS {_name(c)}" for c in table.columns)
        columns = ", ".join(f"{_text(c.name)}: 'VARCHAR'" for c in table.columns)
        path = _text(str(self.csv.files[table.name]))
        how = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, parallel = false"
        return f"SELECT {cells} FROM read_csv({path}, {how}, max_line_size = 100000000, columns = {{{columns}}})"

    def type(self, table: Table, column: Column) -> str:
        """The SQL type of a column."""
        return "DOUBLE" if (table.name, column.name) in self._inexact else _TYPES[column.type]

    def comment(self, table: Table, column: Column) -> str:
        """What a column is, in both languages."""
        rounded = "; some values have more digits than DECIMAL(38, 10) holds, so it is DOUBLE"
        return f"{column.zh} — {column.en}{rounded if self.type(table, column) == 'DOUBLE' else ''}"


def write_database(path: Path, staged: Staged) -> None:
    """Write all tables into a new DuckDB file; comments of tables and columns tell what they are.

    Raises:
        ResultError: DuckDB cannot write there.

    """
    with _opened(str(path), path) as database:
        database.execute("BEGIN")  # or each comment waits for the disk
        for table in staged.tables.values():
            database.execute(f"CREATE TABLE {_name(table)} AS {staged.select(table)}")
            database.execute(f"COMMENT ON TABLE {_name(table)} IS {_text(f'{table.zh} — {table.en}')}")
            for column in table.columns:
                told = _text(staged.comment(table, column))
                database.execute(f"COMMENT ON COLUMN {_name(table)}.{_name(column)} IS {told}")
        database.execute("COMMIT")


def write_parquet(path: Path, staged: Staged) -> None:
    """Write the one table as a Parquet file; its metadata has the titles of its columns as JSON under "labels".

    Raises:
        ResultError: DuckDB cannot write there.

    """
    (table,) = staged.tables.values()
    labels = json.dumps({c.name: staged.comment(table, c) for c in table.columns}, ensure_ascii=False)
    with _opened(":memory:", path) as database:
        told = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{labels: {_text(labels)}}}"
        database.execute(f"COPY ({staged.select(table)}) TO {_text(str(path))} ({told})")


@contextmanager
def _opened(where: str, path: Path) -> Iterator[Any]:
    """A database; its errors as one line that names the folder."""
    duckdb = needed("duckdb", "duckdb", "writing DuckDB and Parquet files")
    try:
        with duckdb.connect(where) as database:
            yield database
    except duckdb.Error as error:
        told = f"DuckDB cannot write there ({str(error).splitlines()[0]}); try another folder"
        raise ResultError(f"{path.parent.parent}: {told}") from error


def _fits(value: Decimal) -> bool:
    """Whether a DECIMAL(38, 10) holds a value."""
    parts = value.normalize().as_tuple()
    exponent = parts.exponent
    return isinstance(exponent, int) and -exponent <= _DECIMALS and len(parts.digits) + exponent <= _DIGITS - _DECIMALS


def _name(thing: Column | Table) -> str:
    return '"' + thing.name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
