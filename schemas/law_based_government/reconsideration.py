"""行政复议: applications for administrative reconsideration and what became of them."""

from typing import ClassVar

from llmextract.schema import Figure, Section, change, count, money, people, points, rate
from llmextract.schemas.law_based_government.words import (
    ACCEPTED,
    ACROSS_12,
    BRACKETED,
    CASE_UNITS,
    CONCLUDED,
    IS,
    ISSUED,
    LAST_YEAR,
    PLANS,
    RATE_CHANGE,
    REACHED,
    RECEIVED,
    ROSE_OR_FELL,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    YEAR_ON_YEAR,
    throughout,
)

_HERE = "(?:复议|纠错率|调撤率)"
_OTHERS = "诉讼|应诉|被告|一审|二审|法院|信访|人大|代表建议|提案|仲裁|公证|法律援助|热线"
# The sentence has turned to something else since it last spoke of 复议.
_ELSEWHERE = throughout(_OTHERS, "复议")
_ON_TOPIC = rf"复议(?:(?!{_OTHERS}).){{0,70}}?"
_MEDIATED = throughout("人民调解|调解组织|行政调解|矛盾纠纷", "复议")
# The writer is the party, not the organ that decides: 以本局为被申请人的案件, 被申请行政复议5件.
_AS_PARTY = (
    r"(?:(?:^|[,;:])[^,@;。\n受收审]{0,16}为被申请人的?[^,@;。\n]{0,8}案|被(?:申请)?行政复议"
    r"|涉及[^,@;。\n]{1,8}的(?:行政)?复议)[^\n]{0,80}#"
)
_APART = (_ELSEWHERE, LAST_YEAR, _AS_PARTY)

_CASES = "(?:数量|总量|总数|件数|量|数)"
_CAME = f"(?:{RECEIVED}|新增|提出|提起)"
_INTAKE = f"(?:复议申请|{_CAME}{UP_TO_8}复议|复议案件{_CASES}|复议量|收案|收件|新收|{RECEIVED}(?:申请|案件))"
_ON_FROM = f"(?:{ACCEPTED}|{CONCLUDED}|办理|审理|答复)"
_EARLIER = r"(?:上一?(?:年度?|期)|去年|往年|以前年度|前一?年度?|20\d\d年度?)[底末]?"
_CARRIED = "(?:结转|转结|未结|未审结|未办结|遗留|转入|接转|转来|留存|旧存|结存)"
_LATER = r"(?:下一?(?:年度?|期)|次年|明年|20\d\d年度?)"
_REAL = "(?:实质性?(?:化解|解决)|案结事了)"
_WRONG = "(?:撤销|变更|确认违法)"
_SETTLED = "(?:调撤|调解|和解|撤回)"
_SETTLED_RATE = rf"{_SETTLED}(?:(?!成功|化解|履行)[^,@;。\n]){{0,10}}(?:率|比例)"
_REAL_RATE = "实质性?(?:化解|解决)(?:成功)?(?:率|比例)"


