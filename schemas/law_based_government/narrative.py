"""文字内容: lists of statements in the report's own words, each with its place."""

from typing import ClassVar

from llmextract.schema import Item, Section, items, titles

_ISSUED = "印发|出台|制定|制发|发布|修订"


class Narrative(Section):
    """文字内容"""

    whole_text: ClassVar[bool] = True

    problems: tuple[Item, ...] = items(
        "存在的问题",
        "报告承认的问题和不足,一个问题一条",
        headings="(?:存在|面临).{0,8}(?:问题|不足|短板|困难)|不足和原因|问题和不足",
        cue="(?:存在|还有)(?:一些|一定|的)?[^。]{0,6}(?:问题|不足|短板)",
    )
    causes: tuple[Item, ...] = items(
        "原因分析", "报告对问题原因的说明", cue="(?:主要)?原因(?:在于|是|有)|受[^,]{2,20}制约"
    )
    principal_duties: tuple[Item, ...] = items(
        "党政主要负责人履职情况",
        "党委、政府主要负责人履行推进法治建设第一责任人职责的做法",
        headings="第一责任人",
        cue="第一责任人(?:职责|责任)|(?:书记|区长|县长|市长)主持召开",
    )
    plans: tuple[Item, ...] = items(
        "下一步安排",
        "下一年度的工作安排,一项一条",
        headings="下一(?:步|年度)|(?:20\\d\\d年|今后).{0,20}(?:安排|打算|计划|思路)",
    )
    honours: tuple[Item, ...] = items(
        "获得的荣誉、入选的案例",
        "获得的表彰、称号、奖项,入选的案例",
        cue="获评|荣获|入选|被评为|获得?[^,。]{0,12}(?:称号|嘉奖|表彰)",
    )
    documents_issued: tuple[Item, ...] = titles(
        "印发出台的文件",
        "报告说本地、本部门印发、出台、制定的文件的名称,连书名号照抄;不包括只是引用、学习、执行的法律法规和上级文件",
        cue=f"(?:{_ISSUED})(?:了|实施)?(?P<title>《[^》]+》)",
    )
