"""Where English sentences end, and where a line of English prose goes on in the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["ends", "goes_on", "widths"]

_END = re.compile(r"(?<![.!?])[.!?]++(?:(?<=[a-z]\.)[0-9]{1,3})?[\"”’')\]]*+(?=\s+[\"“‘'(\[]?[A-Z0-9£€$])")
# Behind these a full stop ends no sentence; behind the first list it does where the next word begins one.
_MAY_END = frozenset(("etc", "Inc", "Ltd", "Co", "Corp", "a.m", "p.m", "al", "No", "no"))
_ABBREVIATIONS = _MAY_END | frozenset(
    (
        *("Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Sr", "Jr", "Hon", "Rev", "Gen", "Gov", "Sen", "Rep", "Messrs"),
        *("Nos", "Fig", "Figs", "fig", "figs", "Vol", "vol", "Sec", "sec", "Art", "art", "Ch", "ch", "para", "paras"),
        *("p", "pp", "vs", "cf", "ca", "c", "approx", "est", "incl", "excl", "Tel", "tel", "ext", "ref", "Ref", "Para"),
        *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"),
    )
)
_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|\.(?=[A-Za-z]))*$")
_REACH = 16
_OPENS = re.compile(
    r"\s+[\"“‘'(]?(?:The|This|These|Those|That|In|It|Its|We|Our|They|Their|He|She|A|An|As|At|By|For|From|On|Of|To|With|Under"
    r"|After|Before|During|While|When|However|Although|There|Such|All|Some|Most|Many|Both|Each|More|Over)(?![A-Za-z])"
)
_NARROWEST = 30  # characters: shorter lines are cells and entries of lists
_CLOSED = frozenset(".!?:;|")
_CLOSERS = "\"”’')]"
_MARK = re.compile(r"\s*[(\"“]?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[A-Za-z]|[IVXivx]{1,5})")
_MARK_LENGTH = 16
_RUNNING = re.compile(
    r"[a-z)][.!?] [A-Z]|(?:,|\b(?:to|of|the|and|in|a|an|by|for|with|or|from|at|on|than|as|which|that|was|were|is|are))$"
)
_BLOCK = re.compile(r"[-*•#|>]|\(?[0-9a-z]{1,3}[.)]\s|[0-9]+(?:\.[0-9]+)+\s")


def ends(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the marks that end English sentences: a full stop before a capital or a figure, ! and ?.

    Not behind an abbreviation (No. 5, e.g.), an initial or letters with stops between (U.S.), unless a word follows
    that is nearly always a sentence's first.
    """
    for match in _END.finditer(folded, start, end):
        if match.start() - start < _MARK_LENGTH and _MARK.fullmatch(folded, start, match.start()):
            continue  # 1. Overview
        if folded[match.start()] != "." or not _abbreviated(folded, start, match.start(), match.end()):
            yield match.span()


def _abbreviated(folded: str, start: int, stop: int, behind: int) -> bool:
    found = _WORD.search(folded, max(start, stop - _REACH), stop)
    word = found.group() if found and not folded[found.start() - 1 : found.start()].isdigit() else ""  # £3.4m.
    lettered = "." in word or (len(word) == 1 and word not in "I")
    if not lettered and word not in _ABBREVIATIONS:
        return False
    ending = word in _MAY_END or (lettered and word.isupper())
    return not (ending and _OPENS.match(folded, behind))


def goes_on(line: str, following: str, width: int) -> bool:
    """Whether a line of English goes on in the next one, both without the space around them.

    Args:
        line: the line.
        following: the next line.
        width: the length of the longest line around; a line is cut where the next line's first word found no room.

    """
    if _BLOCK.match(following):
        return False
    if line[-1] == "." and _abbreviated(line, 0, len(line) - 1, len(line)):
        return True
    if line.rstrip(_CLOSERS)[-1:] in _CLOSED:
        return False
    if _RUNNING.search(line) or (following[0].islower() and len(line) >= _NARROWEST):
        return True
    return len(line) + 1 + len(following.partition(" ")[0]) > width


def widths(folded: str, lines: Sequence[tuple[int, int]]) -> list[int]:
    """For each line the length of the longest in its block; blank lines part blocks."""
    found = [0] * len(lines)
    first = 0
    for i in range(len(lines) + 1):
        if i == len(lines) or not folded[slice(*lines[i])].strip():
            longest = max((end - start for start, end in lines[first:i]), default=0)
            found[first:i] = [longest] * (i - first)
            first = i + 1
    return found
