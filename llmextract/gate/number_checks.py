"""Checks of the number itself: is it what was copied, in the right scale, unit and kind?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from llmextract.folding import fold
from llmextract.gate.claims import Claim, copy_fits
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import Context, say
from llmextract.numbers import Mention, scan
from llmextract.quantity import Kind
from llmextract.rules.match import measures
from llmextract.schema.declare import Form, Measure

__all__ = [
    "approximation_lost",
    "copy_mismatch",
    "direction_unsaid",
    "doubtful",
    "not_data",
    "out_of_range",
    "points_as_percent",
    "range_end",
    "scale_dropped",
    "unit_mismatch",
    "value_not_in_source",
]

_HUNDRED = Decimal(100)
_SCALES = tuple(Decimal(10) ** n for n in (*range(2, 13), *range(-12, -1)))
_YEARS = (1949, 2100)
_SHARES = (Measure.RATE, Measure.CHANGE, Measure.POINTS)
_CHANGES = (Measure.CHANGE, Measure.POINTS)
_FRACTIONS = (Kind.POINTS, Kind.RATE)


def copy_mismatch(claim: Claim, context: Context) -> Iterable[Finding]:
    """COPY_MISMATCH: pointer and copy differ. Never verified; rejected where no place or several fit the copy."""
    if claim.slip is None:
        return ()
    if claim.slip.resolved:
        message = f"the answer copied {claim.printed!r} and pointed elsewhere; it rests where the copy stands"
        return (say(Code.COPY_MISMATCH, Severity.REVIEW, claim, message, *context.own(claim)),)
    pointed = claim.slip.pointed
    at = () if pointed is None else (context.document.mentions[pointed],)
    there = f" at {at[0].text!r}" if at else " at nothing"
    message = f"the answer copied {claim.printed!r}, pointed{there}, and no single place fits the copy"
    return (say(Code.COPY_MISMATCH, Severity.REJECT, claim, message, *at),)


def value_not_in_source(claim: Claim, context: Context) -> Iterable[Finding]:
    """VALUE_NOT_IN_SOURCE: nothing in the whole document is what was copied."""
    if claim.mention is not None or claim.span is not None or not claim.printed:
        return ()
    if claim.slip is None:
        known = bool(claim.candidates)  # a value without a pointer: is there a mention that the field can use?
    elif claim.is_figure:
        known = copy_fits(claim.printed, context.document.mentions)
    else:
        known = fold(claim.printed) in context.document.folded
    if known:
        return ()
    return (say(Code.VALUE_NOT_IN_SOURCE, Severity.REJECT, claim, f"{claim.printed!r} stands nowhere in the source"),)


def _misread(claim: Claim, context: Context) -> tuple[Mention | None, Mapping[Decimal, Sequence[Mention]]]:
    """The copied figure of a claim without a place, and what it may be a misreading of, by value."""
    copied = next((m for m in scan(claim.printed.strip()) if m.kind.is_data and m.value), None)
    pointed = claim.slip.pointed if claim.slip else None
    if pointed is None:
        return copied, context.data_by_value
    mention = context.document.mentions[pointed]
    return copied, {mention.value: (mention,)} if mention.kind.is_data and mention.value is not None else {}


def _unplaced(claim: Claim) -> bool:
    """Whether a figure has no place, and not because it has several."""
    ambiguous = claim.slip is None and bool(claim.candidates)
    return claim.mention is None and claim.span is None and claim.is_figure and not ambiguous


def scale_dropped(claim: Claim, context: Context) -> Iterable[Finding]:
    """SCALE_DROPPED: the copy is a mention without its 万 or 亿, or with one that is not printed."""
    if not _unplaced(claim):
        return ()
    copied, told = _misread(claim, context)
    value = copied.value if copied is not None and copied.value is not None else Decimal(0)
    for scaled in (value * times for times in _SCALES) if value else ():
        for mention in told.get(scaled, ()):
            if mention.scale > 1 or (copied is not None and copied.scale > 1):
                message = f"{claim.printed!r} is {mention.text!r} with another scale"
                return (say(Code.SCALE_DROPPED, Severity.REJECT, claim, message, mention),)
    return ()


def points_as_percent(claim: Claim, context: Context) -> Iterable[Finding]:
    """POINTS_AS_PERCENT: points for a percentage or the reverse, in the field or in the copy; a share as a fraction."""
    mention, measure = context.mention(claim), claim.spec.measure
    if mention is not None:
        if measure not in _SHARES or mention.kind not in _FRACTIONS:
            return ()
        wanted = Kind.POINTS if measure is Measure.POINTS else Kind.RATE
        if mention.kind is wanted:
            return ()
        message = f"the field wants {wanted.value}, and {mention.text!r} is {mention.kind.value}"
        return (say(Code.POINTS_AS_PERCENT, Severity.REJECT, claim, message, mention),)
    if not _unplaced(claim):
        return ()
    copied, told = _misread(claim, context)
    if copied is None or copied.value is None:
        return ()
    swapped = [m for m in told.get(copied.value, ()) if {copied.kind, m.kind} == {Kind.POINTS, Kind.RATE}]
    fraction = [m for m in told.get(copied.value * 100, ()) if m.kind is Kind.RATE and copied.kind is Kind.QUANTITY]
    for other in [*swapped, *fraction][:1]:
        message = f"{claim.printed!r} is {other.text!r} misread"
        return (say(Code.POINTS_AS_PERCENT, Severity.REJECT, claim, message, other),)
    return ()


def unit_mismatch(claim: Claim, context: Context) -> Iterable[Finding]:
    """UNIT_MISMATCH: another measure is wrong; a word of the right measure that is not listed wants a look."""
    mention, spec = context.mention(claim), claim.spec
    if mention is None or spec.measure is None or not mention.kind.is_data:
        return ()
    if not measures(mention, spec):
        message = f"{mention.text!r} cannot measure a field of {spec.measure.value}"
        return (say(Code.UNIT_MISMATCH, Severity.REJECT, claim, message, mention),)
    if spec.units and mention.unit not in spec.units:
        message = f"the field is not counted in {mention.unit or 'a figure without unit'}"
        return (say(Code.UNIT_MISMATCH, Severity.REVIEW, claim, message, mention),)
    return ()


def not_data(claim: Claim, context: Context) -> Iterable[Finding]:
    """NOT_DATA: a figure field rests on a date, a list mark, a code, a name; or a date field on no date."""
    mention, spec = context.mention(claim), claim.spec
    if mention is None:
        return ()
    wants_date = spec.form is Form.DATE or spec.measure is Measure.YEAR
    if (mention.kind is Kind.DATE) if wants_date else mention.kind.is_data:
        return ()
    message = f"{mention.text!r} is {mention.kind.value}, not {'a date' if wants_date else 'data'} ({mention.why})"
    return (say(Code.NOT_DATA, Severity.REJECT, claim, message, mention),)


def range_end(claim: Claim, context: Context) -> Iterable[Finding]:
    """RANGE_END: a field that wants one figure rests on one end of a range."""
    mention = context.mention(claim)
    if mention is None or not mention.partner or not mention.kind.is_data or claim.is_other:
        return ()
    return (say(Code.RANGE_END, Severity.REVIEW, claim, f"{mention.text!r} is one end of a range", mention),)


def doubtful(claim: Claim, context: Context) -> Iterable[Finding]:
    """DOUBTFUL: the reader is not certain of the number, or of one before it, whose words then seem to be its own."""
    mention = context.mention(claim)
    if mention is None:
        return ()
    if mention.doubtful:
        return (say(Code.DOUBTFUL, Severity.REVIEW, claim, f"{mention.text!r}: {mention.why}", mention),)
    sentence = context.document.sentence_at(mention.start)
    broken = context.document.once("broken figures", lambda: _broken(context.document.mentions))
    beside = [one for one in broken if sentence and sentence.start <= one.start < mention.start]
    if not beside:
        return ()
    told = f"{beside[-1].text!r} before it may be part of a longer number, and what it counts is uncertain"
    return (say(Code.DOUBTFUL, Severity.REVIEW, claim, told, beside[-1], mention),)


def _broken(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The second halves of numbers that something parts where a person may see one."""
    return tuple(
        two for one, two in pairwise(mentions) if one.doubtful and two.doubtful and 0 <= two.start - one.end <= 1
    )


