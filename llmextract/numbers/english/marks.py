"""English numbers that are no data: labels, list marks, citations, ordinals, telephone numbers, parts of names."""

from __future__ import annotations

import re
from decimal import Decimal

from llmextract.numbers import marks
from llmextract.numbers.english.words import tail
from llmextract.numbers.mention import Mention
from llmextract.numbers.numerals import divided
from llmextract.numbers.text import Text
from llmextract.quantity import Kind

__all__ = ["JOINED", "address", "bracketed", "fraction", "label", "list_mark", "named", "ordinal", "telephone"]

JOINED = "joined to Latin letters"
# The words before a number that make it one of a kind; each has its plural too.
_HEADINGS = """
section chapter article part annex table figure box chart note schedule item paragraph clause exhibit regulation rule
principle recommendation attachment panel map diagram equation step question footnote volume
"""
_OF_NAMES = """
scope phase tier stage grade type class route room zone level goal highway unit building district ward agenda vision
horizon form category
"""
_SHORT = {
    "heading": "§ sec. ch. art. annexes appendix appendices fig. figs. fig figs boxes para. paras. vol. vols. vol",
    "page": "page pages p. pp.",
    "number": "no. nos. nr. number",
    "version": "version versions ver. release",
    "name": "categories classes war windows",
}
_LABELS = {word: sort for sort, words in _SHORT.items() for word in words.split()}
_LABELS |= {word + end: "heading" for word in _HEADINGS.split() for end in ("", "s")}
_LABELS |= {word + end: "name" for word in _OF_NAMES.split() for end in ("", "s")}
_KINDS = {"heading": Kind.HEADING, "page": Kind.CODE, "number": Kind.ORDINAL, "version": Kind.CODE, "name": Kind.NAME}
_WHYS = {
    "heading": "the number of a table or a section",
    "page": "a page's number",
    "number": "a number of things in a row (No. 3)",
    "version": "a version",
    "name": "a number in a name (Phase 2)",
}
_ONE = r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,4}[A-Za-z]?(?:\([0-9a-z]{1,4}\)){0,3}"
_ROW = re.compile(rf"(?:{_ONE}(?:,? ?(?:and|or|to|&) ?|, ?| ?- ?)){{1,8}}$")
_ROW_ENDS = frozenset(("and", "or", "to", "&", "-"))
_LABEL_REACH = 64
_LAST = re.compile(r"[0-9]{1,4}(?=[^0-9]*$)")
_LABELLED = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,3}){0,5}(?:[A-Za-z](?![A-Za-z0-9]))?(?![0-9])"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z])(?:ISO|IEC|IFRS|IAS|IPSAS|GRI|SASB|ESRS|EN|BS|DIN|ASTM|IEEE|RFC|OHSAS|SDG|ASC|SFAS|PM)s?"
    r"(?:/[A-Z]{2,6})*[ -]?$"
)
_NAME_BEFORE = re.compile(r"(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]+-$")
_NAME_BEHIND = re.compile(r"[0-9]+-[A-Z]")
_HYPHENS = frozenset("-\u2010\u2011")
_ORDINAL = re.compile(r"[0-9]{1,3}(?:,?[0-9]{3}){0,3}(?:st|nd|rd|th)(?![A-Za-z0-9])", re.IGNORECASE)
_CITATION = re.compile(r"\[[0-9]{1,3}(?:(?:, ?|; ?| ?- ?)[0-9]{1,3}){0,12}\]")
_CITED_REACH = 40
_FOOTNOTE = re.compile(r"[0-9]{1,3}(?=[ \n]+[A-Z]|\s*$)")
_SUBSECTION = re.compile(r"[0-9]{1,2}\)")
_INLINE = re.compile(r"\([0-9]{1,2}\)(?=[ \n][a-z])")
_DEEP = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?(?=[ \t]+[A-Z\"“])")
_TITLED = re.compile(r"[0-9]{1,2}(?=[ \t]{1,4}[A-Z][A-Za-z’'-]+(?:[ \t]+[A-Za-z,&’'-]+){0,11}[ \t]*(?:\n|$))")
_LINE_HEAD = re.compile(r"(?:^|\n)[^\S\n]*(?:[#>*-]{1,6}[^\S\n]*|\*\*)?$")
_LINE_HEADS = frozenset("\n \t\r#*>-")
_HEAD_REACH = 12
_WRAPPED = 40  # characters: so long a line without an end mark goes on in the next
_FRACTION = re.compile(r"(?P<over>[0-9]{1,3})/(?P<under>[0-9]{1,4})(?![0-9/])(?P<of>(?= of\b))?")
_TELEPHONE = re.compile(
    r"(?:(?<=\+)[0-9]{1,3}(?:[ .-]?\([0-9]{1,4}\))?(?:[ .-][0-9]{2,5}){1,5}"
    r"|(?<=\()[0-9]{2,5}\)[ -]?[0-9]{3,4}(?:[ -][0-9]{3,4}){1,2}|1-[0-9]{3}-[0-9]{3}-[0-9]{4}"
    r"|[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}|0[0-9]{1,4}(?:[ -][0-9]{3,4}){1,3}|0[0-9]{2,4}-?[0-9]{6,8})(?![0-9])"
)
_CALL = re.compile(r"\b(?:tel|telephone|phone|fax|call|hotline|helpline|mobile|dial)\b[^0-9\n]{0,16}$", re.IGNORECASE)
_CALLED = re.compile(r"[0-9]{2,5}(?:[ -][0-9]{2,5}){1,5}(?![0-9])|[0-9]{3,12}(?![0-9,.])")
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)[^\s]{0,120}|[A-Za-z0-9]@[^\s]{0,60}|\.(?:com|org|gov|net|edu|int|info|eu|uk|cn|hk)[^\s]{0,80}"
    r"|[A-Za-z0-9][=?&_])$"
)
_LAW = re.compile(
    r"(?:1[89]|20)[0-9]{2}/(?!(?:1[89]|20)[0-9]{2}(?![0-9]))[0-9]{3,5}(?![0-9/])|[0-9]{1,4}/[0-9]{1,5}/[A-Z]{2,4}(?![A-Za-z0-9])"
)
_REFERENCE = re.compile(r"(?<![A-Za-z0-9/])[A-Z][A-Za-z0-9]{0,11}(?:/[A-Za-z0-9]{1,11}){0,3}/$")
_ADDRESS_REACH = 130
_INSIDE = frozenset("/._=-&?%#:~")


