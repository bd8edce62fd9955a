"""Repair: what the checks reject, dispute or miss is asked again with what they found, the same question once.

A repair is taken only where it fares better with the checks than what was there, and where no verified value loses by
it. What it replaces stays on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from llmextract.asking.plan import routed
from llmextract.asking.requests import Question, repair_request
from llmextract.document import Document
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.verdicts import check_claims, check_fields, verdicts_of
from llmextract.models.base import Model
from llmextract.neutral import neutral
from llmextract.pipeline.agreement import Agreed
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

_MOST_PLACES = 8  # of one answer that a question repeats
_LONGEST_COPY = 60  # characters

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

    @cached_property
    def standing(self) -> dict[FieldKey, _Field]:
        return _standing(self)


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
        if self.verdict is Verdict.REJECTED:
            return 0
        if Code.MISSED in self.codes:  # also where it is answered without a number
            return 1
        return {None: 2, Verdict.REVIEW: 3, Verdict.VERIFIED: 4}[self.verdict]


_EMPTY = _Field((), None, (), ())  # how a field stands that nothing claims, and nothing should


async def repair(rules: Rules, first: Round, agreed: Agreed, model: Model, options: Options) -> Repaired:
    """Ask again what the checks doubt, in `options.repairs` rounds at most.

    Args:
        rules: of the document.
        first: the first round; fields that were not answered in it are not asked here.
        agreed: the claims on fields so far, and where several answers differ.
        model: who is asked.
        options: how.

    """
    state = _State(rules, agreed.claims, frozenset(first.answered))
    done, asked_before = Repaired(state.claims, Round(), (), state.findings), set[Question]()
    for number in range(1, options.repairs + 1):
        doubted = [question for question in _questions(rules, state.standing) if question not in asked_before]
        near = {question: _neighbourhood(rules, question, state.standing[question.field]) for question in doubted}
        questions = [question for question in doubted if near[question]]
        if not questions:
            break
        asked_before.update(questions)
        sentences = set().union(*near.values())
        request = repair_request(rules, questions, sentences, options.parameters)
        again = await ask_all((request,), model, options, optional=True)
        done.rounds.add(again)
        told = {q: _told_again(state, q, again, agreed) for q in questions if q.field in again.answered}
        state, tried = _take(state, told, number)
        done.repairs = (*done.repairs, *tried)
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
                _worst([verdicts[index] for index in own], missed=key in missing),
                tuple(dict.fromkeys(f.code for f in found)),
                tuple(span for f in found for span in f.spans),
            )
    return fields


def _worst(verdicts: Sequence[Verdict], *, missed: bool) -> Verdict | None:
    """The verdict on a field: rejected if all its places are, in review if any is in doubt, or the rules see a figure
    where it is answered without a number.
    """
    kinds = set(verdicts)
    if len(kinds) > 1 or (missed and kinds == {Verdict.VERIFIED}):
        return Verdict.REVIEW
    return next(iter(kinds), None)


def _questions(rules: Rules, standing: Mapping[FieldKey, _Field]) -> Iterable[Question]:
    document = rules.document
    for key, own in standing.items():
        codes = tuple(code.value for code in own.codes if code in _MENDABLE or code is Code.MISSED)
        if codes:
            yield Question(key, tuple(_quoted(document, claim) for claim in own.claims[:_MOST_PLACES]), codes)


def _quoted(document: Document, claim: Claim) -> str:
    """What was answered, as a request can repeat it: a text may have had a model copy anything, of any length."""
    printed = neutral(" ".join(claim.printed.split())[:_LONGEST_COPY])
    return printed if claim.mention is None else f"{document.mention_ids[claim.mention]}:{printed}"


def _neighbourhood(rules: Rules, question: Question, own: _Field) -> set[int]:
    """The sentences around every place involved, one before and one after; the section's where there is none.

    Empty where the text does not speak of the section either: there is nothing to ask about.
    """
    document = rules.document
    places = {s.number for start, _ in own.spans if (s := document.sentence_at(start))}
    near = {number + step for number in places for step in (-1, 0, 1)}
    return near & set(range(1, len(document.sentences) + 1)) or set(routed(rules)[question.field[0]])


def _told_again(state: _State, question: Question, again: Round, agreed: Agreed) -> tuple[Claim, ...]:
    """The new answer to a field. It stays led where the one before was, which the question repeated, and disputed where
    the first answers differ.
    """
    own = [claim for claim in again.claims if (claim.section, claim.field) == question.field]
    before = state.standing[question.field].claims
    led = not _LEADING.isdisjoint(question.codes) or any(claim.led for claim in before)
    votes = agreed.votes(state.rules.document, question.field, own)
    return tuple(replace(claim, led=led, agreement=votes) for claim in own)


def _take(state: _State, told: Mapping[Question, tuple[Claim, ...]], number: int) -> tuple[_State, list[Repair]]:
    """Take the new answers that fare better, where they harm no verified value; and the record of all that was tried.

    They are tried together, since checking all claims anew for each takes long where a model has nearly everything
    wrong; one by one only where those that fare better do not fit together.
    """
    together = _with(state, told)
    better = {question: new for question, new in told.items() if _fares_better(state, together, question)}
    taken = _with(state, better)
    if not _fits(state, taken, better):
        taken = state
        for question, new in better.items():
            trial = _with(taken, {question: new})
            taken = trial if _fits(taken, trial, [question]) else taken
    records = []
    for question, new in told.items():
        field = question.field
        accepted = question in better and taken.standing[field].claims == new
        after = (taken if accepted else together).standing[field]
        records.append(_record(question, number, state.standing[field], after, taken=accepted))
    return taken, records


def _with(state: _State, told: Mapping[Question, tuple[Claim, ...]]) -> _State:
    """The state with these answers in place of those before."""
    fields = {question.field for question in told}
    others = [claim for claim in state.claims if (claim.section, claim.field) not in fields]
    new = [claim for claims in told.values() for claim in claims]
    return replace(state, claims=in_order(state.rules.genre, (*others, *new)))


def _fares_better(before: _State, after: _State, question: Question) -> bool:
    return after.standing[question.field].rank > before.standing[question.field].rank


def _fits(before: _State, after: _State, questions: Iterable[Question]) -> bool:
    """Whether these fields fare better now, and no verified value has lost by it."""
    harmed = any(
        own.verdict is Verdict.VERIFIED and after.standing[field].verdict is not Verdict.VERIFIED
        for field, own in before.standing.items()
    )
    return not harmed and all(_fares_better(before, after, question) for question in questions)


def _record(question: Question, number: int, before: _Field, after: _Field, *, taken: bool) -> Repair:
    def printed(own: _Field) -> tuple[str, ...]:
        return tuple(claim.printed for claim in own.claims)

    return Repair(
        round=number,
        section=question.field[0],
        field=question.field[1],
        taken=taken,
        before=printed(before),
        before_verdict=before.verdict,
        codes=question.codes,
        after=printed(after),
        after_verdict=after.verdict,
    )
