"""The worker that runs inside a recogniser's own environment: `python rivals.py NAME`, JSON lines in, JSON lines out.

On start it opens the recogniser and says `{"ready": NAME, "python": ..., "versions": {...}}`. Then, a line each:

- `{"text": ...}` gives `{"mentions": [...], "seconds": ...}`, the mentions in the common form of `adapters`;
- `{"texts": [...], "least": S}` gives `{"bytes": ..., "seconds": ...}`: the texts are read one after another, from the
  first again after the last, until S seconds of this process's CPU time have gone into the recogniser's own call.
  Bytes are UTF-8 bytes. Before, the texts with marks went through the same process, so nothing is loaded in the timing.

Seconds are CPU seconds of the recogniser's own call. Whatever a library prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from time import process_time
from typing import Any

from adapters import OPENERS, Recogniser


def answer(recogniser: Recogniser, text: str) -> dict[str, Any]:
    """What the recogniser finds in one text."""
    began = process_time()
    found = recogniser.read(text)
    seconds = process_time() - began
    return {"mentions": recogniser.mentions(text, found), "seconds": seconds}


def measure(recogniser: Recogniser, texts: list[str], least: float) -> dict[str, Any]:
    """CPU time over as many of the texts as `least` seconds take."""
    seconds, size = 0.0, 0
    for text, length in cycle([(text, len(text.encode())) for text in texts]):
        began = process_time()
        recogniser.read(text)
        seconds += process_time() - began
        size += length
        if seconds >= least:
            break
    return {"bytes": size, "seconds": seconds}


def main(name: str, packages: list[str]) -> None:
    """Open the recogniser, say so, and serve requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    recogniser = OPENERS[name]()
    versions = {}
    for package in packages:
        with suppress(PackageNotFoundError):  # a checkout on the path, not installed
            versions[package] = version(package)
    ready = {"ready": name, "python": platform.python_version(), "versions": versions}
    print(json.dumps(ready), file=replies, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "texts" in request:
            reply = measure(recogniser, request["texts"], request["least"])
        else:
            reply = answer(recogniser, request["text"])
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
