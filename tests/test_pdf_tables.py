"""Tables between ruled lines of a PDF: each figure under its header and beside its row, over pages too."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from llmextract.document import Document

FONT = "STSong-Light"
GRID = ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))
LETTERS = ("FONT", (0, 0), (-1, -1), FONT, 10)
PAGE = (400, 300)


def made(*tables: Table, before: int = 10) -> Document:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    data = io.BytesIO()
    title = Paragraph("桐溪县2023年政府信息公开工作年度报告", ParagraphStyle("t", fontName=FONT, fontSize=12))
    story = [title, Spacer(1, before), *tables]
    SimpleDocTemplate(data, pagesize=PAGE, topMargin=30, bottomMargin=30).build(story)
    return Document.from_bytes(data.getvalue(), "tables.pdf")


def told(document: Document) -> list[tuple[str, str | None, int | None]]:
    return [(m.text, m.header, document.page_at(m.start)) for m in document.mentions if m.kind.is_data]


def test_spans_of_rows_and_columns_head_their_figures() -> None:
    rows = [
        ["事项", "", "申请人", ""],
        ["", "", "自然人", "企业"],
        ["办理结果", "予以公开", "31", "6"],
        ["", "不予公开", "2", "0"],
        ["总计", "", "33", "6"],
    ]
    spans = [((0, 0), (1, 1)), ((2, 0), (3, 0)), ((0, 2), (0, 3)), ((0, 4), (1, 4))]
    style = [GRID, LETTERS, *(("SPAN", *span) for span in spans)]
    assert told(made(Table(rows, colWidths=60, style=style))) == [
        ("31", "办理结果/予以公开/申请人/自然人", 1),
        ("6", "办理结果/予以公开/申请人/企业", 1),
        ("2", "办理结果/不予公开/申请人/自然人", 1),
        ("0", "办理结果/不予公开/申请人/企业", 1),
        ("33", "总计/申请人/自然人", 1),
        ("6", "总计/申请人/企业", 1),
    ]


@pytest.mark.parametrize("repeat", [0, 1])
@pytest.mark.parametrize("before", [10, 178])
def test_a_table_goes_on_over_pages_with_its_header_printed_again_or_not(repeat: int, before: int) -> None:
    rows = [["类别", "件数(件)", "金额(万元)"], *([f"第{i}类处罚", str(100 + i), f"{i}.5"] for i in range(20))]
    document = made(Table(rows, colWidths=80, style=[GRID, LETTERS], repeatRows=repeat), before=before)
    found = told(document)
    assert [(text, header) for text, header, _ in found] == [
        told
        for i in range(20)
        for told in ((str(100 + i), f"第{i}类处罚/件数(件)"), (f"{i}.5", f"第{i}类处罚/金额(万元)"))
    ]
    assert {page for *_, page in found} >= {2}
    assert document.raw.count("件数(件)") == 1
    assert [m.value for m in document.mentions if m.text == "3.5"] == [35000]


Drawn = tuple[float, float, float, float, str]  # left, bottom, right, top, and the words in it


def drawn(*pages: list[Drawn]) -> Document:
    """Pages of cells, each with its sides drawn."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=PAGE)
    for cells in pages:
        canvas.setFont(FONT, 10)
        for left, bottom, right, top, words in cells:
            canvas.rect(left, bottom, right - left, top - bottom)
            for i, said in enumerate(words.split("\n")):
                canvas.drawString(left + 4, top - 14 - 12 * i, said)
        canvas.showPage()
    canvas.save()
    return Document.from_bytes(data.getvalue(), "drawn.pdf")


def cells(top: float, *rows: list[str], height: float = 30) -> list[Drawn]:
    return [
        (20 + 110 * k, top - height * (i + 1), 130 + 110 * k, top - height * i, words)
        for i, row in enumerate(rows)
        for k, words in enumerate(row)
    ]


def test_a_row_that_a_page_end_cuts_is_one_row() -> None:
    first = cells(100, ["类别", "件数"], ["涉及城市管理和", "5"])
    document = drawn(first, cells(280, ["市场监管的处罚", ""], ["许可", "7"]))
    assert told(document) == [("5", "涉及城市管理和市场监管的处罚/件数", 1), ("7", "许可/件数", 2)]


def test_a_name_of_several_rows_reaches_over_a_page_end() -> None:
    first = cells(100, ["结果", "类别", "件数"], ["不予公开", "国家秘密", "5"])
    second = [(20, 220, 130, 280, ""), *cells(280, ["内部事务", "6"], ["过程信息", "7"])]
    second = [second[0], *((left + 110, a, right + 110, b, words) for left, a, right, b, words in second[1:])]
    assert told(drawn(first, second)) == [
        ("5", "不予公开/国家秘密/件数", 1),
        ("6", "不予公开/内部事务/件数", 2),
        ("7", "不予公开/过程信息/件数", 2),
    ]


def test_two_tables_with_words_between_them_stay_two() -> None:
    one = Table([["类别", "件数"], ["处罚", "5"]], colWidths=80, style=[GRID, LETTERS])
    two = Table([["项目", "人数"], ["培训", "7"]], colWidths=80, style=[GRID, LETTERS])
    words = Paragraph("培训情况如下。", ParagraphStyle("p", fontName=FONT, fontSize=10))
    assert told(made(one, words, two)) == [("5", "处罚/件数", 1), ("7", "培训/人数", 1)]


def test_a_frame_around_running_text_is_no_table() -> None:
    text = Paragraph(
        "全县办理行政处罚案件1206件,罚没金额65.9万元。" * 4, ParagraphStyle("p", fontName=FONT, wordWrap="CJK")
    )
    framed = Table([[text]], colWidths=300, style=[("BOX", (0, 0), (-1, -1), 1, (0, 0, 0))])
    document = made(framed)
    assert "|" not in document.raw
    assert [m.text for m in document.mentions if m.kind.is_data] == ["1206件", "65.9万元"] * 4


def test_a_table_that_lays_out_running_text_is_no_table() -> None:
    style = ParagraphStyle("p", fontName=FONT, fontSize=6, leading=7, wordWrap="CJK")
    text = "全县办理行政处罚案件1206件,罚没金额65.9万元。" * 18
    document = made(Table([["部门", Paragraph(text, style)]], colWidths=[40, 240], style=[GRID, LETTERS]))
    assert "|" not in document.raw
    assert [m.text for m in document.mentions if m.kind.is_data] == ["1206件", "65.9万元"] * 18
