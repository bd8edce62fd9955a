"""党的领导与组织保障: study, decisions and instructions of the leaders, tasks, inspections, people trained in law."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, people
from llmextract.schemas.law_based_government.words import (
    IS,
    NOT_RESULTS,
    OUTSIDE_PLANS,
    OVER_40,
    OVER_80,
    PER_PERIOD,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
)

_TIMES = "次 场 期 场次 回 堂 轮 轮次 件次"
_PARTY = "(?:常委会|常委扩大会|中心组|党委|党组|党工委|工委|(?:省|市|县|区|州|盟|旗|镇|乡|街道|局)委)"
_ALL_PARTIES = rf"(?:各级|各部门|各单位|各镇|各乡|各街|各县|各区|部门|单位){UP_TO_8}(?:党委|党组|中心组){UP_TO_24}#"
_GOVERNMENT = "(?:常务会议?|政府党组|政府办公会)"
_LAW = "(?:法律|法规|法治|宪法|法典|条例|依法行政|国家法)"
_RULE_OF_LAW = "(?:法治|依法行政|依法治|全面依法|行政执法|行政复议)"
_DISCUSSED = "(?:研究|听取|部署|审议|讨论|议定|调度)"
_PARTY_HEAD = (
    "(?:(?<!副)书记|委主要(?:负责人|负责同志|领导)|党委(?:\\(党组\\))?主要(?:负责人|负责同志|领导)|党委一把手)"
)
_GOVERNMENT_HEAD = (
    "(?:(?<!副)[省市县区州盟旗镇乡]长(?!热线|信箱|质量|专线|公开|三角)|自治区主席|政府主要(?:负责人|负责同志|领导))"
)
_INSTRUCTED = "(?:批示|批阅|签批)(?:指示|意见|要求|件)?"
_BOTH_HEADS = rf"书记[、和][^,@\n、]{{0,6}}长{UP_TO_24}分别{UP_TO_14}"
_TOGETHER = r"(?:党政主要|[省市县区州旗]委[、和及与][省市县区州旗]?政府主要|书记[、和].长(?!分别))[^,@\n]{0,40}#"
_INSPECTION = "(?:督察|督查)"
_RECTIFIED = "(?:整改|改正|纠正)"
_EXAM = "(?:考试|测试|测评|考核|考法|竞赛|竞答)"
_LAW_EXAM = rf"(?:法律|学法|用法|普法|宪法|法治|法规|涉法|述法考法|旁听){UP_TO_14}{_EXAM}"
_NEW_POST = "(?:任前|任职前|提任前|提拔前|新任|新提任|新提拔|拟任|拟提拔|拟提任|提任|非人大任命)"
_NOT_OFFICIALS = "(?:资格|学生|青少年|村民|企业|中小学|志愿者|大赛|律师)"


class Leadership(Section):
    """党的领导与组织保障"""

    topics: ClassVar[str] = (
        "学法|学习|中心组|常委会|常务会|党组|批示|书记|第一责任人|主要负责|要点|任务|督察|督查|整改|考试|测试|考法|"
        "公职律师|法律顾问|明白人|带头人|依法治|关键少数"
    )

    party_study_sessions: Figure = count(
        "党委专题学法次数",
        "报告年度本级党委(党组)专题学法的次数",
        includes="党委常委会会议、理论学习中心组学法",
        excludes="政府常务会议学法;各部门、各级党组织的合计",
        units=_TIMES,
        cue=(
            rf"{_PARTY}{UP_TO_24}学法{UP_TO_14}#",
            rf"#[^,@\n]{{0,4}}{UP_TO_8}(?:常委会|中心组|党委会|党组会){UP_TO_8}(?:学法|{_LAW})",
            rf"{_PARTY}[^\n]{{0,30}}@,其中{UP_TO_8}{_LAW}{UP_TO_14}#",
            rf"(?:常委会|中心组){UP_TO_24}{_LAW}{UP_TO_24}#",
            rf"(?:常委会|中心组)[^@\n]{{0,50}}{_LAW}[^@\n]{{0,14}}(?:学习|研讨|学法){UP_TO_8}#",
            rf"{_LAW}[^@\n]{{0,30}}中心组[^@\n]{{0,30}}(?:学习|研讨|学法){UP_TO_8}#",
            rf"(?:常委会|中心组)[^@\n]{{0,40}}(?:专题学习|集体学习|集中学习|学法)[^@\n]{{0,40}}{_LAW}{UP_TO_8}#",
        ),
        avoid=(
            rf"{_GOVERNMENT}{UP_TO_24}(?:学习|学法){UP_TO_14}#",
            rf"{_GOVERNMENT}[^@\n]{{0,40}}学法[^@\n]{{0,20}}#",
            rf"{_DISCUSSED}{UP_TO_24}#",
            _ALL_PARTIES,
            PER_PERIOD,
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
    government_study_sessions: Figure = count(
        "政府常务会议学法次数",
        "报告年度政府会议集体学法的次数",
        includes="会前学法、党组会学法",
        excludes="常务会议本身的次数;党委学法",
        units=_TIMES,
        cue=(
            rf"(?:常务会议?|政府党组|政府){UP_TO_24}学法[”]?{UP_TO_14}#",
            rf"会前(?:集中|集体|专题)?学法[”]?{UP_TO_14}#",
            rf"#[^,@\n]{{0,4}}{UP_TO_8}(?:常务会议?|政府党组)?{UP_TO_8}(?:会前学法|常务会议?学法)",
            rf"常务会议?@,[^,@\n]{{0,6}}(?:会前)?{UP_TO_8}学法{UP_TO_8}#",
            rf"{_GOVERNMENT}[^@\n]{{0,40}}(?:学法|学习)[^@\n]{{0,20}}(?:学法|学习|开展|组织){UP_TO_8}#",
            rf"{_GOVERNMENT}[^@\n]{{0,20}}(?:学习|学法)[^@\n]{{0,120}}(?:法律法规|{_LAW}|》){UP_TO_8}#",
        ),
        avoid=(
            rf"(?:常委会|中心组|党委|党工委|[省市县区州旗]委){UP_TO_14}(?:会前)?(?:集中|集体|专题)?学(?:法|习){UP_TO_14}#",
            r"(?:(?<!政府党组理论学习)(?<!政府党组)中心组|常委会)[^@\n]{0,40}#",
            PER_PERIOD,
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
    party_rule_of_law_meetings: Figure = count(
        "党委专题研究法治建设次数",
        "报告年度本级党委(党组)会议专题研究法治建设的次数",
        excludes="政府会议研究的次数",
        units=_TIMES,
        cue=(
            rf"{_PARTY}[^@\n]{{0,30}}{_DISCUSSED}{UP_TO_14}{_RULE_OF_LAW}{UP_TO_24}#",
            rf"(?:{_PARTY}|书记){UP_TO_14}#[^,@\n]{{0,8}}{_DISCUSSED}{UP_TO_14}{_RULE_OF_LAW}",
            rf"#{UP_TO_8}(?:召开)?{UP_TO_8}(?:常委会|党委会|党组会|党工委会){UP_TO_8}{_DISCUSSED}{UP_TO_14}{_RULE_OF_LAW}",
            rf"{_PARTY}[^@\n]{{0,30}}{_DISCUSSED}[^,@\n]{{0,40}}{_RULE_OF_LAW}[^@\n]{{0,30}}(?:会议|议题|工作|汇报)(?:共|累计)?#",
        ),
        avoid=(
            r"(?:常务会|政府党组|政府办公会|(?<!副)[省市县区州]长)[^@\n]{0,40}#",
            rf"(?:委员会|协调小组|领导小组){UP_TO_4}(?:全体)?会议#",
            rf"批示{UP_TO_8}#",
            PER_PERIOD,
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
    party_head_instructions: Figure = count(
        "党委主要负责人批示次数",
        "报告年度党委书记(党委主要负责人)对法治建设工作批示的次数",
        excludes="政府主要负责人的批示;党政负责人合计",
        units="次 件 条 份 个 件次 项",
        cue=(
            rf"{_BOTH_HEADS}{_INSTRUCTED}{UP_TO_4}#",
            rf"{_PARTY_HEAD}(?:(?!{_GOVERNMENT_HEAD})[^\n]){{0,80}}{_INSTRUCTED}{UP_TO_8}#",
            rf"{_PARTY_HEAD}(?:(?!{_GOVERNMENT_HEAD})[^\n]){{0,80}}#{UP_TO_24}{_INSTRUCTED}(?!{UP_TO_8}@)",
        ),
        avoid=(_TOGETHER, PER_PERIOD, *NOT_RESULTS),
        within=OUTSIDE_PLANS,
    )
    government_head_instructions: Figure = count(
        "政府主要负责人批示次数",
        "报告年度省长、市长、县长、区长等政府主要负责人对法治政府建设批示的次数",
        excludes="副职的批示;党政负责人合计",
        units="次 件 条 份 个 件次 项",
        cue=(
            rf"{_BOTH_HEADS}{_INSTRUCTED}{UP_TO_4}@[、和,]{UP_TO_4}#",
            rf"{_GOVERNMENT_HEAD}(?:(?!{_PARTY_HEAD})[^\n]){{0,80}}{_INSTRUCTED}{UP_TO_8}#",
            rf"{_GOVERNMENT_HEAD}(?:(?!{_PARTY_HEAD})[^\n]){{0,80}}#{UP_TO_24}{_INSTRUCTED}(?!{UP_TO_8}@)",
        ),
        avoid=(rf"{_BOTH_HEADS}{_INSTRUCTED}{UP_TO_4}#", _TOGETHER, PER_PERIOD, *NOT_RESULTS),
        within=OUTSIDE_PLANS,
    )
    annual_tasks: Figure = count(
        "年度法治建设任务数",
        "报告年度法治(政府)建设工作要点等明确的任务总数",
        includes="年度要点明确的主要任务",
        excludes="多年规划、普法要点、整改方案的任务;方面数",
        units="项 条 个 件 点",
        cue=(
            rf"要点{OVER_40}#(?:年度|主要|重点|具体|工作|法治|建设|目标|细化|分项){{0,3}}任务",
            rf"(?:明确|部署|确定|细化|分解|列出|安排|提出|落实|推进){OVER_40}#(?:年度|主要|重点|具体|工作|法治|建设|目标){{0,3}}任务",
            rf"(?:要点|任务清单|任务分解){OVER_40}(?:重点|主要|具体|工作|目标)?任务(?:共|共计|合计)?#",
            rf"(?:法治|依法行政|依法治.)[^,@\n]{{0,12}}(?:重点|主要|年度|工作)任务{IS}#",
            rf"要点{OVER_40}#(?:具体|重点|主要|工作){{0,2}}(?:工作|措施|举措)(?!组|会|专班)",
        ),
        avoid=(
            r"(?:20\d\d-20\d\d|规划|实施方案|实施纲要|示范创建)(?:(?!要点)[^\n]){0,60}#",
            r"(?:普法|依法治理)(?:(?!法治政府|法治建设|依法治[省市县区州旗])[^\n]){0,40}#",
            r"整改(?:(?!要点)[^\n]){0,40}#",
            r"#[^,@\n]{0,4}整改",
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS + "(?:法治|依法治|依法行政)",
    )
    inspections: Figure = count(
        "法治督察次数",
        "报告年度本地组织开展法治(政府建设)督察的次数",
        excludes="接受上级督察;执法、环保等其他督察;计划数",
        units="次 轮 轮次 批 批次 场 场次 项 期",
        cue=(
            rf"(?:法治|依法治.|法治政府建设|依法行政){UP_TO_8}{_INSPECTION}(?:活动|工作|检查|调研|任务){{0,2}}(?:共|累计|共计|达)*#",
            rf"#{UP_TO_24}(?:法治|依法行政|依法治.|法治政府建设|责任落实){UP_TO_8}{_INSPECTION}",
            rf"(?:开展|组织|实施|完成){UP_TO_24}{_INSPECTION}(?:活动|工作|检查|调研){{0,2}}(?:共|累计|共计)*#",
            rf"(?:开展|组织|实施|完成)#[^,@\n]{{0,10}}{_INSPECTION}",
        ),
        avoid=(
            rf"(?:接受|迎接|迎检|配合|做好|中央|省级|省委|上级){UP_TO_24}#",
            rf"(?:行政执法|(?<!法治)环保|环境|土地|自然资源|警务|审计|安全|纪检){UP_TO_4}{_INSPECTION}{UP_TO_4}#",
            rf"#{UP_TO_14}(?:环保|环境|土地|警务|安全){UP_TO_4}{_INSPECTION}",
            PER_PERIOD,
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS + "(?:法治|依法治|依法行政)",
    )
    inspection_problems_rectified: Figure = count(
        "法治督察整改问题数",
        "法治督察发现(反馈)的问题中已整改的个数",
        excludes="发现而未说整改的问题;审计、环保等督察的问题",
        units="个 项 条 件 处 点 类",
        cue=(
            rf"{_INSPECTION}{OVER_80}{_RECTIFIED}(?:了|到位|完成|落实|解决|各类|问题|销号|存在|突出|反馈|具体|共|的){{0,4}}#",
            rf"{_INSPECTION}{OVER_80}(?:问题|意见)#,?[^,@\n]{{0,4}}(?:全部|均|已|并){UP_TO_8}{_RECTIFIED}(?!率)(?!{UP_TO_8}@)",
            rf"{_INSPECTION}{OVER_40}#{UP_TO_14}(?:问题|意见|事项){UP_TO_8}{_RECTIFIED}(?!{UP_TO_8}@)",
            rf"{_INSPECTION}{OVER_80}(?:推动|督促|推进)(?:解决|化解)[^,@\n]{{0,8}}问题#",
        ),
        avoid=(
            r"(?:审计|巡察|巡视|生态|环保|安全生产|消防|信访)(?:(?!法治督)[^\n]){0,50}#",
            r"未(?:完成)?整改[^,@\n]{0,6}#",
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS + "(?:法治|依法治|依法行政)",
    )
    officials_tested: Figure = people(
        "参加法律知识考试人数",
        "报告年度参加法律知识(学法用法、涉法)考试的人数(人次)",
        excludes="任前考试",
        cue=(
            rf"#{UP_TO_24}(?:参加|开展|完成|进行|接受|通过|参与){UP_TO_14}{_LAW_EXAM}",
            rf"{_LAW_EXAM}[^@\n]{{0,12}}(?:参考|参加|参学|参试|应考|考试|参与)?(?:人数|人员|干部)?(?:共|共计|达|达到|约|近|有|为)*#(?!{UP_TO_24}{_EXAM})",
            rf"{_LAW_EXAM}[^\n]{{0,30}}(?:参考|参加|参学|参试|应考|参与)(?:人数|人员|干部)?(?:共|共计|达|达到|约|近|有|为)*#(?!{UP_TO_24}{_EXAM})",
            rf"{_LAW_EXAM}[^\n]{{0,30}}#{UP_TO_4}(?:参考|参加|参学|参试)",
        ),
        avoid=(
            rf"{_NEW_POST}{UP_TO_24}#",
            rf"#{UP_TO_24}{_NEW_POST}",
            rf"{_NEW_POST}[^\n]{{0,24}}{_EXAM}[^,\n]{{0,12}}#",
            rf"{_NOT_OFFICIALS}{UP_TO_14}#",
            rf"#{UP_TO_24}{_NOT_OFFICIALS}",
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
    pre_appointment_tested: Figure = people(
        "任前法律知识考试人数",
        "报告年度参加任前法律知识考试的人数",
        excludes="年度学法考试",
        cue=(
            rf"#{UP_TO_24}(?:任前|任职前|提任前|提拔前){UP_TO_14}{_EXAM}",
            rf"#{UP_TO_8}{_NEW_POST}{UP_TO_24}{_EXAM}",
            rf"{_NEW_POST}{UP_TO_24}#{UP_TO_14}(?:法律|宪法|法治|法规){UP_TO_8}{_EXAM}",
            rf"(?:任前|任职前|{_NEW_POST}){UP_TO_24}{_EXAM}[^,@\n]{{0,4}}(?:,?{UP_TO_14}@)?,?{UP_TO_8}#(?!{UP_TO_24}{_EXAM})",
        ),
        avoid=(r"宣誓[^,@\n]{0,14}#", r"#[^,@\n]{0,30}宣誓", *NOT_RESULTS),
        within=OUTSIDE_PLANS,
    )
    public_lawyers: Figure = people(
        "公职律师人数",
        "全地区(本部门)公职律师总人数",
        excludes="只是新增的人数;与法律顾问、公司律师的合计",
        cue=(
            r"公职律师(?:队伍|规模)?(?:总数|总量|人数|数量|总人数)(?:已|增至|增加至|发展到|达到|达|为|有|共|约|近|超过|突破|的)*#",
            rf"(?:现有|共有|累计|拥有|配备|在册|有|注册|发展|其中){UP_TO_8}公职律师(?:已|共|达到|达|为|约|近|超)*#",
            r"(?:现有|共有|累计|拥有|配备|有|共)(?:专职|兼职)?#[^,@\n、和]{0,6}公职律师",
            rf"公职律师{UP_TO_8}[由从]@{UP_TO_8}[到至]#",
            r"公职律师(?!、|和|及|与|或)[^,@\n、和]{0,10}#",
            r"#(?:[^,@\n、和的]{0,4})公职律师",
        ),
        avoid=(
            r"(?<!累计)(?<!共)(?:新增|新发展|新?申[请领报]|审核|评审|新办|新颁|新批准|新取得|增加|选派|选聘|组织|安排|推荐|审批|通过)[^,@\n]{0,10}公职律师[^,@\n]{0,6}#",
            r"(?:新增|新发展|新申[请领]|新办|新颁|新批准|选派|选聘|组织|安排|指派|抽调)[^,@\n]{0,6}#[^,@\n]{0,6}公职律师",
            r"(?:法律顾问|公司律师|社会律师|村居律师)(?:、|和|及|与|以及)公职律师[^,@\n]{0,10}#",
            r"公职律师[^,@\n]{0,14}(?:参与|提供|培训|审查|合同|比例)[^,@\n]{0,10}#",
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
    rule_of_law_villagers: Figure = people(
        "法律明白人人数",
        "全地区“法律明白人”的总人数",
        excludes="培训人次;每村配备数;只是新增的人数",
        units="人 名 位",
        cue=(
            rf"法律明白人[”’\"]?(?:[^,@\n]{{0,12}})(?:总数|人数|数量|在册|在岗|现有|共有|累计|达){UP_TO_8}#",
            rf"(?:现有|共有|累计|拥有|在册|在岗){UP_TO_14}#[^,@\n、]{{0,6}}法律明白人",
            rf"(?:现有|共有|累计|拥有|在册|在岗){UP_TO_14}法律明白人[”’\"]?{UP_TO_14}#",
            rf"法律明白人[”’\"]?{UP_TO_8}由@{UP_TO_8}[到至]#",
            rf"法律明白人[”’\"]?{UP_TO_14}#",
            r"#[^,@\n、]{0,8}法律明白人",
            rf"法律明白人[^@\n]{{0,24}},{UP_TO_8}(?:共|累计|现有|总数|在册|培[育养]){UP_TO_8}#(?!{UP_TO_8}(?:村|社区|法治))",
        ),
        avoid=(
            r"(?:培训|轮训|新增|新培[育养]|新聘)[^,@\n]{0,10}法律明白人[^,@\n]{0,10}#",
            r"法律明白人[^,@\n]{0,12}(?:培训|轮训|参训|参与|开展|骨干培训)[^,@\n]{0,14}#",
            r"(?:培训|轮训|新增|组织|评选|表彰)[^,@\n]{0,8}#[^,@\n]{0,8}法律明白人",
            PER_PERIOD,
            *NOT_RESULTS,
        ),
        within=OUTSIDE_PLANS,
    )
