"""社会矛盾纠纷预防调处化解: mediation, disputes, petitions and public legal services."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, money, people, rate
from llmextract.schemas.law_based_government.words import (
    ACROSS_12,
    BRACKETED,
    CASE_UNITS,
    CONCLUDED,
    DISPUTES,
    INTENDED,
    IS,
    LAST_YEAR,
    MEDIATED,
    PLANS,
    RATE_CHANGE,
    REACHED,
    RECEIVED,
    SEARCHED,
    SETTLED,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
    throughout,
)

_MEDIATORS = "(?:人民调解|(?<!行政)调解组织|各类调解|各级调解|调委会|(?<!行政)调解委员会|(?<!行政)调解员)"
_AGENCIES = "(?:行政机关|行政调解|行政部门|行政执法部门)"
_COURTS = "司法调解|法院|诉前|(?<!非)诉讼|仲裁"
_PEOPLES = rf"{_MEDIATORS}(?:(?!行政调解|行政机关|{_COURTS}).){{0,70}}?"
_AGENCYS = rf"{_AGENCIES}(?:(?!人民调解|调解组织|{_COURTS}).){{0,70}}?"
_SUCCEEDED = "(?:成功率|成功调解率|调[处解]率|调成率)"
# The sentence speaks of the agencies' mediation, or of the courts', not of the people's; and the reverse.
_NOT_PEOPLES = throughout(f"(?<!人民调解[、和与])(?:{_AGENCIES}|{_COURTS}|公安机关)", _MEDIATORS)
_NOT_AGENCYS = throughout(f"{_MEDIATORS}|{_COURTS}", _AGENCIES)
_ALL_PARTIES = "司法调解|联动|衔接|排查|摸排|全[省市县区州镇]"
_BY_MEDIATORS = throughout(f"{_MEDIATORS}|{_AGENCIES}|{_COURTS}", _ALL_PARTIES)
_MEDIATED_BY = throughout(_MEDIATORS, "司法调解|联动|衔接")[:-1] + f"(?:调解|成功率){UP_TO_8}#"

# One trade, one office or one campaign, not the whole area.
_TRADES = (
    "交通|医疗|医患|劳动|劳资|欠薪|工资|物业|婚姻|婚恋|家庭|家事|消费|治安|商会|商事|知识产权|金融|保险|土地|征地|拆迁|涉企"
    "|涉侨|涉外|环境污染|生态环境|校园|旅游|价格|行业性|专业性|(?:较大|重大)(?:矛盾|纠纷)|积案|行政争议|复议"
    "|[医交婚物劳商]调委|派出所|司法所|警调|访调|诉调|诉前|法庭|法院"
)
_ALL_KINDS = "等|各类|各级|各种|全[省市县区州镇]|累计"
_TRADE = rf"(?:{_TRADES})(?:(?!{_ALL_KINDS})[^,@;。\n]){{0,20}}"
_ONE_TRADE = (f"{_TRADE}#", throughout(f"{_TRADE}@", _ALL_KINDS))
_ONE_OFFICE = throughout("调解室|工作室", "各类|各级|全[省市县区州镇]")
_BY_HELPERS = rf"(?:法律明白人|律师|法律顾问|志愿者)(?:(?!{_ALL_KINDS})[^;。\n]){{0,24}}#"
_ONE_CAMPAIGN = throughout("专项(?:行动|排查|整治|治理)?", "全年|全[省市县区州镇]|今年以来|累计")
_PART = (LAST_YEAR, INTENDED, *_ONE_TRADE, _ONE_OFFICE, _ONE_CAMPAIGN, _BY_HELPERS)

_PETITION = "(?:信访|来信来访|来信|来访)"
_ELSE_HANDLED = "热线|12345|工单|复议|诉讼|应诉|代表建议|提案|法律援助|法律服务|公证|民生诉求"
_PETITIONS = rf"{_PETITION}(?:(?!{_ELSE_HANDLED}).){{0,60}}?"
_NOT_PETITIONS = throughout(_ELSE_HANDLED, "信访|来信")
_ON_TIME = "(?:办结率|办理完成率)"
_PETITION_UNITS = "件 宗 起 个 项 批 批次 件次 次 封 案"
_FOR_ENTERPRISES = throughout("企业|惠企|助企|民企|商会|园区", "公共法律服务")
_IN_RECONSIDERATION = throughout("复议", "行政调解")
_AT_PETITIONS = throughout("信访", "法律服务")
_AT_LEGAL_SERVICES = "(?:法律服务|三大平台)"
# One kind of legal service.
_ONE_KIND = "(?:咨询|援助|公证|鉴定|代理|体检|调解)(?:服务|案件|事项)*(?:(?!等)[^,@;。\n]){0,4}#"


class Disputes(Section):
    """社会矛盾纠纷预防调处化解、信访与公共法律服务"""

    topics: ClassVar[str] = "调解|调处|纠纷|矛盾|信访|来信|来访|上访|接访|公共法律服务|法律援助|法律服务|枫桥"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = (
        "dispute_resolution_rate = disputes_resolved / disputes_found",
        "petition_completion_rate = petitions_concluded / petitions_handled",
        "disputes_resolved <= disputes_found",
        "petitions_concluded <= petitions_handled",
    )

    people_mediations: Figure = count(
        "人民调解件数",
        "全域人民调解组织(各类调解组织)报告年度调解纠纷的总件数",
        includes="各级(类)调解组织",
        excludes="单项专业调解,如交通事故;行政调解;单个调解室",
        units=f"{CASE_UNITS} 次 场 场次",
        cue=(
            rf"{_PEOPLES}{MEDIATED}(?:成功)?(?:(?!调解|调处|化解)[^,@;。\n]){{0,24}}{DISPUTES}{UP_TO_8}#",
            f"人民调解(?:工作)?(?:案件|纠纷|矛盾纠纷|民间纠纷)?(?:数量|总数|数)?{IS}#",
            rf"{_PEOPLES}{MEDIATED}(?:成功|了)*{IS}#{UP_TO_8}{DISPUTES}",
            f"{_PEOPLES}(?:调解|调处)(?:成功)?{IS}#",
            f"{_MEDIATORS}{UP_TO_8}(?:受理|办理|处理){IS}#",
            f"(?:调解|调处)(?:成功)?(?:各类|各种|民间|矛盾)*纠纷{UP_TO_4}#",
        ),
        avoid=(
            *_PART,
            _NOT_PEOPLES,
            f"(?:案例|案卷|卷宗|司法确认|培训|经费){UP_TO_8}#",
            f"纠纷(?:人民)?(?:调委会|调解委员会){UP_TO_14}#",
            rf"{_PEOPLES}{MEDIATED}{UP_TO_14}@{ACROSS_12}成功{UP_TO_4}#",
        ),
        within=f"{_MEDIATORS}",
        shares="disputes_found disputes_resolved",
    )
    people_mediation_success_rate: Figure = rate(
        "人民调解成功率",
        "全域人民调解组织(各类调解组织)调解纠纷的成功率",
        excludes="行政调解、单项专业调解的成功率;协议履行率",
        cue=(
            f"人民调解(?:案件|纠纷|工作)?(?:的)?(?:调解|调处)?{_SUCCEEDED}{REACHED}#",
            f"{_PEOPLES}{_SUCCEEDED}{REACHED}#",
            f"(?:成功率|成功调[解处]率){REACHED}#",
        ),
        avoid=(*_PART, RATE_CHANGE, _NOT_PEOPLES),
        within=f"{_MEDIATORS}",
    )
    people_mediation_amount: Figure = money(
        "人民调解涉及金额",
        "全域人民调解(调解协议)涉及的金额",
        excludes="单项专业调解的金额;经费、补贴",
        cue=(
            f"{_PEOPLES}(?:金额|标的额?|数额|款额|资金){UP_TO_8}#",
            f"{_PEOPLES}涉[及案]{IS}#",
            f"(?:调解协议|涉及|涉案){UP_TO_8}(?:金额|标的额?|数额){UP_TO_8}#",
        ),
        avoid=(*_PART, _NOT_PEOPLES, f"(?:经费|补贴|补助|奖励|专项资金|以奖代补|以案定补){UP_TO_14}#"),
        within=f"{_MEDIATORS}",
    )
    administrative_mediations: Figure = count(
        "行政调解件数",
        "全域各行政机关报告年度行政调解的总件数",
        excludes="人民调解、司法调解;单个部门的;行政调解组织个数",
        units=f"{CASE_UNITS} 次 场",
        cue=(
            f"{_AGENCYS}{MEDIATED}(?:成功)?{UP_TO_14}{DISPUTES}{UP_TO_4}#",
            f"行政调解(?:工作|立案|受理|办理|案件|纠纷|矛盾|行政)*{IS}#",
            f"{_AGENCYS}{MEDIATED}(?:成功|了)*{IS}#{UP_TO_8}{DISPUTES}",
            f"(?:办理|受理|开展|处理){UP_TO_8}行政调解{UP_TO_4}#",
            f"(?:行政调解[^@;。\n]{{0,8}}(?:受理|办理|开展)|{_AGENCYS}(?:调解|调处)(?:成功)?){IS}#",
        ),
        avoid=(
            LAST_YEAR,
            INTENDED,
            _NOT_AGENCYS,
            f"(?:应诉|诉讼|复议){UP_TO_8}#",
            "(?:组织|委员会|机构|中心|室|人员|案例|文书|行政争议)(?:(?!受理|[调处办])[^,@;。\n]){0,4}#",
            _IN_RECONSIDERATION,
        ),
        within=f"{_AGENCIES}",
    )
    administrative_mediation_success_rate: Figure = rate(
        "行政调解成功率",
        "全域各行政机关行政调解的成功率",
        excludes="人民调解成功率",
        cue=(
            f"行政调解(?:案件|纠纷)?(?:的)?(?:调解|调处)?成功率{REACHED}#",
            f"{_AGENCYS}{_SUCCEEDED}{REACHED}#",
        ),
        avoid=(LAST_YEAR, INTENDED, RATE_CHANGE, _NOT_AGENCYS, _IN_RECONSIDERATION),
    )
    disputes_found: Figure = count(
        "排查矛盾纠纷数",
        "全域报告年度排查(摸排)出的矛盾纠纷总件数",
        includes="排查化解合并计数的",
        excludes="单个专项行动的数;排查次数",
        units=f"{CASE_UNITS} 条 项 处",
        cue=(
            rf"{SEARCHED}(?:(?!{SETTLED})[^,@;。\n]){{0,14}}(?:矛盾|纠纷){UP_TO_8}#",
            rf"{SEARCHED}(?:出|发现|上报|到|各类|了)*{IS}#{UP_TO_8}(?:矛盾|纠纷)",
            rf"(?:矛盾|纠纷)[^@。\n]{{0,24}}{SEARCHED}(?:出|发现|上报|受理|登记)*{IS}#",
            f"{SEARCHED}{UP_TO_8}{SETTLED}{UP_TO_8}(?:矛盾|纠纷){UP_TO_4}#",
            f"{SEARCHED}[^。;\n]{{0,16}}(?:发现|上报){UP_TO_8}(?:矛盾|纠纷){UP_TO_8}#",
        ),
        avoid=_PART,
        shares="disputes_resolved people_mediations",
    )
    disputes_resolved: Figure = count(
        "化解矛盾纠纷数",
        "全域报告年度化解(调处)的矛盾纠纷总件数",
        includes="排查化解合并计数的",
        excludes="单个专项行动或单个调解室的数;人民调解、行政调解、法院的件数",
        units=f"{CASE_UNITS} 条",
        cue=(
            rf"(?:排查|摸排|排摸|受理|发现|上报|登记|流转)[^,@;。\n]{{0,20}}@{BRACKETED}(?:{UP_TO_8}纠纷)?{ACROSS_12}"
            f"(?:{SETTLED}|处置|成功|消化|解决){UP_TO_8}#",
            rf"(?:化解|调处)(?:(?!化解|调处)[^,@;。\n]){{0,14}}(?:矛盾|纠纷){UP_TO_4}#",
            rf"(?:化解|调处)(?:成功|了)*{IS}#{UP_TO_8}(?:矛盾|纠纷)",
            rf"(?:矛盾|纠纷)[^@。\n]{{0,24}}(?:化解|调处)(?:成功|了)*{IS}#",
            f"调解(?:各类|各种|矛盾)*纠纷{UP_TO_4}#",
        ),
        avoid=(
            *_PART,
            _BY_MEDIATORS,
            _MEDIATED_BY,
            f"(?:(?:未|正在|待)(?:化解|调处|调解){UP_TO_8}|民间纠纷{UP_TO_4})#",
        ),
        within="(?:矛盾|纠纷)",
        shares="disputes_found people_mediations",
    )
    dispute_resolution_rate: Figure = rate(
        "矛盾纠纷化解率",
        "全域矛盾纠纷的化解率(调处率)",
        excludes="调解率、调解成功率;信访积案、行政争议的化解率",
        cue=(
            rf"(?:矛盾|纠纷).{{0,80}}?(?:化解|调处)(?:成功)?率{REACHED}#",
            rf"(?:化解|调处)[^,@;。\n]{{0,12}}纠纷{UP_TO_4}@[^,@;。\n]{{0,2}},(?:(?!调解)[^,@;。\n]){{0,4}}成功率{REACHED}#",
            rf"(?:排查|摸排)[^。\n]{{0,40}}{SETTLED}[^。\n]{{0,10}}@,{UP_TO_4}成功率{REACHED}#",
        ),
        avoid=(
            *_PART,
            RATE_CHANGE,
            _BY_MEDIATORS,
            _MEDIATED_BY,
            rf"(?:积案|信访|初访|初信|案件)(?:(?!矛盾|纠纷)[^\n]){{0,20}}化解率{UP_TO_8}#",
        ),
    )
    petitions_handled: Figure = count(
        "办理信访件数",
        "全域报告年度受理(办理、收到)的信访事项总件(批)数",
        excludes="化解的积案;信访代理件;热线诉求",
        units=_PETITION_UNITS,
        cue=(
            rf"(?:{RECEIVED}|办理|受理|处理|登记|承办|转办)[^,@;。\n]{{0,12}}{_PETITION}{UP_TO_14}#",
            f"信访(?:事项|案件|总量|件|量)(?:数量|总数|数)?{IS}#",
            f"接待{UP_TO_8}(?:来访|上访|信访){UP_TO_8}#",
            f"(?:{RECEIVED}|办理|受理|处理|登记)(?:了)?#{UP_TO_4}{_PETITION}",
            rf"{_PETITION}[^@;。\n]{{0,12}}(?:{RECEIVED}|受理|登记)了?{IS}#",
        ),
        avoid=(
            LAST_YEAR,
            _NOT_PETITIONS,
            f"(?:办结|处结|化解|积案|重复|代理|包案|进京|初信|初访|初次|其中|领导){UP_TO_14}#",
        ),
    )
    petitions_concluded: Figure = count(
        "办结信访件数",
        "全域报告年度办结的信访事项总件数",
        excludes="热线、复议、建议提案的办结数",
        units=_PETITION_UNITS,
        cue=(
            f"{CONCLUDED}{UP_TO_8}{_PETITION}{UP_TO_4}#",
            f"{_PETITIONS}{CONCLUDED}(?:了|信访件|事项)*{IS}#",
        ),
        avoid=(LAST_YEAR, _NOT_PETITIONS, f"(?:未|待)办结{UP_TO_4}#", f"(?:积案|代理){UP_TO_14}#"),
    )
    petition_completion_rate: Figure = rate(
        "信访办结率",
        "全域信访事项的(按期)办结率",
        excludes="受理率、答复率、满意率、化解率;热线办结率",
        cue=(f"{_PETITIONS}{_ON_TIME}{REACHED}#", f"{_ON_TIME}{REACHED}#"),
        avoid=(
            LAST_YEAR,
            INTENDED,
            RATE_CHANGE,
            _NOT_PETITIONS,
            f"(?:积案|代理){UP_TO_14}#",
        ),
        within=f"{_PETITION}",
    )
    legal_service_visitors: Figure = people(
        "公共法律服务来访人次",
        "公共法律服务中心(站、点)报告年度接待来访的人次",
        excludes="信访接待;热线咨询;宣传活动受众",
        cue=(
            f"接待{UP_TO_14}#",
            f"法律服务[^,@;。\n]{{0,10}}(?:群众|人员|人数){IS}#",
            f"(?:来访|到访|来访咨询|窗口咨询|现场咨询){UP_TO_8}#",
        ),
        avoid=(LAST_YEAR, _AT_PETITIONS, f"(?:热线|接听|拨打|宣传|活动){UP_TO_14}#"),
        within=_AT_LEGAL_SERVICES,
    )
    legal_services_provided: Figure = count(
        "提供公共法律服务件数",
        "公共法律服务平台报告年度提供(办理)法律服务的总件(次)数",
        excludes="为企业提供的;法律援助、公证、咨询等单项",
        units="件 件次 次 人次 宗 起 项",
        cue=(
            f"提供(?:各类|各项|了)*(?:公共)?法律服务(?:事项)?{UP_TO_4}#",
            f"(?:办理|受理|完成|开展|提供){UP_TO_8}法律服务(?:事项|案件|业务)?{IS}#",
            f"公共法律服务(?:事项|案件|业务|总量|量){IS}#",
            f"提供了?#{UP_TO_8}法律服务",
            f"提供{UP_TO_24}等(?:各类|综合|法律|公共)*服务(?:事项)?{IS}#",
        ),
        avoid=(LAST_YEAR, _FOR_ENTERPRISES, _ONE_KIND),
        within=_AT_LEGAL_SERVICES,
    )
