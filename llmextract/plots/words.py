"""The words on plots, in English and in Chinese."""

from __future__ import annotations

from llmextract.plots.data import FieldStatus

__all__ = ["STATUS_WORDS", "WORDS"]

STATUS_WORDS: dict[str, dict[FieldStatus, str]] = {
    "en": {
        FieldStatus.VERIFIED: "verified",
        FieldStatus.REVIEW: "in review",
        FieldStatus.REJECTED: "rejected",
        FieldStatus.WITHOUT_NUMBER: "stated without a number",
        FieldStatus.NOT_STATED: "not stated",
        FieldStatus.SECTION_ABSENT: "section absent",
        FieldStatus.FAILED: "failed",
    },
    "zh": {
        FieldStatus.VERIFIED: "已核实",
        FieldStatus.REVIEW: "待复核",
        FieldStatus.REJECTED: "已否决",
        FieldStatus.WITHOUT_NUMBER: "提及而无数字",
        FieldStatus.NOT_STATED: "未提及",
        FieldStatus.SECTION_ABSENT: "无此部分",
        FieldStatus.FAILED: "提取失败",
    },
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
        "more": "各图刻度相同;浅线为全部地区的中位数",
    },
}
