"""The worker that runs inside a tool's own environment: `python rivals.py NAME`, JSON lines in, JSON lines out.

On start it opens the tool and says `{"ready": NAME, "python": ..., "versions": {...}}`. Then, a line each:

- `{"text": ..., "claims": [...]}` gives `{"answers": [[word, codes], ...]}`, each claim checked in a call of its own; a
  text is read anew when it is not that of the line before;
- `{"text": ..., "claims": [...], "least": S}` gives `{"seconds": ...}`: CPU seconds of this process for checking all
  the claims once, the text having been read and the claims checked once before; the check is repeated until S seconds
  have gone into it.

Whatever a library prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from time import process_time
from typing import Any

from adapters import OPENERS, Gate


def measure(gate: Gate, read: Any, claims: list[dict[str, Any]], least: float) -> float:
    """CPU seconds of one check of all claims."""
    gate.check_all(read, claims)
    seconds, times = 0.0, 0
    while seconds < least:
        began = process_time()
        gate.check_all(read, claims)
        seconds += process_time() - began
        times += 1
    return seconds / times


def main(name: str, packages: list[str]) -> None:
    """Open the tool, say so, and serve requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    gate = OPENERS[name]()
    versions = {}
    for package in packages:
        with suppress(PackageNotFoundError):  # a checkout on the path, not installed
            versions[package] = version(package)
    ready = {"ready": name, "python": platform.python_version(), "versions": versions}
    print(json.dumps(ready), file=replies, flush=True)
    reads: dict[str, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        text = request["text"]
        if text not in reads:
            reads = {text: gate.read(text)}
        reply: dict[str, Any]
        if "least" in request:
            reply = {"seconds": measure(gate, reads[text], request["claims"], request["least"])}
        else:
            reply = {"answers": [gate.check(reads[text], claim) for claim in request["claims"]]}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
