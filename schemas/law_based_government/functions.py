"""依法全面履行政府职能: after government services, the business environment, fair competition, help for enterprises."""

from typing import ClassVar

from llmextract.schema import Figure, change, count
from llmextract.schemas.law_based_government.government_services import HOTLINE, GovernmentServices
from llmextract.schemas.law_based_government.words import (
    BRACKETED,
    GREW_TO,
    IS,
    NOT_RESULTS,
    OVER_40,
    OVER_80,
    PLANS,
    REVIEWED,
    ROSE_OR_FELL,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
    YEAR_ON_YEAR,
)

_ENTITIES = "(?:市场|经营|商事)主体"
_STOCK = "(?:实有|现有|在册|存续|在营|共有|总量|总数|登记总户数|存量|达到|突破|发展到|保有量|规模)"
_NEW = "新(?:设立?|增|登记|注册|设登记|办|发展|开办|登记注册|设立登记|培育)"
_PROMISE = "告知承诺制?"
_ADJUSTED = "(?:调整|更新|修订|优化|变更)"
_POWERS = "(?:权责|权力|行政职权|责任清单|职权)"
_FAIR = "公平竞争(?:性)?审[查核]"
_SOLVED = "(?:解决|办结|化解|破解|办理|处理|回应|答复|协调|帮助解决|纾解|处置)"
_FIRMS = "(?:企业|涉企|民企|商户|经营主体|市场主体)"
_TROUBLES = "(?:诉求|问题|困难|难题|堵点|痛点|需求)"
_VISITED = "(?:走访|走进|上门服务|实地服务|联系服务|对接服务|结对服务)"


