"""Pages: the article whole, its title first, and nothing of the site; tables as rows under their headers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.document import Document
from llmextract.errors import SourceError
from llmextract.front import front_matter
from llmextract.numbers import scan
from llmextract.reading.grid import Cell, table_lines
from llmextract.reading.html import page_text

REPORTS = Path(__file__).parent.parent / "fixtures" / "reports"
MENU = "".join(
    f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(("首页", "政务公开", "政务服务", "互动交流"))
)
LINKS = "".join(
    f'<li><a href="/{y}">某区{y}年法治政府建设年度报告</a><span>{y + 1}-03-0{y - 2018}</span></li>'
    for y in (2020, 2021)
)
FOOT = "<p>主办单位:某区人民政府办公室 联系电话:0573-80000000</p><p>浙ICP备05000001号 网站标识码:3304020001</p>"


def lines_of(stem: str) -> list[str]:
    text = (REPORTS / f"{stem}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    first = next(i for i, line in enumerate(lines) if re.search("报告|報告", line) and len(line) > 12)
    return lines[first:] if stem != "chengyang-2024" else ["城阳区2024年法治政府建设年度报告", *lines]


def tables(title: str, body: list[str]) -> str:
    """The layout of twenty years ago: tables in tables, fonts, line breaks instead of paragraphs."""
    text = "<br><br>".join(f"　　{html.escape(line)}" for line in body)
    return f"""<html><head><title>{title}--某区政府门户网站</title></head><body><table width=1000><tr><td>
    <table><tr><td><a href=/>首页</a></td><td><a>政务公开</a></td><td><a>互动</a></td></tr></table></td></tr><tr><td>
    <table><tr><td align=center class=title><font size=5><b>{title}</b></font></td></tr><tr><td>发布时间:2024-03-13 来源:区政府办 点击数:1287</td></tr>
    <tr><td><font size=3>{text}</font></td></tr></table></td></tr></table><table><tr><td>{FOOT}</td></tr></table></body></html>"""


def ucap(title: str, body: list[str]) -> str:
    """A common publishing system: its own tags, an index above the text, the title in a meta element."""
    text = "".join(f'<p class="MsoNormal"><span style="font-size:16pt">{html.escape(line)}</span></p>' for line in body)
    return f"""<!DOCTYPE html><html><head><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-03-13">
    <title>某区人民政府 政务公开 {title[:8]}...</title></head><body><header><ul>{MENU}</ul></header>
    <div class="container"><div class="index"><p>索引号:11330402/2024-00017</p><p>发布机构:某区司法局</p></div>
    <ucaptitle>{title}</ucaptitle><ucapcontent>{text}</ucapcontent></div>
    <div class="xgwd">相关文档<ul>{LINKS}</ul></div><footer>{FOOT}</footer></body></html>"""


def bare(title: str, body: list[str]) -> str:
    """No names to go by: divisions alone, the title nowhere but in the head."""
    text = "".join(f"<div>{html.escape(line)}</div>\n" for line in body)
    return f"<html><head><title>{title}_某区人民政府</title></head><body><div><ul>{MENU}</ul></div><div><div>{text}</div></div><div>{FOOT}</div></body></html>"


def word(title: str, body: list[str]) -> str:
    """Saved by Word: sections, conditional comments, figures in runs of their own."""
    runs = (re.sub(r"\d+", r"<span lang=EN-US>\g<0></span>", html.escape(line)) for line in body)
    text = "".join(f"<p class=MsoNormal style='text-indent:32.0pt'>{run}<o:p></o:p></p>\n" for run in runs)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>{title}</title><!--[if gte mso 9]><xml><w:Zoom>150</w:Zoom></xml><![endif]-->
    <style><!-- p.MsoNormal {{margin:0}} --></style></head><body lang=ZH-CN><div class=Section1><p align=center><b>{title}</b></p>{text}</div></body></html>"""


def told(text: str) -> list[tuple[object, ...]]:
    return [(m.value, m.unit, m.approximation) for m in Document(text).mentions if m.kind.is_data]


@pytest.mark.parametrize(
    "stem", ["nanhu-2023", "huichang-2021", "kaiping-2024", "fuling-hightech-2022", "chengyang-2024"]
)
@pytest.mark.parametrize("make", [tables, ucap, bare, word])
def test_no_figure_of_an_article_is_lost_or_doubled(stem: str, make: Callable[[str, list[str]], str]) -> None:
    title, *body = lines_of(stem)
    text = page_text(make(title, body), "page.html")
    assert text.splitlines()[0] == title
    assert text.count(title) == 1 + "\n".join(body).count(title)
    assert told(text) == told("\n".join([title, *body]))
    assert "ICP" not in text


