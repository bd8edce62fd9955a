"""What the README says is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from llmextract import CODES, Code, Verdict, codes_table
from llmextract.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_told() -> None:
    assert set(main.commands) == set(re.findall(r"^\| `llmextract (\w+)", README, re.MULTILINE))


def test_every_code_is_told_in_the_codes_own_words() -> None:
    assert codes_table() in README
    assert set(CODES) == set(Code)


def test_every_verdict_is_told() -> None:
    for verdict in Verdict:
        assert re.search(rf"^\| {verdict} \|", README, re.MULTILINE)


def test_the_python_example_prints_what_it_says() -> None:
    example = re.search(r"```python\n(import llmextract\n.*?)```", README, re.DOTALL)
    assert example
    code = example.group(1)
    assert len(code.splitlines()) <= 12
    told = re.findall(r"print\(.*\)  # (.*)$", code, re.MULTILINE)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    printed = run.stdout.splitlines()
    assert printed[: len(told)] == told


def test_the_verify_example_prints_what_it_says() -> None:
    example = re.search(r"```python\n(from llmextract import verify\n.*?)```", README, re.DOTALL)
    assert example
    code = example.group(1)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    told = [line.removeprefix("# ") for line in code.splitlines() if line.startswith("# ")]
    assert [line.strip() for line in run.stdout.splitlines()] == told


def test_the_two_commands_stand_in_one_block_of_two_lines() -> None:
    """.ci/run takes them from there."""
    block = re.search(r"```sh\n(.*?)```", README, re.DOTALL)
    assert block
    assert len(block.group(1).splitlines()) == 2


def test_the_scores_are_those_that_eval_prints(tmp_path: Path) -> None:
    for label, model in (("recorded answers", "replay:fixtures/responses"), ("`rules`", "rules")):
        out = tmp_path / label.strip("`")
        command = [sys.executable, "-m", "llmextract", "run", "fixtures/reports", "--model", model, "--out", str(out)]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
        code = (
            f"from llmextract import evaluate; s = evaluate({str(out)!r}, 'fixtures/gold'); t = s.total\n"
            "v = s.verdicts['verified']; assert v.right == v.filled\n"
            "print(f'| {t.stated} | {t.filled} | {t.right} | {t.recall * 100:.1f}% | {t.precision * 100:.1f}% |', end=' ')\n"
            "print(f'{v.right}, all right')"
        )
        scored = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert f"| {label} {scored.stdout.strip()}" in README


def test_the_output_shown_is_what_the_main_job_prints(tmp_path: Path) -> None:
    block = re.search(r"```text\n(model replay\n.*?)```", README, re.DOTALL)
    assert block
    options = ["--model", f"replay:{ROOT / 'fixtures/responses'}", "--out", str(tmp_path / "out")]
    printed = CliRunner().invoke(main, ["run", str(ROOT / "fixtures/reports"), *options], catch_exceptions=False).output
    assert _lines(block[1]) == _lines(printed)


def _lines(text: str) -> list[list[str]]:
    """The words of each line, but for rules, white space and the line that times the run."""
    return [line.split() for line in text.splitlines() if line.strip(" ─") and "documents in" not in line]
