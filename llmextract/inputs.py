"""Finding the reports among what a user gives: files, folders, patterns, zip archives, standard input."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.reading import text_of
from llmextract.reading.archive import is_archive, members
from llmextract.reading.forms import REPORT_SUFFIXES, is_beside
from llmextract.reading.limits import FILE_MB

__all__ = ["STDIN", "Source", "find_reports", "kept", "one_report"]

STDIN = "-"
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+]{1,9}://")
_PARTS_OF_PAGES = ("_files", ".files")  # where browsers put the pieces of a page that they save


class Source(NamedTuple):
    """A report that can be read: its document name, and what opens it (raising as `Document.read` does)."""

    name: str
    open: Callable[[], Document]


class _Found(NamedTuple):
    """A source before its name is known to be its own; `place` tells it from others."""

    name: str
    place: Path
    read: Callable[[str], Document]


def find_reports(paths: Iterable[str | Path], leave_out: str | Path | None = None) -> Iterator[Source]:
    """The reports to extract, each with its document name. Nothing is read but the lists of what archives hold.

    A folder gives what may be a report (no README), recursively, named by the path relative to it; forms that are not
    read fail by name. A file is named by its own name, or, where two given files have one name, by its parent folder
    too. A pattern that the shell has left (`"reports/*.pdf"`) is expanded. A .zip archive gives its members, as
    ARCHIVE/MEMBER. `-` is standard input, with the name `stdin`. What lies in `leave_out` is passed over: the folder of
    the results, where it lies inside the input.
    """
    out = None if leave_out is None else Path(leave_out).resolve()
    taken: dict[str, Path] = {}
    seen: set[Path] = set()
    for found in _found(paths, out):
        unique, parents = _writable(found.name), list(found.place.parents)
        while unique in taken and taken[unique] != found.place and parents:
            unique = _writable(f"{parents.pop(0).name}/{unique}")
        if unique not in taken and found.place not in seen:
            taken[unique] = found.place
            seen.add(found.place)
            yield Source(unique, partial(found.read, unique))


def one_report(given: str | Path) -> Document:
    """The one report that a path, a pattern, an archive or `-` stands for.

    Raises:
        SourceError: it cannot be read, or there is none, or more than one.

    """
    found = list(find_reports([given]))
    if len(found) == 1:
        return found[0].open()
    if not found:
        raise SourceError(f"{given}: holds no report; give a text, HTML, PDF or DOCX file")
    raise SourceError(f"{given}: holds {len(found)} reports; give one of them, such as {found[0].name}")


def kept(name: str, path: Path) -> Source:
    """The text of a document as a run keeps it: UTF-8, and nothing else whatever it looks like."""
    return Source(name, partial(_kept, name, path))


def _kept(name: str, path: Path) -> Document:
    try:
        return Document(path.read_bytes().decode("utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as the text that a run keeps ({error}); run it again") from error


def _found(paths: Iterable[str | Path], out: Path | None) -> Iterator[_Found]:
    for given in paths:
        path = Path(given)
        if str(given) == STDIN:
            yield _Found("stdin", Path(STDIN), _stdin)
        elif _URL.match(str(given)):
            yield _refused(
                str(given), "is an address; download it first (a browser's 'save as' will do) and give the file"
            )
        elif path.is_dir():
            yield from _in_folder(path, out)
        elif path.exists() or not glob.has_magic(str(given)):
            yield from _file(path.name, path)
        else:
            yield from _matching(str(given), out)


def _in_folder(folder: Path, out: Path | None) -> Iterator[_Found]:
    """What may be a report in a folder: no README, no lock that a program left, no piece of a saved page."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not (path.suffix.lower() in REPORT_SUFFIXES or is_archive(path)) or not path.is_file():
            continue
        if is_beside(path.name) or _is_piece(folder, relative):
            continue
        if out is None or out not in path.resolve().parents:
            yield from _file(relative.as_posix(), path)


def _is_piece(folder: Path, relative: Path) -> bool:
    for parent in relative.parents:
        for ending in _PARTS_OF_PAGES:
            if parent.name.endswith(ending):
                page = folder / parent.parent / parent.name.removesuffix(ending)
                if any(page.with_name(f"{page.name}{suffix}").is_file() for suffix in (".html", ".htm")):
                    return True
    return False


def _matching(pattern: str, out: Path | None) -> Iterator[_Found]:
    # A pattern is no path.
    matches = sorted(glob.glob(os.path.expanduser(pattern), recursive=True))  # noqa: PTH111, PTH207
    if not matches:
        yield _refused(pattern, "no file matches this pattern; check the folder and the spelling")
    for match in matches:
        path = Path(match)
        if path.is_dir():
            yield from _in_folder(path, out)
        else:
            yield from _file(path.name, path)


def _file(name: str, path: Path) -> Iterator[_Found]:
    if not is_archive(path):
        yield _Found(name, path.resolve(), partial(Document.read, path))
        return
    for member, read in members(path):
        told = f"{path}/{member}" if member else str(path)
        yield _Found(f"{name}/{member}" if member else name, path.resolve() / member, partial(_member, read, told))


def _member(read: Callable[[], bytes], told: str, name: str) -> Document:
    return Document(text_of(read(), told), name)


def _stdin(name: str) -> Document:
    data = sys.stdin.buffer.read(FILE_MB.bytes + 1)
    return Document.from_bytes(data, name)


def _refused(given: str, why: str) -> _Found:
    def refuse(_name: str) -> NoReturn:
        raise SourceError(f"{given}: {why}")

    return _Found(given, Path(given), refuse)


def _writable(name: str) -> str:
    """A name that can be written as UTF-8: bytes of a file's name that are none stand as &#56575; and the like."""
    return name.encode("utf-8", "xmlcharrefreplace").decode("utf-8")