def page(body: str) -> str:
    return page_text(f"<html><head><title>某区报告</title></head><body><div>{body}</div></body></html>", "page.html")


def test_inline_tags_and_hidden_text_neither_split_nor_add_figures() -> None:
    text = page(
        "<p>收到<b>1</b><span>26</span>件,<i>审结</i>118件。<!-- 77件 --></p><p style='display: none'>99件</p>"
        "<p hidden>98件</p><script>97</script><template>96件</template><del>95件</del><p>建成12m<sup>2</sup>,共3件<sup>1</sup>。</p>"
    )
    assert [m.text for m in scan(text) if m.kind.is_data][:2] == ["126件", "118件"]
    assert [m.value for m in scan(text) if m.kind.is_data] == [126, 118, 12, 3]
    assert "12m²,共3件¹。" in text


def test_paragraphs_stay_apart_and_wrapped_source_lines_do_not() -> None:
    assert page("<p>收到\n   申请</p><p>审结<br>5件</p>") == "某区报告\n\n收到申请\n\n审结\n5件\n"


STATUTORY = """<table><tr><td colspan=3 rowspan=3>(勾稽关系)</td><td colspan=3>申请人情况</td></tr>
<tr><td rowspan=2>自然人</td><td>法人或其他组织</td><td rowspan=2>总计</td></tr><tr><td>商业企业</td></tr>
<tr><td colspan=3>一、本年新收申请数量</td><td>12</td><td>3</td><td>15</td></tr>
<tr><td rowspan=3>三、办理结果</td><td colspan=2>(一)予以公开</td><td>10</td><td>1</td><td>11</td></tr>
<tr><td rowspan=2>(三)不予公开</td><td>1.属于国家秘密</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>2.其他</td><td>0</td><td>2</td><td>2</td></tr></table>
<table><tr><td colspan=4>第二十条第(一)项</td></tr><tr><td>信息内容</td><td>制发件数</td><td>废止件数</td><td>有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>1</td><td>23</td></tr><tr><td colspan=4>第二十条第(八)项</td></tr>
<tr><td>信息内容</td><td colspan=3>本年收费金额(单位:万元)</td></tr><tr><td>行政事业性收费</td><td colspan=3>6.5</td></tr></table>"""


def test_statutory_tables_keep_header_and_row_of_each_figure() -> None:
    text = page(STATUTORY)
    told = [(m.text, m.header) for m in scan(text) if m.kind.is_data]
    assert told == [
        ("12", "一、本年新收申请数量/申请人情况/自然人"),
        ("3", "一、本年新收申请数量/申请人情况/法人或其他组织/商业企业"),
        ("15", "一、本年新收申请数量/申请人情况/总计"),
        ("10", "三、办理结果/(一)予以公开/申请人情况/自然人"),
        ("1", "三、办理结果/(一)予以公开/申请人情况/法人或其他组织/商业企业"),
        ("11", "三、办理结果/(一)予以公开/申请人情况/总计"),
        ("0", "三、办理结果/(三)不予公开/1.属于国家秘密/申请人情况/自然人"),
        ("0", "三、办理结果/(三)不予公开/1.属于国家秘密/申请人情况/法人或其他组织/商业企业"),
        ("0", "三、办理结果/(三)不予公开/1.属于国家秘密/申请人情况/总计"),
        ("0", "三、办理结果/(三)不予公开/2.其他/申请人情况/自然人"),
        ("2", "三、办理结果/(三)不予公开/2.其他/申请人情况/法人或其他组织/商业企业"),
        ("2", "三、办理结果/(三)不予公开/2.其他/申请人情况/总计"),
        ("0", "规章/制发件数"),
        ("1", "规章/废止件数"),
        ("23", "规章/有效件数"),
        ("6.5", "行政事业性收费/本年收费金额(单位:万元)"),
    ]
    assert [m.value for m in scan(text) if m.text == "6.5"] == [65000]


