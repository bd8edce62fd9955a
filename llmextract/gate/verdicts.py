"""From findings to verdicts, by one rule; and the findings about fields and mentions that nothing claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from llmextract.document import Document
from llmextract.gate.checks import ARITHMETIC_CHECKS, CLAIM_CHECKS
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import Context, say
from llmextract.gate.word_checks import double_claim
from llmextract.rules.view import Rules
from llmextract.schema.leaves import State, Verdict

__all__ = ["check_claims", "check_fields", "check_ledger", "verdict", "verdicts_of"]


_VALUED = (State.STATED, State.ZERO)
_DECIDED = (Code.ACCEPTED, Code.CORRECTED)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The verdict on a claim.

    rejected: a finding says that the claim is wrong.
    review:   a finding wants a person to look.
    verified: neither.

    Where a person has looked and says that the claim is right, it is verified; in review if a finding rejects it.
    """
    found = tuple(findings)
    severities = {finding.severity for finding in found}
    decided = any(finding.code in _DECIDED for finding in found)
    if Severity.REJECT in severities:
        return Verdict.REVIEW if decided else Verdict.REJECTED
    if decided:
        return Verdict.VERIFIED
    return Verdict.REVIEW if Severity.REVIEW in severities else Verdict.VERIFIED


def verdicts_of(findings: Iterable[Finding], claims: int) -> tuple[Verdict, ...]:
    """The verdict on each of so many claims."""
    by_claim: dict[int | None, list[Finding]] = {}
    for finding in findings:
        by_claim.setdefault(finding.claim, []).append(finding)
    return tuple(verdict(by_claim.get(index, ())) for index in range(claims))


def check_claims(
    document: Document, rules: Rules, claims: tuple[Claim, ...], unwitnessed: Collection[int] = ()
) -> tuple[Finding, ...]:
    """Run every check on every claim.

    Args:
        document: the source.
        rules: its rules.
        claims: all claims on it.
        unwitnessed: the indices of claims that the rules made. A witness does not confirm itself, nor one that it has
            led: such a claim, and one that is `led`, is UNCONFIRMED unless something else in the text bears it out.

    Returns:
        The findings, each with the index of its claim, in the order of claims and checks.

    """
    context = Context(document, rules, claims)
    found = [_checked(claim, context) for claim in claims]
    rejected = frozenset(i for i, own in enumerate(found) if verdict(own) is Verdict.REJECTED)
    standing = Context(document, rules, claims, rejected)
    for index, (claim, own) in enumerate(zip(claims, found, strict=True)):
        own += double_claim(claim, standing)
        alone = index in unwitnessed or claim.led
        if alone and claim.ruling is None and all(finding.severity is not Severity.CONFIRM for finding in own):
            told = "only the rules say so" if not claim.led else "said only after the rules had pointed there"
            own.append(say(Code.UNCONFIRMED, Severity.REVIEW, claim, told, *context.own(claim)))
    return tuple(_about_claim(finding, index) for index, own in enumerate(found) for finding in own)


def _checked(claim: Claim, context: Context) -> list[Finding]:
    """What every check says of one claim that looks at no other claims' verdicts."""
    own: list[Finding] = []
    for check in CLAIM_CHECKS:
        own += check(claim, context)
    if context.identities(claim):
        for check in ARITHMETIC_CHECKS:
            own += check(claim, context)
    return own


def _about_claim(one: Finding, claim: int) -> Finding:
    return Finding(one.code, one.severity, one.message, one.spans, one.section, one.field, claim, one.about)


def check_fields(
    document: Document,
    rules: Rules,
    claims: Iterable[Claim],
    answered: Collection[tuple[str, str]],
    refused: Collection[tuple[str, str, int | None]] = (),
) -> Iterator[Finding]:
    """MISSED: fields that were answered without a value although the rules have something for them.

    `claims` are those that are not rejected, `answered` the (section, field) of the genre that did not fail, `refused`
    the (section, field, mention) that a person has refused: what the rules would take there is not missed.
    """
    filled = {(claim.section, claim.field) for claim in claims if claim.placed and claim.state in _VALUED}
    for (section, field), spec in rules.genre.specs.items():
        asked = (section, field) in answered and (section, field) not in filled
        if spec.many or not asked or not rules.missed(section, field):
            continue
        best = rules.best(section, field)
        if best and all((section, field, index) in refused for index in best):
            continue
        zero = [] if best else rules.zeros(section, field)[:1]
        spans = tuple((document.mentions[i].start, document.mentions[i].end) for i in best[:1])
        spans = spans or tuple((span.start, span.end) for span in rules.spans(section, field)[:1])
        spans = spans or tuple((absence.start, absence.end) for absence in zero)
        there = document.raw[spans[0][0] : spans[0][1]] if spans else rules.text(section, field)
        message = f"{spec.title} has no value, and the rules would take {there!r}"
        yield Finding(Code.MISSED, Severity.REVIEW, message, spans, section, field)


def check_ledger(document: Document, claimed: Collection[int], dismissed: Collection[int] = ()) -> Iterator[Finding]:
    """UNCLAIMED: data that no claim rests on.

    `claimed` holds the indices of the mentions that some claim does, `dismissed` of those that a person has seen.
    """
    for index, mention in enumerate(document.mentions):
        if mention.kind.is_data and index not in claimed and index not in dismissed:
            message = f"{mention.text!r} is claimed by nothing"
            yield Finding(Code.UNCLAIMED, Severity.REVIEW, message, ((mention.start, mention.end),))
