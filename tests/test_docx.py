"""Word files: what Word shows, in its order: automatic numbers, tables, notes, text boxes, insertions and no deletions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.numbers import scan
from llmextract.reading.numbering import printed

FORMS = Path(__file__).parent.parent / "fixtures" / "forms"
REAL = (FORMS / "huichang-2021.docx").read_bytes()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def made(*blocks: str, styles: str = "", numbering: str = "") -> bytes:
    """A Word file with these blocks of XML as its body."""
    document = docx.Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(block.replace(">", f" {W}>", 1) if W not in block else block))
    if styles:
        document.styles.element.append(parse_xml(styles.replace(">", f" {W}>", 1)))
    if numbering:
        root = document.part.numbering_part.element
        for old in list(root):
            root.remove(old)
        for element in parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"):
            root.append(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    return [line for line in Document.from_bytes(data, "a.docx").raw.split("\n") if line]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def para(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def test_insertions_stay_deletions_and_hidden_text_go() -> None:
    content = (
        run("收到") + f"<w:del w:id='1' w:author='a'><w:r><w:delText>99</w:delText></w:r></w:del><w:ins w:id='2' w:author='a'>{run('1')}</w:ins>"
        + run("26件") + run("98件", "<w:vanish/>") + run(",97件", "<w:strike/>") + run(",审结", "<w:vanish w:val='0'/>")
        + f"<w:hyperlink>{run('118')}</w:hyperlink>" + "<w:r><w:instrText>PAGE 7</w:instrText></w:r>" + run("件。")
    )  # fmt: skip
    assert lines(made(para(content))) == ["收到126件,审结118件。"]


def test_a_deleted_end_joins_paragraphs() -> None:
    mark = "<w:rPr><w:del w:id='1' w:author='a'/></w:rPr>"
    assert lines(made(para(run("收到1"), mark), para(run("26件。")))) == ["收到126件。"]


def test_line_breaks_tabs_and_control_boxes() -> None:
    inner = para(run("许可") + "<w:r><w:tab/></w:r>" + run("3件") + "<w:r><w:br/></w:r>" + run("处罚5件"))
    assert lines(made(f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>")) == ["许可 3件", "处罚5件"]


def levels(*forms: tuple[str, str]) -> str:
    return "".join(
        f"<w:lvl w:ilvl='{i}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for i, (form, text) in enumerate(forms)
    )


def numbered(text: str, level: int, own: int = 1) -> str:
    return para(run(text), f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{own}'/></w:numPr>")


def test_automatic_numbers_are_printed_and_start_anew() -> None:
    told = levels(
        ("chineseCounting", "%1、"), ("chineseCountingThousand", "(%2)"), ("decimal", "%3."), ("decimal", "%1.%4")
    )
    lists = f"<w:abstractNum w:abstractNumId='0'>{told}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    lists += "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
    blocks = [numbered("甲", 0), numbered("乙", 1), numbered("丙", 1), numbered("2023年,收到5件", 2), numbered("丁", 0),
              numbered("戊", 1), numbered("己", 0, 2), para(run("庚"))]  # fmt: skip
    assert lines(made(*blocks, numbering=lists)) == [
        "一、甲", "(一)乙", "(二)丙", "1. 2023年,收到5件", "二、丁", "(一)戊", "一、己", "庚",
    ]  # fmt: skip


def test_a_list_may_print_a_level_otherwise_than_its_kind() -> None:
    lists = (
        f"<w:abstractNum w:abstractNumId='0'>{levels(('chineseCounting', '%1、'), ('decimal', '%2.'))}</w:abstractNum>"
    )
    own = (
        "<w:lvl w:ilvl='1'><w:start w:val='3'/><w:numFmt w:val='decimalEnclosedCircle'/><w:lvlText w:val='%2'/></w:lvl>"
    )
    lists += "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    lists += f"<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='1'>{own}</w:lvlOverride></w:num>"
    blocks = [numbered("甲", 0), numbered("乙", 1, 2), numbered("丙", 1, 2), numbered("丁", 0), numbered("戊", 1)]
    assert lines(made(*blocks, numbering=lists)) == ["一、甲", "③乙", "④丙", "二、丁", "1.戊"]


def test_a_style_may_carry_the_list() -> None:
    lists = f"<w:abstractNum w:abstractNumId='0'>{levels(('upperRoman', '%1.'))}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    style = "<w:style w:type='paragraph' w:styleId='Own'><w:name w:val='Own'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    blocks = [para(run(text), "<w:pStyle w:val='Own'/>") for text in ("甲", "乙")]
    assert lines(made(*blocks, styles=style, numbering=lists)) == ["I.甲", "II.乙"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("chineseCounting", "一 十 十一 二十 一百零一 一百一十"),
        ("chineseLegalSimplified", "壹 壹拾 壹拾壹 贰拾 壹佰零壹 壹佰壹拾"),
        ("decimalEnclosedCircle", "① ⑩ ⑪ ⑳ 101 110"),
        ("lowerRoman", "i x xi xx ci cx"),
        ("upperLetter", "A J K T WWWW FFFFF"),
        ("ideographTraditional", "甲 癸 甲 癸 甲 癸"),
        ("somethingNew", "1 10 11 20 101 110"),
    ],
)
def test_numbers_as_lists_print_them(form: str, told: str) -> None:
    assert " ".join(printed(number, form) for number in (1, 10, 11, 20, 101, 110)) == told


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(run(text))}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_tables_keep_headers_and_names_over_merged_cells() -> None:
    down, on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    table = "<w:tbl>" + row(cell("类别", down + "<w:gridSpan w:val='2'/>"), cell("数量", "<w:gridSpan w:val='2'/>")) + row(
        cell("", on + "<w:gridSpan w:val='2'/>"), cell("上年(件)"), cell("本年(件)")
    ) + row(cell("行政处罚", down), cell("一般程序"), cell("12"), cell("3")) + row(
        cell("", on), cell("简易程序"), cell("40"), cell("5")
    ) + "</w:tbl>"  # fmt: skip
    text = Document.from_bytes(made(para(run("某县报告")), table), "a.docx").raw
    found = [(m.text, m.unit, m.header) for m in scan(text) if m.kind.is_data]
    assert found == [
        ("12", "件", "行政处罚/一般程序/数量/上年(件)"),
        ("3", "件", "行政处罚/一般程序/数量/本年(件)"),
        ("40", "件", "行政处罚/简易程序/数量/上年(件)"),
        ("5", "件", "行政处罚/简易程序/数量/本年(件)"),
    ]


def within(*blocks: str) -> str:
    return f"<w:tc><w:tcPr/>{''.join(blocks)}<w:p/></w:tc>"


@pytest.mark.parametrize("inner", [para(run("处罚1206件。" * 60)), f"<w:tbl>{row(cell('处罚1206件。'))}</w:tbl>"])
def test_a_table_that_lays_out_a_page_is_no_table(inner: str) -> None:
    told = lines(made(f"<w:tbl>{row(cell('部门'), within(inner))}{row(cell('许可'), cell('5件。'))}</w:tbl>"))
    assert [told[0], *told[2:]] == ["部门", "许可", "5件。"]
    assert set(told[1].split("。")) == {"处罚1206件", ""}


def test_tables_in_each_other_have_an_end() -> None:
    table = f"<w:tbl>{row(cell('5件'))}</w:tbl>"
    for _ in range(20):
        table = f"<w:tbl>{row(within(table))}</w:tbl>"
    with pytest.raises(SourceError, match="nested deeper"):
        Document.from_bytes(made(table), "deep.docx")


def test_text_boxes_come_once_and_notes_behind_their_paragraph() -> None:
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    box = f"<w:txbxContent>{para(run('框内6件。'))}</w:txbxContent>"
    content = (
        run("正文")
        + f"<w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    note = f"<w:footnotes {W}><w:footnote w:id='2'>{para(run('不含上年8件。'))}</w:footnote></w:footnotes>"
    data = made(para(content + run("5件") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + run("。")))
    out = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    f"<Relationship Id='rId99' Type='{kind}' Target='footnotes.xml'/></Relationships>".encode(),
                )
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", note)
    assert lines(out.getvalue()) == ["正文5件¹。", "框内6件。", "¹不含上年8件。"]


def swapped(part: str, data: bytes, extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REAL)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
        for name, more in (extra or {}).items():
            new.writestr(name, more)
    return out.getvalue()


def spoilt(method: int) -> bytes:
    """The real file, packed by a method that Word does not use, with damage in its text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REAL)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        info = new.getinfo(MAIN)
    data = bytearray(out.getvalue())
    at = info.header_offset + 30 + len(MAIN) + info.compress_size // 2
    data[at : at + 40] = b"\xff" * 40
    return bytes(data)


