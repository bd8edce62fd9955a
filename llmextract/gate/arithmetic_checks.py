"""Checks of the report's own arithmetic: what the text's identities, and those of the schema, say of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from llmextract.arithmetic import Identity, Relation, Status, audit
from llmextract.document import Document
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import Context, say

__all__ = [
    "check_source",
    "flow_broken",
    "flow_holds",
    "part_above_whole",
    "rate_broken",
    "rate_holds",
    "rate_impossible",
    "sum_broken",
    "sum_holds",
]

_RATES = (Relation.RATE, Relation.CHANGE, Relation.YEAR_BEFORE)


def sum_holds(claim: Claim, context: Context) -> Iterable[Finding]:
    """SUM_HOLDS: the figure is a total or a part, and the parts make the total."""
    return _told(claim, context, Code.SUM_HOLDS, Severity.CONFIRM, (Relation.SUM,), (Status.HOLDS,))


def sum_broken(claim: Claim, context: Context) -> Iterable[Finding]:
    """SUM_BROKEN: the figure is a total or a part, and the parts do not make the total."""
    return _told(claim, context, Code.SUM_BROKEN, Severity.REVIEW, (Relation.SUM,), (Status.BROKEN,))


def rate_holds(claim: Claim, context: Context) -> Iterable[Finding]:
    """RATE_HOLDS: a rate agrees with its part and whole, or a change with the figures between which it lies."""
    return _told(claim, context, Code.RATE_HOLDS, Severity.CONFIRM, _RATES, (Status.HOLDS, Status.IMPLIED))


def rate_broken(claim: Claim, context: Context) -> Iterable[Finding]:
    """RATE_BROKEN: a printed rate or change differs from the figures that it is made of."""
    return _told(claim, context, Code.RATE_BROKEN, Severity.REVIEW, _RATES, (Status.BROKEN,))


def rate_impossible(claim: Claim, context: Context) -> Iterable[Finding]:
    """RATE_IMPOSSIBLE: no whole number over its base prints as the rate; only claims on the rate are in question."""
    return [
        _say(claim, context, Code.RATE_IMPOSSIBLE, Severity.REVIEW, identity)
        for identity in context.identities(claim)
        if identity.status is Status.IMPOSSIBLE and claim.mention in identity.right
    ]


def flow_holds(claim: Claim, context: Context) -> Iterable[Finding]:
    """FLOW_HOLDS: what came in and was carried over is what was settled and is pending."""
    return _told(claim, context, Code.FLOW_HOLDS, Severity.CONFIRM, (Relation.FLOW,), (Status.HOLDS,))


def flow_broken(claim: Claim, context: Context) -> Iterable[Finding]:
    """FLOW_BROKEN: it is not."""
    return _told(claim, context, Code.FLOW_BROKEN, Severity.REVIEW, (Relation.FLOW,), (Status.BROKEN,))


def part_above_whole(claim: Claim, context: Context) -> Iterable[Finding]:
    """OUT_OF_RANGE: a figure that the schema declares a part of another, and that is more than it."""
    return [
        _say(claim, context, Code.OUT_OF_RANGE, Severity.REVIEW, identity)
        for identity in context.identities(claim)
        if identity.relation is Relation.PART and identity.status is Status.BROKEN
    ]


_BROKEN = {
    Relation.SUM: Code.SUM_BROKEN,
    Relation.RATE: Code.RATE_BROKEN,
    Relation.CHANGE: Code.RATE_BROKEN,
    Relation.FLOW: Code.FLOW_BROKEN,
    Relation.WHOLE: Code.RATE_IMPOSSIBLE,
}


def check_source(document: Document, told: Iterable[Finding]) -> Iterator[Finding]:
    """What the text says of itself that cannot be, where no claim on its figures has said so.

    Args:
        document: the source.
        told: the findings about claims.

    """
    said = {(finding.code, finding.message) for finding in told}
    for identity in audit(document):
        code = _BROKEN.get(identity.relation)
        if code and identity.status in (Status.BROKEN, Status.IMPOSSIBLE) and (code, identity.told) not in said:
            spans = tuple((m.start, m.end) for m in (document.mentions[i] for i in identity.mentions))
            yield Finding(code, Severity.REVIEW, identity.told, spans, about="source")


def _told(
    claim: Claim,
    context: Context,
    code: Code,
    severity: Severity,
    relations: tuple[Relation, ...],
    statuses: tuple[Status, ...],
) -> Iterable[Finding]:
    return [
        _say(claim, context, code, severity, identity)
        for identity in context.identities(claim)
        if identity.relation in relations and identity.status in statuses and identity.telling
    ]


def _say(claim: Claim, context: Context, code: Code, severity: Severity, identity: Identity) -> Finding:
    mentions = (context.document.mentions[index] for index in identity.mentions)
    return say(code, severity, claim, identity.told, *mentions)
