"""The rules as a model: they answer a request in its wire form, from the cues alone. No key, no network."""

from __future__ import annotations

import json
import re
from typing import Any

from llmextract.asking.requests import Subject
from llmextract.models.base import Answer, Request
from llmextract.rules.naming import LOOK_BACK, cell_name, section_at
from llmextract.schema.declare import FieldSpec, Form, Measure
from llmextract.schema.genre import OTHER_CATEGORY
from llmextract.schema.wire import NOT_STATED

__all__ = ["RULES", "RulesModel"]

RULES = "rules"  # the name that results give to this model

_CLAUSE_START = re.compile(r"[,。;:!?、()\n]|其中")
_LEADING = re.compile(r"^(?:其中|共|全年|累计|截至目前|今年以来|并|已|同时|一是|二是|三是|四是|五是|六是)+")
_SHORTEST_NAME, _LONGEST_NAME = 2, 30
_TRAILING = re.compile(r"(?:共|共计|达|达到|为|约|近|超过|超|逾|了|到|至|累计|合计|总计)+$")


class RulesModel:
    """Answers each field with the mention that its cue points at.

    A figure that no field claims is named by the words of its clause. The answers go the way of any model's answers,
    but a witness does not confirm itself: they are verified only where the text bears them out twice.
    """

    name = RULES

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """Answer a request from its context; `fresh` changes nothing."""
        subject: Subject = request.context
        content = _fields(subject) if subject.fields else _names(subject)
        return Answer(json.dumps(content, ensure_ascii=False), RULES)

    async def close(self) -> None:
        """Nothing to give back."""


def _fields(subject: Subject) -> dict[str, Any]:
    told: dict[str, Any] = {section: {} for section in subject.sections}
    for section, field in subject.fields:
        told[section][field] = _field(subject, section, field, subject.rules.genre.specs[section, field])
    return told


def _field(subject: Subject, section: str, field: str, spec: FieldSpec) -> Any:
    match spec.form:
        case Form.FIGURE if spec.measure is not Measure.YEAR:
            return _pointed(subject, subject.rules.best(section, field)) or _zero(subject, section, field)
        case Form.FIGURE | Form.DATE:
            starts = {span.start for span in subject.rules.spans(section, field)}
            mentions = subject.rules.document.mentions
            return (
                _pointed(subject, (i for i in subject.numbered.mentions if mentions[i].start in starts)) or NOT_STATED
            )
        case Form.TEXT:
            copied = [_copied(subject, span.start, span.end) for span in subject.rules.spans(section, field)]
            return copied if spec.many else next(iter(copied), NOT_STATED)
        case Form.CHOICE:
            return _chosen(subject, section, field)
        case Form.ITEMS:
            spans = subject.rules.items(section, field)
            return [{"sentences": [_sentence(subject, start)], "category": OTHER_CATEGORY} for start, _ in spans]
        case Form.TITLES:
            spans = subject.rules.items(section, field)
            return [_copied(subject, *span) | {"category": OTHER_CATEGORY} for span in spans]


def _pointed(subject: Subject, indices: Any) -> list[dict[str, str]]:
    document, marked = subject.rules.document, frozenset(subject.numbered.mentions)
    return [{"mention": document.mention_ids[i], "printed": document.mentions[i].text} for i in indices if i in marked]


def _zero(subject: Subject, section: str, field: str) -> Any:
    """The sentence that says in words that there was none of what a field counts."""
    said = (_sentence(subject, absence.start) for absence in subject.rules.zeros(section, field))
    sent = {f"s{number}" for number in subject.numbered.sentences}
    return next(({"without_number": name} for name in said if name in sent), NOT_STATED)


def _sentence(subject: Subject, offset: int) -> str:
    sentence = subject.rules.document.sentence_at(offset)
    return sentence.id if sentence else ""


def _copied(subject: Subject, start: int, end: int) -> dict[str, str]:
    return {"sentence": _sentence(subject, start), "words": subject.rules.document.raw[start:end]}


def _chosen(subject: Subject, section: str, field: str) -> Any:
    value = subject.rules.choice(section, field)
    if value is None:
        return NOT_STATED
    return {"sentence": _sentence(subject, subject.rules.front["region"][0].start), "value": value}


def _names(subject: Subject) -> dict[str, Any]:
    return {"figures": [_named(subject, index) for index in subject.numbered.mentions]}


def _named(subject: Subject, index: int) -> dict[str, str]:
    document = subject.rules.document
    mention = document.mentions[index]
    start, end = _clause_words(subject, mention.start, mention.end)
    name = cell_name(mention.header) if mention.header else document.raw[start:end]
    return {
        "mention": document.mention_ids[index],
        "printed": mention.text,
        "section": section_at(subject.rules, mention),
        "name": name,
    }


def _clause_words(subject: Subject, start: int, end: int) -> tuple[int, int]:
    """The words before a figure in its clause, or, where there are none, those behind it."""
    folded = subject.rules.document.folded
    sentence = subject.rules.document.sentence_at(start)
    first, last = (sentence.start, sentence.end) if sentence else (start, end)
    first = max(first, start - LOOK_BACK)
    breaks = [match.end() for match in _CLAUSE_START.finditer(folded, first, start)]
    clause = folded[(at := breaks[-1] if breaks else first) : start]
    leading = _LEADING.match(clause)
    trailing = _TRAILING.search(clause)
    words = (at + (leading.end() if leading else 0), at + (trailing.start() if trailing else len(clause)))
    if words[1] - words[0] >= _SHORTEST_NAME:
        return max(words[0], words[1] - _LONGEST_NAME), words[1]
    behind = _CLAUSE_START.search(folded, end, last)
    return end, min(behind.start() if behind else last, end + _LONGEST_NAME)
