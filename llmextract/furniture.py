"""Page furniture: what a web page adds around a report (navigation, share links, dates of publication, counters).

Furniture belongs to no section and is asked about in no section's request; its numbers stay in the ledger.
"""

from __future__ import annotations

import re

from llmextract.sentences import filled_lines

__all__ = ["furniture"]

_LONGEST = 120  # characters: a longer line is text of the report
_EDGE = 15  # lines from either end in which a bare row of short words is navigation
_DATE = r"(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?"
# Lines that begin so, whatever follows.
_BEGINS = re.compile(
    r"[【\[]?\s*(?:您?的?(?:当前|所在|现在)?的?位置(?:是|为)?\s*:|首\s*页\s*(?:[>»›/|-]|$)|分\s*享(?:文章)?(?:到|至)?\s*:|分享(?:文章)?(?:到|至)"
    r"|打印(?:本页|此页|页面|文章|$|】)|关闭(?:窗口|本页|页面)|返回(?:顶部|首页|列表)|字\s*[体号]\s*:|大\s+中\s+小|微信扫|手机版"
    r"|无障碍(?:浏览|阅读|$)|适老化?(?:版|模式|浏览|$)|语音播报|网站地图|移动客户端|收藏本[页站]|登录\s|注册\s"
    r"|(?:信息|文章|稿件|内容)?来\s*源\s*:|责任编辑\s*:|编\s*辑\s*:|作\s*者\s*:|索\s*引\s*号\s*:|信息分类\s*:|主题(?:分类|词)\s*:|发布机构\s*:|发文机关\s*:"
    r"|有\s*效\s*性\s*:|体裁分类\s*:|信息名称\s*:|名\s*称\s*:|标\s*题\s*:|文\s*号\s*:|公开(?:方式|属性|形式|范围)\s*:\s*\S{0,6}(?:\s|$)"
    r"|版权所有|主办(?:单位)?\s*:|承办(?:单位)?\s*:|技术支持\s*:|\S{0,3}ICP\s*备|\S{0,4}公网安备|网站标识码|网站声明|隐私(?:声明|保护)|联系我们|您是第"
    r"|上一[篇条]\s*:|下一[篇条]\s*:|相关(?:链接|阅读|文章|附件|信息|文档|稿件)\s*:?\s*|附件下载|下载\s*:?$"
    r"|[-·]\s*\d{1,4}\s*[-·]$|第\s*\d{1,4}\s*页)"
)
# Labels of a page with their values, anywhere in a line.
_HOLDS = re.compile(
    rf"(?:发布|发文|生成|更新|成文|公开|录入|制发|印发)?(?:时间|日期)\s*:\s*{_DATE}(?:\s|$|日)"
    r"|(?:浏览|点击|访问|阅读|查看)(?:次数|量|数|人次)\s*:?\s*\d+\s*次?(?:\s|$|【)|扫一扫(?:在手机|分享|关注|打开)|【?字[体号]\s*:\s*大\s*中\s*小"
    r"|分享(?:文章)?(?:到|至)\s*:|【打印|【关闭|ICP\s*备\d|网站标识码|您是第\d+位"
)
_MARKED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d)|第.{1,3}[部章节]|#"
)
_CRUMBS = re.compile(r"[^>»›]{1,16}(?:\s*[>»›]+\s*[^>»›]{1,30}){2,}")
_PUBLISHED = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_MENU = re.compile(
    r"(?:[\u4e00-\u9fffA-Z]{1,3}\s{1,4}){0,2}[\u4e00-\u9fff]{2,8}(?:[\s|/·]{1,6}[\u4e00-\u9fff]{2,8}){2,}|部\s+门/街\s+镇"
)


def furniture(folded: str) -> tuple[tuple[int, int], ...]:
    """The spans of the lines that are page furniture, in order.

    Args:
        folded: the folded text.

    """
    lines = list(filled_lines(folded))
    return tuple(
        (start, start + len(text))
        for i, (start, text) in enumerate(lines)
        if len(text) <= _LONGEST and _is_furniture(text, edge=min(i, len(lines) - 1 - i) < _EDGE, top=i < _EDGE)
    )


def _is_furniture(line: str, *, edge: bool, top: bool) -> bool:
    if "。" in line and not line.startswith(("版权", "主办", "联系")):
        return False  # running text that speaks of such things
    if _MARKED.match(line):
        return False  # a heading that speaks of such things
    if _BEGINS.match(line) or _HOLDS.search(line) or _CRUMBS.fullmatch(line):
        return True
    return (top and bool(_PUBLISHED.fullmatch(line))) or (edge and bool(_MENU.fullmatch(line)))
