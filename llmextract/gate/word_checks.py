"""Checks of the words around: do they mean the field, do other claims agree, what would the rules say?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from llmextract.folding import fold
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import Context, said, say
from llmextract.numbers import Mention
from llmextract.quantity import Approximation, Kind, plain
from llmextract.schema.declare import Form, Measure
from llmextract.schema.leaves import State

__all__ = [
    "answers_differ",
    "cue_missing",
    "double_claim",
    "name_not_in_source",
    "places_differ",
    "rules_disagree",
    "stated_twice",
]

# 多次, 若干, or zero in words: what makes a field stated without a number.
_WORDS_FOR_NUMBERS = re.compile(
    "多[次件个项场家批部起人份条名]|若干|一批|大量|数[次件十百]|未(?:收到|发生|出现|发现|接到|受理|产生|有)|没有|不存在"
    "|无(?!障碍|线|人机|偿|缝|纸|锡)|零(?!售|距离|跑)"
)
_NEAR = 300  # characters of a sentence that are looked at on either side: no real one is longer
_TELLING_DIGITS = 3  # two places that state 100% may do so by chance, two that state 648445 do not
_PUNCTUATION = re.compile(r"[\s,、。:;()“”《》]")
# What a name may add to the source's words: the nouns that turn a thing into an indicator.
_NAME_SUFFIXES = frozenset("数率量额的比次人件项")


def cue_missing(claim: Claim, context: Context) -> Iterator[Finding]:
    """CUE_MISSING: the words around the place do not mean the field."""
    mention, spec = context.mention(claim), claim.spec
    if claim.state is State.WITHOUT_NUMBER:
        words = context.document.folded[slice(*claim.span)] if claim.span else ""
        if not _WORDS_FOR_NUMBERS.search(words):
            message = f"no words here stand for a number of {spec.title}"
            yield say(Code.CUE_MISSING, Severity.REVIEW, claim, message)
        return
    if claim.span is not None and not context.rules.shows(claim.section, claim.field, claim.span, claim.printed):
        yield say(Code.CUE_MISSING, Severity.REVIEW, claim, f"nothing here shows {spec.title}")
    shown = (span.start for span in context.rules.spans(claim.section, claim.field))
    if mention is not None and spec.form is Form.DATE and mention.start not in shown:
        yield say(Code.CUE_MISSING, Severity.REVIEW, claim, f"nothing here shows {spec.title}", mention)
    if mention is not None and spec.measure is Measure.YEAR and spec.front and not _says_year(claim, mention, context):
        message = f"neither title nor opening says that {mention.text!r} is the year of the report"
        yield say(Code.CUE_MISSING, Severity.REVIEW, claim, message, mention)


def _says_year(claim: Claim, mention: Mention, context: Context) -> bool:
    """Whether a year stands where reports name theirs, or names the same one; the year of a day says nothing."""
    spans = context.rules.spans(claim.section, claim.field)
    whole = mention.date is not None and len(mention.date) == len("2024")
    return any(span.start == mention.start or (whole and span.value == mention.date) for span in spans)


def double_claim(claim: Claim, context: Context) -> Iterator[Finding]:
    """DOUBLE_CLAIM: another field claims the same mention, and neither declares that it shares."""
    mention = context.mention(claim)
    if mention is None or claim.mention is None:
        return
    own = (claim.section, claim.field)
    if claim.is_other and context.named[claim.mention] > 1:
        yield say(Code.DOUBLE_CLAIM, Severity.REVIEW, claim, f"{mention.text!r} is named more than once", mention)
    for section, name in context.claimants.get(claim.mention, ()):
        if section and (section, name) != own and not context.rules.genre.share(own, (section, name)):
            message = f"{section}.{name} claims {mention.text!r} too"
            yield say(Code.DOUBLE_CLAIM, Severity.REVIEW, claim, message, mention)


def places_differ(claim: Claim, context: Context) -> Iterable[Finding]:
    """PLACES_DIFFER: one field claims several places, and they do not state the same."""
    mention = context.mention(claim)
    if mention is None or claim.is_other or claim.refused:
        return ()
    own = said(claim, mention)
    for value, index in context.told[claim.section, claim.field, claim.entry].items():
        if value != own:
            other = context.document.mentions[index]
            message = f"{mention.text!r} and {other.text!r} are given for one field"
            return (say(Code.PLACES_DIFFER, Severity.REVIEW, claim, message, mention, other),)
    return ()


def rules_disagree(claim: Claim, context: Context) -> Iterable[Finding]:
    """RULES_DISAGREE: the rules, on their own, would fill the field with something else."""
    mention = context.mention(claim)
    if mention is None or not mention.kind.is_data:
        return _other_words(claim, context)
    best = context.rules.best(claim.section, claim.field)
    if not best or claim.mention in best:
        return ()
    rival = context.document.mentions[best[0]]
    if rival.value == mention.value:
        return ()
    message = f"the rules would take {rival.text!r} instead of {mention.text!r}"
    return (say(Code.RULES_DISAGREE, Severity.REVIEW, claim, message, rival),)


def _other_words(claim: Claim, context: Context) -> Iterable[Finding]:
    own = _text_value(claim, context)
    rival = None if own is None else context.rules.text(claim.section, claim.field)
    if rival in (None, own):
        return ()
    return (say(Code.RULES_DISAGREE, Severity.REVIEW, claim, f"the rules would take {rival!r}"),)


def _text_value(claim: Claim, context: Context) -> str | None:
    """What a text, a choice, a date or a year claims, folded; None where the rules have nothing to compare."""
    mention = context.mention(claim)
    if claim.spec.form is Form.CHOICE:
        return claim.printed
    if mention is not None and mention.kind is Kind.DATE:
        return (mention.date or "").partition("T")[0]
    if claim.spec.form is Form.TEXT and not claim.spec.many and claim.span:
        return context.document.folded[slice(*claim.span)]
    return None


def answers_differ(claim: Claim, context: Context) -> Iterator[Finding]:
    """ANSWERS_DIFFER: several answers were asked, and not all say this."""
    if claim.agreement and claim.agreement[0] < claim.agreement[1]:
        said, asked = claim.agreement
        told = f"{said} of {asked} answers say {claim.printed or 'so'!r}"
        yield say(Code.ANSWERS_DIFFER, Severity.REVIEW, claim, told, *context.own(claim))


def stated_twice(claim: Claim, context: Context) -> Iterator[Finding]:
    """STATED_TWICE: the cue also points at another place with the same telling figure: the text confirms itself."""
    mention = context.mention(claim)
    best = context.rules.best(claim.section, claim.field)
    if mention is None or len(best) < 2 or claim.mention not in best:
        return
    if mention.approximation is not Approximation.EXACT or _digits(mention) < _TELLING_DIGITS:
        return
    for index in best:
        if index != claim.mention:
            other = context.document.mentions[index]
            message = f"{plain(mention.value or Decimal(0))} is stated for this field at another place too"
            yield say(Code.STATED_TWICE, Severity.CONFIRM, claim, message, other)
            return


def _digits(mention: Mention) -> int:
    return len(plain(mention.value or Decimal(0)).replace(".", "").rstrip("0"))


def name_not_in_source(claim: Claim, context: Context) -> Iterator[Finding]:
    """NAME_NOT_IN_SOURCE: an other indicator is named with words of the model's own."""
    mention = context.mention(claim)
    if not claim.is_other or mention is None:
        return
    sentence = context.document.sentence_at(mention.start)
    node = context.document.node_at(mention.start)
    near = (max(sentence.start, mention.start - _NEAR), min(sentence.end, mention.end + _NEAR)) if sentence else (0, 0)
    words = context.document.folded[slice(*near)]
    around = _PUNCTUATION.sub("", "".join([words, *(node.titles if node else ()), mention.header or ""]))
    claim_words = _PUNCTUATION.sub("", fold(claim.name))
    foreign = _foreign_words(claim_words, around)
    clause = _clause(context, mention)
    apart = not any(clause[i : i + 2] in claim_words for i in range(len(clause) - 1))
    if foreign or apart or not claim.name.strip():
        lacking = f"has words that the source does not use for this figure: {foreign or 'its clause'}"
        message = f"the name {claim.name!r} {lacking}" if claim.name.strip() else "the figure was given no name"
        yield say(Code.NAME_NOT_IN_SOURCE, Severity.REVIEW, claim, message, mention)


def _clause(context: Context, mention: Mention) -> str:
    """The words of a figure's own clause, before and behind it; a list of figures (甲5件、乙6件) is one clause.

    In a table they are the names of its row and its column.
    """
    if mention.header:
        return _PUNCTUATION.sub("", mention.header)
    folded = context.document.folded
    before = re.split(r"[,。;:!?\n]", folded[max(0, mention.start - 60) : mention.start])[-1]
    behind = re.split(r"[,。;:!?\n]", folded[mention.end : mention.end + 60])[0]
    if not _PUNCTUATION.sub("", before + behind):
        before = folded[max(0, mention.start - 60) : mention.start]
    return _PUNCTUATION.sub("", before + behind)


def _foreign_words(name: str, around: str) -> str:
    """The part of a name that cannot be put together from pieces (two characters or more) of the text around it."""
    at = 0
    while at < len(name):
        end = next((e for e in range(len(name), at + 1, -1) if name[at:e] in around), at)
        if end == at:
            if name[at] not in _NAME_SUFFIXES:
                return name[at:]
            end = at + 1
        at = end
    return ""
