"""行政应诉: administrative lawsuits, and whether heads of agencies appear in court."""

from typing import ClassVar

from llmextract.schema import Figure, Section, change, count, rate
from llmextract.schemas.law_based_government.words import (
    ACROSS_12,
    APPEARED,
    BRACKETED,
    CASE_UNITS,
    INTENDED,
    IS,
    LAST_YEAR,
    PLANS,
    RATE_CHANGE,
    REACHED,
    RECEIVED,
    REPLIED,
    ROSE_OR_FELL,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
    YEAR_ON_YEAR,
)

_SUIT = "(?:行政诉讼|行政应诉|(?<!出庭)(?<!到庭)应诉)"
_CASES = "案?件?(?:总数|总量|数量|量|数)?"
_SUITS = f"(?:{_SUIT}{UP_TO_8}{_CASES}|一审行政案件{_CASES}|[涉被]诉{UP_TO_4}案件{_CASES}|被告的{UP_TO_8}案件?)"
_SAME = r"(?:(?!行政诉讼|应诉案)[^@。\n]){0,12}?"
_RATE = f"(?:{APPEARED}(?:应诉)?|应诉)(?:率|比例)"
_NOT_OF_HEADS = "(?:正职|主要负责人|主要领导|一把手|分管|副职|律师|代理人|工作人员)"


class Litigation(Section):
    """行政应诉"""

    topics: ClassVar[str] = "诉讼|应诉|出庭|被告|败诉|司法建议|检察建议|行政案件|行政审判|司法监督"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = ("cases_change = cases against the year before",)

    cases: Figure = count(
        "行政诉讼(应诉)案件数",
        "报告年度发生(收到、办理)的行政诉讼即行政应诉案件数",
        excludes="审结、开庭、败诉、旁听的件数;公益诉讼",
        units=CASE_UNITS,
        cue=(
            f"{_SUIT}{UP_TO_4}案件?(?:总数|总量|数量|数)?{IS}#",
            f"(?:发生|{RECEIVED}|受理|办理|承办|代理|涉及){UP_TO_14}{_SUIT}{UP_TO_8}#",
            f"(?:行政诉讼|行政应诉)(?:一审|二审)?(?:收案|新收|一审|二审)?{IS}#",
            f"(?:发生|{RECEIVED}|受理|办理|承办|应对)了?#{UP_TO_8}{_SUIT}",
            f"(?:一审行政(?:诉讼)?|行政一审)案件{IS}#",
            f"被告的?{UP_TO_8}案件?{IS}#",
            f"(?:涉诉|被诉|应诉){UP_TO_4}案件{IS}#",
            f"(?:行政应诉|行政诉讼)[^@;。\n]{{0,14}}(?:发生|{RECEIVED}|办理|受理|一审){UP_TO_8}#",
            f"应诉通知书?{UP_TO_8}#",
            f"(?<!人)(?<!庭)应诉{IS}#",
        ),
        avoid=(
            LAST_YEAR,
            f"(?:旁听|观摩|庭审|败诉|胜诉|审结|判决|开庭|出庭|到庭|撤诉|公益|监督|纠错|案例|培训|建议){UP_TO_24}#",
            "其中[^@。\n]{0,20}#",
            f"复议[^,@;。\n]{{0,6}}应诉案?件?{UP_TO_4}#",
        ),
    )
    cases_change: Figure = change(
        "行政诉讼案件同比",
        "报告年度行政诉讼(应诉)案件数比上年增减的百分比",
        excludes="败诉率等率的同比;复议案件的同比",
        cue=(
            f"{_SUITS}{UP_TO_4}@{BRACKETED}{ACROSS_12}{YEAR_ON_YEAR}{UP_TO_8}#",
            f"{_SUITS}{UP_TO_4}@{BRACKETED}{ACROSS_12}{YEAR_ON_YEAR}{UP_TO_8}@,?{UP_TO_4}{ROSE_OR_FELL}{UP_TO_4}#",
            f"{_SUITS}{UP_TO_4}@{BRACKETED},?(?:上一?年|去年|前一?年){UP_TO_8}@,?{UP_TO_4}{ROSE_OR_FELL}{UP_TO_4}#",
            f"{_SUITS}{UP_TO_8}(?:{YEAR_ON_YEAR}|增减){UP_TO_8}#",
            f"{_SUITS}{UP_TO_4}@{BRACKETED},?{ROSE_OR_FELL}(?:了|近|约|达)?#",
        ),
        avoid=(RATE_CHANGE, f"(?:败诉|胜诉|审结|申请|出庭|到庭|旁听|复议案){_SAME}@?{_SAME}#"),
    )
    head_appearances: Figure = count(
        "负责人出庭应诉案件数",
        "报告年度行政机关负责人出庭应诉的案件数(次数)",
        excludes="另列了实际出庭数时的应当出庭数;只数主要负责人(正职)的",
        units=f"{CASE_UNITS} 次 人次 件/次 场 场次 人",
        cue=(
            f"负责人{UP_TO_8}{APPEARED}(?:应诉)?的?(?:行政)?(?:诉讼)?案?件?{IS}#",
            f"实际{APPEARED}(?:应诉)?{UP_TO_4}#",
            f"#{UP_TO_14}负责人{UP_TO_8}{APPEARED}",
            f"{APPEARED}(?:应诉)?的?(?:行政)?(?:诉讼)?案?件?{IS}#",
            f"负责人{UP_TO_4}应诉(?:案件)?{IS}#",
        ),
        avoid=(
            LAST_YEAR,
            f"应(?:当|该)?(?:由)?{UP_TO_8}{APPEARED}{UP_TO_8}#",
            f"{_NOT_OF_HEADS}{UP_TO_8}{APPEARED}{UP_TO_8}#",
            f"(?:旁听|观摩|(?<!席)(?<!加)庭审){UP_TO_14}#",
        ),
        within="负责人",
    )
    head_appearance_rate: Figure = rate(
        "负责人出庭应诉率",
        "报告年度行政机关负责人出庭应诉率",
        excludes="只算主要负责人(正职)的;出声率;败诉率;目标",
        cue=(
            f"负责人{UP_TO_8}(?:{APPEARED}|应诉){UP_TO_4}(?:率|比例){REACHED}#",
            f"{_RATE}{REACHED}#",
            f"负责人{UP_TO_4}#{UP_TO_4}{APPEARED}",
            f"负责人{UP_TO_8}{APPEARED}(?:应诉)?{REACHED}#",
            f"负责人{UP_TO_8}{APPEARED}(?:应诉)?{UP_TO_8}@{BRACKETED},?占{UP_TO_14}#",
        ),
        avoid=(
            LAST_YEAR,
            RATE_CHANGE,
            INTENDED,
            f"{_NOT_OF_HEADS}{UP_TO_8}(?:{APPEARED}|应诉){UP_TO_14}#",
            f"(?<![、和及])(?<![、和及]出庭)(?:出声|发声|败诉|举证|答辩)率?{UP_TO_8}#",
        ),
    )
    judicial_proposal_reply_rate: Figure = rate(
        "司法建议检察建议办复率",
        "司法建议、检察建议的按期办复(回复、反馈、落实)率",
        excludes="人大代表建议、政协提案的办复率",
        cue=(
            "(?:司法|检察)建议(?:(?!代表|人大|政协|提案|出庭).){0,50}?"
            f"(?:{REPLIED}|办结|办理|落实|采纳|整改)(?:率|比例){REACHED}#",
        ),
        avoid=(RATE_CHANGE, INTENDED),
    )
