"""`apply` on the five reports, as a person uses it: decide, go on with another model, score by what was decided."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from llmextract import DecisionError, GoldError, ResultError, apply, evaluate, gold, recheck, run, status
from llmextract.cli import main
from llmextract.decisions import FORMAT, decisions_file
from llmextract.files import only_writer
from llmextract.models.replay import ReplayModel
from llmextract.models.rules import RulesModel
from llmextract.outcomes import DocumentState
from llmextract.schema import Genre

FIXTURES = Path(__file__).parent.parent / "fixtures"
NANHU, KAIPING = "nanhu-2023.txt", "kaiping-2024.txt"
TELLING = ("run.json", "recheck.json", "apply.json", ".lock", "journal.jsonl")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, genre: Genre) -> Path:
    out = tmp_path_factory.mktemp("ran") / "out"
    run([FIXTURES / "reports"], out, ReplayModel(FIXTURES / "responses"), genre)
    return out


@pytest.fixture
def out(ran: Path, tmp_path: Path) -> Path:
    shutil.copytree(ran, tmp_path / "out")
    return tmp_path / "out"


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def result(out: Path, document: str = NANHU) -> Told:
    told: Told = json.loads((out / "results" / f"{document}.json").read_text(encoding="utf-8"))
    return told


def leaf(out: Path, field: str, document: str = NANHU) -> Told:
    section, _, name = field.partition(".")
    told: Told = result(out, document)["report"][section][name]
    return told


def files(out: Path) -> dict[str, bytes]:
    found = (path for path in out.rglob("*") if path.is_file() and path.name not in TELLING)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def place(told: Told) -> Told:
    return {"start": told["start"], "end": told["end"], "words": told["text"]}


def entry(out: Path, action: str, field: str, at: Told | None, was: Told | None = None, document: str = NANHU) -> Told:
    section, _, name = field.partition(".")
    return {
        "document": document,
        "text": result(out, document)["fingerprints"]["text"],
        "section": section,
        "field": name,
        "action": action,
        **(at or {"start": None, "end": None, "words": ""}),
        "was": was,
        "by": "王芳",
        "at": "2026-11-22T08:00:00Z",
        "note": "",
    }


def saved(path: Path, *entries: Told) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"format": FORMAT, "decisions": entries}, ensure_ascii=False), encoding="utf-8")
    return path


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def fields(out: Path, document: str = NANHU) -> Iterator[tuple[str, Told]]:
    """The single-valued fields of a document."""
    for section, leaves in result(out, document)["report"].items():
        yield from ((f"{section}.{name}", one) for name, one in leaves.items() if isinstance(one, dict))


def doubted(out: Path) -> tuple[str, Told]:
    """A field of figures that is in review."""
    return next((name, told) for name, told in fields(out) if told["verdict"] == "review" and told.get("decimals") == 0)


def four(out: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A file that accepts what is in review, rejects one value, corrects another and dismisses a number."""
    data = [told for told in result(out)["ledger"] if told["kind"] == "quantity"]
    unclaimed = next((told for told in data if not told["claimed_by"]), data[-1])
    accepted, told = doubted(out)
    rejected, corrected = "litigation.cases", "reconsideration.applications_received"
    wrong = place(leaf(out, corrected)["places"][0])
    named = [one for one in data if not any(field.endswith(".other") for field in one["claimed_by"])]
    right = place(next(one for one in named if one["text"] != wrong["words"] and one["unit"] == "件"))
    path = saved(
        tmp_path / "decisions.json",
        entry(out, "accept", accepted, place(told["places"][0])),
        entry(out, "reject", rejected, place(leaf(out, rejected)["places"][0])),
        entry(out, "correct", corrected, right, wrong),
        entry(out, "dismiss", "", place(unclaimed)),
    )
    return path, {"accepted": accepted, "rejected": rejected, "corrected": corrected, "right": right["words"]}


