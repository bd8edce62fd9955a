"""The words on plots, in English and in Chinese."""

from __future__ import annotations

from llmextract.field_status import STATUSES, FieldStatus

__all__ = ["IN_ORDER", "STATUS_WORDS", "WORDS"]

# The order of a bar and of a legend: from what is best known to what is not there.
IN_ORDER = (
    FieldStatus.VERIFIED,
    FieldStatus.REVIEW,
    FieldStatus.REJECTED,
    FieldStatus.WITHOUT_NUMBER,
    FieldStatus.FAILED,
    FieldStatus.NOT_STATED,
    FieldStatus.SECTION_ABSENT,
)

STATUS_WORDS: dict[str, dict[FieldStatus, str]] = {
    lang: {status: getattr(STATUSES[status], lang) for status in IN_ORDER} for lang in ("en", "zh")
}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "coverage": "What each report states, section by section",
        "bar": "Each bar is a section's fields; its coloured part is the share that has a value.",
        "all": "all {n} reports",
        "of": "{stated} of {fields} stated",
        "no year": "no year",
        "median": "median",
        "approximate": "approximate: towards the true value",
        "values": "{n} of {all} reports with a value",
        "undated": "{n} without a year are not drawn",
        "same scale": "the same scale in every panel",
        "more": "the same scale in every panel; the pale line is the median of all places",
    },
    "zh": {
        "coverage": "各报告各部分的填报情况",
        "bar": "每条横条为一部分的全部指标,着色部分为有数值的比例。",
        "all": "全部 {n} 份报告",
        "of": "{fields} 项中 {stated} 项有数值",
        "no year": "年份不详",
        "median": "中位数",
        "approximate": "约数:线段指向真值一侧",
        "values": "{all} 份报告中 {n} 份有数值",
        "undated": "{n} 份年份不详,未绘制",
        "same scale": "各图刻度相同",
        "more": "各图刻度相同;浅线为全部地区的中位数",
    },
}
