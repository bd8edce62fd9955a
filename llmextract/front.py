"""Front matter: title, region, issuers, addressee, dates and document number, found by their form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.sentences import filled_lines

__all__ = ["Span", "front_matter"]

_EDGE_LINES = 15  # front matter stands this near to the beginning or the end
_YEAR = r"(?:20\d\d|19\d\d|[一二][〇零○一二三四五六七八九]{3})年"
_PLACE = r"[\u4e00-\u9fff()]{1,14}?(?:开发区|高新区|新区|自治[州县旗]|新城|街道|[省市县区旗州盟镇乡]|局|委|厅|办公室)"

_TITLE_TAIL = r"(?:\((?:19|20)\d\d(?:年度?)?\))?(?=\s*(?:\(.{1,6}\)|\[\d\])?\s*$|\.(?:pdf|docx?)\s*$)"
_AND_PLANS = r"(?:报告|总结|情况)(?:及|和|暨)(?:20\d\d年度?)?[\u4e00-\u9fff]{0,10}(?:安排|计划|打算|思路|要点)"
_PLAN = re.compile("安排|计划|打算|思路|要点|规划")
# Behind a year of the title: what makes it the year of a plan, of an issue, or one of several.
_NO_YEAR_OF_TITLE = re.compile(
    r"[^报总情,、]{0,14}?(?:安排|计划|打算|思路|要点)(?:[及和暨与、,)]|的?报告|$)|第?\d{1,4}[号期]|以来|修[订正]"
)
_CITED = re.compile(r"《[^》\n]*》?")
_OPENING = 400  # characters of a text, or behind its title, in which it tells what year it is of
_LABEL = 8
_GOES_ON = re.compile(
    r"(?:全年)?(?:,|我[省市县区州盟旗镇乡局委厅]|全[省市县区州盟旗]|[\u4e00-\u9fff]{2,12}?[省市县区州盟旗镇乡局委厅]"
    r"(?=坚持|认真|深入|以|在|全面|紧紧|按照|始终|法治|委|政府|人民))"
)
_PLANNED = re.compile(r"[^。;\n]{0,20}?(?:将|拟|计划|打算|下一步)")
_TITLES = tuple(
    re.compile(rf"(?![表图附]\S{{0,3}}\d)[^。;!?|\n]{{4,70}}(?:{ends}){_TITLE_TAIL}")
    for ends in (f"报告|总结|公报|年报|{_AND_PLANS}", "情况|说明|汇报|要点|公告|通知")
)
_REGIONS = (
    re.compile(rf"^中共(?P<region>{_PLACE})委"),
    re.compile(rf"^{_YEAR}(?:度)?(?P<region>{_PLACE})(?:法治|国民|政府|工作)"),
    re.compile(rf"^(?:关于)?(?P<region>{_PLACE})法治政府"),
    re.compile(rf"年度?(?P<region>{_PLACE})法治"),
    re.compile(
        rf"^(?:关于)?(?:中共)?(?P<region>{_PLACE})(?:管理委员会|管委会|人民政府|人民委员会|行政公署|办事处|委员会|委|党委|\s)*(?:关于)?{_YEAR}"
    ),
    re.compile(
        rf"^(?:关于)?(?:中共)?(?P<region>{_PLACE})(?:管理委员会|管委会|人民政府|人民委员会|行政公署|办事处|委员会|党委|\s)*关于"
    ),
)
_REGION_IN_TEXT = re.compile(
    r"20\d\d年(?:以来)?,(?![我全本各该])(?P<region>[\u4e00-\u9fff]{1,12}?[省市县区旗州盟镇乡局])(?=坚持|以|深入|认真|全面|在)"
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,30}(?:委|政府|局|厅|委员会|办公室|管委会|街道办事处)")
_TITLE_ISSUER = re.compile(
    rf"(?P<issuer>[\u4e00-\u9fff()]{{2,30}}?(?:人民政府|委员会|管委会|局|厅|办公室))(?=关于|{_YEAR})"
)
_ADDRESSEE = re.compile(r"(?P<addressee>[\u4e00-\u9fff、,]{2,40}(?:委|政府|局|厅|办公室|委员会|领导小组))\s*:\s*$")
_PUBLISHED = re.compile(r"(?:发布|印发|公开|生成|成文)?(?:日期|时间)\s*:\s*$")
_WRITTEN = re.compile(r"成文|生成")  # when it was written, not when it was made public
_PRINTED_DATE = re.compile(r"(?<!\S)20\d\d-\d{1,2}-\d{1,2}(?=\s|$)")
_ISSUER_REGION = re.compile(rf"(?:中共)?(?P<region>{_PLACE})(?=人民政府|委员会|管理委员会|$)")
_NUMBER = r"(?P<number>[\u4e00-\u9fff]{1,8}[〔\[](?:19|20)\d\d[〕\]]\s?第?\d{1,4}号)"
_DOCUMENT_NUMBER = re.compile(rf"(?!根据|按照|依据|落实|贯彻|对照){_NUMBER}(?!文件|要求|精神|规定|印发|部署)")
_LABELLED_NUMBER = re.compile(rf"(?:文|字)\s*号\s*:\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source: code-point offsets, and a value where it differs from the text (ISO dates)."""

    start: int
    end: int
    value: str | None = None


