"""Review pages without a browser: what they are made of, what they escape, where they lie."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from contrast import contrast
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import MIXED, mixed_result, write_run

import llmextract
from llmextract import CODES, Document, Genre, ResultError, extract
from llmextract.cli import main
from llmextract.field_status import STATUSES
from llmextract.hidden import HIDDEN
from llmextract.reviewing import page_file
from llmextract.reviewing.data import page_data
from llmextract.reviewing.glance import Plot
from llmextract.reviewing.index import row_of
from llmextract.reviewing.labels import labels
from llmextract.reviewing.names import safe_name
from llmextract.reviewing.render import index_html, page_html
from llmextract.reviewing.shown import page_json, shown
from llmextract.reviewing.words import CODES_ZH, message_zh
from llmextract.schema.leaves import State, Verdict

HERE = Path(llmextract.__file__).parent / "reviewing"
ANY_TEXT = st.text(st.characters(), max_size=40)


def data_of(document: Document, result: llmextract.Result, genre: Genre) -> dict[str, Any]:
    return page_data(result, document, genre, [], "zh")


@pytest.fixture(scope="module")
def mixed(genre: Genre) -> dict[str, Any]:
    return data_of(*mixed_result(), genre)


def words_of(run: Any) -> Iterator[str]:
    """What a run shows, as the source has it."""
    if isinstance(run, str):
        yield run
    elif isinstance(run, list):
        yield chr(int(run[0][2:], 16))
    elif "p" not in run:
        for piece in run["w"]:
            yield from words_of(piece)


def runs_of(data: dict[str, Any]) -> Iterator[Any]:
    for block in data["blocks"]:
        for _, runs in block["s"]:
            yield from runs


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


SOURCES = st.lists(
    st.sampled_from(
        [
            "一、概况\n",
            "(一)复议。",
            "收到申请206件",
            ",审结1.2万\u200b件",
            "。",
            "\n",
            "\f",
            "\r\n",
            "《2023年\u202e要点》",
            "为9",
            "6.76%",
            "\x00",
        ]
    ),
    min_size=1,
    max_size=20,
).map("".join)


@settings(max_examples=25, deadline=None)
@given(SOURCES)
def test_the_source_is_shown_whole(text: str) -> None:
    genre = llmextract.load_genre()
    document = Document(text)
    data = data_of(document, extract(document, genre, "rules"), genre)
    assert bare("".join(w for run in runs_of(data) for w in words_of(run))) == bare(text)
    numbered = [run for run in runs_of(data) if isinstance(run, dict) and "n" in run]
    assert [run["n"] for run in numbered] == list(range(len(data["numbers"])))
    for run in numbered:
        number = data["numbers"][run["n"]]
        assert text[number["start"] : number["end"]] == number["words"]
        assert bare("".join(words_of(run))) == bare(number["words"])


def test_every_number_of_a_report_is_shown_once_under_its_clause(reports: dict[str, Document], genre: Genre) -> None:
    document = reports["nanhu-2023"]
    result = extract(document, genre, "replay:fixtures/responses")
    data = data_of(document, result, genre)
    shown_numbers = [run["n"] for run in runs_of(data) if isinstance(run, dict) and "n" in run]
    assert shown_numbers == list(range(len(result.ledger)))
    (cases,) = [i for i, unit in enumerate(data["units"]) if unit["id"] == "f-litigation.cases"]
    clause = "".join(
        w for run in runs_of(data) if isinstance(run, dict) and cases in run.get("u", ()) for w in words_of(run)
    )
    assert clause == "全年共发生行政应诉一审案件57件"
    assert len(page_html(data).encode()) < 1_000_000


def test_headings_title_and_pages_are_structure(mixed: dict[str, Any]) -> None:
    kinds = [(block["k"], block.get("l"), block.get("p")) for block in mixed["blocks"]]
    assert kinds == [
        ("title", None, None),
        ("heading", 1, None),
        ("text", 2, None),
        ("text", 2, None),
        ("heading", 1, 2),
        ("text", None, None),
    ]
    assert [s for block in mixed["blocks"] for s, _ in block["s"] if s] == sorted(
        s for b in mixed["blocks"] for s, _ in b["s"] if s
    )


def test_a_page_that_begins_in_mid_paragraph_is_shown_there(genre: Genre) -> None:
    document = Document("某市2024年报告\n收到行政复议申请206件,\f审结185件。")
    data = data_of(document, extract(document, genre, "rules"), genre)
    shown_pages = [run["p"] for run in runs_of(data) if isinstance(run, dict) and "p" in run]
    assert shown_pages + [block["p"] for block in data["blocks"] if "p" in block] == [2]


def test_each_field_has_one_status(mixed: dict[str, Any]) -> None:
    status = {unit["id"]: (unit["status"], unit["eyes"]) for unit in mixed["units"]}
    assert status["f-reconsideration.applications_received"] == ("verified", False)
    assert status["f-reconsideration.concluded"] == ("rejected", True)
    assert status["f-leadership.other"] == ("review", True)
    assert status["f-litigation.head_appearances"] == ("not_stated", True)
    assert status["f-litigation.head_appearance_rate"] == ("without_number", False)
    assert status["f-litigation.judicial_proposal_reply_rate"] == ("not_stated", False)
    assert {v for k, v in status.items() if k.startswith("f-emergency.")} == {("section_absent", False)}
    assert {v for k, v in status.items() if k.startswith("f-rulemaking.") and "other" not in k} == {("failed", True)}
    assert [u["value"] for u in mixed["units"] if u["status"] == "unclaimed"] == ["300人"]
    numbers = {number["words"]: number["status"] for number in mixed["numbers"]}
    assert (numbers["206件"], numbers["185件"], numbers["300人"], numbers["(一)"]) == (
        "verified",
        "rejected",
        "unclaimed",
        "",
    )
    assert len({unit["id"] for unit in mixed["units"]}) == len(mixed["units"])


def test_values_read_as_people_write_them(reports: dict[str, Document], genre: Genre) -> None:
    data = data_of(
        reports["huichang-2021"], extract(reports["huichang-2021"], genre, "replay:fixtures/responses"), genre
    )
    units = {unit["id"]: unit for unit in data["units"]}
    assert (units["f-emergency.vaccine_doses"]["value"], units["f-emergency.vaccine_doses"]["unit"]) == (
        "648,445",
        "剂次",
    )
    assert units["f-report.year"]["value"] == "2021"
    proof = units["f-emergency.vaccine_doses"]["findings"][0]
    assert proof["says"] == ["337916 + 306217 + 4312 = 648445"] * 2
    assert len(proof["spans"]) == 4


def test_entries_of_a_list_at_one_place_are_one(reports: dict[str, Document], genre: Genre) -> None:
    data = data_of(reports["nanhu-2023"], extract(reports["nanhu-2023"], genre, "replay:fixtures/responses"), genre)
    problems = [unit for unit in data["units"] if unit["field"] == "problems"]
    starts = [unit["places"][0]["start"] for unit in problems]
    assert len(starts) == len(set(starts))
    assert set(problems[0]["categories"]) > {"enforcement", "leadership"}


def test_another_text_than_the_results_is_refused(genre: Genre) -> None:
    _, result = mixed_result()
    with pytest.raises(ResultError, match="run it again"):
        data_of(Document(MIXED + "。", result.document), result, genre)


@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3)))
def test_data_cannot_leave_its_element_and_reads_back(value: Any) -> None:
    told = page_json(value)
    assert json.loads(told) == value
    assert not re.search(f"[<>&{HIDDEN}\u2028\u2029\ud800-\udfff]", told)


@given(ANY_TEXT)
def test_what_is_not_seen_is_spelled(text: str) -> None:
    assert not re.search(f"[{HIDDEN}\u2028\u2029\ud800-\udfff]", shown(text))


class _Parts(HTMLParser):
    """Scripts and styles of a page, and every attribute in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, dict[str, str | None], str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.inside = tag in ("script", "style")
        if self.inside:
            self.parts.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            tag, attrs, text = self.parts[-1]
            self.parts[-1] = (tag, attrs, text + data)


