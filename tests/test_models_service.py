"""The service model against a real service on the loopback interface."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from loopback import Loopback, Reply, completion, fault
from pydantic import BaseModel, ConfigDict, Field

from llmextract.errors import ModelError, ServiceError
from llmextract.models import (
    AnswerCache,
    CachedModel,
    Message,
    RelayModel,
    ReplayModel,
    Request,
    ServiceModel,
    Usage,
    ask,
    default_spec,
    open_model,
)
from llmextract.models.completion import completion_answer
from llmextract.models.rules import RulesModel

T = TypeVar("T")
KEY = "sk-test-0123456789abcdef"
GOOD = '{"total": {"mention": "n1", "printed": "206件"}}'


class Pointed(BaseModel):
    """一处数字"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mention: str
    printed: str


class Counted(BaseModel):
    """行政复议"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    total: Pointed | Literal["not_stated"] = Field(description="收到的申请")


def request(text: str = "全年收到206件", **parameters: Any) -> Request:
    return Request("a.txt: total", (Message("system", "规则"), Message("user", text)), Counted, parameters)


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLMEXTRACT_MODEL", "LLMEXTRACT_OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def using(service: Loopback, work: Callable[[ServiceModel], Awaitable[T]], **settings: Any) -> T:
    """Do something with a model of the service; waits are tiny."""

    async def run() -> T:
        model = ServiceModel("m-1", service.url, KEY, **{"backoff": 0.01, "timeout": 5.0, **settings})
        try:
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(run())


def one(service: Loopback, asked: Request | None = None, **settings: Any) -> Any:
    return using(service, lambda model: model.answer(asked or request()), **settings)


def failure(service: Loopback, **settings: Any) -> str:
    with pytest.raises(ServiceError) as caught:
        one(service, **settings)
    message = str(caught.value)
    assert KEY not in message
    assert "\n" not in message
    assert "m-1 at 127.0.0.1:" in message
    return message


def test_the_strict_schema_and_the_parameters_are_on_the_wire() -> None:
    asked = request(temperature=0.2, seed=7, top_k=5)
    with Loopback(completion(GOOD)) as service:
        answer = one(service, asked)
    (body,) = service.bodies
    schema = {"name": "Counted", "strict": True, "schema": asked.schema}
    assert body["response_format"] == {"type": "json_schema", "json_schema": schema}
    assert "title" not in str(body["response_format"])
    assert body["messages"] == [{"role": "system", "content": "规则"}, {"role": "user", "content": "全年收到206件"}]
    assert (body["model"], body["temperature"], body["seed"], body["top_k"]) == ("m-1", 0.2, 7, 5)
    assert service.seen[0].path == "/v1/chat/completions"
    assert service.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert (answer.content, answer.model, answer.finish, answer.cached) == (GOOD, "loop-1", "stop", False)
    assert (answer.usage.prompt, answer.usage.completion) == (11, 7)


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_a_form_is_turned_into_a_schema_once_however_often_it_is_asked(mode: str) -> None:
    made = []

    class Form(Counted):
        @classmethod
        def model_json_schema(cls, *args: Any, **settings: Any) -> dict[str, Any]:
            made.append(cls)
            return super().model_json_schema(*args, **settings)

    async def work(model: ServiceModel) -> None:
        for number in range(3):
            await model.answer(replace(request(seed=number), wire=Form))

    with Loopback(completion(GOOD)) as service:
        using(service, work, mode=mode)
    assert set(made) == {Form}
    assert len(made) <= 2  # for the request, and for instructor
    first, *later = ({**body, "seed": 0} for body in service.bodies)
    assert later == [first, first]
    assert "收到的申请" in str(first)


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
@pytest.mark.parametrize("content", ['{"total": ', '{"total": {"mention": 5}}', "对不起", "", "[1, 2]"])
def test_an_answer_that_breaks_the_schema_comes_back_raw_after_one_request(mode: str, content: str) -> None:
    with Loopback(completion(content)) as service:
        answer = one(service, mode=mode)
    assert len(service.seen) == 1
    assert (answer.content, answer.finish, answer.usage.prompt) == (content, "stop", 11)


def test_tools_mode_takes_the_arguments_of_the_call() -> None:
    call = {"id": "t", "type": "function", "function": {"name": "Counted", "arguments": GOOD}}
    asked = request()
    with Loopback(completion(None, "tool_calls", tool_calls=[call])) as service:
        answer = one(service, asked, mode="tools")
    (body,) = service.bodies
    assert (answer.content, answer.finish) == (GOOD, "stop")
    assert [tool["function"] for tool in body["tools"]] == [{"name": "Counted", "parameters": asked.schema}]
    assert body["tool_choice"]["function"] == {"name": "Counted"}
    assert "response_format" not in body


def test_json_mode_puts_the_schema_into_the_prompt_and_takes_fences() -> None:
    content = f"结果如下:\n```json\n{GOOD}\n```\n"
    with Loopback(completion(content)) as service:
        asked = using(service, lambda model: ask(model, request()), mode="json")
    (body,) = service.bodies
    assert asked.exchanges[0][1].content == content
    assert asked.value == Counted.model_validate_json(GOOD)
    assert "response_format" not in body
    assert "收到的申请" in body["messages"][0]["content"]
    assert "全年收到206件" in body["messages"][1]["content"]


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_document_text_is_no_template(mode: str) -> None:
    text = "收到 {{ 1+1 }} 件 {# x #} {% y %} 206件\t  https://a.cn/b.png data:image/png;base64,AAAA"
    with Loopback(completion(GOOD)) as service:
        one(service, request(text), mode=mode)
    assert service.bodies[0]["messages"][1]["content"].startswith(text)


def test_refusal_filter_and_cut_off_are_answers_and_are_not_repeated() -> None:
    with Loopback(completion(None, refusal="I can't")) as service:
        answer = one(service)
    assert (answer.content, answer.finish, len(service.seen)) == ("", "refusal", 1)
    with Loopback(completion(None, refusal="I can't")) as service:
        assert one(service, mode="tools").finish == "refusal"
    with Loopback(completion("", "content_filter")) as service:
        assert one(service).finish == "content_filter"
    assert len(service.seen) == 1
    with Loopback(completion('{"total": {"men', "length")) as service:
        answer = one(service)
    assert (answer.content, answer.finish, len(service.seen)) == ('{"total": {"men', "length", 1)
    assert answer.usage.completion == 7


def test_retry_after_is_honoured_as_seconds_and_as_a_date() -> None:
    with Loopback(fault(429, retry_after="1"), completion(GOOD)) as service:
        assert one(service).content == GOOD
    assert service.seen[1].time - service.seen[0].time >= 1.0
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with Loopback(fault(429, retry_after=date), completion(GOOD)) as service:
        assert one(service).content == GOOD
    assert service.seen[1].time - service.seen[0].time >= 0.8


def test_a_wait_beyond_the_time_allowed_is_not_begun() -> None:
    with Loopback(fault(429, "slow down", retry_after="90"), completion(GOOD)) as service:
        message = failure(service, max_seconds=3.0)
    assert len(service.seen) == 1
    assert "status 429" in message
    assert "in 90 s" in message


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503, 529])
def test_faults_of_transport_are_repeated(status: int) -> None:
    with Loopback(fault(status), fault(status), completion(GOOD)) as service:
        assert one(service).content == GOOD
    assert len(service.seen) == 3


def test_attempts_are_bounded() -> None:
    with Loopback(fault(500, "boom")) as service:
        message = failure(service, max_attempts=3)
    assert len(service.seen) == 3
    assert "status 500: boom; try later (tried 3 times)" in message


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_refused_requests_are_not_repeated(status: int) -> None:
    with Loopback(fault(status, "too\nlong"), completion(GOOD)) as service:
        message = failure(service)
    assert len(service.seen) == 1
    assert f"status {status}: too long" in message


def test_a_service_without_strict_schemas_names_the_modes_to_try() -> None:
    said = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model"
    with Loopback(fault(400, said)) as service:
        assert "try --mode tools or --mode json" in failure(service)
    with Loopback(fault(400, "tool_choice is not supported")) as service:
        assert "try --mode json" in failure(service, mode="tools")
    with Loopback(fault(400, "context length exceeded")) as service:
        assert "--mode" not in failure(service)


def test_a_refused_key_is_never_shown_nor_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("instructor"), "level", logging.NOTSET)
    with Loopback(fault(401, f"Incorrect API key provided: {KEY} (sk-te***cdef)")) as service:
        message = failure(service)
    assert "status 401" in message
    assert "OPENAI_API_KEY" in message
    assert "sk-te" not in message
    with Loopback(fault(500, f"internal: Authorization Bearer {KEY}")) as service:
        assert "***" in failure(service, max_attempts=1)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_used_up_quota_is_not_repeated() -> None:
    with Loopback(fault(429, "You exceeded your quota", "insufficient_quota"), completion(GOOD)) as service:
        assert "quota is used up" in failure(service)
    assert len(service.seen) == 1


@pytest.mark.parametrize("slow", [Reply({}, delay=0.5), Reply({}, drip=1.0)])
def test_timeouts_cover_the_whole_answer_and_are_repeated(slow: Reply) -> None:
    with Loopback(slow, completion(GOOD)) as service:
        assert one(service, timeout=0.2).content == GOOD
    assert len(service.seen) == 2
    with Loopback(slow) as service:
        assert "no answer within 0.1 s" in failure(service, timeout=0.1, max_attempts=2)


def test_a_service_that_is_not_there() -> None:
    with Loopback(completion(GOOD)) as service:
        pass
    assert "cannot be reached" in failure(service, max_attempts=2)


def test_200_without_a_completion() -> None:
    with Loopback(Reply("<html>portal</html>")) as service:
        assert "check the base URL" in failure(service, max_attempts=2)
    with Loopback(Reply("<html>portal</html>"), completion(GOOD)) as service:
        assert one(service).content == GOOD  # a gateway's page on a bad line
    with Loopback(Reply({"error": {"message": "upstream busy", "code": 502}}), completion(GOOD)) as service:
        assert one(service).content == GOOD
    with Loopback(Reply({"choices": []})) as service:
        assert "without a choice" in failure(service, max_attempts=2)


def test_a_cancelled_request_is_not_repeated() -> None:
    async def cancelled(model: ServiceModel) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.answer(request()), 0.3)

    with Loopback(Reply({}, delay=0.8), completion(GOOD)) as service:
        using(service, cancelled)
        assert len(service.seen) == 1


def test_no_more_requests_at_once_than_allowed() -> None:
    async def many(model: ServiceModel) -> None:
        await asyncio.gather(*(model.answer(request(str(number))) for number in range(9)))

    with Loopback(Reply(completion(GOOD).body, delay=0.05)) as service:
        using(service, many, concurrency=3)
    assert len(service.seen) == 9
    assert service.most_at_once == 3


def test_a_model_can_be_used_again_in_another_loop_after_close() -> None:
    with Loopback(completion(GOOD)) as service:
        model = ServiceModel("m-1", service.url, KEY)
        for _ in range(2):

            async def once() -> None:
                await model.answer(request())
                await model.close()

            asyncio.run(once())
    assert len(service.seen) == 2


def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    with pytest.raises(ServiceError, match="set OPENAI_API_KEY"):
        asyncio.run(ServiceModel("m-1").answer(request()))


def test_local_services_need_no_key() -> None:
    async def run(url: str) -> None:
        model = ServiceModel("m-1", url)
        await model.answer(request())
        await model.close()

    with Loopback(completion(GOOD)) as service:
        asyncio.run(run(service.url))
    assert len(service.seen) == 1


# --- stored answers over a service


def stored(folder: Path, service: Loopback, work: Callable[[CachedModel], Awaitable[T]]) -> T:
    async def run() -> T:
        inner = ServiceModel("m-1", service.url, KEY, backoff=0.01)
        model = CachedModel(inner, AnswerCache(folder), inner.scope)
        try:
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(run())


def test_a_second_run_asks_nothing_failures_included(tmp_path: Path) -> None:
    async def fails(model: CachedModel, fresh: bool = False) -> list[str]:
        with pytest.raises(ModelError) as caught:
            await ask(model, request(), attempts=1, fresh=fresh)
        return [answer.content for _, answer in caught.value.exchanges]  # type: ignore[attr-defined]

    with Loopback(completion("bad 1"), completion("bad 2"), completion("bad 3"), completion("bad 4")) as service:
        assert stored(tmp_path, service, fails) == ["bad 1", "bad 2"]
        assert stored(tmp_path, service, fails) == ["bad 1", "bad 2"]
        assert len(service.seen) == 2
        assert stored(tmp_path, service, lambda model: fails(model, fresh=True)) == ["bad 3", "bad 4"]
        assert len(service.seen) == 4
        assert stored(tmp_path, service, fails) == ["bad 3", "bad 4"]
        assert len(service.seen) == 4


def test_identical_requests_in_flight_are_asked_once(tmp_path: Path) -> None:
    async def many(model: CachedModel) -> list[bool]:
        answers = await asyncio.gather(*(model.answer(request()) for _ in range(5)))
        assert {answer.content for answer in answers} == {GOOD}
        return sorted(answer.cached for answer in answers)

    with Loopback(Reply(completion(GOOD).body, delay=0.1)) as service:
        assert stored(tmp_path, service, many) == [False, True, True, True, True]
    assert len(service.seen) == 1


def test_a_failed_flight_fails_for_all_and_is_asked_again(tmp_path: Path) -> None:
    async def many(model: CachedModel) -> list[type]:
        results = await asyncio.gather(*(model.answer(request()) for _ in range(3)), return_exceptions=True)
        return [type(result) for result in results]

    async def once(model: CachedModel) -> str:
        return (await model.answer(request())).content

    with Loopback(fault(400), completion(GOOD)) as service:
        assert stored(tmp_path, service, many) == [ServiceError] * 3
        assert len(service.seen) == 1
        assert stored(tmp_path, service, once) == GOOD


@pytest.mark.parametrize("cancelled", [0, 1])
def test_a_cancelled_caller_does_not_cancel_the_others(tmp_path: Path, cancelled: int) -> None:
    async def two(model: CachedModel) -> str:
        callers = [asyncio.create_task(model.answer(request())) for _ in range(2)]
        await asyncio.sleep(0.05)
        callers.pop(cancelled).cancel()
        return (await callers[0]).content

    with Loopback(Reply(completion(GOOD).body, delay=0.2)) as service:
        assert stored(tmp_path, service, two) == GOOD
    assert len(service.seen) == 1


def test_closing_gives_up_what_is_under_way(tmp_path: Path) -> None:
    with Loopback(Reply(completion(GOOD).body, delay=0.5)) as service:

        async def leave(model: CachedModel) -> None:
            asked = asyncio.create_task(model.answer(request()))
            while not service.seen:  # noqa: ASYNC110 - the service lives in another thread
                await asyncio.sleep(0.01)
            asked.cancel()

        stored(tmp_path, service, leave)
    assert len(service.seen) == 1
    cache = AnswerCache(tmp_path)
    assert cache.size()[0] == 0
    cache.close()


def test_answers_of_other_services_and_models_are_not_taken(tmp_path: Path) -> None:
    async def once(model: CachedModel) -> bool:
        return (await model.answer(request())).cached

    with Loopback(completion(GOOD)) as first, Loopback(completion(GOOD)) as second:
        assert stored(tmp_path, first, once) is False
        assert stored(tmp_path, second, once) is False
        assert stored(tmp_path, first, once) is True
    assert ServiceModel("a", "http://h/v1/").scope == ServiceModel("a", "http://h/v1").scope
    assert len({ServiceModel(name, "http://h/v1", mode=mode).scope for name in "ab" for mode in ("tools", "json")}) == 4


def test_a_scope_holds_no_secrets_of_the_base_url() -> None:
    assert ServiceModel("a", "https://me:secret@h:8/v1/?key=secret#secret").scope == "https://h:8/v1 a"
    assert ServiceModel("a", "https://h:8/v1?api-version=2").scope == ServiceModel("a", "https://h:8/v1").scope
    with pytest.raises(ModelError, match="--base-url or OPENAI_BASE_URL"):
        _ = ServiceModel("a", "http://[h/v1").scope


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 2}, Usage(9, 2)),
        ({"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 8}}, Usage(9, 2, 8)),
        ({"prompt_tokens": 9, "prompt_tokens_details": None}, Usage(9)),
        (None, Usage()),
    ],
)
def test_the_tokens_of_an_answer_are_told(usage: Any, told: Usage) -> None:
    answer = completion_answer(dict(completion(GOOD).body, usage=usage), "m")
    assert answer is not None
    assert answer.usage == told


def test_the_tokens_that_a_service_took_from_its_cache_come_through() -> None:
    usage = {
        "prompt_tokens": 9,
        "completion_tokens": 2,
        "total_tokens": 11,
        "prompt_tokens_details": {"cached_tokens": 8},
    }
    with Loopback(Reply(dict(completion(GOOD).body, usage=usage))) as service:
        assert one(service).usage == Usage(9, 2, 8)


# --- opening by name


def test_open_model_by_each_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = open_model("openai:ft:x", base_url="http://h/v1", cache_folder=tmp_path, mode="tools")
    assert isinstance(service, CachedModel)
    assert (service.name, service.scope, service.cache.folder) == ("openai:ft:x", "http://h/v1 ft:x tools", tmp_path)
    bare = open_model("openai:x", use_cache=False)
    assert isinstance(bare, ServiceModel)
    assert bare.base_url == "https://api.openai.com/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://e/v1/")
    named = open_model("openai:x", use_cache=False)
    assert isinstance(named, ServiceModel)
    assert named.base_url == "http://e/v1"
    replay, relay = open_model(f"replay:{tmp_path}"), open_model(f"relay:{tmp_path}")
    assert isinstance(replay, ReplayModel)
    assert isinstance(relay, RelayModel)
    assert (replay.folder, relay.folder) == (tmp_path, tmp_path)
    assert isinstance(open_model("rules"), RulesModel)


@pytest.mark.parametrize("spec", ["openai", "openai:", "replay:", "rules:x", "gpt-4.1", "http://h", ":", "Rules"])
def test_an_unknown_model_lists_the_forms(spec: str) -> None:
    with pytest.raises(ModelError, match="openai:NAME, replay:FOLDER, relay:FOLDER, rules") as caught:
        open_model(spec)
    assert spec in str(caught.value)


def test_an_unknown_mode_lists_the_modes() -> None:
    with pytest.raises(ModelError, match="json_schema, tools, json"):
        open_model("openai:x", mode="strict")


def test_the_default_model_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_spec() == "rules"
    monkeypatch.setenv("OPENAI_API_KEY", " ")
    assert default_spec() == "rules"
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert default_spec() == "openai:gpt-4.1-mini"
    monkeypatch.setenv("LLMEXTRACT_OPENAI_MODEL", "deepseek-chat")
    assert default_spec() == "openai:deepseek-chat"
    monkeypatch.setenv("LLMEXTRACT_MODEL", "replay:r")
    assert default_spec() == "replay:r"


def test_importing_the_models_loads_nothing_heavy() -> None:
    heavy = "{'openai', 'instructor', 'tenacity', 'diskcache', 'httpx2', 'jinja2'}"
    code = f"import sys, llmextract.models; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_level_that_the_user_set_for_instructor_stays() -> None:
    logger = logging.getLogger("instructor")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with Loopback(completion(GOOD)) as service:
            one(service)
        assert logger.level == logging.DEBUG
    finally:
        logger.setLevel(before)
