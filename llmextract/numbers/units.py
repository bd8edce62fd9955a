"""Units: the measure words that count things in official prose, as one pattern.

In the lists below `个!别体` reads: 个 is a unit, but not before 别 or 体, where it begins another word.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["COUNTED", "PLAIN_UNIT", "RATES", "UNIT", "unit_name"]

_COMPOUND = """
人次 户次 件次 剂次 针次 家次 场次 班次 批次 项次 条次 台次 车次 艘次
例次 份次 起次 篇次 站次 轮次 宗次 架次 辆次 卷次 头次 人份
人天 人日 工日 劳动日 课时 学时 大类 大项 小项 小时 钟头 分钟 方面
标准箱 周年 周岁 微克 乡镇 镇街 街镇 街道 县区 区县 村居 社区
平方公里 平方千米 平方米 平方尺 立方米 平米 公里 公斤 公顷 公升 千米
千克 千瓦时 千瓦小时 千瓦 兆瓦 厘米 毫米 毫克 毫升 海里 公方 公石 华里 市斤 市亩 英里
马力 美金 港币 人民币 标箱 吨公里 人公里 吨标准煤 千瓦·时 美元 港元 欧元 日元 加元 澳元 英镑 卢布 法郎 马克
"""
_SIMPLE = """
件 宗 起 份 条 项 个!别 部!门分署 封 票!据选 次 场!所 期!间 户!籍口 家 人 名
位 类 本 篇 张 册 卷 支 套 级 处 所 座 栋 间 批 轮 届 例 剂
针!对 台!账 辆 艘 通!过报知 架!构 枚 颗 块 片 幅!度 副!省市县部区主 只!有要能是
头 匹!配 棵 株 亩 顷 吨 克!服 月 斤 担!任当负心保 石 尺 寸 丈
里!程面 米 升!级学至 瓦 伏 元!旦 角!度 分!别类局之 秒 天 年 周!边围密转长
季!度 岁 倍 番 版!权 款!项 章!程 节!约目能日 段 句 字!号样 页
种!植子 门 对!于象外口 组!织成 队!伍员 班!子 堂 道!路德 笔 单!位独元 路!线面径
线!索上下 点!评击 员 城!市区乡镇 省!级 市!级场 县!级域 乡
村!民 镇!级 街 社!会 刊 集!中体团 档!案 桩 案!件例 层 代!表 度 口 孔
眼 盏 朵 宅 床 箱 瓶 包!括 袋 筐 车 船 排!名查 列!入 趟 回!复应访
遍 盘 帖 味 枝 根!据 粒 滴 阵 顿 团!体 捆 束 串 具!有备体 挺 发!生现展布放出 锭 窝 羽 尾
"""
_LATIN = "μg mg dB min TEU kWh km kg cm mm ㎡ m² m³ m2 m3 ha GW MW kW GB TB MB kV hm² ℃ m t h M L"

# Behind a numeral of one Chinese digit fewer words make a quantity: 三线 and 五城 are mostly parts of names.
_COUNTED = """
件 宗 起 份 条 项 个 部 次 场 期 户 家 人 名 位 类 本 篇 支 套 角 县 级 处 所 批 轮 例 天 年 倍 种 门 组 元 人次 户次
周年 小时 分钟 课时 学时 方面 批次 场次 册 座 间 台 辆 笔 卷 岁 吨 亩 斤 公斤 公里 里 米
口 头 匹 担 届 番 大类 马力 季 月 周岁 周 班 队 组 排 工日 劳动日 间 亩 升 尺
"""
RATES = frozenset(("倍", "番"))  # how many times, and how often doubled
COUNTED = frozenset(_COUNTED.split())


def _pattern() -> str:
    words: dict[str, str] = {}
    for entry in f"{_COMPOUND} {_SIMPLE}".split():
        word, _, excluded = entry.partition("!")
        words.setdefault(word, f"(?![{excluded}])" if excluded else "")
    plain = "".join(word for word, rest in words.items() if len(word) == 1 and not rest and not _begins(word, words))
    longer = sorted((word for word in words if word not in plain), key=lambda word: (-len(word), word))
    latin = "|".join(map(re.escape, _LATIN.split()))
    han = "|".join([*(word + words[word] for word in longer), f"[{plain}]"])
    return rf"(?:{han}|(?:{latin})(?![A-Za-z0-9]))"


def _begins(word: str, words: dict[str, str]) -> bool:
    return any(other != word and other.startswith(word) for other in words)


# One unit alone; patterns that look for a figure's unit in passing use it, for it compiles three times as fast.
PLAIN_UNIT = _pattern()
_PER = rf"(?:千瓦时|千克|千米|[日夜]|[十百千万亿]{{0,2}}{PLAIN_UNIT})"
# 课时/人次, 元/亩: one thing a piece of another; 人(次), 件(次): the same as 人次, 件次.
UNIT = rf"{PLAIN_UNIT}(?:\(次\)|(?:/{_PER}){{0,3}})"


@lru_cache(1024)
def unit_name(printed: str) -> str:
    """The unit of a printed measure word: 人(次) is 人次, 人民币 is 元."""
    if printed.strip() == "人民币":
        return "元"
    return printed.replace("(", "").replace(")", "").strip()
