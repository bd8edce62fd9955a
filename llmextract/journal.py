"""The journal of a folder of results: one JSON line whenever a document comes to its end.

The last line of a document counts. A line is added after the document's files have been written, so that every state a
kill can leave is understood: a document without a line, or with one that its files do not fit, is worked on again, from
stored answers; a line cut short is passed over.

::

    {"document": …, "state": "done", "reason": "", "made_from": …, "result": …, "scopes": […], "decisions": …,
     "counts": {…}}
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from llmextract.files import write_atomic
from llmextract.outcomes import DocumentState, Outcome
from llmextract.result import Counts

__all__ = ["JOURNAL", "Entry", "Journal"]

JOURNAL = "journal.jsonl"  # the first file that a run leaves


@dataclass(frozen=True)
class Entry:
    """How a document ended.

    Attributes:
        outcome: its state, the reason, and the counts of its result.
        made_from: a digest of everything that decides its result; "" where answers may change at no cost.
        result: SHA-256 of its result file; "" without one.
        scopes: whose answers it was made from; empty where they are free.
        decisions: a digest of what people have decided about it.

    """

    outcome: Outcome
    made_from: str = ""
    result: str = ""
    scopes: tuple[str, ...] = ()
    decisions: str = ""


class Journal:
    """The journal of one folder; read at once, damaged lines passed over."""

    def __init__(self, out: Path) -> None:
        self.path = out / JOURNAL
        self.entries: dict[str, Entry] = {}
        lines = 0
        for line in self.path.read_bytes().splitlines() if self.path.is_file() else ():
            lines += 1
            entry = _entry(line)
            if entry:
                self.entries[entry.outcome.document] = entry
        self._crowded = lines > 2 * len(self.entries)

    def add(self, entry: Entry) -> None:
        """Add a line; when this returns, a kill does not lose it."""
        self.entries[entry.outcome.document] = entry
        if self._crowded:
            self._crowded = False
            write_atomic(self.path, "".join(map(_line, self.entries.values())))
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # a kill cut the last line short
            os.write(handle, (b"\n" if torn else b"") + _line(entry).encode("utf-8", "surrogatepass"))
        finally:
            os.close(handle)

    def finished(self, document: str, made: str, result: Path, decisions: str = "") -> Entry | None:
        """The entry of a document that is done, made from the same with the same decisions, and has its result."""
        entry = self.entries.get(document)
        if entry is None or not made or entry.made_from != made or entry.outcome.state is not DocumentState.DONE:
            return None
        if entry.decisions != decisions:
            return None
        try:
            whole = hashlib.sha256(result.read_bytes()).hexdigest() == entry.result
        except OSError:
            return None
        return replace(entry, outcome=replace(entry.outcome, unchanged=True)) if whole else None


def _line(entry: Entry) -> str:
    outcome = entry.outcome
    told: dict[str, Any] = {
        "document": outcome.document,
        "state": outcome.state.value,
        "reason": outcome.reason,
        "made_from": entry.made_from,
        "result": entry.result,
        "scopes": entry.scopes,
        "decisions": entry.decisions,
        "counts": outcome.counts and asdict(outcome.counts),
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _entry(line: bytes) -> Entry | None:
    try:
        told = json.loads(line.decode("utf-8", "surrogatepass"))
        counts = Counts(**told["counts"]) if told["counts"] else None
        outcome = Outcome(told["document"], DocumentState(told["state"]), told["reason"], counts)
        return Entry(outcome, told["made_from"], told["result"], tuple(told["scopes"]), told.get("decisions", ""))
    except (ValueError, TypeError, KeyError):
        return None
