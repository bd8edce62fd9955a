"""The checks: each looks at one claim and says what is wrong with it, or what bears it out.

Every check has one signature, `(claim, context) -> findings`; `CLAIM_CHECKS` lists them in the order in which they run.
A check never calls a model, and a model never sees one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import OTHER_FIELD, Claim, copy_fits, signed
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.numbers import Mention, scan
from llmextract.quantity import Approximation, Kind, plain
from llmextract.rules.match import measures
from llmextract.rules.view import Rules
from llmextract.schema.declare import Form, Measure
from llmextract.schema.leaves import State

__all__ = ["CLAIM_CHECKS", "Check", "Context"]

_HUNDRED = Decimal(100)
_SCALES = tuple(Decimal(10) ** n for n in (2, 3, 4, 5, 6, 7, 8))
_YEARS = (1949, 2100)
# 多次, 若干, or zero in words: what makes a field stated without a number.
_WORDS_FOR_NUMBERS = re.compile("多[次件个项场家批部起人份条名]|若干|一批|大量|数[次件十百]|未|无|没有|不存在|零")
# What a name may add to the source's words: the nouns that turn a thing into an indicator.
_NAME_SUFFIXES = frozenset("数率量额的比次人件项")


@dataclass(frozen=True)
class Context:
    """What a check may look at: the document, what the rules say of it, and all claims."""

    document: Document
    rules: Rules
    claims: tuple[Claim, ...]

    @cached_property
    def claimants(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """Mention index to the fields that claim it, each once."""
        found: dict[int, dict[tuple[str, str], None]] = {}
        for claim in self.claims:
            if claim.mention is not None:
                found.setdefault(claim.mention, {})[(claim.section, claim.field)] = None
        return {mention: tuple(fields) for mention, fields in found.items()}

    @cached_property
    def by_field(self) -> dict[tuple[str, str, int], tuple[int, ...]]:
        """(section, field, entry) to the indices of its claims."""
        found: dict[tuple[str, str, int], list[int]] = {}
        for index, claim in enumerate(self.claims):
            found.setdefault((claim.section, claim.field, claim.entry), []).append(index)
        return {key: tuple(indices) for key, indices in found.items()}

    def mention(self, claim: Claim) -> Mention | None:
        """The mention that a claim rests on."""
        return None if claim.mention is None else self.document.mentions[claim.mention]


Check = Callable[[Claim, Context], Iterable[Finding]]


def _say(code: Code, severity: Severity, claim: Claim, message: str, *mentions: Mention) -> Finding:
    spans = tuple((m.start, m.end) for m in mentions) or ((claim.span,) if claim.span else ())
    return Finding(code, severity, message, spans, claim.section, claim.field)


def copy_mismatch(claim: Claim, context: Context) -> Iterator[Finding]:
    """COPY_MISMATCH: pointer and copy differ. Never verified; rejected where no place or several fit the copy."""
    if claim.slip is None:
        return
    if claim.slip.resolved:
        message = f"the answer copied {claim.printed!r} and pointed elsewhere; it rests where the copy stands"
        yield _say(Code.COPY_MISMATCH, Severity.REVIEW, claim, message, *_own(claim, context))
    else:
        pointed = claim.slip.pointed
        at = () if pointed is None else (context.document.mentions[pointed],)
        there = f" at {at[0].text!r}" if at else " at nothing"
        message = f"the answer copied {claim.printed!r}, pointed{there}, and no single place fits the copy"
        yield _say(Code.COPY_MISMATCH, Severity.REJECT, claim, message, *at)


def _own(claim: Claim, context: Context) -> tuple[Mention, ...]:
    mention = context.mention(claim)
    return (mention,) if mention else ()


def value_not_in_source(claim: Claim, context: Context) -> Iterator[Finding]:
    """VALUE_NOT_IN_SOURCE: nothing in the whole document is what was copied."""
    if claim.placed or not claim.printed:
        return
    if claim.is_figure:
        known = any(copy_fits(claim.printed, mention) for mention in context.document.mentions)
    else:
        known = fold(claim.printed) in context.document.folded
    if not known:
        message = f"{claim.printed!r} stands nowhere in the source"
        yield _say(Code.VALUE_NOT_IN_SOURCE, Severity.REJECT, claim, message)


def _misread(claim: Claim, context: Context) -> Iterator[tuple[Mention, Mention]]:
    """(the copied figure, each mention it may be a misreading of) for claims without a place."""
    copied = next((m for m in scan(claim.printed.strip()) if m.kind.is_data), None)
    if claim.placed or not claim.is_figure or copied is None or copied.value is None:
        return
    pointed = claim.slip.pointed if claim.slip else None
    candidates = context.document.mentions if pointed is None else (context.document.mentions[pointed],)
    yield from product((copied,), (m for m in candidates if m.kind.is_data and m.value is not None))


def scale_dropped(claim: Claim, context: Context) -> Iterator[Finding]:
    """SCALE_DROPPED: the copy is a mention without its 万 or 亿, or with one that is not printed."""
    for copied, mention in _misread(claim, context):
        low, high = sorted((copied.value or Decimal(0), mention.value or Decimal(0)))
        if low and (mention.scale > 1 or copied.scale > 1) and high / low in _SCALES:
            message = f"{claim.printed!r} is {mention.text!r} with another scale"
            yield _say(Code.SCALE_DROPPED, Severity.REJECT, claim, message, mention)
            return


def points_as_percent(claim: Claim, context: Context) -> Iterator[Finding]:
    """POINTS_AS_PERCENT: points for a percentage or the reverse, in the field or in the copy; a share as a fraction."""
    mention, measure = context.mention(claim), claim.spec.measure
    if mention is not None and measure in (Measure.RATE, Measure.CHANGE, Measure.POINTS):
        wanted = Kind.POINTS if measure is Measure.POINTS else Kind.RATE
        if mention.kind in (Kind.POINTS, Kind.RATE) and mention.kind is not wanted:
            message = f"the field wants {wanted.value}, and {mention.text!r} is {mention.kind.value}"
            yield _say(Code.POINTS_AS_PERCENT, Severity.REJECT, claim, message, mention)
        return
    for copied, other in _misread(claim, context):
        swapped = {copied.kind, other.kind} == {Kind.POINTS, Kind.RATE} and copied.value == other.value
        fraction = other.kind is Kind.RATE and copied.kind is Kind.QUANTITY and copied.value == (other.value or 0) / 100
        if swapped or fraction:
            message = f"{claim.printed!r} is {other.text!r} misread"
            yield _say(Code.POINTS_AS_PERCENT, Severity.REJECT, claim, message, other)
            return


def unit_mismatch(claim: Claim, context: Context) -> Iterator[Finding]:
    """UNIT_MISMATCH: another measure is wrong; a word of the right measure that is not listed wants a look."""
    mention, spec = context.mention(claim), claim.spec
    if mention is None or spec.measure is None or not mention.kind.is_data:
        return
    if not measures(mention, spec):
        message = f"{mention.text!r} cannot measure a field of {spec.measure.value}"
        yield _say(Code.UNIT_MISMATCH, Severity.REJECT, claim, message, mention)
    elif spec.units and mention.unit not in spec.units:
        message = f"the field is not counted in {mention.unit or 'a figure without unit'}"
        yield _say(Code.UNIT_MISMATCH, Severity.REVIEW, claim, message, mention)


def not_data(claim: Claim, context: Context) -> Iterator[Finding]:
    """NOT_DATA: a figure field rests on a date, a list mark, a code, a name; or a date field on no date."""
    mention, spec = context.mention(claim), claim.spec
    if mention is None:
        return
    wants_date = spec.form is Form.DATE or spec.measure is Measure.YEAR
    if (mention.kind is Kind.DATE) if wants_date else mention.kind.is_data:
        return
    message = f"{mention.text!r} is {mention.kind.value}, not {'a date' if wants_date else 'data'} ({mention.why})"
    yield _say(Code.NOT_DATA, Severity.REJECT, claim, message, mention)


def cue_missing(claim: Claim, context: Context) -> Iterator[Finding]:
    """CUE_MISSING: the words around the place do not mean the field."""
    mention, spec = context.mention(claim), claim.spec
    if claim.state is State.WITHOUT_NUMBER:
        words = context.document.folded[slice(*claim.span)] if claim.span else ""
        if not _WORDS_FOR_NUMBERS.search(words):
            message = f"no words here stand for a number of {spec.title}"
            yield _say(Code.CUE_MISSING, Severity.REVIEW, claim, message)
        return
    if claim.span is not None and not context.rules.shows(claim.section, claim.field, claim.span, claim.printed):
        yield _say(Code.CUE_MISSING, Severity.REVIEW, claim, f"nothing here shows {spec.title}")
    if mention is None or not spec.measure or not spec.cue or not measures(mention, spec):
        return
    if claim.mention not in context.rules.mentions(claim.section, claim.field):
        message = f"the words around {mention.text!r} carry no cue of {spec.title}"
        yield _say(Code.CUE_MISSING, Severity.REVIEW, claim, message, mention)


def double_claim(claim: Claim, context: Context) -> Iterator[Finding]:
    """DOUBLE_CLAIM: another field claims the same mention, and neither declares that it shares."""
    mention = context.mention(claim)
    if mention is None or claim.mention is None:
        return
    own = (claim.section, claim.field)
    for section, name in context.claimants[claim.mention]:
        if (section, name) != own and not _share(context, own, (section, name)):
            message = f"{section}.{name} claims {mention.text!r} too"
            yield _say(Code.DOUBLE_CLAIM, Severity.REVIEW, claim, message, mention)


def _share(context: Context, one: tuple[str, str], two: tuple[str, str]) -> bool:
    specs = context.rules.genre.specs
    return any(
        a in specs and (f"{b[0]}.{b[1]}" in specs[a].shares or (a[0] == b[0] and b[1] in specs[a].shares))
        for a, b in ((one, two), (two, one))
    )


def out_of_range(claim: Claim, context: Context) -> Iterator[Finding]:
    """OUT_OF_RANGE: a share above 100%, or a year that cannot be one."""
    mention, measure = context.mention(claim), claim.spec.measure
    if mention is None or mention.value is None:
        return
    if measure is Measure.RATE and mention.kind is Kind.RATE and mention.value > _HUNDRED:
        yield _say(Code.OUT_OF_RANGE, Severity.REVIEW, claim, f"a share of {mention.text} is above 100%", mention)
    if measure is Measure.YEAR and not _YEARS[0] <= mention.value <= _YEARS[1]:
        yield _say(Code.OUT_OF_RANGE, Severity.REJECT, claim, f"{mention.text!r} is no reporting year", mention)


def places_differ(claim: Claim, context: Context) -> Iterator[Finding]:
    """PLACES_DIFFER: one field claims several places, and they do not state the same."""
    mention = context.mention(claim)
    if mention is None or claim.field == OTHER_FIELD:
        return
    others = (context.claims[i] for i in context.by_field[claim.section, claim.field, claim.entry])
    for other in others:
        there = context.mention(other)
        if there is not None and _differ(context, claim, mention, there):
            message = f"{mention.text!r} and {there.text!r} are given for one field"
            yield _say(Code.PLACES_DIFFER, Severity.REVIEW, claim, message, mention, there)
            return


def _differ(context: Context, claim: Claim, one: Mention, two: Mention) -> bool:
    if claim.spec.form is Form.DATE:
        return (one.date or "").partition("T")[0] != (two.date or "").partition("T")[0]
    return signed(context.document, one, claim.spec) != signed(context.document, two, claim.spec)


def rules_disagree(claim: Claim, context: Context) -> Iterator[Finding]:
    """RULES_DISAGREE: the rules, on their own, would fill the field with something else."""
    mention = context.mention(claim)
    rival_text = context.rules.text(claim.section, claim.field)
    own_text = _text_value(claim, context)
    if own_text is not None and rival_text not in (None, own_text):
        yield _say(Code.RULES_DISAGREE, Severity.REVIEW, claim, f"the rules would take {rival_text!r}")
    best = context.rules.best(claim.section, claim.field) if claim.spec.cue else ()
    if mention is None or not best or claim.mention in best:
        return
    rival = context.document.mentions[best[0]]
    if rival.value != mention.value:
        message = f"the rules would take {rival.text!r} instead of {mention.text!r}"
        yield _say(Code.RULES_DISAGREE, Severity.REVIEW, claim, message, rival)


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


def stated_twice(claim: Claim, context: Context) -> Iterator[Finding]:
    """STATED_TWICE: the cue also points at another place with the same figure: the text confirms itself."""
    mention = context.mention(claim)
    best = context.rules.best(claim.section, claim.field) if claim.spec.cue else ()
    if mention is None or claim.mention not in best or mention.approximation is not Approximation.EXACT:
        return
    for index in best:
        if index != claim.mention:
            other = context.document.mentions[index]
            message = f"{plain(mention.value or Decimal(0))} is stated for this field at another place too"
            yield _say(Code.STATED_TWICE, Severity.CONFIRM, claim, message, other)
            return


def name_not_in_source(claim: Claim, context: Context) -> Iterator[Finding]:
    """NAME_NOT_IN_SOURCE: an other indicator is named with words of the model's own."""
    mention = context.mention(claim)
    if claim.field != OTHER_FIELD or mention is None:
        return
    sentence = context.document.sentence_at(mention.start)
    node = context.document.node_at(mention.start)
    words = context.document.folded[sentence.start : sentence.end] if sentence else ""
    around = words + "".join(node.titles if node else ())
    foreign = _foreign_words(re.sub(r"[\s,、。()()“”]", "", fold(claim.name)), around)
    if foreign or not claim.name.strip():
        message = f"the name {claim.name!r} has words that the source does not use here: {foreign or 'it is empty'}"
        yield _say(Code.NAME_NOT_IN_SOURCE, Severity.REVIEW, claim, message, mention)


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


CLAIM_CHECKS: tuple[Check, ...] = (
    copy_mismatch,
    value_not_in_source,
    scale_dropped,
    points_as_percent,
    unit_mismatch,
    not_data,
    cue_missing,
    double_claim,
    out_of_range,
    places_differ,
    rules_disagree,
    stated_twice,
    name_not_in_source,
)