spans = st.integers(1, 3)
cells = st.builds(Cell, st.sampled_from(["甲", "乙(件)", "数量", "", "丙丁"]), spans, spans)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=6), st.data())
def test_every_figure_of_any_table_stands_in_its_rows_once(rows: list[list[Cell]], data: st.DataObject) -> None:
    wanted = []
    for row in rows:
        at = data.draw(st.integers(0, len(row) - 1))
        wanted.append(str(1000 + len(wanted)))
        row[at] = Cell(wanted[-1], row[at].rows, row[at].columns)
    assert re.findall(r"\d+", "\n".join(table_lines(rows))) == wanted


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html><body>" + b"<div>" * 100_000 + b"x" * 4_000_000 + b"</div>" * 100_000, "nested deeper"),
        (b"<html><body><p " + b" ".join(b"a%d=1" % i for i in range(30_000)) + b">5</p>", "a tag of more"),
        (b"<html><body><script>document.write('5')</script></body></html>", "no text that is shown"),
        (b"<html><frameset><frame src='a.html'></frameset></html>", "no text that is shown"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "without a page inside"),
        (
            b"From: a\nMIME-Version: 1.0\n"
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(2000)),
            "nested deeper",
        ),
    ],
    ids=["deep", "attributes", "script", "frames", "no page", "deep mhtml"],
)
def test_hostile_and_empty_pages_are_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        Document.from_bytes(data, "odd.html")
    assert str(caught.value).startswith("odd.html: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", "base64", ""])
def test_a_wrong_declaration_does_no_harm(encoding: str, declared: str) -> None:
    title, *body = lines_of("kaiping-2024" if encoding == "big5" else "nanhu-2023")
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    made = bare(title, body).replace("<head>", f"<head>{meta}")
    data = made.encode(encoding, "ignore")
    text = Document.from_bytes(data, "page.html").raw
    assert text == page_text(data.decode(encoding), "page.html")


def test_of_the_frames_of_a_saved_page_the_one_with_most_text_is_read() -> None:
    frames = [f"<p>{'首页' * 9}</p>", f"<h1>某区报告</h1><p>{'收到206件。' * 20}</p>", f"<p>{'版权' * 9}</p>"]
    parts = "".join(f"--x\nContent-Type: text/html; charset=utf-8\n\n{frame}\n" for frame in frames)
    saved = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n{parts}--x--\n"
    assert Document.from_bytes(saved.encode(), "page.mhtml").raw.count("206件") == 20


ARTICLE = "".join(
    f"<p>{i}月,全县办理行政处罚案件{i}件,罚没金额{i}.5万元,均按时办结,没有一件被撤销。</p>" for i in range(1, 9)
)


def figures(text: str) -> list[str]:
    return [m.text for m in scan(text) if m.kind.is_data]


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        (".x{display:none}", True),
        ("div > p.x, .y { color: red; display : none !important }", True),
        ("@media screen{#i{visibility:hidden}}", True),
        ("@media print{.x{display:none}}", False),
        ("@media (max-width:600px){.x{display:none}}", False),
        (".x{display:none} div .x{display:block}", False),
        ("div .x{display:none} .x{display:block}", True),
        (".x{display:none} p:hover{display:block}", True),
        (".x{display:none !important} #i{display:block}", True),
        ("p::after{display:none} .z{display:none} p:no-such{display:none}", False),
        ("<!-- .x{display:none} -->", True),
        ("((((" * 9000 + ".x{display:none}", False),
    ],
)
def test_what_a_style_sheet_hides_is_not_read(sheet: str, hidden: bool) -> None:
    made = f"<html><head><title>某区报告</title><style>{sheet}</style></head><body><div><p class=x id=i>共99件。</p>{ARTICLE}</div></body></html>"
    assert ("99件" in page_text(made, "page.html")) is not hidden


def test_an_element_that_shows_itself_and_an_article_that_a_script_will_show_are_read() -> None:
    sheet = "<style>.tab{display:none} #js_content{visibility:hidden}</style>"
    text = page_text(f"{sheet}<div class=tab style='display:block'><p>共99件。</p></div>{ARTICLE}", "page.html")
    assert figures(text)[0] == "99件"
    text = page_text(f"{sheet}<h1>某区年度报告</h1><div id=js_content style='opacity:0'>{ARTICLE}</div>", "page.html")
    assert len(figures(text)) == 16


@pytest.mark.parametrize("style", ["font-size:0", "font-size: 0px; color:red", "text-indent:-9999px", "left:-5000px"])
def test_what_a_style_moves_away_or_makes_nothing_is_not_read(style: str) -> None:
    made = f"<html><head><title>某区报告</title></head><body><div><p style='{style}'>共99件。</p>{ARTICLE}</div></body></html>"
    assert "99件" not in page_text(made, "page.html")
    assert "99件" in page_text(made.replace(style, "font-size:0.9em;left:-5px"), "page.html")