class Reconsideration(Section):
    """行政复议"""

    topics: ClassVar[str] = "复议|行政争议|纠错率|调撤率"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = (
        "substantive_resolution_rate = substantively_resolved / concluded",
        "correction_rate = found_unlawful / concluded",
        "settlement_rate = ? / concluded",
        "accepted + carried_over = concluded + pending",
        "found_unlawful <= concluded",
        "applications_change = applications_received against the year before",
        "substantive_resolution_rate_change = substantive_resolution_rate against the year before",
    )

    applications_received: Figure = count(
        "收到复议申请数",
        "本级(含全域各复议机关)报告年度收到、新收的行政复议申请总件数",
        excludes="受理数;政府信息公开申请;去年数",
        units=CASE_UNITS,
        shares="accepted",
        cue=(
            f"{_CAME}{UP_TO_14}复议(?:{UP_TO_4}申请|案?件?){UP_TO_4}#",
            f"复议{UP_TO_4}(?:申请|收案|收件|新收|收案|案件(?=总?[数量])){_CASES}?{IS}#",
            f"{_ON_TOPIC}(?:{RECEIVED}|新增)(?:{UP_TO_4}(?:申请|案件){UP_TO_4}|{IS})#",
            f"复议(?:申请|案件|收案){_CASES}?{YEAR_ON_YEAR}{UP_TO_8}@,?{IS}#",
            f"(?:{_CAME}|申请)[^,@;。\n]{{0,6}}#(?:(?!、)[^,@;。\n]){{0,8}}复议(?!后)",
            f"申请{UP_TO_4}复议的?(?:案件)?{IS}#",
            f"(?:{RECEIVED}{UP_TO_4}(?:申请|案件)|新收|收案|收件){IS}#",
        ),
        avoid=(
            *_APART,
            f"(?<!收到并)(?<!收到并依法){_ON_FROM}[^,@;。\n]{{0,12}}(?:申请|案件{_CASES}){UP_TO_4}#",
            f"为被申请人{UP_TO_8}#",
            "(?:信息公开|依申请|公开申请|援助)(?:(?!复议)[^。\n]){0,16}#",
        ),
        within=_HERE,
    )
    applications_change: Figure = change(
        "复议申请同比",
        "报告年度收到的行政复议申请件数比上年增减的百分比",
        excludes="受理数、办结数或某种率的同比",
        cue=(
            f"{_INTAKE}{UP_TO_8}@{BRACKETED}{ACROSS_12}{YEAR_ON_YEAR}{UP_TO_8}(?:@,?{UP_TO_4}{ROSE_OR_FELL}{UP_TO_4})?#",
            f"{_INTAKE}{UP_TO_8}@{BRACKETED}{ACROSS_12}{YEAR_ON_YEAR}[^,;。\n]{{0,14}},{YEAR_ON_YEAR}{UP_TO_4}#",
            f"{_INTAKE}{UP_TO_8}@{BRACKETED},?(?:上一?年|去年|前一?年){UP_TO_8}@,?{UP_TO_4}{ROSE_OR_FELL}{UP_TO_4}#",
            f"{_INTAKE}{UP_TO_8}(?:{YEAR_ON_YEAR}|增减){UP_TO_8}#",
            f"{_INTAKE}{UP_TO_8}(?:@{BRACKETED})?,?{ROSE_OR_FELL}(?:了|近|约|达)?#",
        ),
        avoid=(
            RATE_CHANGE,
            rf"{_ON_FROM}[^,@;。\n]{{0,12}}@?{ACROSS_12}{ROSE_OR_FELL}{UP_TO_4}#",
            _ELSEWHERE,
            _AS_PARTY,
        ),
        within=_HERE,
    )
    accepted: Figure = count(
        "受理复议案件数",
        "报告年度受理(立案)的行政复议案件总件数",
        excludes="收到的申请数;不予受理数",
        units=CASE_UNITS,
        shares="applications_received",
        cue=(
            f"{ACCEPTED}{UP_TO_14}复议{UP_TO_8}#",
            f"复议(?:申请|案件)?{ACCEPTED}(?:案件)?{_CASES}?{IS}#",
            f"{_ON_TOPIC}{ACCEPTED}(?:了|的|申请|案件)*{IS}#",
            f"(?:办理|承办|审理)[^,@;。\n]{{0,10}}复议{UP_TO_8}#(?=.{{0,40}}(?<!未){CONCLUDED})",
            f"{ACCEPTED}(?:了)?#{UP_TO_8}复议",
            f"#(?:获|被|予以|已获?){ACCEPTED}",
            f"{ACCEPTED}(?:了|的|申请|案件)*{IS}#",
        ),
        avoid=(
            *_APART,
            f"(?:不予|不|未|无需){ACCEPTED}{UP_TO_8}#",
            r"受理(?:前|条件|范围|点|咨询)(?:(?!受理)[^,@;。\n]){0,14}#",
        ),
        within=_HERE,
    )
    concluded: Figure = count(
        "审结(办结)复议案件数",
        "报告年度审结(办结、结案)的行政复议案件总件数,含上年结转后审结的",
        excludes="以调解、和解等某一种方式结案的件数",
        units=CASE_UNITS,
        cue=(
            f"{CONCLUDED}{UP_TO_8}复议{UP_TO_8}#",
            f"{_ON_TOPIC}{CONCLUDED}(?:了|的|案件|申请)?{IS}#",
            f"{CONCLUDED}(?:的|了)?#{UP_TO_4}复议",
            f"#(?:已)?{CONCLUDED}(?:的)?案件",
            f"{CONCLUDED}(?:了|的|案件|申请)?{IS}#",
        ),
        avoid=(
            *_APART,
            f"(?:调解|和解|调撤|撤回|终止|方式|未|待|无法|涉企|结转|转结|遗留){UP_TO_8}{CONCLUDED}{UP_TO_8}#",
        ),
        within=_HERE,
    )
    carried_over: Figure = count(
        "上年度结转案件数",
        "由上年度结转到报告年度继续审理的行政复议案件数",
        excludes="结转到下年度的案件",
        units=CASE_UNITS,
        cue=(
            f"{_EARLIER}{UP_TO_4}{_CARRIED}{UP_TO_8}#",
            f"(?:结转|转结|转入)的?{_EARLIER}{UP_TO_8}#",
            f"(?:(?:含|包括|加上|连同){UP_TO_4}(?:结转|旧存|存案){UP_TO_4}|(?:旧存|结转案件){IS})#",
        ),
        avoid=(_ELSEWHERE, _AS_PARTY, f"转(?:至|到|入)?{_LATER}{UP_TO_8}#"),
        within=_HERE,
    )
    pending: Figure = count(
        "正在办理案件数",
        "报告期末尚未审结、正在办理(结转下年)的行政复议案件数",
        excludes="上年结转来的案件",
        units=CASE_UNITS,
        cue=(
            f"(?:正在|尚在|仍在)(?:办理|审理|审查|处理)(?:中|之中)?(?:的|案件)*{IS}#",
            f"(?:尚未|暂未|未|待|在)(?:{CONCLUDED}|审理|办理|结|审|办)(?:的|案件|申请)*{IS}#",
            f"(?:结转|转)(?:至|到|入)?{_LATER}{UP_TO_4}#",
            f"#(?:{UP_TO_4}(?:正在|尚在|仍在)(?:办理|审理|审查|处理)|(?:案件)?(?:尚未|暂未|仍未|未|在)(?:{CONCLUDED}|审|办))",
        ),
        avoid=(
            _ELSEWHERE,
            _AS_PARTY,
            f"(?:上年|上一年|上期|去年|往年|以前年){UP_TO_8}#",
            rf"20\d\d年度?{_CARRIED}{UP_TO_4}#",
        ),
        within=_HERE,
    )
    substantively_resolved: Figure = count(
        "实质性化解争议数",
        "报告年度通过行政复议实质性化解的行政争议(案件)数",
        excludes="法院在诉讼中化解的;人民调解化解的纠纷",
        units=CASE_UNITS,
        cue=(
            f"{_REAL}{UP_TO_14}#",
            f"#{UP_TO_14}{_REAL}",
            f"化解{UP_TO_4}(?:行政|复议)争议{UP_TO_4}#",
            f"化解(?:了)?#{UP_TO_4}(?:行政|复议)争议",
        ),
        avoid=(*_APART, _MEDIATED),
        within=_HERE,
    )
    substantive_resolution_rate: Figure = rate(
        "实质化解率",
        "行政复议案件(行政争议)实质性化解的百分比",
        excludes="矛盾纠纷化解率;行政诉讼的化解率;同比变化",
        cue=(
            f"{_REAL_RATE}{REACHED}#",
            f"{_REAL}{UP_TO_14}@{BRACKETED},?占{UP_TO_14}#",
            f"(?:(?:行政争议|复议案件){UP_TO_8}|{_REAL}{UP_TO_14}@{BRACKETED},?)化解(?:成功)?率{REACHED}#",
            f"化解{UP_TO_4}(?:行政|复议)争议{UP_TO_4}@,{UP_TO_4}化解(?:成功)?率{REACHED}#",
        ),
        avoid=(*_APART, RATE_CHANGE, _MEDIATED),
        within=_HERE,
    )
    substantive_resolution_rate_change: Figure = points(
        "实质化解率同比",
        "行政复议实质性化解率比上年升降的百分点",
        excludes="纠错率等其他率的升降",
        cue=(
            f"(?:{_REAL_RATE}|{_REAL}{UP_TO_14}@,?化解率){UP_TO_14}@[,(、]?{UP_TO_8}{ROSE_OR_FELL}{UP_TO_4}#",
            f"{_REAL_RATE}{UP_TO_8}{ROSE_OR_FELL}{UP_TO_4}#",
        ),
        avoid=(_ELSEWHERE, _AS_PARTY),
        within=_HERE,
    )
    found_unlawful: Figure = count(
        "确认违法(撤销、变更)数",
        "行政复议决定撤销、变更或确认违法的案件总数,即纠错件数;分项印出而无合计时不填",
        excludes="法院判决的;责令履行、驳回、维持的件数",
        units=CASE_UNITS,
        cue=(
            f"纠错(?:的|案件|决定)*{IS}#",
            f"{_WRONG}(?:[、和或及]|或者){UP_TO_8}(?:{_WRONG}|责令)[^,@;。\n]{{0,16}}#",
            f"确认违法{UP_TO_8}#",
            f"(?:{_ON_TOPIC}|(?:维持|驳回).{{0,40}}?)(?:撤销|变更){UP_TO_8}#",
            rf"(?:撤销|变更){UP_TO_8}#(?=.{{0,40}}(?:维持|驳回))",
        ),
        avoid=(
            *_APART,
            f"{_WRONG}{UP_TO_8}@.{{0,40}}{_WRONG}{UP_TO_8}#",
            f"{_WRONG}{UP_TO_8}#.{{0,40}}{_WRONG}{UP_TO_8}@",
        ),
        within=_HERE,
    )
    correction_rate: Figure = rate(
        "直接纠错率",
        "行政复议直接纠错(撤销、变更、确认违法、责令履行)案件占审结案件的百分比",
        excludes="综合纠错率;行政诉讼败诉率;同比变化",
        cue=(
            f"直接纠错(?:率|比例){REACHED}#",
            f"(?:纠错(?:率|比例)|撤[变改]率){REACHED}#",
            f"直接纠错{UP_TO_8}(?:@{BRACKETED})?[,(]?占{UP_TO_14}#",
        ),
        avoid=(*_APART, RATE_CHANGE, f"(?:综合|间接|败诉){UP_TO_4}率{UP_TO_8}#"),
        within=_HERE,
    )
    settlement_rate: Figure = rate(
        "调解和解撤回率",
        "行政复议案件以调解、和解、撤回申请等方式结案(调撤)的百分比",
        excludes="人民调解、行政调解的成功率;行政诉讼撤诉率",
        cue=(
            f"{_SETTLED_RATE}{REACHED}#",
            f"{_SETTLED}{UP_TO_14}(?:@{BRACKETED})?{UP_TO_14}[,(、]?占{UP_TO_14}#",
        ),
        avoid=(*_APART, RATE_CHANGE, _MEDIATED),
        within=_HERE,
    )
    proposals_issued: Figure = count(
        "行政复议建议书数",
        "报告年度复议机关制发的行政复议建议书份数",
        includes="与意见书合并计数的",
        excludes="单列的意见书;司法建议书、检察建议书",
        units="份 件 个 项 条 封 次",
        cue=(
            f"复议建议书?》?(?:[、和及][^,@;。\n]{{1,10}})?{UP_TO_4}#",
            f"复议意见书(?:{UP_TO_4}@{ACROSS_12}|[、和及或(][^,@;。\n]{{0,6}})建议书{UP_TO_4}#",
            f"#{UP_TO_4}复议(?:意见书、)?建议书",
            f"{ISSUED}{UP_TO_8}建议书{UP_TO_4}#",
        ),
        avoid=("(?:司法|检察)(?:(?!复议).){0,20}#", LAST_YEAR),
        within=_HERE,
    )
    reviewers: Figure = people(
        "行政复议员人数",
        "任命、配备或现有的行政复议员人数",
        excludes="行政复议委员会委员;参加培训的人次",
        cue=(
            f"复议员(?:队伍)?{UP_TO_4}#",
            f"#{UP_TO_8}复议员",
            f"(?:配备|配齐|现有|共有|充实){UP_TO_8}复议(?:工作|办案|专职|专业)*人员{UP_TO_4}#",
        ),
        avoid=(f"(?:培训|参训|参加|邀请|组织|轮训){UP_TO_14}#",),
    )
    loss_recovered: Figure = money(
        "挽回经济损失",
        "通过行政复议为企业、群众挽回或避免的经济损失金额",
        excludes="消费维权、法律援助、打击诈骗等挽回的损失",
        cue=(
            f"复议(?:(?!{_OTHERS}).){{0,120}}?(?:挽回|避免|减少)[^,@;。\n]{{0,12}}损失{UP_TO_8}#",
            f"(?:挽回|避免|减少)[^,@;。\n]{{0,12}}损失{UP_TO_8}#",
        ),
        avoid=(_ELSEWHERE, "(?:消费|农民工|诈骗|受援|劳动者|电诈|检察|公安机关破)(?:(?!复议).){0,30}#"),
        within=_HERE,
    )
