"""The command line as a shell and a terminal see it: completion, JSON, colours, widths, what errors say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from llmextract.cli import main
from llmextract.cli.tabling import Column, Kind, table_lines

FIXTURES = Path(__file__).parent.parent / "fixtures"
REPORT = FIXTURES / "reports" / "huichang-2021.txt"
pytestmark = pytest.mark.usefixtures("no_environment")


def invoke(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], env=environment)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "out"
    model = f"replay:{FIXTURES / 'responses'}"
    assert invoke("run", FIXTURES / "reports", "--model", model, "--out", folder).exit_code == 0
    return folder


# Completion


def completed(folder: Path, *words: str) -> list[str]:
    """What bash offers for a line that ends with the last word, by the script that the command prints."""
    command = folder / "llmextract"  # the script calls it by its name
    command.write_text(f"#!{sys.executable}\nfrom llmextract.cli import main\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    script = (
        'eval "$(llmextract completion bash)"\n'
        f"COMP_WORDS=(llmextract {' '.join(words)})\nCOMP_CWORD={len(words)}\n"
        '_llmextract_completion llmextract\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PYTHONPATH": str(FIXTURES.parent), "PATH": path}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=folder, env=env)
    return done.stdout.split()


@pytest.mark.slow
def test_bash_completes_commands_models_sections_and_fields(tmp_path: Path) -> None:
    assert completed(tmp_path, "rec") == ["recheck"]
    assert completed(tmp_path, "run", "--model", "re") == ["replay:", "relay:"]
    assert completed(tmp_path, "schema", "lit") == ["litigation"]
    assert completed(tmp_path, "schema", "--schema", "law") == ["law_based_government"]
    assert completed(tmp_path, "plot", "out", "--field", "litigation.cases_c") == ["litigation.cases_change"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_names_the_command(shell: str) -> None:
    printed = invoke("completion", shell)
    assert printed.exit_code == 0
    assert "_LLMEXTRACT_COMPLETE" in printed.output


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        (["run", "--model"], "re", ["replay:", "relay:"]),
        (["run", "--model"], "replay:box", ["replay:boxes"]),
        (["schema", "--schema"], "box", ["boxes"]),
        (["schema"], "lit", ["litigation"]),
        (["schema", "--schema", "no_such"], "lit", []),
        (["plot", "out", "--field"], "litigation.cases_c", ["litigation.cases_change"]),
    ],
)
def test_what_is_offered(
    words: list[str], begun: str, offered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.shell_completion import ShellComplete

    (tmp_path / "boxes").mkdir()
    (tmp_path / "box.txt").touch()
    monkeypatch.chdir(tmp_path)
    found = ShellComplete(main, {}, "llmextract", "_LLMEXTRACT_COMPLETE").get_completions(words, begun)
    assert [item.value for item in found] == offered


# JSON


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code in (0, 1), result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_run_and_recheck_print_what_their_files_tell_and_nothing_else(tmp_path: Path) -> None:
    done = invoke("run", REPORT, "--model", "rules", "--out", tmp_path / "out", "--json")
    assert lines(done) == [json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))]
    assert "huichang-2021.txt" in done.stderr  # people are told beside it
    again = invoke("recheck", tmp_path / "out", "--json")
    assert lines(again) == [json.loads((tmp_path / "out" / "recheck.json").read_text(encoding="utf-8"))]


def test_a_list_is_json_lines_and_a_summary_one_object(out: Path, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"cases": 57, "other": 3}', encoding="utf-8")
    cache = ("--cache", tmp_path / "cache")
    lists = [
        (["status", out], 5),
        (["codes"], 30),
        (["scan", REPORT], 100),
        (["outline", REPORT], 10),
        (["audit", REPORT], 1),
        (["verify", tmp_path / "data.json", REPORT], 2),
        (["compare", out], 0),
        (["locate", "南湖区", "鼓楼区"], 2),
        (["cache", "list", *cache], 0),
    ]
    for command, least in lists:
        assert len(lines(invoke(*command, "--json"))) >= least, command
    summaries = [
        ["eval", out, FIXTURES / "gold"],
        ["estimate", REPORT, "--model", "rules"],
        ["schema"],
        ["panel", out, "-o", tmp_path / "panel.csv"],
        ["codebook", out],
        ["cache", "path", *cache],
        ["cache", "size", *cache],
        ["cache", "prune", "--failed", *cache],
        ["cache", "clear", "--yes", *cache],
        ["cache", "export", tmp_path / "all.jsonl", *cache],
        ["cache", "import", out / "answers", "--model", "openai:x", *cache],
    ]
    found = {str(command[:2]): lines(invoke(*command, "--json")) for command in summaries}
    assert {name: len(told) for name, told in found.items() if len(told) != 1} == {}
    assert found[str(["cache", "size"])] == [{"answers": 0, "bytes": found[str(["cache", "size"])][0]["bytes"]}]


def test_an_error_leaves_standard_output_empty(tmp_path: Path) -> None:
    wrong = invoke("status", tmp_path, "--json")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "holds no run" in wrong.stderr


# What errors say


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "nowhere"], "there is no such folder"),
        (["recheck", "reports"], "llmextract run reports --out DIR"),
        (["compare", "reports/a.txt"], "is a file"),
        (["plot", "out/results", "-o", "-"], "give out itself"),
        (["status", "."], "give out"),
        (["run", "out", "--out", "second", "--model", "rules"], "llmextract recheck out"),
        (["eval", "out", "reports"], "no gold files"),
        (["eval", "out", "gold"], "has no result of other.txt"),
        (["scan", "reports"], "is a directory"),
        (["schema", "litigaton"], "did you mean litigation?"),
        (["schema", "--schema", "law_based"], "did you mean law_based_government?"),
        (["run", "reports", "--out", "o", "--model", "opnai:x"], "did you mean openai:x?"),
        (["run", "reports", "--out", "o", "--model", "gpt-5"], "did you mean openai:gpt-5?"),
        (["run", "reports", "--out", "o", "--model", "reports"], "did you mean replay:reports?"),
        (["run", "reports", "--out", "o", "--model", "rule"], "did you mean rules?"),
        (["run", "reports", "--out", "reports/a.txt", "--model", "rules"], "is a file"),
        (["runn"], "Did you mean 'run'?"),
        (["run", "reports", "--modell", "x"], "--model"),
        (["cache", "lst"], "Did you mean 'list'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_says_what_to_do(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("reports", "out/sources", "out/results", "gold"):
        Path(folder).mkdir(parents=True)
    Path("reports/a.txt").write_text("收到206件", encoding="utf-8")
    Path("out/journal.jsonl").touch()
    Path("gold/other.json").write_text('{"document": "other.txt", "fields": [], "items": []}', encoding="utf-8")
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert "Errno" not in done.output
    assert done.stdout == ""


def test_alone_it_says_how_to_start() -> None:
    told = invoke().output
    assert "llmextract run REPORTS --out OUT" in told
    assert "..." not in told.replace("[ARGS]...", "")  # no command's sentence is cut off


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m llmextract scan {REPORT} --json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=FIXTURES.parent)
    assert "start" in json.loads(done.stdout)
    assert done.stderr == ""


# Colours


def coloured(command: str, **environment: str) -> bool:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")}
    env = {**kept, "TERM": "xterm-256color", **environment}
    arguments = [sys.executable, "-m", "llmextract", *command.split()]
    done = subprocess.run(arguments, capture_output=True, check=False, env=env, cwd=FIXTURES.parent)
    assert done.returncode == 0, done.stderr
    assert b"\x1b[?25l" not in done.stdout  # no cursor is hidden in a pipe: nothing moves there
    return re.search(rb"\x1b\[[\d;]*3\d", done.stdout) is not None


@pytest.mark.slow
def test_a_pipe_has_no_colours_but_by_force(tmp_path: Path) -> None:
    run = f"run {REPORT} --model rules --out {tmp_path / 'out'}"
    assert not coloured(run)
    assert coloured(run, FORCE_COLOR="1")
    assert not coloured(run, FORCE_COLOR="1", TERM="dumb")
    assert not coloured(run, FORCE_COLOR="1", NO_COLOR="1")


# Widths

CHINESE = "重庆涪陵高新技术产业开发区法治政府建设年度报告.txt"
SHAPES = [Column("document"), Column("状态"), Column("values", Kind.NUMBER), Column("why", Kind.WORDS)]


def tabled(width: int, rows: list[tuple[str, ...]], columns: list[Column] = SHAPES) -> list[str]:
    cells = [[Text(cell) for cell in row] for row in rows]
    return [line.plain for line in table_lines(columns, cells, width, Console(width=width))]


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_chinese_is_aligned_and_nothing_is_lost(width: int) -> None:
    why = "第十二部分:行政复议没有得到可用的回答 (the answer was cut off at its end), 请加 --retry-failed 重试"
    rows = [(CHINESE, "失败", "1234", why), ("nanhu-2023.txt", "done", "5", "")]
    printed = tabled(width, rows)
    assert all(cell_len(line) <= width for line in printed)
    for whole in (CHINESE, "nanhu-2023.txt", "1234", "失败"):
        assert any(whole in line for line in printed), whole
    rest = "".join(printed).replace(CHINESE, "").replace("失败", "").replace("1234", "").replace("why: ", "")
    assert "".join(why.split()) in "".join(rest.split())


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    "command",
    ["status", "codes", "schema", "estimate", "eval", "verify", "run", "locate"],
)
def test_no_line_of_a_table_is_wider_than_the_screen(command: str, width: int, out: Path, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"cases": 57, "a_name_of_some_length": "no figure"}', encoding="utf-8")
    arguments: dict[str, list[object]] = {
        "status": [out],
        "codes": [],
        "schema": ["reconsideration"],
        "estimate": [REPORT, "--model", "rules"],
        "eval": [out, FIXTURES / "gold"],
        "verify": [tmp_path / "data.json", REPORT],
        "locate": ["南湖区", "鼓楼区", "某某局"],
        "run": [REPORT, "--model", "rules", "--out", tmp_path / "out"],
    }
    printed = invoke(command, *arguments[command], COLUMNS=str(width)).output.splitlines()
    rules = [n for n, line in enumerate(printed) if line.strip() and set(line.strip()) == {"─"}]
    assert rules
    for at in rules:
        end = next((n for n in range(at, len(printed)) if not printed[n].strip()), len(printed))
        assert max(cell_len(line) for line in printed[at:end]) <= width
    assert "…" not in "".join(printed) or command == "eval"  # which shows the beginnings of sentences


@given(
    st.lists(st.tuples(st.text("汉字ab ", min_size=1, max_size=30), st.integers(1, 10**9)), min_size=1, max_size=5),
    st.integers(50, 120),
)
def test_a_table_that_fits_is_a_rectangle(rows: list[tuple[str, int]], width: int) -> None:
    columns = [Column("名"), Column("n", Kind.NUMBER), Column("words", Kind.WORDS)]
    made = [(name.strip() or "x", str(number), f"{name} 说明 words") for name, number in rows]
    printed = tabled(width, made, columns)
    if "名" in printed[1] and "words" in printed[1]:
        assert len({cell_len(line) for line in printed[1:-1]}) == 1
    for name, number, _ in made:
        assert any(number in line for line in printed), (name, number)


def test_columns_of_zeros_become_a_note_only_where_there_is_no_room() -> None:
    columns = [Column("document"), *(Column(name, Kind.NUMBER) for name in ("values", "rejected", "missed"))]
    rows = [("a-report-with-a-name.txt", "5", "0", "0")]
    assert "rejected, missed: 0 in every row" in tabled(42, rows, columns)[-2]
    assert not any("in every row" in line for line in tabled(60, rows, columns))
    assert any("7" in line for line in tabled(42, [("a-report-with-a-name.txt", "5", "7", "0")], columns))
