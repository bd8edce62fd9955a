"""Resolve: a validated answer in wire form becomes claims with exact places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from llmextract.asking.numbering import Numbered
from llmextract.asking.requests import Subject
from llmextract.document import Document
from llmextract.gate.claims import OTHER, OTHER_FIELD, Claim, Slip, place_figure, place_words
from llmextract.models.base import Request
from llmextract.schema.declare import FieldSpec, Form
from llmextract.schema.leaves import State
from llmextract.schema.wire import NOT_STATED

__all__ = ["resolve"]


def resolve(request: Request, answer: BaseModel) -> tuple[Claim, ...]:
    """The claims that an answer to a request makes, in the order of fields."""
    subject: Subject = request.context
    if not subject.fields:
        return tuple(_named(subject, answer))
    specs = subject.rules.genre.specs
    return tuple(
        claim
        for section, field in subject.fields
        for claim in _field(subject, section, field, specs[section, field], getattr(getattr(answer, section), field))
    )


def _field(subject: Subject, section: str, field: str, spec: FieldSpec, value: Any) -> Iterator[Claim]:
    if value == NOT_STATED:
        return
    base = Claim(section, field, spec)
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries):
        one_value = spec.form in (Form.FIGURE, Form.DATE)  # several entries are places of one value
        yield from _entry(subject, replace(base, entry=0 if one_value else number), entry)


def _entry(subject: Subject, base: Claim, entry: Any) -> Iterator[Claim]:
    document, numbered = subject.rules.document, subject.numbered
    if hasattr(entry, "without_number"):
        span = numbered.sentence(document, entry.without_number)
        if zero := _zero(subject, base, span):
            yield zero
            return
        yield replace(base, state=State.WITHOUT_NUMBER, span=span, printed=entry.without_number)
    elif hasattr(entry, "mention"):
        yield _figure(document, numbered, base, entry)
    elif hasattr(entry, "sentences"):
        yield from _told(document, numbered, base, entry)
    elif hasattr(entry, "words"):
        yield _words(document, numbered, base, entry)
    else:
        span = numbered.sentence(document, entry.sentence)
        yield replace(base, span=span, printed=entry.value)


def _zero(subject: Subject, base: Claim, span: tuple[int, int] | None) -> Claim | None:
    """The claim of zero where the sentence pointed at says in words that there was none of what the field counts."""
    for absence in subject.rules.zeros(base.section, base.field) if span else ():
        if span and span[0] <= absence.start < span[1]:
            return replace(base, state=State.ZERO, span=(absence.start, absence.end), printed=absence.text)
    return None


def _figure(document: Document, numbered: Numbered, base: Claim, entry: Any) -> Claim:
    pointed = numbered.mention(document, entry.mention)
    mention, slip = place_figure(document, pointed, entry.printed, numbered.mentions)
    return replace(base, mention=mention, slip=slip, printed=entry.printed)


def _words(document: Document, numbered: Numbered, base: Claim, entry: Any) -> Claim:
    sentence = numbered.sentence(document, entry.sentence)
    span, at_pointer = place_words(document, entry.words, sentence, numbered.spans(document))
    slip = None if at_pointer else Slip(None, resolved=span is not None)
    category = getattr(entry, "category", "other")
    return replace(base, span=span, slip=slip, printed=entry.words, category=category)


def _told(document: Document, numbered: Numbered, base: Claim, entry: Any) -> Iterator[Claim]:
    """One claim for each run of neighbouring sentences; an id that was not sent claims nothing in the source."""
    run: tuple[int, int] | None = None
    told = {name: numbered.sentence(document, name) for name in entry.sentences}
    for name, span in sorted(told.items(), key=lambda pair: pair[1] or (0, 0)):
        if span is None:
            yield replace(base, printed=name, slip=Slip(None, resolved=False), category=entry.category)
        elif run is not None and not document.folded[run[1] : span[0]].strip():
            run = (run[0], span[1])
        else:
            if run is not None:
                yield replace(base, span=run, category=entry.category)
            run = span
    if run is not None:
        yield replace(base, span=run, category=entry.category)


def _named(subject: Subject, answer: Any) -> Iterator[Claim]:
    for number, entry in enumerate(answer.figures):
        base = Claim(entry.section, OTHER_FIELD, OTHER, name=entry.name.strip(), entry=number)
        yield _figure(subject.rules.document, subject.numbered, base, entry)
