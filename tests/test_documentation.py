"""What the documentation says is so: every example is run, every link leads somewhere, every command is told."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from pages import DOCS, FRONT, PAGES, ROOT, Block, anchors, blocks, codes, links, prose, read

import llmextract
from llmextract import Code, Verdict, codes_table, reading
from llmextract.cli import main
from llmextract.docs import PAGES as GENERATED
from llmextract.docs import coverage
from llmextract.panels.definitions import tables

WRITTEN = [page for page in PAGES if page.name not in GENERATED]
RUN = [page for page in WRITTEN if page != FRONT[1]]  # whose blocks are those of the other front page
EXAMPLE = ROOT / "tests" / "example_project"
pytestmark = pytest.mark.usefixtures("no_environment")

# Lines that are no command of ours; the first four are run by .ci/run.
ELSEWHERE = (
    "python3 -m venv .venv",
    ".venv/bin/pip install -q -e '.[all]'",
    ".venv/bin/pip install -q -e '.[test]'",
    ".venv/bin/python -m pytest",
    ". .venv/bin/activate",
    "export OPENAI_API_KEY=…",
)
# What a service would be asked for is only parsed: the options must exist.
ASKS = re.compile(r"--model openai:|^llmextract batch ")
SHELL = ("cp", "echo", "mkdir")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that examples are run in."""
    folder = tmp_path / "stage"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "fixtures").symlink_to(ROOT / "fixtures")
    shutil.copytree(ROOT / "fixtures" / "forms", folder / "my_reports", ignore=shutil.ignore_patterns("*.md", "scan*"))
    for decided in (ROOT / "fixtures" / "decisions").glob("*.json"):
        shutil.copy(decided, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")
    return folder


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_the_examples_of_a_page_are_true(page: Path, stage: Path) -> None:
    names: dict[str, Any] = {}
    shown = None
    for block, after in pairwise([*blocks(page), Block("", "", 0)]):
        where = f"{page.name}:{block.line}"
        if block.language == "python":
            _run_python(block.text, names, where)
        elif block.language == "sh":
            shown = _run_shell(block.text, where)
            if after.language == "text":
                _hold(after.text, shown, f"{page.name}:{after.line}")
        elif block.language == "json":
            for line in block.text.splitlines() if "\n{" in block.text else [block.text]:
                json.loads(line)
        elif block.language == "toml":
            tomllib.loads(block.text)
        else:
            assert block.language == "text", where


def _run_python(code: str, names: dict[str, Any], where: str) -> None:
    excerpt = re.match(r"# (\S+\.\w+)\n", code)
    if excerpt:
        (file,) = [base / excerpt[1] for base in (ROOT, EXAMPLE) if (base / excerpt[1]).is_file()]
        for paragraph in re.split(r"\n{2,}", code[excerpt.end() :].strip()):
            assert paragraph in file.read_text(encoding="utf-8"), where
        return
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, where, "exec"), names)
    assert [line.rstrip() for line in printed.getvalue().splitlines()] == _told(code), where


def _told(code: str) -> list[str]:
    """What an example says that it prints: behind each print, or in lines of their own after it."""
    told: list[str] = []
    for number, line in enumerate(code.splitlines()):
        beside = re.search(r"print\(.*\)  # (.*)$", line)
        if beside:
            told.append(beside[1])
        elif line.startswith("# ") and "print(" in "".join(code.splitlines()[:number]):
            told.append(line[2:])
    return told


def _run_shell(text: str, where: str) -> str:
    """Run what is ours; what it printed."""
    printed = ""
    for line in text.splitlines():
        command, _, comment = line.partition("  #")
        expected = re.search(r"exit code (\d+)", comment)
        for part in map(str.strip, command.split("&&")):
            name = Path(part.split()[0]).name
            if name == "llmextract":
                arguments = shlex.split(part)[1:]
                if ASKS.search(part):
                    _parse(arguments)
                    continue
                done = CliRunner().invoke(main, arguments, catch_exceptions=False)
                assert done.exit_code == (int(expected[1]) if expected else 0), f"{where}: {part}\n{done.output}"
                printed += done.output
            elif name in SHELL:
                subprocess.run(["bash", "-c", part], check=True)
            else:
                assert part in ELSEWHERE, f"{where}: {part}"
    return printed


def _parse(arguments: list[str]) -> None:
    command, rest = _command(arguments)
    command.make_context("llmextract", rest)


def _command(arguments: list[str]) -> tuple[click.Command, list[str]]:
    command: click.Command = main
    while isinstance(command, click.Group) and arguments:
        command, arguments = command.commands[arguments[0]], arguments[1:]
    return command, arguments


def _hold(told: str, printed: str, where: str) -> None:
    """The output shown is the one printed; where it leaves something out (…), its lines stand there in order."""
    shown, there = _lines(told), _lines(printed)
    if ["…"] not in shown:
        assert shown == there, where
        return
    rest = iter(there)
    for line in shown:
        assert line == ["…"] or line in rest, f"{where}: {' '.join(line)}"


