"""Headings of every style met, page furniture, and sentences that nothing breaks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract import Document, outline
from llmextract.folding import fold
from llmextract.front import front_matter
from llmextract.furniture import furniture
from llmextract.sentences import sentences

LONG = "坚持以习近平新时代中国特色社会主义思想为指导,深入贯彻党的精神,全面推进各项工作,取得了新的成效。"


def paths(text: str) -> list[tuple[str, str]]:
    return [(node.path, node.title) for node in outline(text).nodes]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("一、概况\n(一)复议。收到206件", [("一", "概况"), ("一/(一)", "复议")]),
        ("第一部分 成效\n第二部分 不足", [("第一部分", "成效"), ("第二部分", "不足")]),
        ("第一章 总则\n第一节 目的\n第二章 附则", [("第一章", "总则"), ("第一章/第一节", "目的"), ("第二章", "附则")]),
        (
            "一、概况\n1.机构\n2、人员\n(1)编制\n①在岗",
            [("一", "概况"), ("一/1", "机构"), ("一/2", "人员"), ("一/2/(1)", "编制"), ("一/2/①", "在岗")],
        ),
        ("1 概况\n1.1 机构情况\n2 成效", [("1", "概况"), ("1/1.1", "机构情况"), ("2", "成效")]),
        (
            "一、做法。一是建章立制。二是强化培训;三要加强督察",
            [("一", "做法"), ("一/一是", "建章立制"), ("一/二是", "强化培训"), ("一/三要", "加强督察")],
        ),
        (
            "一、做法\n首先,建章立制。其次,强化培训。最后,加强督察。",
            [("一", "做法"), ("一/首先", "建章立制"), ("一/其次", "强化培训"), ("一/最后", "加强督察")],
        ),
        (
            "一、做法\n第一,建章立制。第二,强化培训。",
            [("一", "做法"), ("一/第一", "建章立制"), ("一/第二", "强化培训")],
        ),
        ("(一)协调推进。内容。\n(三)是注重督促。内容。", [("(一)", "协调推进"), ("(三)", "注重督促")]),
        (
            "# 某县报告\n## 概况\n正文。\n### 复议\n正文。\n## 一、不足",
            [("概况", "概况"), ("概况/复议", "复议"), ("一", "不足")],
        ),
        ("**一、概况**\n正文。", [("一", "概况")]),
        (f"某县报告\n主要成效\n{LONG}\n存在不足\n{LONG}", [("主要成效", "主要成效"), ("存在不足", "存在不足")]),
        ("共收到一、二审案件12件,第三方评估", []),
        ("6.59万户市场主体\n1.5万件", []),
        ("3 件\n12 人", []),
        ("一、二季度完成12亿元\n五、六月份开展检查\n五一、十一假期", []),
        ("3.15消费者权益日宣传5场", []),
        ("表1 处罚情况\n附件2 名单", []),
        ("| 序号 | 件数 |\n| 1 | 12 |\n| 2 | 15 |", []),
    ],
)
def test_headings(text: str, told: list[tuple[str, str]]) -> None:
    assert paths(text) == told


def test_text_on_the_line_of_a_heading_belongs_to_it() -> None:
    text = "一、概况。全年收到206件。\n二、不足。仍有差距"
    tree = outline(text)
    assert (tree.path(text.index("206")), tree.path(text.index("仍有"))) == ("一", "二")
    assert tree.nodes[0].title == "概况"


def test_an_inline_mark_ends_with_its_paragraph() -> None:
    text = "一、做法\n一是建章立制。二是强化培训。\n全年收到206件。"
    assert outline(text).path(text.index("206")) == "一"


FURNITURE = [
    "您当前的位置：首页 > 政务公开 > 依法行政",
    "首页 政务公开 政务服务 互动交流 走进某县",
    "发布日期：2024-03-13 14:15 信息来源：某县政府",
    "索引号：008412556/2013-00017　主题分类：综合政务",
    "浏览次数：1287　【字体：大 中 小】",
    "分享到：",
    "- 3 -",
    "【打印本页】【关闭窗口】",
    "上一篇：2011年报告　下一篇：没有了",
    "版权所有：某县人民政府　主办：某县人民政府办公室。联系电话：0836-2261907",
    "ICP备05012873号-1　您是第3065412位访问者",
    "2024-03-13 14:15:20",
]
TEXT = [
    "某县2024年法治政府建设年度报告",
    "一、推进政务公开，优化首页栏目设置，网站浏览次数明显上升。",
    "全年发布信息12条，来源于各部门的占八成。",
    "某县人民政府",
    "2024年2月29日",
    "依托政务服务网主页分享改革经验5篇。",
    "(一)推进无障碍环境建设",
    "(二)拓展公开方式,做好政务公开",
    "2.落实主体责任编辑审核制度",
    "改造适老化家庭236户",
    "公开范围:全部公开56件",
    "浏览量:12.6万次,粉丝3.2万人",
    "时间:2023年1月至12月,共办理案件12件",
    "朗读比赛12场",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_told_from_the_text(line: str) -> None:
    page = "\n".join([line, "某县2024年报告", LONG])
    assert [page[a:b].strip() for a, b in furniture(fold(page))] == [line]


@pytest.mark.parametrize("line", TEXT)
def test_text_is_no_furniture(line: str) -> None:
    page = "\n".join(["某县2024年报告", *[LONG] * 20, line])
    assert furniture(fold(page)) == ()


def test_furniture_belongs_to_no_section_but_its_numbers_stay() -> None:
    text = "一、复议\n收到206件。\n浏览次数:1287 分享到:\n二、应诉\n应诉57件。"
    document = Document(text)
    counter = next(m for m in document.mentions if m.text == "1287")
    assert (counter.kind, document.path_at(counter.start)) == ("code", "")
    assert [document.path_at(m.start) for m in document.mentions if m.kind.is_data] == ["一", "二"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("他说:“马上办。网上办。”要求落实。办结5件。", ["他说:“马上办。网上办。”要求落实。", "办结5件。"]),
        ("(含乡镇;街道(社区;村))办理5件;6件。", ["(含乡镇;街道(社区;村))办理5件;", "6件。"]),
        ("《条例。草案》共3条。「甲。乙」", ["《条例。草案》共3条。", "「甲。乙」"]),
        ("一个没有关上的(括号。下一句。", ["一个没有关上的(括号。", "下一句。"]),
        ("关上而没有打开的)。下一句“。”", ["关上而没有打开的)。", "下一句“。”"]),
    ],
)
def test_pairs_do_not_break_a_sentence(text: str, told: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == told


def test_lines_set_to_one_width_are_joined() -> None:
    """What a page of fixed width has cut is one sentence again; a list of short lines is not."""
    words = "全年各级行政机关共收到行政复议申请二百余件依法受理并办结绝大多数案件有效化解了行政争议维护了群众合法权益"
    wrapped = "\n".join((words * 3 + "。")[i : i + 24] for i in range(0, len(words) * 3 + 1, 24))
    assert len(sentences(wrapped)) == 1
    assert len(sentences("某县人民政府\n某县司法局\n某县公安局\n某县财政局\n某县民政局")) == 5


@given(st.text(alphabet="甲乙。;!?,“”()《》「」‘’[]〔〕\n 一二、.12是#|", max_size=80))
def test_sentences_and_headings_lose_nothing(text: str) -> None:
    found = sentences(text)
    kept = "".join(text[s.start : s.end] for s in found)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    for node in outline(text).nodes:
        assert 0 <= node.start < node.end <= len(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "红石嘴乡人民政府一九八四年工作总结\n一、生产",
            {"title": "红石嘴乡人民政府一九八四年工作总结", "region": "红石嘴乡", "year": "一九八四年"},
        ),
        (
            "雲(云)溪市人民政府2016年法治政府建設工作報告\n一、职能",
            {"region": "雲(云)溪市", "issuers": "雲(云)溪市人民政府"},
        ),
        (
            "索引号:0084 文号:江府报〔2013〕4号\n江泽市2012年报告\n根据省委发〔2012〕9号",
            {"document_number": "江府报〔2013〕4号"},
        ),
        ("根据省委发〔2012〕9号文件,全年收到206件。", {"document_number": None, "title": None}),
        (
            "一、概况\n全年收到206件。\n某县人民政府\n2024年2月29日",
            {"title": None, "region": "某县", "signed_on": "2024年2月29日"},
        ),
        (
            "您的位置:首页 > 工作报告\n某市2023年法治政府建设工作情况说明\n正文",
            {"title": "某市2023年法治政府建设工作情况说明"},
        ),
    ],
)
def test_front_matter(text: str, told: dict[str, str | None]) -> None:
    document = Document(text)
    found = front_matter(document)
    assert {name: next((text[s.start : s.end] for s in found.get(name, ())), None) for name in told} == told
