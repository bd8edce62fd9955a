"""What a run looks like: a bar for the documents and a row of figures on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from llmextract.cli.shown import plain_console, shown
from llmextract.pipeline import Exchange
from llmextract.runner import DocumentState, Outcome, Run

__all__ = ["Screen"]

_PLAIN_WIDTH = 110  # of the closing table where no terminal tells its width
_STYLE = {
    DocumentState.DONE: "green",
    DocumentState.INCOMPLETE: "yellow",
    DocumentState.WAITING: "cyan",
    DocumentState.FAILED: "red",
}


class Screen:
    """Draws a run; it is the `progress` that the library's `run` takes."""

    def __init__(self, model: str, sections: int) -> None:
        self.console = plain_console()
        if not self.console.is_terminal:
            self.console.width = max(self.console.width, _PLAIN_WIDTH)
        self.model = model
        self._sections_each = sections
        self._progress: Progress | None = None
        self._bars: dict[str, TaskID] = {}
        self._answers = self._stored = self._tokens = self._verified = self._values = self._sections = 0

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
        if not self.console.is_terminal:
            self.console.print(_many(len(documents), "document"))
            return
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
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
        self._tokens += 0 if answer.cached else (answer.usage.prompt or 0) + (answer.usage.completion or 0)
        self._sections += len(request.context.sections)
        self._draw()

    def finished(self, outcome: Outcome) -> None:
        """A document came to its end."""
        verified, values = _verified(outcome)
        self._verified += verified
        self._values += values
        if self._progress:
            self._progress.advance(self._bars["documents"])
            if outcome.result:
                absent = sum(status.state == "absent" for status in outcome.result.sections.values())
                self._sections += absent
            self._draw()
        if not self._progress or outcome.state is not DocumentState.DONE:
            style = _STYLE[outcome.state]
            told = outcome.reason or f"{_many(values, 'value')}, {verified} verified"
            name = "" if outcome.reason.startswith(outcome.document) else f"{outcome.document}: "
            line = Text.assemble((f"{outcome.state.value:<10} ", style), shown(f"{name}{told}"))
            self.console.print(line, soft_wrap=True)

    def _draw(self) -> None:
        if self._progress:
            share = f"{self._verified / self._values:.0%} verified" if self._values else ""
            self._progress.update(self._bars["documents"], note=share)
            told = f"{self._answers} answers, {self._stored} from store, {self._tokens:,} tokens"
            self._progress.update(self._bars["sections"], completed=self._sections, note=told)

    def closing_table(self, done: Run, out: str) -> None:
        """One row a document, the sum, and what to do next."""
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        table.add_column("document", overflow="fold")
        table.add_column("state")
        for name in ("values", "verified", "review", "rejected", "missed", "unclaimed"):
            table.add_column(name, justify="right", no_wrap=True)
        for outcome in done.outcomes:
            state = Text(outcome.state.value, _STYLE[outcome.state])
            table.add_row(shown(outcome.document), state, *_counts(outcome))
        self.console.print(table)
        where = shown(Path(out) / "panel_long.csv")
        self.console.print(f"{_many(len(done.outcomes), 'document')} in {done.seconds:.1f} s → {where}")
        for line in _advice(done):
            self.console.print(line, soft_wrap=True)


def _verified(outcome: Outcome) -> tuple[int, int]:
    leaves = [leaf for _, _, leaf in outcome.result.figures()] if outcome.result else []
    return sum(leaf.verdict == "verified" for leaf in leaves), len(leaves)


def _counts(outcome: Outcome) -> list[str]:
    if outcome.result is None:
        return ["-"] * 6
    leaves = [leaf for _, _, leaf in outcome.result.figures()]
    verdicts = [str(sum(leaf.verdict == name for leaf in leaves)) for name in ("verified", "review", "rejected")]
    codes = [str(sum(f.code == code for f in outcome.result.findings)) for code in ("MISSED", "UNCLAIMED")]
    return [str(len(leaves)), *verdicts, *codes]


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _advice(done: Run) -> Iterator[str]:
    """What a person can do next, one line each."""
    states = Counter(outcome.state for outcome in done.outcomes)
    codes = Counter(finding.code for result in done.results for finding in result.findings)
    if not states:
        yield "No reports were found: give .txt or .md files, or folders that hold them."
    if waiting := states[DocumentState.WAITING]:
        yield f"{_many(waiting, 'document')} waiting: have requests.jsonl answered into answers.jsonl, then run again."
    if failed := states[DocumentState.FAILED]:
        yield f"{_many(failed, 'document')} failed, for the reasons above."
    if incomplete := states[DocumentState.INCOMPLETE]:
        yield f"{_many(incomplete, 'document')} with failed sections: run again with --retry-failed."
    if review := done.verdicts["review"]:
        yield f"{_many(review, 'value')} to look at: verdict=review in panel_long.csv; findings.csv says why."
    if rejected := done.verdicts["rejected"]:
        yield f"{_many(rejected, 'value')} rejected and left out of panel_wide.csv; findings.csv says why."
    if missed := codes["MISSED"]:
        yield f"{_many(missed, 'field')} empty where the rules find something: MISSED in findings.csv."
    if unclaimed := codes["UNCLAIMED"]:
        yield f"{_many(unclaimed, 'number')} that nothing claims: UNCLAIMED in findings.csv."
