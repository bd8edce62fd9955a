"""Review pages in a headless Chromium: clicks, keys, decisions, hostile text, speed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, chromium, visit
from playwright.sync_api import Browser
from reviewing import MIXED, mixed_result, write_run

import llmextract
from llmextract import Document, extract
from llmextract.reviewing import index_file, page_file

pytestmark = pytest.mark.slow
MIXED_NAME = "mixed-2024.txt"
HOSTILE_NAME = "<img src=x onerror=alert(1)>&quot;.txt"
HOSTILE = [
    "</script><script>alert('a')</script>",
    "<img src=x onerror=alert('b')>",
    "<a href='javascript:alert(1)'>javascript:alert('c')</a>",
    "<style>*{display:none}</style>",
    "]]><!--",
    "<svg onload=alert('d')>",
    "{{7*7}}",
    "&lt;b&gt;&#x202e;",
    "\u202e被倒写的字\u202c",
    "\x00\x08\u2028\u2029",
    "@import url(//evil.example/x.css);",
]


def applied_run(out: Path) -> Path:
    """The mixed report after decisions of another day: one accepted, one number let pass."""
    document, result = mixed_result()
    accepted = result.report["leadership"].other[0]
    place = accepted.places[0]
    base = {
        "document": document.name,
        "text": document.fingerprint,
        "was": None,
        "by": "李",
        "at": "2026-01-02T03:04:05Z",
        "note": "已查",
    }
    told = {
        "section": "leadership",
        "field": "other",
        "action": "accept",
        "start": place.start,
        "end": place.end,
        "words": place.text,
    }
    write_run(out, [(document, result)])
    (out / "decisions").mkdir()
    file = {"format": "llmextract-decisions/1", "decisions": [base | told]}
    (out / "decisions" / f"{document.name}.json").write_text(json.dumps(file), encoding="utf-8")
    return out


def unplaced_run(out: Path) -> Path:
    """The mixed report with a value that stands nowhere, and with a decision that holds no more."""
    document, result = mixed_result()
    section = result.report["reconsideration"]
    report = result.report | {
        "reconsideration": section.model_copy(update={"concluded": section.concluded.model_copy(update={"places": ()})})  # type: ignore[attr-defined]
    }
    message = "what a person has decided (dismiss '9件') does not hold: it is another text now; decide again"
    stale = result.findings[0].model_copy(
        update={
            "code": "DECISION_STALE",
            "severity": "review",
            "section": "",
            "field": "",
            "message": message,
            "spans": (),
        }
    )
    changed = {"report": report, "findings": (*result.findings, stale)}
    return write_run(out, [(document, result.model_copy(update=changed))])


def corrected_run(out: Path) -> Path:
    """The mixed report after 185件 was corrected to 206件."""
    document, result = mixed_result()
    section: Any = result.report["reconsideration"]
    place = section.applications_received.places[0]
    concluded = section.concluded.model_copy(update={"places": (place,), "value": section.applications_received.value})
    was = section.concluded.places[0]
    report = result.report | {"reconsideration": section.model_copy(update={"concluded": concluded})}
    write_run(out, [(document, result.model_copy(update={"report": report}))])
    told = {
        "document": document.name,
        "text": document.fingerprint,
        "section": "reconsideration",
        "field": "concluded",
        "action": "correct",
    }
    told |= {"start": place.start, "end": place.end, "words": place.text, "by": "", "at": "", "note": ""}
    told |= {"was": {"start": was.start, "end": was.end, "words": was.text}}
    (out / "decisions").mkdir()
    (out / "decisions" / f"{document.name}.json").write_text(
        json.dumps({"format": "llmextract-decisions/1", "decisions": [told]}), encoding="utf-8"
    )
    return out


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with review pages. They are made before a browser runs, whose loop would stand in the way."""
    top = tmp_path_factory.mktemp("runs")
    reports = {name: Document.read(f"fixtures/reports/{name}") for name in ("nanhu-2023.txt", "huichang-2021.txt")}
    real = [(document, extract(document, model="replay:fixtures/responses")) for document in reports.values()]
    body = reports["huichang-2021.txt"].raw
    long = Document(
        "\n".join(body.replace("2021年法治政府", f"202{i}年法治政府") for i in range(5)) + "\n另有工作35项。" * 160,
        "long-2021.txt",
    )
    hostile = Document(MIXED.replace("培训300人", "培训300人" + "".join(f"{h}、" for h in HOSTILE)), HOSTILE_NAME)
    heavy = Document("某市2024年法治政府建设年度报告\n全年审结185件。" + "<b>字" * 250_000, "heavy.txt")
    told = {
        "mixed": [mixed_result()],
        "real": [*real, (long, extract(long, model="rules"))],
        "hostile": [(one, extract(one, model="rules")) for one in (hostile, heavy)],
    }
    for name, documents in told.items():
        llmextract.review(write_run(top / name, documents))
    llmextract.review(applied_run(top / "applied"))
    llmextract.review(unplaced_run(top / "unplaced"))
    llmextract.review(corrected_run(top / "corrected"))
    return {path.name: path for path in top.iterdir()}


