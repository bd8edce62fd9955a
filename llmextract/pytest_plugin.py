"""The pytest plugin: tests of an extraction that need no network, from recordings.

::

    def test_schools(llmextract_model):
        result = llmextract.extract("reports/county.txt", schema="./schools", model=llmextract_model)

The recordings lie in `recordings/` beside the test file; the ini option `llmextract_recordings` (relative to the root
of the tests) and the marker `llmextract(recordings="…")` (relative to the test file) name another folder. A request
without a recording fails the test. `--llmextract-record=MODEL` asks MODEL for what is missing, and records it.

This module is loaded in every run of pytest where llmextract is installed: it imports the rest when a test asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from llmextract.errors import ModelError
    from llmextract.models import Model, RecorderModel, ReplayModel
    from llmextract.models.base import Answer, Request

__all__ = [
    "llmextract_model",
    "llmextract_module_model",
    "pytest_addoption",
    "pytest_configure",
    "pytest_runtest_call",
    "pytest_runtest_setup",
    "pytest_terminal_summary",
]

_FOLDER = "recordings"
_MARKER = 'llmextract(recordings="recordings", strict=True): the folder of recordings of a test, relative to its file; '
_DETAILED = 3  # requests without an answer whose differences are shown
_RECORD = "--llmextract-record"
_UNUSED = "--llmextract-unused"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two options and one entry of the ini file."""
    group = parser.getgroup("llmextract", "recorded answers of language models")
    group.addoption(
        _RECORD,
        metavar="MODEL",
        help="ask MODEL (openai:NAME or relay:FOLDER) for what is not recorded, and record its answers",
    )
    group.addoption(_UNUSED, action="store_true", help="list the recordings that no test of this run asked for")
    parser.addini("llmextract_recordings", f"folder of recordings, from the rootdir (default: {_FOLDER} by each test)")


def pytest_configure(config: pytest.Config) -> None:
    """Open the model that `--llmextract-record` names."""
    config.addinivalue_line("markers", f"{_MARKER}strict=False lets a test go on without an answer")
    record, unused = config.getoption("llmextract_record"), config.getoption("llmextract_unused")
    if (record or unused) and config.getoption("numprocesses", None):
        raise pytest.UsageError(f"{_RECORD} and {_UNUSED} need one process: run with -n 0")
    config.stash[_BENCH] = _Bench(config.rootpath, _open(record) if record else None)


def _open(spec: str) -> Model:
    from llmextract.errors import ModelError
    from llmextract.models import open_model

    kind, colon, folder = spec.partition(":")
    if colon and folder and kind in ("relay", "replay"):
        spec = f"{kind}:{Path(folder).absolute()}"  # a test may change the current folder
    try:
        return open_model(spec)
    except ModelError as error:
        raise pytest.UsageError(f"{_RECORD}: {error}") from error


@dataclass
class _Bench:
    """What the tests of one run share.

    Attributes:
        root: the rootdir.
        asked: who is asked for what is not recorded; None to replay alone.
        replays: the folders in use.
        used: the keys of the requests that were answered, by folder.
        open: the models that tests have now, by the name of their fixture.
        told: what was recorded, for the end of the run.

    """

    root: Path
    asked: Model | None
    replays: dict[Path, ReplayModel] = field(default_factory=dict)
    used: dict[Path, set[str]] = field(default_factory=dict)
    open: dict[str, _Watched] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def replay(self, folder: Path) -> ReplayModel:
        """The recordings of a folder, read once."""
        from llmextract.models import ReplayModel

        self.used.setdefault(folder, set())
        return self.replays.setdefault(folder, ReplayModel(folder))

    def shown(self, path: Path) -> str:
        """A path as people know it, from the rootdir."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)

    def tell(self, recorder: RecorderModel, test: str) -> None:
        """Keep for the end of the run what a test has recorded."""
        if recorder.recorded:
            self.told.append(f"recorded {len(recorder.recorded)} in {self.shown(recorder.file)}: {test}")
        for name in recorder.hidden:
            self.told.append(f"    OPENAI_API_KEY stood in {name!r}: *** stands for it in the recording")


_BENCH = pytest.StashKey[_Bench]()


class _Watched:
    """The model that a test has: it notes what was answered, and what was not."""

    def __init__(self, model: Model, used: set[str], strict: bool) -> None:
        self.strict = strict
        self.unanswered: list[ModelError] = []
        self._model = model
        self._used = used

    @property
    def name(self) -> str:
        return self._model.name

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        from llmextract.errors import ModelError

        try:
            answer = await self._model.answer(request, fresh=fresh)
        except ModelError as error:
            self.unanswered.append(error)
            raise
        self._used.add(request.key)
        return answer

    async def close(self) -> None:
        await self._model.close()


@pytest.fixture
def llmextract_model(request: pytest.FixtureRequest) -> Iterator[Model]:
    """A model for llmextract.extract and llmextract.run that replays the recordings of the test's folder."""
    yield from _model(request)


