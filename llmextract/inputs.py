"""Finding the reports among the paths that a user gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from llmextract.document import UNREAD_FORMS

__all__ = ["find_reports"]

# What may be a report: text is read; the other forms are told, one line each, rather than passed over.
_SUFFIXES = frozenset({".txt", ".md", ".text", *UNREAD_FORMS})


def find_reports(paths: Iterable[str | Path], leave_out: str | Path | None = None) -> Iterator[tuple[str, Path]]:
    """The files to extract, each with its document name.

    A folder gives its .txt and .md files, recursively, named by their path relative to it, and those in forms that
    cannot be read yet (PDF, HTML …), which fail by name; a file is named by its own name, or, where two given files
    have one name, by its parent folder too. What lies in `leave_out` is passed over: the folder of the results, where
    it lies inside the input.
    """
    found: list[tuple[str, Path]] = []
    out = None if leave_out is None else Path(leave_out).resolve()
    for given in map(Path, paths):
        if given.is_dir():
            inside = sorted(p for p in given.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
            inside = [p for p in inside if out is None or out not in p.resolve().parents]
            found += [(path.relative_to(given).as_posix(), path) for path in inside]
        else:
            found.append((given.name, given))
    taken: dict[str, Path] = {}
    seen: set[Path] = set()
    for name, path in found:
        place = path.resolve()
        unique, parents = _writable(name), list(place.parents)
        while unique in taken and taken[unique] != place and parents:
            unique = _writable(f"{parents.pop(0).name}/{unique}")
        if unique not in taken and place not in seen:
            taken[unique] = place
            seen.add(place)
            yield unique, path


def _writable(name: str) -> str:
    """A name that can be written as UTF-8: bytes of a file's name that are none stand as &#56575; and the like."""
    return name.encode("utf-8", "xmlcharrefreplace").decode("utf-8")