def test_decisions_reach_results_tables_and_status(out: Path, tmp_path: Path) -> None:
    before = files(out)
    path, named = four(out, tmp_path)
    told = invoke("apply", out, path)
    assert told.exit_code == 0, told.output
    assert "4 decisions taken; with those of before, 3 values are decided in these reports" in told.output
    assert [leaf(out, named[how])["decision"] for how in ("accepted", "rejected", "corrected")] == [
        "accepted",
        "rejected",
        "corrected",
    ]
    assert leaf(out, named["accepted"])["verdict"] == "verified"
    assert leaf(out, named["rejected"])["verdict"] == "rejected"
    assert leaf(out, named["corrected"])["places"][0]["text"] == named["right"]
    rows = {
        f"{row['section']}.{row['field']}": row for row in table(out / "panel_long.csv") if row["document"] == NANHU
    }
    assert rows[named["accepted"]]["decision"] == "accepted"
    assert rows[named["corrected"]]["text"] == named["right"]
    wide = next(row for row in table(out / "panel_wide.csv") if row["document"] == NANHU)
    assert wide[rows[named["rejected"]]["variable"]] == ""
    assert {"ACCEPTED", "REFUSED", "CORRECTED"} <= {row["code"] for row in table(out / "findings.csv")}
    # The other reports are as they were, and in the tables all the same.
    changed = {name for name, data in files(out).items() if before.get(name) != data}
    assert {name.partition("/")[0] for name in changed if "/" in name} == {"results", "decisions"}
    assert {name for name in changed if "/" in name and NANHU not in name} == set()
    assert len({row["document"] for row in table(out / "panel_long.csv")}) == 5
    assert "3 fields decided by people" in invoke("status", out).output


def test_applying_again_rechecking_and_running_again_change_nothing(out: Path, tmp_path: Path, genre: Genre) -> None:
    path, _ = four(out, tmp_path)
    apply(out, [path], genre)
    once = files(out)
    apply(out, [path], genre)
    assert files(out) == once
    assert recheck(out, genre).exit_code == 0
    assert files(out) == once
    run([FIXTURES / "reports"], out, ReplayModel(FIXTURES / "responses"), genre)
    assert files(out) == once


def test_decisions_outlive_another_model(out: Path, tmp_path: Path, genre: Genre) -> None:
    path, named = four(out, tmp_path)
    apply(out, [path], genre)
    run([FIXTURES / "reports"], out, RulesModel(), genre)
    assert result(out)["models"] == ["rules"]
    for how in ("accepted", "corrected"):
        assert (leaf(out, named[how])["decision"], leaf(out, named[how])["verdict"]) == (how, "verified")
    assert leaf(out, named["corrected"])["places"][0]["text"] == named["right"]
    assert leaf(out, named["rejected"])["decision"] == "rejected"


def test_what_is_undone_is_as_if_it_had_never_been(out: Path, tmp_path: Path, genre: Genre) -> None:
    before = files(out)
    path, _ = four(out, tmp_path)
    apply(out, [path], genre)
    saved(decisions_file(out, NANHU))
    assert recheck(out, genre).exit_code == 0
    assert {name: data for name, data in files(out).items() if "decisions/" not in name} == before


def test_what_is_withdrawn_is_as_if_it_had_never_been(out: Path, tmp_path: Path, genre: Genre) -> None:
    before = files(out)
    path, _ = four(out, tmp_path)
    apply(out, [path], genre)
    made = json.loads(path.read_text(encoding="utf-8"))["decisions"]
    later = [one | {"action": "withdraw", "at": "2026-11-22T09:00:00Z"} for one in made]
    told = invoke("apply", out, saved(tmp_path / "back.json", *later))
    assert (told.exit_code, told.stderr) == (0, "")
    assert files(out) == before
    vain = invoke("apply", out, tmp_path / "back.json")
    assert (vain.exit_code, vain.stderr.count("takes nothing back")) == (0, 4)


def test_new_decisions_make_a_run_anew_and_nothing_else_does(tmp_path: Path, genre: Genre) -> None:
    class Scoped(RulesModel):
        scope = "same"

    report, out = FIXTURES / "reports" / NANHU, tmp_path / "out"
    run([report], out, Scoped(), genre)
    path, _ = four(out, tmp_path)
    assert run([report], out, Scoped(), genre).outcomes[0].unchanged
    saved(decisions_file(out, NANHU), *json.loads(path.read_text(encoding="utf-8"))["decisions"])
    assert not run([report], out, Scoped(), genre).outcomes[0].unchanged
    assert run([report], out, Scoped(), genre).outcomes[0].unchanged
    more = entry(out, "accept", "litigation.cases_change", place(leaf(out, "litigation.cases_change")["places"][0]))
    apply(out, [saved(path, more)], genre)
    assert run([report], out, Scoped(), genre).outcomes[0].unchanged


