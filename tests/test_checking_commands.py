"""The commands that check: audit, verify, codes, compare."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from llmextract import Code
from llmextract.cli import main

REPORTS = Path(__file__).parent.parent / "fixtures" / "reports"
pytestmark = pytest.mark.usefixtures("no_environment")


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_audit() -> None:
    told = invoke("audit", REPORTS / "nanhu-2023.txt", REPORTS / "huichang-2021.txt")
    assert told.exit_code == 0
    assert "IMPOSSIBLE whole       no whole number over 127 prints as 46.47%" in told.stdout
    assert "nanhu-2023.txt: 3 holds, 2 implied, 1 impossible" in told.stdout
    assert "huichang-2021.txt: 6 holds" in told.stdout
    found = lines(invoke("audit", REPORTS / "nanhu-2023.txt", "--json"))
    impossible = next(one for one in found if one["status"] == "impossible")
    assert [figure["text"] for figure in impossible["right"]] == ["46.47%"]
    assert [one["implied"] for one in found if one["status"] == "implied"] == ["97", "71"]


def test_audit_of_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    told = invoke("audit", tmp_path / "empty.txt")
    assert told.exit_code == 2
    assert "empty.txt: is empty" in told.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.json"
    values = {"concluded": 185, "applications_received": 206, "substantive_resolution_rate": 96.77, "pending": 179}
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_verify(data: Path) -> None:
    source = REPORTS / "kaiping-2024.txt"
    told = invoke("verify", data, source, "--schema", "law_based_government", "--json")
    assert told.exit_code == 0
    found = {one["path"]: one for one in lines(told)}
    verdicts = {path: one["verdict"] for path, one in found.items()}
    assert verdicts == {
        "concluded": "verified",
        "applications_received": "verified",
        "substantive_resolution_rate": "rejected",
        "pending": "review",
    }
    assert found["substantive_resolution_rate"]["nearest"]["text"] == "96.76%"
    assert found["concluded"]["codes"] == ["RATE_HOLDS"]


@pytest.mark.parametrize(("least", "code"), [("0.5", 0), ("0.51", 1), ("1", 1)])
def test_verify_fails_under_a_share(data: Path, least: str, code: int) -> None:
    told = invoke(
        "verify", data, REPORTS / "kaiping-2024.txt", "--schema", "law_based_government", "--fail-under", least
    )
    assert told.exit_code == code
    assert ("50.0% verified, less than" in told.stderr) is bool(code)


def test_verify_reads_json_lines_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text('{"審結": 185}\n\n{"審結": 186}\n', encoding="utf-8")
    told = invoke("verify", path, REPORTS / "kaiping-2024.txt", "--json")
    assert [one["verdict"] for one in lines(told)] == ["verified", "rejected"]  # 審結 is 审结
    path.write_text('{"a": 1}\n{"b": \n', encoding="utf-8")
    told = invoke("verify", path, REPORTS / "kaiping-2024.txt")
    assert (told.exit_code, "data.jsonl: line 2 is not JSON" in told.stderr) == (2, True)
    path.write_text('{"a": 1}\n' + "[" * 200_000, encoding="utf-8")
    assert "data.jsonl: line 2 is nested too deeply" in invoke("verify", path, REPORTS / "kaiping-2024.txt").stderr
    path.write_text("", encoding="utf-8")
    assert "data.jsonl: is empty" in invoke("verify", path, REPORTS / "kaiping-2024.txt").stderr
    assert "nothing.json: cannot be read" in invoke("verify", "nothing.json", REPORTS / "kaiping-2024.txt").stderr


def test_codes() -> None:
    assert [one["code"] for one in lines(invoke("codes", "--json"))] == [code.value for code in Code]
    assert "BETTER_MENTION" in invoke("codes").stdout


def test_compare_runs(tmp_path: Path) -> None:
    for year, text in ((2023, "全年发生行政诉讼案件74件。"), (2024, "全年发生行政诉讼案件57件,同比下降19.72%。")):
        report = tmp_path / f"{year}.txt"
        report.write_text(f"会昌县{year}年法治政府建设年度报告\n一、行政应诉\n{text}\n", encoding="utf-8")
        assert invoke("run", report, "--model", "rules", "--out", tmp_path / f"out{year}").exit_code == 0
    found = lines(invoke("compare", tmp_path / "out2024", tmp_path / "out2023", "--json"))
    assert [(one["code"], one["field"], one["year"]) for one in found] == [("RESTATED", "cases", 2024)]
    assert "implies about 71.0037" in found[0]["message"]
    assert "whose report says 74" in found[0]["message"]
    assert "RESTATED" in invoke("compare", tmp_path / "out2023", tmp_path / "out2024").stdout
    both = tmp_path / "both"
    invoke("run", tmp_path / "2023.txt", tmp_path / "2024.txt", "--model", "rules", "--out", both)
    assert "RESTATED" in (both / "across.csv").read_text(encoding="utf-8-sig")
    assert "no such" in invoke("compare", tmp_path / "missing").stderr.lower()
