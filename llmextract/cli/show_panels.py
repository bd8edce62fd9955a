"""What the commands about panels print."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import click
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress

from llmextract.cli.shown import lively, many, plain_console, print_json, shown, shown_json
from llmextract.files import write_atomic
from llmextract.panels import Codebook, Panel

__all__ = ["Steps", "show_codebook", "show_panel"]

_LISTED = 3
_SEVERAL = 500  # reports between two plain lines


class Steps:
    """Tells on standard error how far a panel is: a bar on a terminal; elsewhere a line every 500."""

    def __init__(self) -> None:
        self._console = plain_console(stderr=True)
        self._bar: RichProgress | None = None
        self._task: tuple[str, TaskID] | None = None

    def __enter__(self) -> Steps:
        if lively(self._console):
            self._bar = RichProgress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=28),
                MofNCompleteColumn(),
                console=self._console,
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, what: str, done: int, every: int) -> None:
        """A step is done."""
        if self._bar is None:
            if done and done % _SEVERAL == 0:
                self._console.print(f"{what}: {done} of {every}")
            return
        if self._task is None or self._task[0] != what:
            self._task = what, self._bar.add_task(what, total=every)
        self._bar.update(self._task[1], completed=done)


def show_panel(made: Panel, *, as_json: bool) -> None:
    """What was written, and what should be known of it."""
    if as_json:
        paths = {"files": list(map(str, made.files)), "pages": list(map(str, made.pages))}
        print_json(asdict(made) | paths)
        return
    files = [str(path) for path in made.files[:_LISTED]]
    more = f" and {len(made.files) - _LISTED} more files" if len(made.files) > _LISTED else ""
    click.echo(shown(f"{many(made.reports, 'report')} → {', '.join(files)}{more}"))
    if made.pages:
        click.echo(shown(f"review pages: {', '.join(map(str, made.pages))}"))
    if made.absent:
        names = list(made.absent)
        first = ", ".join(f"{name} ({made.absent[name]})" for name in names[:_LISTED])
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        click.echo(shown(f"{len(names)} not in it, without a result: {first}{more}; see `llmextract status`."))
    if made.reposts:
        click.echo(f"{made.reposts} repeat the text of another report: see the column repost_of.")
    if made.same_year:
        click.echo(f"{made.same_year} are of the same place and year as another: see the column same_year_as.")
    if made.unlinked:
        click.echo(f"{made.unlinked} cells of the quality sheet have no link: Excel holds 65,530 a sheet.")


def show_codebook(book: Codebook, out: str | None, *, as_json: bool) -> None:
    """The codebook, on the screen or in a file."""
    if out is None:
        click.echo(shown_json(book.told()) if as_json else shown(book.markdown()))
        return
    write_atomic(
        Path(out), json.dumps(book.told(), ensure_ascii=False, indent=1) + "\n" if as_json else book.markdown()
    )
    click.echo(shown(f"{len(book.fields)} fields → {out}"))
