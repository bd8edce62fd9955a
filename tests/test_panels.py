"""The panel: names, statuses, every form of file read back, hostile text, joined runs, the codebook."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from answering import TEXT
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from llmextract import Panel, ResultError, codebook, panel, panels
from llmextract.cli import main
from llmextract.document import Document
from llmextract.errors import MissingExtra
from llmextract.field_status import STATUSES, FieldStatus
from llmextract.files import write_atomic
from llmextract.journal import Entry, Journal
from llmextract.models.rules import RulesModel
from llmextract.outcomes import DocumentState, Outcome
from llmextract.panels import joined, quality, workbook
from llmextract.panels.cells import LONGEST_TEXT, cell_string, number_format
from llmextract.panels.csvs import guarded, unguarded
from llmextract.panels.definitions import tables
from llmextract.panels.names import LONGEST, SUFFIXES, variables
from llmextract.panels.readings import Entry as PanelEntry
from llmextract.panels.readings import Reading
from llmextract.panels.tally import words_of
from llmextract.pipeline import extract_document
from llmextract.result import Result, SectionState
from llmextract.runs import result_file
from llmextract.schema import Figure, Genre, Place, State, Verdict

HOSTILE = (
    '=HYPERLINK("http://a","b")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "https://a.b/c",
    "internal:A1",
    'a,"b"\r\nc;d',
    "\x00\x1b[31m\u202e_x0041_",
    "{=1+1}",
    "[x](javascript:1)|`y`<b>",
)


def figure(
    value: str | None, state: State = State.STATED, verdict: Verdict | None = Verdict.VERIFIED, **more: Any
) -> Figure:
    made = None if value is None else Decimal(value)
    return Figure(state=state, verdict=verdict, value=made, unit="件", approximation="exact", **more)


@pytest.fixture(scope="module")
def plain_result(genre: Genre) -> Result:
    return asyncio.run(extract_document(Document(TEXT, "a.txt"), genre, RulesModel())).result


def with_all_statuses(result: Result) -> Result:
    """The reconsideration section with a field of each status, litigation absent, and hostile words everywhere."""
    place = result.report["reconsideration"].applications_received.places[0]  # type: ignore[attr-defined]

    def at(words: str) -> tuple[Place, ...]:
        return (place.model_copy(update={"text": words, "path": words}),)

    section = result.report["reconsideration"].model_copy(
        update={
            "applications_received": figure("65900", places=at(HOSTILE[0])),
            "correction_rate": figure("96.76", places=at(HOSTILE[1])),
            "applications_change": figure("-19.72", places=at("-19.72%")),
            "concluded": figure("185", verdict=Verdict.REVIEW, codes=("SCOPE",), places=at(HOSTILE[9])),
            "accepted": figure("190", verdict=Verdict.REJECTED, codes=("NOT_DATA",), places=at(HOSTILE[2])),
            "carried_over": figure("0", State.ZERO, places=at("无结转")),
            "pending": figure(None, State.WITHOUT_NUMBER),
            "loss_recovered": figure(None, State.WITHOUT_NUMBER, Verdict.REVIEW, codes=("MISSED",)),
            "found_unlawful": figure(None, State.FAILED, None),
            "reviewers": figure(None, State.NOT_STATED, Verdict.REVIEW, codes=("MISSED",)),
        }
    )
    report = {**result.report, "reconsideration": section}
    report["report"] = report["report"].model_copy(
        update={"document_number": report["report"].title.model_copy(update={"value": HOSTILE[3]})}  # type: ignore[attr-defined]
    )
    report["narrative"] = report["narrative"].model_copy(
        update={
            "problems": tuple(
                one.model_copy(update={"value": words})
                for words in HOSTILE
                for one in report["narrative"].problems[:1]  # type: ignore[attr-defined]
            )
        }
    )
    absent = result.sections["litigation"].model_copy(update={"state": SectionState.ABSENT})
    report["litigation"] = type(report["litigation"])()
    findings = tuple(one.model_copy(update={"message": HOSTILE[5]}) for one in result.findings)
    return result.model_copy(
        update={"report": report, "sections": {**result.sections, "litigation": absent}, "findings": findings}
    )


def run_folder(folder: Path, *results: Result) -> Path:
    told = {"schema": "law_based_government", "options": {}}
    write_atomic(folder / "run.json", json.dumps(told))
    for result in results:
        write_atomic(result_file(folder, result.document), result.model_dump_json())
        write_atomic(folder / "sources" / result.document, TEXT)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, plain_result: Result) -> Path:
    odd = with_all_statuses(plain_result).model_copy(update={"document": "=b#1%20?.txt"})
    return run_folder(tmp_path_factory.mktemp("run"), plain_result, odd)


@pytest.fixture(scope="module")
def book(out: Path) -> Iterator[Any]:
    panel(out, out.parent / "panel.xlsx")
    opened = openpyxl.load_workbook(out.parent / "panel.xlsx")
    yield opened
    opened.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(sheet: Any) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


EXPECTED = {
    "applications_received": ("verified", "65900"),
    "correction_rate": ("verified", "96.76"),
    "applications_change": ("verified", "-19.72"),
    "concluded": ("review", "185"),
    "accepted": ("rejected", "190"),
    "carried_over": ("verified", "0"),
    "pending": ("without_number", ""),
    "found_unlawful": ("failed", ""),
    "reviewers": ("not_stated", ""),
}

names_ = st.text(st.sampled_from("abz09_A 学é"), max_size=40) | st.text(max_size=8)


@given(st.lists(st.tuples(names_, names_), unique=True, max_size=8), st.integers(0, 8))
def test_names_are_valid_unique_and_do_not_change_with_what_comes_behind(
    fields: list[tuple[str, str]], cut: int
) -> None:
    taken = {"document", "region", "year"}
    names = variables(fields, taken)
    columns = [name + suffix for name in names.values() for suffix in SUFFIXES]
    assert len({*columns, *taken}) == len(columns) + len(taken)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) and len(name) <= LONGEST for name in names.values())
    assert all(len(column) <= 32 for column in columns)
    assert variables(fields[:cut], taken) == {field: names[field] for field in fields[:cut]}


def test_no_column_of_the_wide_table_meets_another(genre: Genre) -> None:
    for table in tables(genre, joined=True):
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{,31}", name) for name in names)
        assert all(column.zh and column.en for column in table.columns)


@given(st.text(st.sampled_from("'=+-@\t\r\n＝1.%a"), max_size=6) | st.text())
def test_a_guarded_text_acts_nowhere_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell[:1] not in set("=@\t\r\n＝＋－＠")
    assert cell[:1] not in set("+-") or re.fullmatch(r"[+-][\d.,]+%?", cell)


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\x0b_x0041_\ud800\U0001f600"), min_size=1))
def test_a_cell_of_excel_takes_any_text(text: str) -> None:
    shown = cell_string(text)
    shown.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ufffe\uffff]", shown)
    assert len(cell_string(text * (LONGEST_TEXT // len(text) + 1)).encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_a_number_format_shows_every_digit() -> None:
    assert [number_format(Decimal(v)) for v in ("65900", "96.76", "-0.125", "1E+6")] == [
        "#,##0", "#,##0.00", "#,##0.000", "#,##0"
    ]  # fmt: skip


def test_every_status_is_in_the_long_table(out: Path, tmp_path: Path, genre: Genre) -> None:
    panel(out, tmp_path / "all")
    long = rows_of(tmp_path / "all" / "panel_long.csv")
    singles = [key for key, spec in genre.specs.items() if not spec.many]
    assert [(row["section"], row["field"]) for row in long] == 2 * singles
    assert {row["status"] for row in long} == set(FieldStatus)
    odd = [row for row in long if row["document"].endswith("=b#1%20?.txt")]
    found = {row["field"]: (row["status"], row["value"]) for row in odd if row["section"] == "reconsideration"}
    assert {field: found[field] for field in EXPECTED} == EXPECTED
    assert {row["status"] for row in odd if row["section"] == "litigation"} == {"section_absent"}
    assert all(
        (row["status"] in ("verified", "review", "rejected")) == bool(row["value"] or row["value_text"]) for row in long
    )
    for name in ("items", "others"):
        assert {row["status"] for row in rows_of(tmp_path / "all" / f"{name}.csv")} <= set(FieldStatus)
    lists = {row["field"] for row in rows_of(tmp_path / "all" / "items.csv")}
    assert lists == {field for (_, field), spec in genre.specs.items() if spec.many}


def test_the_wide_table_has_a_status_for_every_field_and_no_rejected_value(out: Path, tmp_path: Path) -> None:
    panel(out, tmp_path / "wide.csv", form="wide")
    odd, _ = rows_of(tmp_path / "wide.csv")
    statuses = {name: cell for name, cell in odd.items() if name.endswith("_status")}
    assert set(statuses.values()) == set(FieldStatus)
    for name, status in statuses.items():
        assert (odd[name.removesuffix("_status")] != "") == (status in ("verified", "review")), name
    assert (odd["reco_accepted_status"], odd["reco_accepted"]) == ("rejected", "")
    assert (odd["reco_carried_over_status"], odd["reco_carried_over"]) == ("verified", "0")
    assert odd["document"] == "'=b#1%20?.txt"


def test_csv_cells_neither_act_nor_lose_a_character(out: Path, tmp_path: Path) -> None:
    panel(out, tmp_path / "all")
    for file in (tmp_path / "all").glob("*.csv"):
        for row in rows_of(file):
            for cell in row.values():
                assert not re.match(r"[=@\t\r\n]|[+-](?![\d.,]+%?$)", cell), (file.name, cell)
    items = [row["value_text"] for row in rows_of(tmp_path / "all" / "items.csv") if row["field"] == "problems"]
    assert [unguarded(cell) for cell in items[: len(HOSTILE)]] == list(HOSTILE)


def test_the_workbook_is_frozen_filtered_and_typed(book: Any) -> None:
    assert book.sheetnames == ["面板", "长表", "质量", "编码", "其他指标", "条目", "发现", "年际", "变量"]
    for name in set(book.sheetnames) - {"质量"}:
        sheet = book[name]
        assert sheet.freeze_panes.endswith("3"), name
        assert sheet.auto_filter.ref == f"A2:{sheet.cell(2, sheet.max_column).column_letter}{max(sheet.max_row, 3)}"
        assert all(cell.value for row in sheet.iter_rows(max_row=2) for cell in row), name
    odd = sheet_rows(book["面板"])[0]
    assert (odd["reco_application_received"], odd["reco_correction_rate"]) == (65900, 96.76)
    assert (odd["reco_applications_change"], odd["repo_year"], odd["year"]) == (-19.72, 2024, 2024)
    assert isinstance(odd["year"], int)
    header = [cell.value for cell in book["面板"][2]]
    formats = {
        name: book["面板"].cell(3, header.index(name) + 1)
        for name in ("reco_application_received", "year", "repo_year")
    }
    assert [cell.number_format for cell in formats.values()] == ["#,##0", "0", "0"]


def test_headers_say_units_whose_level_and_what_the_codes_mean(book: Any, genre: Genre) -> None:
    sheet = book["面板"]
    heads = {name.value: (title.value, title.comment) for title, name in zip(sheet[1], sheet[2], strict=True)}
    titles = [title for title, _ in heads.values()]
    assert len(set(titles)) == len(titles)
    assert heads["level"][0] == "行政级别(按区划)"
    assert heads["repo_region_level"][0].endswith("层级（报告自称）")
    names = panels.field_names(genre)
    for key, spec in genre.specs.items():
        if spec.measure and spec.units and not spec.many:
            title, comment = heads[names[key]]
            assert title.endswith("）") == (len(spec.units) <= 3)
            assert all(unit in comment.text for unit in spec.units)
            assert "编码" in heads[f"{names[key]}_status"][1].text
    legend = {(row["kind"], row["code"]): row["zh"] for row in sheet_rows(book["编码"])}
    shown = sheet_rows(book["发现"])
    used = {(name, row[name]) for row in shown for name in ("severity", "about")} | {
        (name, row[name]) for row in sheet_rows(book["长表"]) for name in ("level", "approximation") if row[name]
    }
    assert used <= set(legend)
    assert all(re.search("[\u4e00-\u9fff]", words) for words in legend.values())


def test_a_value_has_its_sentence_from_the_source(out: Path, tmp_path: Path, genre: Genre) -> None:
    panel(out, tmp_path / "p.csv", documents=["a.txt"])
    rows = rows_of(tmp_path / "p.csv")
    placed = [row for row in rows if row["start"]]
    flat = " ".join(TEXT.split())
    assert placed
    assert all(row["text"] in row["sentence"] and row["sentence"].strip("…") in flat for row in placed if row["value"])
    assert not any(row["sentence"] for row in rows if not row["start"])
    long = Document("一、" + "甲乙" * 300 + "收到206件" + "丙丁" * 300 + "。")
    at = long.raw.index("206")
    reading = Reading(Result.model_construct(document="a"), genre, {})
    reading.__dict__["source"] = long
    leaf = Figure(places=(Place(start=at, end=at + 4, text="206件", path=""),))
    told = PanelEntry(reading, "s", "f", None, leaf, FieldStatus.VERIFIED).sentence
    assert told is not None
    assert (told[0], told[-1], len(told)) == ("…", "…", 302)
    assert "收到206件" in told


def test_no_text_of_a_report_is_a_formula_or_a_link(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {cell.parent.title for cell in cells if cell.hyperlink} == {"质量"}
    problems = [row["value_text"] for row in sheet_rows(book["条目"]) if row["field"] == "problems"]
    shown = [unescape(words) for words in problems[: len(HOSTILE)]]  # as Excel does it; openpyxl leaves it to us
    assert shown == [cell_string(words) for words in HOSTILE]
    assert shown[0] == HOSTILE[0]
    assert shown[9] == r"\x00\x1b[31m\u202e_x0041_"


def test_every_status_is_coloured_and_in_words(book: Any) -> None:
    sheet = book["长表"]
    header = [cell.value for cell in sheet[2]]
    at = header.index("status")
    fills = {row[at].value: row[at].fill.fgColor.rgb[2:] for row in sheet.iter_rows(min_row=3)}
    expected = {status.value: look.fill[1:] for status, look in STATUSES.items()}
    assert fills == expected
    assert len({look.mark for look in STATUSES.values()}) == len(STATUSES)
    legend = {row["code"]: row["mark"] for row in sheet_rows(book["编码"]) if row["kind"] == "status"}
    assert set(legend) == set(FieldStatus)


def test_cells_of_the_quality_sheet_lead_to_the_review_page(book: Any, genre: Genre, out: Path) -> None:
    sheet = book["质量"]
    first = sheet.max_column - len(genre.specs)
    names = [cell.value for cell in sheet[6]][first:]
    marks = dict(zip(names, sheet[7][first:], strict=True))
    assert sheet.freeze_panes == sheet.cell(7, first + 1).coordinate
    assert sheet[7][0].value == "=b#1%20?.txt"
    told = {
        name: marks[name].value
        for name in ("reco_accepted", "reco_concluded", "reco_reviewers", "reco_loss_recovered", "reco_pending")
    }
    assert told == {
        "reco_accepted": "✗",
        "reco_concluded": "?",
        "reco_reviewers": "○",
        "reco_loss_recovered": "○",
        "reco_pending": "~",
    }
    link = marks["reco_accepted"].hyperlink
    assert link.location == "f-reconsideration.accepted"
    assert link.target.startswith(f"{out.name}\\review\\pages\\")
    assert "#" not in link.target
    assert "?" not in link.target
    assert {name for name, cell in marks.items() if cell.hyperlink} >= {
        "reco_concluded",
        "reco_reviewers",
        "reco_found_unlawful",
    }
    assert marks["reco_application_received"].hyperlink is None
    totals = [sheet.cell(row, first + 1 + names.index("reco_accepted")).value for row in range(1, 5)]
    assert totals[2] == 1
    assert sum(totals) == 2


def test_what_excel_has_no_room_for_is_split_or_told(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 102)
    monkeypatch.setattr(quality, "MAX_LINKS", 3)
    made = panel(out, tmp_path / "p.xlsx", form="long")
    opened = openpyxl.load_workbook(tmp_path / "p.xlsx")
    parts = [name for name in opened.sheetnames if name.startswith("长表")]
    assert parts == ["长表", "长表2", "长表3"]
    assert "面板" not in opened.sheetnames
    assert sum(len(sheet_rows(opened[name])) for name in parts) == made.rows["panel_long"]
    assert sum(1 for row in opened["质量"].iter_rows() for cell in row if cell.hyperlink) == 3
    assert made.unlinked > 0
    opened.close()


def test_the_database_is_typed_exact_and_commented(out: Path, tmp_path: Path) -> None:
    made = panel(out, tmp_path / "p.duckdb")
    with duckdb.connect(str(tmp_path / "p.duckdb"), read_only=True) as database:
        counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in made.rows}  # type: ignore[index]
        assert counts == made.rows
        found = database.execute(
            "SELECT field, status, value FROM panel_long WHERE section = 'reconsideration' AND document LIKE '=b%'"
        )
        told = {
            field: (status, "" if value is None else f"{value.normalize():f}")
            for field, status, value in found.fetchall()
        }
        assert {field: told[field] for field in EXPECTED} == EXPECTED
        wide = database.execute(
            "SELECT year, reco_correction_rate FROM panel_wide WHERE reco_correction_rate = 96.76"
        ).fetchall()
        assert wide == [(2024, Decimal("96.7600000000"))]
        assert database.execute("SELECT count(*) FROM panel_long WHERE status IS NULL").fetchone() == (0,)
        words = {row[0] for row in database.execute("SELECT value_text FROM items WHERE field = 'problems'").fetchall()}
        assert words >= set(HOSTILE)
        comments = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        ).fetchall()
        assert comments == []


def test_a_value_that_no_decimal_holds_is_told(plain_result: Result, tmp_path: Path) -> None:
    section = plain_result.report["reconsideration"].model_copy(update={"concluded": figure("0.123456789012")})
    report = {**plain_result.report, "reconsideration": section}
    run_folder(tmp_path / "run", plain_result.model_copy(update={"report": report}))
    panel(tmp_path / "run", tmp_path / "p.duckdb")
    with duckdb.connect(str(tmp_path / "p.duckdb")) as database:
        (found,) = database.execute("SELECT typeof(reco_concluded), reco_concluded FROM panel_wide").fetchall()
        assert found == ("DOUBLE", 0.123456789012)
        (comment,) = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE column_name = 'reco_concluded'"
        ).fetchall()
        assert "DOUBLE" in comment[0]


@pytest.mark.parametrize(("form", "column"), [(None, "value"), ("wide", "reco_correction_rate")])
def test_parquet_is_typed_and_labelled(out: Path, tmp_path: Path, form: str | None, column: str) -> None:
    made = panel([out], tmp_path / "p.parquet", form=form)
    with duckdb.connect() as database:
        path = str(tmp_path / "p.parquet")
        types = dict(database.execute("SELECT name, logical_type FROM parquet_schema(?)", [path]).fetchall())
        assert types[column] == "DecimalType(scale=10, precision=38)"
        ((labels,),) = database.execute("SELECT decode(value) FROM parquet_kv_metadata(?)", [path]).fetchall()
        assert column in json.loads(labels)
        assert database.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone() == (
            next(iter(made.rows.values())),
        )


def test_scripts_label_every_column(out: Path, tmp_path: Path, genre: Genre) -> None:
    made = panel(out, tmp_path / "wide.csv", form="wide")
    assert [path.name for path in made.files] == ["wide.csv", "wide.do", "wide.R"]
    columns = list(rows_of(tmp_path / "wide.csv")[0])
    stata = (tmp_path / "wide.do").read_text(encoding="utf-8")
    labels = re.findall(r'^label variable (\w+) "(.*)"$', stata, re.MULTILINE)
    assert [name for name, _ in labels] == columns
    assert all(0 < len(label) <= 80 for _, label in labels)
    r = (tmp_path / "wide.R").read_text(encoding="utf-8")
    assert re.findall(r"^attr\(panel\$(\w+),", r, re.MULTILINE) == columns


def test_runs_are_joined_and_nothing_is_dropped(
    out: Path, plain_result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = run_folder(tmp_path / "other", plain_result)

    def found(texts: Any) -> tuple[Any, ...]:
        names = [name for name, text in texts if text == TEXT]
        assert names == [f"{out.name}/=b#1%20?.txt", f"{out.name}/a.txt", "other/a.txt"]
        return (type("Repost", (), {"document": "other/a.txt", "of": f"{out.name}/a.txt"}),)

    monkeypatch.setattr(joined, "reposts", found)
    made = panel([out, other, out], tmp_path / "p.csv", form="wide")
    told = [
        (row["run"], unguarded(row["document"]), row["repost_of"], row["same_year_as"])
        for row in rows_of(tmp_path / "p.csv")
    ]
    assert told == [
        (out.name, "=b#1%20?.txt", "", ""),
        (out.name, "a.txt", "", f"{out.name}/=b#1%20?.txt"),
        ("other", "a.txt", f"{out.name}/a.txt", f"{out.name}/=b#1%20?.txt"),
    ]
    assert (made.reports, made.reposts, made.same_year) == (3, 1, 2)


def test_documents_are_chosen_by_pattern(out: Path, tmp_path: Path) -> None:
    assert panel(out, tmp_path / "p.csv", documents=["a.*"]).reports == 1
    with pytest.raises(ResultError, match="no results that match"):
        panel(out, tmp_path / "p.csv", documents=["nothing"])


def test_the_codebook_counts_what_the_reports_say(out: Path) -> None:
    book = codebook([out])
    fields = {f"{one.section}.{one.field}": one for one in book.fields}
    assert book.reports == 2
    assert all(sum(one.statuses.values()) == 2 for one in book.fields)
    for section in (one.by_year for one in book.fields):
        assert {year: sum(counts.values()) for year, counts in section.items()} == {"2024": 2}
    received = fields["reconsideration.applications_received"]
    assert (received.least, received.median, received.most) == ("206", "33053", "65900")
    assert received.words_met == (("全年共收到行政复议申请", 2),)
    assert received.units_met == (("件", 2),)
    accepted = fields["reconsideration.accepted"]
    assert accepted.statuses["rejected"] == 1
    assert accepted.most == "190"  # of the plain report; the rejected claim counts for nothing
    assert len(accepted.words_met) == 1
    assert fields["reconsideration.carried_over"].zeros == 1
    assert [field for field, one in fields.items() if one.missed] == [
        "reconsideration.reviewers",
        "reconsideration.loss_recovered",
    ]
    assert fields["narrative.problems"].entries >= len(HOSTILE)


def test_the_words_of_a_figure() -> None:
    def words(text: str, figure: str) -> str:
        start = text.index(figure)
        return words_of(Place(start=start, end=start + len(figure), text=figure, path=""), text)

    assert words("收到申请206件,审结185件", "185件") == "审结"
    assert words("一、收到申請206件", "206件") == "收到申请"
    assert words("(206件次行政复议,另有)", "206件") == "…次行政复议"
    assert words("206", "206") == ""


def test_the_codebook_as_markdown_is_inert(out: Path) -> None:
    told = codebook([out]).markdown()
    assert not re.search("[\x00-\x08\u202e\ud800-\udfff]", told)
    assert "=HYPERLINK(" in told
    assert "<b>" not in told
    section = next(line for line in told.splitlines() if line.startswith("| `reco_accepted`"))
    assert section == "| `reco_accepted` | 受理复议案件数 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 190 | 190 | 190 |"


def test_a_codebook_of_a_schema_alone() -> None:
    result = CliRunner().invoke(
        main, ["codebook", "--schema", str(Path(__file__).parent / "example_project" / "schools")]
    )
    assert result.exit_code == 0, result.output
    assert "### 学校数 `scho_schools`" in result.output
    assert "份有值" not in result.output


def test_the_commands(out: Path, tmp_path: Path, genre: Genre) -> None:
    made = CliRunner().invoke(main, ["panel", str(out), "-o", str(tmp_path / "p.csv"), "--json"])
    assert json.loads(made.output)["rows"] == {"panel_long": 2 * sum(not spec.many for spec in genre.specs.values())}
    assert "2 reports → " in CliRunner().invoke(main, ["panel", str(out), "-o", str(tmp_path / "p")]).output
    written = CliRunner().invoke(main, ["codebook", str(out), "-o", str(tmp_path / "c.json"), "--json"])
    assert written.exit_code == 0
    assert len(json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["fields"]) == len(genre.specs)
    for wrong in (["panel", str(out), "-o", str(tmp_path / "p.xls")], ["panel", str(tmp_path), "-o", "p.csv"]):
        result = CliRunner().invoke(main, wrong)
        assert result.exit_code == 2
        assert len(result.output.splitlines()) == 1


def test_a_missing_extra_says_what_to_install(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, form in (("xlsxwriter", "xlsx"), ("duckdb", "parquet")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtra, match=r"pip install 'llmextract\["):
            panel(out, tmp_path / f"p.{form}")
        assert list(tmp_path.iterdir()) == []


def test_a_panel_is_told(out: Path, tmp_path: Path) -> None:
    made = panel(str(out), tmp_path / "p.csv")
    assert isinstance(made, Panel)
    assert made.files[0] == tmp_path / "p.csv"


def test_a_workbook_brings_the_review_pages_that_it_links_to(
    out: Path, plain_result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, written = run_folder(tmp_path / "other", plain_result), []
    monkeypatch.setattr(panels, "page_file", lambda folder, name: folder / "pages" / name)
    monkeypatch.setattr(panels, "review", written.append)
    write_atomic(other / "pages" / "a.txt", "")
    panel([out, other], tmp_path / "p.xlsx", form="wide")
    assert written == [out]
    os.utime(other / "pages" / "a.txt", (0, 0))  # a page of an earlier result
    panel([other], tmp_path / "p.xlsx", form="wide")
    assert written == [out, other]


def test_what_cannot_be_a_panel_is_said_in_one_line(out: Path, plain_result: Result, tmp_path: Path) -> None:
    report = {name: section for name, section in plain_result.report.items() if name != "litigation"}
    old = run_folder(tmp_path / "old", plain_result.model_copy(update={"report": report}))
    for folder, to, told in (
        (old, tmp_path / "p.csv", "litigation"),
        (out, out, "name another"),
        (out, tmp_path / "p.xls", ".xls"),
    ):
        with pytest.raises(ResultError, match=re.escape(told)) as caught:
            panel(folder, to)
        assert "\n" not in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"old"}


def test_a_document_without_a_result_is_told_and_its_old_result_is_not_taken(
    out: Path, plain_result: Result, tmp_path: Path
) -> None:
    folder = run_folder(tmp_path / "run", plain_result)
    assert panel(folder, tmp_path / "before.csv").absent == {}
    for document in ("scan.pdf", plain_result.document):
        Journal(folder).add(Entry(Outcome(document, DocumentState.FAILED, "is a scan")))
    made = panel([out, folder], tmp_path / "after.csv")
    assert made.absent == {"run/scan.pdf": "failed", f"run/{plain_result.document}": "failed"}
    assert {row["run"] for row in rows_of(tmp_path / "after.csv")} == {out.name}
    told = CliRunner().invoke(main, ["panel", str(out), str(folder), "-o", str(tmp_path / "after.csv")])
    assert "2 not in it, without a result: run/" in told.output


def test_a_panel_tells_how_far_it_is(out: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    made = panel(out, tmp_path / "p.csv", step=lambda *told: steps.append(told))
    for what in ("texts compared", "reports"):
        assert [told[1:] for told in steps if told[0] == what] == [(n + 1, made.reports) for n in range(made.reports)]