def pages(genre: Genre) -> list[str]:
    name = '<img src=x onerror="alert(1)">.txt'
    document, result = mixed_result(name, MIXED.replace("某市2024年", "</script><script>alert(1)</script>某市2024年"))
    row: Any = {"title": "</script><b>", "name": "&", "page": "x"}
    index = index_html(
        [row], [("<i>", "</script>")], {"</script>": "<s>"}, "<b>报告</b>", [Plot("<u>", "<svg></svg>")], "zh"
    )
    return [page_html(data_of(document, result, genre)), index]


def test_the_policy_names_the_one_script_and_the_one_style(genre: Genre) -> None:
    for html in pages(genre):
        found = _Parts(html)
        assert [(tag, attrs.get("type")) for tag, attrs, _ in found.parts] == [
            ("style", None),
            ("script", "application/json"),
            ("script", None),
        ]
        (policy,) = [value for _, name, value in found.attributes if name == "content" and "default-src" in value]
        digests = {
            tag: "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for tag, attrs, text in found.parts
            if not attrs
        }
        assert policy == (
            f"default-src 'none'; script-src '{digests['script']}'; style-src '{digests['style']}'; "
            "base-uri 'none'; form-action 'none'"
        )
        names = {name for _, name, _ in found.attributes}
        assert not any(name == "style" or name.startswith("on") for name in names)
        assert all(
            not value.startswith(("http", "//", "javascript"))
            for _, name, value in found.attributes
            if name in ("src", "href")
        )
        assert "<img" not in html