class Functions(GovernmentServices):
    """依法全面履行政府职能、政务服务与营商环境"""

    topics: ClassVar[str] = (
        "政务服务|放管服|审批|一件事|网办|网上|一网|热线|12345|诉求|主体|个体工商户|企业|营商|告知承诺|权责|权力|清单|"
        "公平竞争|法治体检|法律服务|走访|办事"
    )
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = ("market_entities_change = market_entities against the year before",)

    market_entities: Figure = count(
        "实有经营主体数",
        "报告年末全地区实有(在册)经营主体(市场主体)总数",
        excludes="新设经营主体;只是企业或个体工商户的数",
        units="户 家 个",
        cue=(
            rf"{_ENTITIES}{UP_TO_8}突破@,?{UP_TO_4}达到?#",
            rf"(?:{_STOCK}{UP_TO_14}{_ENTITIES}|{_ENTITIES}{UP_TO_4}{_STOCK}){UP_TO_8}#",
            rf"{_STOCK}{UP_TO_8}#{UP_TO_4}{_ENTITIES}",
            rf"(?<!类){_ENTITIES}(?:增至|增加到|增加至|增长至|增长到|发展至|累计登记)?{IS}#",
            rf"{_ENTITIES}{UP_TO_4}{GREW_TO}#",
            rf"(?:全[省市县区州旗]|辖区内?|本地)(?:共有|现有|有)?#{UP_TO_4}{_ENTITIES}(?![^@\n]{{0,8}}(?:提供|开展|进行|实施|新))",
        ),
        avoid=(
            rf"(?:净增|新){UP_TO_14}#",
            rf"(?:注销|走访|检查|抽查|惠及|服务|培育|支持|帮助|扶持|监管|覆盖|涉及|列入|移出|核查|公示|办理|抽取|清理|规范|减免|"
            rf"对|为|吊销|归集|随机|受益|每万人|每千人|信用){UP_TO_14}{_ENTITIES}{UP_TO_14}#",
            *NOT_RESULTS,
        ),
    )
    market_entities_change: Figure = change(
        "实有经营主体同比",
        "实有经营主体总数的同比增减",
        excludes="新设经营主体的同比",
        cue=(
            rf"{_STOCK}{UP_TO_8}(?:@{UP_TO_4}{_ENTITIES}|{UP_TO_8}{_ENTITIES}{UP_TO_8}@)[,(、]?{UP_TO_4}{YEAR_ON_YEAR}{UP_TO_8}#",
            rf"{_ENTITIES}{UP_TO_14}@(?:,?达到?@)?[,(、]?{UP_TO_4}(?:{YEAR_ON_YEAR}|增长|增幅){UP_TO_8}#",
            rf"{_ENTITIES}{UP_TO_8}@{BRACKETED},[^,@;。\n]{{0,20}},?(?:{YEAR_ON_YEAR}{UP_TO_8}|@,?{UP_TO_4}{ROSE_OR_FELL}(?:了|近|约)?)#",
            rf"{_NEW}[^@\n]{{0,20}}@,[^@\n]{{0,20}}@,?{UP_TO_4}{YEAR_ON_YEAR}分别{UP_TO_8}@[、和]#",
            rf"(?:{_ENTITIES}(?:总量|总数|数量|户数)|{_STOCK}{UP_TO_8}{_ENTITIES}){UP_TO_4}{YEAR_ON_YEAR}{UP_TO_8}#",
        ),
        avoid=(
            rf"(?:{_NEW}|净增){UP_TO_14}{_ENTITIES}{UP_TO_8}@(?:(?!{_STOCK})[^;。\n]){{0,30}}#",
            rf"{_NEW}[^@\n]{{0,20}}@,[^@\n]{{0,20}}@,?{UP_TO_4}{YEAR_ON_YEAR}分别{UP_TO_8}#",
            rf"(?:{_NEW}@{UP_TO_8}{_ENTITIES}|{_ENTITIES}{UP_TO_4}{_NEW}{UP_TO_4}@)[,(、]?{UP_TO_14}#",
        ),
    )
    new_market_entities: Figure = count(
        "新设经营主体数",
        "报告年度新设立(新登记)的经营主体总数",
        excludes="实有总数;只是新设企业或个体工商户的数",
        units="户 家 个",
        cue=(
            rf"{_NEW}{UP_TO_8}{_ENTITIES}{UP_TO_8}#",
            rf"{_NEW}(?:登记|注册)?(?:各类)?#{UP_TO_4}{_ENTITIES}",
            rf"{_ENTITIES}{UP_TO_4}{_NEW}(?:登记|注册)?{IS}#",
            rf"{_ENTITIES}{UP_TO_14}@(?:,{UP_TO_14}@)?[,(、]?(?:其中)?(?:本年度?|今年|全年|年内|当年)?{_NEW}(?:登记|注册)?{IS}#",
            rf"{_NEW}(?:登记|注册)?{IS}#",
            rf"#{UP_TO_4}{_ENTITIES}{UP_TO_4}{_NEW}",
            rf"(?:设立|登记){UP_TO_4}{_ENTITIES}{IS}#",
        ),
        avoid=(
            rf"(?:注销|{_STOCK}|服务|民营|外资|每[万千]人){UP_TO_4}{_ENTITIES}{UP_TO_8}#",
            r"净增[^,@\n]{0,12}#",
            rf"(?:企业|工商户|合作社|专利|商标|项目){UP_TO_14}@{UP_TO_4},{UP_TO_4}{_NEW}{UP_TO_4}#",
            *NOT_RESULTS,
        ),
        within=_ENTITIES,
    )
    commitment_items: Figure = count(
        "告知承诺制事项数",
        "实行告知承诺制的证明事项(许可事项)数",
        excludes="以告知承诺方式办理的件数;执法中的承诺",
        units="项 个 类 条 种 大项",
        cue=(
            rf"{_PROMISE}(?!后){UP_TO_24}事项{UP_TO_14}#",
            rf"#{UP_TO_24}(?:实行|实施|推行|采用|适用|纳入)?{UP_TO_8}{_PROMISE}",
            rf"事项{UP_TO_8}{_PROMISE}{UP_TO_8}#",
            rf"{_PROMISE}{UP_TO_14}#{UP_TO_8}事项",
            rf"{_PROMISE}{OVER_40}#{UP_TO_4}(?:证明|许可|审批)事项",
            rf"(?:实行|推行|实施){UP_TO_4}{_PROMISE}(?:管理|改革|审批)?(?:的)?{IS}#",
            rf"{_PROMISE}[^@\n]{{0,30}}(?:(?:证明|许可|审批)事项{UP_TO_8}|(?:清单|目录)(?:事项|共列|列入|涉及)?{IS})#",
        ),
        avoid=(
            rf"(?:办件|办理(?!的(?:证明|许可|审批|政务)?事项)|受理|办结|通过|轻微违法|处罚|执法|信用承诺){UP_TO_14}#",
            rf"#{UP_TO_14}(?:轻微违法|处罚|办件)",
            rf"事项#、{UP_TO_14}事项@",
            rf"事项@、{UP_TO_14}事项#",
            *NOT_RESULTS,
        ),
    )
    commitment_cases: Figure = count(
        "告知承诺办理件数",
        "报告年度以告知承诺方式办理的件数",
        excludes="实行告知承诺制的事项数",
        units="件 次 宗 份 笔 例 起 人次 件次 单 户次 户",
        cue=(
            rf"承诺{OVER_40}(?:办理|办件|办结|办成|受理|适用|使用|签订|出具|签署|审批){UP_TO_14}#",
            rf"#{UP_TO_14}(?:通过|采用|适用|采取|按照?|以){UP_TO_4}{_PROMISE}",
            rf"(?:办理|办结|受理|签订|签署|审批){UP_TO_8}{_PROMISE}{UP_TO_14}#",
            rf"#[^,@\n]{{0,4}}{_PROMISE}(?:件|业务|办件|书|申请)",
            rf"{_PROMISE}(?:件|业务|办件|书|办件量){IS}#",
        ),
        avoid=(rf"(?:减少|免提交|免交|精简|压减|取消|缩减|一件事|轻微违法|处罚|执法|立案){UP_TO_14}#", *NOT_RESULTS),
        within="告知承诺|承诺(?:方式|办理|制)",
    )
    power_list_items_adjusted: Figure = count(
        "调整权责清单事项数",
        "报告年度调整的权责清单(行政权力)事项总数",
        excludes="清单事项总数;下放、赋权的事项",
        units="项 个 条 件 类",
        cue=(
            rf"{_ADJUSTED}{UP_TO_14}{_POWERS}{UP_TO_14}#",
            rf"{_ADJUSTED}{UP_TO_14}{_POWERS}{UP_TO_8},(?:共|累计|全年|年内)*(?:涉及|{_ADJUSTED})(?:事项)?{IS}#",
            rf"{_ADJUSTED}{UP_TO_4}#{UP_TO_8}{_POWERS}",
            rf"{_POWERS}[^@\n]{{0,24}}{_ADJUSTED}{UP_TO_8}#",
            rf"{_POWERS}[^@;。\n]{{0,40}}(?:@[^@;。\n]{{0,16}})?{_ADJUSTED}[^@;。\n]{{0,24}}(?:事项|职权|权力|涉及){IS}#",
            rf"#{UP_TO_8}{_POWERS}{UP_TO_8}{_ADJUSTED}",
            rf"{_ADJUSTED}[^;。\n]{{0,14}}{_POWERS}[^;。\n]{{0,50}}(?:共计?|合计|总计){UP_TO_4}#",
        ),
        avoid=(
            rf"(?:(?<![、和及与])(?:赋权|赋予|下放|承接|取消|新增|公布|调整后)(?![、和及与]){UP_TO_8}|(?<!@)(?:部门|镇街|乡镇|街道|单位)(?!权|行政|职){UP_TO_4})#",
            *NOT_RESULTS,
        ),
    )
    fair_competition_reviews: Figure = count(
        "公平竞争审查文件数",
        "报告年度经公平竞争审查的文件(政策措施)总数",
        excludes="清理的存量文件;修改、废止的文件;案件",
        units="件 份 个 部 项 篇 条 宗 件次 份次 次",
        cue=(
            rf"{_FAIR}[^,@\n]{{0,20}}(?:文件|措施|政策|草案|增量|项目|事项|材料){UP_TO_8}#",
            rf"#{UP_TO_24}(?:开展|进行|实施|履行|通过|落实|完成|经过|作){UP_TO_8}{_FAIR}",
            rf"#{UP_TO_24}审[查核],{UP_TO_8}公平竞争",
            rf"公平竞争[^@\n]{{0,50}}(?:{REVIEWED}|评估|会审){UP_TO_24}#",
            rf"公平竞争[^@\n]{{0,50}}#{UP_TO_24}(?:文件|措施|政策){UP_TO_8}{REVIEWED}",
            r"(?:审[查核]|评估)#[^@\n]{0,30}公平竞争",
            rf"审[查核]{UP_TO_24}(?:文件|政策|措施)#{OVER_40}公平竞争",
            rf"{_FAIR}{UP_TO_8}#",
            rf"#{UP_TO_14}(?:文件|措施|政策){UP_TO_8}{REVIEWED}",
        ),
        within="公平竞争",
        avoid=(
            rf"(?:清理|废止|修[订改]|案件|举报|投诉|线索|问题|培训|会议|宣传|抽查|意见建议|督查){UP_TO_14}#",
            r"#[^,@\n]{0,4}(?:案件|培训|会议|问题|线索)",
            rf"#{UP_TO_24}(?:合法|备案|性审核)",
            rf"#{UP_TO_8}合同",
            *NOT_RESULTS,
        ),
    )
    enterprise_requests_resolved: Figure = count(
        "解决企业诉求数",
        "报告年度解决(办结)的企业诉求、问题总数",
        excludes="只是收集的诉求;热线办理的企业和群众诉求",
        units="个 件 项 条 起 宗 次 件次 家次",
        cue=(
            rf"{_SOLVED}{UP_TO_8}{_FIRMS}{UP_TO_14}{_TROUBLES}{UP_TO_8}#",
            rf"为{UP_TO_4}{_FIRMS}{UP_TO_4}(?:排忧解难|纾困解难|纾难解困|解难题|办实事|解决){UP_TO_4}#",
            rf"{_SOLVED}#{UP_TO_4}{_FIRMS}{UP_TO_8}{_TROUBLES}",
            rf"{_FIRMS}{OVER_40}{_TROUBLES}@,?{UP_TO_8}(?:解决|办结|化解|答复){UP_TO_4}#",
            rf"{_FIRMS}{OVER_80}(?:解决|化解|破解|办结){UP_TO_14}{_TROUBLES}{UP_TO_4}#",
            rf"{_FIRMS}{OVER_40}(?:解决|化解|破解|办结)#{UP_TO_14}{_TROUBLES}",
            rf"{_FIRMS}{UP_TO_14}{_TROUBLES}{OVER_80}(?:解决|化解|破解|办结){IS}#",
        ),
        avoid=(
            rf"(?:收集|征集|梳理|受理|收到|摸排|排查){UP_TO_14}#",
            rf"(?:{_FIRMS}(?:、|和|及|与)?(?:人民)?群众|群众(?:、|和|及|与)?{_FIRMS}){UP_TO_14}#",
            rf"(?:{HOTLINE}|信访|欠薪|就业){UP_TO_24}#",
            *NOT_RESULTS,
        ),
    )
    enterprises_visited: Figure = count(
        "走访服务企业数",
        "报告年度走访、服务企业的家数(家次)",
        excludes="检查企业的家数",
        units="家 户 个 家次 户次 次",
        cue=(
            rf"{_VISITED}{UP_TO_14}(?:{_FIRMS}|企){UP_TO_8}#",
            rf"企业?{UP_TO_4}走访(?:服务|调研|慰问)?{IS}#",
            rf"{_VISITED}(?:了|各类|重点)?#{UP_TO_14}{_FIRMS}",
            rf"(?:服务|惠及|对接|联系|覆盖|深入)(?:各类|民营|中小微?|小微|重点|辖区|规上|实体|、)*企业{IS}#",
            rf"(?:服务|惠及|对接|深入)#{UP_TO_8}企业",
            rf"为#{UP_TO_8}企业(?:提供|开展|进行){UP_TO_14}(?:法律|法治|体检|服务)",
        ),
        avoid=(rf"(?:检查|抽查|处罚|新增|核查|解决|处理|整改|培训|注册|登记|困难|问题|诉求){UP_TO_8}#", *NOT_RESULTS),
    )
    legal_services_to_enterprises: Figure = count(
        "为企业提供法律服务次数",
        "报告年度为企业提供法律服务的次数(件数)",
        includes="法治体检、法律咨询等",
        excludes="法治宣传、培训;为群众提供的法律服务",
        units="次 场 场次 件 件次 家次 人次 户次 项 批次",
        cue=(
            rf"企{UP_TO_24}(?:提供|解答|开展){UP_TO_24}法律服务{UP_TO_8}#",
            rf"企业?{UP_TO_4}(?:送|送去|作|做|开展|提供){UP_TO_14}(?:咨询|法律服务|体检|指导){UP_TO_4}#",
            rf"(?:企|园区|商会)[^\n]{{0,60}}提供[^,@\n]{{0,12}}法律服务{UP_TO_8}#",
            rf"(?:法律服务|律师|法律顾问)[“”]?进{UP_TO_4}企业?[”]?(?:活动)?{IS}#",
            rf"(?:法治|法律)[“”]?体检[”]?(?:活动|服务|工作)?{IS}#",
            rf"#{UP_TO_4}[“]?(?:法治|法律)体检",
            rf"(?:企|园区|商会)[^\n]{{0,60}}(?:提供|解答|接受|开展)[^,@\n]{{0,12}}(?:法律咨询|咨询){UP_TO_8}#",
            rf"(?:律师|法律服务|公证|法律顾问)[^@\n]{{0,24}}送法(?:上门|入|进){UP_TO_4}(?:企业?|园区|商会)?{IS}#",
            rf"企[^\n]{{0,60}}(?:送去|送上|送|提供|开展)[^,@\n]{{0,20}}法律(?:辅导|指导|咨询|服务|帮助|支持|会诊){UP_TO_4}#",
            r"企[^\n]{0,60}提供[^,@\n]{0,6}#[^,@\n]{0,8}(?:法律服务|法律咨询|法治体检|咨询服务)",
        ),
        avoid=(
            rf"(?:法治宣传|宣讲|讲座|普法|培训|风险点?|隐患|意见建议|报告|活动场所|群众){UP_TO_8}#",
            r"#[^,@\n]{0,4}(?:宣讲|讲座|培训|风险)",
            *NOT_RESULTS,
        ),
    )
