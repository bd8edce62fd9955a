"""政务服务: what the government offers and how its hotline answers; the first fields of the section functions."""

from llmextract.schema import Figure, Section, count, rate
from llmextract.schemas.law_based_government.words import (
    ACCEPTED,
    CONCLUDED,
    IS,
    NOT_RESULTS,
    OVER_40,
    REACHED,
    RECEIVED,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
    YEAR_ON_YEAR,
    throughout,
)

_PLACE = "(?:进驻|入驻|窗口|终端|自助|大厅|专区|驿站|小厅|中心|平台|镇街|乡镇|街道|园区|村级|社区)"
_PART_OF_ITEMS = (
    "(?:跨省|省内|跨域|全域|通办|即办|马上办|就近办|免证|免申|容缺|帮办|代办|高频|下放|下沉|取消|精简|压减|承接|新增|"
    "调整|试点|赋权|一件事|全程网办|一网通办|不见面|秒批|秒办|零跑|最多跑|告知承诺|零材料)"
)
_ONE_THING = '(?<!监管[“])(?<!监管)(?<!执法)一件事(?:一次办)?[”’"]?'
HOTLINE = "(?:12345|热线|接诉即办|民意速办|民声)"
# Hotlines for one matter: consumers, legal services, discipline.
_OTHER_LINES = throughout(
    "(?:法律服务|消费|纪检|税务|妇女|青少年|监督举报)[^,@\n]{0,6}热线|123(?:48|15|09|55|38|50|66|69|80|88)", "12345"
)
_CONCLUDED_RATE = "(?:办[结理复]|处置|处结)率"
_HANDLED = f"(?:{RECEIVED}|{ACCEPTED}|接听|接办|承办|承接|办理|处置|处理|流转|转办|交办|派发|分办|派单|响应)"
_REQUESTS = "(?:诉求|工单|来电|投诉举报|咨询投诉|事项|问题|电话|呼叫|派单)"


