"""Folders that runs have left: where things lie in them, how they asked, their results read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from llmextract.errors import ResultError
from llmextract.journal import JOURNAL, Journal
from llmextract.outcomes import Outcome
from llmextract.reading.forms import OTHER_SUFFIXES, suffix_of
from llmextract.result import Result
from llmextract.schema.genre import Genre, load_genre

__all__ = [
    "answers_file",
    "check_run",
    "genre_of_runs",
    "is_run",
    "kept_text",
    "read_runs",
    "result_file",
    "result_names",
    "source_file",
    "sources",
    "status",
    "stream_runs",
    "told_by_run",
]

_TEXT = ".txt"


def result_file(out: Path, document: str) -> Path:
    """Where the result of a document lies."""
    return out / "results" / f"{document}.json"


def answers_file(out: Path, document: str) -> Path:
    """Where the answers lie that the result of a document was made from."""
    return out / "answers" / f"{document}.jsonl"


def is_run(folder: Path) -> bool:
    """Whether a folder is one that a run has left, whole or not."""
    return (folder / JOURNAL).is_file() or (folder / "run.json").is_file()


def check_run(folder: str | Path) -> Path:
    """The folder of a run, or an error that says what was given instead of it.

    Raises:
        ResultError: it is none: missing, a file, a folder inside a run, or one of reports.

    """
    path = Path(folder)
    if is_run(path):
        return path
    give = "give the --out folder of `llmextract run`"
    if not path.exists():
        raise ResultError(f"{folder}: there is no such folder; {give}")
    if not path.is_dir():
        raise ResultError(f"{folder}: is a file; {give}")
    above = next((one for one in (path.resolve().parent, path.resolve().parent.parent) if is_run(one)), None)
    if above:
        raise ResultError(f"{folder}: lies inside a run; give {path.parent if is_run(path.parent) else above} itself")
    run_inside = next((one for one in sorted(path.iterdir()) if one.is_dir() and is_run(one)), None)
    if run_inside:
        raise ResultError(f"{folder}: holds no run itself; give {run_inside}")
    raise ResultError(f"{folder}: holds no run; {give} (to extract reports: llmextract run {folder} --out DIR)")


def source_file(out: Path, document: str) -> Path:
    """Where the text of a document lies, as it was read: `sources/NAME`, or `sources/NAME.txt` for HTML, PDF, DOCX.

    No two names have one file: a text called `a.pdf.txt` lies in `sources/a.pdf.txt.txt`.
    """
    return out / "sources" / (f"{document}.txt" if _stands_for_other(document) else document)


def sources(out: Path) -> list[tuple[str, Path]]:
    """The documents of a run with the files of their texts, by name: the inverse of `source_file`."""
    folder = out / "sources"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".writing-"))
    names = [path.relative_to(folder).as_posix() for path in paths]
    return [
        (name[: -len(_TEXT)] if _stands_for_other(name) else name, path)
        for name, path in zip(names, paths, strict=True)
    ]


def kept_text(out: Path, document: str) -> str:
    """The text of a document as read; "" where the run has kept none."""
    path = source_file(out, document)
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""


def _stands_for_other(name: str) -> bool:
    """Whether a name, but for the endings .txt behind it, is that of a form that is kept as text."""
    while name.lower().endswith(_TEXT):
        name = name[: -len(_TEXT)]
    return suffix_of(name) in OTHER_SUFFIXES


def told_by_run(out: Path) -> dict[str, Any]:
    """What run.json tells of a run: its schema and how it asked.

    Raises:
        ResultError: it cannot be read.

    """
    check_run(out)
    try:
        told: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
        return {"schema": told["schema"], "options": told["options"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(f"{out / 'run.json'}: cannot be read ({error!r}); run the reports again") from error


def genre_of_runs(folders: Iterable[str | Path]) -> Genre:
    """The one genre of several runs.

    Raises:
        ResultError: a folder holds no run, or one of another genre than the first.
        SchemaError: the genre of the first run cannot be loaded.

    """
    genre: Genre | None = None
    for folder in map(Path, folders):
        schema = told_by_run(folder)["schema"]
        genre = genre or load_genre(schema)
        if schema not in (genre.name, str(genre.folder)):
            told = f"is a run of {schema}, the first folder one of {genre.name}; give runs of one genre"
            raise ResultError(f"{folder}: {told}")
    if genre is None:
        raise ResultError("no folder given: give the --out folder of a run")
    return genre


def status(out: str | Path) -> list[Outcome]:
    """How the documents of a folder ended; the library's form of `llmextract status`.

    Args:
        out: the folder that a run has left, or is writing to.

    Returns:
        One outcome a document, by name.

    Raises:
        ResultError: the folder holds no journal.

    """
    journal = Journal(check_run(out))
    return [journal.entries[name].outcome for name in sorted(journal.entries)]


def stream_runs(folders: Iterable[str | Path]) -> tuple[Iterator[Result], Genre]:
    """The results of several runs of one genre, by folder and name, each read when it is its turn; and that genre.

    Args:
        folders: what runs have left (their `--out`).

    Raises:
        ResultError: a folder holds no run, or one of another genre than the first; while reading, a damaged result.
        SchemaError: the genre of the first run cannot be loaded.

    """
    given = [Path(folder) for folder in folders]
    genre = genre_of_runs(given)
    return (Result.read(result_file(out, name), genre) for out in given for name in result_names(out)), genre


def result_names(out: Path) -> list[str]:
    """The documents of a run that have a result, in order; not those that came to none when they were last run."""
    folder = out / "results"
    names = (path.relative_to(folder).as_posix().removesuffix(".json") for path in sorted(folder.rglob("*.json")))
    ended = Journal(out).entries
    return [name for name in names if name not in ended or ended[name].outcome.counts is not None]


def read_runs(folders: Iterable[str | Path]) -> tuple[list[Result], Genre]:
    """The results of several runs of one genre, all at once; `compare` takes both. See `stream_runs`."""
    results, genre = stream_runs(folders)
    return list(results), genre
