"""Repair: what the checks reject, dispute or miss is asked again, once, with what they found.

A repair is taken only where it fares better with the checks than what was there, and where no verified value loses by
it. What it replaces stays on record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from llmextract.asking.plan import routed
from llmextract.asking.requests import Question, repair_request
from llmextract.errors import RecordingMissing
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.verdicts import check_claims, check_fields, verdicts_of
from llmextract.models.base import Model
from llmextract.pipeline.options import Options
from llmextract.pipeline.rounds import Round, ask_all, in_order
from llmextract.result import Repair
from llmextract.rules.view import Rules
from llmextract.schema.leaves import Verdict
from llmextract.schema.wire import FieldKey

__all__ = ["Repaired", "repair"]

# What asking again can mend. The others are about the source, or stay whatever is answered.
_MENDABLE = frozenset(
    {
        Code.VALUE_NOT_IN_SOURCE,
        Code.COPY_MISMATCH,
        Code.SCALE_DROPPED,
        Code.POINTS_AS_PERCENT,
        Code.UNIT_MISMATCH,
        Code.NOT_DATA,
        Code.OUT_OF_RANGE,
        Code.APPROXIMATION_LOST,
        Code.CUE_MISSING,
        Code.BETTER_MENTION,
        Code.SCOPE,
        Code.YEAR_MISMATCH,
        Code.DOUBLE_CLAIM,
        Code.PLACES_DIFFER,
        Code.RULES_DISAGREE,
    }
)


# To ask again for these is to show what the rules would take: the answer is no second witness.
_LEADING = frozenset({Code.MISSED, Code.BETTER_MENTION, Code.RULES_DISAGREE})


@dataclass
class Repaired:
    """What repair rounds have left: the claims on fields and their findings, the exchanges, and what was tried."""

    claims: tuple[Claim, ...]
    rounds: Round
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _State:
    """Claims with what the checks make of them."""

    rules: Rules
    claims: tuple[Claim, ...]
    answered: frozenset[FieldKey]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return check_claims(self.rules.document, self.rules, self.claims)


@dataclass(frozen=True)
class _Field:
    """How a field stands: its claims, their verdict (None for none) and the codes against it."""

    claims: tuple[Claim, ...]
    verdict: Verdict | None
    codes: tuple[Code, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def rank(self) -> int:
        """Verified is better than in review, that than empty, that than missed, that than rejected."""
        if self.verdict is None:
            return 1 if Code.MISSED in self.codes else 2
        return {Verdict.REJECTED: 0, Verdict.REVIEW: 3, Verdict.VERIFIED: 4}[self.verdict]


_EMPTY = _Field((), None, (), ())  # how a field stands that nothing claims, and nothing should


async def repair(rules: Rules, first: Round, claims: tuple[Claim, ...], model: Model, options: Options) -> Repaired:
    """Ask again what the checks doubt, in `options.repairs` rounds at most.

    Args:
        rules: of the document.
        first: the first round; fields that were not answered in it are not asked here.
        claims: the claims on fields so far.
        model: who is asked.
        options: how.

    """
    state = _State(rules, claims, frozenset(first.answered))
    done, asked_before = Repaired(claims, Round(), (), state.findings), set[Question]()
    for number in range(1, options.repairs + 1):
        standing = _standing(state)
        questions = [q for q in _questions(rules, standing) if q not in asked_before]
        if not questions:
            break
        asked_before.update(questions)
        sentences = _neighbourhood(rules, [standing[q.field] for q in questions], [q.field for q in questions])
        request = repair_request(rules, questions, sentences, options.parameters)
        try:
            again = await ask_all((request,), model, options)
        except RecordingMissing:
            if options.stored_only:
                break
            raise
        done.rounds.exchanges += again.exchanges
        for question in questions:
            if question.field in again.answered:
                state, tried = _take(state, question.field, again.claims, number)
                done.repairs = (*done.repairs, tried)
    done.claims, done.findings = state.claims, state.findings
    return done


def _standing(state: _State) -> dict[FieldKey, _Field]:
    """How each answered field of one value stands."""
    findings = state.findings
    verdicts = verdicts_of(findings, len(state.claims))
    by_field: dict[FieldKey, list[int]] = {}
    for index, claim in enumerate(state.claims):
        by_field.setdefault((claim.section, claim.field), []).append(index)
    standing = [c for c, said in zip(state.claims, verdicts, strict=True) if said is not Verdict.REJECTED]
    missed = check_fields(state.rules.document, state.rules, standing, state.answered)
    missing: Mapping[FieldKey, Finding] = {(f.section, f.field): f for f in missed}
    against: dict[int | None, list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.CONFIRM and finding.about == "extraction":
            against.setdefault(finding.claim, []).append(finding)
    fields = {}
    for key, spec in state.rules.genre.specs.items():
        if key in state.answered and not spec.many:
            if key not in by_field and key not in missing:
                fields[key] = _EMPTY
                continue
            own = by_field.get(key, [])
            found = [f for index in own for f in against.get(index, ())]
            found += [missing[key]] if key in missing else []
            fields[key] = _Field(
                tuple(state.claims[index] for index in own),
                _worst([verdicts[index] for index in own]),
                tuple(dict.fromkeys(f.code for f in found)),
                tuple(span for f in found for span in f.spans),
            )
    return fields


def _worst(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict on a field: rejected if all its places are, in review if any is in doubt."""
    kinds = set(verdicts)
    if len(kinds) > 1:
        return Verdict.REVIEW
    return next(iter(kinds), None)