def front_matter(document: Document) -> dict[str, tuple[Span, ...]]:
    """What the form of a report tells of itself; a name is missing where nothing was found.

    Returns:
        Spans by name: title, year, region, issuers, addressee, published_on, signed_on, document_number.

    """
    lines = list(filled_lines(document.folded))
    found: dict[str, tuple[Span, ...]] = {}
    title = _title(document, lines)
    if title:
        found["title"] = (title,)
    found["year"] = tuple(_years(document, title))
    found["region"] = tuple(_region(document, title))
    found["addressee"] = tuple(
        Span(start + match.start("addressee"), start + match.end("addressee"))
        for start, text in lines[:_EDGE_LINES]
        if (match := _ADDRESSEE.match(text))
    )[:1]
    found["document_number"] = tuple(_document_number(lines))[:1]
    found["published_on"] = tuple(_published(document, lines))[:1]
    found["signed_on"], found["issuers"] = _signature(document, lines)
    found["issuers"] = found["issuers"] or tuple(_issuer_in_title(document, title, lines))
    found["region"] = found["region"] or tuple(_region_of_issuer(document, found["issuers"]))
    return {name: spans for name, spans in found.items() if spans}


def _title(document: Document, lines: list[tuple[int, str]]) -> Span | None:
    marks = {m.start for m in document.mentions if m.kind is Kind.HEADING}
    edges = [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]
    for pattern, (start, text) in product(_TITLES, edges):
        match = pattern.match(text)
        if match and start not in marks and not document.outline.is_furniture(start):
            number = _DOCUMENT_NUMBER.match(text)
            return Span(start + (number.end() if number else 0), start + match.end())
    return None


def _document_number(lines: list[tuple[int, str]]) -> Iterator[Span]:
    """A number that begins a line near the edges; one in running text is another document's."""
    for start, text in [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]:
        match = _DOCUMENT_NUMBER.match(text) or _LABELLED_NUMBER.search(text)
        if match:
            yield Span(start + match.start("number"), start + match.end("number"))


def _years(document: Document, title: Span | None) -> Iterator[Span]:
    """The year reported on: as the title names it, else as the text opens; none where several are, or dates alone."""
    named = list(_years_in_title(document, title)) if title else []
    if len({year.date for year in named}) == 1 and not named[0].partner:
        yield Span(named[0].start, named[0].end, named[0].date)
    elif not named:
        begin = title.end if title and title.end < _OPENING else 0
        opens = [m for m in _whole_years(document, begin, begin + _OPENING) if _opens(document, m)]
        if len({year.date for year in opens}) == 1:
            yield Span(opens[0].start, opens[0].end, opens[0].date)


def _whole_years(document: Document, begin: int, end: int) -> Iterator[Mention]:
    for index in document.mentions_in(begin, end):
        mention = document.mentions[index]
        if mention.kind is Kind.DATE and mention.date and len(mention.date) == len("2024"):
            yield mention


