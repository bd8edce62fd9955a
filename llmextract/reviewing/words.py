"""What the codes say in Chinese, and the messages of findings as far as they have a Chinese form."""

from __future__ import annotations

import re

from llmextract.gate.codes import CODES

__all__ = ["CODES_ZH", "code_words", "message_zh"]

CODES_ZH = {
    "VALUE_NOT_IN_SOURCE": "原文中没有这个数(或这段文字)",
    "COPY_MISMATCH": "抄录的数或文字与所指的位置不一致",
    "SCALE_DROPPED": "丢了或多了数量级:把6.59万写成6.59,把4.05亿写成4.05",
    "POINTS_AS_PERCENT": "把百分点当成百分比,或反过来;或把96.76%写成0.9676",
    "UNIT_MISMATCH": "这个数的单位不能计量该字段,或不是该字段接受的单位",
    "NOT_DATA": "所指的是日期、序号、编号或名称的一部分,不是数据",
    "OUT_OF_RANGE": "比例超过100%、部分大于整体,或年份不成立",
    "RANGE_END": "所指的是区间的一端(97至105项),而字段要的是一个数",
    "DIRECTION_UNSAID": "变化的数前面没有说明是上升还是下降",
    "DOUBTFUL": "这个数读不准(四五件、数十件,或原文有损)",
    "APPROXIMATION_LOST": "原文说的是约数(近、余)而抄录成确数,或反过来",
    "CUE_MISSING": "周围的文字没有该字段应有的说法",
    "BETTER_MENTION": "另一个数才带有该字段的说法:可能取成了邻近的数",
    "SCOPE": "这个数是“其中”的一部分、跨多年的累计,或以前的情况",
    "YEAR_MISMATCH": "数前面的文字说的是另一个年份",
    "DOUBLE_CLAIM": "两个字段取了同一个数,而字段表不允许",
    "PLACES_DIFFER": "同一字段所指的几处,数值不同",
    "AMBIGUOUS": "只给了数值、没有位置,原文中有几处都符合",
    "QUOTE_NOT_IN_SOURCE": "随数值给出的引文不在原文中",
    "NAME_NOT_IN_SOURCE": "给这个数起的名称,用了原句和标题中没有的词",
    "RULES_DISAGREE": "按规则判断,该字段应取另一个数",
    "ANSWERS_DIFFER": "问了几次,回答不一致",
    "MISSED": "字段为空,但原文中有一处符合该字段的说法",
    "UNCLAIMED": "原文中的这个数没有任何字段取用",
    "UNCONFIRMED": "只有规则(或被规则提示过的模型)这样说,原文别处没有印证",
    "STATED_TWICE": "原文另一处也写了同一个数",
    "SUM_HOLDS": "总数与分项相符",
    "SUM_BROKEN": "总数与分项不符",
    "RATE_HOLDS": "写明的比例或变化与有关数字相符",
    "RATE_BROKEN": "写明的比例或变化与有关数字不符",
    "RATE_IMPOSSIBLE": "以该数为分母,任何整数都得不出这个百分比",
    "FLOW_HOLDS": "收到与结转之和,等于办结与在办之和",
    "FLOW_BROKEN": "收到与结转之和,不等于办结与在办之和",
    "RESTATED": "按今年的同比推算,上年的数与上年报告不同",
    "REPEATED": "与该地另一年份报告的数完全相同",
    "JUMP": "是上一年的十倍以上,或不到十分之一",
    "ACCEPTED": "已由人核对并接受",
    "CORRECTED": "已由人改正",
    "REFUSED": "已由人否决",
    "DECISION_STALE": "曾有人作过判断,但那处文字已经变了",
}

