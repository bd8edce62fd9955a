"""The full circle of a review: run, page, decisions made in Chromium, apply, page and panel; and back again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from browsing import Visit, chromium, visit

import llmextract
from llmextract import Genre, apply, open_model, panel
from llmextract.reviewing import page_file

pytestmark = pytest.mark.slow
FIXTURES = Path(__file__).parent.parent / "fixtures"
NANHU, HUICHANG = "nanhu-2023.txt", "huichang-2021.txt"
CORRECTED, REFUSED = "litigation.cases", "reconsideration.applications_received"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, genre: Genre) -> Path:
    out = tmp_path_factory.mktemp("circle") / "批次 1"
    reports = [FIXTURES / "reports" / name for name in (NANHU, HUICHANG)]
    assert llmextract.run(reports, out, open_model(f"replay:{FIXTURES / 'responses'}"), genre).exit_code == 0
    return out


# The words and the id of a count that is another than the given one, and stands once.
OTHER = """given => {
  const all = JSON.parse(document.getElementById("data").textContent).numbers;
  const fits = one => one.data && one.words.endsWith("件") && one.words !== given;
  const other = all.find(one => fits(one) && all.filter(two => two.words === one.words).length === 1);
  return [other.words, other.id];
}"""


def card(field: str) -> str:
    return f"[id='f-{field}']"


def save(visited: Visit, path: Path) -> Path:
    with visited.page.expect_download() as saved:
        visited.page.click("#save")
    saved.value.save_as(path)
    return path


def rows(book: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of the long sheet by document and field."""
    sheet = openpyxl.load_workbook(book)["长表"]
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    found = [dict(zip(told[0], row, strict=True)) for row in told[1:]]
    return {(row["document"], f"{row['section']}.{row['field']}"): row for row in found}


def links(book: Path) -> list[tuple[Path, str]]:
    """The files and anchors that the cells of the quality sheet lead to."""
    sheet = openpyxl.load_workbook(book)["质量"]
    found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    return [(book.parent / unquote(link.target).replace("\\", "/"), link.location) for link in found]


