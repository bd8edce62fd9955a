"""HTML: the report on a page, its title first, without what the site puts around it.

trafilatura finds where the main text is; the lines are rendered here, from that part of the page, so that no figure of
it is lost (libraries drop short paragraphs and cells), doubled, or split where an inline tag begins.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from llmextract.errors import SourceError
from llmextract.extras import needed
from llmextract.reading.blocks import Line, lines_of
from llmextract.reading.elsewhere import elsewhere
from llmextract.reading.encoding import decode
from llmextract.reading.unseen import drop_unseen

__all__ = ["html_text", "page_text"]

Element = Any  # lxml.html.HtmlElement

_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_BEGINNING = 1 << 14
_DATA = re.compile(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=\s%]{500,}")  # pictures inside the page
_LONG_TAG = re.compile(r"<[A-Za-z!?/][^<>]{100000}")  # thousands of attributes, which take parsers minutes
_SPANS = re.compile(r"(?:col|row)span\s*=\s*[\"']?\d{3,}", re.IGNORECASE)  # it fills in what cells span
_LARGE = 2_000_000  # characters: where to find the main text is then told by the text alone
_SPACE = re.compile(r"\s+")
_COVERS = 0.9  # the share of the main text that the part of the page holds
_REPORT = re.compile(r"报告|總結|总结|年报|年報|公报|公報|情况|情況|報告|report", re.IGNORECASE)
_SHORT, _LEAST = 6, 60  # characters: of a line that may be matched by chance, of a main text
_INFO = re.compile(
    r"(?:日\s*期|时\s*间|来\s*源|文\s*号|索\s*引\s*号|发布机构|发文机关|成文|主题分类|信息分类|名\s*称|有效性)\s*[:：]"
    r"|(?:^| )\d{4}-\d\d-\d\d(?: |$)"
)
_FOOT = re.compile(r"(?:主办|承办|技术支持|版权所有|联系我们)|ICP\s*备|公网安备|网站标识码|copyright", re.IGNORECASE)
_INFO_LINES, _INFO_LONGEST = 8, 160
_ASIDE = re.compile(
    r"\b(?:crumbs?|bread-?crumbs?|breadcrumb|share|bdsharebuttonbox|related|relate|xgxw|xgwd|pagination|footer|foot|copyright|"
    r"sidebar|toolbar|qrcode|nav|navbar|menu)\b",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"nav", "footer", "aside"})
_SITE = re.compile(r"\s*(?:_+|-{2,}|\||｜|－|—+|–|\s-\s|-(?=[^-]*(?:政府|网|局|委|厅|门户)[^-]*$))\s*")
_BARS = re.compile(r"[\s|｜/>»›·•]+")  # what stands between links
_PARAGRAPH = 40
_FOOT_LINES = 12
_NO_PARTS = frozenset({"p", "table", "thead", "tbody", "tr", "td", "th", "span", "ul", "ol", "li"})


def html_text(data: bytes, name: str, charset: str | None = None) -> str:
    """The report on a page.

    Args:
        data: the page.
        name: how errors call it.
        charset: the encoding that its carrier (a header) declares.

    Raises:
        SourceError: it has no text, or is nested too deeply.
        MissingExtra: the libraries for HTML are not installed.

    """
    head = data[:_BEGINNING]
    found = [match.group(1).decode("ascii") for match in (_XML_DECLARED.search(head), _DECLARED.search(head)) if match]
    return page_text(decode(data, name, [*([charset] if charset else []), *found], patch=True), name)


def page_text(page: str, name: str) -> str:
    """The report on a page that is decoded; errors as `html_text`."""
    page = _DATA.sub("", _XML.sub("", page).replace("\x00", ""))
    if _LONG_TAG.search(page):
        raise SourceError(f"{name}: has a tag of more than 100,000 characters; save the page anew, or as PDF")
    body, title = _parsed(page, name)
    lines = lines_of(body)
    if not any(line.text for line in lines):
        raise SourceError(f"{name}: has no text that is shown; the page may be filled by a script: save it as PDF")
    kept = _kept(lines, body, _main_text(page))
    chosen = _with_info(lines, kept, title)
    if title:
        chosen = _without_title(chosen, _squeezed(title))
    said = sum(len(line.text) for line in chosen if not _is_link(line) and not _is_info(line))
    if why := elsewhere(body, said):
        raise SourceError(f"{name}: {why}")
    return _joined(chosen, title)


def _parsed(page: str, name: str) -> tuple[Element, str]:
    """The body of a page and the title of what is on it."""
    html = needed("lxml.html", "html", "reading HTML")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (ValueError, needed("lxml.etree", "html", "reading HTML").LxmlError) as error:
        raise SourceError(f"{name}: is no HTML that can be read ({error}); save the page anew") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceError(f"{name}: is HTML nested deeper than any page; save the page anew, or as PDF")
    body = root.find("body")
    body = root if body is None else body
    drop_unseen(root, body)
    return body, _title(root, body)


def _main_text(page: str) -> str:
    """What trafilatura takes for the main text, without white space; "" where it finds none."""
    trafilatura = needed("trafilatura", "html", "reading HTML")
    if len(page) > _LARGE:
        return ""
    logger = logging.getLogger("trafilatura")
    if logger.level == logging.NOTSET:  # what it says of pages is nothing to its users
        logger.setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(
            _SPANS.sub("", page), include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:  # hostile pages make it raise anything; the part of the page is then found by its text alone
        return ""
    return _squeezed(found or "")


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _kept(lines: list[Line], body: Element, main: str) -> list[bool]:
    """For each line of a page whether it belongs to the report."""
    squeezed = [_squeezed(line.text) for line in lines]
    rows = [text.startswith("|") for text in squeezed]
    matched = [len(text) >= _SHORT and text in main for text in squeezed]
    if sum(len(text) for text, is_in in zip(squeezed, matched, strict=True) if is_in) < _LEAST:
        matched = [_is_running(line) for line in lines]
    if not any(matched):
        return [not aside and not _is_link(line) for line, aside in zip(lines, _aside(lines, body), strict=True)]
    weights: dict[Element, int] = {}
    for line, text, is_in in zip(lines, squeezed, matched, strict=True):
        for element in (line.owner, *line.owner.iterancestors()) if is_in else ():
            weights[element] = weights.get(element, 0) + len(text)
    part = _deepest(body, weights)
    inside = set(part.iter())
    begins = next((i for i, line in enumerate(lines) if line.owner in inside), 0)
    aside = _aside(lines, part)
    return [
        not aside[i]
        and (
            _is_running(line)
            or (line.owner in inside and (matched[i] or rows[i] or not _is_link(line)))
            or (i > begins and matched[i] and not _is_link(line))
        )
        and not (_FOOT.search(line.text) and "。" not in line.text and i > len(lines) - _FOOT_LINES)
        for i, line in enumerate(lines)
    ]


def _deepest(body: Element, weights: dict[Element, int]) -> Element:
    """The innermost part of a page that holds nearly all of the main text."""
    part, least = body, _COVERS * weights.get(body, 0)
    while True:
        inner = next((child for child in part if weights.get(child, 0) >= least), None)
        if inner is None or inner.tag in _NO_PARTS:
            return part
        part = inner


def _aside(lines: list[Line], part: Element) -> list[bool]:
    """For each line whether it stands in navigation, a footer, or a block without sentences that is called so."""
    known: dict[Element, bool] = {}

    def is_aside(element: Element) -> bool:
        if element not in known:
            label = f"{element.get('class') or ''} {element.get('id') or ''}"
            named = bool(_ASIDE.search(label.replace("_", "-"))) and "。" not in "".join(element.itertext())
            own = element.tag in _ASIDE_TAGS or named
            known[element] = own and element is not part and element.tag != "body"
        return known[element]

    return [any(is_aside(element) for element in (line.owner, *line.owner.iterancestors())) for line in lines]


def _is_running(line: Line) -> bool:
    """A paragraph of sentences, wherever it stands: what a page has in running text is not lost."""
    return len(line.text) >= _PARAGRAPH and "。" in line.text and 2 * line.linked < len(line.text)


def _is_info(line: Line) -> bool:
    """A line that says when, where and under what number a page was published."""
    return len(line.text) <= _INFO_LONGEST and "。" not in line.text and bool(_INFO.search(line.parted))


def _is_link(line: Line) -> bool:
    return line.linked > 0.8 * len(_BARS.sub("", line.text)) and "。" not in line.text


def _with_info(lines: list[Line], kept: list[bool], title: str) -> list[Line]:
    """The lines that are kept, and those between the title and them that say when, where and under what number."""
    first = kept.index(True) if True in kept else 0
    wanted = _squeezed(title)
    above = [i for i in range(first) if wanted and _squeezed(lines[i].text) in wanted]
    begin = above[-1] if above else max(0, first - _INFO_LINES)
    info = {i for i in range(begin, first) if _is_info(lines[i]) and not _is_link(lines[i])}
    return [line for i, line in enumerate(lines) if kept[i] or i in info]


def _joined(lines: list[Line], title: str) -> str:
    """The text, the title as its first line."""
    pieces = [title] if title else []
    for line in lines:
        text = line.parted if _is_info(line) else line.text
        pieces.append(("\n\n" if line.apart else "\n") + text if pieces else text)
    return "".join(pieces) + "\n"


def _without_title(lines: list[Line], title: str) -> list[Line]:
    """The lines without the first that say the title, alone or in several lines together."""
    for i in range(min(len(lines), 12)):
        said = ""
        for j in range(i, min(len(lines), i + 4)):
            said += _squeezed(lines[j].text)
            if said == title:
                return [*lines[:i], *lines[j + 1 :]]
            if not title.startswith(said):
                break
    return lines


def _title(root: Element, body: Element) -> str:
    """The title: as the publisher's tag names it, else the heading that the page's title begins with, else that."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle" and (told := _plain(meta.get("content"))):
            return told
    shared = next((meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:title"), None)
    page_title = _plain(next((element.text_content() for element in root.iter("title")), "")) or _plain(shared)
    own = _SITE.split(page_title)[0].rstrip("….") if page_title else ""
    headings = [text for text in _headings(body) if len(text) >= _SHORT]
    for text in headings:
        if _squeezed(own) and (_squeezed(text).startswith(_squeezed(own)) or _squeezed(own) in _squeezed(text)):
            return text
    marked = [text for text in headings if _REPORT.search(text)]
    # A page's title that names no report, and that the page does not say, is the site's (内容页, 无标题文档).
    said = bool(own) and (bool(_REPORT.search(own)) or _squeezed(own) in _squeezed(body.text_content()))
    return next(iter((*marked, *([own] if said else []), *headings)), "")


def _headings(body: Element) -> Iterator[str]:
    for tag in ("h1", "h2", "h3"):
        for element in body.iter(tag):
            yield "".join(line.text for line in lines_of(element))
    for element in body.iter("div", "p", "span", "td", "ucaptitle"):
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag == "ucaptitle" or re.search(r"title|biaoti|tit\b", label, re.IGNORECASE):
            text = "".join(line.text for line in lines_of(element))
            if len(text) <= 120:
                yield text


def _plain(text: str | None) -> str:
    """A title without the tags that some publishers leave in it."""
    return _SPACE.sub(" ", re.sub(r"<[^<>]*>", "", text or "")).strip()