@pytest.fixture(scope="module")
def browser(runs: dict[str, Path]) -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def mixed(browser: Browser, runs: dict[str, Path]) -> Iterator[Visit]:
    with visit(browser, page_file(runs["mixed"], MIXED_NAME)) as visited:
        yield visited
        assert visited.said == []
        assert len([url for url in visited.requests if not url.startswith("blob:")]) == visited.page.evaluate(
            "performance.getEntriesByType('navigation').length"
        )


def number(visited: Visit, words: str) -> str:
    """The selector of a number by its words."""
    found = visited.page.evaluate(
        "w => JSON.parse(document.getElementById('data').textContent).numbers.find(n => n.words === w).id", words
    )
    return f"#{found}"


def card(field: str) -> str:
    return f"[id='f-{field}']"


def download(visited: Visit) -> dict[str, Any]:
    with visited.page.expect_download() as saved:
        visited.page.click("#save")
    told: dict[str, Any] = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    told["file"] = saved.value.suggested_filename
    return told


def test_a_number_leads_to_its_field_and_back(mixed: Visit) -> None:
    page = mixed.page
    page.set_viewport_size({"width": 1280, "height": 420})
    page.click(number(mixed, "57件"))
    assert mixed.focused() == "f-litigation.cases"
    assert mixed.in_view(card("litigation.cases"))
    assert "flash" in (page.get_attribute(card("litigation.cases"), "class") or "")
    assert page.inner_text(".w.lit") == "全年发生行政诉讼案件"
    page.click(f"{card('litigation.cases')} .facts .chip")
    assert f"#{mixed.focused()}" == number(mixed, "57件")
    assert mixed.in_view(number(mixed, "57件"))
    page.click(f"{card('litigation.cases')} .findings .chip:has-text('19.72%')")
    assert f"#{mixed.focused()}" == number(mixed, "19.72%")
    page.keyboard.press("Enter")
    assert mixed.focused() == "f-litigation.cases_change"
    page.click(f"{card('reconsideration.concluded')} .title")
    assert f"#{mixed.focused()}" == number(mixed, "185件")
    assert mixed.in_view(number(mixed, "185件"))


def test_numbers_tell_kind_and_verdict_without_colour(mixed: Visit) -> None:
    told = {
        words: mixed.page.get_attribute(number(mixed, words), "aria-label")
        for words in ("206件", "185件", "300人", "19.72%", "2024年")
    }
    assert told["185件"] == "185件, 数量, 已否决, 审结(办结)复议案件数"
    assert told["300人"] == "300人, 数量, 无人取用"
    assert (told["19.72%"] or "").startswith("19.72%, 比率, 已核实")
    sign = "e => getComputedStyle(e, '::after').content.split(' ')[0] + getComputedStyle(e).borderBottomStyle"
    shows = [mixed.page.eval_on_selector(number(mixed, words), sign) for words in ("206件", "185件", "300人", "12次")]
    assert shows == ["nonesolid", '"✕"double', '"○"dotted', '"?"dashed']
    label = "document.querySelector('.page-break').textContent"
    assert mixed.page.evaluate(label) == "第 2 页"
    assert mixed.page.eval_on_selector_all("#text :is(h1, h2, h3, h4)", "all => all.map(e => e.textContent)") == [
        "一、行政复议与应诉",
        "二、其他工作",
    ]


