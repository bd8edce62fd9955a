"""Each fault of a service: its way, and its place in the result; against a real service on the loopback interface."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from faulty import Faulty, Known, known_answers
from loopback import Loopback, Reply, completion, fault

from llmextract import DocumentState, Fault, Options, Progress, Result, run
from llmextract.cli import main
from llmextract.document import Document
from llmextract.models import ServiceModel
from llmextract.models.base import Attempt, Request
from llmextract.pipeline import Exchange, extract_document
from llmextract.schema import Genre, State

TEXT = "某县2024年法治政府建设年度报告\n一、行政复议\n全年共收到行政复议申请206件,审结185件。\n"
KEY = "sk-0123456789abcdef"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "a.txt"


@pytest.fixture
def known(text: Path, genre: Genre) -> Faulty:
    return Faulty(known_answers([text], genre))


def extracted(service: Loopback, genre: Genre, attempts: int = 1, **parameters: Any) -> Result:
    async def work() -> Result:
        model = ServiceModel("m-1", service.url, KEY, backoff=0.01, timeout=0.5, max_attempts=3)
        try:
            options = Options(attempts=attempts, parameters=parameters)
            return (await extract_document(Document(TEXT, "a.txt"), genre, model, options)).result
        finally:
            await model.close()

    return asyncio.run(work())


def figures(body: dict[str, Any]) -> bool:
    """Whether a request asks for figures: the one that misbehaves here; the others are answered."""
    return "reconsideration" in body["response_format"]["json_schema"]["schema"]["properties"]


def only(
    known: Callable[[dict[str, Any]], Reply], spoilt: Callable[[dict[str, Any]], Reply], times: int = 1000
) -> Callable[[dict[str, Any]], Reply]:
    """A service that spoils so many of its answers about figures."""
    left = [times]

    def reply(body: dict[str, Any]) -> Reply:
        if figures(body) and left[0]:
            left[0] -= 1
            return spoilt(body)
        return known(body)

    return reply


GOOD = completion("{}").body
SPOILT = {
    Fault.UNREACHABLE: Reply(GOOD, cut=0.5),
    Fault.TIMEOUT: Reply({}, delay=0.8),
    Fault.RATE_LIMITED: fault(429, "slow down", retry_after="0"),
    Fault.SERVER_ERROR: fault(503, "overloaded"),
    Fault.REJECTED: fault(400, "context length exceeded"),
    Fault.REFUSAL: completion(None, refusal="I cannot help with that"),
    Fault.CONTENT_FILTER: completion("", "content_filter"),
    Fault.CUT_OFF: completion('{"reconsideration": {"appl', "length"),
    Fault.MALFORMED: completion("总共206件"),
    Fault.WRONG_SCHEMA: completion('{"reconsideration": {}}'),
}
TRIED = {  # how often the same question is asked
    Fault.UNREACHABLE: 3,
    Fault.TIMEOUT: 3,
    Fault.RATE_LIMITED: 3,
    Fault.SERVER_ERROR: 3,
    Fault.REJECTED: 1,
    Fault.REFUSAL: 1,
    Fault.CONTENT_FILTER: 1,
    Fault.CUT_OFF: 1,
    Fault.MALFORMED: 2,
    Fault.WRONG_SCHEMA: 2,
}


def test_every_fault_is_tried_here() -> None:
    assert set(SPOILT) == set(TRIED) == set(Fault) - {Fault.UNUSABLE}  # tests/test_money.py


@pytest.mark.parametrize("kind", SPOILT)
def test_a_fault_that_stays_fails_its_fields_and_no_others(kind: Fault, known: Faulty, genre: Genre) -> None:
    with Loopback(only(known, lambda _: SPOILT[kind])) as service:
        result = extracted(service, genre)
        asked = [body for body in service.bodies if figures(body)]
    status = result.sections["reconsideration"]
    assert (status.fault, status.state) == (kind, "failed")
    assert status.reason.startswith("a.txt: ")
    assert KEY not in status.reason
    assert result.report["reconsideration"].concluded.state is State.FAILED  # type: ignore[attr-defined]
    assert result.sections["report"].fault is None
    assert result.report["report"].year.value == 2024  # type: ignore[attr-defined]
    whole = max(len(json.dumps(body["response_format"])) for body in asked)
    same = [body for body in asked if len(json.dumps(body["response_format"])) == whole]
    assert len(same) == TRIED[kind]
    assert [body["messages"][:2] for body in same] == [same[0]["messages"]] * len(same)


@pytest.mark.parametrize("kind", SPOILT)
def test_a_fault_that_passes_leaves_no_trace(kind: Fault, known: Faulty, genre: Genre) -> None:
    with Loopback(known) as service:
        calm = extracted(service, genre)
    with Loopback(only(known, lambda _: SPOILT[kind], times=1)) as service:
        result = extracted(service, genre)
    stays = kind in (Fault.REJECTED, Fault.REFUSAL, Fault.CONTENT_FILTER)
    assert (result.model_dump_json() == calm.model_dump_json()) is not stays


def test_a_fenced_answer_costs_no_second_one(known: Faulty, genre: Genre) -> None:
    def fenced(body: dict[str, Any]) -> Reply:
        content = known(body).body["choices"][0]["message"]["content"]
        return completion(f"好的:\n```json\n{content}\n```\n以上。")

    with Loopback(only(known, fenced)) as service:
        result = extracted(service, genre)
        assert sum(map(figures, service.bodies)) == 1
    assert result.failed == ()


def test_a_cut_off_answer_is_first_given_more_tokens_where_they_were_bounded(known: Faulty, genre: Genre) -> None:
    def short(body: dict[str, Any]) -> Reply:
        return known(body) if body["max_tokens"] > 500 else SPOILT[Fault.CUT_OFF]

    with Loopback(only(known, short)) as service:
        result = extracted(service, genre, max_tokens=500)
        asked = [body["max_tokens"] for body in service.bodies if figures(body)]
    assert asked == [500, 1000]
    assert result.failed == ()


def test_what_is_cut_off_again_and_again_fails_alone(known: Faulty, genre: Genre) -> None:
    def long(body: dict[str, Any]) -> Reply:
        schema = body["response_format"]["json_schema"]["schema"]
        cut = "concluded" in schema["$defs"]["Reconsideration"]["properties"]
        return SPOILT[Fault.CUT_OFF] if cut else everything(body)

    everything = Everything(known)
    with Loopback(only(everything, long)) as service:
        result = extracted(service, genre)
    status = result.sections["reconsideration"]
    assert (status.state, status.fault) == ("answered", Fault.CUT_OFF)
    assert "concluded" in status.failed_fields
    section = result.report["reconsideration"]
    others = set(section.specs()) - set(status.failed_fields)
    assert len(others) >= len(section.specs()) // 2
    assert {getattr(section, field).state for field in others} == {State.NOT_STATED}
    assert {getattr(section, field).state for field in status.failed_fields} == {State.FAILED}
    assert result.failed == ("reconsideration",)


class Everything:
    """Answers also what is asked in parts that nobody foresaw: from the answer to the whole."""

    def __init__(self, known: Faulty) -> None:
        self._known = known
        self._fields: dict[str, Any] = {}
        for content in known.answers.values():
            for section, fields in json.loads(content).items():
                if isinstance(fields, dict):
                    self._fields.setdefault(section, {}).update(fields)

    def __call__(self, body: dict[str, Any]) -> Reply:
        schema = body["response_format"]["json_schema"]["schema"]
        if "figures" in schema["properties"]:
            return completion('{"figures": []}')
        told = {}
        for section, reference in schema["properties"].items():
            own = schema["$defs"][reference["$ref"].rpartition("/")[2]]["properties"]
            told[section] = {field: self._fields[section][field] for field in own}
        return completion(json.dumps(told, ensure_ascii=False))


class Heard(Progress):
    """Keeps what a run tells."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def started(self, documents: Any) -> None:
        self.told.append(("started", list(documents)))

    def answered(self, exchange: Exchange) -> None:
        self.told.append(("answered", exchange[1].cached))

    def attempted(self, request: Request, attempt: Attempt) -> None:
        self.told.append(("attempted", attempt.fault))

    def paused(self, seconds: float, reason: str) -> None:
        self.told.append(("paused", reason))

    def finished(self, outcome: Any) -> None:
        self.told.append(("finished", outcome.state))