class GovernmentServices(Section):
    """政务服务"""

    service_items: Figure = count(
        "政务服务事项数",
        "全地区(本部门)政务服务事项的总数",
        excludes="一个窗口、终端或中心承接的事项;只是其中一类(跨省通办、即办等)的事项",
        units="项 个 件 条",
        cue=(
            r"#[^,@\n]{0,4}(?:依申请|公共|行政|各类|类|的|本级|县级|市级|区级|保留)*政务服务事项",
            rf"政务服务事项(?:目录|清单|总数|数量|已|标准化|库|基本目录|实施清单|办事指南|,?共列|,)*{IS}#",
            rf"事项总数{UP_TO_4}由@{UP_TO_8}[为到至]#",
            r"(?:政务服务|依申请(?!公开))[^@;。\n]{0,12}事项[^@;。\n]{0,40}[,的](?:共有?|有|共?计|达到?|总计|合计|共?涉及)#",
            rf"(?:依申请(?!公开)|政务服务)[^@\n]{{0,40}}事项(?:目录|清单)?,?{IS}#",
        ),
        avoid=(
            rf"{_PLACE}{UP_TO_14}#",
            rf"{_PLACE}{UP_TO_14}@{UP_TO_8}#",
            rf"{_PART_OF_ITEMS}[”“]?{UP_TO_8}#",
            r"#(?:(?!全部|全面|均|应[进上]尽)[^,@;。\n]){0,24}(?:进驻|入驻)",
            rf"#{UP_TO_24}(?:自助|全天候|不打烊|下沉|下放|延伸|授权|委托|{_PART_OF_ITEMS})",
            *NOT_RESULTS,
        ),
    )
    one_thing_services: Figure = count(
        "一件事集成服务事项数",
        "推出(落地)的“高效办成一件事”“一件事一次办”集成服务事项数",
        excludes="一件事的办件量;监管“一件事”",
        units="项 个 件 类 条 套 种 批",
        cue=(
            rf"{_ONE_THING}{UP_TO_14}#",
            rf"{_ONE_THING}[^@\n]{{0,24}},{UP_TO_8}(?:推出|上线|落地)(?:了)?#",
            rf"{_ONE_THING}[^@\n]{{0,24}},{UP_TO_8}#{UP_TO_4}(?:事项|主题|套餐|场景|集成)",
            r"#[^,@\n]{0,14}(?<!监管[“])(?<!监管)一件事",
            rf"{_ONE_THING}[^@\n]{{0,24}},{UP_TO_8}(?:推出|上线|实现|落地|推行|打造|完成|新增|梳理|联办)[^@\n]{{0,14}}(?:事项|主题|套餐|场景|服务){IS}#",
            rf"集成化?(?:服务|办理|套餐|改革)(?:事项|主题|场景|套餐|服务)?{IS}#",
        ),
        avoid=(
            rf"{_ONE_THING}{UP_TO_14}(?:办件|(?<!集成)(?<!联合)办理|受理|办结|服务群众|业务|惠及){UP_TO_4}#",
            rf"(?:办理|受理|办结|惠及){UP_TO_4}[“]?(?:高效办成)?一件事[”]?{UP_TO_8}#",
            rf"(?:办理|受理|办结)#{UP_TO_8}一件事",
            r"@、[^,@\n]{0,6}#[^,@\n]{0,6}一件事",
            rf"{_ONE_THING}[^,@\n]{{0,10}}(?:部门|检查|执法|环节|材料|时限)[^,@\n]{{0,4}}#",
            *NOT_RESULTS,
        ),
        within="一件事",
    )
    online_service_rate: Figure = rate(
        "网上可办率",
        "政务服务(行政许可)事项网上可办的比率",
        excludes="全程网办率、即办率、一网通办率",
        cue=(
            rf"(?<!全程)(?:网上?|线上|网络)[”]?(?:可|能)?办理?[”]?(?:实现)?(?:率|比例|占比|事项占比){UP_TO_24}#",
            r"#(?:以上)?(?:的)?[^,@\n]{0,14}(?:实现|达到)?[“]?(?:网上可办|网上办理|网上能办|可网办|网上办)",
            rf"(?:网上|线上|网络)(?:可|能|申请|直接)*办理?(?:(?!压缩|压减|时限|提速|满意|好评|评价)[^,@\n]){{0,16}}(?:占比|比例|比率|率|达到?|占到?|实现|为){REACHED}#",
        ),
        avoid=(
            r"(?<!、)全程网(?:上)?办[^,@\n、]{0,6}#",
            *NOT_RESULTS,
        ),
    )
    hotline_requests: Figure = count(
        "热线(12345等)办理诉求数",
        "报告年度12345等政务服务热线受理(办理)的诉求总数",
        excludes="12348、12315等专业热线;企业诉求专线;办结数另列时的办结数",
        units="件 个 条 宗 起 次 通 单 件次 人次 批 项",
        cue=(
            rf"{HOTLINE}(?:[^,@\n]){{0,20}}{_HANDLED}{UP_TO_14}#",
            rf"{_HANDLED}{UP_TO_8}{HOTLINE}(?:[^,@\n]){{0,16}}#",
            rf"{HOTLINE}[^@\n]{{0,60}},{UP_TO_14}{_HANDLED}{UP_TO_14}#",
            rf"{_HANDLED}{UP_TO_14}{_REQUESTS}{UP_TO_4}#",
            rf"{HOTLINE}{OVER_40},{UP_TO_4}受理量?{IS}#",
            rf"办结{UP_TO_8}{_REQUESTS}{UP_TO_4}#",
            rf"{_HANDLED}#{UP_TO_8}(?:{HOTLINE}|诉求|工单|来电)",
            rf"{HOTLINE}{UP_TO_8}(?:工单|诉求|来电){IS}#",
        ),
        avoid=(
            _OTHER_LINES,
            rf"(?:(?:办结|回复|解决|督办)(?:率)?{IS}|(?:退回|回访|催办|审核|协调){UP_TO_8})#",
            rf"(?:信访|复议|行政执法|市场主体|执法){UP_TO_8}{_REQUESTS}?{UP_TO_4}#",
            r"法律(?:服务|咨询|援助)[^,@\n]{0,8}#",
            r"(?:坐席|单位|部门|成员)[^,@\n]{0,6}#",
            *NOT_RESULTS,
        ),
        within=HOTLINE,
    )
    hotline_completion_rate: Figure = rate(
        "热线办结率",
        "12345等热线诉求的(按期)办结率",
        excludes="响应率、接通率;信访办结率",
        cue=(
            rf"(?:按[时期]|限时|及时)?{_CONCLUDED_RATE}{UP_TO_24}#",
            rf"(?:按[时期]|限时|及时){CONCLUDED}{IS}#",
        ),
        avoid=(
            _OTHER_LINES,
            rf"(?:信访|复议|提案|建议|案件|审计|仲裁|纠纷|援助){UP_TO_14}#",
            r"满意[率度](?!均|都)[^,@\n、和]{0,6}#",
            *NOT_RESULTS,
        ),
        shares="hotline_satisfaction_rate",
        within=HOTLINE,
    )
    hotline_satisfaction_rate: Figure = rate(
        "热线满意率",
        "群众对12345等热线办理的满意率",
        excludes="政务服务好差评、人大建议等其他满意率",
        cue=(
            rf"满意[率度]{UP_TO_14}#",
            rf"满意[率度]{YEAR_ON_YEAR}{UP_TO_8}@,{UP_TO_4}[到至]#",
        ),
        avoid=(
            _OTHER_LINES,
            r"(?:好差评|政务服务(?![^,@\n]{0,6}热线)|人大|政协|提案|建议|法律援助|公众|安全感|信访)[^,@\n]{0,24}满意[率度][^,@\n]{0,14}#",
            *NOT_RESULTS,
        ),
        shares="hotline_completion_rate",
        within=HOTLINE,
    )
