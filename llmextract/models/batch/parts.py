"""Requests cut into parts that a batch service takes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from llmextract.errors import ModelError
from llmextract.models.jsontext import json_line
from llmextract.models.recording import json_lines
from llmextract.models.relay import NO_NAME

__all__ = ["MAX_BYTES", "MAX_REQUESTS", "Part", "cut"]

# What OpenAI takes in one batch.
MAX_REQUESTS = 50_000
MAX_BYTES = 200_000_000


@dataclass
class Part:
    """Requests to one model, in a file without a name that is gone when it is closed."""

    model: str
    file: BinaryIO
    keys: list[str] = field(default_factory=list)
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """Of the bytes of the file: what tells one part from another, here and at the service."""
        return str(self._hash.hexdigest())

    def add(self, key: str, line: bytes) -> None:
        """Add one request."""
        self.file.write(line)
        self._hash.update(line)
        self.keys.append(key)
        self.size += len(line)

    def takes(self, line: bytes, model: str) -> bool:
        """Whether one more request can be added."""
        return model == self.model and len(self.keys) < MAX_REQUESTS and self.size + len(line) <= MAX_BYTES


def cut(path: Path, wanted: Callable[[str], bool], model: str | None = None) -> Iterator[Part]:
    """The wanted requests of a file, each once, in its order, cut into as few parts as its order allows.

    A part is to be used before the next is asked for: its file is closed then.

    Args:
        path: a file of requests as `RelayModel` writes it.
        wanted: whether the request with a key is to be sent.
        model: who is to answer; else whom each line names.

    Raises:
        ModelError: a line is damaged, names no model, or is larger than any batch may be.

    """
    part: Part | None = None
    seen: set[str] = set()
    try:
        for where, fields in json_lines(path):
            key, name, line = _request(where, fields, model)
            if key in seen or not wanted(key):
                continue
            seen.add(key)
            if part is not None and not part.takes(line, name):
                yield part
                part.file.close()
                part = None
            part = part or Part(name, tempfile.TemporaryFile(dir=path.parent))  # noqa: SIM115
            part.add(key, line)
        if part is not None:
            yield part
    finally:
        if part is not None:
            part.file.close()


def _request(where: str, fields: dict[str, Any], model: str | None) -> tuple[str, str, bytes]:
    """Key, model and line of a request."""
    key, body = fields.get("custom_id"), fields.get("body")
    if not isinstance(key, str) or not isinstance(body, dict):
        raise ModelError(f"{where}: not a request (no custom_id or no body); run again with --model relay:FOLDER")
    name = model or body.get("model")
    if not isinstance(name, str) or name in ("", NO_NAME):
        raise ModelError(f"{where}: names no model; give --model NAME, or set LLMEXTRACT_OPENAI_MODEL when you run")
    line = json_line({**fields, "body": {**body, "model": name}}).encode("utf-8") + b"\n"
    if len(line) > MAX_BYTES:
        raise ModelError(f"{where}: {len(line):,} bytes, and a batch takes {MAX_BYTES:,}; cut the text")
    return key, name, line
