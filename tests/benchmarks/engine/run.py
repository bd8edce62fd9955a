"""What the engine costs, as ratios within one run.

    python tests/benchmarks/engine/run.py [--quick]

Calls: the same requests, of the size of the five reports', through a bare openai + instructor loop and through the engine,
with its store on disk and without, 32 at a time against a service that waits 200 ms. Documents: ten thousand small ones from
a warm store into a fresh folder, with the memory on the way, and the second run over the same folder. Starts: importing
the package and asking for help, beside a bare interpreter.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(1, str(Path(__file__).absolute().parents[2]))  # the folder that holds `benchmarks`

from benchmarks.engine.calls import BARE, Timing, Wanted, measure
from benchmarks.engine.small import write_documents

STORED = Path(__file__).with_name("stored.py")
STARTS = {
    "bare interpreter": ["-c", "pass"],
    "import llmextract": ["-c", "import llmextract"],
    "llmextract --help": ["-m", "llmextract", "--help"],
}


def calls_table(timings: dict[str, list[Timing]]) -> Table:
    """Calls a second and CPU a call, each as the median of the rounds' ratios to the bare loop."""
    table = Table("way", "calls/s", "of the bare loop", "CPU ms a call", "times the bare loop")
    for name, own in timings.items():
        pairs = list(zip(own, timings[BARE], strict=True))
        faster = median(one.per_second / bare.per_second for one, bare in pairs)
        dearer = median(one.cpu_ms / bare.cpu_ms for one, bare in pairs)
        speed, cost = median(one.per_second for one in own), median(one.cpu_ms for one in own)
        table.add_row(name, f"{speed:.0f}", f"{faster:.0%}", f"{cost:.1f}", f"{dearer:.2f}")
    return table


def stored(step: str, texts: Path, cache: Path, out: Path) -> dict[str, Any]:
    """One step of stored.py in a process of its own."""
    command = [sys.executable, str(STORED), step, *map(str, (texts, cache, out))]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told: dict[str, Any] = json.loads(printed) if printed else {}
    return told


def documents_table(count: int) -> Table:
    """Documents a second, and memory, of a first and of a second run over so many small documents."""
    table = Table("run", "documents/s of CPU", "documents/s", "MB after so many documents", "MB at most")
    with tempfile.TemporaryDirectory() as folder:
        texts, cache, out = (Path(folder) / name for name in ("texts", "cache", "out"))
        write_documents(texts, count)
        stored("fill", texts, cache, out)
        for name in ("from a warm store", "again, all unchanged"):
            told = stored("run", texts, cache, out)
            marks = ", ".join(f"{number}: {size:.0f}" for number, size in told["memory"].items())
            rates = (f"{told['documents'] / told[kind]:.0f}" for kind in ("cpu", "wall"))
            table.add_row(name, *rates, marks, f"{told['most']:.0f}")
    return table


def starts_table(times: int) -> Table:
    """CPU of starting, beside a bare interpreter's."""
    table = Table("start", "CPU ms", "times the bare interpreter")
    spent = {name: median(_cpu([sys.executable, *given]) for _ in range(times)) for name, given in STARTS.items()}
    for name, seconds in spent.items():
        table.add_row(name, f"{seconds * 1e3:.0f}", f"{seconds / spent['bare interpreter']:.1f}")
    return table


def _cpu(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="What the engine costs.")
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    quick = parser.parse_args().quick
    console = Console()
    console.print(starts_table(5 if quick else 15))
    console.print(calls_table(measure(Wanted(requests=160 if quick else 480, rounds=2 if quick else 5))))
    console.print(documents_table(1_000 if quick else 10_000))


if __name__ == "__main__":
    main()
