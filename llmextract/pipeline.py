"""One document through all steps: plan, ask, resolve, name what is unclaimed, check."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from llmextract.asking.plan import MAX_FIELDS
from llmextract.asking.requests import DEFAULT_PARAMETERS, naming_request, section_requests
from llmextract.asking.resolve import resolve
from llmextract.assembling import assemble
from llmextract.document import Document
from llmextract.errors import AnswerInvalid, AnswerPending
from llmextract.gate.claims import Claim
from llmextract.gate.codes import Severity
from llmextract.gate.verdicts import check_claims
from llmextract.models import open_model
from llmextract.models.ask import ask
from llmextract.models.base import Answer, Model, Request
from llmextract.result import Result, SectionState, SectionStatus
from llmextract.rules.view import Rules
from llmextract.schema.genre import Genre, load_genre

__all__ = ["Exchange", "Extraction", "Options", "extract", "extract_document"]

Exchange = tuple[Request, Answer]
NAMING = "naming"  # the second request, where sections are listed by name
T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """How a run asks.

    Attributes:
        attempts: how often an answer that breaks the wire schema is asked again, with the reason.
        retry_failed: ask again where the stored answers ended in failure.
        max_fields: how many fields one request asks for, at most.
        parameters: sampling parameters that go with every request, as the service takes them.
        on_answer: called with every answer that arrives, stored ones included.

    """

    attempts: int = 2
    retry_failed: bool = False
    max_fields: int = MAX_FIELDS
    parameters: Mapping[str, Any] = field(default_factory=lambda: dict(DEFAULT_PARAMETERS))
    on_answer: Callable[[Exchange], None] | None = None


@dataclass(frozen=True)
class Extraction:
    """A result and every exchange that it was made from, failed attempts included."""

    result: Result
    exchanges: tuple[Exchange, ...]


@dataclass
class _Round:
    """What came of some requests: claims, the state of sections, and the exchanges."""

    claims: list[Claim] = field(default_factory=list)
    sections: dict[str, SectionStatus] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)


async def extract_document(
    document: Document, genre: Genre, model: Model, options: Options | None = None
) -> Extraction:
    """Extract one document.

    Raises:
        AnswerPending: a relayed request waits for its answer (all requests of the round have been written out).
        ModelError: the model cannot be used at all (a missing recording, a service that refuses).

    """
    options = options or Options()
    document = document.visible
    rules = Rules.of(document, genre)
    first = await _ask_all(section_requests(document, rules, options.max_fields, options.parameters), model, options)
    claimed = _claimed(document, rules, tuple(first.claims))
    unclaimed = [i for i, m in enumerate(document.mentions) if m.kind.is_data and i not in claimed]
    naming = naming_request(document, rules, unclaimed, options.parameters)
    second = await _ask_all((naming,) if naming else (), model, options)
    absent = SectionStatus(state=SectionState.ABSENT)
    sections = {name: first.sections.get(name, absent) for name in genre.sections}
    exchanges = (*first.exchanges, *second.exchanges)
    claims = (*first.claims, *second.claims)
    naming_status = second.sections.get(NAMING, absent)
    result = assemble(document, rules, claims, sections, naming_status, [answer for _, answer in exchanges])
    return Extraction(result, exchanges)


def _claimed(document: Document, rules: Rules, claims: tuple[Claim, ...]) -> set[int | None]:
    """The mentions on which some claim rests that the gate does not reject."""
    rejected = {f.claim for f in check_claims(document, rules, claims) if f.severity is Severity.REJECT}
    return {claim.mention for index, claim in enumerate(claims) if index not in rejected}


async def _ask_all(requests: tuple[Request, ...], model: Model, options: Options) -> _Round:
    """Ask side by side. A request that must wait lets the others be asked (or written out) first."""
    outcomes = await asyncio.gather(*(_ask_one(r, model, options) for r in requests), return_exceptions=True)
    waiting = [outcome for outcome in outcomes if isinstance(outcome, AnswerPending)]
    broken = [outcome for outcome in outcomes if isinstance(outcome, BaseException) and outcome not in waiting]
    if broken or waiting:
        raise (broken or waiting)[0]
    done = _Round()
    for outcome in outcomes:
        if isinstance(outcome, _Round):
            done.claims += outcome.claims
            done.sections |= outcome.sections
            done.exchanges += outcome.exchanges
    return done


async def _ask_one(request: Request, model: Model, options: Options) -> _Round:
    """One request: its claims, or, where every answer broke the wire schema, sections that have failed."""
    claims: tuple[Claim, ...] = ()
    state, reason = SectionState.ANSWERED, ""
    try:
        asked = await ask(model, request, attempts=options.attempts, fresh=options.retry_failed)
        exchanges, claims = list(asked.exchanges), resolve(request, asked.value)
    except AnswerInvalid as error:
        exchanges, state, reason = list(error.exchanges), SectionState.FAILED, str(error)
    if options.on_answer:
        for exchange in exchanges:
            options.on_answer(exchange)
    name = exchanges[-1][1].model if exchanges else ""
    status = SectionStatus(state=state, model=name, reason=reason)
    return _Round(list(claims), dict.fromkeys(request.context.sections or (NAMING,), status), exchanges)


def extract(
    source: Document | str | Path,
    schema: str | Path | Genre | None = None,
    model: str | Model | None = None,
    options: Options | None = None,
) -> Result:
    """Extract one report: the synchronous face of `extract_document`.

    Args:
        source: a document, or the path of a text file.
        schema: a genre, its name, or the folder of its schemas; the built-in genre by default.
        model: a model, or what `--model` takes: "openai:NAME", "replay:FOLDER", "relay:FOLDER", "rules". By default
            LLMEXTRACT_MODEL, else an OpenAI-compatible service if OPENAI_API_KEY is set, else "rules".
        options: how to ask.

    Raises:
        SourceError: the file cannot be read as a report.
        SchemaError: the genre cannot be loaded.
        ModelError: the model cannot answer.

    """
    document = source if isinstance(source, Document) else Document.read(source)
    genre = schema if isinstance(schema, Genre) else load_genre(schema)
    opened = open_model(model) if model is None or isinstance(model, str) else model

    async def run() -> Result:
        try:
            return (await extract_document(document, genre, opened, options)).result
        finally:
            if opened is not model:
                await opened.close()

    return run_sync(run())


def run_sync(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, also from inside a running event loop (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