def _questions(rules: Rules, standing: Mapping[FieldKey, _Field]) -> Iterable[Question]:
    document = rules.document
    for key, own in standing.items():
        codes = tuple(code.value for code in own.codes if code in _MENDABLE or code is Code.MISSED)
        if not codes or own.verdict is Verdict.VERIFIED:
            continue
        said = tuple(
            f"{document.mention_ids[claim.mention]}:{claim.printed}" if claim.mention is not None else claim.printed
            for claim in own.claims
        )
        yield Question(key, said, codes)


def _neighbourhood(rules: Rules, fields: Iterable[_Field], keys: Collection[FieldKey]) -> set[int]:
    """The sentences around every place involved, one before and one after; the section's where there is none."""
    document = rules.document
    sentences: set[int] = set()
    for own, (section, _) in zip(fields, keys, strict=True):
        places = {s.number for start, _ in own.spans if (s := document.sentence_at(start))}
        near = {number + step for number in places for step in (-1, 0, 1)}
        sentences |= near & set(range(1, len(document.sentences) + 1)) or set(routed(rules)[section])
    return sentences


def _take(state: _State, key: FieldKey, told: Iterable[Claim], number: int) -> tuple[_State, Repair]:
    """Take the new answer to a field if it fares better and harms no verified value; and the record of it."""
    before = _standing(state)
    led = not _LEADING.isdisjoint(before[key].codes)
    new = tuple(replace(claim, led=led) for claim in told if (claim.section, claim.field) == key)
    others = tuple(claim for claim in state.claims if (claim.section, claim.field) != key)
    trial = replace(state, claims=in_order(state.rules.genre, (*others, *new)))
    after = _standing(trial)
    harmed = any(
        own.verdict is Verdict.VERIFIED and after[field].verdict is not Verdict.VERIFIED
        for field, own in before.items()
    )
    taken = not harmed and after[key].rank > before[key].rank
    return trial if taken else state, _record(key, number, before[key], after[key], taken=taken)


def _record(key: FieldKey, number: int, before: _Field, after: _Field, *, taken: bool) -> Repair:
    def printed(own: _Field) -> tuple[str, ...]:
        return tuple(claim.printed for claim in own.claims)

    return Repair(
        round=number,
        section=key[0],
        field=key[1],
        taken=taken,
        before=printed(before),
        before_verdict=before.verdict,
        codes=tuple(code.value for code in before.codes),
        after=printed(after),
        after_verdict=after.verdict,
    )
