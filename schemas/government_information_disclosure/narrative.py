"""问题与改进: lists of statements in the report's own words."""

from typing import ClassVar

from llmextract.schema import Item, Section, items


class Narrative(Section):
    """问题与改进"""

    whole_text: ClassVar[bool] = True

    problems: tuple[Item, ...] = items(
        "存在的主要问题",
        "报告承认的问题和不足,一个问题一条",
        headings="^存在的?(?:主要)?(?:问题|不足)$",
        cue="存在的?(?:主要)?(?:问题|不足)[:是有]|不够|不及时|尚不|有待|仍需",
    )
    improvements: tuple[Item, ...] = items(
        "改进情况", "对问题的改进措施和下一步安排,一项一条", headings="^(?:改进|整改)(?:情况|措施)", cue="下一步|今后"
    )
