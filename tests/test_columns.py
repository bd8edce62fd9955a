"""Pages in two columns: each column is read to its end, tables stay rows."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from llmextract.document import Document

FONT, SIZE, WIDTH = "STSong-Light", 10.5, 231.0
TITLE = "桐溪县2023年法治政府建设年度报告"
TEXT = (
    "2023年,全县办理行政处罚案件1206件,罚没金额65.9万元,同比下降19.72%。办理行政许可15230件,按时办结率达到99.8%。" * 6
)


def wrapped(text: str) -> list[str]:
    lines = [""]
    for char in text:
        if pdfmetrics.stringWidth(lines[-1] + char, FONT, SIZE) > WIDTH:
            lines.append("")
        lines[-1] += char
    return lines


def made(pieces: list[tuple[float, float, str]]) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    data = io.BytesIO()
    page = canvas.Canvas(data, pagesize=(595, 842))
    page.setFont(FONT, 18)
    page.drawCentredString(297, 780, TITLE)
    page.setFont(FONT, SIZE)
    for x, y, said in pieces:
        page.drawString(x, y, said)
    page.showPage()
    page.save()
    return Document.from_bytes(data.getvalue(), "two.pdf").raw


@pytest.mark.parametrize("by_line", [True, False])
def test_a_column_is_read_to_its_end(by_line: bool) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    lines = wrapped(TEXT)
    half = len(lines) // 2
    pieces = [
        (50.0 if i < half else 50.0 + WIDTH + 30, 740.0 - 17 * (i % half if i < 2 * half else half), line)
        for i, line in enumerate(lines)
    ]
    if by_line:
        pieces.sort(key=lambda piece: -piece[1])
    text = made([*pieces, (280, 40, "- 1 -")])
    assert text == f"{TITLE}\n{TEXT}\n\f"


def test_two_lists_side_by_side_are_rows() -> None:
    """As long as running text, but no line fills its column."""
    rows = [
        (f"行政处罚案件第{i}项" + "情况" * (i % 5), f"行政许可事项第{i}项" + "结果" * (i * 2 % 5)) for i in range(12)
    ]
    text = made([(x, 740.0 - 17 * i, row[k]) for i, row in enumerate(rows) for k, x in enumerate((50.0, 311.0))])
    assert text.splitlines()[1:] == [*(f"| {one} | {two} |" for one, two in rows), ""]


def test_a_table_of_two_columns_is_rows() -> None:
    rows = [(f"行政处罚案件数量第{i}项", f"{100 + i}件") for i in range(12)]
    text = made([(x, 740.0 - 17 * i, row[k]) for i, row in enumerate(rows) for k, x in enumerate((50.0, 311.0))])
    assert text.splitlines()[1:3] == ["| 行政处罚案件数量第0项 | 100件 |", "| 行政处罚案件数量第1项 | 101件 |"]
