"""Requests: prompt template, numbered text and wire form put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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
from llmextract.schema.wire import naming_wire, sections_wire

__all__ = ["DEFAULT_PARAMETERS", "Subject", "naming_request", "section_requests"]

DEFAULT_PARAMETERS: Mapping[str, Any] = {"temperature": 0}


@dataclass(frozen=True)
class Subject:
    """What a request is about; travels with it as its context.

    Attributes:
        rules: the rules of the document (and with them the document and the genre).
        numbered: the text as sent.
        sections: the sections asked; empty for the naming request.

    """

    rules: Rules
    numbered: Numbered
    sections: tuple[str, ...] = field(default=())


@lru_cache(maxsize=8)
def _templates(folder: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(genre: Genre, name: str, numbered: Numbered | None = None) -> str:
    """A template of the genre; the document's text is only ever a value in it, never a template."""
    try:
        template = _templates(genre.prompts).get_template(f"{name}.jinja")
        labels = {section: model.label() for section, model in genre.sections.items()}
        return template.render(title=genre.title, labels=labels, categories=genre.categories, numbered=numbered).strip()
    except jinja2.TemplateError as error:
        raise SchemaError(f"{genre.prompts / name}.jinja: {type(error).__name__}: {error}") from error


def section_requests(
    document: Document,
    rules: Rules,
    max_fields: int = MAX_FIELDS,
    parameters: Mapping[str, Any] = DEFAULT_PARAMETERS,
) -> tuple[Request, ...]:
    """The requests of the first round: one a pack of sections."""
    return tuple(_section_request(document, rules, pack, parameters) for pack in packs(document, rules, max_fields))


def _section_request(document: Document, rules: Rules, pack: Pack, parameters: Mapping[str, Any]) -> Request:
    numbered = number_text(
        document, pack.sentences, lambda _, m: m.kind.is_data or (pack.marks_dates and m.kind is Kind.DATE)
    )
    return Request(
        name=f"{document.name}: {'+'.join(pack.sections)}",
        messages=(
            Message("system", _render(rules.genre, "system")),
            Message("user", _render(rules.genre, "sections", numbered)),
        ),
        wire=sections_wire(rules.genre, pack.sections),
        parameters=parameters,
        context=Subject(rules, numbered, pack.sections),
    )


def naming_request(
    document: Document,
    rules: Rules,
    unclaimed: Collection[int],
    parameters: Mapping[str, Any] = DEFAULT_PARAMETERS,
) -> Request | None:
    """The second request: what does each of these figures count? None where nothing is unclaimed."""
    sentences = {s.number for i in unclaimed if (s := document.sentence_at(document.mentions[i].start))}
    if not sentences or rules.genre.categories == (OTHER_CATEGORY,):
        return None
    marked = frozenset(unclaimed)
    heads = {head for number in sentences for head in headings(document, document.sentences[number - 1].start)}
    numbered = number_text(document, sentences | heads, lambda index, _: index in marked)
    return Request(
        name=f"{document.name}: naming",
        messages=(
            Message("system", _render(rules.genre, "system")),
            Message("user", _render(rules.genre, "naming", numbered)),
        ),
        wire=naming_wire(rules.genre),
        parameters=parameters,
        context=Subject(rules, numbered),
    )