_SAYS = {code.value: meaning.says for code, meaning in CODES.items()}
_Q = "['\"](.*)['\"]"  # a piece of the text as Python quotes it
_MESSAGES = tuple(
    (re.compile(pattern, re.DOTALL), zh)
    for pattern, zh in (
        (rf"the words around {_Q} carry no cue of (.*)", r"“\1”周围的文字没有“\2”应有的说法"),
        (r"nothing here shows (.*)", r"此处没有说明“\1”"),
        (r"no words here stand for a number of (.*)", r"此处没有文字可以当作“\1”的数"),
        (r"only the rules say so", "只有规则这样说"),
        (r"said only after the rules had pointed there", "模型在规则提示之后才这样回答"),
        (rf"the rules would take {_Q} instead of {_Q}", r"规则会取“\1”,而不是“\2”"),
        (rf"the rules would take {_Q}", r"规则会取“\1”"),
        (rf"(.*) has no value, and the rules would take {_Q}", r"“\1”为空,而规则会取“\2”"),
        (rf"{_Q} is claimed by nothing", r"“\1”没有任何字段取用"),
        (r"the figure was given no name|the name ['\"]\s*['\"] has words .*", "没有给这个数起名称:看不出它是什么指标"),
        (rf"the name {_Q} has words that .*: its clause", r"名称“\1”没有用这个数所在分句的词"),
        (rf"the name {_Q} has words that .* this figure: (.*)", r"名称“\1”用了原文没有用来说这个数的词:\2"),
        (r"(.*), printed (.*)", r"\1,原文写作\2"),
        (r"no whole number over (.*) prints as (.*)", r"以\1为分母,没有整数能得出\2"),
        (r"from (.*) to (.*) is (.*), not (.*)", r"从\1到\2,变化应为\3,而不是\4"),
        (r"from (.*) to (.*) is (.*)", r"从\1到\2,变化为\3"),
        (r"(.*) is (.*) against (.*) or more the year before", r"\1,变化\2,上年应为\3或更多"),
        (r"(.*) is (.*) against (.*) the year before", r"\1,变化\2,上年应为\3"),
        (r"(.*) is a part of (.*) and more than it", r"\1是\2的一部分,却比它大"),
        (rf"{_Q} is a part of {_Q}, which the cue means too", r"“\1”是“\2”的一部分,后者也符合该字段的说法"),
        (rf"the words that mean (.*) stand by {_Q}, not by {_Q}", r"“\1”的说法在“\2”旁边,不在“\3”旁边"),
        (rf"the words before {_Q} speak of (.*), and the report of (.*)", r"“\1”前面说的是\2,而报告说的是\3"),
        (rf"the answer copied {_Q} and pointed elsewhere; .*", r"回答抄的是“\1”,指的却是别处;按抄录的位置取用"),
        (rf"the answer copied {_Q}, pointed.*", r"回答抄的是“\1”,所指不符,原文中也没有唯一的一处与之相符"),
        (rf"{_Q} stands nowhere in the source", r"原文中没有“\1”"),
        (rf"{_Q} is {_Q} with another scale", r"“\1”与原文“\2”的数量级不同"),
        (rf"{_Q} is {_Q} misread", r"“\1”是把“\2”读错了"),
        (rf"{_Q} cannot measure a field of .*", r"“\1”不能计量这个字段"),
        (r"the field is not counted in (.*)", r"这个字段不以“\1”为单位"),
        (rf"{_Q} is one end of a range", r"“\1”是区间的一端"),
        (rf"nothing before {_Q} says whether it rose or fell", r"“\1”前面没有说是升是降"),
        (r"a share of (.*) is above 100%", r"比例\1超过100%"),
        (rf"{_Q} is no reporting year", r"“\1”不是报告年度"),
        (rf"{_Q} is named more than once", r"“\1”被命名了不止一次"),
        (rf"(.*) claims {_Q} too", r"\1也取了“\2”"),
        (rf"{_Q} and {_Q} are given for one field", r"同一字段给出了“\1”和“\2”"),
        (r"(\d+) of (\d+) answers say (.*)", r"\2次回答中有\1次说\3"),
        (r"(.*) is stated for this field at another place too", r"原文另一处也写了\1"),
        (r"a person(.*) says that this is right(.*)", r"有人\1认为正确\2"),
        (r"a person(.*) says that this is wrong(.*)", r"有人\1认为有误\2"),
        (r"a person(.*) has put the value here(.*)", r"有人\1改到此处\2"),
        (r"a person(.*) says that the report does not state (?:it|this)(.*)", r"有人\1认为报告没有写明\2"),
        (rf"a person has said that the value is {_Q}", r"有人认定的值是“\1”"),
        (rf"a person has said that {_Q} is (?:the value of )?(.*)", r"有人认定“\1”是“\2”的值"),
        (
            r"what a person has decided(.*) \((.*)\) does not hold: .*",
            r"曾有人作过的判断\1(\2)在现在的文字中对不上,请重新判断",
        ),
        (r"([\d .+]+) is not ([\d .+]+)", r"\1 ≠ \2"),
    )
)
_NEUTRAL = re.compile(r"[\d\s.,+=/%×*()-]*")


def code_words(code: str) -> tuple[str, str]:
    """What a code says: in Chinese, in English. A code that this version does not know says its own name."""
    return CODES_ZH.get(code, code), _SAYS.get(code, code)


def message_zh(message: str) -> str:
    """A finding's message in Chinese; as it is where it is arithmetic alone, or has no Chinese form.

    >>> message_zh("22 / 22 = 100.0%, printed 100%")
    '22 / 22 = 100.0%,原文写作100%'
    """
    if _NEUTRAL.fullmatch(message):
        return message
    matches = ((pattern.fullmatch(message), zh) for pattern, zh in _MESSAGES)
    return next((match.expand(zh) for match, zh in matches if match), message)
