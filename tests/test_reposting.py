"""The same report twice is found whatever is around it; reports made from one template are not the same."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from faulty import varied
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.cli import main
from llmextract.reposting import Repost, reposts

REPORTS = {path.stem: path.read_text("utf-8") for path in (Path(__file__).parent.parent / "fixtures/reports").glob("*")}
FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
YEAR = re.compile("20[0-9]{2}")


def furnished(text: str, _: random.Random) -> str:
    above = "首页 > 政府信息公开 > 法治政府建设\n字体:大 中 小\n发布日期:2025-03-01 浏览次数:381\n"
    return f"{above}{text}\n扫一扫在手机打开当前页\n版权所有:某某人民政府 网站标识码3607330001\n"


def as_printed(text: str, _: random.Random) -> str:
    """As a PDF gives it: lines of fixed width, pages with their numbers."""
    lines = [text[at : at + 38] for at in range(0, len(text), 38)]
    pages = ["\n".join(lines[at : at + 30]) for at in range(0, len(lines), 30)]
    return "\f".join(f"{page}\n- {number} -" for number, page in enumerate(pages, 1))


def mistyped(text: str, chosen: random.Random) -> str:
    signs = list(text)
    for at in chosen.sample(range(len(signs)), len(signs) // 300):
        signs[at] = chosen.choice("的和与及") if "\u4e00" <= signs[at] <= "\u9fff" else signs[at]
    return "".join(signs)


def full_width(text: str, _: random.Random) -> str:
    return FIGURE.sub(lambda m: m[0].translate({code: code + 0xFEE0 for code in range(48, 58)}), text).replace(
        ",", "，"
    )


def renumbered(share: float, years: int) -> Callable[[str, random.Random], str]:
    """The same template with this share of its figures changed, told of so many years later."""

    def change(text: str, chosen: random.Random) -> str:
        def other(match: re.Match[str]) -> str:
            whole, dot, decimals = match[0].partition(".")
            if YEAR.fullmatch(match[0]):
                return str(int(match[0]) + years)
            if chosen.random() >= share:
                return match[0]
            return str(chosen.randint(10 ** (len(whole) - 1), 10 ** len(whole) - 1)) + dot + decimals

        return FIGURE.sub(other, text)

    return change


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("change", [furnished, as_printed, mistyped], ids=lambda change: change.__name__)
def test_a_repost_is_found(name: str, change: Callable[[str, random.Random], str]) -> None:
    for seed in range(3):
        changed = change(furnished(REPORTS[name], random.Random(seed)), random.Random(seed))
        (found,) = reposts([("first", REPORTS[name]), ("second", changed)])
        assert (found.document, found.of, found.kind) == ("second", "first", "near")
        assert 0.8 <= found.similarity <= 1


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_text_is_the_same_however_it_is_set(name: str) -> None:
    spaced = full_width(REPORTS[name].replace("\n", "\r\n\r\n  "), random.Random(0))
    assert reposts([("a", REPORTS[name]), ("b", spaced)]) == (Repost("b", "a", 1.0, "same"),)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("share", "years"), [(1, -1), (0.5, -1), (1, 0), (0.3, 0), (0, -1)])
def test_a_template_filled_with_other_figures_or_for_another_year_is_another_report(
    name: str, share: float, years: int
) -> None:
    for seed in range(3):
        other = renumbered(share, years)(REPORTS[name], random.Random(seed))
        assert reposts([("first", REPORTS[name]), ("second", other)]) == ()


def test_the_report_of_a_neighbour_in_the_same_words_is_another_report() -> None:
    """Even with hardly a figure in it, and all of them the same."""
    text = "{0}2023年法治政府建设年度报告\n" + "".join(
        f"坚持第{number}项要求不动摇,推进依法行政第{number}方面工作取得实效。\n"
        for number in "一二三四五六七八九十百千"
    )
    county, other = text.format("会昌县"), text.format("寻乌县")
    assert reposts([("a", county), ("b", other)]) == ()
    assert reposts([("a", text.format("三埠街道")), ("b", text.format("长沙街道"))]) == ()
    assert [one.of for one in reposts([("a", county), ("b", furnished(county, random.Random(0)))])] == ["a"]
    later = county.replace("2023", "2022")
    assert reposts([("a", county), ("b", later)]) == ()


def test_an_excerpt_is_no_repost() -> None:
    text = REPORTS["nanhu-2023"]
    assert reposts([("whole", text), ("part", text[: len(text) // 3])]) == ()


def test_the_five_reports_are_different_and_so_are_parts_of_different_ones(tmp_path: Path) -> None:
    assert reposts(REPORTS.items()) == ()
    varied([Path(__file__).parent.parent / f"fixtures/reports/{name}.txt" for name in REPORTS], tmp_path, 40)
    found = reposts((path.name, path.read_text("utf-8")) for path in sorted(tmp_path.iterdir()))
    # some hold nearly all of what another one holds: those are called the same, and never those of two reports
    assert found
    assert all(int(one.document[:3]) % len(REPORTS) == int(one.of[:3]) % len(REPORTS) for one in found)


def crowd(count: int) -> list[tuple[str, str]]:
    """Reports of many neighbours from five templates; every tenth is a repost of the one seven before it."""
    texts = [
        (f"{at:04}", renumbered(1, -(at % 9))(text, random.Random(at)))
        for at, text in enumerate(text for _ in range(count // 5 + 1) for text in REPORTS.values())
    ][:count]
    for at in range(10, count, 10):
        texts[at] = (texts[at][0], furnished(texts[at - 7][1], random.Random(at)))
    return texts


def test_reposts_are_found_among_many_reports_of_the_same_templates() -> None:
    found = reposts(iter(crowd(200)))
    assert [(int(one.document), int(one.of)) for one in found] == [(at, at - 7) for at in range(10, 200, 10)]


def test_a_third_copy_is_told_of_the_first() -> None:
    text = REPORTS["huichang-2021"]
    copies = [
        ("a", text),
        ("b", furnished(text, random.Random(0))),
        ("c", text),
        ("d", as_printed(text, random.Random(0))),
    ]
    assert [(one.document, one.of, one.kind) for one in reposts(copies)] == [
        ("b", "a", "near"),
        ("c", "a", "same"),
        ("d", "a", "near"),
    ]


def test_every_process_says_the_same() -> None:
    code = "import sys, json; from llmextract import reposts; print(reposts(map(tuple, json.load(sys.stdin))))"
    texts = json.dumps(crowd(20))
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            input=texts,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "0010" in said.pop()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=6))
def test_any_texts_are_taken_and_each_equal_one_is_found(texts: list[str]) -> None:
    found = {one.document: one for one in reposts((str(at), text) for at, text in enumerate(texts))}
    for at, text in enumerate(texts):
        if text.split() and text in texts[:at]:
            assert found[str(at)].kind == "same"
        elif not text.split():
            assert str(at) not in found


def test_compare_lists_reposts(tmp_path: Path) -> None:
    for name, text in (
        ("a.txt", REPORTS["huichang-2021"]),
        ("b.txt", furnished(REPORTS["huichang-2021"], random.Random(0))),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = ["run", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--model", "rules", "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(main, run).exit_code == 0
    told = CliRunner().invoke(main, ["compare", str(tmp_path / "out"), "--json"]).output.splitlines()
    found = [json.loads(line) for line in told if "repost_of" in line]
    assert [(one["document"], one["repost_of"], one["kind"]) for one in found] == [("b.txt", "a.txt", "near")]
    assert "is the same report as" in CliRunner().invoke(main, ["compare", str(tmp_path / "out")]).output
