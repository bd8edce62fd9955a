"""A round of requests: asked side by side, in smaller ones where an answer was cut off, each fault in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from llmextract.asking.plan import halves
from llmextract.asking.requests import Subject, part_request
from llmextract.asking.resolve import resolve
from llmextract.errors import AnswerInvalid, AnswerPending, Fault, RecordingMissing, ServiceError, ServiceUnusable
from llmextract.gate.claims import Claim
from llmextract.models.ask import ask
from llmextract.models.base import Model, Request
from llmextract.models.tokens import TOKEN_LIMITS
from llmextract.pipeline.options import Exchange, Options, Unanswered
from llmextract.schema.genre import Genre
from llmextract.schema.wire import FieldKey

__all__ = ["NAMING", "Round", "Told", "ask_all", "in_order"]

NAMING: FieldKey = ("", "naming")  # stands for the second request among the fields
_DEEPEST = 4  # halvings of one request


@dataclass(frozen=True, slots=True)
class Told:
    """Who answered a field, or why nobody could."""

    model: str = ""
    fault: Fault | None = None
    reason: str = ""


@dataclass
class Round:
    """What came of some requests: claims, who told each field, the exchanges, and the keys of what had no answer."""

    claims: list[Claim] = field(default_factory=list)
    told: dict[FieldKey, Told] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    unanswered: dict[str, Unanswered] = field(default_factory=dict)

    def add(self, other: Round) -> None:
        """Take in what came of other requests."""
        self.claims += other.claims
        self.told |= other.told
        self.exchanges += other.exchanges
        self.unanswered |= other.unanswered

    @property
    def answered(self) -> set[FieldKey]:
        """The fields that were answered."""
        return {key for key, told in self.told.items() if told.fault is None}


async def ask_all(
    requests: Iterable[Request], model: Model, options: Options, *, optional: bool = False, depth: int = 0
) -> Round:
    """Ask side by side. A request that must wait lets the others be asked (or written out) first.

    Args:
        requests: what is asked.
        model: who is asked.
        options: how.
        optional: where nobody can be asked (`options.stored_only`), what was never answered is left out.
        depth: how often the requests have been made smaller.

    Raises:
        AnswerPending: some request waits for its answer.
        ModelError: no further request makes sense (a missing recording, a service that answers nothing, the budget).

    """
    asking = (_ask_one(request, model, options, optional, depth) for request in requests)
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    waiting = [outcome for outcome in outcomes if isinstance(outcome, AnswerPending)]
    broken = [outcome for outcome in outcomes if isinstance(outcome, BaseException) and outcome not in waiting]
    if broken or waiting:
        raise (broken or waiting)[0]
    done = Round()
    for outcome in outcomes:
        if isinstance(outcome, Round):
            done.add(outcome)
    return done


async def _ask_one(request: Request, model: Model, options: Options, optional: bool, depth: int) -> Round:
    """One request: its claims, or the fault that its fields have failed by."""
    subject: Subject = request.context
    fields = subject.fields or (NAMING,)
    done = Round()

    def heard(exchange: Exchange) -> None:
        done.exchanges.append(exchange)
        if options.on_answer:
            options.on_answer(exchange)

    again = options.retry_failed
    try:
        if before := options.unanswered.get(request.key):
            with suppress(AnswerInvalid, RecordingMissing):  # what was answered before the fault is heard again
                await ask(model, request, attempts=options.attempts, heard=heard)
            raise ServiceError(before.reason, before.fault)
        in_parts = again and bool(_smaller(request, depth))
        asked = await ask(model, request, attempts=options.attempts, fresh=again, in_parts=in_parts, heard=heard)
    except AnswerInvalid as error:
        smaller = _smaller(request, depth) if error.fault is Fault.CUT_OFF else ()
        if smaller:
            done.add(await ask_all(smaller, model, options, optional=optional, depth=depth + 1))
        else:
            done.told = dict.fromkeys(fields, Told(error.exchanges[-1][1].model, error.fault, str(error)))
    except (RecordingMissing, ServiceUnusable) as error:
        if isinstance(error, ServiceUnusable) or not (optional and options.stored_only):
            raise
    except ServiceError as error:
        done.unanswered[request.key] = Unanswered(error.fault, str(error))
        done.told = dict.fromkeys(fields, Told("", error.fault, str(error)))
    else:
        done.claims = list(resolve(request, asked.value))
        done.told = dict.fromkeys(fields, Told(asked.exchanges[-1][1].model))
    return done


def _smaller(request: Request, depth: int) -> Sequence[Request]:
    """What to ask in place of a request whose answer was cut off: the same with twice the tokens that its parameters
    allow, then, or where they set no bound, its halves.
    """
    subject: Subject = request.context
    bounds = {name: 2 * request.parameters[name] for name in TOKEN_LIMITS if request.parameters.get(name)}
    if bounds and depth == 0:
        return (replace(request, parameters={**request.parameters, **bounds}),)
    if depth >= _DEEPEST + bool(bounds):
        return ()
    return tuple(part_request(request, part.fields) for part in halves(subject.pack))


def in_order(genre: Genre, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in the order of fields and entries, in whichever requests they were asked; those on no field last."""
    rank = {key: number for number, key in enumerate(genre.specs)}
    return tuple(sorted(claims, key=lambda claim: (rank.get((claim.section, claim.field), len(rank)), claim.entry)))
