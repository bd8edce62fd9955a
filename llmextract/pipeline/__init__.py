"""One document through all steps: plan, ask, resolve, agree, repair, name what is unclaimed, check."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from llmextract.answered import Answered
from llmextract.asking.plan import routed
from llmextract.asking.requests import naming_request, section_requests
from llmextract.assembling import assemble
from llmextract.deciding import decide
from llmextract.decisions import Decision
from llmextract.document import Document
from llmextract.gate.claims import OTHER, OTHER_FIELD, Claim, Ruling
from llmextract.gate.codes import Finding, Severity
from llmextract.models import open_model
from llmextract.models.base import Model
from llmextract.models.rules import RULES
from llmextract.pipeline.agreement import Agreed, agree
from llmextract.pipeline.options import Exchange, Options, Unanswered
from llmextract.pipeline.repair import Repaired, repair
from llmextract.pipeline.rounds import NAMING, Round, Told, ask_all, in_order
from llmextract.result import Result, SectionState, SectionStatus
from llmextract.rules.naming import cell_name, section_at
from llmextract.rules.view import Rules
from llmextract.schema.genre import OTHER_CATEGORY, Genre, load_genre

__all__ = ["Exchange", "Extraction", "Options", "Unanswered", "extract", "extract_document", "run_sync"]

T = TypeVar("T")


@dataclass(frozen=True)
class Extraction:
    """A result, every exchange that it was made from, failed attempts included, and the requests without an answer."""

    result: Result
    exchanges: tuple[Exchange, ...]
    unanswered: Mapping[str, Unanswered] = field(default_factory=dict)


async def extract_document(
    document: Document,
    genre: Genre,
    model: Model,
    options: Options | None = None,
    decisions: Sequence[Decision] = (),
) -> Extraction:
    """Extract one document.

    Args:
        document: the text as read.
        genre: the kind of report.
        model: who is asked.
        options: how.
        decisions: what people have decided about the document; nothing is asked otherwise for them.

    Raises:
        AnswerPending: a relayed request waits for its answer (all requests of the round have been written out).
        ModelError: nothing more can be asked (a missing recording, a service that answers nothing, the budget).

    """
    options, published = options or Options(), document
    document = document.visible
    rules = Rules.of(document, genre)
    requests = section_requests(rules, options.max_fields, options.parameters)
    first = await ask_all(requests, model, options)
    agreed = Agreed(in_order(genre, first.claims))
    if options.answers > 1:
        agreed = await agree(rules, requests, first, (model, *options.second), options)
    # The rules would say the same again.
    rounds = 0 if _by_rules(first) else options.repairs
    repaired = await repair(rules, first, agreed, model, replace(options, repairs=rounds))
    naming = await _name(rules, repaired, model, options, by_rules=_by_rules(first))
    answered = _answered(rules, first, agreed, repaired, naming)
    asked = (first, *agreed.rounds, repaired.rounds, naming)
    models = {told.model for one in asked for told in one.told.values()}
    result = _decided(published, rules, answered, models - {""}, decisions)
    unanswered = {key: why for one in asked for key, why in one.unanswered.items()}
    return Extraction(result, tuple(exchange for one in asked for exchange in one.exchanges), unanswered)


def _answered(rules: Rules, first: Round, agreed: Agreed, repaired: Repaired, naming: Round) -> Answered:
    """What all rounds come to."""
    return Answered(
        claims=(*repaired.claims, *naming.claims),
        sections=_sections(rules, first, repaired.claims),
        naming=_status(tuple(naming.told.values())),
        repairing=_repairing(repaired.rounds),
        findings=_left_empty(agreed, repaired),
        repairs=repaired.repairs,
    )


def _decided(
    document: Document, rules: Rules, answered: Answered, models: Collection[str], decisions: Sequence[Decision]
) -> Result:
    """The result of what was answered and of what people have decided about it."""
    if not decisions:
        return assemble(rules.document, rules, answered, models)
    decided = decide(document, rules, answered.claims, decisions)
    decided = replace(decided, claims=in_order(rules.genre, decided.claims))
    answered = replace(answered, sections=_spoken(answered.sections, decided.claims))
    return assemble(rules.document, rules, answered, models, decided)


def _by_rules(answers: Round) -> bool:
    return all(told.model == RULES for told in answers.told.values())


async def _name(rules: Rules, standing: Repaired, model: Model, options: Options, *, by_rules: bool) -> Round:
    """The second request: what the ledger shows unclaimed, since no claim rests on it that the gate does not reject."""
    rejected = {finding.claim for finding in standing.findings if finding.severity is Severity.REJECT}
    claimed = {claim.mention for index, claim in enumerate(standing.claims) if index not in rejected}
    mentions = rules.document.mentions
    unclaimed = [i for i, mention in enumerate(mentions) if mention.kind.is_data and i not in claimed]
    counted = rules.genre.categories != (OTHER_CATEGORY,)
    cells = [i for i in unclaimed if mentions[i].header and counted and not by_rules]
    request = naming_request(rules, [i for i in unclaimed if i not in cells], options.parameters)
    named = await ask_all((request,) if request else (), model, options, optional=True)
    named.claims += _cells(rules, cells, len(named.claims))
    named.told = named.told or dict.fromkeys([NAMING] if cells else [], Told())
    return named


def _cells(rules: Rules, cells: Iterable[int], first: int) -> Iterator[Claim]:
    """Figures in tables are named by what heads them: nobody needs to be asked."""
    for number, index in enumerate(cells, first):
        mention = rules.document.mentions[index]
        name = cell_name(mention.header or "")
        yield Claim(
            section_at(rules, mention),
            OTHER_FIELD,
            OTHER,
            mention=index,
            printed=mention.text,
            name=name,
            entry=number,
        )


def _left_empty(agreed: Agreed, repaired: Repaired) -> tuple[Finding, ...]:
    """What was found of fields that most answers leave empty, where no repair has filled them."""
    filled = {(claim.section, claim.field) for claim in repaired.claims}
    return tuple(finding for finding in agreed.findings if (finding.section, finding.field) not in filled)


def _sections(rules: Rules, first: Round, claims: tuple[Claim, ...]) -> Mapping[str, SectionStatus]:
    """The state of every section: absent where no passage concerns it and nothing was found in it all the same."""
    routes = routed(rules)
    spoken = {claim.section for claim in claims}
    states = {}
    for section in rules.genre.sections:
        told = {key[1]: first.told[key] for key in rules.genre.keys(section) if key in first.told}
        failed = tuple(field for field, one in told.items() if one.fault)
        if not told or (not routes[section] and section not in spoken and not failed):
            states[section] = SectionStatus(state=SectionState.ABSENT)
        else:
            states[section] = _status(tuple(told.values()), failed)
    return states


def _spoken(states: Mapping[str, SectionStatus], claims: Sequence[Claim]) -> Mapping[str, SectionStatus]:
    """The states of the sections where people have found something in one that was taken to be absent."""
    spoken = {claim.section for claim in claims if claim.ruling not in (None, Ruling.REJECTED)}
    found = SectionStatus(state=SectionState.ANSWERED)
    absent = {name for name, status in states.items() if status.state is SectionState.ABSENT}
    return {name: found if name in spoken & absent else status for name, status in states.items()}


def _repairing(again: Round) -> SectionStatus:
    failed = tuple(f"{section}.{field}" for (section, field), one in again.told.items() if one.fault)
    return _status(tuple(again.told.values()), failed)


def _status(told: Sequence[Told], failed: tuple[str, ...] = ()) -> SectionStatus:
    """The state of fields that were asked together: failed if all of them did, else answered, in part perhaps; absent
    where nothing was asked.
    """
    if not told:
        return SectionStatus(state=SectionState.ABSENT)
    wrong = [one for one in told if one.fault]
    worst = wrong[0] if wrong else Told()
    return SectionStatus(
        state=SectionState.FAILED if len(wrong) == len(told) else SectionState.ANSWERED,
        model=next((one.model for one in told if one.model), ""),
        fault=worst.fault,
        reason=worst.reason,
        failed_fields=failed,
    )


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

    Returns:
        The typed report with the verdict and the places of every value, the ledger and the findings. Sections that
        failed are in `failures`.

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
