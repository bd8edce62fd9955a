"""What the commands about runs print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import click

from llmextract.applying import Applied
from llmextract.cli.shown import many, plain_console, print_json, shown
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.estimating import Estimate
from llmextract.outcomes import DocumentState, Outcome
from llmextract.result import Counts

__all__ = ["show_applied", "show_estimate", "show_status"]

_STATUS = (
    Column("document"),
    Column("state"),
    Column("review", Kind.NUMBER),
    Column("rejected", Kind.NUMBER),
    Column("why", Kind.WORDS),
)
_PARTS = ("requests", "prompt tokens", "answer tokens", "cost")
_ESTIMATE = (Column(""), *(Column(name, Kind.NUMBER) for name in _PARTS))


def show_status(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """Each document that is not simply done, and the sums."""
    if as_json:
        for outcome in outcomes:
            print_json(asdict(outcome))
        return
    console = plain_console()
    rows = [outcome for outcome in outcomes if outcome.state is not DocumentState.DONE or _eyes(outcome)]
    if rows:
        print_table(console, _STATUS, [_status(outcome) for outcome in rows])
    states = Counter(outcome.state.value for outcome in outcomes)
    told = [f"{states[state.value]} {state.value}" for state in DocumentState if states[state.value]]
    eyes = sum(map(_eyes, outcomes))
    decided = sum(outcome.counts.decided for outcome in outcomes if outcome.counts)
    people = f"; {decided} fields decided by people" if decided else ""
    console.print(f"{', '.join(told) or 'nothing yet'}; {eyes} with values to look at{people}")
    if states["failed"] or states["incomplete"]:
        console.print("run again to ask what had no answer; with --retry-failed also what had a useless one")


def _status(outcome: Outcome) -> tuple[str, ...]:
    counts = outcome.counts or Counts()
    return outcome.document, outcome.state.value, str(counts.review), str(counts.rejected), outcome.reason


def _eyes(outcome: Outcome) -> bool:
    return outcome.counts is not None and bool(outcome.counts.review or outcome.counts.rejected)


def show_applied(done: Applied, *, as_json: bool) -> None:
    """What came of decisions."""
    if as_json:
        told = {"taken": done.taken, "problems": done.problems, "notices": done.notices}
        print_json(told | {"documents": [asdict(outcome) for outcome in done.outcomes]})
        return
    for line in (*done.problems, *done.notices):
        click.echo(shown(line), err=True)
    taken, decided = done.taken, done.counts.decided
    some = f"{many(taken, 'decision')} taken"
    are = "value is" if decided == 1 else "values are"
    click.echo(f"{some}; with those of before, {decided} {are} decided in these reports")


def show_estimate(found: Estimate, *, as_json: bool) -> None:
    """What a run would ask and cost."""
    if as_json:
        print_json(found.told())
        return
    console = plain_console()
    rows = []
    for name, part in found.parts.items():
        cost = "-" if part.cost is None else f"{part.cost:.4f} {found.currency}"
        rows.append((name, str(part.requests), f"{part.prompt:,}", f"{part.completion:,}", cost))
    print_table(console, _ESTIMATE, rows)
    unread = f", {found.unreadable} of them cannot be read" if found.unreadable else ""
    console.print(f"{many(found.documents, 'document')}{unread}")
    if found.unpriced:
        console.print(f"no price for {', '.join(found.unpriced)}: see --prices")
    console.print("Requests after the first round are counted as if the rules had answered it.")