def test_no_script_reads_text_as_markup() -> None:
    for file in HERE.glob("js/*.js"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|cssText", text
        ), file


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=90),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=90),
)
def test_names_of_pages_are_safe_and_differ(one: str, two: str) -> None:
    for name in (one, two, safe_name(one)):
        safe = safe_name(name)
        assert re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fff._()（）~-]+", safe)
        assert not safe.startswith(".")
        assert len(f"{safe}.html".encode()) < 255
        assert unicodedata.is_normalized("NFC", safe)
    assert (safe_name(one) == safe_name(two)) == (one == two)


@pytest.mark.parametrize(
    "name",
    [
        "con",
        "CON.txt",
        "a/b.txt",
        "../b.txt",
        "b.txt ",
        ".b",
        "b.",
        "e\u0301.txt",
        "x" * 200,
        "a\\b",
        "a%2fb",
        "a#b",
        "a?b",
    ],
)
def test_names_that_some_system_or_link_takes_otherwise_are_spelled_anew(name: str) -> None:
    assert safe_name(name) != name
    assert "~" in safe_name(name)
    assert page_file("out", name).parent == Path("out/review/pages")


def test_the_index_names_no_place_that_is_rejected(genre: Genre) -> None:
    document, result = mixed_result()
    front: Any = result.report["report"]
    told = []
    for verdict in (Verdict.VERIFIED, Verdict.REJECTED):
        region = front.region.model_copy(update={"state": State.STATED, "value": "某市", "verdict": verdict})
        report = result.report | {"report": front.model_copy(update={"region": region})}
        changed = result.model_copy(update={"report": report})
        told.append(row_of(changed, data_of(document, changed, genre))["region"])
    assert told == ["某市", ""]


def test_every_code_and_every_message_has_chinese(genre: Genre, reports: dict[str, Document]) -> None:
    assert {code.value for code in CODES} <= set(CODES_ZH)
    assert all(re.search("[\u4e00-\u9fff]", told) for told in CODES_ZH.values())
    messages = set()
    for model in ("replay:fixtures/responses", "rules"):
        for document in reports.values():
            messages |= {finding.message for finding in extract(document, genre, model).findings}
    english = {m for m in messages if re.search("[a-z]{3}", re.sub("'[^']*'", "", message_zh(m)))}
    assert english == set()
    assert message_zh("no such message") == "no such message"
    assert (
        message_zh("a person has said that '5余份' is the value of 评查案卷数") == "有人认定“5余份”是“评查案卷数”的值"
    )
    assert message_zh("a person has said that the value is '5件'") == "有人认定的值是“5件”"
    old = "the name '' has words that the source does not use for this figure: its clause"
    assert message_zh(old) == message_zh("the figure was given no name") == "没有给这个数起名称:看不出它是什么指标"


def test_every_word_of_the_pages_has_both_languages() -> None:
    told = labels()
    assert all(len(pair) == 2 and all(pair) for pair in told.values())
    assert all(sorted(re.findall(r"\{\d\}", a)) == sorted(re.findall(r"\{\d\}", b)) for a, b in told.values())
    scripts = "".join(file.read_text(encoding="utf-8") for file in HERE.glob("js/*.js"))
    templates = "".join(file.read_text(encoding="utf-8") for file in HERE.glob("*.jinja"))
    used = set(re.findall(r"\bt\(\"(\w+)\"", scripts)) | set(re.findall(r"\bt\.(\w+)", templates))
    used |= set(re.findall(r"data-(?:t|label|placeholder)=\"(\w+)\"", templates))
    assert len(used) > 60
    assert used <= set(told)
    quoted = used | set(re.findall(r"[\"`](\w+)[\"`]", scripts))
    unused = {key for key in told if key not in quoted and not key.startswith("filter_")}
    assert unused <= {
        "over",
        "near",
        "at_least",
        "at_most",
        "quantity",
        "ordinal",
        "heading",
        "docno",
        "code",
        "name",
        "doubtful",
    }  # kinds, by their values


