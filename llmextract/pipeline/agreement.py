"""Agreement: several answers to one question, field by field.

The second answer is asked for everything; further ones only for the fields on which the first two differ. Where answers
differ, the one that most of them give is taken and goes to review (ANSWERS_DIFFER).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from llmextract.asking.requests import Subject, part_request
from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import said
from llmextract.models.base import Model, Request
from llmextract.pipeline.options import Options
from llmextract.pipeline.rounds import Round, ask_all, in_order
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec, Form
from llmextract.schema.leaves import State
from llmextract.schema.wire import FieldKey

__all__ = ["Agreed", "agree"]

_Values = frozenset[tuple[object, ...]]  # what an answer to a field comes to


@dataclass(frozen=True)
class Agreed:
    """What several answers come to.

    Attributes:
        claims: those that most answers make.
        findings: on the fields that most answers, not all, leave empty.
        rounds: the further rounds.
        differing: what each answer comes to, for the fields of one value on which they differ.

    """

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...] = ()
    rounds: tuple[Round, ...] = ()
    differing: Mapping[FieldKey, tuple[_Values, ...]] = field(default_factory=dict)

    def votes(self, document: Document, key: FieldKey, claims: Iterable[Claim]) -> tuple[int, int] | None:
        """How many of how many answers say what these claims on a field say; None where the answers do not differ."""
        told = self.differing.get(key)
        return (told.count(_values(document, claims)), len(told)) if told else None


async def agree(
    rules: Rules, requests: Sequence[Request], first: Round, models: Sequence[Model], options: Options
) -> Agreed:
    """Ask further answers and hold them against the first.

    Args:
        rules: of the document.
        requests: what was asked in the first round.
        first: what came of it.
        models: who answers; number k is asked of model k, round and round.
        options: how many answers, and how to ask.

    """
    document, specs = rules.document, rules.genre.specs
    rounds = [first]
    for number in range(1, options.answers):
        wanted = first.answered if number == 1 else _disputed(document, specs, rounds)
        if not wanted:
            break
        again = [part for request in requests if (part := _part(request, wanted, number))]
        rounds.append(await ask_all(again, models[number % len(models)], options, optional=True))
    claims: list[Claim] = []
    findings: list[Finding] = []
    differing: dict[FieldKey, tuple[_Values, ...]] = {}
    for key, spec in specs.items():
        answers = [_own(one, key) for one in rounds if key in one.answered]
        if len(answers) < 2:
            claims += answers[0] if answers else ()
        elif spec.many:
            claims += _entries(document, answers)
        else:
            told = tuple(_values(document, own) for own in answers)
            chosen = _choose(answers, told)
            claims += chosen
            if len(set(told)) > 1:
                differing[key] = told
                findings += [] if chosen else [_left_empty(document, key, spec, answers)]
    return Agreed(in_order(rules.genre, claims), tuple(findings), tuple(rounds[1:]), differing)


def _part(request: Request, wanted: set[FieldKey], number: int) -> Request | None:
    """A request for another answer, reduced to the fields wanted; None where it asks none of them."""
    subject: Subject = request.context
    fields = wanted.intersection(subject.fields)
    return replace(part_request(request, fields), sample=number) if fields else None


def _own(answers: Round, key: FieldKey) -> tuple[Claim, ...]:
    return tuple(claim for claim in answers.claims if (claim.section, claim.field) == key)


def _disputed(document: Document, specs: Mapping[FieldKey, FieldSpec], rounds: Sequence[Round]) -> set[FieldKey]:
    """The fields of one value on which the first two answers differ."""
    one, two = rounds[0], rounds[1]
    both = one.answered & two.answered
    return {
        key
        for key in both
        if not specs[key].many and _values(document, _own(one, key)) != _values(document, _own(two, key))
    }


def _values(document: Document, claims: Iterable[Claim]) -> _Values:
    """What an answer to a field comes to, wherever it points: states and values."""
    return frozenset(_value(document, claim) for claim in claims)


def _value(document: Document, claim: Claim) -> tuple[object, ...]:
    if claim.mention is not None:
        mention = document.mentions[claim.mention]
        return (claim.state, said(claim, mention), mention.unit)
    if claim.state is not State.STATED:
        return (claim.state,)
    copied = claim.span is None or claim.spec.form is Form.CHOICE  # the span of a choice is the sentence that shows it
    return (claim.state, fold(claim.printed if copied else document.raw[slice(*claim.span or (0, 0))]))


def _choose(answers: Sequence[tuple[Claim, ...]], told: Sequence[_Values]) -> tuple[Claim, ...]:
    """The answer that most give; of those given equally often one that states something, the earliest."""
    votes = Counter(told)
    best = max(range(len(answers)), key=lambda i: (votes[told[i]], bool(answers[i]), -i))
    return tuple(replace(claim, agreement=(votes[told[best]], len(answers))) for claim in answers[best])


def _left_empty(document: Document, key: FieldKey, spec: FieldSpec, answers: Sequence[tuple[Claim, ...]]) -> Finding:
    """ANSWERS_DIFFER: most answers leave a field empty, and others do not."""
    stated = [claim for own in answers for claim in own]
    empty = sum(not own for own in answers)
    others = ", ".join(dict.fromkeys(claim.printed for claim in stated))
    message = f"{empty} of {len(answers)} answers leave {spec.title} empty, others say {others}"
    spans = tuple(_span(document, claim) for claim in stated if claim.placed)
    return Finding(Code.ANSWERS_DIFFER, Severity.REVIEW, message, spans, *key)


def _entries(document: Document, answers: Sequence[tuple[Claim, ...]]) -> Iterable[Claim]:
    """The entries of a list: the first answer's, then those of others at places that it does not have."""
    told = [[tuple(entry) for _, entry in groupby(own, key=lambda claim: claim.entry)] for own in answers]
    kept: list[tuple[Claim, ...]] = []
    for entries in told:
        kept += [entry for entry in entries if not _told_among(document, entry, kept)]
    for number, entry in enumerate(kept):
        votes = sum(_told_among(document, entry, entries) for entries in told)
        yield from (replace(claim, entry=number, agreement=(votes, len(answers))) for claim in entry)


def _told_among(document: Document, entry: Iterable[Claim], others: Iterable[Iterable[Claim]]) -> bool:
    """Whether some other entry has a place in common with this one; claims of one entry are places of one value."""
    return any(_overlap(document, one, two) for other in others for one in entry for two in other)


def _overlap(document: Document, one: Claim, two: Claim) -> bool:
    if not one.placed or not two.placed:
        return one.placed == two.placed and one.printed == two.printed
    (start, end), (start2, end2) = _span(document, one), _span(document, two)
    return start < end2 and start2 < end


def _span(document: Document, claim: Claim) -> tuple[int, int]:
    if claim.mention is not None:
        return document.mentions[claim.mention].start, document.mentions[claim.mention].end
    return claim.span or (0, 0)
