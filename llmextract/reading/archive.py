"""Zip archives: their members by name, each read alone and only when it is wanted."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import NoReturn

from llmextract.errors import SourceError
from llmextract.reading import read_bytes
from llmextract.reading.forms import REPORT_SUFFIXES, is_beside, suffix_of
from llmextract.reading.limits import ARCHIVE_MB, FILE_MB

__all__ = ["DAMAGED", "is_archive", "members"]

Reader = Callable[[], bytes]

_SUFFIX, _DOCX = ".zip", "word/document.xml"
_NESTED = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")

# What reading a damaged archive raises.
DAMAGED = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error, lzma.LZMAError)


def is_archive(path: Path) -> bool:
    """Whether a path is that of a zip archive, by its suffix."""
    return path.suffix.lower() == _SUFFIX


def members(path: Path) -> Iterator[tuple[str, Reader]]:
    """The reports in an archive: safe relative names, and what reads each.

    Whatever is wrong with the archive or with a member (encrypted, too large, nested, leading out of the folder) is
    raised by the reader, as SourceError: it fails alone. The name is "" where the archive as a whole cannot be used.
    """
    archive = _Archive(path)
    try:
        listed = archive.listed()
    except SourceError as error:
        yield "", partial(_raise, error)
        return
    if any(info.filename == _DOCX for info in listed):  # named .zip by mistake
        yield "", partial(read_bytes, path)
        return
    names: Counter[str] = Counter()
    for info in listed:
        name = _name(info)
        beside = is_beside(name) or "__MACOSX" in PurePosixPath(name).parts
        if info.is_dir() or beside or suffix_of(name) not in REPORT_SUFFIXES | _NESTED:
            continue
        safe = _safe(name)
        names[safe] += 1
        if names[safe] > 1:
            safe = f"{PurePosixPath(safe).with_suffix('')}~{names[safe]}{PurePosixPath(safe).suffix}"
        yield safe, partial(archive.read, info, name)


class _Archive:
    """An archive, opened when its first member is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except DAMAGED as error:
            raise SourceError(f"{self.path}: is no zip archive that can be read ({error}); fetch it again") from error

    def listed(self) -> list[zipfile.ZipInfo]:
        """What the archive says that it holds, within the limit for all members together."""
        listed = self._open.infolist()
        ARCHIVE_MB.check_bytes(self.path, sum(info.file_size for info in listed), "would unpack to something")
        return listed

    def read(self, info: zipfile.ZipInfo, name: str) -> bytes:
        """The bytes of a member."""
        told = f"{self.path}/{name}"
        if why := _refusal(info, name):
            raise SourceError(f"{told}: {why}")
        FILE_MB.check_bytes(told, info.file_size, "would unpack to something")
        try:
            with self._open.open(info) as file:
                return file.read(FILE_MB.bytes + 1)
        except DAMAGED as error:
            raise SourceError(f"{told}: is damaged in its archive ({error}); fetch the archive again") from error


def _raise(error: SourceError) -> NoReturn:
    raise error


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack the archive with its password and give the folder"
    if suffix_of(name) in _NESTED:
        return "is an archive inside an archive; unpack it and give the folder"
    if _ABSOLUTE.match(name) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
        return "has a path that leads out of its archive; such archives are made to do harm"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Chinese Windows writes GBK without saying so, which the library reads as code page 437."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            data = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                name = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return name.replace("\\", "/") if "\\" in name and "/" not in name else name


def _safe(name: str) -> str:
    """A name that stays inside the folder that it is written to."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    return "/".join(parts).replace(":", "_") or "member"
