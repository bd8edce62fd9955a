"""权力制约监督与政务公开: people's congress and CPPCC, openness, audit."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, points, rate
from llmextract.schemas.law_based_government.words import (
    HELD,
    IS,
    ITS_PART,
    MOTIONS,
    NO_RESULT,
    NORM,
    PLANS,
    PROPOSALS,
    RATE_CHANGE,
    RECEIVED,
    ROSE_OR_FELL,
    TO_NOUN,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
    YEAR_ON_YEAR,
)

_HANDLE = f"(?:{RECEIVED}|办理|承办|办复|办结|答复|交办|受理|办好|回复|处理)"
_PAPERS = "件 份 条 项 个 宗 案 起 件次"
_CONGRESS = "(?:人大(?:会议)?(?:代表)?|(?<![党众业工民商])代表)"
_NO_CPPCC = "(?!政协|提案|委员|满意|常委|委室)"
_LIST = "[、和与及]"
_RATING = r"满意(?:\(?(?:或|和|及|含|包括|、)?基本满意\)?)?(?:率|度|的?占比?)"
# From the suggestions to the rating, over their figures, but not past another rating.
_TO_RATING = f"(?:(?!{_RATING}|热线|12345|诉求|群众|企业|政务服务|信访)[^;。\n])"
_ASIDE = "(?:重点|优秀|督办|闭会|立法|草案|视察|调研|征集|收集|征求|听取|座谈|邀请|上报|报送|司法|检察|审计|合理化)"
_BOTH = f"(?:建议|代表|人大){_TO_RATING}{{0,60}}(?:提案|委员|政协){_TO_RATING}{{0,30}}"
_RATED = f"{_RATING}(?:\\([^)@\n]{{0,12}}\\))?(?:均|都|双|全部|保持在|实现){{0,2}}{IS}#"
_REPLIED = f"(?:答复|办复|见面|面商|走访|沟通)率{UP_TO_14},?{UP_TO_4}{_RATED}"
_NO_RATING = (
    NORM,
    RATE_CHANGE,
    f"(?:态度|过程|(?<!对办理)(?<!对)结果|[,、]办理工作){_RATING}{UP_TO_4}#",
    f"(?:热线|12345|诉求|工单)[^;。\n]{{0,20}}{_RATING}{UP_TO_4}#",
)
_CHANNELS = "(?:微博|微信|公众号|新媒体|抖音|客户端|APP|头条|视频号)"
_OTHER_INFORMATION = (
    "(?:处罚|许可|执法|信用|双公示|财政|预决算|预算|采购|招标|环境|环保|征地|土地|教育|食品|救助|资源|依申请|热线)"
)
_REQUEST = "(?:依申请(?:政府)?(?:信息)?公开|公开(?:的)?申请)"
_NOT_LITIGATED = "(?:(?!复议|诉讼|引发|率|投诉|举报|培训|指导|案件)[^,@;。\n])"
_AUDIT = "审计"
_ELSEWHERE = "(?:执法|督察|督查|巡察|巡视|环保|案卷|统计监督|复议|信访|安全|财会)"
_FOUND = "(?:查出|发现|揭示|反映|指出|查处|披露|揭露)"


class Oversight(Section):
    """权力制约监督与政务公开"""

    topics: ClassVar[str] = "人大|政协|建议|提案|公开|政府信息|公报|新闻发布|发布会|解读|依申请|审计|监督|网站"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = (
        "audit_rectification_rate = audit_problems_rectified / audit_problems_found",
        "audit_problems_rectified <= audit_problems_found",
        "audit_rectification_rate_change = audit_rectification_rate against the year before",
    )

    congress_suggestions: Figure = count(
        "办理人大代表建议数",
        "政府报告年度办理(承办、收到)的各级人大代表建议、议案总数",
        excludes="与政协提案合计的数;重点建议;分级列出而无总数的;立法意见",
        units=_PAPERS,
        cue=(
            f"{_CONGRESS}(?:{_NO_CPPCC}[^,@;。\n]){{0,8}}{MOTIONS}(?:{_NO_CPPCC}[^,@;。\n]){{0,10}}(?<![和及与、])#",
            f"人大{UP_TO_8}{MOTIONS}{_LIST}{UP_TO_8}提案#[、,和]@",
            f"(?:其中[^;。\n]{{0,8}}|{_HANDLE}了?)(?:建议|议案){UP_TO_4}#[、,和及]{UP_TO_8}提案",
            f"(?:{_HANDLE}了?(?:{_NO_CPPCC}[^,@;。\n]){{0,6}})?#[^,@;。\n、和及]{{0,6}}{_CONGRESS}{UP_TO_8}{MOTIONS}"
            "(?![^,@\n]{0,8}(?:政协|提案))",
        ),
        avoid=(
            *NO_RESULT,
            f"{MOTIONS}(?:(?!提案)[^,@;。\n]){{0,8}}@{ITS_PART}",
            f"(?:{_ASIDE}|全国人大){UP_TO_8}(?:建议|意见|议案){UP_TO_8}#",
            f"{_ASIDE}{UP_TO_24}建议{UP_TO_4}#",
            f"{MOTIONS}#[、,和及](?!其中)(?:{UP_TO_8}提案@[、,])?(?:{UP_TO_8}人大{UP_TO_8})?{MOTIONS}@",
            f"{MOTIONS}@[、,和及](?!其中)(?:{UP_TO_8}提案@[、,])?(?:{UP_TO_8}人大{UP_TO_8})?{MOTIONS}#",
        ),
    )
    congress_satisfaction_rate: Figure = rate(
        "人大建议办理满意率",
        "人大代表对报告年度建议办理的满意率",
        includes="与政协提案同一个满意率的",
        excludes="办结率、答复率;热线满意率",
        cue=(
            f"人大{UP_TO_14}{MOTIONS}(?:(?!提案|政协|{_RATING})[^;。\n]){{0,30}}{_RATED}",
            f"代表(?:(?!委员)[^,@;。\n]){{0,8}}{_RATED}",
            f"{_BOTH}{_RATED}",
            _REPLIED,
        ),
        avoid=_NO_RATING,
        within="(?:人大|代表|建议)",
        shares="conference_satisfaction_rate",
    )
    conference_proposals: Figure = count(
        "办理政协提案数",
        "政府报告年度办理(承办、收到)的各级政协提案总数",
        excludes="与人大建议合计的数;重点提案;分级列出而无总数的",
        units=_PAPERS,
        cue=(
            f"政协(?:(?!人大|率|重点)[^,@;。\n]){{0,8}}{PROPOSALS}(?:(?!人大|率)[^,@;。\n]){{0,8}}#",
            f"委员{UP_TO_8}提案{UP_TO_4}#",
            f"{MOTIONS}@[、,和及]{UP_TO_14}提案{UP_TO_4}#",
            f"人大{UP_TO_14}(?:政协|委员|提案){UP_TO_8}各{UP_TO_4}@[、,和]#",
            f"{_HANDLE}了?{UP_TO_8}#(?:(?!、|人大|建议|和)[^,@;。\n]){{0,6}}(?:政协|委员){UP_TO_8}提案(?![^,@\n]{{0,8}}人大)",
            f"{MOTIONS}[、,和及]#{UP_TO_8}(?:政协|委员){UP_TO_8}提案",
        ),
        avoid=(
            *NO_RESULT,
            f"(?<![、和及与])政协{UP_TO_8}提案{UP_TO_4}@{ITS_PART}",
            f"(?:建议|议案|人大)(?:(?!政协会)[^,@;。\n]){{0,10}}{PROPOSALS}{UP_TO_8}#",
            f"(?:重点|优秀|督办|党派|集体|全国政协)[^,@\n]{{0,6}}提案{UP_TO_4}#",
            f"提案#[、,和及](?!其中)(?:{UP_TO_8}建议@[、,])?{UP_TO_8}政协{UP_TO_8}提案@",
            f"提案@[、,和及](?!其中)(?:{UP_TO_8}建议@[、,])?{UP_TO_8}政协{UP_TO_8}提案#",
        ),
    )
    conference_satisfaction_rate: Figure = rate(
        "政协提案办理满意率",
        "政协委员对报告年度提案办理的满意率",
        includes="与人大建议同一个满意率的",
        excludes="办结率、答复率;热线满意率",
        cue=(
            f"(?:政协|提案){_TO_RATING}{{0,40}}{_RATED}",
            f"委员{_TO_RATING}{{0,20}}{_RATED}",
            _REPLIED,
        ),
        avoid=(*_NO_RATING, f"(?:建议|代表)(?:办理)?{_RATING}{UP_TO_4}#"),
        within="(?:政协|委员|提案)",
        shares="congress_satisfaction_rate",
    )
    information_published: Figure = count(
        "主动公开政府信息条数",
        "报告年度主动公开(发布)的政府信息总条数",
        includes="政府网站发布的信息",
        excludes="依申请公开;单一新媒体发布的;双公示、处罚许可等专项信息",
        units="条 件 篇 项 份 条次 则",
        cue=(
            f"主动公开(?:(?!申请)[^,@;。\n]){{0,12}}信息{UP_TO_8}#",
            "(?:公开|发布|公布)(?:各类|各种|有关)?(?:政府|政务)(?:公开)?信息(?:(?!申请|公开)[^,@;。\n]){0,8}#",
            f"(?:主动公开|公开|发布)了?{UP_TO_4}#{UP_TO_4}(?:政府|政务){UP_TO_4}信息",
            f"(?:网站|政府网|政务网|门户网)(?:(?!专题|专栏)[^,@;。\n]){{0,20}}(?:发布|公开|更新|晒出|刊发)(?:各类|政府|政务|主动公开)*信息{UP_TO_4}#",
            f"主动公开{IS}#",
            f"(?:发布|公开)(?:各类|相关|有关)信息{UP_TO_4}#",
        ),
        avoid=(
            *NO_RESULT,
            rf"(?:^|[,;:])(?:(?!网站)[^,@;。\n])*{_CHANNELS}(?:(?!等)[^,@;。\n]){{0,14}}#",
            f"信息{UP_TO_8}@{ITS_PART}",
            f"{_OTHER_INFORMATION}{UP_TO_8}信息{UP_TO_4}#",
            f"(?:依申请|申请公开|公开申请|文件|解读|公报|目录|事项|清单){UP_TO_14}#",
        ),
        within="(?:公开|政务|信息)",
    )
    documents_published: Figure = count(
        "主动公开文件数",
        "报告年度主动公开(发布)的政府文件数",
        excludes="制发、清理、废止的规范性文件数",
        units="份 件 个 篇 项 部",
        cue=(
            f"主动公开(?:(?!清理|废止|信息|规范性)[^,@;。\n]){{0,24}}文件{UP_TO_8}#",
            f"(?:公开|发布|公布)(?:(?!征求|意见|解读|信息|规范性|目录|清理)[^,@;。\n]){{0,10}}(?:文件|公文){UP_TO_4}#",
            "(?:主动公开|公开发布|公开)了?#(?:政府|政策|行政|政务|各类|重要)*(?:文件|公文)",
        ),
        avoid=(*NO_RESULT, f"(?:清理|废止|失效|解读|规范性|目录){UP_TO_8}#"),
    )
    gazettes: Figure = count(
        "政府公报期数",
        "报告年度编印、出版的政府公报期数",
        excludes="印发册数;统计公报、简报",
        units="期 刊",
        cue=(
            "政府公报》?(?:(?!简报|专报|、)[^,@;。\n]){0,10}#",
            f"(?:编印|编发|出版|编辑|印发|刊发|发行|编制|编纂)#{UP_TO_8}公报",
            f"公报》?{UP_TO_4}#",
        ),
        avoid=(*NO_RESULT, f"(?:统计|环境|经济|状况|质量)公报{UP_TO_4}#"),
    )
    press_conferences: Figure = count(
        "新闻发布会场数",
        "政府报告年度举行的新闻发布会场数",
        excludes="出席、参加上级发布会;座谈会、访谈",
        units="场 次 期 场次 个 批次",
        cue=(
            f"(?:新闻|政策|专题|例行){UP_TO_4}(?:发布会|发布活动|通气会|吹风会)(?:(?!、|访谈)[^,@;。\n]){{0,8}}#",
            f"{HELD}了?{UP_TO_4}#{TO_NOUN}(?:新闻发布|发布会|吹风会)",
        ),
        avoid=(*NO_RESULT, f"(?:出席|参加|参与){UP_TO_24}#"),
    )
    policy_interpretations: Figure = count(
        "政策解读篇数",
        "报告年度发布的政策解读(材料)篇数",
        excludes="解读率、专栏数、宣讲会场次",
        units="篇 条 件 份 期 个 项 部 次 幅 组 则",
        cue=(
            f"(?:政策|文件){UP_TO_4}(?:解读|图解)(?:(?!专栏|栏目|会|平台|率|专区|活动|培训)[^,@;。\n]){{0,8}}#",
            f"(?:发布|公布|推出|制作|刊发){UP_TO_4}#{TO_NOUN}解读",
            "解读(?:(?!专栏|栏目|会|平台|率|专区|活动|培训|人)[^,@;。\n]){0,8}#",
        ),
        avoid=NO_RESULT,
    )
    information_requests: Figure = count(
        "依申请公开办理件数",
        "政府报告年度办理(受理、答复)的政府信息公开申请件数",
        excludes="指导、督促下级办理的;由此引发的复议诉讼",
        units="件 份 宗 条 起 个 项 例 件次",
        cue=(
            f"(?:办理|办结|办复|答复|处理|回复)了?{UP_TO_14}{_REQUEST}{_NOT_LITIGATED}{{0,12}}#",
            f"{_REQUEST}{UP_TO_8}@,?{UP_TO_8}(?:办结|办理|答复|办复|回复|处理){UP_TO_4}#",
            f"(?:办理|办结|办复|答复|处理|回复)了?{UP_TO_4}#{TO_NOUN}{_REQUEST}",
            f"{_REQUEST}{_NOT_LITIGATED}{{0,12}}#",
            f"#{TO_NOUN}{_REQUEST}",
        ),
        avoid=(*NO_RESULT, f"(?:指导|督促|协助|复议|诉讼|引发|举报){UP_TO_24}#"),
    )
    audit_projects: Figure = count(
        "审计项目数",
        "审计机关报告年度实施(完成)的审计项目总数",
        excludes="计划数;内部审计;经济责任等单类项目",
        units="项 个 件 次",
        cue=(
            f"审计(?:和|\\(|与|及|、)*(?:审计)?(?:专项)?(?:调查)?\\)?(?:监督)?项目{IS}#",
            f"(?:完成|实施|开展|组织)了?{UP_TO_4}#{TO_NOUN}审计(?:和审计调查|调查|\\(调查\\))?项目",
            f"(?:完成|实施|开展)(?:各类|各项|国家|政府|专项)?审计(?:和|及|\\(|审计|调查|\\))*{IS}#",
            f"(?:(?:完成|实施|开展){UP_TO_24}(?:各类|各项|等)审计|审计[^@;。\n]{{0,20}}(?:完成|实施|开展)(?:各类|了)?项目){IS}#",
            "#(?:审计|调查|\\(|\\)|和)+项目",
        ),
        avoid=(
            *NO_RESULT,
            f"(?:计划|问题|建议|报告|意见){UP_TO_4}#",
            f"(?:配合|接受){UP_TO_14}#",
            f"(?:内部|经济责任|自然资源|离任|专项资金|投资)[^,@;。\n等]{{0,4}}审计{UP_TO_4}项目{UP_TO_4}#",
        ),
        within=_AUDIT,
    )
    audit_problems_found: Figure = count(
        "审计查出问题数",
        "审计查出(发现)的问题总数",
        excludes="执法监督、督察、巡察发现的问题",
        units="个 项 条 件 类 处",
        cue=(
            f"审计(?:(?!整改)[^;。\n]){{0,40}}{_FOUND}(?:(?!率)[^,@;。\n]){{0,12}}问题{UP_TO_4}#",
            f"{_FOUND}的?{UP_TO_4}#{TO_NOUN}问题",
            f"{_FOUND}{UP_TO_8}问题{UP_TO_4}#",
            f"(?:{_FOUND}{UP_TO_8}@[、,和]{UP_TO_4}|审计{UP_TO_4})问题{IS}#",
        ),
        avoid=(
            NORM,
            f"{_ELSEWHERE}{UP_TO_24}#",
            f"整改(?:审计)?{UP_TO_4}问题{UP_TO_4}#",
            f"{_ELSEWHERE}[^;。\n]{{0,12}},{UP_TO_8}{_FOUND}{UP_TO_8}问题#",
        ),
        within=_AUDIT,
        shares="audit_problems_rectified",
    )
    audit_problems_rectified: Figure = count(
        "审计整改到位问题数",
        "审计查出问题中已整改到位的个数",
        excludes="正在整改的;督察、巡察整改的问题",
        units="个 项 条 件 类 处",
        cue=(
            f"(?:整改|(?<!整)改(?=到位))(?:到位|完成|完毕|落实|销号|办结|解决)*(?:了)?(?:审计)?(?:查出|发现|反馈|指出)?(?:各类)?(?:问题)?{IS}#",
            "#(?:已|均|全部)*(?:整改(?:到位|完成|完毕|销号)(?!率)|完成整改)",
            f"#{TO_NOUN}问题{UP_TO_8}(?:整改(?:到位|完成|完毕|销号|落实)(?!率)|(?:完成|得到|落实)整改)",
        ),
        avoid=(
            *NO_RESULT,
            f"(?:正在|未|尚未|持续|继续|推进)整改{UP_TO_8}#",
            f"{_ELSEWHERE}(?:[^;。\n]{{0,16}},?{UP_TO_14}整改{UP_TO_8}|{UP_TO_14})#",
        ),
        within=_AUDIT,
        shares="audit_problems_found",
    )
    audit_rectification_rate: Figure = rate(
        "审计整改到位率",
        "审计查出问题的整改到位(完成)率",
        excludes="督察、巡察问题整改率",
        cue=(
            f"整改{UP_TO_4}(?:率|比例)(?:(?!同比)[^,@;。\n]){{0,8}}#",
            f"整改{UP_TO_4}率{YEAR_ON_YEAR}{UP_TO_8}@,?达到?#",
        ),
        avoid=(NORM, RATE_CHANGE, f"{_ELSEWHERE}{UP_TO_24}#"),
        within=_AUDIT,
    )
    audit_rectification_rate_change: Figure = points(
        "审计整改到位率同比",
        "审计整改到位率比上年提高或下降的百分点",
        cue=(f"整改{UP_TO_4}率{UP_TO_8}(?:@,?{UP_TO_4})?{YEAR_ON_YEAR}{UP_TO_4}{ROSE_OR_FELL}了?#",),
        avoid=(f"{_ELSEWHERE}{UP_TO_24}整改{UP_TO_24}#",),
        within=_AUDIT,
    )
