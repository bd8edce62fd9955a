"""Documents: decoding, sentences, outline, front matter."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.front import front_matter
from llmextract.sentences import sentences


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x00\x01\x02\x03" * 50, "is binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "damaged DOCX or ZIP"),
        (b"\xff" * 40 + "报告".encode(), "not text"),
    ],
)
def test_what_is_no_report_is_told_by_name(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "odd.txt"
    file.write_bytes(data)
    with pytest.raises(SourceError, match=says) as caught:
        Document.read(file)
    assert "odd.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.txt"):
        Document.read(tmp_path / "gone.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("收到复议申请206件\r\n审结185件".encode(encoding))
    document = Document.read(file)
    assert document.raw == "收到复议申请206件\r\n审结185件"  # newlines are not translated
    assert [m.text for m in document.mentions] == ["206件", "185件"]


def test_a_line_broken_in_mid_word_is_one_sentence(reports: dict[str, Document]) -> None:
    document = reports["chengyang-2024"]
    (mention,) = [m for m in document.mentions if m.text == "4期"]
    sentence = document.sentence_at(mention.start)
    assert sentence
    assert document.raw[sentence.start : sentence.end].startswith("将习近平法治思想纳入中青年干部\n培训班")


def test_a_heading_line_is_a_sentence_of_its_own(reports: dict[str, Document]) -> None:
    document = reports["chengyang-2024"]
    node = next(n for n in document.outline.nodes if n.path == "二")
    sentence = document.sentence_at(node.start)
    assert sentence
    assert document.raw[sentence.start : sentence.end] == "二、2024年推进法治政府建设存在的不足和原因"


def test_quotes_brackets_and_titles_do_not_break_a_sentence() -> None:
    text = "落实“马上办。网上办。”要求(含乡镇;街道)办理5件。《条例。草案》共3条"
    found = [text[s.start : s.end] for s in sentences(text)]
    assert found == ["落实“马上办。网上办。”要求(含乡镇;街道)办理5件。", "《条例。草案》共3条"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_goes_on_in_the_next_but_not_over_a_blank_one(newline: str) -> None:
    text = newline.join(["督促考核。纳入中青年干部", "培训班4期。见附件", "", "联系人"])
    found = ["".join(text[s.start : s.end].split()) for s in sentences(text)]
    assert found == ["督促考核。", "纳入中青年干部培训班4期。", "见附件", "联系人"]


@given(st.text(alphabet="甲乙。;!?,“”()《》\n 一二、.12是", max_size=80))
def test_sentences_lose_nothing(text: str) -> None:
    found = sentences(text)
    kept = "".join(text[s.start : s.end] for s in found)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("stem", "text", "path"),
    [
        ("kaiping-2024", "206件", "六/(二)/二是"),
        ("huichang-2021", "337916剂次", "一/(四)/1/二是"),
        ("chengyang-2024", "4期", "三/(三)"),
        ("nanhu-2023", "8989件", "五/(一)"),
        ("fuling-hightech-2022", "22件", "一/(七)/1"),
    ],
)
def test_paths(reports: dict[str, Document], stem: str, text: str, path: str) -> None:
    document = reports[stem]
    mention = next(m for m in document.mentions if m.text == text)
    assert document.path_at(mention.start) == path


def test_front_matter_of_the_reports(reports: dict[str, Document]) -> None:
    def told(stem: str, name: str) -> list[str]:
        document = reports[stem]
        return [document.raw[s.start : s.end] for s in front_matter(document).get(name, ())]

    assert told("nanhu-2023", "issuers") == ["中共嘉兴市南湖区委", "嘉兴市南湖区人民政府"]
    assert told("nanhu-2023", "addressee") == ["中共嘉兴市委、嘉兴市人民政府"]
    assert told("nanhu-2023", "document_number") == ["南委〔2024〕12号"]
    assert told("nanhu-2023", "signed_on") == ["2024年2月29日"]
    assert told("fuling-hightech-2022", "published_on") == ["2023-01-09"]
    assert told("chengyang-2024", "title") == []  # it has none
    regions = {stem: told(stem, "region") for stem in reports}
    assert regions == {
        "chengyang-2024": ["城阳区"],
        "fuling-hightech-2022": ["重庆涪陵高新技术产业开发区"],
        "huichang-2021": ["会昌县"],
        "kaiping-2024": ["開平市"],
        "nanhu-2023": ["南湖区"],
    }
    assert {stem: told(stem, "year")[0][:4] for stem in reports} == {stem: stem[-4:] for stem in reports}
