"""Requests: prompt template, numbered text and wire form put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from llmextract.asking.numbering import Numbered, number_text
from llmextract.asking.plan import MAX_FIELDS, Pack, headings, packs
from llmextract.document import Document
from llmextract.errors import SchemaError
from llmextract.models.base import Message, Request
from llmextract.quantity import Kind
from llmextract.rules.view import Rules
from llmextract.schema.genre import OTHER_CATEGORY, Genre
from llmextract.schema.wire import FieldKey, fields_wire, naming_wire

__all__ = [
    "DEFAULT_PARAMETERS",
    "Question",
    "Subject",
    "naming_request",
    "pack_request",
    "part_request",
    "repair_request",
    "section_requests",
]

DEFAULT_PARAMETERS: Mapping[str, Any] = {"temperature": 0}


@dataclass(frozen=True, slots=True)
class Question:
    """Why a field is asked again.

    Attributes:
        field: the (section, field).
        said: what was answered, each pointer with its copy ("n88:185件"); empty for a field left empty.
        codes: what the checks found.

    """

    field: FieldKey
    said: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What a request is about; travels with it as its context.

    Attributes:
        rules: the rules of the document (and with them the document and the genre).
        numbered: the text as sent.
        fields: the (section, field) asked; empty for the naming request.
        questions: why they are asked again; empty where they are asked for the first time.

    """

    rules: Rules
    numbered: Numbered
    fields: tuple[FieldKey, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def pack(self) -> Pack:
        """The fields asked, with the sentences sent."""
        return Pack(self.fields, self.numbered.sentences)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections asked, whole or in part; empty for the naming request."""
        return tuple(dict.fromkeys(section for section, _ in self.fields))


@lru_cache(maxsize=8)
def _templates(own: Path, shared: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.FileSystemLoader(own), jinja2.PrefixLoader({shared.name: jinja2.FileSystemLoader(shared)})]
        ),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(genre: Genre, name: str, **values: Any) -> str:
    """A template of the genre; the document's text is only ever a value in it, never a template."""
    try:
        template = _templates(*genre.templates).get_template(f"{name}.jinja")
        return template.render(title=genre.title, categories=genre.categories, **values).strip()
    except jinja2.TemplateError as error:
        raise SchemaError(f"{genre.prompts / name}.jinja: {type(error).__name__}: {error}") from error


@lru_cache(maxsize=8)
def _system(genre: Genre, asking: str) -> Message:
    """The instructions: they depend on what kind of request it is alone, so that services can keep them."""
    labels = {section: model.label() for section, model in genre.sections.items()}
    return Message("system", _render(genre, "system", asking=asking, labels=labels))


def section_requests(
    rules: Rules, max_fields: int = MAX_FIELDS, parameters: Mapping[str, Any] = DEFAULT_PARAMETERS
) -> tuple[Request, ...]:
    """The requests of the first round: one a pack of sections."""
    return tuple(pack_request(rules, one, parameters) for one in packs(rules, max_fields))


def pack_request(rules: Rules, asked: Pack, parameters: Mapping[str, Any] = DEFAULT_PARAMETERS) -> Request:
    """The request for a pack of fields."""
    return _fields_request(rules, asked, parameters)


def repair_request(
    rules: Rules,
    questions: Sequence[Question],
    sentences: Iterable[int],
    parameters: Mapping[str, Any] = DEFAULT_PARAMETERS,
) -> Request:
    """The request that asks some fields again.

    Args:
        rules: of the document.
        questions: the fields with what was found, in the genre's order.
        sentences: the numbers of the sentences in their neighbourhood.
        parameters: sampling parameters.

    """
    numbers = set(sentences)
    heads = {head for number in numbers for head in headings(rules.document, _start(rules.document, number))}
    return _questions_request(rules, questions, tuple(sorted(numbers | heads)), parameters)


def part_request(request: Request, fields: Collection[FieldKey]) -> Request:
    """A request reduced to some of its fields: about the same sentences, and with the same findings."""
    subject: Subject = request.context
    rules, sentences = subject.rules, subject.numbered.sentences
    if subject.questions:
        wanted = [question for question in subject.questions if question.field in fields]
        part = _questions_request(rules, wanted, sentences, request.parameters)
    else:
        kept = tuple(key for key in subject.fields if key in fields)
        part = pack_request(rules, Pack(kept, sentences), request.parameters)
    return replace(part, sample=request.sample)


def _questions_request(
    rules: Rules, questions: Sequence[Question], sentences: tuple[int, ...], parameters: Mapping[str, Any]
) -> Request:
    asked = Pack(tuple(question.field for question in questions), sentences)
    return _fields_request(rules, asked, parameters, tuple(questions))


def _told(genre: Genre, question: Question) -> dict[str, Any]:
    """A question as the template of repairs takes it."""
    (section, field), title = question.field, genre.specs[question.field].title
    return {"section": section, "field": field, "title": title, "said": question.said, "codes": question.codes}


def _fields_request(
    rules: Rules, asked: Pack, parameters: Mapping[str, Any], questions: tuple[Question, ...] = ()
) -> Request:
    """Fields asked for the first time or, with questions, again."""
    genre = rules.genre
    template, label = ("repair", "repair") if questions else ("sections", _label(genre, asked.fields))
    told = [_told(genre, question) for question in questions]
    dates = any(genre.sections[section].marks_dates for section, _ in asked.fields)
    numbered = number_text(
        rules.document, asked.sentences, lambda _, m: m.kind.is_data or (dates and m.kind is Kind.DATE)
    )
    return Request(
        name=f"{rules.document.name}: {label}",
        messages=(
            _system(genre, template),
            Message("user", _render(genre, template, numbered=numbered, questions=told)),
        ),
        wire=fields_wire(genre, asked.fields),
        parameters=parameters,
        context=Subject(rules, numbered, asked.fields, questions),
    )


def _label(genre: Genre, fields: Sequence[FieldKey]) -> str:
    """The sections of a request, "all" for all of them, those asked in part with the number of fields."""
    if len(fields) == len(genre.specs) and len(genre.sections) > 1:
        return "all"
    counts = Counter(section for section, _ in fields)
    whole = {section: len(genre.sections[section].specs()) for section in counts}
    return "+".join(name if count == whole[name] else f"{name}({count})" for name, count in counts.items())


def _start(document: Document, sentence: int) -> int:
    return document.sentences[sentence - 1].start


def naming_request(
    rules: Rules, unclaimed: Collection[int], parameters: Mapping[str, Any] = DEFAULT_PARAMETERS
) -> Request | None:
    """The second request: what does each of these figures count? None where nothing is unclaimed."""
    document, genre = rules.document, rules.genre
    sentences = {s.number for i in unclaimed if (s := document.sentence_at(document.mentions[i].start))}
    if not sentences or genre.categories == (OTHER_CATEGORY,):
        return None
    marked = frozenset(unclaimed)
    heads = {head for number in sentences for head in headings(document, _start(document, number))}
    numbered = number_text(document, sentences | heads, lambda index, _: index in marked)
    return Request(
        name=f"{document.name}: naming",
        messages=(_system(genre, "naming"), Message("user", _render(genre, "naming", numbered=numbered))),
        wire=naming_wire(genre),
        parameters=parameters,
        context=Subject(rules, numbered),
    )