def test_keys_move_decide_and_take_back(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    order = mixed.ids(".card")
    press("j")
    assert mixed.focused() == order[1]
    press("j")
    press("k")
    assert mixed.focused() == order[1]
    press("a")
    assert mixed.focused() == order[2]
    assert "已接受" in page.inner_text(f"[id='{order[1]}']")
    assert "已接受" in page.inner_text("#live")
    press("x")
    assert "已由人否决" in page.inner_text(f"[id='{order[2]}']")
    total = len(order)
    assert page.inner_text("#progress-words") == f"已判断 2 / {total}"
    assert page.evaluate("[document.getElementById('progress').value, document.getElementById('progress').max]") == [
        2,
        total,
    ]
    press("u")
    assert mixed.focused() == order[2]
    assert page.inner_text("#progress-words") == f"已判断 1 / {total}"
    press("u")
    press("u")
    assert page.inner_text("#live") == "没有可以撤销的"
    assert not page.is_enabled("#save")
    page.click(number(mixed, "300人"))
    press("a")
    assert page.inner_text("#live") == "这里不能这样做"
    press("d")
    assert "已放过" in page.inner_text("#live")
    press("?")
    assert page.is_visible("dialog#keys")
    press("Escape")
    assert not page.is_visible("dialog#keys")
    press("/")
    assert mixed.focused() == "search"
    page.keyboard.type("jax")
    assert page.input_value("#search") == "jax"
    press("Escape")
    assert page.input_value("#search") == ""


def test_filters_and_sections(mixed: Visit) -> None:
    page = mixed.page
    eyes = mixed.ids(".card")
    assert int(page.inner_text("[data-filter=eyes] .count")) == len(eyes)
    assert "f-litigation.head_appearances" in eyes
    assert "f-reconsideration.concluded" in eyes
    assert f"u-{number(mixed, '300人')[1:]}" in eyes
    assert "f-litigation.cases" not in eyes
    page.click("[data-filter=verified]")
    assert mixed.ids(".card") == [
        "f-reconsideration.applications_received",
        "f-litigation.cases",
        "f-litigation.cases_change",
    ]
    page.click("[data-filter=rejected]")
    assert mixed.ids(".card") == ["f-reconsideration.concluded"]
    page.click("[data-filter=missed]")
    assert mixed.ids(".card") == ["f-litigation.head_appearances"]
    page.click("[data-filter=unclaimed]")
    assert mixed.ids(".card") == [f"u-{number(mixed, '300人')[1:]}"]
    page.click("[data-filter=empty]")
    badges = set(page.eval_on_selector_all(".card:not([hidden]) .badge", "all => all.map(e => e.dataset.status)"))
    assert badges == {"missed", "not_stated", "without_number", "section_absent", "failed"}
    page.click("[data-filter=all]")
    page.select_option("#section", "litigation")
    assert all(name.startswith("f-litigation.") for name in mixed.ids(".card"))
    hidden = page.locator(".group[data-section=litigation] .folded")
    assert not hidden.is_visible()
    page.click(".group[data-section=litigation] .fold")
    assert hidden.is_visible()
    assert (page.text_content(".failed-section") or "").endswith("no JSON <b>")


def test_search_finds_fields_and_places(mixed: Visit) -> None:
    page = mixed.page
    page.click("[data-filter=all]")
    page.fill("#search", "行政诉讼案件")
    assert "f-litigation.cases_change" in mixed.ids(".card")
    assert page.inner_text("#hits").endswith("原文 1 处")
    assert page.evaluate("[...CSS.highlights.get('hit')].map(r => r.toString())") == ["行政诉讼案件"]
    page.fill("#search", "案件57件,同比")  # over the border of a number
    assert page.evaluate("[...CSS.highlights.get('hit')].map(r => r.toString())") == ["案件57件,同比"]
    page.press("#search", "Enter")
    assert page.is_visible(".flash")
    page.fill("#search", "没有这样的话")
    assert mixed.ids(".card") == []
    assert page.inner_text("#nothing") == "没有符合的项。"


def test_a_correction_is_saved_as_the_contract_says(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    page.fill("#by", "王")
    page.click(number(mixed, "185件"))
    press("e")
    assert page.is_visible("#banner")
    assert "改正“审结(办结)复议案件数”" in page.inner_text("#live")
    press("Escape")
    assert not page.is_visible("#banner")
    press("e")
    page.click(number(mixed, "206件"))
    assert "已改为 206件" in page.inner_text("#live")
    page.click(number(mixed, "12次"))
    press("n")
    page.keyboard.type("看过了")
    press("Enter")
    press("a")
    page.click(number(mixed, "300人"))
    press("d")
    told = download(mixed)
    data = page.evaluate("JSON.parse(document.getElementById('data').textContent)")
    text = data["text"]
    at = {n["words"]: n["start"] for n in data["numbers"]}
    assert MIXED[at["206件"] :].startswith("206件")
    base = {"document": MIXED_NAME, "text": text, "was": None, "by": "王", "note": ""}

    def place(words: str) -> dict[str, Any]:
        return {"start": at[words], "end": at[words] + len(words), "words": words}

    assert told["file"] == f"{MIXED_NAME}.decisions.json"
    assert told["format"] == "llmextract-decisions/1"
    decided = told["decisions"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", one.pop("at")) for one in decided)
    assert decided == [
        base
        | place("206件")
        | {"section": "reconsideration", "field": "concluded", "action": "correct", "was": place("185件")},
        base | place("12次") | {"section": "leadership", "field": "other", "action": "accept", "note": "看过了"},
        base | place("300人") | {"section": "", "field": "", "action": "dismiss"},
    ]


def test_an_empty_field_is_confirmed_or_filled(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    page.evaluate("location.hash = '#f-litigation.head_appearances'")
    page.wait_for_selector(f"{card('litigation.head_appearances')}.open")
    press("x")
    assert page.inner_text("#live") == "这里不能这样做"
    press("a")
    assert "确认为空" in page.inner_text(card("litigation.head_appearances"))
    page.evaluate("location.hash = '#f-litigation.judicial_proposal_reply_rate'")  # folded away: uncovered
    page.wait_for_selector(f"{card('litigation.judicial_proposal_reply_rate')}.open")
    press("e")
    press("Home")
    for _ in range(40):  # by keys alone: arrows to the number wanted, Enter takes it
        if f"#{mixed.focused()}" == number(mixed, "19.72%"):
            break
        press("ArrowRight")
    else:
        for _ in range(40):
            press("ArrowLeft")
            if f"#{mixed.focused()}" == number(mixed, "19.72%"):
                break
    press("Enter")
    decided = download(mixed)["decisions"]
    told = [(one["field"], one["action"], one["start"], one["words"], one["was"]) for one in decided]
    assert told[0] == ("head_appearances", "accept", None, "", None)
    assert (told[1][:2], told[1][3:]) == (("judicial_proposal_reply_rate", "correct"), ("19.72%", None))


def test_an_unclaimed_number_is_given_to_a_field(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    page.click(number(mixed, "300人"))
    press("e")
    assert "哪个字段" in page.inner_text("#banner")
    page.click(f"{card('leadership.other')} .title")
    (one,) = download(mixed)["decisions"]
    assert (one["section"], one["field"], one["action"], one["words"], one["was"]["words"]) == (
        "leadership",
        "other",
        "correct",
        "300人",
        "12次",
    )
    page.click(number(mixed, "300人"))
    assert "已指定给“召开常务会议”" in page.inner_text(f"#u-{number(mixed, '300人')[1:]}")


def test_a_number_that_cannot_measure_the_field_is_warned_of(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    for wrong, warned in (("19.72%", True), ("206件", False)):
        page.click(f"{card('reconsideration.concluded')} .title")
        press("e")
        assert "正确的数" in page.inner_text("#banner")
        page.click(number(mixed, wrong))
        assert page.is_visible("#warning") is warned
        assert not warned or "19.72%" in page.inner_text("#warning")
    page.click(number(mixed, "300人"))
    press("e")
    page.evaluate("location.hash = '#f-litigation.cases_change'")
    page.click(f"{card('litigation.cases_change')} .title")
    assert "300人" in page.inner_text("#warning")
    press("u")
    assert [one["words"] for one in download(mixed)["decisions"]] == ["206件"]


def test_choices_and_texts_take_no_number(mixed: Visit) -> None:
    page, press = mixed.page, mixed.page.keyboard.press
    page.click("[data-filter=all]")
    wants = page.evaluate("JSON.parse(document.getElementById('data').textContent).wants")
    told = "JSON.parse(document.getElementById('data').textContent).units.map(u => u.id)"
    units = [one for one in page.evaluate(told) if one[2:] in wants]
    for form, words in (("choice", "只能接受"), ("text", "标出的文字")):
        unit = next(one for one in units if wants[one[2:]]["form"] == form and (form == "choice" or "title" in one))
        page.evaluate("id => { location.hash = '#' + id; }", unit)
        page.wait_for_selector(f"[id='{unit}'].open")
        press("e")
        assert words in page.inner_text("#warning" if form == "choice" else "#banner")
        assert "的数" not in page.inner_text("body > .banner:not([hidden])")
        page.click(number(mixed, "206件"))
        assert page.inner_text("#progress-words").startswith("已判断 0 /")
    assert "文字字段" in page.inner_text("#warning")
    press("Escape")
    press("e")
    page.locator("#text .said:not(.n)", has_text="某市").first.click()
    (one,) = download(mixed)["decisions"]
    assert (one["field"], one["action"], one["words"], one["was"]["words"]) == (
        "title",
        "correct",
        "某市",
        MIXED.splitlines()[0],
    )


def test_decisions_outlive_the_window(browser: Browser, runs: dict[str, Path], tmp_path: Path) -> None:
    file = page_file(runs["mixed"], MIXED_NAME)
    with visit(browser, file) as first:
        first.page.click(number(first, "185件"))
        first.page.keyboard.press("x")
        asked: list[str] = []
        first.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        first.page.reload()
        assert asked == ["beforeunload"]
        assert "恢复了 1 项" in first.page.inner_text("#live")
        assert first.page.inner_text("#progress-words").startswith("已判断 1 /")
        first.page.click(number(first, "12次"))
        first.page.keyboard.press("a")
        told = download(first)
        saved = tmp_path / "saved.json"
        saved.write_text(json.dumps({k: v for k, v in told.items() if k != "file"}), encoding="utf-8")
        first.page.reload()
        assert asked == ["beforeunload"]  # what is saved is not asked about
        assert "其中 0 项尚未保存" in first.page.inner_text("#live")
        assert first.page.inner_text("#progress-words").startswith("已判断 2 /")
        first.page.click(number(first, "300人"))
        first.page.keyboard.press("d")
        again = download(first)["decisions"]  # all that is not applied, not the new one alone
        assert again[:2] == told["decisions"]
        assert [one["action"] for one in again] == ["reject", "accept", "dismiss"]
        first.page.reload()
        first.page.click(number(first, "57件"))
        first.page.keyboard.press("x")
        first.page.reload()
        assert asked == ["beforeunload"] * 2
        assert "恢复了 4 项尚未并入结果的判断,其中 1 项尚未保存" in first.page.inner_text("#live")
        first.page.goto(index_file(runs["mixed"]).as_uri())
    with visit(browser, file) as second:
        assert second.page.inner_text("#progress-words").startswith("已判断 0 /")
        second.page.set_input_files("#file", saved)
        second.page.wait_for_function("document.getElementById('live').textContent.includes('读入 2 项')")
        assert second.page.inner_text("#progress-words").startswith("已判断 2 /")
        assert download(second)["decisions"] == told["decisions"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other/1"}, "这不是判断文件"),
        ({"decisions": [{"document": MIXED_NAME}]}, "这不是判断文件"),
        ({"document": "other.txt"}, "没有这份报告的判断"),
        ({"text": "0" * 64}, "另一版文字"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(mixed: Visit, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    one = {
        "section": "a",
        "field": "b",
        "action": "accept",
        "start": 1,
        "end": 2,
        "words": "x",
        "was": None,
        "by": "",
        "at": "",
        "note": "",
    }
    text = mixed.page.evaluate("JSON.parse(document.getElementById('data').textContent).text")
    one |= {"document": MIXED_NAME, "text": text}
    told = {"format": "llmextract-decisions/1", "decisions": [one | {k: v for k, v in change.items() if k in one}]} | {
        k: v for k, v in change.items() if k not in one
    }
    (tmp_path / "file.json").write_text(json.dumps(told), encoding="utf-8")
    mixed.page.set_input_files("#file", tmp_path / "file.json")
    mixed.page.wait_for_function("said => document.getElementById('live').textContent.includes(said)", arg=said)
    assert mixed.page.inner_text("#progress-words").startswith("已判断 0 /")


def test_what_was_applied_is_shown_and_can_be_replaced(browser: Browser, runs: dict[str, Path]) -> None:
    with visit(browser, page_file(runs["applied"], MIXED_NAME)) as visited:
        page = visited.page
        assert page.inner_text("#progress-words").startswith("已判断 1 /")
        page.click("[data-filter=decided]")
        assert visited.ids(".card") == ["f-leadership.other"]
        assert "李" in page.inner_text(card("leadership.other"))
        page.click(number(visited, "12次"))
        assert page.input_value(".note") == "已查"
        page.keyboard.press("x")
        (one,) = download(visited)["decisions"]
        assert (one["action"], one["words"], one["note"]) == ("reject", "12次", "已查")


def test_both_languages(mixed: Visit) -> None:
    page = mixed.page
    page.click(number(mixed, "185件"))
    assert page.inner_text("#language") == "English"
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    told = page.inner_text("body")
    for words in (
        "Needs eyes",
        "Concluded",
        "Rejected",
        "'185万' is '185件' with another scale",
        "All reports",
        "Page 2",
        "Save decisions",
    ):
        assert words in told
    for words in ("需要看的", "否决", "全部报告", "保存判断"):
        assert words not in told
    page.click("#language")
    assert "“185万”与原文“185件”的数量级不同" in page.inner_text("body")


@pytest.mark.parametrize("name", [HOSTILE_NAME, "heavy.txt"])
def test_hostile_text_is_shown_and_does_nothing(browser: Browser, runs: dict[str, Path], name: str) -> None:
    file = page_file(runs["hostile"], name)
    with visit(browser, file) as visited:
        page = visited.page
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        shown = page.text_content("#text") or ""
        page.click("#language")
        for key in "jjaxu":
            page.keyboard.press(key)
        page.fill("#search", "<img src=x onerror=alert(1)>")
        assert (
            page.evaluate(
                "document.querySelectorAll('#text :is(img, a, svg, style, script), #cards :is(img, a, svg, style, script)').length"
            )
            == 0
        )
        assert dialogs == []
        assert visited.said == []
        assert visited.requests == [file.resolve().as_uri()]
    if name == HOSTILE_NAME:
        for words in HOSTILE:
            for piece in re.split("[\u202e\u202c\x00\x08\u2028\u2029]", words):
                assert piece in shown
        for mark in ("U+202E", "U+202C", "U+0000", "U+0008", "U+2028", "U+2029"):
            assert mark in shown
    else:
        assert shown.count("<b>字") == 250_000


def test_a_script_put_into_a_page_does_not_run(browser: Browser, runs: dict[str, Path], tmp_path: Path) -> None:
    html = page_file(runs["mixed"], MIXED_NAME).read_text(encoding="utf-8")
    planted = "<script>document.title='run'</script><img src='https://evil.example/x' onerror=\"document.title='run'\"><p style='color:red'>p</p>"
    (tmp_path / "planted.html").write_text(html.replace("<noscript>", f"{planted}<noscript>"), encoding="utf-8")
    with visit(browser, tmp_path / "planted.html") as visited:
        assert visited.page.title() != "run"
        assert sum("Content Security Policy" in told for told in visited.said) >= 3


CONTRAST = """() => {
  const rgb = s => s.match(/[\\d.]+/g).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((a, v, i) => a + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const wrong = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility({opacityProperty: true}) || e.closest('.unseen, script, style, .skips, :disabled')) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color)), lum(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) wrong.push(e.className + ': ' + e.textContent.slice(0, 20));
  }
  return wrong;
}"""
NAMELESS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  const nameless = [...document.querySelectorAll('button, input:not([hidden]), select, [role=button], progress, a')]
    .filter(e => !(e.getAttribute('aria-label') || e.textContent || (e.labels && e.labels.length) || '').toString().trim()).map(e => e.outerHTML);
  return [...twice, ...nameless];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_read_by_all(browser: Browser, runs: dict[str, Path], scheme: str) -> None:
    for file in (page_file(runs["mixed"], MIXED_NAME), index_file(runs["mixed"])):
        with visit(browser, file, color_scheme=scheme, reduced_motion="reduce") as visited:
            page = visited.page
            if "pages" in file.parts:
                page.click("[data-filter=all]")
                for words in ("206件", "185件", "300人"):
                    page.click(number(visited, words))
                    assert page.evaluate(CONTRAST) == []
                    assert page.evaluate("document.getAnimations().length") == 0
            assert page.evaluate(CONTRAST) == []
            assert page.evaluate(NAMELESS) == []
            assert page.evaluate("[...document.querySelectorAll('main, header, h1')].length") == 3


@pytest.mark.parametrize(("width", "height"), [(420, 860), (320, 640), (720, 400)])
def test_narrow_windows_and_large_letters(browser: Browser, runs: dict[str, Path], width: int, height: int) -> None:
    with visit(browser, page_file(runs["mixed"], MIXED_NAME), viewport={"width": width, "height": height}) as visited:
        page = visited.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("location.hash = '#f-leadership.other'")
        page.wait_for_selector(f"{card('leadership.other')}.open")
        page.click(number(visited, "57件"))
        told = page.eval_on_selector(
            card("litigation.cases"),
            "e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom, innerHeight]; }",
        )
        assert -1 <= told[0] < told[2]


def test_addresses_lead_to_fields_sections_numbers_and_sentences(browser: Browser, runs: dict[str, Path]) -> None:
    file = page_file(runs["real"], "nanhu-2023.txt")
    for anchor, seen in {
        "#f-litigation.cases": "[id='f-litigation.cases'].open",
        "#f-litigation": "#f-litigation > h3",
        "#f-litigation.head_appearances": "[id='f-litigation.head_appearances'].open",  # folded away
        "#n96": "#n96.own",
        "#s90": "#s90",
        "#%E0%A4%A": "#f-oversight > h3",  # none: the page opens as it does without one
    }.items():
        with visit(browser, file, anchor, viewport={"width": 1280, "height": 800}) as visited:
            visited.page.evaluate(PAINTED)
            assert visited.in_view(seen), anchor
            assert visited.said == []


def test_a_claim_without_a_place_is_rejected_without_one(browser: Browser, runs: dict[str, Path]) -> None:
    with visit(browser, page_file(runs["unplaced"], MIXED_NAME)) as visited:
        page = visited.page
        assert "曾有人作过的判断" in page.inner_text(".notices")
        page.evaluate("location.hash = '#f-reconsideration.concluded'")
        page.wait_for_selector(f"{card('reconsideration.concluded')}.open")
        page.keyboard.press("a")
        assert "不能接受" in page.inner_text("#live")
        page.keyboard.press("x")
        (one,) = download(visited)["decisions"]
        assert (one["action"], one["start"], one["end"], one["words"], one["was"]) == ("reject", None, None, "", None)


def test_a_correction_of_what_was_corrected_is_about_the_first_place(browser: Browser, runs: dict[str, Path]) -> None:
    with visit(browser, page_file(runs["corrected"], MIXED_NAME)) as visited:
        page, press = visited.page, visited.page.keyboard.press
        page.click("[data-filter=decided]")
        assert visited.ids(".card") == ["f-reconsideration.concluded"]
        assert "已改为 206件" in page.inner_text(card("reconsideration.concluded"))
        page.click(f"{card('reconsideration.concluded')} .title")
        press("e")
        page.click(number(visited, "40件"))
        (one,) = download(visited)["decisions"]
        assert (one["action"], one["words"], one["was"]["words"]) == ("correct", "40件", "185件")
        page.click(f"{card('reconsideration.concluded')} .title")
        press("u")
        assert "已改为 206件" in page.inner_text(card("reconsideration.concluded"))
        page.click(f"{card('reconsideration.concluded')} .title")
        press("x")
        first, second = download(visited)["decisions"]
        assert (first["action"], first["words"]) == ("correct", "206件")
        assert (second["action"], second["words"], second["was"]) == ("reject", "206件", None)


def test_the_keyboard_alone_reaches_everything(mixed: Visit) -> None:
    page = mixed.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#fields"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(mixed.focused() or page.evaluate("document.activeElement.className"))
    assert {"search", "section", *mixed.ids(".card")[:1]} <= reached
    assert any("act accept" in one for one in reached)


OPENING = "performance.getEntriesByType('navigation')[0].loadEventEnd"
PAINTED = """() => new Promise(done => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now()); c.port2.postMessage(0); }))"""
JUMP = f"""async id => {{
  const painted = {PAINTED};
  await painted();
  const began = performance.now();
  document.getElementById(id).click();
  return await painted() - began;
}}"""


@pytest.mark.parametrize("name", ["nanhu-2023.txt", "huichang-2021.txt", "long-2021.txt"])
def test_pages_are_small_and_quick(browser: Browser, runs: dict[str, Path], name: str) -> None:
    file = page_file(runs["real"], name)
    assert file.stat().st_size <= 1_000_000
    opened, jumps = [], []
    for _ in range(3):
        with visit(browser, file) as visited:
            visited.page.evaluate(PAINTED)
            opened.append(visited.page.evaluate("performance.now()"))
            numbers = visited.page.eval_on_selector_all("#text .n.data", "all => all.map(e => e.id)")
            spread = numbers[:: max(1, len(numbers) // 12)]
            for one in spread:
                jumps.append(visited.page.evaluate(JUMP, one))
                visited.page.evaluate(PAINTED)
                assert visited.in_view(".card.open"), one
    if name.startswith("long"):
        assert len(numbers) >= 600
    print(
        f"{name}: {len(numbers)} numbers, {file.stat().st_size} bytes, open {min(opened):.0f} ms, jump {sorted(jumps)[len(jumps) // 2]:.0f} ms, worst {max(jumps):.0f} ms"
    )
    assert min(opened) < 1000
    assert sorted(jumps)[len(jumps) // 2] < 50


@pytest.mark.parametrize("run", ["mixed", "real"])
def test_the_index_counts_as_the_pages_do(browser: Browser, runs: dict[str, Path], run: str) -> None:
    with visit(browser, index_file(runs[run])) as visited:
        assert "待核对 + 已否决 + 可能遗漏" in visited.page.inner_text("#counting")
        rows = visited.page.evaluate("JSON.parse(document.getElementById('data').textContent).rows")
    for row in rows:
        with visit(browser, runs[run] / "review" / row["page"]) as visited:
            told = visited.page.eval_on_selector_all(
                "[data-filter]", "all => all.map(e => [e.dataset.filter, +e.querySelector('.count').textContent])"
            )
            counts = dict(told)
            for key in ("eyes", "verified", "review", "rejected", "missed", "unclaimed"):
                assert row[key] == counts.get(key, 0), (row["document"], key)
            parts = ("review", "rejected", "missed", "unclaimed", "failed")
            assert row["eyes"] == sum(row[key] for key in parts), row["document"]
            assert "已判断的不再算" in (visited.page.text_content(".counting") or "")


def test_the_index_sorts_and_leads_to_pages(browser: Browser, runs: dict[str, Path]) -> None:
    with visit(browser, index_file(runs["real"])) as visited:
        page = visited.page
        names = "all => all.map(e => e.getAttribute('href'))"
        eyes = [
            int(told) if told.isdigit() else 0
            for told in page.eval_on_selector_all("td.eyes", "all => all.map(e => e.textContent)")
        ]
        assert eyes == sorted(eyes, reverse=True)
        assert len(eyes) == 3
        page.click("[data-key=year]")
        assert page.get_attribute("th:has([data-key=year])", "aria-sort") == "ascending"
        page.click("[data-key=values]")
        page.click("[data-key=values]")
        values = [int(told) for told in page.eval_on_selector_all("td.values", "all => all.map(e => e.textContent)")]
        assert values == sorted(values)
        page.fill("#search", "南湖")
        assert page.eval_on_selector_all("tbody a", names) == ["pages/nanhu-2023.txt.html"]
        page.click("#language")
        assert "Needs eyes" in page.inner_text("thead")
        page.click("tbody a")
        page.wait_for_selector("#text h3")
        page.click(number(visited, "57件"))
        page.keyboard.press("x")
        page.once("dialog", lambda dialog: dialog.accept())
        page.click(".back")
        page.wait_for_selector("tbody tr")
        row = page.inner_text("tbody tr:has(a[href='pages/nanhu-2023.txt.html']) td.progress")
        assert re.fullmatch(r"1/\d+", row)
        assert visited.said == []
