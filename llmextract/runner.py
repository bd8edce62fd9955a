"""A run: many documents through the pipeline, and the folder of files that it leaves.

::

    DIR/results/DOCUMENT.json    the typed report with places, verdicts, findings and ledger
    DIR/answers/DOCUMENT.jsonl   the recordings that it was made from, failed attempts included
    DIR/sources/DOCUMENT         the text as read
    DIR/panel_long.csv, DIR/panel_wide.csv, DIR/ledger.csv, DIR/findings.csv, DIR/across.csv
    DIR/run.json                 counts, tokens, timings, versions
"""

from __future__ import annotations

import asyncio
import json
import platform
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from llmextract.across import compare
from llmextract.document import Document
from llmextract.errors import AnswerPending, LlmextractError, ResultError
from llmextract.files import write_atomic
from llmextract.inputs import find_reports
from llmextract.models.base import Answer, Model
from llmextract.models.recording import write_recordings
from llmextract.models.replay import ReplayModel
from llmextract.pipeline import Exchange, Extraction, Options, extract_document, run_sync
from llmextract.result import Result
from llmextract.runs import told_by_run
from llmextract.schema.genre import Genre, load_genre
from llmextract.tables import (
    ACROSS_COLUMNS,
    FINDING_COLUMNS,
    LEDGER_COLUMNS,
    LONG_COLUMNS,
    across_rows,
    finding_rows,
    ledger_rows,
    long_rows,
    to_csv,
    wide_rows,
)

__all__ = ["DocumentState", "Outcome", "Progress", "Run", "recheck", "run"]

_AT_ONCE = 8  # documents in work at one time


class DocumentState(StrEnum):
    """What became of a document."""

    DONE = "done"
    INCOMPLETE = "incomplete"  # a result was written, but some of its sections failed
    WAITING = "waiting"  # relayed requests wait for their answers
    FAILED = "failed"  # no result


@dataclass(frozen=True)
class Outcome:
    """One document's end: its state, why, and its result if it has one."""

    document: str
    state: DocumentState
    reason: str = ""
    result: Result | None = None


class Progress(Protocol):
    """What a run tells while it works; the command line draws it."""

    def started(self, documents: Sequence[str]) -> None:
        """The documents that will be worked on."""

    def answered(self, exchange: Exchange) -> None:
        """An answer arrived."""

    def finished(self, outcome: Outcome) -> None:
        """A document came to its end."""


@dataclass
class Run:
    """What a run did.

    Attributes:
        outcomes: one a document, in the order of the input.
        answers: every answer received, stored ones included.
        seconds: wall time.

    """

    outcomes: list[Outcome] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def results(self) -> list[Result]:
        """The results, in the order of the input."""
        return [outcome.result for outcome in self.outcomes if outcome.result is not None]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many values of the panel have which verdict."""
        counted = Counter(str(leaf.verdict) for result in self.results for _, _, leaf in result.figures())
        return {name: counted[name] for name in ("verified", "review", "rejected")}

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some documents (or sections) failed, 3 waiting for relayed answers."""
        states = {outcome.state for outcome in self.outcomes}
        if states & {DocumentState.FAILED, DocumentState.INCOMPLETE}:
            return 1
        return 3 if DocumentState.WAITING in states else 0