def test_a_later_decision_replaces_an_earlier_one_and_an_older_file_does_not(out: Path, tmp_path: Path) -> None:
    at = place(leaf(out, "litigation.cases")["places"][0])
    old = entry(out, "reject", "litigation.cases", at)
    new = entry(out, "accept", "litigation.cases", at) | {"at": "2026-11-22T09:00:00Z"}
    assert invoke("apply", out, saved(tmp_path / "new.json", new), saved(tmp_path / "old.json", old)).exit_code == 0
    assert leaf(out, "litigation.cases")["decision"] == "accepted"
    assert invoke("apply", out, tmp_path / "old.json").exit_code == 0
    assert leaf(out, "litigation.cases")["decision"] == "accepted"


def test_hostile_and_wrong_files_are_told_and_the_others_are_applied(out: Path, tmp_path: Path) -> None:
    at = place(leaf(out, "litigation.cases")["places"][0])
    good = entry(out, "accept", "litigation.cases", at)
    wrong = [
        good | {"document": "../../out/results/x"},
        good | {"document": f"{NANHU}.json/x"},
        good | {"start": 10**9, "end": 10**9 + 3, "words": "57件"},
        good | {"start": at["start"] + 1, "end": at["end"] + 1},
        good | {"start": 0, "end": 2, "words": (out / "sources" / NANHU).read_text(encoding="utf-8")[:2]},
        good | {"action": "dismiss", "section": "", "field": "", "start": 0, "end": 1, "words": "南"},
        good | {"note": "\x1b[31m", "colour": "\x1b[31m"},
    ]
    kept = [good | {"document": "unknown.txt"}, good | {"section": "no", "field": "such"}]
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    told = invoke("apply", out, saved(tmp_path / "d.json", *wrong, good, *kept), broken)
    assert told.exit_code == 1
    assert "Traceback" not in told.output
    assert "\x1b" not in told.output
    assert leaf(out, "litigation.cases")["decision"] == "accepted"
    lines = told.output.splitlines()
    assert sum("is left out" in line for line in lines) == len(wrong)
    assert sum(str(broken) in line for line in lines) == 1
    assert any("no such document" in line for line in lines)
    assert any("no field no.such" in line for line in lines)
    assert "3 decisions taken" in told.output
    assert decisions_file(out, "unknown.txt").is_file()
    assert {path.name for path in tmp_path.iterdir()} == before | {"d.json"}
    stored = json.loads(decisions_file(out, NANHU).read_text(encoding="utf-8"))["decisions"]
    assert [(one["section"], one["field"]) for one in stored] == [("litigation", "cases"), ("no", "such")]


def test_programs_can_read_what_came_of_it(out: Path, tmp_path: Path) -> None:
    path, _ = four(out, tmp_path)
    told = json.loads(invoke("apply", out, path, "--json").output)
    assert (told["taken"], told["problems"], told["notices"]) == (4, [], [])
    assert [(one["document"], one["counts"]["decided"]) for one in told["documents"]] == [(NANHU, 3)]


def test_decisions_about_another_text_wait_or_move(out: Path, tmp_path: Path) -> None:
    name, told = doubted(out)
    other = entry(out, "accept", name, place(told["places"][0])) | {"text": "0" * 64}
    nowhere = other | {"field": "cases", "section": "litigation", "start": 5, "end": 9, "words": "九九八件"}
    done = invoke("apply", out, saved(tmp_path / "d.json", other, nowhere))
    assert done.exit_code == 0
    assert "九九八件" in done.output
    assert "DECISION_STALE" in leaf(out, "litigation.cases")["codes"]
    assert leaf(out, "litigation.cases")["verdict"] == "review"


def test_choices_keep_what_was_chosen(out: Path, tmp_path: Path) -> None:
    before = leaf(out, "report.region_level")
    chosen = entry(out, "accept", "report.region_level", place(before["places"][0]))
    assert invoke("apply", out, saved(tmp_path / "d.json", chosen)).exit_code == 0
    (stored,) = json.loads(decisions_file(out, NANHU).read_text(encoding="utf-8"))["decisions"]
    assert stored == chosen | {"value": before["value"]}
    other = chosen | {"text": "0" * 64, "start": before["places"][0]["start"]}
    invoke("apply", out, saved(tmp_path / "d.json", other))
    (stored,) = json.loads(decisions_file(out, NANHU).read_text(encoding="utf-8"))["decisions"]
    assert "value" not in stored  # nothing is known of what another text said there
    elsewhere = chosen | {"start": 0, "end": 1, "words": (out / "sources" / NANHU).read_text(encoding="utf-8")[:1]}
    told = invoke("apply", out, saved(tmp_path / "d.json", elsewhere))
    assert (told.exit_code, "the result states nothing there" in told.output) == (1, True)


