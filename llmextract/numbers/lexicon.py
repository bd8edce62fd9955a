"""Words with numerals in them that are no numbers, or names: the documented rule for borderline small numerals.

A Chinese numeral is a *quantity* where a measure word that counts follows it (三级, 连续四年, 十余次) or 大 (六大领域),
a *name* where it belongs to a slogan, a plan or a title (八五普法, 一网通办, 两个维护) or is 一 before a measure word
and a noun (一批干部), and no number at all in the everyday words below.
"""

from __future__ import annotations

import re

__all__ = ["CONGRESS", "EVERYDAY", "NAMED", "PERIOD", "SLOGAN"]

# Whole words; the numeral may stand anywhere in them. 十分!钟: not before 钟; <故>一起: not behind 故.
_WORDS = """
一些 一般 一定 一致 一样 一直 一律 一旦 一切 一流 一并 一同 <故件纷案>一起 一向 一带 一贯
一再 一概 一味 一心 一度 一时 一共 一经 一边 一瞬 一举 一行 一路 一手
一面 一首 一方面 一系列 一如既往 一以贯之 一目了然 一丝不苟 一成不变 一把手
一团和气 一班人 一心一意 一知半解 一问三不知 一干二净 一步一个脚印 一刀切
一道 一番话 一体 一盘棋 一揽子 一席之地 一线 一朝 一旁 一角 一隅 一己 一意 一应
一览 一律 一侧 一端 一整套 一大批 一会儿 一会 一边倒 一风吹 一窝蜂 一阵风
统一 唯一 逐一 归一 进一步 单一 专一 同一 任一 某一 这一 那一 另一 之一 其一 不一
万一 千篇一律 划一 表里如一 始终如一 合一 下一步 第一时间 上一 下一 每一 如一
再三 三番五次 三令五申 三思 举一反三 丢三落四 接二连三 三心二意 三三两两 四季
四周!年岁内 四面八方 四平八稳 四肢 四舍五入 四邻 四通八达 五金 五官 五湖四海 五彩
五颜六色 五花八门 六亲 六神 七上八下 七嘴八舌 乱七八糟 八仙 八方!面
九州 九泉 九牛一毛 十分!钟之秒 十足 十字 十堰 十全 十里八乡 十恶不赦
零售 零星 零散 零件 零部件 零碎 零花 零工 零食 零距离 两岸 两侧 两旁 两边 两难 两翼 两端 两极 两者 两手 两全 两地书
百姓 百货 百科 百花 百强 百般 百官 百业 百舸 百日咳 百分比 百分点 百年大计 千方百计
千家万户 千辛万苦 千秋 千古 千丝万缕 千军万马 千变万化 千差万别 千真万确 千头万绪
秋千 万众 万物 万能 万岁 万无一失 万象 万向 万全 万州 万宁 万达 万载 万源 万山 亿万
成千上万 成百上千 数一数二 不三不四 三门峡 三亚 三明 四川 九江 六安 六盘水 五台山 五指山
五大连池 八达岭 三峡 三水 五常 五华 四平 四会 十年九旱 一穷二白 半斤八两 入木三分 八成新 百里挑一
"""
# No everyday word where one of these begins.
_KEPT = frozenset(("一体化", "三分之", "十分之", "百分之", "千分之", "万分之"))
_NUMERALS = "一二三四五六七八九十百千万亿零两"


def _everyday() -> re.Pattern[str]:
    patterns = [_word(entry) for entry in sorted(set(_WORDS.split()), key=lambda word: (-len(word), word))]
    return re.compile(f"(?!{'|'.join(sorted(_KEPT))})(?:{'|'.join(patterns)})")


def _word(entry: str) -> str:
    """The pattern of a word from its first numeral on."""
    not_behind, word, not_before = re.fullmatch("(?:<(.+)>)?([^!]+)(?:!(.+))?", entry).groups()  # type: ignore[union-attr]
    first = next(i for i, char in enumerate(word) if char in _NUMERALS)
    last = max(i for i, char in enumerate(word) if char in _NUMERALS)
    behind = f"(?<![{not_behind}])" if not_behind else f"(?<={word[:first]})" if first else ""
    ahead = f"(?={word[last + 1 :]})" if last + 1 < len(word) else ""
    apart = f"(?!{word[last + 1 :]}[{not_before}])" if not_before else ""
    return behind + word[first : last + 1] + ahead + apart


EVERYDAY = _everyday()
CONGRESS = re.compile(r"(?:二十|十[一二三四五六七八九]|八|七)大(?=[精报以会和召、,。的”》后前])")
# A slogan, a plan or a campaign, quoted or not, by the numeral and what follows it.
SLOGAN = re.compile(
    r"两(?:个(?:维护|确立|责任|加强|务必|先行|一以贯之|毫不动摇|结合|健康)|学一做|不愁"
    r"|会(?!议)|委|法|高|新|癌|山|江|湖|广)"
    r"|三(?:个(?:代表|自信|一批|规定|务必)|农|资|公(?![斤里顷分])|严|支一扶|会一课|重一大|位一体|方(?!面)|社|次产业|项(?:费用|经费|制度|纪律|教育)|官一律"
    r"|定|包|无|埠|(?<!元三)角|防|化|高|线)"
    r"|四(?:个(?:意识|自信|全面|伟大|服务|善于|最)|风|史|套班子|清|化|旧|议两公开)"
    r"|五(?:位一体|保户|险|年规划|星|四(?=运动|青年|精神)|一(?=劳动|假期|国际))|六(?:保|稳)|七一|九年(?=义务|一贯)|八(?:项规定|荣八耻)"
    r"|一(?:国两制|带一路|网通办|网统管|站|窗|门|张网|件事|业一证|企一|村一|体化|岗双责|卡通|码通|号"
    r"|肩挑|公开|票否决|府两院|院两|次性|次办|链|键|区|室|案)"
    r"|十(?:佳|强|[一二三四五六]五(?=规划|时期|期间))|百(?:佳|千万)"
)
NAMED = re.compile(r"个?年(?:计划|规划)|年?(?:行动|规划|攻坚|普法|工程)|[大套]?(?:攻坚战|保卫战|领导班子|班子)|步走")
PERIOD = re.compile(r"年(?:以来|来|内)")
