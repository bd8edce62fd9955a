"""Several runs as one: every result of every folder, one at a time, with what it repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from llmextract.errors import ResultError
from llmextract.outcomes import DocumentState
from llmextract.panels.readings import Reading
from llmextract.panels.wide import field_names
from llmextract.reposting import reposts
from llmextract.result import Result
from llmextract.runs import genre_of_runs, kept_text, result_file, result_names, status

__all__ = ["Joined"]


class Joined:
    """The results of several runs of one genre; nothing is left out because another run has it too.

    Args:
        folders: the --out folders of the runs; one that is given twice counts once.
        documents: patterns (as of a shell) of which a document's name must match one; none for all.
        step: hears what is being done, how many are done, and how many there are.

    Attributes:
        genre: of all runs.
        runs: each folder with its label: its name, or its path where two have one name.
        documents: each as (label, folder, name).
        absent: the documents of the runs that have no result, as RUN/DOCUMENT, each with its state.
        reposts: how many documents repeat the text of another.
        repeated: how many are of the same place and year as one before them.

    Raises:
        ResultError: a folder holds no run, or one of another genre, or no document matches.

    """

    def __init__(
        self,
        folders: Iterable[str | Path],
        documents: Sequence[str] = (),
        step: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.step = step or (lambda _what, _done, _all: None)
        given = list({Path(folder).resolve(): Path(folder) for folder in folders}.values())
        self.genre = genre_of_runs(given)
        names = Counter(folder.resolve().name for folder in given)
        self.runs = [
            (folder.resolve().name if names[folder.resolve().name] == 1 else str(folder), folder) for folder in given
        ]
        self.documents: list[tuple[str, Path, str]] = []
        self.absent: dict[str, DocumentState] = {}
        for label, folder in self.runs:
            self.documents += ((label, folder, name) for name in result_names(folder) if _matches(name, documents))
            lacking = (one for one in status(folder) if one.counts is None and _matches(one.document, documents))
            self.absent |= {self._key(label, one.document): one.state for one in lacking}
        if not self.documents:
            told = f" that match {', '.join(documents)}" if documents else ""
            raise ResultError(f"{given[0]}: holds no results{told}; run the reports first, or give other folders")
        self.repeated = 0
        self._reposts = {one.document: one.of for one in reposts(self.texts())}
        self.reposts = len(self._reposts)

    def __len__(self) -> int:
        return len(self.documents)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each document as RUN/DOCUMENT (DOCUMENT alone of one run), with its text."""
        for done, (label, folder, name) in enumerate(self.documents, start=1):
            yield self._key(label, name), kept_text(folder, name)
            self.step("texts compared", done, len(self.documents))

    def readings(self) -> Iterator[Reading]:
        """The results, by folder and name."""
        variables = field_names(self.genre)
        first: dict[tuple[str, int], str] = {}
        self.repeated = 0
        for done, (label, folder, name) in enumerate(self.documents, start=1):
            key = self._key(label, name)
            result = Result.read(result_file(folder, name), self.genre)
            self._check(folder, result)
            reading = Reading(result, self.genre, variables, label, folder, self._reposts.get(key, ""))
            place, year = reading.region_code or reading.region, reading.year
            before = first.setdefault((place, year), key) if place and year else key
            if before != key:
                self.repeated += 1
                reading = replace(reading, same_year_as=before)
            yield reading
            self.step("reports", done, len(self.documents))

    def _check(self, folder: Path, result: Result) -> None:
        lacking = [name for name in self.genre.sections if name not in result.report or name not in result.sections]
        if lacking:
            told = f"lacks {', '.join(lacking)} of the schema as it is now: use `llmextract recheck`"
            raise ResultError(f"{result_file(folder, result.document)}: {told}")

    def _key(self, label: str, name: str) -> str:
        return name if len(self.runs) == 1 else f"{label}/{name}"


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
