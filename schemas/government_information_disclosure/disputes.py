"""政府信息公开行政复议、行政诉讼情况: the third statutory table."""

from typing import Any, ClassVar

from llmextract.schema import Figure, Section, count


def _result(title: str, way: str, column: str) -> Any:
    return count(
        f"{way}:{title}",
        f"因政府信息公开引起的{'行政诉讼,' if '诉' in way else ''}{way}",
        cell=f"{way}/(?:.*/)?{column}$",
    )


def _reconsideration(title: str) -> Any:
    return _result(title, "行政复议", title)


def _direct(title: str) -> Any:
    return _result(title, "未经复议直接起诉", title)


def _after(title: str) -> Any:
    return _result(title, "复议后起诉", title)


class Disputes(Section):
    """政府信息公开行政复议、行政诉讼情况"""

    topics: ClassVar[str] = "行政复议|行政诉讼"
    identities: ClassVar[tuple[str, ...]] = tuple(
        f"{way}_cases == {way}_upheld + {way}_corrected + {way}_otherwise + {way}_pending"
        for way in ("reconsideration", "direct_suit", "later_suit")
    )

    reconsideration_upheld: Figure = _reconsideration("结果维持")
    reconsideration_corrected: Figure = _reconsideration("结果纠正")
    reconsideration_otherwise: Figure = _reconsideration("其他结果")
    reconsideration_pending: Figure = _reconsideration("尚未审结")
    reconsideration_cases: Figure = _reconsideration("总计")
    direct_suit_upheld: Figure = _direct("结果维持")
    direct_suit_corrected: Figure = _direct("结果纠正")
    direct_suit_otherwise: Figure = _direct("其他结果")
    direct_suit_pending: Figure = _direct("尚未审结")
    direct_suit_cases: Figure = _direct("总计")
    later_suit_upheld: Figure = _after("结果维持")
    later_suit_corrected: Figure = _after("结果纠正")
    later_suit_otherwise: Figure = _after("其他结果")
    later_suit_pending: Figure = _after("尚未审结")
    later_suit_cases: Figure = _after("总计")
