"""The plan: which sections are asked together, about which sentences.

A passage is a run of sentences under one heading in one paragraph. A section gets the passages that its topics route
to it (not its cues: so a change of cues changes no request, and stored answers can be checked again). Sections are
packed into a request up to a number of fields, because a text sent once for several sections costs less than the same
text sent for each, and large models lose nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from llmextract.document import Document
from llmextract.rules.view import Rules
from llmextract.schema.genre import Genre

__all__ = ["MAX_FIELDS", "Pack", "Passage", "headings", "packs", "passages", "route"]

MAX_FIELDS = 50  # in one request


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences (numbers from 1) that stand together, and the sentences that head them."""

    sentences: tuple[int, ...]
    headings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Sections asked in one request, about these sentences."""

    sections: tuple[str, ...]
    sentences: tuple[int, ...]
    marks_dates: bool


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in order; together they hold every sentence but page furniture once."""

    def place(number: int) -> tuple[int, int]:
        start = document.sentences[number - 1].start
        node = document.node_at(start)
        return (node.start if node else -1, document.folded.rfind("\n", 0, start))

    text = (s.number for s in document.sentences if not document.outline.is_furniture(s.start))
    return tuple(
        Passage(tuple(group), headings(document, node_start)) for (node_start, _), group in groupby(text, key=place)
    )


def headings(document: Document, offset: int) -> tuple[int, ...]:
    """The numbers of the sentences with which the headings over an offset begin."""
    heads = (document.sentence_at(node.start) for node in document.outline.above(offset))
    return tuple(head.number for head in heads if head)


def route(rules: Rules, section: str, all_passages: Iterable[Passage]) -> tuple[int, ...]:
    """The numbers of the sentences, among all passages of a document, that concern a section."""
    document = rules.document
    model = rules.genre.sections[section]
    if model.whole_text:
        return tuple(sentence.number for sentence in document.sentences)
    topics = re.compile(model.topics) if model.topics else None
    wanted: set[int] = set()
    for passage in all_passages:
        if topics and _concerns(document, passage, topics):
            wanted.update(passage.sentences, passage.headings)
    return tuple(sorted(wanted))


def _concerns(document: Document, passage: Passage, topics: re.Pattern[str]) -> bool:
    """Whether a passage with figures, or with zero in words, speaks of a topic in its own words or its headings."""
    first, last = document.sentences[passage.sentences[0] - 1], document.sentences[passage.sentences[-1] - 1]
    figures = any(document.mentions[i].kind.is_data for i in document.mentions_in(first.start, last.end))
    if not figures and not any(first.start <= absence.start < last.end for absence in document.absences):
        return False
    node = document.node_at(first.start)
    return bool(
        topics.search(document.folded, first.start, last.end)
        or any(topics.search(title) for title in (node.titles if node else ()))
    )


def packs(document: Document, rules: Rules, max_fields: int = MAX_FIELDS) -> tuple[Pack, ...]:
    """The requests of the first round, as packs of sections in the genre's order.

    The grouping depends on the genre alone, so that the static part of a request is the same for every document;
    a pack none of whose sections is spoken of is left out.
    """
    planned, all_passages = [], passages(document)
    for sections in _groups(rules.genre, max_fields):
        sentences = {number for section in sections for number in route(rules, section, all_passages)}
        if sentences:
            dates = any(rules.genre.sections[section].marks_dates for section in sections)
            planned.append(Pack(sections, tuple(sorted(sentences)), dates))
    return tuple(planned)


def _groups(genre: Genre, max_fields: int) -> Iterator[tuple[str, ...]]:
    """Sections that want the whole text together, then the others, each group within the bound (or one section)."""
    whole = [name for name, model in genre.sections.items() if model.whole_text]
    routed = [name for name in genre.sections if name not in whole]
    for names in (whole, routed):
        group: list[str] = []
        size = 0
        for name in names:
            fields = len(genre.sections[name].specs())
            if group and size + fields > max_fields:
                yield tuple(group)
                group, size = [], 0
            group.append(name)
            size += fields
        if group:
            yield tuple(group)