@pytest.mark.parametrize(
    ("tag", "kept"), [("div class=xgxw", False), ("aside", False), ("div id=foot", False), ("div class=text", True)]
)
def test_what_stands_beside_an_article_is_not_read(tag: str, kept: bool) -> None:
    name = tag.partition(" ")[0]
    made = f"<h1>某区年度报告</h1><div>{ARTICLE}<{tag}>本页访问3206次</{name}></div>"
    assert ("3206次" in page_text(made, "page.html")) is kept


def test_spans_that_touch_stand_apart_in_a_line_of_information_and_nowhere_else() -> None:
    info = "<div><span>2024-03-13</span><span>来源:某区司法局</span><span>字号:<a>大</a></span></div>"
    body = ARTICLE.replace("1月", "<b>1</b><i>1</i><em>月</em>", 1)
    text = page_text(f"<h1>某区年度报告</h1>{info}{body}", "page.html")
    assert "2024-03-13 来源:某区司法局 字号:大\n" in text
    assert "\n11月,全县" in text


def test_an_index_of_a_document_is_lines_of_labels() -> None:
    index = (
        "<table><tr><td>索引号</td><td>113304/2024-00123</td><td>发布机构</td><td>某区司法局</td></tr>"
        "<tr><td>成文日期:</td><td>2024-03-13</td><td>公开日期:</td><td>2024-03-15</td></tr></table>"
    )
    text = page_text(f"<h1>某区年度报告</h1>{index}{ARTICLE}", "page.html")
    assert "\n索引号:113304/2024-00123\n发布机构:某区司法局\n成文日期:2024-03-13\n公开日期:2024-03-15\n" in text
    assert "|" not in text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<div>附件:<a href='/u/P1.pdf?v=1'>某区2023年度报告.pdf</a></div>", r"attached \(某区2023年度报告.pdf\)"),
        ("<p>请见附件。</p><a href='/u/P1.docx'>下载</a>", r"attached \(下载\); download"),
        ("<iframe src='/viewer.html?file=a'></iframe>", "in a frame"),
        ("<p><img src=1.jpg></p><p><img src=2.jpg></p>", "pictures"),
        ("<div id=app></div>", "filled by a script"),
    ],
)
def test_a_page_whose_report_is_elsewhere_says_where(body: str, says: str) -> None:
    chrome = "<div><a href=/>首页</a><a href=/a>政务公开</a></div>"
    info = "<h1>某区2023年法治政府建设年度报告</h1><div>2024-03-13 来源:某区司法局</div>"
    with pytest.raises(SourceError, match=says):
        page_text(f"<body>{chrome}{info}{body}</body>", "page.html")


@pytest.mark.parametrize("title", ["内容页", "无标题文档", "x"])
def test_a_title_that_names_no_report_is_not_said(title: str) -> None:
    assert page_text(f"<html><head><title>{title}</title></head><body>{ARTICLE}</body></html>", "p").startswith("1月")


def test_numbered_lists_count_as_they_say() -> None:
    assert page("<ol><li>甲<li value=7>乙<li>丙</ol><ol start=3><li>丁</ol>").split()[1:] == [
        "1.甲", "7.乙", "8.丙", "3.丁",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("info", "published"),
    [
        ("<div><span>2024-03-13</span><span>来源:桐溪县司法局</span></div>", "2024-03-13"),
        ("<div><span>桐溪县司法局</span><em>2024-03-13 17:20</em></div>", "2024-03-13"),
        ("<div>成文日期:2024-03-13</div><div>发布日期:2024-03-15</div>", "2024-03-15"),
        ("<div>成文日期:2024-03-13</div>", "2024-03-13"),
        ("", None),
    ],
)
def test_the_day_of_publication_and_the_place_are_told_by_the_page(info: str, published: str | None) -> None:
    opening = "<p>2023年,我县坚持依法行政,到2024-03-20 全部办结。</p>"
    signed = "<p>桐溪县人民政府</p><p>2024年3月10日</p>"
    text = page_text(f"<h1>2023年法治政府建设年度报告</h1>{info}{opening}{ARTICLE}{signed}", "page.html")
    found = front_matter(Document(text))
    assert [span.value for span in found.get("published_on", ())] == ([published] if published else [])
    assert [text[span.start : span.end] for span in found["region"]] == ["桐溪县"]
