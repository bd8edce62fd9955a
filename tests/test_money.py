"""Prices, budgets, estimates, and what a run tells of its spending."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from faulty import Faulty, known_answers, varied
from loopback import Loopback, Reply, completion, fault

from llmextract import BudgetReached, DocumentState, Fault, Options, PriceError, Prices, ServiceUnusable, run
from llmextract.cli import main
from llmextract.estimating import estimate
from llmextract.meter import Meter
from llmextract.models import AnswerCache, CachedModel, ServiceModel
from llmextract.models.base import Attempt, Message, Request, Usage
from llmextract.schema import Genre
from llmextract.schema.wire import naming_wire

REPORTS = sorted((Path(__file__).parent.parent / "fixtures" / "reports").glob("*.txt"))
PRICES = 'currency = "USD"\n["m-*"]\nprompt = 1.5\ncached = 0.5\ncompletion = 6\n'


@pytest.fixture
def prices(tmp_path: Path) -> Prices:
    (tmp_path / "prices.toml").write_text(PRICES, encoding="utf-8")
    return Prices.read(tmp_path / "prices.toml")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    varied(REPORTS, tmp_path / "in", 6)
    return tmp_path / "in"


def cached(service: Loopback, tmp_path: Path, **settings: Any) -> CachedModel:
    asked = ServiceModel("m-1", service.url, "key-of-the-test", **{"backoff": 0.01, "max_attempts": 3, **settings})
    return CachedModel(asked, AnswerCache(tmp_path / "cache"), asked.scope)


def costly(known: Faulty) -> Callable[[dict[str, Any]], Reply]:
    """The service, with answers that take as many tokens as real ones."""

    def reply(body: dict[str, Any]) -> Reply:
        made = known(body)
        asked = len(json.dumps(body, ensure_ascii=False))
        said = len(made.body["choices"][0]["message"]["content"]) // 3
        usage = {"prompt_tokens": asked * 2 // 3, "completion_tokens": said, "total_tokens": asked + said}
        return Reply(made.body | {"usage": usage})

    return reply


def test_kept_tokens_cost_less_and_the_first_pattern_that_fits_counts(prices: Prices) -> None:
    price = prices.of("m-1")
    assert price is not None
    assert price.of(Usage(1_000_000, 500_000, 400_000)) == Decimal("0.6") * Decimal("1.5") + Decimal("0.2") + 3
    assert price.of(Usage()) == 0
    assert prices.of("other") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["m"]\nprompt = 1\ncompletion = 1', "currency"),
        ('currency = "USD"\n["m"]\nprompt = 1', "completion"),
        ('currency = "USD"\n["m"]\nprompt = -1\ncompletion = 1', "prompt"),
        ('currency = "USD"\n["m"]\nprompt = "1"\ncompletion = 1', "prompt"),
        ('currency = "USD"\n["m"]\nprompt = 1\ncompletion = 1\ninput = 2', "m"),
        ("currency", "cannot be read"),
    ],
)
def test_a_wrong_file_of_prices_is_one_line_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PriceError, match=said) as caught:
        Prices.read(tmp_path / "p.toml")
    assert str(tmp_path / "p.toml") in str(caught.value)


def test_a_run_tells_what_it_cost(tmp_path: Path, texts: Path, prices: Prices, genre: Genre) -> None:
    with Loopback(Faulty(known_answers(sorted(texts.glob("*")), genre))) as service:
        done = run([texts], tmp_path / "out", cached(service, tmp_path), genre, prices=prices)
        asked = len(service.seen)
        again = run([texts], tmp_path / "again", cached(service, tmp_path), genre, prices=prices)
    cost = asked * (11 * Decimal("1.5") + 7 * 6) / 1_000_000
    assert (done.meter.spent, again.meter.spent) == (cost, 0)
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert Decimal(told["money"]["spent"]) >= cost
    assert told["attempts"] == {"answered": asked}


def test_a_budget_stops_before_it_is_passed_keeps_everything_and_goes_on(
    tmp_path: Path, texts: Path, prices: Prices, genre: Genre
) -> None:
    known = known_answers(sorted(texts.glob("*")), genre)
    with Loopback(costly(Faulty(known))) as service:
        whole = estimate([texts], cached(service, tmp_path), genre, prices=prices).parts["all"]
        assert whole.cost is not None
        assert service.seen == []
        budget = whole.cost / 2
        done = run([texts], tmp_path / "out", cached(service, tmp_path), genre, prices=prices, budget=budget)
        states = [outcome.state for outcome in done.outcomes]
        assert 0 < len(service.seen) < whole.requests
        assert DocumentState.WAITING in states
        assert done.exit_code == 3
        assert done.meter.spent <= budget
        assert "--budget" in next(outcome.reason for outcome in done.outcomes if outcome.state is DocumentState.WAITING)
        first = len(service.seen)
        rest = run([texts], tmp_path / "out", cached(service, tmp_path), genre, prices=prices, budget=whole.cost * 9)
        assert {outcome.state for outcome in rest.outcomes} == {DocumentState.DONE}
        bodies = [json.dumps(body, sort_keys=True) for body in service.bodies]
    assert len(bodies) == len(set(bodies)) > first


def test_no_budget_without_a_price(tmp_path: Path, texts: Path, genre: Genre) -> None:
    with Loopback(completion("{}")) as service, pytest.raises(PriceError, match="m-1"):
        run([texts], tmp_path / "out", cached(service, tmp_path), genre, budget=Decimal(1))
    assert service.seen == []


def request(text: str = "全年收到206件", **parameters: Any) -> Request:
    from llmextract.schema import load_genre

    return Request("a.txt: naming", (Message("user", text),), naming_wire(load_genre()), parameters)


def test_what_is_under_way_counts_towards_the_budget(prices: Prices) -> None:
    asked = request(max_tokens=1000)
    alone = Meter(prices, Decimal("0.0075"))  # an answer of 1000 tokens costs 0.006
    alone.before(asked, "m-1")
    other = request("另一段", max_tokens=1000)
    with pytest.raises(BudgetReached):
        alone.before(other, "m-1")
    after = Meter(prices, Decimal("0.0075"))
    after.before(asked, "m-1")
    after.attempted(asked, Attempt("m-1", 0.1, Usage(10, 5)))  # it took little: the next one fits
    after.before(other, "m-1")


def test_the_meter_learns_how_a_service_counts(prices: Prices) -> None:
    meter = Meter(prices, Decimal(10))
    asked = request(max_tokens=1)
    meter.before(asked, "m-1")
    before = sum(meter._reserved.values())
    meter.attempted(asked, Attempt("m-1", 0.1, Usage(100_000, 1)))
    meter.before(asked, "m-1")
    assert sum(meter._reserved.values()) > 10 * before


def test_a_service_that_refuses_the_key_is_asked_once(tmp_path: Path, texts: Path, genre: Genre) -> None:
    with Loopback(Reply(fault(401).body, 401, delay=0.1)) as service:
        done = run([texts], tmp_path / "out", cached(service, tmp_path, concurrency=2), genre)
        assert len(service.seen) <= 2  # those that were under way
    assert {outcome.state for outcome in done.outcomes} == {DocumentState.WAITING}
    assert done.exit_code == 1
    assert "key was not accepted" in done.meter.stopped
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert "key was not accepted" in told["stopped"]


def test_a_service_that_is_gone_is_given_up_after_a_while(tmp_path: Path, genre: Genre) -> None:
    varied(REPORTS, tmp_path / "in", 30)
    with Loopback(fault(503, "gone")) as service:
        done = run([tmp_path / "in"], tmp_path / "out", cached(service, tmp_path, backoff=0.001), genre)
        assert 40 <= len(service.seen) < 60
    assert {outcome.state for outcome in done.outcomes} <= {DocumentState.WAITING, DocumentState.INCOMPLETE}
    with pytest.raises(ServiceUnusable):
        done.meter.before(request(), "m-1")


def test_one_answer_in_between_and_nothing_is_given_up() -> None:
    meter = Meter()
    for number in range(200):
        gone = number % 39 != 0
        meter.attempted(request(), Attempt("m-1", 0.1, Usage(1, 1), Fault.TIMEOUT if gone else None))
    assert not meter.unusable
    assert (meter.attempts["answered"], meter.attempts[Fault.TIMEOUT]) == (6, 194)


def test_an_estimate_asks_nothing_and_knows_what_is_stored(
    tmp_path: Path, texts: Path, prices: Prices, genre: Genre
) -> None:
    with Loopback(Faulty(known_answers(sorted(texts.glob("*")), genre))) as service:
        before = estimate([texts], cached(service, tmp_path), genre, prices=prices)
        assert service.seen == []
        run([texts], tmp_path / "out", cached(service, tmp_path), genre)
        after = estimate([texts], cached(service, tmp_path), genre, prices=prices)
        told = (len(service.seen), 11 * len(service.seen))
    assert before.parts["stored"].requests == 0
    assert before.parts["to ask"].requests <= told[0]  # repairs cannot be foreseen
    assert before.parts["to ask"].prompt > 10_000
    assert (after.parts["stored"].requests, after.parts["stored"].prompt) == told
    assert (after.parts["to ask"].requests, after.parts["to ask"].cost) == (0, 0)


def test_estimate_and_status_on_the_command_line(tmp_path: Path, texts: Path, no_environment: None) -> None:
    (tmp_path / "p.toml").write_text(PRICES, encoding="utf-8")
    (texts / "empty.txt").write_text("", encoding="utf-8")
    model = ["--model", "openai:m-1", "--base-url", "http://127.0.0.1:9/v1", "--cache", str(tmp_path / "cache")]
    told = CliRunner().invoke(main, ["estimate", str(texts), *model, "--prices", str(tmp_path / "p.toml"), "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert (found["documents"], found["unreadable"], found["currency"]) == (7, 1, "USD")
    assert Decimal(found["parts"]["all"]["cost"]) > 0
    shown = CliRunner().invoke(main, ["estimate", str(texts), *model])
    assert "no price for m-1" in shown.output
    CliRunner().invoke(main, ["run", str(texts), "--model", "rules", "--out", str(tmp_path / "out")])
    lines = CliRunner().invoke(main, ["status", str(tmp_path / "out"), "--json"]).output.splitlines()
    states = {one["document"]: one["state"] for one in map(json.loads, lines)}
    assert states == {**{f"{n:03}.txt": "done" for n in range(6)}, "empty.txt": "failed"}
    shown = CliRunner().invoke(main, ["status", str(tmp_path / "out")])
    assert "6 done, 1 failed" in shown.output
    missing = CliRunner().invoke(main, ["status", str(tmp_path)])
    assert (missing.exit_code, len(missing.output.splitlines())) == (2, 1)


def test_a_second_run_into_a_folder_waits_for_nobody(tmp_path: Path, genre: Genre) -> None:
    """The folder of a run is one run's at a time; the other is told in one line."""
    from llmextract.errors import ResultError
    from llmextract.files import only_writer
    from llmextract.models.rules import RulesModel

    with only_writer(tmp_path), pytest.raises(ResultError, match="another run"):
        run([REPORTS[0]], tmp_path, RulesModel(), genre)
    assert run([REPORTS[0]], tmp_path, RulesModel(), genre).exit_code == 0


def test_options_that_are_told_ask_the_same() -> None:
    options = Options(attempts=1, repairs=3, samples=2, max_fields=7, parameters={"temperature": 0.3})
    assert Options(**options.told()) == options