def run(
    paths: Iterable[str | Path],
    out: str | Path,
    model: Model,
    genre: Genre | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Run:
    """Extract files and folders into `out`; the library's form of `llmextract run`.

    A file that cannot be read and a document that cannot be answered are outcomes of their own; the others go on. The
    tables hold the documents of this call; where none of them has a result, tables that are there already stay.
    """
    return _run(
        list(find_reports(paths, leave_out=out)),
        Path(out),
        model,
        genre or load_genre(),
        options or Options(),
        progress,
    )


def recheck(out: str | Path, genre: Genre | None = None, progress: Progress | None = None) -> Run:
    """Check a folder of results again from its stored answers; no model is asked. What it did is in recheck.json.

    Raises:
        ResultError: the folder holds no run.

    """
    out = Path(out)
    sources = out / "sources"
    if not sources.is_dir():
        raise ResultError(f"{out}: holds no run (no sources folder); give the --out folder of `llmextract run`")
    files = sorted(path for path in sources.rglob("*") if path.is_file())
    named = [(path.relative_to(sources).as_posix(), path) for path in files]
    told = told_by_run(out)
    genre = genre or load_genre(told["schema"])
    return _run(named, out, ReplayModel(out / "answers"), genre, Options(**told["options"]), progress, "recheck.json")


def _run(
    files: list[tuple[str, Path]],
    out: Path,
    model: Model,
    genre: Genre,
    options: Options,
    progress: Progress | None,
    told_in: str = "run.json",
) -> Run:
    done = Run()

    def on_answer(exchange: Exchange) -> None:
        done.answers.append(exchange[1])
        if progress:
            progress.answered(exchange)

    if progress:
        progress.started([name for name, _ in files])
    started = time.monotonic()
    work = _all(files, out, model, genre, replace(options, on_answer=on_answer), progress)
    done.outcomes = run_sync(work)
    done.seconds = time.monotonic() - started
    if done.results:
        _write_tables(out, done, genre)
    write_atomic(out / told_in, _run_json(done, model, genre, options))
    return done


async def _all(
    files: list[tuple[str, Path]], out: Path, model: Model, genre: Genre, options: Options, progress: Progress | None
) -> list[Outcome]:
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(name: str, path: Path) -> Outcome:
        async with at_once:
            outcome = await _one(name, path, out, model, genre, options)
        if progress:
            progress.finished(outcome)
        return outcome

    try:
        return list(await asyncio.gather(*(one(name, path) for name, path in files)))
    finally:
        await model.close()


async def _one(name: str, path: Path, out: Path, model: Model, genre: Genre, options: Options) -> Outcome:
    try:
        document = Document.read(path, name)
        extraction = await extract_document(document, genre, model, options)
        _write_document(out, document, extraction)
    except AnswerPending as error:
        return Outcome(name, DocumentState.WAITING, str(error))
    except LlmextractError as error:
        return Outcome(name, DocumentState.FAILED, str(error))
    except OSError as error:
        return Outcome(name, DocumentState.FAILED, f"{name}: its results cannot be written ({error}); check the folder")
    failed = extraction.result.failed
    if failed:
        statuses = [*extraction.result.sections.values(), extraction.result.naming]
        reasons = "; ".join(dict.fromkeys(status.reason for status in statuses if status.reason))
        reason = f"{name}: {', '.join(failed)} failed ({reasons}); ask again with --retry-failed"
        return Outcome(name, DocumentState.INCOMPLETE, reason, extraction.result)
    return Outcome(name, DocumentState.DONE, "", extraction.result)


def _write_document(out: Path, document: Document, extraction: Extraction) -> None:
    write_atomic(out / "sources" / document.name, document.raw)
    write_recordings(out / "answers" / f"{document.name}.jsonl", extraction.exchanges)
    result = extraction.result.model_dump_json(indent=1, exclude_defaults=False)
    write_atomic(out / "results" / f"{document.name}.json", result + "\n")


def _write_tables(out: Path, done: Run, genre: Genre) -> None:
    write_atomic(out / "panel_long.csv", to_csv(LONG_COLUMNS, long_rows(done.results, genre)))
    write_atomic(out / "panel_wide.csv", to_csv(*wide_rows(done.results, genre)))
    write_atomic(out / "ledger.csv", to_csv(LEDGER_COLUMNS, ledger_rows(done.results)))
    write_atomic(out / "findings.csv", to_csv(FINDING_COLUMNS, finding_rows(done.results)))
    write_atomic(out / "across.csv", to_csv(ACROSS_COLUMNS, across_rows(compare(done.results, genre))))


def _run_json(done: Run, model: Model, genre: Genre, options: Options) -> str:
    asked = [answer for answer in done.answers if not answer.cached]
    by_state = {
        state.value: [
            {"document": o.document, **({"reason": o.reason} if o.reason else {})}
            for o in done.outcomes
            if o.state is state
        ]
        for state in DocumentState
    }
    told: dict[str, Any] = {
        "model": model.name,
        "schema": genre.name if genre.built_in else str(genre.folder),
        "options": {
            "attempts": options.attempts,
            "max_fields": options.max_fields,
            "parameters": dict(options.parameters),
        },
        "documents": {state: len(names) for state, names in by_state.items()},
        **{state: by_state[state] for state in ("incomplete", "waiting", "failed")},
        "requests": {"answered": len(done.answers), "stored": len(done.answers) - len(asked), "asked": len(asked)},
        "tokens": {
            "prompt": sum(answer.usage.prompt or 0 for answer in asked),
            "completion": sum(answer.usage.completion or 0 for answer in asked),
        },
        "verdicts": done.verdicts,
        "seconds": round(done.seconds, 3),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("llmextract", "pydantic", "openai", "instructor")},
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
