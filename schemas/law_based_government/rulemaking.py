"""依法行政制度体系: part in legislation, normative documents made, filed and cleaned up."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count
from llmextract.schemas.law_based_government.words import (
    ENACTED,
    IS,
    NOT_RESULTS,
    PLANS,
    UP_TO_4,
    UP_TO_8,
    UP_TO_14,
    UP_TO_24,
)

_PAPERS = "件 份 部 个 项 篇 条 宗"
_STATUTES = "(?:法律|法规|规章|条例|立法|草案|征求意见稿)"
_LEGISLATION = "(?:立法|草案|法规|规章|征求意见稿|立法联系点)"
_COLLECTED = "(?:收集|征集|征得|汇总|归集|听取|收到|汇集)"
_OPINIONS = "(?:意见建议|意见|建议)(?!稿|函)"
_DOCUMENT = "(?:行政)?规范性文件"
_RULES = "(?:(?:政府|市政府)?规章@[、,和])?"  # 废止规章2部、规范性文件26件
_FILED = "(?:报备|(?:登记)?备案(?:登记)?|报送备案|报请备案)"
_SWEPT = "(?:清理|梳理|过筛|筛查|起底|大扫除|清查|(?<!法治)(?<!法治“)体检)"
_CLEANED = f"(?:{_SWEPT}|评估|自查)"
_FILES = "(?:规范性|政策|政府|政府办|办公室|[发布]的|存量|历年|现行)文件"
_KEPT = "(?:继续有效|保留|继续执行|继续实施|继续适用|继续施行|现行有效|有效)"
_REVISED = "(?:修改|修订|拟修改|拟修订)"
_JOINER = r"(?:、|和|及|或|与|并|\()"  # 废止和失效34件 is the total of two fields, and neither's
# Where a figure of a clean-up stands: the last line of the context is its own sentence.
_CLEANUP = r"(?:(?:继续有效|保留)[^,@\n]{0,6}规范性文件|文件[^\n]{0,40}" + _SWEPT + r"|(?:清理|梳理)[^\n]{0,40}文件)"
_OF_TOWNS = r"(?:乡镇|镇\(街道?\)|乡\(镇\)|镇街|街道|街镇)(?!(?:、|和|及|与)[各县区市部])[^,\n]{0,10}文件"
_TOWNS = (rf"{_OF_TOWNS}[^\n]*#", rf"#{UP_TO_8}{_OF_TOWNS}")  # for avoid
_CLEANING = r"[^\n]*(?:清理|梳理|起底|大扫除|保留|继续有效|继续施行)"
# No clean-up in the sentence, nor in the one before unless this one makes new documents.
_NO_CLEANUP = (
    rf"(?m)(?:^(?!{_CLEANING})(?=[^\n]*(?:制定|制发|印发|出台))[^\n]*\Z"
    rf"|^(?![^\n]*(?:清理|梳理|起底|大扫除))[^\n]*\n(?!{_CLEANING})[^\n]*\Z|\A(?!{_CLEANING})[^\n]*\Z)"
)
_MAKING = rf"(?:新?制定|制发|出台|印发|发布)(?![的且、]){UP_TO_14}@(?:(?!清理)[^\n]){{0,30}}#"


class Rulemaking(Section):
    """依法行政制度体系"""

    topics: ClassVar[str] = "立法|草案|法规|规章|规范性文件|征求意见|备案|清理|废止|失效|采纳|文件"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = (
        "cleanup_reviewed = cleanup_kept + cleanup_repealed + cleanup_invalidated + cleanup_revised",
        "opinions_reported <= opinions_collected",
        "opinions_adopted <= opinions_collected",
    )

    drafts_consulted: Figure = count(
        "征求意见的法规草案数",
        "报告年度征求(征集、反馈)意见的法律法规规章草案件数",
        excludes="意见条数;规范性文件、决策草案",
        units="部 件 个 项 份 宗 部次",
        cue=(
            rf"#[^,@\n]{{0,16}}{_STATUTES}{UP_TO_8}(?:草案|征求意见稿|修订稿|送审稿|修正案)",
            r"#[^,@\n]{0,6}(?:草案|征求意见稿|送审稿)",
            rf"#[^,@\n]{{0,10}}(?:法律|法规|规章|条例|立法){UP_TO_14}(?:征求意见|意见征[集求询]|征集意见|征询|提出|修改意见|反馈|意见)",
            rf"{_STATUTES}{UP_TO_14}(?:草案|征求意见稿?|征求意见函|意见征[集求询]|征求意见工作)(?:工作)?{IS}#",
            rf"(?:草案|法规|立法)[^@;。\n]{{0,14}}(?:征求|征集)意见{IS}#",
        ),
        avoid=(
            r"#[^,@\n]{0,10}(?:规范性文件|决策|政策|合同|规划)",
            r"(?:规范性文件|决策|政策)[^,@\n]{0,14}#",
            rf"(?:征集|收集|提出|研提|上报|报送){UP_TO_14}{_OPINIONS}{UP_TO_4}#",
            *NOT_RESULTS,
        ),
        within=_LEGISLATION,
    )
    opinions_collected: Figure = count(
        "收集立法意见数",
        "报告年度就立法(法规草案)收集到的意见建议条数",
        excludes="上报、被采纳的条数;立法以外的意见",
        units="条 个 项 条次",
        cue=(
            rf"(?:{_COLLECTED}|征求|归纳|整理)[^,@\n]{{0,20}}{_OPINIONS}{UP_TO_8}#",
            rf"(?:{_COLLECTED}|征求)[^,\n]{{0,30}}(?:草案|立法|征求意见稿|法规|规章)[^,@\n]{{0,8}}{_OPINIONS}{UP_TO_8}#",
            rf"(?:{_COLLECTED}|征求)[^,@\n]{{0,6}}#[^,@\n]{{0,8}}{_OPINIONS}",
            rf"(?:草案|立法)[^\n]{{0,40}}{_OPINIONS}(?:共|共计)?#,[^\n]{{0,24}}采纳",
            rf"{_COLLECTED}{IS}#(?=[^\n]{{0,30}}(?:上报|报送|采纳))",
        ),
        avoid=(
            rf"(?:规范性文件|决策|提案|代表|营商|开放|企业|公平竞争|督察){UP_TO_24}#",
            rf"(?:上报|报送|(?<!公众)(?<!社会)(?<!群众)反馈|提交|提出|研提|采纳){UP_TO_14}#",
            rf"(?:规范性文件|决策)草案[^@\n]{{0,24}}{_OPINIONS}{UP_TO_8}#",
            rf"征求{_OPINIONS}稿?#[^,@\n]{{0,4}}(?:部|件)",
            *NOT_RESULTS,
        ),
        within=_LEGISLATION,
    )
    opinions_reported: Figure = count(
        "上报立法意见数",
        "报告年度向立法机关上报(反馈)的立法意见建议条数",
        excludes="收集、被采纳的条数",
        units="条 件 个 份 项 条次",
        cue=(
            rf"(?:上报|报送|提交|反馈|回复|呈报|提报|报告|报|研提){UP_TO_24}{_OPINIONS}{UP_TO_4}#",
            rf"(?:{_OPINIONS}|{_COLLECTED}[^@;。\n]{{0,12}})@,?[^@\n]{{0,12}}(?:上报|报送|反馈|提交|呈报)[^,@\n]{{0,10}}#",
            rf"(?:意见|建议)[^@\n]{{0,20}}(?:上报|报送|反馈|提交|呈报)了?{IS}#",
            rf"(?:上报|报送|提交|反馈)(?:了)?#[^,@\n]{{0,8}}{_OPINIONS}",
            rf"向{UP_TO_14}(?:人大|立法机关|司法[厅局]|政府){UP_TO_14}(?:提出|提供){UP_TO_8}{_OPINIONS}{IS}#",
            rf"(?:草案|征求意见稿|法规|规章|立法)[^\n]{{0,14}}(?:提出|研提|提){UP_TO_8}{_OPINIONS}{IS}#",
        ),
        avoid=(
            r"(?:现行|规范性文件|决策|营商|企业|提案|代表)[^,@\n]{0,30}#",
            r"(?:(?:法律|审[查核])(?:意见|建议)书?[^,@\n]{0,4}|采纳[^,@\n]{0,8})#",
            rf"{_COLLECTED}(?!并?(?:上报|报送|反馈))[^,@\n]{{0,20}}{_OPINIONS}{UP_TO_4}#",
            rf"征求{UP_TO_4}意见{UP_TO_4}#",
            *NOT_RESULTS,
        ),
        within=_LEGISLATION,
    )
    opinions_adopted: Figure = count(
        "立法意见被采纳数",
        "报告年度被立法机关采纳的立法意见建议条数",
        excludes="法律意见、决策意见的采纳数",
        units="条 件 个 份 项 条次",
        cue=(
            rf"(?:被|获|得到|已)?(?:采纳|吸收采纳|采用|吸收)(?:的|数)?(?:意见建议|意见|建议|了)*{IS}#",
            rf"#[^,@\n、]{{0,16}}(?:被|获|得到|已)[^,@\n]{{0,16}}(?:采纳|吸收|采用)(?!{UP_TO_8}@)",
            r"(?:其中|有)#[^,@\n]{0,16}(?:采纳|吸收|采用)",
        ),
        avoid=(
            r"(?:法律意见|审查意见|公众|决策|法律顾问|司法建议|规范性文件)[^\n]{0,30}#",
            *NOT_RESULTS,
        ),
        within=_LEGISLATION,
    )
    normative_documents_issued: Figure = count(
        "制发行政规范性文件数",
        "报告年度制定、印发的行政规范性文件总数",
        excludes="审查、清理、备案的件数;镇街或部门单独的件数;计划数",
        units=_PAPERS,
        cue=(
            rf"{ENACTED}(?:并(?:报备|备案|公布|公开))?{_RULES}{UP_TO_24}{_DOCUMENT}{IS}#",
            rf"{_DOCUMENT}[^,@\n、]{{0,4}}(?:新)?{ENACTED}{IS}#",
            rf"{ENACTED}{UP_TO_4}#{UP_TO_14}{_DOCUMENT}",
            rf"#{UP_TO_8}{_DOCUMENT}{UP_TO_8}(?:统一登记|登记|编号)",
            rf"{_DOCUMENT}[^@\n]{{0,40}},{UP_TO_14}{ENACTED}(?:文件)?{IS}#",
        ),
        avoid=(
            rf"(?:审查|审核|拟|备案审查|清理|梳理|评估|会审|论证|把关|(?<!\()修[订改]|废止|失效)(?!程序|制度|机制){UP_TO_24}#",
            rf"{ENACTED}[^,@\n]{{0,10}}(?:计划|目录){UP_TO_14}#",
            rf"(?:部门|镇街|乡镇|街道|镇\(街(?:道)?\)){ENACTED}{UP_TO_14}#",
            r"党内规范性文件[^,@\n]{0,10}#",
            r"#[^,@\n]{0,20}(?:草案|审查|清理|起底|梳理|评估|大扫除|体检|过筛)",
            *NOT_RESULTS,
        ),
        shares="normative_documents_filed",
    )
    normative_documents_revised: Figure = count(
        "修订行政规范性文件数",
        "报告年度修订(修改)的行政规范性文件数",
        excludes="清理中的修改",
        units=_PAPERS,
        cue=(
            rf"{_DOCUMENT}[^\n]{{0,30}}{_REVISED}{IS}#",
            rf"{_REVISED}{UP_TO_8}{_DOCUMENT}{IS}#",
            rf"{_REVISED}#{UP_TO_8}{_DOCUMENT}",
            rf"#{UP_TO_14}{_DOCUMENT}(?:进行|予以|作出|作了|及时|全面|完成|的)*{_REVISED}(?!意见|建议|{UP_TO_4}@)",
        ),
        avoid=(
            rf"(?:{_REVISED}{_JOINER}(?:废止|重新)|(?:废止|制定|制发){_JOINER}{_REVISED}){UP_TO_14}#",
            *NOT_RESULTS,
        ),
        within=_NO_CLEANUP,
    )
    normative_documents_repealed: Figure = count(
        "废止行政规范性文件数",
        "报告年度废止的行政规范性文件数",
        excludes="清理中的废止",
        units=_PAPERS,
        cue=(
            rf"{_DOCUMENT}[^\n]{{0,40}}废止{IS}#",
            rf"废止{UP_TO_8}{_DOCUMENT}{IS}#",
            rf"废止#{UP_TO_8}{_DOCUMENT}",
            rf"#{UP_TO_14}{_DOCUMENT}(?:进行|予以|作出|及时|依法|的)*废止(?!意见|建议|{UP_TO_4}@)",
        ),
        avoid=(
            rf"(?:废止{_JOINER}(?:宣布)?(?:失效|修[订改])|(?:修[订改]|制定|制发){_JOINER}废止){UP_TO_14}#",
            *NOT_RESULTS,
        ),
        within=_NO_CLEANUP,
    )
    normative_documents_filed: Figure = count(
        "备案行政规范性文件数",
        "报告年度报送备案(报备)的行政规范性文件数",
        excludes="党内规范性文件;合同、决策、风险评估的备案;只说履行了报备程序、没有写备案件数的",
        units=_PAPERS,
        cue=(
            rf"{_FILED}(?!审查){UP_TO_24}{_DOCUMENT}{IS}#",
            rf"{_DOCUMENT}(?:的)?{UP_TO_8}{_FILED}(?!审查|率)(?:审查)?{IS}#",
            rf"#[^,@\n]{{0,14}}{_DOCUMENT}[^,@\n]{{0,16}}{_FILED}",
            rf"{_DOCUMENT}{UP_TO_8}#,{UP_TO_8}(?:全部|均|都)[^,@\n]{{0,20}}{_FILED}(?!率|审查)(?!{UP_TO_14}@)",
            rf"{_DOCUMENT}[^\n]{{0,30}},[^@\n]{{0,30}}{_FILED}(?:审查)?(?:文件)?{IS}#",
            rf"备案审查{UP_TO_14}{_DOCUMENT}{IS}#",
        ),
        avoid=(
            r"党内[^,@\n]{0,14}#",
            rf"(?:风险评估|合同|协议|决策|清理|合法性审查)[^,@\n]{{0,10}}(?:备案|报备)(?:审查)?{UP_TO_4}#",
            rf"(?:风险评估|合同|协议|决策)[^,@\n]{{0,14}}备案{UP_TO_14}#",
            *NOT_RESULTS,
        ),
        shares="normative_documents_issued",
    )
    cleanup_reviewed: Figure = count(
        "清理梳理行政规范性文件数",
        "报告年度清理(梳理、评估)的行政规范性文件总数",
        excludes="镇(街道)文件的清理",
        units=_PAPERS,
        cue=(
            rf"{_CLEANED}(?!后|废止|修|并废止){UP_TO_14}{_DOCUMENT}{UP_TO_4}#",
            rf"对[^,@;。\n]{{0,40}}#{UP_TO_14}{_FILES}{UP_TO_8}{_CLEANED}",
            rf"{_CLEANED}(?:了)?#{UP_TO_14}{_DOCUMENT}",
            rf"{_FILES}[^@\n]{{0,60}}{_CLEANED}(?:,|纳入|范围|涉及|行政|规范性|政策|各类|涉企|有关|相关|现行有效|部门|[省市县区]?政府|[^,@\n]{{0,12}}的)*(?:文件)?{IS}#",
        ),
        avoid=(
            rf"(?:(?<!明令)(?<!未)废止|(?<!明确)(?<!未)失效|{_REVISED}|宣布|保留|继续有效|制定(?!的|且)|制发(?!的)|审查|审核|备案){UP_TO_14}#",
            *_TOWNS,
            *NOT_RESULTS,
        ),
        within=_CLEANUP,
    )
    cleanup_kept: Figure = count(
        "清理后继续有效数",
        "清理后继续有效(保留)的行政规范性文件数",
        excludes="镇(街道)文件的清理",
        units=_PAPERS,
        cue=(
            rf"{_KEPT}(?:的)?{_RULES}(?:行政)?(?:规范性)?(?:文件)?{IS}#",
            rf"#[^,@\n、]{{0,4}}{_KEPT}(?!的)(?![^,、\n]{{0,4}}@)",
        ),
        avoid=(
            rf"{_KEPT}{_JOINER}(?:修|废|失){UP_TO_14}#",
            rf"(?:对{UP_TO_8}现行有效{UP_TO_8}|现行有效的)#",
            rf"现行有效{UP_TO_8}#{UP_TO_14}{_CLEANED}",
            *_TOWNS,
            *NOT_RESULTS,
        ),
        within=_CLEANUP,
    )
    cleanup_repealed: Figure = count(
        "清理后废止数",
        "清理后废止的行政规范性文件数",
        excludes="镇(街道)文件的清理;废止和失效的合计",
        units=_PAPERS,
        cue=(
            rf"废止(?:的)?{_RULES}(?:行政)?(?:规范性|政策)?(?:文件)?{IS}#",
            r"#[^,@\n、]{0,6}废止(?!的)(?![^,、\n]{0,4}@)",
        ),
        avoid=(
            rf"废止{_JOINER}(?:宣布|拟)?(?:失效|修[订改]){UP_TO_14}#",
            r"未[^,@\n]{0,4}废止的?#",
            rf"(?:失效|修[订改]|制定|制发){_JOINER}(?:拟)?废止{UP_TO_14}#",
            _MAKING,
            *_TOWNS,
            *NOT_RESULTS,
        ),
        within=_CLEANUP,
    )
    cleanup_invalidated: Figure = count(
        "清理后宣布失效数",
        "清理后宣布失效的行政规范性文件数",
        excludes="镇(街道)文件的清理;废止和失效的合计",
        units=_PAPERS,
        cue=(
            rf"失效(?:的)?{_RULES}(?:行政)?(?:规范性|政策)?(?:文件)?{IS}#",
            r"#[^,@\n、]{0,6}失效(?!的)(?![^,、\n]{0,4}@)",
        ),
        avoid=(
            rf"(?:失效{_JOINER}(?:宣布|拟)?(?:废止|修[订改])|(?:废止|修[订改]){_JOINER}(?:宣布)?失效){UP_TO_14}#",
            r"(?:失效[^,@\n]{0,4}(?:执法|证)[^,@\n]{0,8}|未[^,@\n]{0,4}失效的?)#",
            *_TOWNS,
            *NOT_RESULTS,
        ),
        within=_CLEANUP,
    )
    cleanup_revised: Figure = count(
        "清理后修改数",
        "清理后修改(修订)的行政规范性文件数",
        excludes="镇(街道)文件的清理",
        units=_PAPERS,
        cue=(
            rf"{_REVISED}(?:完善)?(?:的)?{_RULES}(?:行政)?(?:规范性|政策)?(?:文件)?{IS}#",
            rf"#[^,@\n、]{{0,6}}{_REVISED}(?!的)(?![^,、\n]{{0,4}}@)",
        ),
        avoid=(
            rf"(?:{_REVISED}{_JOINER}(?:宣布|拟)?(?:废止|失效)|(?:废止|失效|制定){_JOINER}(?:拟)?{_REVISED}){UP_TO_14}#",
            _MAKING,
            *_TOWNS,
            *NOT_RESULTS,
        ),
        within=_CLEANUP,
    )