def test_a_folder_in_use_and_one_without_a_run_are_told(out: Path, tmp_path: Path) -> None:
    path = saved(tmp_path / "d.json")
    with only_writer(out), pytest.raises(ResultError, match="another run"):
        apply(out, [path])
    assert invoke("apply", tmp_path, path).exit_code == 2
    assert invoke("apply", out, tmp_path / "none.json").exit_code == 1


def test_stored_decisions_that_are_damaged_stop_their_document_alone(out: Path, tmp_path: Path, genre: Genre) -> None:
    decisions_file(out, NANHU).parent.mkdir()
    decisions_file(out, NANHU).write_text("{", encoding="utf-8")
    at = place(leaf(out, "litigation.cases")["places"][0])
    path = saved(tmp_path / "d.json", entry(out, "accept", "litigation.cases", at))
    done = apply(out, [path], genre)
    assert (done.exit_code, done.taken) == (1, 0)
    assert decisions_file(out, NANHU).read_text(encoding="utf-8") == "{"
    again = recheck(out, genre)
    assert [o.document for o in again.outcomes if o.state is DocumentState.FAILED] == [NANHU]
    assert {outcome.state for outcome in status(out)} == {DocumentState.DONE}  # its result stands
    assert issubclass(DecisionError, Exception)


def test_what_is_decided_is_gold_for_other_answers(out: Path, tmp_path: Path, genre: Genre) -> None:
    empty = next(name for name, told in fields(out) if told["state"] == "not_stated" and name.startswith("litigation"))
    path, named = four(out, tmp_path)
    decided = json.loads(path.read_text(encoding="utf-8"))["decisions"]
    apply(out, [saved(path, *decided, entry(out, "accept", empty, None))], genre)
    told = invoke("gold", out, tmp_path / "gold")
    assert told.exit_code == 0, told.output
    (file,) = (tmp_path / "gold").iterdir()
    made = json.loads(file.read_text(encoding="utf-8"))
    assert set(made["scope"]) == {named["accepted"], named["corrected"], empty}
    notes = {f"{one['section']}.{one['field']}": one["note"] for one in made["fields"]}
    assert notes.keys() == {named["accepted"], named["corrected"]}
    assert notes[named["accepted"]] == "accepted by a person"
    own = evaluate(out, tmp_path / "gold")
    assert (own.total.stated, own.total.right, own.decided) == (2, 2, 2)
    refused = entry(out, "accept", "litigation.cases_change", None)
    apply(out, [saved(path, refused)], genre)
    assert (leaf(out, "litigation.cases_change")["value"], leaf(out, "litigation.cases_change")["verdict"]) == (
        "-19.72",
        "rejected",
    )
    assert f'"{refused["section"]}.{refused["field"]}"' in gold(out, tmp_path / "gold")[0].read_text(encoding="utf-8")
    assert "2 of the filled values are what people have decided" in invoke("eval", out, tmp_path / "gold").output
    run([FIXTURES / "reports"], tmp_path / "rules", RulesModel(), genre)
    other = evaluate(tmp_path / "rules", tmp_path / "gold")
    assert (other.total.stated, other.decided, other.lists) == (2, 0, {})
    assert {f"{miss.section}.{miss.field}" for miss in other.misses} <= {*made["scope"], "litigation.cases_change"}
    assert "extra" in {miss.what for miss in other.misses}  # what a person has found to be empty
    assert named["corrected"] in {f"{miss.section}.{miss.field}" for miss in other.misses}


def test_there_is_no_gold_where_nobody_decided(out: Path, tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="nobody has decided"):
        gold(out, tmp_path / "gold")
    (tmp_path / "gold").mkdir()
    broken = {"document": NANHU, "fields": [], "items": [], "scope": 5}
    (tmp_path / "gold" / "a.json").write_text(json.dumps(broken), encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.json"):
        evaluate(out, tmp_path / "gold")
