"""The second genre: the statutory tables of reports on the disclosure of government information, on two samples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from answering import Answering, extracted, leaf_of
from click.testing import CliRunner

from llmextract import Result, Run, evaluate, load_genre, open_model, run
from llmextract.asking.requests import naming_request, section_requests
from llmextract.cli import main
from llmextract.document import Document
from llmextract.errors import SchemaError
from llmextract.gate.claims import OTHER_FIELD
from llmextract.rules.naming import section_at
from llmextract.rules.view import Rules
from llmextract.schema import Genre, Measure, Verdict
from llmextract.schema.genre import PROMPTS

FOLDER = Path(__file__).parent.parent / "fixtures" / "disclosure"
NAME = "government_information_disclosure"
WHOLE, BROKEN = "lanshi-2024.txt", "qichuan-environment-2023.txt"


@pytest.fixture(scope="module")
def disclosure() -> Genre:
    return load_genre(NAME)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disclosure")


@pytest.fixture(scope="module")
def done(out: Path) -> Run:
    return run([FOLDER / "text"], out, open_model("rules"), load_genre(NAME))


@pytest.fixture(scope="module")
def results(done: Run) -> Mapping[str, Result]:
    return {result.document: result for result in done.results()}


@pytest.fixture(scope="module")
def texts() -> Mapping[str, Document]:
    return {path.name: Document.read(path) for path in sorted((FOLDER / "text").glob("*.txt"))}


def test_the_rules_equal_the_gold(done: Run, out: Path) -> None:
    scored = evaluate(out, FOLDER / "gold")
    assert scored.misses == []
    assert (scored.total.stated, scored.total.filled) == (139, 139)
    assert all(score.recall == 1 for score in scored.lists.values())


def test_the_recorded_answers_are_right_and_verified_but_for_the_planted_sums(tmp_path: Path) -> None:
    done = run([FOLDER / "text"], tmp_path, open_model(f"replay:{FOLDER / 'responses'}"), load_genre(NAME))
    assert done.exit_code == 0
    scored = evaluate(tmp_path, FOLDER / "gold")
    assert (scored.misses, scored.total.right) == ([], 139)
    doubted = {
        (result.document, "SUM_BROKEN" in leaf.codes)
        for result in done.results()
        for _, _, leaf in result.figures()
        if leaf.verdict is not Verdict.VERIFIED
    }
    assert doubted == {(BROKEN, True)}


def test_every_field_of_the_tables_is_stated_in_both_samples(results: Mapping[str, Result], disclosure: Genre) -> None:
    for result in results.values():
        empty = [
            key
            for key in disclosure.keys("proactive", "requests", "disputes")
            if not leaf_of(result, ".".join(key)).places
        ]
        assert empty == []


def test_arithmetic_verifies_the_cells(results: Mapping[str, Result], disclosure: Genre) -> None:
    """Nothing else bears the rules out; a total of nothing does not either."""
    result = results[WHOLE]
    assert [f.message for f in result.findings if f.code.endswith("BROKEN")] == []
    for section, field in disclosure.keys("requests", "disputes"):
        cell = leaf_of(result, f"{section}.{field}")
        if cell.value or section == "requests":
            assert cell.verdict is Verdict.VERIFIED, field
            assert {"SUM_HOLDS", "FLOW_HOLDS"}.intersection(cell.codes), field
    assert leaf_of(result, "disputes.later_suit_cases").verdict is Verdict.REVIEW


def test_the_planted_contradiction_is_found_and_nothing_else(results: Mapping[str, Result]) -> None:
    told = {f.message for f in results[BROKEN].findings if f.code.endswith("BROKEN")}
    assert {message.split(" is not ")[0] for message in told} == {"26", "60"}
    assert all(re.search(r"\b26\b", message) for message in told)
    cell = leaf_of(results[BROKEN], "requests.granted")
    assert (cell.value, cell.verdict, cell.codes) == (26, Verdict.REVIEW, ("SUM_BROKEN", "UNCONFIRMED"))


def test_money_and_zeros(results: Mapping[str, Result]) -> None:
    whole, broken = results[WHOLE], results[BROKEN]
    assert (leaf_of(whole, "proactive.fees_collected").value, leaf_of(whole, "proactive.fees_collected").unit) == (
        24063500,
        "元",
    )
    assert leaf_of(whole, "activity.fees_charged").value == 1200
    assert (leaf_of(broken, "proactive.fees_collected").state, leaf_of(broken, "proactive.fees_collected").value) == (
        "stated",
        0,
    )
    assert leaf_of(broken, "activity.fees_charged").state == "zero"  # 未收取信息处理费


def test_levels_joined_in_one_cell_read_alike(texts: Mapping[str, Document]) -> None:
    """A reader may write "不予公开/1.属于国家秘密" in one cell; the figures and what heads them are the same."""
    for document in texts.values():
        joined = Document("\n".join(map(_joined, re.split(r"\n(?!\|)|(?<=[^|])\n(?=\|)", document.raw))))
        assert "/1.属于国家秘密 | " in joined.raw
        assert _figures(joined) == _figures(document)


def test_the_pages_read_as_their_text(texts: Mapping[str, Document], disclosure: Genre) -> None:
    """Merged cells of real markup: every figure once, under the same names."""
    for name, document in texts.items():
        page = Document.read(FOLDER / "reports" / name.replace(".txt", ".html"))
        assert _named(page) == _named(document)
        there, here = (extracted(Answering(), disclosure, one.raw) for one in (page, document))
        values = [[(s, f, leaf.value) for s, f, leaf in one.figures() if s != "report"] for one in (there, here)]
        assert values[0] == values[1]


def _named(document: Document) -> list[tuple[object, ...]]:
    """The figures in tables; a reader may leave out the list number of a name."""
    data = (m for m in document.mentions if m.kind.is_data and m.header)
    return [(m.value, m.unit, re.sub(r"(?<=/)\d\.", "", m.header or "")) for m in data]


def _joined(block: str) -> str:
    """The rows of a table with one row for its header and one cell for the names of each row."""
    if not block.startswith("|"):
        return block
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in block.splitlines()]
    top = next((i for i, row in enumerate(rows) if any(re.fullmatch(r"[\d.]+", cell) for cell in row)), len(rows))
    names = sum(rows[top][i] != "" and not re.fullmatch(r"[\d.]+", rows[top][i]) for i in range(len(rows[top])))
    head = ["/".join(dict.fromkeys(column)) for column in zip(*rows[:top], strict=True)]
    lines = [[*dict.fromkeys(head[:names]), *head[names:]]]
    lines += [[*(["/".join(dict.fromkeys(row[:names]))] if names else []), *row[names:]] for row in rows[top:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figures(document: Document) -> list[tuple[object, ...]]:
    return [(m.text, m.value, m.unit, m.kind, m.header) for m in document.mentions if m.kind.is_data]


def test_cells_that_no_field_asks_for_are_named_by_their_table(
    texts: Mapping[str, Document], disclosure: Genre
) -> None:
    model = Answering()
    result = extracted(model, disclosure, texts[WHOLE].raw)
    (naming,) = (request for request in model.requests if request.name.endswith("naming"))
    asked = set(naming.context.numbered.mentions)
    assert not any(texts[WHOLE].mentions[index].header for index in asked)
    named = {found.name: found for _, field, found in result.leaves() if field == OTHER_FIELD}
    cell = named["本年度办理结果予以公开申请人情况自然人"]
    assert (cell.value, cell.verdict) == (14, Verdict.VERIFIED)
    assert all(entry.claimed_by for entry in result.ledger if entry.kind.is_data)


def test_a_cell_belongs_where_the_headings_over_its_table_say(disclosure: Genre) -> None:
    def section(text: str) -> str:
        document = Document(f"一、主动公开政府信息情况\n{text}\n")
        (figure,) = (mention for mention in document.mentions if mention.kind.is_data)
        return section_at(Rules.of(document, disclosure), figure)

    assert section("| 事项 | 数量 |\n| 行政复议信息 | 5 |") == "proactive"
    assert section("全年行政复议信息5条。") == "disputes"


def test_what_heads_a_table_is_sent_with_its_rows(texts: Mapping[str, Document], disclosure: Genre) -> None:
    rules = Rules.of(texts[WHOLE], disclosure)
    sent = {request.name: request.messages[1].content for request in section_requests(rules)}
    assert any("| 法律服务机构 |" in text for text in sent.values())
    cell = next(
        i for i, m in enumerate(texts[WHOLE].mentions) if (m.header or "").endswith("(七)总计/申请人情况/自然人")
    )
    request = naming_request(rules, [cell])
    assert request is not None
    (_, *lines) = request.messages[1].content.splitlines()
    assert [line for line in lines if "商业企业" in line]
    assert [line for line in lines if "⟦n" in line and "(七)总计" in line.replace("（", "(").replace("）", ")")]


def test_instructions_tell_of_tables_in_this_genre_alone(
    texts: Mapping[str, Document], disclosure: Genre, genre: Genre
) -> None:
    def told(of: Genre) -> str:
        return section_requests(Rules.of(texts[WHOLE], of))[0].messages[0].content

    assert "表格一行写一句" in told(disclosure)
    assert "表格一行写一句" not in told(genre)


def test_a_section_of_another_genre_counts_in_the_fingerprint(disclosure: Genre, genre: Genre) -> None:
    assert disclosure.sections["report"] is genre.sections["report"]
    own = Genre(
        "own",
        disclosure.title,
        {k: v for k, v in disclosure.sections.items() if k != "report"},
        disclosure.folder,
        disclosure.prompts,
    )
    assert own.fingerprint != disclosure.fingerprint


def test_the_schema_is_shown_by_its_name() -> None:
    shown = CliRunner().invoke(main, ["schema", "--schema", NAME, "requests"])
    assert shown.exit_code == 0
    assert "本年新收申请数" in shown.output
    measured = [spec for spec in load_genre(NAME).specs.values() if spec.measure not in (None, Measure.YEAR)]
    assert len(measured) == 64


@pytest.mark.parametrize(
    ("field", "text", "figure"),
    [
        ("activity.items_published", "全年主动公开各类政府信息2310条。", "2310条"),
        ("activity.items_published", "通过微信公众号发布信息410条。", None),
        ("activity.interpretations", "发布政策解读稿件22篇,其中图解9篇。", "22篇"),
        ("activity.press_conferences", "组织召开新闻发布会3场。", "3场"),
        ("activity.press_conferences", "新闻发布会后回应关切12次。", None),
        ("activity.trainings", "全年举办政务公开专题培训班2期,培训180人次。", "2期"),
        ("activity.people_trained", "全年举办政务公开专题培训班2期,培训180人次。", "180人次"),
        ("activity.fee_notices", "共发出收费通知1件,收取信息处理费350元。", "1件"),
        ("activity.fees_charged", "共发出收费通知1件,收取信息处理费350元。", "350元"),
        ("activity.fees_charged", "全年行政事业性收费350万元。", None),
        ("requests.received", "全年收到政府信息公开申请61件,较上年增加14件。", "61件"),
        ("requests.received", "其中网络申请44件、信函申请17件。", None),
        ("requests.carried_over", "新收申请5件,上年结转2件。", "2件"),
        ("requests.pending", "办结6件,结转下年度继续办理1件。", "1件"),
        ("requests.processed", "尚未办结6件。", None),
    ],
)
def test_cues_of_prose(disclosure: Genre, field: str, text: str, figure: str | None) -> None:
    section, _, name = field.partition(".")
    document = Document(f"一、总体情况\n{text}")
    best = Rules.of(document, disclosure).best(section, name)
    assert (document.mentions[best[0]].text if best else None) == figure


def test_no_requests_at_all_is_a_zero_in_words(disclosure: Genre) -> None:
    result = extracted(Answering(), disclosure, "一、总体情况\n本年度未收到政府信息公开申请,未收取信息处理费。")
    for key in ("requests.received", "activity.fees_charged"):
        assert (leaf_of(result, key).state, leaf_of(result, key).value) == ("zero", 0)


def test_an_author_outside_needs_four_lines_of_prompts(tmp_path: Path) -> None:
    code = (
        "from llmextract.schema import Figure, Section, count\nclass A(Section):\n    '''学校'''\n    topics = '学校'\n"
    )
    code += (
        "    schools: Figure = count('学校数', cell='学校/数量', cue='学校#')\nTITLE = '公报'\nSECTIONS = {'a': A}\n"
    )
    (tmp_path / "prompts").mkdir()
    (tmp_path / "__init__.py").write_text(code, encoding="utf-8")
    with pytest.raises(SchemaError, match=r'extends "shared/NAME\.jinja"'):
        load_genre(tmp_path)
    for name in PROMPTS:
        (tmp_path / "prompts" / f"{name}.jinja").write_text(f'{{% extends "shared/{name}.jinja" %}}\n')
    model = Answering()
    result = extracted(model, load_genre(tmp_path), "全县学校86所,教师500人。\n| 事项 | 数量 |\n| 学校 | 86 |\n")
    assert leaf_of(result, "a.schools").value == 86
    assert "《公报》" in model.requests[0].messages[0].content
