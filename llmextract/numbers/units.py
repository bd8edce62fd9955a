"""Units: the measure words that count things in official prose."""

from __future__ import annotations

__all__ = ["MEASURE_WORDS", "UNIT_PATTERN"]

# "次" behind a unit counts occasions of it: 人次, 户次, 场次.
_COMPOUND = (
    "人/次 课时/人次 课时/人 人次 户次 件次 剂次 针次 家次 场次 班次 批次 项次 条次 台次 车次 艘次 例次 份次 起次 "
    "篇次 站次 轮次 宗次 大类 大项 小项 小时 分钟 课时 学时 平方公里 平方米 立方米 公里 公斤 公顷"
)
_SIMPLE = (
    "件 宗 起 份 条 项 个 部 次 场 期 户 家 人 名 位 类 本 篇 张 册 卷 支 套 级 处 所 座 栋 间 批 轮 届 例 剂 针 "
    "台 辆 艘 通 架 枚 颗 块 片 幅 副 只 头 匹 棵 株 亩 吨 克 米 元 天 年 月 周 岁 倍 版 款 章 节 段 句 字 页 "
    "种 门 对 组 队 班 堂 道 笔 单 路 线 点 员 城 县 村 镇 刊 集 档 桩 案 层 代 分 秒 度"
)
# Behind a Chinese numeral fewer words make a quantity: 三线 and 五城 are mostly parts of names.
_COUNTING = (
    "件 宗 起 份 条 项 个 部 次 场 期 户 家 人 名 位 类 本 篇 支 套 级 处 所 批 轮 例 天 年 倍 种 门 组 元 人次 户次"
)


def _longest_first(words: str) -> list[str]:
    return sorted(set(words.split()), key=lambda word: (-len(word), word))


UNIT_PATTERN = "(?:" + "|".join(_longest_first(f"{_COMPOUND} {_SIMPLE}")) + ")"
MEASURE_WORDS = frozenset(_COUNTING.split())
