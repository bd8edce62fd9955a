"""Bytes to text: every encoding that reports come in, told by itself; what is declared wrongly is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.reading.encoding import decode

REPORTS = sorted((Path(__file__).parent.parent / "fixtures" / "reports").glob("*.txt"))
LINES = [line for path in REPORTS for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 40]
BIG5 = [line for line in LINES if "政府" in line and line.encode("big5", "ignore").decode("big5") == line]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
pieces = st.lists(st.sampled_from(LINES), min_size=1, max_size=4).map("\r\n".join)
chosen = st.integers(20, 200)


@given(pieces, chosen, st.sampled_from(ENCODINGS))
def test_a_piece_of_a_report_reads_back_from_any_encoding(text: str, length: int, encoding: str) -> None:
    piece = text[:length].strip() + "收到206件"
    assert decode(piece.encode(encoding), "a.txt") == piece


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4), chosen)
def test_traditional_text_in_big5(lines: list[str], length: int) -> None:
    text = "\n".join(lines).encode("big5", "ignore").decode("big5")[:length] + "開展行政復議,收到206件,辦結185件。"
    assert decode(text.encode("big5"), "a.txt") == text


@settings(max_examples=40)
@given(
    st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Co", "Cn", "Cc"]), min_size=1),
    st.sampled_from(["gbk", "GB2312", "gb18030"]),
)
def test_what_is_declared_truly_is_read_whatever_it_says(text: str, label: str) -> None:
    text = f"收到行政复议申请206件,{text}"
    data = text.encode("gb18030")
    assert decode(data, "a.html", [label]) == text


def test_a_declaration_decides_what_the_bytes_leave_open() -> None:
    data = "联通".encode("gbk")  # famous: valid UTF-8 too
    assert decode(data, "a.html", ["gbk"]) == "联通"


def test_western_text_with_its_signs() -> None:
    text = "The council spent £4.5 million – 12 % more – on “roads” in 2023. " * 3
    assert decode(text.encode("cp1252"), "a.txt") == text


def test_a_control_character_does_not_make_a_text_binary() -> None:
    text = "收到行政复议申请2\x0006件。" + LINES[0]
    assert decode(text.encode("utf-8"), "a.txt") == text
    assert decode(text.encode("gb18030"), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bytes(range(256)) * 20, "is binary"),
        (b"\xff\xfe\x00", "damaged at byte"),
        ("Отчёт о работе".encode("koi8-r") * 20, "not text in UTF-8"),
        ("今年度の申請は多く、訴えを起こした人もいました。".encode("shift-jis") * 20, "not text in UTF-8"),
    ],
)
def test_other_encodings_are_refused_not_guessed(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        Document.from_bytes(data, "odd.txt")
