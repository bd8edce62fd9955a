r"""Compare number recognisers for Chinese texts with `llmextract.scan`, for what they get right and for speed.

    python tests/benchmarks/numbers/run.py [--speed-bytes N] [--only NAME …]

Right or wrong is measured on the marked texts of `fixtures/` (see `scoring` for what counts as right), each text given
to each recogniser whole and as published, traditional characters included. Speed is UTF-8 megabytes per second of CPU
time of the recogniser's own call, over about N bytes of the reports, one report a call: the whole is read again and
again until two seconds have passed, and a recogniser that is not through by then is measured on the part that it read,
which the table tells. Every copy of a report starts at another of its lines, so that remembering whole texts gains
nothing.

All run one after another, on one core, in environments of their own (see `benchmarks.environments`). The first row,
the pattern `\d+`, tells how fast the machine is; the last two are this project. A recogniser that cannot run here is
listed with the reason. Times of different runs do not compare: look at the ratio to the first row.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from scoring import Text, load_texts, score, totals

sys.path.insert(1, str(Path(__file__).absolute().parents[2]))  # the folder that holds `benchmarks`

from benchmarks.environments import PROJECT, Unavailable, Worker, prepare
from benchmarks.numbers.recognisers import RECOGNISERS, WORKER, Entry

LEAST = 2.0  # CPU seconds of a timing


@dataclass(frozen=True)
class Row:
    """What was measured of one recogniser, or the reason why nothing was."""

    entry: Entry
    counts: Counter[str]
    size: int = 0
    seconds: float = 0.0
    used: str = ""
    reason: str = ""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare number recognisers for Chinese texts.")
    parser.add_argument("--speed-bytes", type=int, default=1_000_000, metavar="N", help="size of the timed text")
    names = [entry.name for entry in RECOGNISERS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    return parser.parse_args(given)


def timed_texts(texts: Sequence[Text], size: int) -> list[str]:
    """Copies of the reports, each turned by a line against the one before, `size` UTF-8 bytes or a report more."""
    reports = [text.content.splitlines(keepends=True) for text in texts if text.is_report]
    copies: list[str] = []
    length = 0
    for turn in count():
        for lines in reports:
            if length >= size:
                return copies
            at = turn % len(lines)
            copies.append("".join(lines[at:] + lines[:at]))
            length += len(copies[-1].encode())
    return copies


def measure(entry: Entry, texts: Sequence[Text], timed: list[str]) -> Row:
    """Everything about one recogniser."""
    counts: Counter[str] = Counter()
    try:
        with Worker(prepare(entry, WORKER), entry, WORKER) as worker:
            for text in texts:
                counts += score(text, worker.ask({"text": text.content})["mentions"])
            speed = worker.ask({"texts": timed, "least": LEAST})
    except Unavailable as problem:
        return Row(entry, Counter(), reason=str(problem))
    versions = [f"{name} {version}" for name, version in worker.hello["versions"].items()]
    used = ", ".join([f"Python {worker.hello['python']}", *versions])
    return Row(entry, counts, speed["bytes"], speed["seconds"], used)


def cells(row: Row, timed: int) -> Iterator[str]:
    """A row's figures; – for what the recogniser does not give."""
    counts, gives = row.counts, row.entry.gives
    yield str(counts["value"]) if "value" in gives else "–"
    yield str(counts["unit"]) if "unit" in gives else "–"
    yield f"{counts['approx']} ({counts['inexact']})" if "approx" in gives else "–"
    yield f"{counts['place']}" if "place" in gives else f"{counts['place']}*" if "aligned" in gives else "–"
    for wrong in ("headings", "names", "others", "elsewhere"):
        yield str(counts[wrong])
    speed = row.size / row.seconds / 1e6
    yield f"{speed:.3g}" if speed < 100 else f"{speed:.0f}"
    yield "whole" if row.size >= timed else f"{row.size / 1e3:.0f} kB"


def table(rows: Sequence[Row], sums: Counter[str], timed: int) -> Table:
    """The one table."""
    heads = (
        f"value\nright\nof {sums['figures']}",
        "value\nand unit\nright",
        f"approx.\nright (of\n{sums['inexact']} inexact)",
        "place\nright\n",
        f"list\nmarks\nof {sums['headings']}",
        f"slogan\ndigits\nof {sums['names']}",
        f"dates,\ncodes &c.\nof {sums['others']}",
        "nothing\nmarked\n",
        "speed\nMB/s\n",
        "timed\non\n",
    )
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    made.add_column("recogniser", no_wrap=True)
    for head in heads:
        made.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        made.add_row(row.entry.name, *(["not run"] if row.reason else cells(row, timed)))
    return made


def foot(rows: Sequence[Row], texts: Sequence[Text], sums: Counter[str], timed: int) -> Iterator[str]:
    """What the table leaves unsaid: the set, what was timed, versions, and reasons."""
    yield (
        f"{len(texts)} texts. The first four columns count figures (quantities, rates, points; {sums['money or time']} "
        "of them money or time), the next four what is none and was taken for a number: list marks, digits of names, "
        f"dates with ordinals, document numbers and codes, and words. {sums['left out']} doubtful marks are left out."
    )
    yield "The marked set is this project's own and its tests hold scan to it; the rivals were not made for it."
    yield f"Speed is over {timed / 1e6:.2f} MB of reports, CPU time, one core, {LEAST:g} s at least."
    if any("aligned" in row.entry.gives for row in rows):
        yield "* places found by searching for the returned texts in order"
    for row in rows:
        told = f"not run: {row.reason}" if row.reason else row.used
        yield f"{row.entry.name}: {'; '.join(filter(None, (row.entry.remark, told)))}"


def main() -> None:
    """Measure each recogniser asked for and print the table."""
    wanted = arguments()
    texts = load_texts(PROJECT / "fixtures")
    timed = timed_texts(texts, wanted.speed_bytes)
    size = sum(len(text.encode()) for text in timed)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = []
    for entry in RECOGNISERS:
        if entry.name in wanted.only:
            print(f"{entry.name} …", file=sys.stderr)
            rows.append(measure(entry, texts, timed))
    sums = totals(texts)
    console = Console(highlight=False)
    console.width = max(console.width, 120)
    console.print(table(rows, sums, size))
    for line in foot(rows, texts, sums, size):
        console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
