"""Stored answers out of one store and into another, as JSON lines that people can read and diff.

::

    {"key": …, "scope": …, "request": …, "name": …, "stored": …, "model": …, "finish": …,
     "prompt": …, "completion": …, "cached_prompt": …, "content": …}

Recordings, as a run leaves them in `answers/`, are taken in as well.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from llmextract.errors import ModelError
from llmextract.files import writing
from llmextract.models.cache import AnswerCache
from llmextract.models.entry import Entry, entry_of, fields_of, stored_key
from llmextract.models.jsontext import json_line
from llmextract.models.recording import numbered_lines, parse_line, parse_recording

__all__ = ["Imported", "export_answers", "import_answers"]

_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("key", "model", "finish", "content"), (str,)),
    **dict.fromkeys(("scope", "request", "name"), (str, type(None))),
    **dict.fromkeys(("stored", "prompt", "completion", "cached_prompt"), (int, type(None))),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines that were read.

    Attributes:
        added: answers that were stored.
        present: answers to what has one already, which stays.
        damaged: one line for each that cannot be used, with its file and number.

    """

    added: int
    present: int
    damaged: tuple[str, ...]


def export_answers(cache: AnswerCache, path: str | Path) -> int:
    """Write every stored answer to a file, one JSON line each, sorted by key; returns how many.

    Raises:
        ModelError: the store cannot be read, or the file cannot be written.

    """
    written = 0
    try:
        with writing(Path(path)) as file:
            for entry in cache.entries():
                file.write(json_line({"key": entry.key, **fields_of(entry)}).encode() + b"\n")
                written += 1
    except OSError as error:
        raise ModelError(f"{path}: cannot be written ({error.strerror or error}); check the path") from error
    return written


def import_answers(cache: AnswerCache, paths: Iterable[str | Path], scope: str | None = None) -> Imported:
    """Store what exported files and recordings hold; an answer that is there already is never replaced.

    Args:
        cache: where to.
        paths: files, and folders whose *.jsonl files are read, also below them.
        scope: whose answers recordings are taken to be, as `ServiceModel.scope` says it.

    Raises:
        ModelError: a path is missing or holds nothing, there are recordings and no scope, or the store cannot be used.

    """
    read, damaged = 0, []

    def readable() -> Iterator[Entry]:
        nonlocal read
        for where, data in _lines(paths):
            try:
                line = parse_line(where, data)
                entry = _recorded(where, line, scope) if "messages" in line else _exported(where, line)
            except ModelError as error:
                damaged.append(str(error))
                continue
            if entry is None:
                raise ModelError(f"{where}: a recording does not say whose answer it is; give --model or --scope")
            read += 1
            yield entry

    added = cache.add(readable())
    return Imported(added, read - added, tuple(damaged))


def _lines(paths: Iterable[str | Path]) -> Iterator[tuple[str, bytes]]:
    for path in map(Path, paths):
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise ModelError(f"{path}: holds no *.jsonl files; give exported answers, or the answers folder of a run")
        for file in files:
            yield from numbered_lines(file)


def _recorded(where: str, line: dict[str, Any], scope: str | None) -> Entry | None:
    """The answer of a recording; None where nobody says whose it is."""
    recording = parse_recording(where, line)
    return Entry.of(scope, recording.key, recording.name, recording.answer()) if scope else None


def _exported(where: str, line: dict[str, Any]) -> Entry:
    wrong = [name for name, kinds in _TYPES.items() if type(line.get(name)) not in kinds]
    if wrong:
        raise ModelError(f"{where}: damaged line ({wrong[0]} is missing or of a wrong type); restore it or delete it")
    entry = entry_of(line["key"], line)
    if entry.scope is not None and entry.request is not None and entry.key != stored_key(entry.scope, entry.request):
        raise ModelError(
            f"{where}: damaged line (its key is not that of its scope and request); restore it or delete it"
        )
    return replace(entry, stored=int(time.time())) if entry.stored is None else entry