def _starts_line(text: Text, start: int) -> bool:
    before = text.before(start)
    if before not in _LINE_HEADS:
        return False
    return before == "\n" or bool(_LINE_HEAD.search(text.folded, max(0, start - _HEAD_REACH), start))


def _goes_on(text: Text, start: int) -> bool:
    """Whether the line before goes on in this one, so that its first figure is no mark."""
    line = text.folded.rfind("\n", 0, start)
    if line < _WRAPPED:
        return False
    before = text.folded[max(0, line - _WRAPPED) : line].rstrip(" \r")
    return "\n" not in before and (before[-1:].isalnum() or before[-1:] in (",", "-", "("))


def address(text: Text, start: int, end: int) -> Mention | None:
    """Digits inside https://example.org/2024/17 and ABC/2024/17, and the number of a law (2016/679, 95/46/EC)."""
    before = text.before(start)
    if text.folded[end : end + 1] == "/" and (law := _LAW.match(text.folded, start)):
        return text.mention(*law.span(), Kind.DOCNO, "document number")
    if not (before in _INSIDE or before.isalnum()):
        return None
    if before == "/" and _REFERENCE.search(text.folded, max(0, start - _CITED_REACH), start):
        return text.mention(start, end, Kind.CODE, "an identifier")
    if _ADDRESS.search(text.folded, max(0, start - _ADDRESS_REACH), start):
        return text.mention(start, end, Kind.CODE, "part of an address")
    return None


def list_mark(text: Text, start: int, end: int, *, measured: bool) -> Mention | None:
    """1. and (1) and 1) and 4.2 at a line's beginning, "1 Overview" in a line of its own, (1) before small letters.

    Args:
        text: the text.
        start: where the numeral begins.
        end: where it ends.
        measured: whether a unit follows (0.2 MW).

    """
    if start and text.folded[start - 1] == "(" and (inline := _INLINE.match(text.folded, start - 1)):
        return text.mention(*inline.span(), Kind.HEADING, "list mark", Decimal(text.folded[start:end]))
    bracket = text.before(start) == "("
    if not _starts_line(text, start - bracket):
        return None
    if _goes_on(text, start):
        return None
    if found := marks.list_mark(text, start, end):
        return found
    if bracket or measured:
        return None
    mark = _DEEP.match(text.folded, start) or _TITLED.match(text.folded, start)
    if mark is None:
        return None
    return text.mention(*mark.span(), Kind.HEADING, "list mark", Decimal(mark.group().partition(".")[0]))


