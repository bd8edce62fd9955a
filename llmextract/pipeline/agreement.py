"""Agreement: several answers to one question, field by field.

The second answer is asked for everything; further ones only for the fields on which the first two differ. Where answers
differ, the one that most of them give is taken and goes to review (ANSWERS_DIFFER).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from llmextract.asking.requests import Subject, pack_request
from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import Claim, signed
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.models.base import Model, Request
from llmextract.pipeline.options import Options
from llmextract.pipeline.rounds import Round, ask_all, in_order
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec
from llmextract.schema.wire import FieldKey

__all__ = ["Agreed", "agree"]

_ByField = Mapping[FieldKey, tuple[Claim, ...]]


@dataclass(frozen=True)
class Agreed:
    """The claims that most answers make, findings on fields that most leave empty, and the further rounds."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    rounds: tuple[Round, ...]


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
        rounds.append(await ask_all(again, models[number % len(models)], options))
    claims: list[Claim] = []
    findings: list[Finding] = []
    for key, spec in specs.items():
        answers = [_own(one, key) for one in rounds if key in one.answered]
        if len(answers) < 2:
            claims += answers[0] if answers else ()
        elif spec.many:
            claims += _entries(document, answers)
        else:
            chosen, differ = _choose(document, key, spec, answers)
            claims += chosen
            findings += differ
    return Agreed(in_order(rules.genre, claims), tuple(findings), tuple(rounds[1:]))


def _part(request: Request, wanted: Iterable[FieldKey], number: int) -> Request | None:
    """A request for another answer, reduced to the fields wanted; None where it asks none of them."""
    subject: Subject = request.context
    among = set(wanted)
    fields = tuple(key for key in subject.fields if key in among)
    if not fields:
        return None
    whole = fields == subject.fields
    asked = request if whole else pack_request(subject.rules, replace(subject.pack, fields=fields), request.parameters)
    return replace(asked, sample=number)


def _own(answers: Round, key: FieldKey) -> tuple[Claim, ...]:
    return tuple(claim for claim in answers.claims if (claim.section, claim.field) == key)


def _disputed(document: Document, specs: Mapping[FieldKey, FieldSpec], rounds: Sequence[Round]) -> set[FieldKey]:
    """The fields of one value on which the first two answers differ."""
    one, two = rounds[0], rounds[1]
    both = one.answered & two.answered
    return {
        key
        for key in both
        if not specs[key].many and _said(document, _own(one, key)) != _said(document, _own(two, key))
    }


def _said(document: Document, claims: Iterable[Claim]) -> frozenset[tuple[str, ...]]:
    """What an answer to a field comes to, wherever it points: states and values."""
    return frozenset(_value(document, claim) for claim in claims)


def _value(document: Document, claim: Claim) -> tuple[str, ...]:
    if claim.mention is not None:
        mention = document.mentions[claim.mention]
        return (claim.state, str(mention.date or signed(mention, claim.spec)), mention.unit or "")
    words = document.raw[claim.span[0] : claim.span[1]] if claim.span else claim.printed
    return (claim.state, fold(words), "") if claim.state == "stated" else (claim.state, "", "")


def _choose(
    document: Document, key: FieldKey, spec: FieldSpec, answers: Sequence[tuple[Claim, ...]]
) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """The answer that most give; of those given equally often one that states something, the earliest."""
    said = [_said(document, own) for own in answers]
    votes = Counter(said)
    best = max(range(len(answers)), key=lambda i: (votes[said[i]], bool(answers[i]), -i))
    count = votes[said[best]]
    chosen = tuple(replace(claim, agreement=(count, len(answers))) for claim in answers[best])
    if chosen or count == len(answers):
        return chosen, ()
    others = dict.fromkeys(claim.printed for own in answers for claim in own)
    told = f"{count} of {len(answers)} answers leave {spec.title} empty, others say {', '.join(others)}"
    spans = tuple(_span(document, claim) for own in answers for claim in own if claim.placed)
    return (), (Finding(Code.ANSWERS_DIFFER, Severity.REVIEW, told, spans, *key),)


def _entries(document: Document, answers: Sequence[tuple[Claim, ...]]) -> Iterable[Claim]:
    """The entries of a list: the first answer's, then those of others at places that it does not have."""
    kept: list[Claim] = []
    for own in answers:
        kept += (claim for claim in own if not any(_overlap(document, claim, other) for other in kept))
    for number, claim in enumerate(kept):
        votes = sum(any(_overlap(document, claim, other) for other in own) for own in answers)
        yield replace(claim, entry=number, agreement=(votes, len(answers)))


def _overlap(document: Document, one: Claim, two: Claim) -> bool:
    if not one.placed or not two.placed:
        return one.placed == two.placed and one.printed == two.printed
    (start, end), (start2, end2) = _span(document, one), _span(document, two)
    return start < end2 and start2 < end


def _span(document: Document, claim: Claim) -> tuple[int, int]:
    if claim.mention is not None:
        return document.mentions[claim.mention].start, document.mentions[claim.mention].end
    return claim.span or (0, 0)