def approximation_lost(claim: Claim, context: Context) -> Iterable[Finding]:
    """APPROXIMATION_LOST: the copy leaves out a 余 or 多 inside the figure, or says about where the text does not."""
    mention = context.mention(claim)
    if (
        mention is None
        or claim.printed in (mention.text, "")
        or (claim.printed.isascii() and claim.printed[-1].isdigit())
    ):
        return ()  # a bare value says nothing of it
    copied = next((m for m in scan(claim.printed.strip()) if m.kind.is_data), None)
    own = next(iter(scan(mention.text)), None)
    if copied is None or own is None or copied.approximation in (own.approximation, mention.approximation):
        return ()
    message = f"{claim.printed!r} is {copied.approximation.value}, and the text says {mention.approximation.value}"
    return (say(Code.APPROXIMATION_LOST, Severity.REVIEW, claim, message, mention),)


def direction_unsaid(claim: Claim, context: Context) -> Iterable[Finding]:
    """DIRECTION_UNSAID: a change whose sign nothing tells."""
    mention = context.mention(claim)
    if mention is None or claim.spec.measure not in _CHANGES or mention.direction or not mention.kind.is_data:
        return ()
    message = f"nothing before {mention.text!r} says whether it rose or fell"
    return (say(Code.DIRECTION_UNSAID, Severity.REVIEW, claim, message, mention),)


def out_of_range(claim: Claim, context: Context) -> Iterable[Finding]:
    """OUT_OF_RANGE: a share above 100%, or a year that cannot be one."""
    mention, measure = context.mention(claim), claim.spec.measure
    if mention is None or (mention.value is None and measure is not Measure.YEAR):
        return ()
    if measure is Measure.RATE and mention.kind is Kind.RATE and mention.value and mention.value > _HUNDRED:
        return (say(Code.OUT_OF_RANGE, Severity.REVIEW, claim, f"a share of {mention.text} is above 100%", mention),)
    if measure is Measure.YEAR and not (mention.value and _YEARS[0] <= mention.value <= _YEARS[1]):
        return (say(Code.OUT_OF_RANGE, Severity.REJECT, claim, f"{mention.text!r} is no reporting year", mention),)
    return ()