def test_a_cell_of_the_panel_opens_the_page_at_its_field(ran: Path) -> None:
    book = ran.parent / "panel.xlsx"
    panel([ran], book)
    found = links(book)
    assert {file.name for file, _ in found} == {f"{NANHU}.html", f"{HUICHANG}.html"}
    empty = [link for link in found if "year" in link[1]]
    with chromium() as browser:
        for file, anchor in [found[0], found[len(found) // 2], found[-1], *empty]:
            assert file.is_file()
            with visit(browser, file, f"#{anchor}", viewport={"width": 1280, "height": 600}) as visited:
                own = f"[id='{anchor}']"
                assert "open" in (visited.page.get_attribute(own, "class") or "").split(), anchor
                assert visited.page.is_visible(own)
                assert visited.in_view(own), anchor
                assert visited.page.evaluate("document.activeElement.id") == anchor
                assert visited.said == []


def test_decisions_go_round_and_can_be_taken_back(ran: Path, tmp_path: Path) -> None:
    book = tmp_path / "panel.xlsx"
    panel([ran], book)
    before = rows(book)
    llmextract.review(ran)
    page = page_file(ran, NANHU)
    with chromium() as browser, visit(browser, page, f"#f-{CORRECTED}") as visited:
        visited.page.fill("#by", "王芳")
        visited.page.press(card(CORRECTED), "e")
        right, chosen = visited.page.evaluate(OTHER, before[NANHU, CORRECTED]["text"])
        visited.page.click(f"#{chosen}")
        visited.page.evaluate(f"location.hash = '#f-{REFUSED}'")
        visited.page.wait_for_selector(f"{card(REFUSED)}.open")
        visited.page.press(card(REFUSED), "x")
        file = save(visited, tmp_path / "decisions.json")
    done = apply(ran, [file])
    assert (done.exit_code, done.taken, done.notices) == (0, 2, [])

    llmextract.review(ran)
    panel([ran], book)
    after = rows(book)
    assert (after[NANHU, CORRECTED]["decision"], after[NANHU, REFUSED]["decision"]) == ("corrected", "rejected")
    assert after[NANHU, CORRECTED]["text"] == right
    assert after[NANHU, CORRECTED]["value"] != before[NANHU, CORRECTED]["value"]
    assert after[NANHU, REFUSED]["status"] == "rejected"
    assert {key: row for key, row in after.items() if key[0] == HUICHANG} == {
        key: row for key, row in before.items() if key[0] == HUICHANG
    }
    with chromium() as browser, visit(browser, page, f"#f-{CORRECTED}") as visited:
        told = visited.page.inner_text(card(CORRECTED))
        for words in (f"已改为 {right}", "王芳", "已并入结果"):
            assert words in told
        visited.page.click("[data-filter=decided]")
        # Beside them: the other indicator that held the number before.
        assert set(visited.ids(".card")) >= {f"f-{CORRECTED}", f"f-{REFUSED}"}
        for field in (CORRECTED, REFUSED):
            visited.page.evaluate(f"location.hash = '#f-{field}'")
            visited.page.wait_for_selector(f"{card(field)}.open")
            visited.page.click(f"{card(field)} .act.withdraw")
            assert "撤回" in visited.page.inner_text(f"{card(field)} .decision")
        visited.page.keyboard.press("u")
        assert "已由人否决" in visited.page.inner_text(card(REFUSED))
        visited.page.keyboard.press("w")
        visited.page.reload()  # what was not saved is kept, withdrawals too
        for field in (CORRECTED, REFUSED):
            assert "撤回" in (visited.page.text_content(f"{card(field)} .decision") or "")
        file = save(visited, tmp_path / "back.json")
        assert visited.said == []
    assert [one["action"] for one in json.loads(file.read_text(encoding="utf-8"))["decisions"]] == ["withdraw"] * 2
    assert apply(ran, [file]).notices == []
    panel([ran], book)
    assert rows(book) == before
    assert not (ran / "decisions" / f"{NANHU}.json").exists()


def test_what_was_saved_is_kept_until_the_page_has_it_applied(ran: Path, tmp_path: Path) -> None:
    llmextract.review(ran)
    page = page_file(ran, HUICHANG)
    with chromium() as browser, visit(browser, page) as visited:

        def decide(key: str) -> None:
            visited.page.click("[data-filter=all]")
            visited.page.locator(".card[data-status=verified]:not(.decided):visible .title").first.click()
            visited.page.keyboard.press(key)

        decide("x")
        first = save(visited, tmp_path / "first.json")
        decide("x")
        second = save(visited, tmp_path / "second.json")
        told = json.loads(second.read_text(encoding="utf-8"))["decisions"]
        assert len(told) == 2
        visited.page.goto("about:blank")
        assert subprocess.run([sys.executable, "-m", "llmextract", "apply", ran, first], check=False).returncode == 0
        assert subprocess.run([sys.executable, "-m", "llmextract", "review", ran], check=False).returncode == 0
        visited.page.goto(page.as_uri())
        assert "恢复了 1 项尚未并入结果的判断,其中 0 项尚未保存" in visited.page.inner_text("#live")
        assert visited.page.inner_text("#progress-words").startswith("已判断 2 /")
        decide("x")
        third = save(visited, tmp_path / "third.json")
        assert json.loads(third.read_text(encoding="utf-8"))["decisions"][:2] == told
        visited.page.goto("about:blank")
        assert subprocess.run([sys.executable, "-m", "llmextract", "apply", ran, third], check=False).returncode == 0
        assert subprocess.run([sys.executable, "-m", "llmextract", "review", ran], check=False).returncode == 0
        visited.page.goto(page.as_uri())
        assert "恢复了" not in visited.page.inner_text("#live")
        assert visited.page.evaluate("Object.keys(localStorage).filter(k => k.includes('decisions:'))") == []
