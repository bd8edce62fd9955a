"""An environment for each tool that a benchmark compares, and the worker process in it.

The rivals' dependencies conflict, so each has its own environment `.benchmark/NAME`, made with `python -m venv` and pip
and used again while the requirements stay the same. The running interpreter comes first; where a rival cannot be
installed or imported under it, the other interpreters on the path are tried, and the table says which was used.

A benchmark brings a script, its worker: started as `python SCRIPT NAME PACKAGE…` inside the environment, it says hello
with a line of JSON (`{"ready": NAME, "python": ..., "versions": {...}}`) and then answers a line with a line.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import Any

__all__ = ["PROJECT", "Tool", "Unavailable", "Worker", "pins", "prepare"]

PROJECT = Path(__file__).absolute().parents[2]
LIMIT = 600.0  # seconds of waiting for one reply, after which a tool is given up
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Unavailable(Exception):
    """A tool that cannot be installed or does not run here; the message is the reason."""


@dataclass(frozen=True)
class Tool:
    """What a benchmark compares: its name here, what pip installs for it, a remark for the table's foot.

    No `requires` means the running interpreter's own environment; tools of one `environment` share it.
    """

    name: str
    requires: tuple[str, ...] = ()
    remark: str = ""
    packages: tuple[str, ...] = field(default=())
    environment: str = ""

    @property
    def versioned(self) -> tuple[str, ...]:
        """The packages whose versions the foot names."""
        return self.packages or tuple(requirement.partition("==")[0] for requirement in self.requires)


def pins(name: str) -> tuple[str, ...]:
    """The group rival-NAME of pyproject.toml: the versions that published figures were taken with."""
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return tuple(groups[f"rival-{name}"])


def _run(command: list[str]) -> None:
    """Run a command to its end; its last line of complaint is the reason why it failed."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Unavailable(str(problem)) from problem
    if done.returncode:
        raise Unavailable(_last_line(done.stderr, done.returncode))


def _last_line(complaint: str, code: int | None) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines
    return errors[-1] if errors else f"ended with code {code} and said nothing"


def _interpreters() -> Iterator[str]:
    yield sys.executable
    for minor in range(13, 9, -1):
        other = shutil.which(f"python3.{minor}")
        if other and minor != sys.version_info.minor:
            yield other


def prepare(tool: Tool, script: Path) -> Path:
    """The interpreter of the tool's environment, which is made where there is none in which `script` runs.

    Raises:
        Unavailable: if no interpreter can install and import it; the reason is the running interpreter's.

    """
    if not tool.requires:
        return Path(sys.executable)
    cache = PROJECT / ".benchmark"
    home = cache / (tool.environment or tool.name)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = home / "made-for.json", json.dumps([platform.python_version(), *tool.requires])
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    cache.mkdir(parents=True, exist_ok=True)
    (cache / ".gitignore").write_text("*\n", "utf-8")
    print(f"installing {tool.name} …", file=sys.stderr)
    reasons = []
    for interpreter in _interpreters():
        shutil.rmtree(home, ignore_errors=True)
        try:
            _run([interpreter, "-m", "venv", str(home)])
            _run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *tool.requires])
            _run([str(python), "-W", "ignore", str(script), tool.name])
        except Unavailable as problem:
            reasons.append(str(problem))
        else:
            stamp.write_text(wanted, "utf-8")
            return python
    raise Unavailable(reasons[0])


class Worker:
    """A tool's process, asked one thing at a time; `hello` is what it said when it was ready."""

    def __init__(self, python: Path, tool: Tool, script: Path) -> None:
        command = [str(python), "-W", "ignore", str(script), tool.name, *tool.versioned]
        foreign = {"PYTHONPATH", "PYTHONHOME"} if tool.requires else set()
        environment = {name: value for name, value in os.environ.items() if name not in foreign} | _ONE_THREAD
        with ExitStack() as stack:
            self._complaint = stack.enter_context(TemporaryFile("w+", encoding="utf-8", errors="replace"))
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaint,
                text=True,
                encoding="utf-8",
                env=environment,
            )
            stack.callback(self._process.communicate)
            self.hello = self._reply()
            self._open = stack.pop_all()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the process end."""
        self._open.close()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request, one reply."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._reply()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        timer = Timer(LIMIT, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        expired = timer.finished.is_set()
        timer.cancel()
        if expired:
            raise Unavailable(f"no answer within {LIMIT:g} s")
        if not line:
            code = self._process.wait()
            self._complaint.seek(0)
            raise Unavailable(_last_line(self._complaint.read(), code))
        reply: dict[str, Any] = json.loads(line)
        return reply