def _lines(text: str) -> list[list[str]]:
    """The words of each line, but for rules, white space and times."""
    untimed = re.sub(r"in \d+\.\d s\b", "in N s", text)
    return [line.split() for line in untimed.splitlines() if line.strip(" ─")]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_what_stands_in_backticks_exists(page: Path) -> None:
    """Commands, their options, and paths of the repository."""
    options = {name for command in _all(main) for option in command.params for name in option.opts}
    options |= {"--llmextract-record", "--llmextract-unused"}
    for code in codes(page):
        words = code.split()
        used = [word.partition("=")[0] for word in words if word.startswith("--")]
        if words[0] == "llmextract" and len(words) > 1 and words[1] != "COMMAND":
            command, _ = _command([word for word in words[1:] if re.fullmatch("[a-z]+", word)][:2])
            assert set(used) <= {name for option in command.params for name in option.opts} | {"--help"}, code
        elif words[0] not in ("python", "libreoffice"):
            assert set(used) <= options, code
        for path in re.findall(r"(?:fixtures|tests|llmextract|schemas|prompts)/[\w./-]*", code):
            assert words[0].startswith("git") or (ROOT / path).exists(), code


def _all(command: click.Command) -> list[click.Command]:
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *(one for each in inner for one in _all(each))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("front", FRONT, ids=lambda page: page.name)
def test_the_front_page_leads_to_every_page(front: Path) -> None:
    linked = {(front.parent / path).resolve() for path, _ in links(front)}
    assert set(DOCS.glob("*.md")) <= linked


@pytest.mark.parametrize("front", FRONT, ids=lambda page: page.name)
def test_every_command_is_told(front: Path) -> None:
    assert set(main.commands) == set(re.findall(r"^\| `llmextract (\w+)", prose(front), re.MULTILINE))


def test_both_front_pages_have_the_same_blocks() -> None:
    english, chinese = ([(b.language, _bare(b)) for b in blocks(front)] for front in FRONT)
    assert english == chinese


def _bare(block: Block) -> str:
    """The block without the comments of shell lines, which are in the language of the page."""
    return re.sub(r"  #.*", "", block.text) if block.language == "sh" else block.text


def test_the_two_commands_stand_in_one_block_of_two_lines() -> None:
    """.ci/run takes them from there."""
    first = next(block for block in blocks(FRONT[0]) if block.language == "sh")
    assert len(first.text.splitlines()) == 2


def test_the_front_page_is_short() -> None:
    assert all(len(read(front).splitlines()) <= 200 for front in FRONT)


def test_every_code_is_told_in_the_codes_own_words() -> None:
    assert codes_table() in read(DOCS / "checks.md")
    assert set(llmextract.CODES) == set(Code)


def test_every_verdict_is_told() -> None:
    for verdict in Verdict:
        assert re.search(rf"^\| {verdict} \|", read(DOCS / "checks.md"), re.MULTILINE)
        for front in FRONT:
            assert f"- **{verdict}" in read(front)


def test_every_limit_and_every_action_is_told() -> None:
    limits = [limit for limit in vars(reading.limits).values() if isinstance(limit, reading.limits.Limit)]
    assert len(limits) >= 4
    for limit in limits:
        assert f"| `{limit.variable}` | {limit.default} |" in read(DOCS / "input.md")
    for action in llmextract.Action:
        assert f"| `{action}` |" in read(DOCS / "review.md")


def test_every_table_is_told() -> None:
    told = re.findall(r"^\| (\w+) \|", read(DOCS / "panel.md"), re.MULTILINE)
    assert {table.name for table in tables(llmextract.load_genre(), joined=True)} <= set(told)


def test_the_scores_are_those_that_eval_prints(tmp_path: Path) -> None:
    for label, model in (("recorded answers", f"replay:{ROOT / 'fixtures/responses'}"), ("`rules`", "rules")):
        out = tmp_path / label.strip("`")
        llmextract.run([ROOT / "fixtures" / "reports"], out, llmextract.open_model(model))
        scores = llmextract.evaluate(out, ROOT / "fixtures" / "gold")
        total, verified = scores.total, scores.verdicts["verified"]
        assert verified.right == verified.filled
        told = (
            f"| {label} | {total.stated} | {total.filled} | {total.right} | {total.recall * 100:.1f}% |"
            f" {total.precision * 100:.1f}% | {verified.right}, all right"
        )
        assert told in read(DOCS / "accuracy.md")
        if model != "rules":
            english, chinese = (" ".join(read(front).split()) for front in FRONT)
            assert f"fills {total.filled} values; {total.right} are right, and all {verified.right} that" in english
            assert f"共填了 {total.filled} 个数值,其中 {total.right} 个正确;" in chinese
            assert f"{verified.right} 个全部正确" in chinese


def test_the_coverage_map_is_the_one_that_plot_draws() -> None:
    assert read(DOCS / "coverage.svg") == coverage(ROOT / "fixtures"), "draw it anew: python -m llmextract.docs"


@pytest.mark.parametrize("name", GENERATED)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert read(DOCS / name) == GENERATED[name](), "write it anew: python -m llmextract.docs"
