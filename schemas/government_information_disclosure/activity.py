"""总体情况与收费: what the report tells in prose, under 总体情况 and 其他需要报告的事项."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count, money, people

_TO = r"[^,@;。\n]{0,8}"  # a gap inside a clause
_PARTS = r"其中[^@。\n]{0,20}#"


class Activity(Section):
    """总体情况与收费"""

    topics: ClassVar[str] = "总体情况|其他需要报告|公开|解读|发布会|培训|考核|收费|处理费"

    items_published: Figure = count(
        "主动公开政府信息数",
        "全年主动公开的各类政府信息总数",
        units="条 件 项",
        excludes="其中的一类信息、单个平台或账号发布的信息",
        cue=(f"主动公开{_TO}信息(?:共|总计|累计|达)?#", "公开(?:各类)?政府信息(?:共|总计|累计|达)?#"),
        avoid=(_PARTS, "(?:账号|公众号|微博|微信|抖音)[^,;。]{0,12}#"),
    )
    interpretations: Figure = count(
        "政策解读数",
        "发布的政策解读材料(文字、图解、视频等)总数",
        units="件 篇 条 个 次 份",
        cue=("政策解读(?:材料|信息|文件|稿件)?(?:共|总计|达)?#", "#政策解读", "解读材料#"),
        avoid=_PARTS,
    )
    press_conferences: Figure = count(
        "新闻发布会场次", units="场 次 期", cue=("新闻发布会(?:共)?#", "#新闻发布会"), excludes="政策吹风会"
    )
    trainings: Figure = count(
        "政府信息公开培训次数",
        units="次 期 场",
        cue=(f"(?:组织|开展|举办){_TO}培训班?(?:会)?#", f"(?:组织|开展|举办)#{_TO}培训"),
    )
    people_trained: Figure = people("培训人次", cue=(f"(?:培训|参训){_TO}#",))
    officials_held_accountable: Figure = people(
        "因政府信息公开工作被责任追究的人数",
        cue=(f"责任追究{_TO}#", f"追究责任{_TO}#", "#[^,;。]{0,4}被?(?:责任追究|追责)"),
    )
    fee_notices: Figure = count(
        "信息处理费收费通知件数", units="件 份 次", cue=("(?:收费|缴费)通知书?#", "#(?:收费|缴费)通知")
    )
    fees_charged: Figure = money(
        "收取信息处理费总金额", cue=(f"收取{_TO}信息处理费{_TO}#", "信息处理费(?:总?金额)?(?:共计?)?#")
    )
