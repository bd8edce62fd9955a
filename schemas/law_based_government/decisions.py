"""重大行政决策与合法性审查: major decisions, legality reviews, contracts, legal opinions, risk assessments."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, rate
from llmextract.schemas.law_based_government.words import (
    IS,
    LEGALITY,
    NOT_RESULTS,
    OVER_40,
    PLANS,
    REVIEWED,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
)

_THINGS = "件 份 项 个 宗 起 条 件次 份次 次 部"
_DECISION = "重大(?:行政)?决策"
_MADE = "(?:出台|公布|发布|确定|编制|作出|列入|制定|完成|实施|明确|梳理|向社会公[开布]|公示|形成|纳入|管理)"

_OF_ONE_KIND = (
    "(?:(?:行政)?规范性文件|政策文件|合同|协议|合同\\(协议\\)|合同、?协议|重大(?:行政)?决策(?:事项)?|决策事项)"
)
_NOT_LISTED = "(?<![、和及])(?<![、和及]..)(?<![、和及]...)"
_SINGLE = rf"{_NOT_LISTED}(?:[区县市]?政府|行政)?{_OF_ONE_KIND}(?:的|进行|开展)?{LEGALITY}"
_CONTRACT = (
    "(?:合同|协议)(?:\\((?:协议|合同)\\))?(?:书|文本|草案|类(?:文件)?|事项|协议|合同|、协议|、合同|及协议|和协议)?"
)
_FILED = "(?:备案|报备)"
_RISK = "(?:社会稳定|社会|稳定|重大决策|重大事项|决策)(?:社会)?(?:稳定)?风险评估|稳评"


_NOT_FOR_FIRMS = r"(?m:^)(?![^\n]*(?:法治体检|进企业|进园区|民营企业|为企业|惠企|公平竞争))[^\n]*"


class Decisions(Section):
    """重大行政决策与合法性审查"""

    topics: ClassVar[str] = "决策|合法性|审查|审核|法律顾问|法律意见|合同|协议|风险评估|稳评|会商"
    outside: ClassVar[str] = PLANS

    major_decisions: Figure = count(
        "重大行政决策事项数",
        "报告年度全地区重大行政决策事项的总数",
        includes="报告给出的总数;另有分级数字的,分级数字归其他指标",
        excludes="被审查、评估的决策事项数",
        units="件 项 个 宗 条",
        cue=(
            rf"{_MADE}{UP_TO_14}{_DECISION}(?:的|事项|项目|目录|清单|,(?=共))*[(]?{IS}#",
            rf"{_DECISION}(?:事项)?目录(?:共|中)?(?:确定|列入|明确|纳入|包含|包括|收录){IS}#",
            rf"(?:将|把|对)?#{UP_TO_14}(?:列入|纳入|作为|确定为|列为){UP_TO_14}{_DECISION}",
            rf"{_DECISION}[^\n]{{0,4}}(?:事项)?目录[^@\n]{{0,60}}事项{IS}#",
            rf"{_DECISION}[^\n]{{0,4}}(?:事项)?目录[^@\n]{{0,60}}(?:将|等)[^@\n]{{0,30}}#{UP_TO_4}(?:事项|决策|项目)",
            rf"{_MADE}{UP_TO_4}#{UP_TO_8}{_DECISION}(?!目录)",
            rf"#{UP_TO_8}{_DECISION}(?:事项)?(?:被)?(?:列入|纳入)",
            rf"#{UP_TO_8}{_DECISION}(?:事项)?(?:全部|均|都|严格)",
            rf"{_DECISION}(?:事项)?{IS}#",
        ),
        avoid=(
            rf"{REVIEWED}(?!程序|机制|制度|率){UP_TO_24}#",
            rf"{REVIEWED}(?!程序|机制|制度|率){UP_TO_24}@{UP_TO_24}#",
            rf"(?:评估|备案|听证|论证|征求|风险|档案|案例|指引|培训){UP_TO_14}#",
            rf"#(?![^,@\n]{{0,16}}(?:全部|均|都)){UP_TO_24}(?:评估|审查|审核|论证|听证|备案|典型案例)",
            r"其中[^@\n]{0,20}#",
            r"其中[^@\n]{0,20}@[^@\n]{0,20}#",
            rf"@[^@\n]{{0,16}}(?:街道|镇|乡|部门){UP_TO_4}{_DECISION}{UP_TO_8}#",
            rf"(?:街道|镇|乡|部门){UP_TO_4}{_DECISION}{UP_TO_8}#[、,(]{UP_TO_4}(?:级|部门|街道|镇|乡){UP_TO_14}@",
            *NOT_RESULTS,
        ),
    )
    legality_reviews: Figure = count(
        "合法性审查件数",
        "报告年度合法性审查(审核)的总件数",
        includes="全部合法性审查的合计",
        excludes="只是规范性文件、合同或决策一类的审查件数",
        units=_THINGS,
        cue=(
            rf"(?:共|累计|全年|年度|开展|完成|办理|进行|提供|实施){UP_TO_24}{LEGALITY}(?:意见|事项|工作|服务|任务|件)?{IS}#",
            rf"{LEGALITY}(?:意见|事项|工作|服务|业务|任务|申请|文件|件|量|总量|件数)?{IS}#",
            rf"{LEGALITY}了?(?:各类|政府|政策|规范性|重大|行政|决策|文件|合同|协议|事项|议题|材料|、|和|及|等)+{IS}#",
            rf"{LEGALITY}(?:机构|中心|部门|人员|队伍|员){UP_TO_4}{REVIEWED}(?:各类)?(?:文件|事项)?{IS}#",
            rf"#{UP_TO_24}(?:进行|开展|实施|提供|完成|作|出具)?{UP_TO_4}{LEGALITY}(?!{UP_TO_8}@)",
            rf"审[查核]把关{IS}#",
            rf"{LEGALITY}[^@\n]{{0,20}},(?:全年|年内|共|累计|已|开展|完成)*{REVIEWED}(?:各类)?(?:文件|事项)?{IS}#",
            rf"{REVIEWED}[^@\n]{{0,40}}等(?:各类)?(?:事项|文件|材料|涉法事务|涉法事项)?{IS}#",
            rf"{REVIEWED}{UP_TO_8}(?:涉法|各类|文件|事项|材料|议题|法律事务){UP_TO_8}#",
        ),
        avoid=(
            rf"{_SINGLE}{UP_TO_8}#",
            rf"(?:\A|[,:\n])(?:(?!文件|决策|涉法|事项|议题)[^,@\n])*(?:合同|协议)等?的?{LEGALITY}{UP_TO_8}#",
            rf"(?:出具|提出|形成){UP_TO_8}{LEGALITY}意见{UP_TO_8}#",
            rf"#[^,@\n、]{{0,6}}{_SINGLE}",
            rf"(?:(?<!涉法)(?<!政策)文件|合同|协议|决策|规范性文件){UP_TO_4}#[^,@\n]{{0,20}}{LEGALITY}",
            rf"{LEGALITY}[^,@\n、和及]{{0,8}}{_OF_ONE_KIND}[^,@\n、和及]{{0,8}}#",
            rf"#(?:行政)?{_OF_ONE_KIND}{UP_TO_14}{LEGALITY}",
            r"@、(?![^,@\n]{0,4}(?:共|合计|总计))[^,@\n]{0,14}#",
            r"#、[^,@\n]{0,14}@",
            rf"(?:培训|会议(?!议题)|案例|会商|(?:人员|法治员|机构)(?!{UP_TO_4}审[查核])|指引|公平竞争|备案){UP_TO_8}#",
            rf"#{UP_TO_8}{LEGALITY}(?:典型|案例|员|中心|人员|机构|工作站|示范)",
            r"#[^,@\n]{0,12}(?:镇|街道|乡|部门|单位)",
            rf"(?:公证|鉴定|许可|资格|案卷|预算|资质|备案){UP_TO_8}#",
            *NOT_RESULTS,
        ),
        within=f"(?:{LEGALITY}|涉法|审[查核]把关|(?:法规|法制|司法)(?:部门|机构|局|科|处|所|股)|审[查核](?:各类|涉法)?(?:文件|合同|协议)、)",
    )
    legality_review_rate: Figure = rate(
        "合法性审查率",
        "规范性文件、重大行政决策、合同等的合法性审查率",
        excludes="备案率;重大执法决定法制审核率",
        cue=(
            rf"{LEGALITY}(?:率|覆盖率|覆盖面|比例|比率|占比){UP_TO_24}#",
            rf"{LEGALITY}{UP_TO_8}(?:达到?|实现|为)#",
            rf"{LEGALITY}{OVER_40}审[查核]率{UP_TO_8}#",
            rf"#(?:的)?(?:经过|进行|开展|实现|通过|完成)?{LEGALITY}",
        ),
        avoid=(
            rf"(?:法制审核|执法决定){UP_TO_14}#",
            *NOT_RESULTS,
        ),
    )
    contracts_reviewed: Figure = count(
        "合同协议审查件数",
        "报告年度审查的合同、协议件数",
        excludes="签订的合同;合同与其他文件的合计",
        units=_THINGS,
        cue=(
            rf"{REVIEWED}[^\n]{{0,60}}(?:{_CONTRACT}){IS}#",
            rf"{_CONTRACT}(?:的)?{UP_TO_4}(?:合法性)?{REVIEWED}(?:意见|事项)?{IS}#",
            rf"对{UP_TO_14}{_CONTRACT}{IS}#[^\n]{{0,40}}{REVIEWED}",
            rf"{REVIEWED}{UP_TO_4}#{UP_TO_14}(?:合同|协议)",
            rf"#{UP_TO_14}{_CONTRACT}(?:进行|开展|作|通过|经过?|完成){UP_TO_8}{REVIEWED}",
            rf"\A(?:其中)?(?:各类|政府|行政|重大)*{_CONTRACT}{IS}#",
            rf"审[查核][^,@\n]{{0,8}}合同[^,@\n]{{0,14}}协议等?(?:文本)?{IS}#",
            rf"(?:法律顾问|合法性){OVER_40}{_CONTRACT}{IS}#",
        ),
        avoid=(
            rf"(?:签订(?!的)|签署(?!的)|履行|劳动|签约|调解|达成|框架){UP_TO_8}(?:合同|协议){UP_TO_8}#",
            r"(?:签订|签署|签约|达成)#",
            rf"(?:决策|文件|议题)[^,@\n]{{0,12}}(?:合同|协议){UP_TO_14}#",
            rf"#{UP_TO_8}(?:调解|司法确认)",
            *NOT_RESULTS,
        ),
        within=rf"\A(?=[\s\S]*(?:审|把关|顾问|合法性))[\s\S]*{_NOT_FOR_FIRMS}\Z",
    )
    legal_opinions: Figure = count(
        "出具法律意见件数",
        "报告年度政府法律顾问、司法行政机关等出具的法律(审查)意见件数",
        excludes="为企业、群众出具的法律意见;立法意见",
        units=_THINGS,
        cue=(
            rf"出具{UP_TO_8}(?:法律|合法性审[查核]|审[查核]|书面|论证){UP_TO_4}意见书?(?:[及和]?建议)?{IS}#",
            rf"出具#{UP_TO_14}意见书?",
            rf"提交{UP_TO_8}法律(?:审[查核])?(?:意见|建议)书?{IS}#",
            rf"(?:提供|提出|形成){UP_TO_8}(?:法律|合法性)(?:审[查核])?(?:修改|建议)?意见(?:[及和]?建议|书)?{IS}#",
            rf"(?:提供|提出)#{UP_TO_4}法律(?:审查)?意见",
            rf"法律意见(?:书|[及和]?建议)?{IS}#",
        ),
        avoid=(
            rf"企{UP_TO_14}(?:法律|意见){UP_TO_8}#",
            rf"(?:公平竞争|复议|仲裁|立法|鉴定|公证){UP_TO_8}意见{UP_TO_8}#",
            *NOT_RESULTS,
        ),
        within=_NOT_FOR_FIRMS + r"\Z",
    )
    risk_assessments_filed: Figure = count(
        "社会风险评估备案件数",
        "报告年度重大决策社会(稳定)风险评估备案的件数",
        excludes="食品安全、灾害等其他风险评估",
        units="件 项 个 份 次 起 宗 件次",
        cue=(
            rf"(?:{_RISK})[^@\n]{{0,30}}{_FILED}{UP_TO_8}#",
            rf"{_FILED}{UP_TO_14}(?:{_RISK}){UP_TO_8}#",
            rf"#{UP_TO_24}(?:{_RISK}){UP_TO_14}{_FILED}",
            rf"(?:{_RISK})[^@\n]{{0,30}},{UP_TO_8}评估(?:备案|审核)?(?:重大)?(?:决策)?(?:项目|事项)?{IS}#",
            rf"(?:{_RISK})(?:报告|事项|工作|项目)?{UP_TO_4}#",
            rf"#{UP_TO_14}(?:进行|开展|实施|完成|的)?{UP_TO_4}(?:{_RISK})",
        ),
        avoid=(
            rf"(?:安全|法律|灾害|食品|合规|环境|债务|廉政|自然|质量){UP_TO_4}风险评估{UP_TO_8}#",
            rf"(?:专家|第三方|机构|提出|建议|培训){UP_TO_8}#",
            *NOT_RESULTS,
        ),
    )
