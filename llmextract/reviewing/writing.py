"""The files of a review: pages and index, each written whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from llmextract.decisions import stored_decisions
from llmextract.errors import ResultError
from llmextract.files import write_atomic
from llmextract.inputs import kept
from llmextract.result import Result
from llmextract.reviewing.data import page_data
from llmextract.reviewing.index import Row, row_of, unread
from llmextract.reviewing.labels import LANGUAGES
from llmextract.reviewing.names import index_file, page_file
from llmextract.reviewing.render import Plot, index_html, page_html
from llmextract.runs import read_runs, source_file
from llmextract.schema.genre import Genre

__all__ = ["Plot", "review"]


def review(
    out: str | Path,
    *,
    lang: str | None = None,
    documents: Iterable[str] | None = None,
    plots: Sequence[Plot] = (),
    plot_style: str = "",
) -> list[Path]:
    """Write the review pages of a run, and their index; the library's form of `llmextract review`.

    Args:
        out: the folder of the run.
        lang: the language that pages begin in, "zh" or "en"; by default that of the genre.
        documents: the names of the documents to write pages of; all by default. The index always has all.
        plots: what the index shows at a glance.
        plot_style: CSS for the classes of the plots.

    Returns:
        The index, then the pages.

    Raises:
        ResultError: the folder holds no results, or a document is not there.
        DecisionError: the decisions about a document cannot be read.
        SourceError: the text of a result cannot be read.

    """
    out = Path(out)
    results, genre = read_runs([out])
    _check(out, results, names := None if documents is None else set(documents))
    lang = _language(lang, genre)
    pages: list[Path] = []
    rows: list[Row] = []
    for result in results:
        document = kept(result.document, source_file(out, result.document)).open()
        decided = [decision.told() for decision in stored_decisions(out, result.document)]
        data = page_data(result, document, genre, decided, lang)
        rows.append(row_of(result, data))
        if names is None or result.document in names:
            path = page_file(out, result.document)
            write_atomic(path, page_html(data))
            pages.append(path)
    index = index_file(out)
    write_atomic(index, index_html(rows, unread(out), genre.title, plots, lang, plot_style))
    return [index, *pages]


def _check(out: Path, results: Sequence[Result], names: set[str] | None) -> None:
    if not results:
        raise ResultError(f"{out}: holds no results; give the --out folder of `llmextract run`")
    if missing := sorted((names or set()) - {result.document for result in results}):
        raise ResultError(f"{out}: holds no result of {missing[0]}; `llmextract status {out}` names its documents")


def _language(lang: str | None, genre: Genre) -> str:
    if lang is None:
        return "zh" if any("\u4e00" <= char <= "\u9fff" for char in genre.title) else "en"
    if lang not in LANGUAGES:
        raise ResultError(f"language {lang}: give one of {', '.join(LANGUAGES)}")
    return lang
