"""What a run looks like: a bar for the documents and a row of figures on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Column as TableColumn
from rich.text import Text

from llmextract.cli.shown import lively, many, plain_console, shown
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.models.base import Attempt, Request
from llmextract.outcomes import DocumentState, Outcome
from llmextract.pipeline import Exchange
from llmextract.prices import Prices
from llmextract.progress import Progress
from llmextract.result import Counts
from llmextract.run_record import Run

__all__ = ["Screen"]

_ROWS = 30  # of the closing table
_WORTH_TELLING = 1.0  # seconds
_WIDE = 90  # cells of a terminal from which the bars are long
_TIMED = 76  # … from which the time stands beside them
_COUNTED = ("values", "verified", "review", "rejected", "missed", "unclaimed")
_COLUMNS = (Column("document"), Column("state"), *(Column(name, Kind.NUMBER) for name in _COUNTED))
_STYLE = {
    DocumentState.DONE: "green",
    DocumentState.INCOMPLETE: "yellow",
    DocumentState.WAITING: "cyan",
    DocumentState.FAILED: "red",
}


class Screen(Progress):
    """Draws a run by the hooks that every caller of the library's `run` has; `aside` on standard error."""

    def __init__(self, model: str, sections: int, prices: Prices | None = None, *, aside: bool = False) -> None:
        self.console = plain_console(stderr=aside)
        self.model = model
        self._sections_each = sections
        self._prices = prices or Prices()
        self._progress: RichProgress | None = None
        self._bars: dict[str, TaskID] = {}
        self._answers = self._stored = self._tokens = self._sections = 0
        self._spent = Decimal(0)
        self._counts = Counts()
        self._faults: Counter[str] = Counter()

    def __enter__(self) -> Screen:
        told = Text("model ").append(shown(self.model), "bold")
        if self.model == "rules":
            told.append(" (no language model: the rules fill what their cues find, and verify little; set --model)")
        self.console.print(told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def started(self, documents: Sequence[str]) -> None:
        """The documents that will be worked on."""
        if not lively(self.console):
            self.console.print(many(len(documents), "document"))
            return
        figures = 2 * len(str(len(documents) * max(1, self._sections_each))) + 1
        self._progress = RichProgress(
            TextColumn("{task.description}", table_column=TableColumn(min_width=9)),
            BarColumn(bar_width=28 if self.console.width >= _WIDE else 8),
            MofNCompleteColumn(table_column=TableColumn(min_width=figures)),
            TextColumn("{task.fields[note]}", table_column=TableColumn(no_wrap=True, overflow="ellipsis")),
            *([TimeElapsedColumn(table_column=TableColumn(min_width=7))] if self.console.width >= _TIMED else ()),
            console=self.console,
        )
        self._bars = {
            "documents": self._progress.add_task("documents", total=len(documents), note=""),
            "sections": self._progress.add_task(
                "sections", total=len(documents) * self._sections_each or None, note=""
            ),
        }
        self._progress.start()

    def answered(self, exchange: Exchange) -> None:
        """An answer arrived."""
        request, answer = exchange
        self._answers += 1
        self._stored += answer.cached
        if request.sample == 0:
            self._sections += len(request.context.sections)
        self._draw()

    def attempted(self, request: Request, attempt: Attempt) -> None:
        """A service was asked."""
        usage, price = attempt.usage, self._prices.of(attempt.model)
        self._tokens += (usage.prompt or 0) + (usage.completion or 0)
        self._spent += price.of(usage) if price else 0
        if attempt.fault:
            self._faults[attempt.fault] += 1
        self._draw()

    def paused(self, seconds: float, reason: str) -> None:
        """Requests are held back."""
        if seconds >= _WORTH_TELLING:
            self._draw(f"waiting {seconds:.0f} s: {reason}")

    def finished(self, outcome: Outcome) -> None:
        """A document came to its end."""
        counts = outcome.counts or Counts()
        self._counts += counts
        if self._progress:
            self._progress.advance(self._bars["documents"])
            self._draw()
        if outcome.unchanged and self._progress:
            return
        if not self._progress or outcome.state is not DocumentState.DONE:
            style = _STYLE[outcome.state]
            told = outcome.reason or f"{many(counts.values, 'value')}, {counts.verified} verified"
            told += ", unchanged since an earlier run" if outcome.unchanged else ""
            name = "" if outcome.reason.startswith(outcome.document) else f"{outcome.document}: "
            line = Text.assemble((f"{outcome.state.value:<10} ", style), shown(f"{name}{told}"))
            self.console.print(line, soft_wrap=True)

    def _draw(self, more: str = "") -> None:
        if self._progress:
            counts = self._counts
            share = f"{counts.verified / counts.values:.0%} verified" if counts.values else ""
            self._progress.update(self._bars["documents"], note=share)
            told = [f"{self._answers} answers", f"{self._stored} from store", f"{self._tokens:,} tokens"]
            told += [f"{self._spent:.2f} {self._prices.currency}"] if self._prices.table else []
            told += [f"{count} {name}" for name, count in self._faults.items()]
            told += [more] if more else []
            self._progress.update(self._bars["sections"], completed=self._sections, note=", ".join(told))

    def closing_table(self, done: Run, out: str) -> None:
        """One row a document, the sum, and what to do next."""
        rows = done.outcomes if len(done.outcomes) <= _ROWS else _worth_a_look(done.outcomes)
        print_table(self.console, _COLUMNS, [_row(outcome) for outcome in rows])
        if len(rows) < len(done.outcomes):
            self.console.print(shown(f"… and {len(done.outcomes) - len(rows)} more: llmextract status {out}"))
        written = any(outcome.counts for outcome in done.outcomes)
        where = f" → {shown(Path(out) / 'panel_long.csv')}" if written else ""
        self.console.print(f"{many(len(done.outcomes), 'document')} in {done.seconds:.1f} s{where}", soft_wrap=True)
        for line in (*_advice(done), *([_next(out)] if written else [])):
            self.console.print(line, soft_wrap=True)


def _worth_a_look(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A screenful of a long run: what is not done first, then what needs eyes most."""

    def rank(outcome: Outcome) -> tuple[bool, int]:
        counts = outcome.counts or Counts()
        return (outcome.state is DocumentState.DONE, -(counts.review + counts.rejected + counts.missed))

    return sorted(outcomes, key=rank)[:_ROWS]


def _row(outcome: Outcome) -> list[str | Text]:
    return [outcome.document, Text(outcome.state.value, _STYLE[outcome.state]), *_counts(outcome)]


def _counts(outcome: Outcome) -> list[str]:
    return ["-"] * 6 if outcome.counts is None else [str(count) for count in astuple(outcome.counts)[:6]]


def _next(out: str) -> str:
    folder = shown(shlex.quote(out))
    return f"Next: llmextract review {folder} · llmextract panel {folder} -o panel.xlsx"


def _advice(done: Run) -> Iterator[str]:
    """What a person can do next, one line each."""
    states = Counter(outcome.state for outcome in done.outcomes)
    counts = done.counts
    if not states:
        yield "No reports were found: give text, HTML, PDF or DOCX files, or folders or .zip archives that hold them."
    if waiting := states[DocumentState.WAITING]:
        stopped = done.meter.stopped
        how = f"{stopped}; run the same command again to go on" if stopped else "have requests.jsonl answered"
        more = "" if stopped else " into answers.jsonl, then run again"
        yield f"{many(waiting, 'document')} waiting: {how}{more}."
    if failed := states[DocumentState.FAILED]:
        yield f"{many(failed, 'document')} failed, for the reasons above."
    if incomplete := states[DocumentState.INCOMPLETE]:
        yield f"{many(incomplete, 'document')} with failed sections: run again with --retry-failed."
    if review := counts.review:
        yield f"{many(review, 'value')} to look at: status=review in the tables; findings.csv says why."
    if rejected := counts.rejected:
        yield f"{many(rejected, 'value')} rejected and left out of panel_wide.csv; findings.csv says why."
    if missed := counts.missed:
        yield f"{many(missed, 'field')} empty where the rules find something: MISSED in findings.csv."
    if unclaimed := counts.unclaimed:
        yield f"{many(unclaimed, 'number')} that nothing claims: UNCLAIMED in findings.csv."
