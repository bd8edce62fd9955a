"""A recheck comes to the bytes of the run that it follows, whatever the model did."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering import TEXT, Answering, Special, kind_of

from llmextract.errors import Fault, ServiceError
from llmextract.models.base import Answer, Request
from llmextract.models.replay import ReplayModel
from llmextract.models.rules import RulesModel
from llmextract.outcomes import DocumentState
from llmextract.pipeline import Options
from llmextract.runner import recheck, run
from llmextract.schema import Genre

FIXTURES = Path(__file__).parent.parent / "fixtures"
TELLING = ("run.json", "recheck.json", ".lock")


def files(out: Path) -> dict[str, bytes]:
    """Everything that a run leaves but what tells of the run itself."""
    found = (path for path in out.rglob("*") if path.is_file() and path.name not in TELLING)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("model", ["replay", "rules"])
def test_of_the_five_reports(tmp_path: Path, genre: Genre, model: str) -> None:
    asked = RulesModel() if model == "rules" else ReplayModel(FIXTURES / "responses")
    run([FIXTURES / "reports"], tmp_path, asked, genre)
    before = files(tmp_path)
    assert recheck(tmp_path).exit_code == 0
    after = files(tmp_path)
    journals = before.pop("journal.jsonl"), after.pop("journal.jsonl")
    assert after == before
    assert sorted(set(journals[1].splitlines())) == sorted(journals[0].splitlines())


COUNTED_CUT = Answer("{", "answering", "length")
DOWN = ServiceError("a.txt: down", Fault.TIMEOUT)


def failing(*kinds: str) -> Special:
    """No answer to requests of these kinds, or that ask these sections."""
    return lambda request: DOWN if {kind_of(request), *request.context.sections} & set(kinds) else None


def once_broken(request: Request) -> Answer | Exception | None:
    """An answer out of shape, and none when it is given back."""
    if "reconsideration" not in request.context.sections:
        return None
    return Answer("{}", "answering") if len(request.messages) == 2 else DOWN


@pytest.mark.parametrize(
    ("special", "options"),
    [
        (failing("reconsideration"), Options()),
        (failing("report", "reconsideration", "naming"), Options()),
        (failing("repair"), Options()),
        (failing("naming"), Options()),
        (once_broken, Options()),
        (lambda request: DOWN if request.sample else None, Options(samples=2)),
        (lambda request: COUNTED_CUT if len(request.context.fields) > 60 else None, Options()),
    ],
    ids=["section", "everything", "repair", "naming", "midway", "second answer", "cut off"],
)
def test_of_a_run_with_faults(tmp_path: Path, genre: Genre, special: Special, options: Options) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    wrong = {"reconsideration.concluded": [{"mention": "n999", "printed": "9999件"}]}
    done = run([tmp_path / "a.txt"], tmp_path / "out", Answering(wrong, special=special), genre, options)
    before = files(tmp_path / "out")
    again = recheck(tmp_path / "out", genre)
    assert again.outcomes == done.outcomes
    after = files(tmp_path / "out")
    assert {name: data for name, data in after.items() if name != "journal.jsonl"} == {
        name: data for name, data in before.items() if name != "journal.jsonl"
    }


def test_of_what_was_asked_anew(tmp_path: Path, genre: Genre) -> None:
    """The stored failure and the answer that replaced it are answers to one request: the later one stands."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    class Store(Answering):
        """Gives what it gave, until it is asked anew."""

        async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
            if "reconsideration" in request.context.sections and not fresh:
                return Answer("{}", "answering", cached=True)
            return await super().answer(request)

    out = tmp_path / "out"
    first = run([tmp_path / "a.txt"], out, Store(), genre, Options(attempts=0))
    assert first.outcomes[0].state is DocumentState.INCOMPLETE
    assert run([tmp_path / "a.txt"], out, Store(), genre, Options(attempts=0, retry_failed=True)).exit_code == 0
    before = (out / "results" / "a.txt.json").read_bytes()
    assert recheck(out, genre).exit_code == 0
    assert (out / "results" / "a.txt.json").read_bytes() == before


def test_one_that_cannot_be_made_takes_nothing_away(tmp_path: Path, genre: Genre) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    run([tmp_path / "a.txt"], out, Answering(), genre)
    before = files(out)
    (out / "answers" / "a.txt.jsonl").write_text("")
    again = recheck(out, genre)
    assert [outcome.state for outcome in again.outcomes] == [DocumentState.FAILED]
    after = files(out)
    assert (after["results/a.txt.json"], after["journal.jsonl"]) == (
        before["results/a.txt.json"],
        before["journal.jsonl"],
    )
