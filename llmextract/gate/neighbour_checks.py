"""Checks against a figure's neighbours and its clause: was the one beside it meant, a part, another year?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import SINCE, Context, say
from llmextract.numbers import Mention
from llmextract.rules.match import measures

__all__ = ["better_mention", "no_cue", "scope", "year_mismatch"]

_COMPARED = frozenset("较比与同含由从")  # 比2017年上升, 含2020年结转
_OF_AGE = re.compile(
    r"\s*(?:年?底?以?前|之前|后|及以前|印发|制定|出台|颁布|修订|发布|下达|启动|开始|结转|转结|遗留|未结)"
)
_BECAME = re.compile(r"\d[^,;。]{0,6}[增减升降提压缩扩][^,;。]{0,4}[到至为]")


def no_cue(claim: Claim, context: Context) -> Iterable[Finding]:
    """CUE_MISSING: neither the cue nor the words of the field's title stand by the figure, nor by any other."""
    mention, spec = context.mention(claim), claim.spec
    if mention is None or not spec.measure or not spec.cue or context.fits(claim):
        return ()
    if not measures(mention, spec) or context.rivals(claim):
        return ()
    message = f"the words around {mention.text!r} carry no cue of {spec.title}"
    return (say(Code.CUE_MISSING, Severity.REVIEW, claim, message, mention),)


def better_mention(claim: Claim, context: Context) -> Iterable[Finding]:
    """BETTER_MENTION: the cue does not stand by this figure, and does by another."""
    mention = context.mention(claim)
    if mention is None or not claim.spec.cue or not claim.spec.measure or context.fits(claim):
        return ()
    rivals = context.rivals(claim)
    if not rivals:
        return ()
    better = context.document.mentions[rivals[0]]
    message = f"the words that mean {claim.spec.title} stand by {better.text!r}, not by {mention.text!r}"
    return (say(Code.BETTER_MENTION, Severity.REVIEW, claim, message, mention, better),)


def scope(claim: Claim, context: Context) -> Iterable[Finding]:
    """SCOPE: the clause makes the figure a part, one of several years, or what it was before it changed."""
    mention = context.mention(claim)
    if mention is None or claim.mention is None or not mention.kind.is_data or claim.is_other:
        return ()
    total, otherwise = context.limits(claim.mention)
    best = context.rules.best(claim.section, claim.field)
    if total is not None and total in best and claim.mention not in best:
        whole = context.document.mentions[total]
        message = f"{mention.text!r} is a part of {whole.text!r}, which the cue means too"
        return (say(Code.SCOPE, Severity.REVIEW, claim, message, mention, whole),)
    if otherwise:
        return (say(Code.SCOPE, Severity.REVIEW, claim, f"{mention.text!r} {otherwise}", mention),)
    return ()


def _bound_elsewhere(date: Mention, mention: Mention, context: Context) -> bool:
    """Whether a year tells since when, how old things are, what they are compared with, or what a figure was."""
    folded = context.document.folded
    between = folded[date.end : mention.start]
    compared = folded[date.start - 1 : date.start] in _COMPARED
    return compared or bool(SINCE.match(between) or _OF_AGE.match(between) or _BECAME.search(between))


def year_mismatch(claim: Claim, context: Context) -> Iterable[Finding]:
    """YEAR_MISMATCH: the last year named before the figure in its sentence is not the report's."""
    mention, own = context.mention(claim), context.report_year
    if mention is None or own is None or not mention.kind.is_data or claim.is_other:
        return ()
    named = context.years_before(mention)
    if not named or named[-1].year == own or _bound_elsewhere(named[-1], mention, context):
        return ()
    message = f"the words before {mention.text!r} speak of {named[-1].text}, and the report of {own}"
    return (say(Code.YEAR_MISMATCH, Severity.REVIEW, claim, message, mention, named[-1]),)
