"""行政执法: how administrative enforcement was carried out, spared, supervised and reviewed."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, money, rate
from llmextract.schemas.law_based_government.words import (
    ALONE,
    FROM,
    IS,
    ITS_PART,
    NO_RESULT,
    NORM,
    OVER_FIGURES,
    PLANS,
    RATE_CHANGE,
    REACHED,
    TO_NOUN,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
)

_REVIEW = "(?:评查|共评|评析|评阅|抽查|抽检|抽评|互评|互查|评审|检查|复查|抽取|抽选|选取|调阅|查阅|调取)"
_FILES = "(?:案卷|卷宗)"
_KINDS = "(?:处罚|许可|强制|检查|其他|其它)"
_BODIES = "(?:主体|单位|部门|机关|机构|乡镇|镇街|镇\\(街)"
_UP_TO_FIGURE = "(?:(?!单位|部门|主体|机关|人员|问题|优秀|意见|企业|点位|场所|音频)[^,@;。\n]){0,10}"
_UP_TO_FILES = "(?:(?!单位|部门|主体|机关|机构|乡镇|人员|优秀|问题)[^,@;。\n]){0,12}"
_CARD = "(?:执法证|执法资格证|执法人员证)件?"
_NEW = "新(?:办理?|取得|增办?|申办|申领|领取?|发放?|制发?|核发)"
_ISSUE = "(?:核发|制发|发放|颁发|办理|申办|申领|制作)了?"
_CANCEL = "(?:清理|注销|收回|收缴|回收|吊销|作废|取消|撤销|清退|核销|废止|上缴|销毁)了?"
_DO = "(?:开展|组织|实施|进行|参与|牵头|完成|推进)"
_JOINT = "联合(?:上门|入企|涉企|行政|监督|综合|[“”]|双随机)*(?:执法|检查|抽查|整治|巡查|监管|行动|排查)"
_PAPER = "(?:事项|计划|方案|机制|协议|制度|平台|会议|培训|演练|清单|组(?!织)|队|企业|单位)"
_ACTIONS = f"(?:(?!{_PAPER}|场所|点位|问题|隐患|线索|部门(?!间?联合)|领域|乡镇|商户|案件|人员|、)[^,@;。\n]){{0,14}}"
_LESS = "(?:减少|压减|减免|精简|免除|缩减|避免|取消|少查|减轻|降低|压缩)"
_LENIENT = (
    "(?:不予(?:行政)?处罚|(?:免予|免于|免除|减免|免|减轻|从轻)(?:行政)?处罚"
    "|(?:(?<!减)免|[轻慎])罚(?!款)|不罚|首违可免|两轻一免)"
)
_NOTICE = "(?:告知|提示|提醒|通知|指引)"
_HANDLED = "(?:处置|办理|核查|处理|查办|办结|转办|核处|查处|督办|交办|流转|核实)"
_OTHER_CLUES = "犯罪|刑事|审计|纪检|监察|信访|公益诉讼|涉黑|涉恶|违纪|职务"
_CLUES = f"(?:执法|监督|涉企|扰企|逐利|罚款|收费|不规范|风险)(?:(?!{_OTHER_CLUES})[^,@;。\n]){{0,12}}线索"
_DOCUMENTS = "(?:意见书|建议书|决定书|督办函|督办单|督办通知|提示函|整改函|告知书|文书|函)》?"


class Enforcement(Section):
    """行政执法"""

    topics: ClassVar[str] = "执法|案卷|卷宗|检查|查一次|处罚|罚款|[免轻慎不]罚|信用修复|两书同达|监管|双随机"
    outside: ClassVar[str] = PLANS

    case_files_reviewed: Figure = count(
        "评查执法案卷数",
        "报告年度全域评查(抽查)的行政执法案卷总数",
        excludes="单个专项行动或部门评查的;优秀案卷;分类列出而无总数的",
        units="件 宗 份 本 个 册 起 套 例 卷",
        cue=(
            f"{_REVIEW}(?:(?!领域)[^,@;。\n]){{0,16}}(?:@{UP_TO_14})?{_FILES}{_UP_TO_FIGURE}#",
            f"{_REVIEW}{OVER_FIGURES}#(?!、){_UP_TO_FILES}{_FILES}",
            f"[对将从]{OVER_FIGURES}#{_UP_TO_FILES}{_FILES}{UP_TO_8}{_REVIEW}",
            f"#{UP_TO_8}{_FILES}{UP_TO_4}(?:参加|接受|进行|开展|纳入|参与){UP_TO_4}{_REVIEW}",
            f"{_FILES}{UP_TO_8}{_REVIEW}{OVER_FIGURES}(?:评查|评析|抽查|抽取|抽检|调阅|评审){_UP_TO_FIGURE}#(?!{TO_NOUN}{_BODIES})",
            f"{_FILES}{UP_TO_8}(?:评查|互评|评审)(?:工作|活动)?{IS}#",
            f"{_REVIEW}[^;。\n]{{0,40}}{_FILES}@[^;。\n]{{0,14}}(?:共计?|合计|总计){IS}#",
        ),
        avoid=(
            *NO_RESULT,
            f"{_FILES}{UP_TO_14}@{ITS_PART}",
            f"(?:覆盖|涉及){UP_TO_4}#",
            f"专项(?:整治|治理|行动)[^。\n]{{0,12}}{_REVIEW}{_FILES}#",
            f"(?:优秀|示范|合格|典型){UP_TO_4}{_FILES}{UP_TO_4}#",
            f"{_KINDS}{_FILES}#[、和及]{UP_TO_8}{_KINDS}{_FILES}@",
            f"{_KINDS}{_FILES}@[、和及]{UP_TO_8}{_KINDS}{_FILES}#",
            f"(?<!司法)(?<!法制)局[^,@\n]{{0,6}}(?:评查|抽查){UP_TO_14}{_FILES}#",
        ),
    )
    agencies_reviewed: Figure = count(
        "被评查执法主体数",
        "报告年度案卷被评查(抽查)的行政执法主体数",
        excludes="派人参加评查组的单位",
        units="个 家 户",
        cue=(
            f"{_REVIEW}{UP_TO_14}#{UP_TO_14}{_BODIES}[^;。\n]{{0,16}}{_FILES}",
            f"对{UP_TO_14}#{UP_TO_14}{_BODIES}[^;。\n]{{0,20}}{_FILES}[^;。\n]{{0,12}}{_REVIEW}",
            f"{_REVIEW}(?:行政|执法)*{_BODIES}#{UP_TO_14}{_FILES}",
            f"从{UP_TO_8}#{UP_TO_8}{_BODIES}{UP_TO_8}{_REVIEW}[^;。\n]{{0,24}}{_FILES}",
            f"#{UP_TO_14}{_BODIES}{UP_TO_8}(?:开展|进行|实施|组织){UP_TO_14}{_FILES}{UP_TO_4}{_REVIEW}",
            f"{_FILES}{OVER_FIGURES}(?:涉及|覆盖|涵盖|来自){UP_TO_14}{_BODIES}{UP_TO_4}#",
            f"{_FILES}{OVER_FIGURES}(?:涉及|覆盖|涵盖|来自){UP_TO_8}#{UP_TO_14}{_BODIES}",
            f"评查(?:的)?(?:行政)?(?:执法)?{_BODIES}{UP_TO_4}#",
        ),
        avoid=(
            NORM,
            f"(?:抽调|组成|组建|邀请|会同|选派|通报){UP_TO_8}#",
            f"从{UP_TO_8}#{UP_TO_8}(?:抽调|选派)",
            f"#{UP_TO_14}[、和及]@{_BODIES}",
            f"@{UP_TO_14}[、和及]#{_BODIES}",
        ),
        within=f"{_FILES}",
    )
    certificates_issued: Figure = count(
        "新办行政执法证件数",
        "报告年度新办理、核发的行政执法证件数",
        includes="按件、本、人计均可",
        excludes="换发、补办的;持证人员总数",
        units="本 个 件 张 份 套 人 名 人次",
        cue=(
            f"{_NEW}{UP_TO_8}{_CARD}{UP_TO_4}#",
            f"{_NEW}#{UP_TO_8}{_CARD}",
            f"{_NEW}(?:行政|执法)*持证(?:行政|执法|人员)*{IS}#",
            f"{_CARD}(?:[^。\n]{{0,24}}[,、:])?{_NEW}(?:证件)?{IS}#",
            f"{_ISSUE}(?:(?!监督)[^,@;。\n]){{0,8}}{_CARD}{UP_TO_4}#",
            f"{_ISSUE}#{TO_NOUN}{_CARD}",
            f"[为给对向]{UP_TO_8}#{UP_TO_14}(?:{_NEW}|{_ISSUE}){UP_TO_8}{_CARD}",
            f"#{UP_TO_14}(?:取得|领取|获得|获取){UP_TO_4}{_CARD}",
        ),
        avoid=(
            *NO_RESULT,
            f"(?:换发|换领|换证|补发|补办|补领|证件申领考试|(?<!全)年审|审验){UP_TO_14}#",
            f"{_CANCEL}(?:(?!{_NEW}|{_ISSUE})[^,@;。\n]){{0,14}}#",
        ),
    )
    certificates_cancelled: Figure = count(
        "清理失效执法证件数",
        "报告年度清理、注销、收回的行政执法证件(执法资格)数",
        includes="按件、本、人次计均可",
        units="件 本 个 张 份 套 人次 人 名",
        cue=(
            f"{_CANCEL}{UP_TO_24}(?:{_CARD}|执法(?:人员)?资格){UP_TO_4}#",
            f"{_CANCEL}{UP_TO_8}#{TO_NOUN}(?:{_CARD}|执法(?:人员)?资格)",
            f"[对将]{UP_TO_24}#{UP_TO_14}(?:{_CARD}|执法(?:人员)?资格){UP_TO_8}{_CANCEL}",
            f"{_CANCEL}{UP_TO_14}@、{_CARD}#",
            f"{_CARD}[^;。\n]{{0,30}}?(?:{_CANCEL}){{1,2}}(?:失效|过期|到期|无效|调离|退休|离岗|人员|证件|、)*{IS}#",
            f"{_CANCEL}{UP_TO_14}(?:执法|持证|不符合条件的?|不合格|离岗|调离|退休)人员{IS}#",
            f"{_CANCEL}[^,@;。\n]{{0,24}}(?:人员|失效|过期|所持|持有|旧|老|原)的?(?:旧|老|原)?证件?{IS}#",
            f"执法(?:人员)?(?:资格|证件?){UP_TO_4},{UP_TO_4}{_CANCEL}{UP_TO_4}#",
        ),
        avoid=(*NO_RESULT, f"(?:{_NEW}|{_ISSUE}|换发){UP_TO_14}#"),
        within="执法",
    )
    joint_actions: Figure = count(
        "开展联合执法、联合检查次数",
        "报告年度开展跨部门(跨区域)联合执法、联合检查的次数",
        excludes="计划数;被检查的企业数",
        units="次 场 场次 轮 批次 批 项 个 班次",
        cue=(
            f"{_DO}{UP_TO_14}{_JOINT}{_ACTIONS}#",
            f"{_DO}{UP_TO_8}#{_ACTIONS}{_JOINT}",
            f"{_JOINT}(?:检查|行动|活动|任务|实施|开展|组织|进行){{0,2}}{IS}#",
            f"{_JOINT}[^;。\n]{{0,16}}[,:]{UP_TO_4}(?:开展|组织|实施|完成){IS}#{ALONE}",
            f"联合(?!国){UP_TO_14}(?:部门|单位|公安|城管){UP_TO_4}{_DO}{UP_TO_8}(?:执法|检查|整治|巡查)(?:检查|行动|活动)?{IS}#",
            f'(?<!推行)(?<!推行“)综合查一次[”"]?(?:联合|综合|检查|执法|行动|活动|监管|实施|开展|进行)*{IS}#',
        ),
        avoid=(
            *NO_RESULT,
            f"{_JOINT}{UP_TO_14}@{ITS_PART}",
            f"{_PAPER}{UP_TO_4}#",
            f"#{UP_TO_14}联合{UP_TO_8}{_PAPER}",
        ),
    )
    joint_inspection_plans: Figure = count(
        "年度联合检查计划数",
        "报告年度制定的联合检查(抽查)计划数",
        excludes="单部门的行政检查计划;已开展的次数",
        units="项 个 份 件 条 次",
        cue=(
            f"联合(?:执法|监督|行政|随机|监管)?(?:检查|抽查|执法|监管){UP_TO_4}计划{UP_TO_4}#",
            "#(?:年度|跨|部门|涉企|行政|综合|间|多)*联合(?:执法|行政|随机)?(?:检查|抽查|执法){0,2}(?:任务|工作)?计划",
            f"#{UP_TO_14}(?:纳入|列入|整合为|合并为){UP_TO_8}联合{UP_TO_4}(?:检查|抽查|执法){UP_TO_4}计划",
        ),
        avoid=(*NO_RESULT, f"联合{UP_TO_14}计划{UP_TO_4}(?:减少|压减|整合|取消){UP_TO_4}#"),
    )
    inspections_reduced: Figure = count(
        "减少检查户次",
        "报告年度因联合检查、非现场监管等减少的检查户次",
        excludes="减少的事项、频次比例;已开展的检查",
        units="户次 家次 次 户 家 件次 批次 场次 项次 人次 起",
        cue=(
            f"{_LESS}(?:了|对)?{UP_TO_14}(?:检查|入企|抽查|巡查|打扰|扰企|迎检){UP_TO_8}#",
            f"少(?:查|检|打扰)(?:企业|商户)?{IS}#",
            f"{_LESS}了?{UP_TO_4}#{TO_NOUN}(?:检查|入企|抽查)",
            f"(?:检查|入企|抽查){UP_TO_8},?{UP_TO_8}{_LESS}了?{UP_TO_4}#",
        ),
        avoid=(NORM, f"(?:跑动|环节|材料|时限|事项){UP_TO_8}#", f"{_LESS}{UP_TO_24}[,、](?:开展|组织|实施){UP_TO_14}#"),
    )
    lenient_cases: Figure = count(
        "免罚轻罚案件数",
        "报告年度依法不予处罚、减轻或从轻处罚的案件数",
        includes="只报免罚或只报轻罚的一个数",
        excludes="清单事项数;免罚、轻罚分列而无合计的",
        units="件 宗 起 个 例 案 件次 份",
        cue=(
            f"{_LENIENT}(?:(?!案例|目录|率|金额|罚款)[^,@;。\n]){{0,14}}案件{UP_TO_4}#",
            f"{_LENIENT}(?:(?!清单|事项|案例|目录|制度|率|领域|条款|金额|罚款)[^,@;。\n]){{0,12}}#",
            f"(?:对|办理|作出|实施|适用|给予){UP_TO_4}#(?:(?!处罚案件|案件中|、)[^,@;。\n]){{0,24}}{_LENIENT}",
        ),
        avoid=(
            *NO_RESULT,
            "(?:清单|事项|案例|目录|制度)(?:共|计|包含|涵盖|涉及|为)*#",
            f"#{UP_TO_24}(?:清单|事项|案例|目录)",
            f"{_LENIENT}{UP_TO_8}#[、,及和]+(?!其中){UP_TO_8}{_LENIENT}(?:(?!金额|罚款|涉及)[^,@;。\n]){{0,8}}@",
            f"{_LENIENT}{UP_TO_8}@[、,及和]+(?!其中){UP_TO_8}{_LENIENT}{UP_TO_8}#",
        ),
    )
    fines_waived: Figure = money(
        "减免罚款金额",
        "报告年度因免罚、轻罚减免的罚款金额",
        excludes="已收罚款;减免的税费、租金",
        cue=(
            f"(?:减免|免除|免收|免去|少收|减少|少罚|免)(?:行政)?(?:罚款|处罚|罚没款?|罚金){UP_TO_8}#",
            f"{_LENIENT}[^;。\n]{{0,30}}(?:金额|数额|减免|免除|免罚|涉及罚款|罚款额){IS}#",
        ),
        avoid=(*NO_RESULT, f"(?:税|费|租金|保证金|利息|(?<![免减])处罚款|罚没金额|案值|货值|损失){UP_TO_4}#"),
    )
    credit_repair_notices: Figure = count(
        "信用修复告知书数",
        "报告年度发出的信用修复告知书(提示函)份数",
        excludes="完成信用修复的件数",
        units="份 件 条 个 张 次 家 户 家次",
        cue=(
            f"修复{UP_TO_8}{_NOTICE}[书函单》]*{UP_TO_4}#",
            f"#{TO_NOUN}修复{UP_TO_8}{_NOTICE}[书函单]",
            "两书同[达送推][^@;。\n]{0,20}#",
        ),
        avoid=(*NO_RESULT, f"(?:帮助|办结|完成|指导|协助){UP_TO_14}#"),
    )
    clues_handled: Figure = count(
        "处置执法问题线索数",
        "报告年度处置(核查、办结)的行政执法问题线索数",
        excludes="只收到未处置的;移送的犯罪、纪检线索;按类分列而无总数的",
        units="条 件 个 起 宗 次 例 件次 条次",
        cue=(
            f"{_CLUES}@,?{UP_TO_4}{_HANDLED}{UP_TO_4}#",
            f"{_HANDLED}{UP_TO_24}{_CLUES}{UP_TO_4}#",
            f"{_HANDLED}{UP_TO_14}#{TO_NOUN}{_CLUES}",
            f"(?:受理|收到|接收)?{_HANDLED}{UP_TO_8}问题线索{UP_TO_4}#",
        ),
        avoid=(
            *NO_RESULT,
            f"线索#、{UP_TO_24}线索@",
            f"线索@、{UP_TO_24}线索#",
            f"(?:{_OTHER_CLUES}){UP_TO_14}#",
        ),
        within="执法",
    )
    supervision_notices: Figure = count(
        "执法监督通知书数",
        "报告年度制发的行政执法监督通知书份数",
        includes="执法监督意见书、建议书、督办函",
        excludes="发给当事人的责令改正通知书",
        units="份 件 个 张 次 封",
        cue=(
            f"执法(?:协调)?监督{UP_TO_8}通知书?{UP_TO_8}#",
            f"#{TO_NOUN}执法(?:协调)?监督{UP_TO_8}通知",
            f"执法[^@;。\n]{{0,12}}(?:制发|下发|发出|印发){UP_TO_4}监督{UP_TO_4}(?:书|函|单){UP_TO_4}#",
            f"执法(?:协调)?监督{UP_TO_4}{_DOCUMENTS}{UP_TO_8}#",
            f"#{TO_NOUN}执法(?:协调)?监督{UP_TO_4}{_DOCUMENTS}",
        ),
        avoid=NO_RESULT,
    )
    mobile_enforcement_rate: Figure = rate(
        "掌上执法率",
        "报告年度掌上(移动)执法检查占比",
        excludes="账号开通率、激活率",
        cue=(
            f"(?:掌上|移动)端?(?:行政)?执法(?:检查|应用|使用|办案|监管)?(?:率|比例|占比){REACHED}#",
            f"执法[^,@;。\n]{{0,10}}(?:掌上|移动)端?{UP_TO_8}(?:率|比例|占比){REACHED}#",
        ),
        avoid=(NORM, FROM, RATE_CHANGE),
    )
    joint_supervision_rate: Figure = rate(
        "跨部门联合监管率",
        "报告年度跨部门联合监管(联合双随机抽查)占比",
        excludes="双随机事项覆盖率、及时率",
        cue=(
            f"跨部门{UP_TO_14}(?:监管|检查|抽查|执法)(?:率|比例|占比){REACHED}#",
            f'部门间?联合{UP_TO_14}(?:监管|检查|抽查|执法|随机)[”"]?(?:率|比例|占比){REACHED}#',
            f"联合(?:监管|检查|抽查)(?:任务|事项)?(?:率|比例|占比){REACHED}#",
        ),
        avoid=(NORM, FROM, RATE_CHANGE),
    )
    grassroots_staff_share: Figure = rate(
        "执法力量下沉比例",
        "下沉到乡镇(街道)一线的执法力量占全部执法力量的比例",
        excludes="执法领域覆盖率、持证率",
        cue=(
            f"#(?:以上)?的?{UP_TO_8}执法(?:力量|人员|编制|队伍){UP_TO_8}(?:下沉|沉到|在基层|在一线|充实|配置)",
            f"执法(?:力量|人员|编制|队伍){UP_TO_8}(?:下沉|沉到){UP_TO_8}(?:率|比例|占比|比重)?{IS}#",
            f"(?:下沉|基层|一线|镇街?|乡镇?|街道){UP_TO_14}执法(?:力量|人员|编制)(?:数|的)?(?:占|比例|比重){UP_TO_24}#",
        ),
        avoid=(NORM, FROM, f"(?:持证|覆盖|领域){UP_TO_4}#"),
    )
