"""The panel: the results of one or more runs as tables that people and programs open.

::

    panel(["out"], "panel.xlsx")     Excel: tables, quality sheet, codebook, meaning of the codes
    panel(["out"], "panel.duckdb")   all tables, typed, with comments
    panel(["out"], "panel.parquet")  one table, typed
    panel(["out"], "panel.csv")      one table, and scripts that open it in Stata and R
    panel(["out"], "panel/")         all tables as CSV, and the scripts
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as factory
from pathlib import Path
from tempfile import TemporaryDirectory

from llmextract.errors import ResultError
from llmextract.files import writing
from llmextract.panels.codebooks import Codebook, codebook, codebook_of
from llmextract.panels.columns import Table
from llmextract.panels.csvs import CsvTables
from llmextract.panels.database import Staged, write_database, write_parquet
from llmextract.panels.definitions import ACROSS, tables
from llmextract.panels.filling import Sink, fill, write_tables
from llmextract.panels.joined import Joined
from llmextract.panels.quality import NAME as QUALITY
from llmextract.panels.quality import Quality
from llmextract.panels.readings import Reading
from llmextract.panels.reference import CODEBOOK, LEGEND
from llmextract.panels.scripts import write_scripts
from llmextract.panels.tally import Tally
from llmextract.panels.wide import field_names
from llmextract.panels.workbook import Workbook
from llmextract.reviewing import index_file, page_file, review
from llmextract.runs import is_run, result_file

__all__ = ["FORMS", "Codebook", "Panel", "Step", "codebook", "panel", "write_tables"]

FORMS = ("long", "wide")
_OF_FORM = {"long": "panel_long", "wide": "panel_wide"}


@dataclass(frozen=True)
class Panel:
    """What `panel` has written.

    Attributes:
        files: the files, the one asked for first.
        reports: how many reports they hold.
        rows: how many rows each table has.
        reposts: how many reports repeat the text of another (column repost_of).
        same_year: how many are of the same place and year as one before them (column same_year_as).
        unlinked: how many cells of the quality sheet have no link, because Excel has no room for more.
        absent: the documents that no table has, since their runs came to no result, each with its state.
        pages: the indices of the review pages that a workbook links to.

    """

    files: tuple[Path, ...]
    reports: int
    rows: dict[str, int]
    reposts: int
    same_year: int
    unlinked: int = 0
    absent: dict[str, str] = factory(default_factory=dict)
    pages: tuple[Path, ...] = ()


Step = Callable[[str, int, int], None]
"""Hears what is being done, how many of it are done, and how many there are."""


def panel(
    folders: Iterable[str | Path] | str | Path,
    out: str | Path,
    *,
    form: str | None = None,
    documents: Sequence[str] = (),
    step: Step | None = None,
) -> Panel:
    """Write the results of one or more runs as tables; the library's form of `llmextract panel`.

    Every field of every report has exactly one status, and nothing is left out because another run has it too. The
    reports are read one at a time: memory stays flat.

    Args:
        folders: the --out folders of runs of one genre.
        out: a file whose suffix says the form (.xlsx, .duckdb, .parquet, .csv), or a folder for all tables as CSV.
        form: "long" or "wide". Of .parquet and .csv, the one table (default long); of the others, which of the two
            there is (default both).
        documents: patterns (as of a shell) of which a document's name must match one.
        step: hears how far it is.

    Raises:
        MissingExtra: .xlsx needs the extra `excel`, .duckdb and .parquet the extra `duckdb`.
        ResultError: a folder holds no run, or one of another genre than the first; the suffix is none of these.

    """
    if form not in (None, *FORMS):
        raise ResultError(f"form {form!r}: give long or wide")
    path = Path(out)
    writer = _writer(path)
    joined = Joined([folders] if isinstance(folders, str | Path) else folders, documents, step)
    return writer(path, joined, form)


_Writer = Callable[[Path, Joined, str | None], Panel]


def _writer(path: Path) -> _Writer:
    """How a path is written, by its suffix."""
    writers: dict[str, _Writer] = {
        ".xlsx": _excel,
        ".duckdb": _database,
        ".parquet": _parquet,
        ".csv": _one_csv,
        "": _csv_folder,
    }
    suffix = "" if path.is_dir() else path.suffix.lower()
    if suffix not in writers:
        told = "give .xlsx, .duckdb, .parquet, .csv, or a folder"
        raise ResultError(f"{path}: {suffix} is no form of a panel; {told}")
    return writers[suffix]


def _chosen(joined: Joined, form: str | None) -> list[Table]:
    """The tables that are wanted."""
    left_out = {name for one, name in _OF_FORM.items() if form is not None and one != form}
    found = (*tables(joined.genre, joined=True), ACROSS, CODEBOOK, LEGEND)
    return [table for table in found if table.name not in left_out]


def _filled(sink: Sink, joined: Joined, *others: Callable[[Reading], None]) -> None:
    """Write every table of all readings, then what explains them."""
    tally = Tally()

    def passing() -> Iterator[Reading]:
        for reading in joined.readings():
            tally.add(reading)
            for other in others:
                other(reading)
            yield reading

    fill(sink, passing(), joined.genre, joined=True)
    sink.write(CODEBOOK, CODEBOOK.rows(codebook_of(joined.genre, tally)))
    sink.write(LEGEND, LEGEND.rows(None))


def _told(joined: Joined, files: Iterable[Path], rows: dict[str, int], unlinked: int = 0) -> Panel:
    return Panel(tuple(files), len(joined), rows, joined.reposts, joined.repeated, unlinked, {**joined.absent})


def _excel(path: Path, joined: Joined, form: str | None) -> Panel:
    """A workbook, and the review pages that it links to where they are missing."""
    quality = Quality(joined.genre, field_names(joined.genre))
    with writing(path) as file, Workbook(file) as book:
        begun = [table for table in _chosen(joined, form) if table.in_workbook and table is not LEGEND]
        for table in begun:
            if table.name == "others":
                book.book.add_worksheet(QUALITY)
                book.sheet(LEGEND)  # which explains what stands in the sheets before it
            book.sheet(table)
        _filled(book, joined, quality.add)
        quality.write(book, path.parent)
    _review_pages(joined)
    pages = tuple(sorted({index_file(folder) for _, folder, _ in joined.documents}))
    return replace(_told(joined, (path,), book.rows, quality.unlinked), pages=pages)


def _review_pages(joined: Joined) -> None:
    """Write the review pages of the runs whose pages are missing, or older than the results."""
    folders = sorted({folder for _, folder, name in joined.documents if _outdated(folder, name)})
    for done, folder in enumerate(folders):
        joined.step("review pages of runs", done, len(folders))
        review(folder)
    if folders:
        joined.step("review pages of runs", len(folders), len(folders))


def _outdated(folder: Path, name: str) -> bool:
    page = page_file(folder, name)
    return not page.is_file() or page.stat().st_mtime_ns < result_file(folder, name).stat().st_mtime_ns


def _database(path: Path, joined: Joined, form: str | None) -> Panel:
    return _staged(path, joined, [table.name for table in _chosen(joined, form)], write_database)


def _parquet(path: Path, joined: Joined, form: str | None) -> Panel:
    return _staged(path, joined, [_OF_FORM[form or "long"]], write_parquet)


def _staged(path: Path, joined: Joined, names: Sequence[str], write: Callable[[Path, Staged], None]) -> Panel:
    """Through CSV files beside the file, which takes its place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
        staged = Staged(Path(folder), names)
        with staged.csv:
            _filled(staged, joined)
        made = Path(folder) / f"made{path.suffix}"
        write(made, staged)
        made.replace(path)
    return _told(joined, (path,), staged.csv.rows)


def _one_csv(path: Path, joined: Joined, form: str | None) -> Panel:
    return _csvs({_OF_FORM[form or "long"]: path}, joined)


def _csv_folder(path: Path, joined: Joined, form: str | None) -> Panel:
    if is_run(path):
        raise ResultError(f"{path}: is the folder of a run, which has tables of its own; name another")
    return _csvs({table.name: path / f"{table.name}.csv" for table in _chosen(joined, form)}, joined)


def _csvs(files: dict[str, Path], joined: Joined) -> Panel:
    with CsvTables(files) as sink:
        _filled(sink, joined)
    scripts = [
        script
        for table in tables(joined.genre, joined=True)
        if table.name in files
        for script in write_scripts(files[table.name], table)
    ]
    return _told(joined, (*files.values(), *scripts), sink.rows)