MAIN = "word/document.xml"
LAUGHS = "<!DOCTYPE l [" + "".join(f"<!ENTITY l{i + 1} '{f'&l{i};' * 10}'>" for i in range(9)) + "]>"
ENTITY = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
DEEP = "<w:smartTag>" * 5000


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (REAL[: len(REAL) // 2], "damaged DOCX"),
        (spoilt(zipfile.ZIP_DEFLATED), "damaged DOCX"),
        (spoilt(zipfile.ZIP_BZIP2), "damaged DOCX"),
        (spoilt(zipfile.ZIP_LZMA), "damaged DOCX"),
        (swapped(MAIN, b"<w:document"), "damaged DOCX"),
        (swapped(MAIN, (LAUGHS + BODY).encode()), "declares XML entities"),
        (swapped(MAIN, (ENTITY + BODY).encode()), "declares XML entities"),
        (swapped(MAIN, f"<?xml version='1.0' encoding='utf-16'?>{ENTITY}{BODY}".encode("utf-16")), "declares XML entities"),
        (swapped(MAIN, f"<w:document {W}><w:body><w:p>{DEEP}".encode()), "damaged DOCX"),
        (swapped("word/numbering.xml", b"junk"), "damaged DOCX"),
        (swapped(MAIN, f"<w:document {W}><w:body/></w:document>".encode()), "has no text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
    ],
    ids=["half", "deflate", "bzip2", "lzma", "xml", "laughs", "xxe", "utf-16", "deep", "lists", "empty", "encrypted"],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        Document.from_bytes(data, "odd.docx")
    assert str(caught.value).startswith("odd.docx: ")
    assert "\n" not in str(caught.value)


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_MAX_UNPACKED_MB", "5")
    bomb = swapped("", b"", {"word/media/image1.png": bytes(6 << 20)})
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match="LLMEXTRACT_MAX_UNPACKED_MB="):
        Document.from_bytes(bomb, "bomb.docx")
