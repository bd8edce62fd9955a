"""A run: many documents through the pipeline, and the folder of files that it leaves.

::

    DIR/results/DOCUMENT.json    the typed report with places, verdicts, findings and ledger
    DIR/answers/DOCUMENT.jsonl   the recordings that it was made from, failed attempts included; what had no
                                 answer, if anything, is in DOCUMENT.unanswered.json beside it
    DIR/sources/DOCUMENT         the text as read; DOCUMENT.txt where the source was HTML, PDF or DOCX
    DIR/decisions/DOCUMENT.json  what people have decided about it (`llmextract apply`); every run heeds it
    DIR/panel_long.csv, DIR/panel_wide.csv, DIR/others.csv, DIR/items.csv, DIR/ledger.csv, DIR/findings.csv,
    DIR/across.csv
    DIR/journal.jsonl            how each document ended; what is done is not done again
    DIR/run.json                 counts, tokens, money, timings, versions
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from llmextract.basis import made_from, scopes
from llmextract.decisions import Decision, digest, stored_decisions
from llmextract.document import Document
from llmextract.errors import AnswerPending, BudgetReached, LlmextractError, ResultError, ServiceUnusable
from llmextract.files import only_writer, write_atomic
from llmextract.inputs import Source, find_reports, kept
from llmextract.journal import Entry, Journal
from llmextract.meter import Meter
from llmextract.models.base import Model
from llmextract.models.recording import located_recordings, write_recordings
from llmextract.models.replay import ReplayModel
from llmextract.outcomes import DocumentState, Outcome
from llmextract.panels.filling import write_tables
from llmextract.pipeline import Exchange, Extraction, Options, extract_document, run_sync
from llmextract.prices import Prices
from llmextract.progress import Progress
from llmextract.result import Result
from llmextract.run_record import Run, run_json
from llmextract.runs import answers_file, check_run, result_file, result_names, source_file, sources, told_by_run
from llmextract.schema.genre import Genre, load_genre
from llmextract.telemetry import span
from llmextract.unanswered import keep_unanswered, read_unanswered

__all__ = ["Run", "Work", "checker", "recheck", "run"]

_SPARE = 2  # documents in work beyond the requests that may be under way: they are read meanwhile
_STOPPED = (BudgetReached, ServiceUnusable)


def run(
    paths: Iterable[str | Path],
    out: str | Path,
    model: Model,
    genre: Genre | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    *,
    prices: Prices | None = None,
    budget: Decimal | None = None,
) -> Run:
    """Extract files and folders into `out`; the library's form of `llmextract run`.

    A file that cannot be read and a document that cannot be answered are outcomes of their own; the others go on. What
    is done already, from the same text, schema, prompts, model and options, is not done again. The tables hold every
    document of the folder that has a result, by name.

    Args:
        paths: files, folders, .zip archives, patterns (`reports/*.pdf`); `-` is what standard input gives.
        out: the folder that takes the results.
        model: who answers first; `options.second` are the others.
        genre: the kind of report; the built-in one by default.
        options: how to ask.
        progress: hooks.
        prices: what tokens cost.
        budget: what may be spent, in the currency of the prices; no request leaves that could pass it.

    Returns:
        What became of each document, and what it took: attempts, tokens, money, seconds.

    Raises:
        PriceError: there is a budget, and no price for a model that would be asked.
        ResultError: another run is writing to `out`.

    """
    meter = Meter(prices or Prices(), budget, progress or Progress())
    found = list(find_reports(paths, leave_out=out))
    return Work(Path(out), [model], genre or load_genre(), options or Options(), meter).run(found)


def recheck(out: str | Path, genre: Genre | None = None, progress: Progress | None = None) -> Run:
    """Check a folder of results again from its stored answers; no model is asked. What it did is in recheck.json.

    Args:
        out: the folder that a run has left.
        genre: the kind of report; that of the run by default.
        progress: hooks.

    Returns:
        What became of each document, as `run` tells it.

    Raises:
        ResultError: the folder holds no run, or another run is writing there.

    """
    out = check_run(out)
    named = [kept(name, path) for name, path in sources(out)]
    return checker(out, genre, progress, "recheck.json").run(named)


def checker(out: str | Path, genre: Genre | None, progress: Progress | None, told_in: str) -> Work:
    """What checks documents of a folder again from their stored answers.

    Args:
        out: the folder.
        genre: the kind of report; that of the run by default.
        progress: hooks.
        told_in: the file that tells what it did.

    Raises:
        ResultError: the folder holds no run.

    """
    out, told = Path(out), told_by_run(Path(out))
    options = Options(**told["options"], stored_only=True)
    meter = Meter(progress=progress or Progress())
    models: list[Model] = [ReplayModel(out / "answers")]
    return Work(out, models, genre or load_genre(told["schema"]), options, meter, told_in)


class Work:
    """One run at work."""

    def __init__(
        self,
        out: Path,
        models: list[Model],
        genre: Genre,
        options: Options,
        meter: Meter,
        told_in: str = "run.json",
    ) -> None:
        self.models = [*models, *options.second]
        self.genre, self.meter, self.told_in = genre, meter, told_in
        self.options = replace(options, on_answer=self._answered)
        self.done = Run(out, genre, meter=meter)
        self.scopes = scopes(self.models)
        self._ended: dict[int, Outcome] = {}

    def run(self, files: Sequence[Source]) -> Run:
        """All documents; what is done by then is told also where the run is interrupted."""
        with only_writer(self.done.out):
            return self.work(files)

    def work(self, files: Sequence[Source]) -> Run:
        """All documents, where nobody else writes to the folder."""
        done = self.done
        self.meter.check(self.models)
        for model in self.models:
            if hasattr(model, "watcher"):
                model.watcher = self.meter
        self.journal = Journal(done.out)
        self.meter.progress.started([name for name, _ in files])
        started = time.monotonic()
        try:
            run_sync(self._all(files))
        finally:
            done.outcomes = [self._ended[number] for number in sorted(self._ended)]
            done.seconds = time.monotonic() - started
            self._tell()
        return done

    def _tell(self) -> None:
        if any(outcome.counts for outcome in self.done.outcomes):
            write_tables(self.done.out, self._tabled(), self.genre)
        write_atomic(self.done.out / self.told_in, run_json(self.done, self.models, self.options))

    def _tabled(self) -> Iterator[Result]:
        """The results of the folder by name: those of this run, and those that earlier ones have left."""
        own = {outcome.document for outcome in self.done.outcomes}
        for name in result_names(self.done.out):
            with nullcontext() if name in own else suppress(ResultError):  # an earlier one may be of another schema
                yield Result.read(result_file(self.done.out, name), self.genre)

    def _answered(self, exchange: Exchange) -> None:
        self.done.answered += 1
        self.done.stored += exchange[1].cached
        self.meter.progress.answered(exchange)

    async def _all(self, files: Sequence[Source]) -> None:
        """As many documents at a time as requests may be under way, each taken when there is room for it."""
        waiting = iter(enumerate(files))

        async def worker() -> None:
            for number, (name, opener) in waiting:
                with span("llmextract.document", {"llmextract.document": name}) as told:
                    self._ended[number] = outcome = await self._one(name, opener)
                    told.set_attribute("llmextract.state", outcome.state.value)
                self.meter.progress.finished(outcome)

        at_once = max(getattr(model, "concurrency", 8) for model in self.models) + _SPARE
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(at_once, len(files))):
                    group.create_task(worker())
        finally:
            for model in self.models:
                await model.close()

    async def _one(self, name: str, opener: Callable[[], Document]) -> Outcome:
        """One document to its end, and its line in the journal."""
        made, result, decided = "", "", ""
        try:
            document, decisions = opener(), stored_decisions(self.done.out, name)
            made, decided = made_from(document, self.genre, self.scopes, self.options), digest(decisions)
            before = self.journal.finished(name, made, result_file(self.done.out, name), decided)
            if before:
                return before.outcome
            self._remember(name)
            if self.meter.unusable:
                raise ServiceUnusable(f"{name}: not asked, since {self.meter.stopped}")
            extraction = await self._extract(document, decisions)
            result = _write_document(self.done.out, document, extraction)
            outcome = _outcome(name, extraction.result)
        except (AnswerPending, *_STOPPED) as error:
            if isinstance(error, ServiceUnusable):
                self.meter.refused(error.reason)
            outcome = Outcome(name, DocumentState.WAITING, str(error))
        except LlmextractError as error:
            outcome = Outcome(name, DocumentState.FAILED, str(error))
            if isinstance(error.__cause__, FileNotFoundError) and name not in self.journal.entries:
                return outcome  # a slip of the pen is no document of this folder
        except OSError as error:
            told = f"{name}: its results cannot be written ({error}); check the folder"
            outcome = Outcome(name, DocumentState.FAILED, told)
        if outcome.counts is not None or not self.options.stored_only:  # a recheck that fails takes nothing away
            self.journal.add(self._entry(outcome, made, result, decided))
        return outcome

    async def _extract(self, document: Document, decisions: Sequence[Decision]) -> Extraction:
        """The extraction of a document; of stored answers by its own alone, and with the faults that there were."""
        model, options = self.models[0], self.options
        if options.stored_only:
            model = ReplayModel(answers_file(self.done.out, document.name))
            options = replace(options, unanswered=read_unanswered(self.done.out, document.name))
        return await extract_document(document, self.genre, model, options, decisions)

    def _entry(self, outcome: Outcome, made: str, result: str, decided: str) -> Entry:
        """Its line in the journal. A recheck changes nothing of what a result was made from, and completes nothing:
        what was never answered is left out of it.
        """
        before = self.journal.entries.get(outcome.document)
        if before is not None and self.options.stored_only:
            if before.outcome.state is DocumentState.INCOMPLETE and outcome.state is DocumentState.DONE:
                outcome = replace(before.outcome, counts=outcome.counts)
            return replace(before, outcome=outcome, result=result, decisions=decided)
        return Entry(outcome, made, result, self.scopes, decided)

    def _remember(self, name: str) -> None:
        """Give the store back what it has lost: the answers of this document that an earlier run left here."""
        entry = self.journal.entries.get(name)
        path = answers_file(self.done.out, name)
        if entry is None or entry.scopes != self.scopes or not self.scopes or not path.is_file():
            return
        for _, recording in located_recordings(path):
            model = self.models[recording.sample % len(self.models)]
            if hasattr(model, "remember"):
                model.remember(recording)


def _outcome(name: str, result: Result) -> Outcome:
    if not result.failed:
        return Outcome(name, DocumentState.DONE, "", result.counts())
    reasons = "; ".join(dict.fromkeys(result.failures.values()))
    told = f"{name}: {', '.join(result.failed)} failed ({reasons}); ask again with --retry-failed"
    return Outcome(name, DocumentState.INCOMPLETE, told, result.counts())


def _write_document(out: Path, document: Document, extraction: Extraction) -> str:
    """Write the files of a document; SHA-256 of its result."""
    write_atomic(source_file(out, document.name), document.raw)
    last = {request.key: (request, answer) for request, answer in extraction.exchanges}  # what was asked anew replaces
    write_recordings(answers_file(out, document.name), last.values())
    keep_unanswered(out, document.name, extraction.unanswered)
    data = (extraction.result.model_dump_json(indent=1) + "\n").encode()
    write_atomic(result_file(out, document.name), data)
    return hashlib.sha256(data).hexdigest()
