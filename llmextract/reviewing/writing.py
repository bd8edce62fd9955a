"""The files of a review: pages and index, each written whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from llmextract.decisions import stored_decisions
from llmextract.errors import LlmextractError, ResultError
from llmextract.files import write_atomic
from llmextract.inputs import kept
from llmextract.plots import Seen, seen
from llmextract.result import Result
from llmextract.reviewing.data import page_data
from llmextract.reviewing.glance import glance
from llmextract.reviewing.index import Row, row_of, unread
from llmextract.reviewing.labels import LANGUAGES
from llmextract.reviewing.names import index_file, page_file
from llmextract.reviewing.render import index_html, page_html
from llmextract.runs import genre_of_runs, result_file, result_names, source_file
from llmextract.schema.genre import Genre

__all__ = ["Reviewed", "review"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The files of a review, and the documents that have none.

    Attributes:
        index: the index.
        pages: the pages that were written.
        problems: document to what is wrong with it: its result, its source or the decisions about it cannot be read.
            The index tells of it, and a page of an earlier review stays as it was.

    """

    index: Path
    pages: tuple[Path, ...]
    problems: dict[str, str]

    @property
    def exit_code(self) -> int:
        """1 where a document could not be read, else 0."""
        return int(bool(self.problems))


def review(
    out: str | Path, *, lang: str | None = None, documents: Iterable[str] | None = None, plots: bool = True
) -> Reviewed:
    """Write the review pages of a run, and their index; the library's form of `llmextract review`.

    Results are read one after the other. A damaged one is told and stops no other.

    Args:
        out: the folder of the run.
        lang: the language that pages begin in, "zh" or "en"; by default that of the genre. Plots keep it.
        documents: the names of the documents to write pages of; all by default. The index always has all.
        plots: whether the index shows the coverage map and the most telling indicators.

    Raises:
        ResultError: the folder holds no results, or a document is not there.

    """
    out = Path(out)
    genre, names = genre_of_runs([out]), result_names(out)
    _check(out, names, wanted := None if documents is None else set(documents))
    work = _Work(out, genre, _language(lang, genre))
    for name in names:
        work.take(name, paged=wanted is None or name in wanted)
    return work.finished(plots=plots)


@dataclass
class _Work:
    """A review that is being written, with what the index needs of each report."""

    out: Path
    genre: Genre
    lang: str
    pages: list[Path] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, *, paged: bool) -> None:
        """Read a document, and write its page."""
        try:
            self._take(name, paged=paged)
        except (LlmextractError, OSError) as error:
            self.problems[name] = str(error)

    def _take(self, name: str, *, paged: bool) -> None:
        result = Result.read(result_file(self.out, name), self.genre)
        document = kept(name, source_file(self.out, name)).open()
        decided = [decision.told() for decision in stored_decisions(self.out, name)]
        data = page_data(result, document, self.genre, decided, self.lang)
        if paged:
            path = page_file(self.out, name)
            write_atomic(path, page_html(data))
            self.pages.append(path)
        self.rows.append(row_of(result, data))
        self.seen.append(seen(result, self.genre))

    def finished(self, *, plots: bool) -> Reviewed:
        """Write the index."""
        index = index_file(self.out)
        drawn = list(glance(self.seen, self.genre, self.lang)) if plots else []
        html = index_html(self.rows, unread(self.out), self.problems, self.genre.title, drawn, self.lang)
        write_atomic(index, html)
        return Reviewed(index, tuple(self.pages), self.problems)


def _check(out: Path, names: Sequence[str], wanted: Collection[str] | None) -> None:
    if not names:
        raise ResultError(f"{out}: holds no results; give the --out folder of `llmextract run`")
    if missing := sorted(set(wanted or ()) - set(names)):
        raise ResultError(f"{out}: holds no result of {missing[0]}; `llmextract status {out}` names its documents")


def _language(lang: str | None, genre: Genre) -> str:
    if lang is None:
        return genre.lang
    if lang not in LANGUAGES:
        raise ResultError(f"language {lang}: give one of {', '.join(LANGUAGES)}")
    return lang