def palette() -> dict[str, dict[str, str]]:
    css = (HERE / "css/base.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in css.split("prefers-color-scheme: dark", 1)
    )
    assert set(light) == set(dark)
    for own, ink, fill in ((light, "ink", "fill"), (dark, "dark_ink", "dark_fill")):
        for status, look in STATUSES.items():
            if status.has_value:
                own |= {status.value: getattr(look, ink), f"{status}-tint": getattr(look, fill)}
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_from_their_ground(scheme: str) -> None:
    colours = palette()[scheme]
    grounds = ("paper", "desk", "card")
    text = [
        (ink, ground)
        for ink in ("ink", "muted", "accent", "verified", "review", "rejected", "unclaimed")
        for ground in grounds
    ]
    text += [
        ("ink", ground)
        for ground in (
            "quantity",
            "rate",
            "points",
            "lit",
            "verified-tint",
            "review-tint",
            "rejected-tint",
            "unclaimed-tint",
            "accent-tint",
        )
    ]
    text += [(one, f"{one}-tint") for one in ("verified", "review", "rejected", "unclaimed")]
    text += [
        ("accent-ink", "accent"),
        ("muted", "lit"),
        ("review", "quantity"),
        ("review", "rate"),
        ("review", "points"),
    ]
    assert {
        pair: contrast(colours[pair[0]], colours[pair[1]])
        for pair in text
        if contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    } == {}
    assert min(contrast(colours["strong-line"], colours[ground]) for ground in grounds) >= 3  # edges of controls


def test_review_writes_an_index_and_a_page_a_report(tmp_path: Path) -> None:
    out = write_run(tmp_path / "out", [mixed_result(), mixed_result("county/b 1.txt")])
    done = llmextract.review(out, lang="en")
    assert done.index == out / "review" / "index.html"
    assert done.pages == (page_file(out, "county/b 1.txt"), page_file(out, "mixed-2024.txt"))
    assert (done.problems, done.exit_code) == ({}, 0)
    assert all(page.parent == out / "review" / "pages" for page in done.pages)
    told = done.index.read_text(encoding="utf-8")
    for page in done.pages:
        assert f'"page":"pages/{page.name}"' in told
        assert f'href="pages/{quote(page.name)}#f-litigation"' in told  # of the map
        assert f'href="pages/{quote(page.name)}#f-litigation.cases"' in told  # of an indicator
    assert llmextract.review(out, documents=["mixed-2024.txt"]).pages == done.pages[1:]
    assert "<svg" not in llmextract.review(out, plots=False).index.read_text(encoding="utf-8")


def test_the_command_writes_and_says_where(tmp_path: Path) -> None:
    out = write_run(tmp_path / "out", [mixed_result()])
    done = CliRunner().invoke(main, ["review", str(out), "--lang", "en"])
    assert (done.exit_code, done.output.split(" → ")[0]) == (0, "1 page")
    assert '<html lang="en">' in page_file(out, "mixed-2024.txt").read_text(encoding="utf-8")
    wrong = CliRunner().invoke(main, ["review", str(out), "--document", "other.txt"])
    assert wrong.exit_code == 2
    assert "holds no result of other.txt" in wrong.output


def test_what_cannot_be_reviewed_is_told(tmp_path: Path) -> None:
    out = write_run(tmp_path / "out", [mixed_result()])
    with pytest.raises(ResultError, match="zh, en"):
        llmextract.review(out, lang="fr")
    with pytest.raises(ResultError, match="holds no results"):
        llmextract.review(write_run(tmp_path / "empty", []))


BREAK = {
    "source": (lambda out: (out / "sources" / "a.txt").unlink(), "run it again"),
    "text": (lambda out: (out / "sources" / "a.txt").write_text("另一份"), "not the one of the result"),
    "result": (lambda out: (out / "results" / "a.txt.json").write_text("{"), r"a\.txt\.json"),
    "decisions": (lambda out: write(out / "decisions" / "a.txt.json", "{"), r"decisions/a\.txt\.json: is no JSON"),
    "format": (
        lambda out: write(out / "decisions" / "a.txt.json", '{"format": "llmextract-decisions/2", "decisions": []}'),
        "llmextract-decisions/1",
    ),
}


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("broken", BREAK)
def test_a_damaged_document_stops_no_other(tmp_path: Path, broken: str) -> None:
    out = write_run(tmp_path / "out", [mixed_result("a.txt"), mixed_result("b.txt")])
    damage, told = BREAK[broken]
    damage(out)
    done = llmextract.review(out)
    assert (done.pages, done.exit_code, list(done.problems)) == ((page_file(out, "b.txt"),), 1, ["a.txt"])
    assert re.search(told, done.problems["a.txt"])
    index = json.loads(
        re.findall('<script type="application/json" id="data">(.*?)</script>', done.index.read_text())[0]
    )
    assert index["damaged"] == [["a.txt", done.problems["a.txt"]]]
    assert [row["document"] for row in index["rows"]] == ["b.txt"]
    ran = CliRunner().invoke(main, ["review", str(out)])
    assert (ran.exit_code, "a.txt has no page: " in ran.stderr, "1 page → " in ran.stdout) == (1, True, True)
    ran = CliRunner().invoke(main, ["review", str(out), "--json"])
    assert json.loads(ran.stdout) == {
        "index": str(done.index),
        "pages": [str(page) for page in done.pages],
        "problems": done.problems,
    }
