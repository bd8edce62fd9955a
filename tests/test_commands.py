"""The command line and the folder that a run leaves."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from llmextract.cli import main
from llmextract.document import Document
from llmextract.files import write_atomic
from llmextract.gate.arithmetic_checks import check_source
from llmextract.gate.codes import Code
from llmextract.inputs import find_reports
from llmextract.runner import recheck
from llmextract.runs import read_runs, result_names, status

FIXTURES = Path(__file__).parent.parent / "fixtures"
pytestmark = pytest.mark.usefixtures("no_environment")


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def table(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # so that Excel opens Chinese
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    result = CliRunner().invoke(main, ["run", str(FIXTURES / "reports"), "--model", "rules", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    assert "no language model" in result.output
    return folder


TELLING = ("run.json", "journal.jsonl")  # of a run, not of its documents


def test_the_long_panel(out: Path) -> None:
    rows = table(out / "panel_long.csv")
    places = "document,region,year,region_code,province,prefecture,level,region_candidates"
    figures = "section,field,variable,title,status,value,value_text,unit,approximation,text,page,start,end,path"
    assert ",".join(rows[0]) == f"{places},{figures},verdict,decision,codes,agreement,model"
    by_field = {(row["document"], row["field"]): row for row in rows}
    change = by_field["nanhu-2023.txt", "cases_change"]
    assert (change["value"], change["unit"], change["region"], change["year"]) == ("-19.72", "%", "南湖区", "2023")
    entities = by_field["kaiping-2024.txt", "market_entities"]
    assert (entities["value"], entities["unit"], entities["text"]) == ("65900", "户", "6.59萬戶")
    waived = by_field["chengyang-2024.txt", "fines_waived"]
    assert (waived["value"], waived["approximation"]) == ("10140000", "over")


def test_every_place_of_the_panel_and_the_ledger_is_the_text(out: Path) -> None:
    texts = {path.name: Document.read(path).raw for path in (FIXTURES / "reports").glob("*.txt")}
    rows = table(out / "panel_long.csv") + table(out / "others.csv") + table(out / "ledger.csv")
    stated = [row for row in rows if row["start"]]
    assert len(stated) > 900
    for row in stated:
        assert texts[row["document"]][int(row["start"]) : int(row["end"])] == row["text"], row


def test_all_data_of_the_ledger_is_claimed(out: Path) -> None:
    rows = table(out / "ledger.csv")
    data = [row for row in rows if row["kind"] in ("quantity", "rate", "points")]
    assert len(data) > 250
    assert [row["text"] for row in data if not row["claimed_by"]] == []
    assert {row["kind"] for row in rows} >= {"date", "heading", "ordinal", "docno", "name", "code"}


def test_the_wide_panel_has_no_rejected_values(out: Path) -> None:
    rows = table(out / "panel_wide.csv")
    assert len(rows) == 5
    kaiping = next(row for row in rows if row["document"] == "kaiping-2024.txt")
    assert kaiping["reco_concluded"] == "185"
    assert kaiping["reco_concluded_status"] == "verified"  # its share of 96.76% bears it out
    assert kaiping["reco_application_received_status"] == "review"
    named = [column.removesuffix("_status") for column in rows[0] if column.endswith("_status")]
    filled = {(row[f"{name}_status"], row[name] != "") for row in rows for name in named}
    assert filled <= {
        *((status, True) for status in ("verified", "review")),
        *((status, False) for status in ("rejected", "not_stated", "without_number", "section_absent", "failed")),
    }
    assert {status for status, _ in filled} >= {"verified", "review", "not_stated", "section_absent"}


def test_a_second_run_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    assert invoke("run", FIXTURES / "reports", "--model", "rules", "--out", tmp_path).exit_code == 0
    for file in sorted(out.rglob("*")):
        if file.is_file() and file.name not in TELLING:
            assert (tmp_path / file.relative_to(out)).read_bytes() == file.read_bytes(), file


def test_recheck_gives_the_same_bytes_from_stored_answers(out: Path) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name not in TELLING}
    result = invoke("recheck", out)
    assert result.exit_code == 0, result.output
    assert {path: path.read_bytes() for path in before} == before
    assert json.loads((out / "recheck.json").read_text(encoding="utf-8"))["answers"]["asked"] == 0


def test_a_bad_file_gets_one_line_and_the_others_finish(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    write_atomic(inputs / "good.txt", "一、行政复议\n收到行政复议申请206件。")
    write_atomic(inputs / "empty.txt", "")
    write_atomic(inputs / "binary.txt", bytes(range(32)) * 40)
    write_atomic(inputs / "old.doc", b"\xd0\xcf\x11\xe0" + bytes(600))
    write_atomic(inputs / "broken.pdf", b"%PDF-1.7 ...")
    write_atomic(inputs / "notes.csv", "no report")
    result = invoke("run", inputs, "--model", "rules", "--out", tmp_path / "out")
    assert result.exit_code == 1
    bad = {"empty.txt", "binary.txt", "old.doc", "broken.pdf"}
    for name in bad:
        (line,) = [line for line in result.output.splitlines() if line.startswith("failed") and name in line]
        assert line.startswith("failed")
    assert {row["document"] for row in table(tmp_path / "out" / "panel_long.csv")} == {"good.txt"}
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert told["documents"] == {"done": 1, "incomplete": 0, "waiting": 0, "failed": 4}
    assert {entry["document"] for entry in told["failed"]} == bad


def test_a_missing_recording_says_which(tmp_path: Path) -> None:
    report = tmp_path / "new.txt"
    report.write_text("一、行政复议\n收到行政复议申请206件。", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    result = invoke("run", report, "--model", f"replay:{tmp_path / 'empty'}", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "new.txt: " in result.output
    assert "recording" in result.output


def test_waiting_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    report = tmp_path / "new.txt"
    report.write_text("一、行政复议\n收到行政复议申请206件。", encoding="utf-8")
    result = invoke("run", report, "--model", f"relay:{tmp_path / 'relay'}", "--out", tmp_path / "out")
    assert result.exit_code == 3
    lines = (tmp_path / "relay" / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["body"]["response_format"]["json_schema"]["strict"] for line in lines)
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [entry["document"] for entry in told["waiting"]] == ["new.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "x.txt"],
        ["run", "x.txt", "--out", "o", "--model", "nonsense"],
        ["run", "x.txt", "--out", "o", "--schema", "no_such_genre"],
        ["recheck", "nowhere"],
        ["eval", "nowhere", "nowhere"],
        ["schema", "no_such_section"],
        ["scan", "nowhere.txt"],
    ],
)
def test_wrong_use_is_exit_2_and_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.strip()


def test_a_folder_without_reports_is_wrong_use(tmp_path: Path) -> None:
    result = invoke("run", tmp_path, "--model", "rules", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "No reports" in result.output


def test_equal_names_do_not_collide(tmp_path: Path) -> None:
    for place in ("a", "b"):
        write_atomic(tmp_path / place / "report.txt", f"{place}县收到申请5件")
    names = [name for name, _ in find_reports([tmp_path])]
    assert names == ["a/report.txt", "b/report.txt"]
    given = [name for name, _ in find_reports([tmp_path / "a" / "report.txt", tmp_path / "b" / "report.txt"])]
    assert len(set(given)) == 2
    twice = [name for name, _ in find_reports([tmp_path / "a", tmp_path / "a" / "report.txt"])]
    assert twice == ["report.txt"]
    assert invoke("run", tmp_path, "--model", "rules", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "results" / "b" / "report.txt.json").is_file()


def test_outline(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("某县2024年法治政府建设年度报告\n一、复议\n收到206件,审结185件。\n分享到:\n", encoding="utf-8")
    (line,) = invoke("outline", report, "--json").output.splitlines()
    assert json.loads(line) == {"path": "一", "title": "复议", "level": 1, "start": 18, "end": 43}
    told = invoke("outline", report).output
    assert "一 复议  2" in told
    assert "某县2024年法治政府建设年度报告" in told
    assert "1 headings, 1 lines of page furniture" in told


def test_scan(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_text("近90万元", encoding="utf-8")
    (line,) = invoke("scan", report, "--json").output.splitlines()
    told = json.loads(line)
    assert (told["value"], told["unit"], told["approximation"]) == ("900000", "元", "near")
    assert "quantity 1" in invoke("scan", report).output


def test_schema() -> None:
    assert "收到复议申请数" in invoke("schema", "reconsideration").output.replace("\n", "")
    wire = json.loads(invoke("schema", "litigation", "--json").output)
    assert list(wire["properties"]) == ["litigation"]


def test_a_genre_outside_the_package(tmp_path: Path) -> None:
    genre = tmp_path / "tiny"
    write_atomic(
        genre / "__init__.py",
        '''from typing import ClassVar
from llmextract.schema import Figure, Section, count

class Schools(Section):
    """学校"""
    topics: ClassVar[str] = "学校"
    schools: Figure = count("学校数", units="所", cue=("学校#",))

TITLE = "教育统计公报"
SECTIONS = {"schools": Schools}
''',
    )
    for name in ("system", "sections", "naming", "repair"):
        write_atomic(genre / "prompts" / f"{name}.jinja", "{{ title }}{{ numbered.text if numbered is defined }}")
    write_atomic(tmp_path / "in" / "a.txt", "全县共有学校35所。")
    result = invoke("run", tmp_path / "in", "--model", "rules", "--schema", genre, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    (row,) = table(tmp_path / "out" / "panel_long.csv")
    assert (row["field"], row["value"], row["region"]) == ("schools", "35", "")
    result = recheck(tmp_path / "out")
    assert result.exit_code == 0


def test_a_wrong_genre_is_told(tmp_path: Path) -> None:
    write_atomic(tmp_path / "bad" / "__init__.py", "TITLE = 5")
    result = invoke("schema", "--schema", tmp_path / "bad")
    assert result.exit_code == 2
    assert "TITLE" in result.output


def test_the_results_inside_the_input_are_not_read_again(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", "一、行政复议\n收到行政复议申请206件。")
    for _ in range(2):
        assert invoke("run", tmp_path, "--model", "rules", "--out", tmp_path / "out").exit_code == 0
    assert len({row["document"] for row in table(tmp_path / "out" / "panel_long.csv")}) == 1


def test_a_run_without_results_leaves_the_tables_alone(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", "一、行政复议\n收到行政复议申请206件。")
    invoke("run", tmp_path / "a.txt", "--model", "rules", "--out", tmp_path / "out")
    before = (tmp_path / "out" / "panel_long.csv").read_bytes()
    assert invoke("run", tmp_path / "typo.txt", "--model", "rules", "--out", tmp_path / "out").exit_code == 1
    assert (tmp_path / "out" / "panel_long.csv").read_bytes() == before


def test_recheck_asks_as_the_run_did(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", "一、行政复议\n收到行政复议申请206件。")
    out = tmp_path / "out"
    assert invoke("run", tmp_path / "a.txt", "--model", "rules", "--temperature", "none", "--out", out).exit_code == 0
    assert invoke("recheck", out).exit_code == 0


def test_findings_about_the_source_stand_apart(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    broken = "清理台账33本,其中保留26本、销毁4本、移交4本。"
    report.write_text(f"会昌县2024年法治政府建设年度报告\n一、其他工作\n{broken}\n", encoding="utf-8")
    assert invoke("run", report, "--model", "rules", "--out", tmp_path / "out").exit_code == 0
    rows = table(tmp_path / "out" / "findings.csv")
    source = [row for row in rows if row["about"] == "source"]
    assert {(row["code"], row["message"]) for row in source} == {("SUM_BROKEN", "26 + 4 + 4 = 34, not 33")}
    assert {row["about"] for row in rows} == {"source", "extraction"}


def test_what_no_claim_touches_is_told_of_the_source_too() -> None:
    document = Document("清理台账33本,其中保留26本、销毁4本、移交4本。")
    (finding,) = check_source(document, ())
    assert (finding.code, finding.about, finding.claim) == (Code.SUM_BROKEN, "source", None)
    assert document.raw[slice(*finding.spans[0])] == "33本"
    assert list(check_source(document, (finding,))) == []


def test_findings_say_why(out: Path) -> None:
    rows = table(out / "findings.csv")
    assert {row["code"] for row in rows} >= {"UNCONFIRMED"}
    assert all(row["message"] and row["document"] for row in rows)


def test_big5_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    text = (FIXTURES / "reports" / "kaiping-2024.txt").read_text(encoding="utf-8").encode("big5", "ignore")
    (tmp_path / "big5.txt").write_bytes(text)
    assert Document.read(tmp_path / "big5.txt").raw == text.decode("big5")


def test_a_path_that_is_none_is_no_document_of_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = [str(FIXTURES / "reports" / "chengyang-2024.txt"), str(tmp_path / "reprots.txt")]
    done = CliRunner().invoke(main, ["run", *given, "--model", "rules", "--out", str(out)])
    assert done.exit_code == 1
    assert "check the path" in done.output
    assert [told.document for told in status(out)] == ["chengyang-2024.txt"]


def test_a_run_of_one_more_report_leaves_the_others_in_the_tables(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("nanhu-2023.txt", "chengyang-2024.txt"):
        path = FIXTURES / "reports" / name
        assert CliRunner().invoke(main, ["run", str(path), "--model", "rules", "--out", str(out)]).exit_code == 0
    for file in ("panel_wide.csv", "panel_long.csv", "ledger.csv"):
        assert {row["document"] for row in table(out / file)} == {"nanhu-2023.txt", "chengyang-2024.txt"}


def test_a_missing_key_is_the_last_word_of_a_run(tmp_path: Path, no_environment: None) -> None:
    given = ["run", str(FIXTURES / "reports"), "--model", "openai:any", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 3
    closing = next(line for line in done.output.splitlines() if line.startswith("5 documents waiting"))
    assert "set OPENAI_API_KEY" in closing
    assert "requests.jsonl" not in closing


def test_what_came_to_no_result_at_last_is_in_no_view_of_the_folder(tmp_path: Path) -> None:
    report, out = tmp_path / "a.txt", tmp_path / "out"
    given = [str(report), str(FIXTURES / "reports" / "chengyang-2024.txt"), "--model", "rules", "--out", str(out)]
    report.write_bytes((FIXTURES / "reports" / "nanhu-2023.txt").read_bytes())
    CliRunner().invoke(main, ["run", *given])
    report.write_bytes(b"")
    CliRunner().invoke(main, ["run", *given])
    assert (out / "results" / "a.txt.json").is_file()  # what was there stays
    assert {row["document"] for row in table(out / "panel_wide.csv")} == {"chengyang-2024.txt"}
    assert result_names(out) == ["chengyang-2024.txt"]
    assert [result.document for result in read_runs([out])[0]] == ["chengyang-2024.txt"]