def test_a_run_tells_its_hooks(text: Path, tmp_path: Path, known: Faulty, genre: Genre) -> None:
    heard = Heard()
    with Loopback(only(known, lambda _: fault(429, "slow", retry_after="1"), times=1)) as service:
        run([text], tmp_path / "out", ServiceModel("m-1", service.url, KEY, backoff=0.01), genre, None, heard)
    assert heard.told[0] == ("started", ["a.txt"])
    assert heard.told[-1] == ("finished", DocumentState.DONE)
    assert ("attempted", Fault.RATE_LIMITED) in heard.told
    assert any(name == "paused" and "status 429" in told for name, told in heard.told)
    answers = sum(name == "answered" for name, _ in heard.told)
    assert heard.told.count(("attempted", None)) == answers == len(service.seen) - 1
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert told["attempts"] == {"answered": answers, "rate_limited": 1}


def test_verbose_shows_requests_without_the_key(
    text: Path, tmp_path: Path, known: Faulty, no_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    logger = logging.getLogger("llmextract")
    before = (logger.level, list(logger.handlers))
    with Loopback(only(known, lambda _: fault(500, f"lost {KEY}"), times=1)) as service:
        command = ["run", str(text), "--model", "openai:m-1", "--base-url", service.url, "--out", str(tmp_path / "out")]
        told = CliRunner().invoke(main, [*command, "-vv"]).output
    logger.setLevel(before[0])
    logger.handlers[:] = before[1]
    assert "⟦n1:206件⟧" in told
    assert "11 + 7 tokens" in told
    assert "status 500: lost ***" in told
    assert KEY not in told


def test_spans_where_opentelemetry_is_in_use_and_nothing_where_it_is_not(
    text: Path, tmp_path: Path, known: Faulty, genre: Genre, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    with Loopback(known) as service:
        run([text], tmp_path / "one", ServiceModel("m-1", service.url, KEY), genre)
        asked = len(service.seen)
        spans = exporter.get_finished_spans()
        assert [span.name for span in spans].count("llmextract.attempt") == asked
        (whole,) = (span for span in spans if span.name == "llmextract.document")
        assert dict(whole.attributes or {}) == {"llmextract.document": "a.txt", "llmextract.state": "done"}
        attempt = next(span for span in spans if span.name == "llmextract.attempt")
        assert attempt.parent is not None
        assert (attempt.attributes or {})["gen_ai.usage.input_tokens"] == 11
        monkeypatch.delitem(sys.modules, "opentelemetry.trace")
        run([text], tmp_path / "two", ServiceModel("m-1", service.url, KEY), genre)
    assert len(exporter.get_finished_spans()) == len(spans)


def test_the_known_answers_are_those_of_the_rules(text: Path, genre: Genre) -> None:
    result = asyncio.run(extract_document(Document(TEXT, "a.txt"), genre, Known())).result
    assert result.report["reconsideration"].concluded.value == 185  # type: ignore[attr-defined]
