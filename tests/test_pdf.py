"""PDF: lines joined to paragraphs, over pages too; what is printed on every page is no text; scans are told by name."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.reading.layout import pages_text
from llmextract.reading.lines import Line, Page

FORMS = Path(__file__).parent.parent / "fixtures" / "forms"
REAL, SCAN = (FORMS / "kaiping-2024.pdf").read_bytes(), (FORMS / "scan-2024.pdf").read_bytes()
SIZE, STEP, LEFT, RIGHT = 12, 20, 72, 528  # 38 characters a line


def line(text: str, row: int, *, left: float = LEFT, right: float | None = None, columns: int = 1) -> Line:
    bottom = 760 - STEP * row
    return Line(text, left, right or left + SIZE * len(text), bottom, bottom + SIZE, columns)


def text_of(*pages: Iterable[Line]) -> str:
    return pages_text([Page(list(lines), 600, 842) for lines in pages])


FULL = "全年收到行政复议申请并依法审理办结的案件数量较上年有所增长其中涉及行政处罚的共计"[:38]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    text = text_of(
        [line(FULL[2:], 0, left=LEFT + 24), line(FULL, 1), line("126件。", 2), line("二是审结", 3, left=LEFT + 24)]
    )
    assert text == f"{FULL[2:]}{FULL}126件。\n二是审结\n\f"


def high(text: str, row: int, *, left: float, right: float) -> Line:
    """A line in letters of twice the size."""
    bottom = 760 - STEP * row
    return Line(text, left, right, bottom, bottom + 2 * SIZE)


STOPPED = FULL[:-1] + "。"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line(FULL, 0), line(FULL, 1), line(FULL, 2), line(FULL, 4)], [FULL * 3, FULL]),
        ([line(FULL, 0), line(STOPPED, 1), line("二是审结5件。", 2)], [FULL + STOPPED, "二是审结5件。"]),
        ([line(FULL, 0), line(STOPPED, 1), line("审结5件。", 2)], [FULL + STOPPED + "审结5件。"]),
        ([high("概况", 0, left=LEFT, right=RIGHT), line(FULL, 1), line(FULL, 2)], ["概况", FULL * 2]),
        (
            [high("某县2023年法治政府", 0, left=170, right=430), high("建设报告", 1, left=250, right=350)]
            + [line(FULL, row) for row in (3, 4, 5)],
            ["某县2023年法治政府建设报告", FULL * 3],
        ),
    ],
    ids=["apart", "list mark", "no list mark", "letters", "title"],
)
def test_what_parts_paragraphs_and_what_does_not(lines: list[Line], told: list[str]) -> None:
    assert text_of(lines).splitlines()[:-1] == told


def test_a_page_break_cuts_neither_sentence_nor_number() -> None:
    head, foot = (line(FULL[2:], 0, left=LEFT + 24), line(FULL, 1), line(FULL[:-1] + "1", 2)), line("— 1 —", 36)
    text = text_of(
        [*head, foot], [line("26件,审结118件。", 0), line("二、下一步", 1, left=LEFT + 24), line("— 2 —", 36)]
    )
    assert text == f"{FULL[2:]}{FULL}{FULL[:-1]}1\f26件,审结118件。\n二、下一步\n\f"
    document = Document(text)
    data = [m for m in document.mentions if m.kind.is_data]
    assert [(m.value, m.doubtful) for m in data] == [(126, False), (118, False)]
    assert [document.page_at(m.start) for m in data] == [1, 2]
    assert document.visible.page_at(document.visible.mentions[0].start) == 1
    sentences = {s.id for m in document.visible.mentions[:2] if (s := document.visible.sentence_at(m.start))}
    assert len(sentences) == 1


def test_a_page_break_before_a_heading_parts() -> None:
    document = Document("一、概况\n全年收到126件\f二、复议\n审结5件。\n\f")
    assert [node.path for node in document.visible.outline.nodes] == ["一", "二"]
    assert Document("收到126件").page_at(3) is None


@pytest.mark.parametrize(
    ("behind", "parts"),
    [
        ("(二)复议", True),
        ("（二）复议", True),
        ("2.复议", True),
        ("第二章 复议", True),
        ("第三条 复议", True),
        ("26件", False),
        ("2.6万元", False),
        ("第三方", False),
        ("二十件", False),
    ],
)
def test_a_page_break_is_a_line_end_before_a_list_mark_alone(behind: str, parts: bool) -> None:
    visible = Document(f"一、概况\n全年收到1\f{behind}。\n\f").visible
    assert ("\f" in visible.raw.rstrip()) is parts


def numbers(pages: int, *marks: str) -> str:
    """Pages of a paragraph with a running head and a mark in its foot, and the text that is left of them."""
    made = []
    for number in range(1, pages + 1):
        body = [line(f"{FULL[:20]}{number * 7}件。", row, left=LEFT + 24) for row in range(3)]
        head = line("某县人民政府公报", 0, left=250)
        made.append(
            [
                head,
                *(Line(b.text, b.left, b.right, b.bottom - 60, b.top - 60) for b in body),
                *(line(mark.format(n=number, all=pages), 36, left=290) for mark in marks),
            ]
        )
    return text_of(*made)


@pytest.mark.parametrize(
    "mark", ["{n}", "- {n} -", "— {n} —", "第{n}页", "第 {n} 页 共 {all} 页", "{n}/{all}", "·{n}·", "某县年报 {n}"]
)
def test_page_numbers_and_running_heads_are_left_out(mark: str) -> None:
    text = numbers(4, mark)
    assert "公报" not in text
    assert "年报" not in text
    assert [m.value for m in Document(text).mentions if m.kind.is_data] == [
        n * 7 for n in (1, 2, 3, 4) for _ in range(3)
    ]


def test_a_figure_at_the_foot_of_a_page_stays() -> None:
    pages = [
        [line(FULL, row) for row in range(4)] + [line(figure, 4)] for figure in ("206件", "185", "1972", "6.59万元")
    ]
    values = [m.text for m in Document(text_of(*pages)).mentions]
    assert values == ["206件", "185", "1972", "6.59万元"]


def test_rows_of_a_table_keep_their_columns() -> None:
    rows = [
        line(text, row, right=400, columns=3)
        for row, text in enumerate(("项目\t上年(件)\t本年(件)", "许可\t12\t30", "处罚\t4\t5"))
    ]
    data = [(m.text, m.unit, m.header) for m in Document(text_of(rows)).mentions]
    assert data == [
        ("12", "件", "许可/上年(件)"),
        ("30", "件", "许可/本年(件)"),
        ("4", "件", "处罚/上年(件)"),
        ("5", "件", "处罚/本年(件)"),
    ]


def test_english_lines_are_joined_by_spaces() -> None:
    lines = [line("The council closed", 0, right=520), line("1,234 cases.", 1)]
    assert text_of(lines).startswith("The council closed 1,234 cases.")


def drawn(*pages: str, password: str | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 700, page) if page else canvas.rect(100, 100, 50, 50, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_scanned_page_among_others_is_told_in_the_text() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(drawn("收到126件。", "审结118件。")) as both, pypdfium2.PdfDocument(SCAN) as scan_:
        both.import_pages(scan_, index=1)
        out = io.BytesIO()
        both.save(out)
    assert Document.from_bytes(out.getvalue(), "a.pdf").raw == (
        "收到126件。\n\f[本页为图像,没有可读取的文字]\n\f审结118件。\n\f"
    )


def test_spaces_between_chinese_letters_and_figures_are_none() -> None:
    text = Document.from_bytes(drawn("收到 行政复议申请 126 件。"), "a.pdf").raw
    assert text == "收到行政复议申请126件。\n\f"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (REAL[: len(REAL) // 2], "damaged PDF"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged PDF"),
        (drawn("收到126件", password="geheim"), "is encrypted"),
        (drawn(""), "is empty"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "JPEG.*OCR"),
    ],
    ids=["half", "noise", "locked", "empty", "image"],
)
def test_what_is_no_readable_pdf_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        Document.from_bytes(data, "odd.pdf")
    assert str(caught.value).startswith("odd.pdf: ")
    assert "\n" not in str(caught.value)


def test_too_many_pages_are_refused_with_the_way_to_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_MAX_PAGES", "4")
    with pytest.raises(SourceError, match=r"has 5 pages, more than 4; set LLMEXTRACT_MAX_PAGES=5"):
        Document.from_bytes(REAL, "long.pdf")


def test_what_a_browser_prints_around_a_page_is_no_text() -> None:
    around = [line("11/22/26, 4:46 PM 某县门户网站", 0), line("https://example.cn/a.html 1/1", 37)]
    assert text_of([around[0], line("全年办结案件23件。", 3), around[1]]) == "全年办结案件23件。\n\f"
    dated = [line("2024/1/5 10:30在县政府召开新闻发布会", 0), line("办结3件。", 1)]
    assert "召开新闻发布会" in text_of(dated)
