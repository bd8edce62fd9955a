"""The plan: which sections are asked together, about which sentences.

A passage is a run of sentences under one heading in one paragraph. A section gets the passages that its topics route
to it (not its cues: so a change of cues changes no request, and stored answers can be checked again). Sections are
packed into a request up to a number of fields, because a text sent once for several sections costs less than the same
text sent for each. A large model found every figure of the five reports in any packing, one request for everything
included; the lists are asked apart all the same, since the answer to everything may be longer than a service allows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from llmextract.document import Document
from llmextract.numbers.tables import heads
from llmextract.rules.view import Rules
from llmextract.schema.genre import Genre
from llmextract.schema.wire import FieldKey

__all__ = ["MAX_FIELDS", "Pack", "Passage", "halves", "headings", "packs", "passages", "routed"]

_ROW_MARK = 2  # a row begins with "| ", before its first cell
MAX_FIELDS = 120  # in one request: all that count something, for the built-in genre


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences (numbers from 1) that stand together, and the sentences that head them."""

    sentences: tuple[int, ...]
    headings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Fields asked in one request, about these sentences."""

    fields: tuple[FieldKey, ...]
    sentences: tuple[int, ...]


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in order; together they hold every sentence but page furniture once."""

    def place(number: int) -> tuple[int, int]:
        start = document.sentences[number - 1].start
        node = document.node_at(start)
        return (node.start if node else -1, document.folded.rfind("\n", 0, start))

    text = (s.number for s in document.sentences if not document.outline.is_furniture(s.start))
    return tuple(
        Passage(sentences, tuple(sorted({*headings(document, node_start), *_heads(document, sentences[0])})))
        for node_start, sentences in ((node, tuple(group)) for (node, _), group in groupby(text, key=place))
    )


def headings(document: Document, offset: int) -> tuple[int, ...]:
    """The numbers of the sentences with which the headings over an offset begin, and of what heads its table."""
    sentence = document.sentence_at(offset)
    above = (document.sentence_at(node.start) for node in document.outline.above(offset))
    return (*(head.number for head in above if head), *(_heads(document, sentence.number) if sentence else ()))


def _heads(document: Document, sentence: int) -> tuple[int, ...]:
    """The numbers of the sentences that head the columns of the table in which a sentence stands."""
    tables = document.once(heads, lambda: heads(document.folded))
    start = document.sentences[sentence - 1].start
    at = bisect_right(tables, start + _ROW_MARK, key=lambda table: table[0][0]) - 1
    rows = tables[at][1] if at >= 0 and start < tables[at][0][1] else ()
    return tuple(found.number for span in rows if (found := document.sentence_at(span[0])))


def routed(rules: Rules) -> Mapping[str, tuple[int, ...]]:
    """Section to the numbers of the sentences that concern it; none where the text does not speak of it."""
    return rules.document.once(
        ("routed", rules.genre), lambda: {section: _route(rules, section) for section in rules.genre.sections}
    )


def _route(rules: Rules, section: str) -> tuple[int, ...]:
    document = rules.document
    model = rules.genre.sections[section]
    if model.whole_text:
        return tuple(sentence.number for sentence in document.sentences)
    if not model.topics:
        return ()
    topics, wanted = re.compile(model.topics), set[int]()
    for passage in document.once("counting passages", lambda: _counting(document)):
        if _concerns(document, passage, topics):
            wanted.update(passage.sentences, passage.headings)
    return tuple(sorted(wanted))


def _counting(document: Document) -> tuple[Passage, ...]:
    """The passages with figures, or with zero in words."""

    def counts(passage: Passage) -> bool:
        start, end = _span(document, passage)
        figures = any(document.mentions[i].kind.is_data for i in document.mentions_in(start, end))
        return figures or any(start <= absence.start < end for absence in document.absences)

    return tuple(filter(counts, passages(document)))


def _concerns(document: Document, passage: Passage, topics: re.Pattern[str]) -> bool:
    """Whether a passage speaks of a topic in its own words or its headings."""
    start, end = _span(document, passage)
    node = document.node_at(start)
    titles = node.titles if node else ()
    return bool(topics.search(document.folded, start, end) or any(map(topics.search, titles)))


def _span(document: Document, passage: Passage) -> tuple[int, int]:
    first, last = document.sentences[passage.sentences[0] - 1], document.sentences[passage.sentences[-1] - 1]
    return first.start, last.end


def packs(rules: Rules, max_fields: int = MAX_FIELDS) -> tuple[Pack, ...]:
    """The requests of the first round, as packs of whole sections.

    The grouping depends on the genre alone, so that the static part of a request is the same for every document and
    services can keep it; a pack none of whose sections is spoken of is left out.
    """
    routes, planned = routed(rules), []
    for sections in _groups(rules.genre, max_fields):
        sentences = {number for section in sections for number in routes[section]}
        if sentences:
            planned.append(Pack(rules.genre.keys(*sections), tuple(sorted(sentences))))
    return tuple(planned)


def halves(asked: Pack) -> tuple[Pack, ...]:
    """Two packs in place of one whose answer was too long: whole sections apart, else the fields of the one section.

    Both have the same sentences, so that the answers are those that the whole would have had. Empty where there is but
    one field.
    """
    fields = asked.fields
    sections = tuple(dict.fromkeys(section for section, _ in fields))
    if len(fields) < 2:
        return ()
    middle = len(fields) // 2
    if len(sections) > 1:
        starts = [next(i for i, (name, _) in enumerate(fields) if name == section) for section in sections[1:]]
        middle = min(starts, key=lambda start: abs(start - len(fields) // 2))
    return Pack(fields[:middle], asked.sentences), Pack(fields[middle:], asked.sentences)


def _groups(genre: Genre, max_fields: int) -> Iterator[tuple[str, ...]]:
    """Sections that want the whole text together, then the others, each group within the bound (or one section)."""
    whole = [name for name, model in genre.sections.items() if model.whole_text]
    for names in (whole, [name for name in genre.sections if name not in whole]):
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
