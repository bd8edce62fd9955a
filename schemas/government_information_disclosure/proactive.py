"""主动公开政府信息情况: the first statutory table."""

from typing import Any, ClassVar

from llmextract.schema import Figure, Section, count, money


def _documents(title: str, row: str, column: str) -> Any:
    return count(title, cell=rf"(?:^|/){row}/(?:.*/)?{column}$")


def _decisions(matter: str) -> Any:
    return count(
        f"{matter}处理决定数",
        f"本年作出的{matter}处理决定数量",
        cell=rf"(?:^|/)(?:其他对外管理服务事项/)?{matter}/(?:.*/)?(?:本年)?处理决定数量$",
    )


class Proactive(Section):
    """主动公开政府信息情况"""

    topics: ClassVar[str] = "第二十条|主动公开政府信息情况"

    regulations_issued: Figure = _documents("规章本年制发件数", "规章", "本年(?:制发件数|新制作数量)")
    regulations_repealed: Figure = _documents("规章本年废止件数", "规章", "本年废止件数")
    regulations_in_force: Figure = _documents("规章现行有效件数", "规章", "现行有效件数")
    normative_documents_issued: Figure = _documents(
        "行政规范性文件本年制发件数", "(?:行政)?规范性文件", "本年(?:制发件数|新制作数量)"
    )
    normative_documents_repealed: Figure = _documents(
        "行政规范性文件本年废止件数", "(?:行政)?规范性文件", "本年废止件数"
    )
    normative_documents_in_force: Figure = _documents(
        "行政规范性文件现行有效件数", "(?:行政)?规范性文件", "现行有效件数"
    )
    licensing_decisions: Figure = _decisions("行政许可")
    penalty_decisions: Figure = _decisions("行政处罚")
    coercion_decisions: Figure = _decisions("行政强制")
    fees_collected: Figure = money(
        "行政事业性收费金额", "本年收取的行政事业性收费", excludes="信息处理费", cell="行政事业性收费/.*收费(?:总?金额)"
    )