@pytest.fixture(scope="module")
def llmextract_module_model(request: pytest.FixtureRequest) -> Iterator[Model]:
    """The same for fixtures of a whole module; the marker counts where it stands on the module (pytestmark)."""
    yield from _model(request)


def _model(request: pytest.FixtureRequest) -> Iterator[Model]:
    from llmextract.models import RecorderModel

    bench = request.config.stash[_BENCH]
    folder, strict = _settings(request)
    model: Model = bench.replay(folder)
    if bench.asked:
        file = folder / f"{request.path.stem}.jsonl"
        model = RecorderModel(bench.replay(folder), bench.asked, file, os.environ.get("OPENAI_API_KEY", "").strip())
    name = str(request.fixturename)
    bench.open[name] = watched = _Watched(model, bench.used[folder], strict)
    yield watched
    del bench.open[name]
    if isinstance(model, RecorderModel):
        bench.tell(model, request.node.nodeid)


def _settings(request: pytest.FixtureRequest) -> tuple[Path, bool]:
    """The folder of recordings, and whether each request must be answered: marker, else ini option, else default."""
    told: dict[str, Any] = {"recordings": None, "strict": True}
    for mark in reversed(list(request.node.iter_markers("llmextract"))):
        if mark.args or not mark.kwargs.keys() <= told.keys():
            pytest.fail(
                f"{request.node.nodeid}: the marker llmextract takes recordings= and strict= alone", pytrace=False
            )
        told |= mark.kwargs
    beside = request.path.parent
    configured = request.config.getini("llmextract_recordings")
    if told["recordings"]:
        folder = beside / told["recordings"]
    else:
        folder = request.config.rootpath / configured if configured else beside / _FOLDER
    return Path(os.path.normpath(folder)), bool(told["strict"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test whose fixtures met a request without an answer."""
    return (yield from _strictly(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that met a request without an answer, though it, or a run, caught the error."""
    try:
        return (yield from _strictly(item))
    finally:
        for watched in _watched(item):
            watched.unanswered.clear()  # other tests of the module have a model in common with this one


def _strictly(item: pytest.Item) -> Generator[None, Any, Any]:
    try:
        result = yield
    except BaseException as error:
        met = _unanswered(item)
        if error in met:
            raise pytest.fail.Exception(_explain(item, met), pytrace=False) from None
        if met:
            item.add_report_section("call", "llmextract", _explain(item, met))
        raise
    met = _unanswered(item)
    if met:
        pytest.fail(_explain(item, met), pytrace=False)
    return result


def _watched(item: pytest.Item) -> list[_Watched]:
    """The models that a test uses."""
    names = getattr(item, "fixturenames", ())
    return [watched for name, watched in item.config.stash[_BENCH].open.items() if name in names]


def _unanswered(item: pytest.Item) -> list[ModelError]:
    """What could not be answered to the models of a test."""
    return [error for watched in _watched(item) if watched.strict for error in watched.unanswered]


def _explain(item: pytest.Item, met: list[ModelError]) -> str:
    """Each request without an answer in a line, the first of them with what differs, and what to do."""
    lines = []
    for number, error in enumerate({str(error): error for error in met}.values()):
        lines.append(str(error))
        details = getattr(error, "details", "") if number < _DETAILED else ""
        lines += [f"    {line}" for line in details.splitlines()]
    if item.config.stash[_BENCH].asked is None:
        lines.append(f"to record what is missing, and that alone, run it again with {_RECORD}=openai:NAME")
    return "\n".join(lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what was recorded, and, if wanted, what is recorded for nothing."""
    bench = config.stash[_BENCH]
    if bench.told:
        terminalreporter.section("llmextract: recorded")
        for line in bench.told:
            terminalreporter.line(line)
    if config.getoption("llmextract_unused"):
        terminalreporter.section("llmextract: recordings that no test of this run asked for", yellow=True)
        for line in _unused(bench) or ["none"]:
            terminalreporter.line(line)


def _unused(bench: _Bench) -> list[str]:
    from llmextract.errors import ModelError
    from llmextract.models.recording import located_recordings

    lines = []
    for folder, used in sorted(bench.used.items()):
        if not folder.is_dir():
            continue
        try:
            located = [(where, one) for where, one in located_recordings(folder) if one.key not in used]
        except ModelError as error:
            lines.append(str(error))
        else:
            lines += [f"{bench.shown(Path(where))}: {one.name} (key {one.key[:12]})" for where, one in located]
    return lines