def _years_in_title(document: Document, title: Span) -> Iterator[Mention]:
    """The years of a title, without those of plans (及2024年工作打算), of what it cites, and of its number."""
    cited = [match.span() for match in _CITED.finditer(document.folded, title.start, title.end)]
    for mention in _whole_years(document, title.start, title.end):
        within = any(start < mention.start < end for start, end in cited)
        if not within and not _NO_YEAR_OF_TITLE.match(document.folded, mention.end, title.end):
            yield mention


def _opens(document: Document, mention: Mention) -> bool:
    """Whether a clause of the opening begins with this year (2023年,我县坚持…); not a plan, a range, a date line."""
    folded = document.folded
    before = folded[max(0, mention.start - _LABEL) : mention.start].rstrip(" ")
    if mention.partner or _PUBLISHED.search(before) or (before and before[-1] not in "\n,。;:"):
        return False
    node = document.node_at(mention.start)
    planned = _PLANNED.match(folded, mention.end) or (node and any(map(_PLAN.search, node.titles)))
    return not planned and bool(_GOES_ON.match(folded, mention.end))


def _region(document: Document, title: Span | None) -> Iterator[Span]:
    if title:
        text = document.folded[title.start : title.end]
        for pattern in _REGIONS:
            if match := pattern.search(text):
                yield Span(title.start + match.start("region"), title.start + match.end("region"))
                return
    if match := _REGION_IN_TEXT.search(document.folded, 0, 400):
        yield Span(*match.span("region"))


def _region_of_issuer(document: Document, issuers: tuple[Span, ...]) -> Iterator[Span]:
    """Where neither title nor text names a place, the one that the signing organ belongs to."""
    for span in issuers[-1:]:
        if match := _ISSUER_REGION.match(document.folded, span.start, span.end):
            yield Span(*match.span("region"))


def _issuer_in_title(document: Document, title: Span | None, lines: list[tuple[int, str]]) -> Iterator[Span]:
    """Where nothing is signed, the organ with which the title begins, or that stands alone on the line above it."""
    if title is None:
        return
    if match := _TITLE_ISSUER.match(document.folded, title.start, title.end):
        yield Span(*match.span("issuer"))
        return
    above = [(start, text) for start, text in lines if start < title.start][-1:]
    for start, text in above:
        if _ISSUER.fullmatch(text):
            yield Span(start, start + len(text))


def _published(document: Document, lines: list[tuple[int, str]]) -> Iterator[Span]:
    """The date of publication: what a label says it is, else a dated line between title and text; best first."""
    labelled: list[tuple[bool, Mention]] = []
    for mention in document.mentions:
        if mention.kind is Kind.DATE and mention.date:
            before = document.folded[max(0, mention.start - _LABEL) : mention.start]
            if label := _PUBLISHED.search(before):
                labelled.append((bool(_WRITTEN.match(label.group())), mention))
    labelled.sort(key=lambda told: told[0])
    for mention in (*(mention for _, mention in labelled), *_dated_line(document, lines)):
        yield Span(mention.start, mention.end, (mention.date or "").partition("T")[0])


def _dated_line(document: Document, lines: list[tuple[int, str]]) -> Iterator[Mention]:
    """The date that a page prints without a label over its text: 2024-03-13 来源:…"""
    for start, text in lines[:_EDGE_LINES]:
        if "。" in text:
            return
        for match in _PRINTED_DATE.finditer(text):
            index = next(document.mentions_in(start + match.start(), start + match.end()), None)
            if index is not None and document.mentions[index].kind is Kind.DATE and document.mentions[index].date:
                yield document.mentions[index]


def _signature(document: Document, lines: list[tuple[int, str]]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """A line near the end that is a date alone, and the lines before it that are names of organs."""
    dates = {m.start: m for m in document.mentions if m.kind is Kind.DATE}
    for i in range(len(lines) - 1, max(0, len(lines) - _EDGE_LINES), -1):
        start, text = lines[i]
        mention = dates.get(start)
        if mention is None or len(text) != mention.end - mention.start:
            continue
        issuers: list[Span] = []
        for line_start, line in reversed(lines[:i]):
            if not _ISSUER.fullmatch(line):
                break
            issuers.insert(0, Span(line_start, line_start + len(line)))
        return (Span(mention.start, mention.end, mention.date),), tuple(issuers)
    return (), ()
