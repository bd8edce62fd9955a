"""收到和处理政府信息公开申请情况: the second statutory table, its total column and who has asked."""

from typing import Any, ClassVar

from llmextract.schema import Figure, Section, count

_RECEIVED = "新收政府信息公开申请(?:数量)?"


def _asked(title: str, column: str) -> Any:
    """A cell of the row of new requests."""
    return count(
        f"本年新收申请:{title}",
        f"本年新收的政府信息公开申请中,申请人为{title}的",
        cell=f"{_RECEIVED}/(?:.*/)?{column}$",
    )


def _total(title: str, row: str, *cue: str, definition: str = "") -> Any:
    """The cell of a row in the total column."""
    return count(title, definition, cell=f"{row}/(?:.*/)?总计$", cue=cue)


def _outcome(title: str, group: str, row: str) -> Any:
    """One reason of a group of outcomes."""
    return _total(
        f"{group}:{title}", f"{group}/[^/]*{row}[^/]*", definition=f"本年度办理结果中“{group}”的一项,取总计列"
    )


class Requests(Section):
    """收到和处理政府信息公开申请情况"""

    topics: ClassVar[str] = "政府信息公开申请|依申请公开"
    identities: ClassVar[tuple[str, ...]] = (
        "received + carried_over = processed + pending",
        "received == from_persons + from_businesses + from_research + from_charities + from_law_firms + from_others",
        "processed == granted + partly_granted + state_secret + forbidden_by_law + security + third_party"
        " + internal_affairs + deliberative + enforcement_file + queries + not_held + not_at_hand + unclear"
        " + petition + repeated + publication + abusive + reissue + not_corrected + fee_unpaid + other_outcome",
    )

    received: Figure = _total(
        "本年新收申请数",
        _RECEIVED,
        "(?:新收|收到|受理)[^,@;。]{0,6}政府信息公开申请(?:共|总计)?#",
        "(?:新收|收到)依申请公开[^,@;。]{0,6}#",
    )
    from_persons: Figure = _asked("自然人", "自然人")
    from_businesses: Figure = _asked("商业企业", "商业企业")
    from_research: Figure = _asked("科研机构", "科研机构")
    from_charities: Figure = _asked("社会公益组织", "社会公益组织")
    from_law_firms: Figure = _asked("法律服务机构", "法律服务机构")
    from_others: Figure = _asked("其他法人或组织", "其他")
    carried_over: Figure = _total(
        "上年结转申请数", "上年结转政府信息公开申请(?:数量)?", "上年(?:度)?结转[^,@;。]{0,4}#"
    )
    granted: Figure = _total("予以公开", "/[^/]{0,6}予以公开[^/]*")
    partly_granted: Figure = _total("部分公开", "/[^/]{0,6}部分公开[^/]*")
    state_secret: Figure = _outcome("属于国家秘密", "不予公开", "国家秘密")
    forbidden_by_law: Figure = _outcome("其他法律行政法规禁止公开", "不予公开", "法规禁止公开")
    security: Figure = _outcome("危及“三安全一稳定”", "不予公开", "三安全一稳定")
    third_party: Figure = _outcome("保护第三方合法权益", "不予公开", "第三方合法权益")
    internal_affairs: Figure = _outcome("属于三类内部事务信息", "不予公开", "内部事务信息")
    deliberative: Figure = _outcome("属于四类过程性信息", "不予公开", "过程性信息")
    enforcement_file: Figure = _outcome("属于行政执法案卷", "不予公开", "行政执法案卷")
    queries: Figure = _outcome("属于行政查询事项", "不予公开", "行政查询事项")
    not_held: Figure = _outcome("本机关不掌握相关政府信息", "无法提供", "不掌握")
    not_at_hand: Figure = _outcome("没有现成信息需要另行制作", "无法提供", "没有现成信息")
    unclear: Figure = _outcome("补正后申请内容仍不明确", "无法提供", "仍不明确")
    petition: Figure = _outcome("信访举报投诉类申请", "不予处理", "信访举报投诉")
    repeated: Figure = _outcome("重复申请", "不予处理", "重复申请")
    publication: Figure = _outcome("要求提供公开出版物", "不予处理", "公开出版物")
    abusive: Figure = _outcome("无正当理由大量反复申请", "不予处理", "大量反复申请")
    reissue: Figure = _outcome("要求行政机关确认或重新出具已获取信息", "不予处理", "重新出具")
    not_corrected: Figure = _outcome("申请人无正当理由逾期不补正", "其他处理", "逾期不补正")
    fee_unpaid: Figure = _outcome("申请人逾期未按收费通知要求缴纳费用", "其他处理", "逾期未按收费通知")
    other_outcome: Figure = _total("其他处理:其他", "其他处理/[^/]{0,4}其他")
    processed: Figure = _total(
        "办理结果总计", "办理结果/[^/]{0,6}总计", "(?<!未)(?:办结|办理完毕|答复)(?:申请)?(?:共)?#"
    )
    pending: Figure = _total("结转下年度继续办理", "结转下年度继续办理", "结转下(?:一)?年度?[^,@;。]{0,6}#")
