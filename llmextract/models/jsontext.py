"""JSON as text: out of an answer, and out of and into a line that people can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

__all__ = ["file_lines", "json_line", "json_object", "json_text"]

_FENCED = re.compile(r"^[ \t]*```[ \t]*(?:json|JSON)?[ \t]*\n(.*?)\n?[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")


def json_text(content: str) -> str:
    """The JSON text of an answer: without blanks around it and without a ```json fence and the prose around that.

    Nothing is repaired. Where the fences of an answer are several, none is chosen: the content comes back as it is and
    fails validation.
    """
    text = content.strip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return text
    fenced = _FENCED.findall(text.replace("\r\n", "\n"))
    return fenced[0].strip() if len(fenced) == 1 else text


def json_line(value: Any) -> str:
    """One JSON line without its newline: keys in the order given, readable Chinese, lone surrogates escaped."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def json_object(line: bytes) -> dict[str, Any]:
    """The JSON object that a line of UTF-8 holds.

    Raises:
        ValueError: it holds none; the message says why.

    """
    try:
        value = json.loads(line.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def file_lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Number from 1, offset and bytes of each line that is not blank, without its end and without a byte-order mark.

    One line is in memory at a time.
    """
    offset = 0
    for number, line in enumerate(file, 1):
        begun = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if text := begun.rstrip():
            yield number, offset + len(line) - len(begun), text
        offset += len(line)
