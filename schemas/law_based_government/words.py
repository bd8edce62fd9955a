"""Words that recur in the cues of several sections: synonyms, bounded gaps, comparisons with the year before, plans."""

# Synonyms: what officials write for the same act or thing.
RECEIVED = "(?:收到|新收|接收|接到|收取|收受)"  # an application, a case, a letter came in
ACCEPTED = "(?:受理|立案|受案)"  # it was taken on
CONCLUDED = "(?:审结|办结|结案|处结|审理终结|[审办处]理完[毕结]|办理终结)"  # it was decided or closed
ENACTED = "(?:制发|制定|制订|出台|印发|发布|颁布|公布|下发)"  # a document with rules was made
REVIEWED = "(?:审查|审核|审议把关|把关|审阅|审签|审改)"  # a paper was looked through before it went out
LEGALITY = "合法(?:性|合规性)?(?:审[查核](?:把关)?|把关|初审|会审)"  # whether it is lawful was looked at
MEDIATED = "(?:调解|调成|调处|化解|受理|办理|处理)"  # a dispute was dealt with
SETTLED = "(?:化解|调处|调解)"  # it was dealt with and settled
SEARCHED = "(?:排查|摸排|排摸|摸查)"  # disputes were looked for
DISPUTES = "(?:纠纷|案件|矛盾|争议)"
PROPOSALS = "(?:提案|建议案)"  # of members of the CPPCC
MOTIONS = "(?:建议|议案)"  # of deputies to the people's congress
APPEARED = "(?:出庭|到庭|出席庭审|参加庭审)"  # in court
ISSUED = "(?:制发|发出|下发|印发|提出|制作|发送|送达|发布)"  # a paper went out
HELD = "(?:召开|举办|举行|组织|开展)"  # a meeting, an event
REPLIED = "(?:办复|回复|复函|回函|反馈|答复)"  # a letter was answered

# Gaps inside a clause: no comma, no other figure.
UP_TO_4 = r"[^,@;。\n]{0,4}"
UP_TO_8 = r"[^,@;。\n]{0,8}"
UP_TO_14 = r"[^,@;。\n]{0,14}"
# Gaps inside a sentence: commas too, but no other figure.
ACROSS_12 = r"[^@。\n]{0,12}?"

# Between the thing counted and its figure: 共, 达到, 约, 的有, 增至, 由去年的72名增加到.
IS = (
    r"(?:\([^()@\n]{0,12}\)|共计?|总计|合计|累计|总[数量]|数量?|[件次人户]数|已|为|的|[高多]?达到?|约|近|超过?|逾|突破|有|了|:|实现|全年|年内|当年"
    r"|[由从][^,@;。\n]{0,16}@[^,@;。\n]{0,8}[到至]|(?:增加?|扩大?|上?升|提[升高]|发展|增长)[到至])*"
)
# What a figure is made of, in brackets behind it: 1143件(其中市本级327件).
BRACKETED = r"(?:\([^()\n]{0,30}\))?"
# Between the name of a rate and its figure: 保持在, 达到, 由去年的92%提高到, 连续三年保持 (三年 is a figure too).
REACHED = r"(?:[^,@;。\n]{0,6}(?:连续|[由从][^,@;。\n]{0,12})@)?[^,@;。\n]{0,12}"

YEAR_ON_YEAR = r"(?:同比|(?:较|比|与)(?:上一?年|去年|往年|前一?年|20\d\d年)(?:度|同期|同比|相比|的)*)"
# Up to its figure of this year, past the one it comes from: 由去年的72名壮大到, 从86人增加到.
GREW_TO = r"[由从][^,@;。\n]{0,16}@[^,@;。\n]{0,6}[到至为]"
ROSE_OR_FELL = r"(?:上升|增长|增加|提高|提升|升高|增幅|上涨|攀升|下降|减少|降低|下滑|降幅|回落|高出?|多出?|低|少)"
# A figure that tells how much a rate has changed, not the rate.
RATE_CHANGE = rf"率[^,@;。\n]{{0,3}}{YEAR_ON_YEAR}[^,@;。\n]{{0,8}}#"
# Figures of the year before, and figures that are only aimed at.
LAST_YEAR = r"(?:(?<![较比与])(?:去年|上年)[^,@;。\n]{0,26}|(?:去年|上年|上一年|往年)[^,@;。\n]{0,14})#"
INTENDED = r"(?:(?:力争|争取|计划于|计划在|拟于|不低于|不少于)[^@。\n]{0,30}|(?:明年|来年)[^;。\n]{0,60})#"

# Headings that announce next year's work.
PLANS = r"(?m)(?:下一步|下步|下一年度|下年度|主要安排|工作安排|工作计划|工作打算|工作思路|努力方向)[^。;\n]{0,12}$"

CASE_UNITS = "件 宗 起 个 案 例 件次 宗次 起次"

# Longer gaps: inside a clause, and inside a sentence over commas and other figures.
UP_TO_24 = r"[^,@;。\n]{0,24}"
OVER_40 = r"[^\n]{0,40}"
OVER_80 = r"[^\n]{0,80}"
# Norms and plans that are no results: 每年不少于2次, 计划开展5次.
PER_PERIOD = r"每(?:个)?(?:年|半年|季度?|月|两月|周|次|村|行政村|社区|名|人|家|户)[^,@;。\n]{0,14}#"
PLANNED = (
    r"(?:(?<![法度作查订])计划|(?<!已)将|预计|确保|拟)(?:于|再|新|全年)?(?:开展|组织|举办|完成|推出|建设|培[育养]|实现)"
    r"[^,@;。\n]{0,16}#"
)
# How much a number has grown, not the number: 较上年增加15人.
GROWN_BY = r"(?:增加|减少|上升|下降|增长|提高|净增)(?:了|近|约)?#"

# A figure that stands for itself: behind it no noun of its own (开展32次,).
ALONE = r"(?=[,;。、:()]|$)"

# A gap that may run over other figures of the sentence.
OVER_FIGURES = r"[^;。\n]{0,24}"
# From a figure to the noun that it counts (9份执法监督通知书), not to the next noun of a list (12件、通知书9份).
TO_NOUN = r"(?![、和及与])[^,@;。\n]{0,14}"
# A norm or an intention, not a result.
NORM = (
    r"(?:不少于|不低于|至少|每年|每季度|每半年|每月|力争|(?<![模虚])拟|(?<![按照成入度查])计划(?:再|将|于)?(?:开展|实施|组织|完成|对))"
    r"[^,@;。\n]{0,12}#"
)
# Behind a total (the thing, its figure): a part of it.
ITS_PART = r"[,(]{0,2}其中(?:[^@;。\n]{0,20}@){0,3}[^@;。\n]{0,20}#"
# For `avoid`: what is no result of the year.
NO_RESULT = (NORM, LAST_YEAR)


def throughout(subject: str, stop: str) -> str:
    """For `avoid`: every figure of a sentence from the subject on, up to the word at `stop`."""
    return rf"(?:{subject})(?:(?!{stop})[^\n]){{0,200}}#"


# Where a number has come from: 由960名增加到1520名.
FROM = r"[由从][^,@;。\n]{0,10}#[^,@;。\n]{0,8}[增提升降减调压缩变到至]"
# What is no result of the year, for `avoid`.
NOT_RESULTS = (GROWN_BY, FROM, INTENDED, LAST_YEAR, PLANNED)