def label(text: Text, start: int, *, measured: bool) -> Mention | None:
    """Table 3, Section 4.1, page 12, No. 12, version 2.1, Phase 2, and each of a row of them (Tables 3 and 4).

    Args:
        text: the text.
        start: where the numeral begins.
        measured: whether the figure has a unit of its own, as in Table 3 and 12 cases.

    """
    words = tail(text.folded, start, _LABEL_REACH).rstrip(" ")
    last, row = words.rpartition(" ")[2], None
    if last[:1].isdigit() or last in _ROW_ENDS:
        row = _ROW.search(tail(text.folded, start, _LABEL_REACH))
        last = words[: row.start()].rstrip(" ").rpartition(" ")[2] if row else ""
    last = last.lstrip('([“"')
    sort = "number" if last == "No" else _LABELS.get(last.lower())
    match = _LABELLED.match(text.folded, start) if sort else None
    if sort is None or match is None:
        return None
    if measured and not (_next_of(row.group(), match.group()) if row else last[:1].isupper()):
        return None
    return text.mention(*match.span(), _KINDS[sort], _WHYS[sort])


def _next_of(row: str, number: str) -> bool:
    """Whether a number counts on from a row of them: Scope 1 and 2 emissions, but not Table 3 and 12 cases."""
    last = _LAST.search(row)
    return last is not None and number.isdigit() and int(number) == int(last.group()) + 1


def named(text: Text, start: int) -> Mention | None:
    """ISO 9001, COVID-19, 10-K: numbers that belong to a name."""
    folded = text.folded
    if folded[start - 1 : start] in (" ", "-", "\n") and _STANDARD.search(folded, max(0, start - 16), start):
        match = _LABELLED.match(folded, start)
        return text.mention(start, match.end() if match else start + 1, Kind.NAME, "a standard's number")
    if text.raw[start - 1 : start] in _HYPHENS and _NAME_BEFORE.search(folded, max(0, start - 24), start):
        match = _LABELLED.match(folded, start)
        return text.mention(start, match.end() if match else start + 1, Kind.NAME, JOINED)
    if match := _NAME_BEHIND.match(folded, start):
        return text.mention(start, match.end() - 2, Kind.NAME, JOINED)
    return None


def ordinal(text: Text, start: int) -> Mention | None:
    """1st, 22nd, 103rd, 5th."""
    match = _ORDINAL.match(text.folded, start)
    if match is None:
        return None
    value = Decimal(match.group()[:-2].replace(",", ""))
    return text.mention(*match.span(), Kind.ORDINAL, "an ordinal", value)


def bracketed(text: Text, start: int, end: int) -> Mention | None:
    """[12], [3, 4-6], a footnote's number behind a full stop, the 3 of section 31(3), #12."""
    folded, before = text.folded, text.before(start)
    if before in "[,; -":
        opening = folded.rfind("[", max(0, start - _CITED_REACH), start)
        if opening != -1 and (cited := _CITATION.match(folded, opening)) and cited.end() > end - 1:
            return text.mention(start, end, Kind.CODE, "a citation")
    if before in ".,;" and folded[start - 2 : start - 1].isalpha() and (note := _FOOTNOTE.match(folded, start)):
        return text.mention(*note.span(), Kind.CODE, "a footnote's number")
    if before == "(" and folded[start - 2 : start - 1] in {*"0123456789)"} and _SUBSECTION.match(folded, start):
        return text.mention(start, end, Kind.HEADING, "the number of a table or a section")
    if before == "#":
        return text.mention(start, end, Kind.CODE, "an identifier")
    return None


def fraction(text: Text, start: int) -> Mention | None:
    """1/3 of something is a rate; 24/7 and other numbers with a stroke between are none."""
    match = _FRACTION.match(text.folded, start)
    if match is None:
        return None
    over, under = Decimal(match["over"]), Decimal(match["under"])
    if match["of"] is None or not 0 < over < under:
        return text.mention(*match.span(), Kind.CODE, "two numbers with a stroke between")
    share, printed = divided(over * 100, under), text.raw[match.start() : match.end()]
    return Mention(*match.span(), printed, Kind.RATE, share, "%", why="a fraction")


def telephone(text: Text, start: int) -> Mention | None:
    """+44 20 7946 0958, (202) 555-0143, 0800 555 0142, and what follows "call" or "tel."."""
    match = _TELEPHONE.match(text.folded, start)
    if match is None and _CALL.search(text.folded, max(0, start - 28), start):
        match = _CALLED.match(text.folded, start)
    return text.mention(*match.span(), Kind.CODE, "telephone number") if match else None
