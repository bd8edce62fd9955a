"""What a tool hands over, taken apart: every number of it with its name, its quotes and its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from llmextract.folding import fold
from llmextract.numbers import scan
from llmextract.quantity import Kind, plain

__all__ = ["Given", "numbers_of"]

_VALUES = ("value", "figure", "number", "amount", "extraction_text")
_NAMES = (
    "name",
    "field",
    "title",
    "label",
    "indicator",
    "metric",
    "variable",
    "key",
    "extraction_class",
    "指标",
    "名称",
)
_QUOTES = (
    "quote",
    "quotes",
    "evidence",
    "source_text",
    "substring_quotes",
    "citation",
    "citations",
    "snippet",
    "sentence",
    "原文",
    "text",
)
_SPANS = (("start", "end"), ("start_pos", "end_pos"), ("char_start", "char_end"), ("start_char", "end_char"))
_PLACES = ("char_interval", "span", "offsets", "place")
_UNITS = ("unit", "单位")
# What stands in records beside values and is no number of the source.
_ASIDE = frozenset(
    (*_QUOTES, *_UNITS, *_PLACES, *(name for pair in _SPANS for name in pair), "id", "document_id", "extraction_index")
) | {"group_index", "confidence", "score", "page", "alignment_status", "token_interval", "decimals", "codes", "places"}
_PLACED = frozenset((*_PLACES, "places", *(name for pair in _SPANS for name in pair)))
_QUOTED = frozenset(_QUOTES)
_BESIDE = frozenset((*_NAMES, "printed", "approximation"))
_SPECIAL = frozenset((*_VALUES, *_NAMES, *_ASIDE, "mention", "printed", "state"))
_MARGIN = 3  # characters that may stand before a figure in a text that is one: 约, 超过, 共
_BEHIND = 4


class Given(NamedTuple):
    """One number as some tool gave it.

    Attributes:
        path: where it stands in the data.
        value: as given: "206", "6.59万户", "-19.72".
        label: the words that say what it counts: a title, a name, a key.
        of: the name of the record in which it stands, if it is not the record's own value.
        unit: the unit given with it that makes no figure with the value.
        quotes: the pieces of text that are said to hold it.
        span: where it is said to stand, in code points.
        pointer: the id of the mention that it points at (n87).

    """

    path: tuple[str, ...]
    value: str = ""
    label: str = ""
    of: str = ""
    unit: str = ""
    quotes: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    pointer: str | None = None


def numbers_of(data: object) -> Iterator[Given]:
    """Every number of Pydantic instances, dataclasses, mappings and sequences, nested at will.

    A number is an int, a float, a Decimal, or a text that is a figure ("6.59万户", "约206件", "12.5%"). A mapping with
    a value (or figure, number, amount, extraction_text) is one number with its name, unit, quote and offsets; one with
    `mention` and `printed` points at a numbered mention; LangExtract's documents are lists of extractions.
    """
    return _walk(data, Given(()))


def _walk(data: object, so_far: Given) -> Iterator[Given]:
    if isinstance(data, dict):
        yield from _mapping(data, so_far, {})
    elif isinstance(data, str | int | float | Decimal):
        value = _figure(data)
        if value is not None:
            unit = _unit_of(so_far.label)
            label = _KEY_UNIT.sub("", so_far.label) if unit else so_far.label
            yield so_far._replace(value=_with_unit(value, unit), label=label)
        elif isinstance(data, str):
            yield from _told(data, so_far)
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from _walk(item, so_far._replace(path=(*so_far.path, str(index))))
    else:
        yield from _walk_other(data, so_far)


def _walk_other(data: object, so_far: Given) -> Iterator[Given]:
    """What is rarer: models, dataclasses, other mappings and iterables."""
    if isinstance(data, BaseModel):
        labels = {name: info.title or info.description or "" for name, info in type(data).model_fields.items()}
        yield from _mapping(dict(data), so_far, labels)
    elif is_dataclass(data) and not isinstance(data, type):
        yield from _mapping({field.name: getattr(data, field.name) for field in fields(data)}, so_far, {})
    elif isinstance(data, Mapping):
        yield from _mapping(dict(data), so_far, {})
    elif isinstance(data, Iterable) and not isinstance(data, bytes | bytearray):
        items = sorted(data, key=str) if isinstance(data, set | frozenset) else list(data)
        yield from _walk(items, so_far)


def _told(text: str, so_far: Given) -> Iterator[Given]:
    """The figures of a sentence that some tool wrote, each with the words before it."""
    at = 0
    for mention in scan(text):
        if mention.kind.is_data:
            words = re.split("[,;:。，；：、]", text[at : mention.start])[-1]
            yield so_far._replace(value=text[mention.start : mention.end], label=words)
            at = mention.end


_KEY_UNIT = re.compile(
    r"[(（_]((?:[十百千万亿]+|万亿)?[元件户人次个项%％]?)[)）]?$|_(million|billion|thousand|percent|pct)$"
)
_ENGLISH_UNITS = {"percent": "%", "pct": "%"}


def _unit_of(label: str) -> str:
    """The unit or scale that a key names: 金额(万元), losses_million."""
    match = _KEY_UNIT.search(label)
    word = (match[1] or match[2] or "") if match else ""
    return _ENGLISH_UNITS.get(word, f" {word}" if word.isascii() and word.isalpha() else word)


def _mapping(data: dict[Any, Any], so_far: Given, labels: Mapping[str, str]) -> Iterator[Given]:
    if _SPECIAL.isdisjoint(data):  # nearly all are fields by name
        for key, item in data.items():
            yield from _walk(item, so_far._replace(path=(*so_far.path, str(key)), label=labels.get(key) or str(key)))
    elif data.get("state") not in ("not_stated", "failed", "without_number"):
        yield from _record(data, so_far, labels)


def _record(data: dict[Any, Any], so_far: Given, labels: Mapping[str, str]) -> Iterator[Given]:
    """A mapping with a value, a quote, offsets, a pointer or a name."""
    if isinstance(data.get("mention"), str) and isinstance(data.get("printed"), str):
        yield so_far._replace(value=data["printed"], pointer=data["mention"])
        return
    here = so_far._replace(quotes=_quotes(data) or so_far.quotes, span=_span(data) or so_far.span)
    held, value = next(((k, v) for k in _VALUES if k in data and (v := _value(data, k)) is not None), ("", ""))
    name = _text(data, _NAMES) if held else ""
    if held:
        if held == "extraction_text":
            here = here._replace(quotes=(data[held],))
        label, unit = name or so_far.label, _text(data, _UNITS) or _unit_of(name or so_far.label)
        joined = _with_unit(value, unit)
        yield here._replace(value=joined, label=_KEY_UNIT.sub("", label), unit="" if joined != value else unit)
    for key, item in data.items():
        if key != held and key not in _ASIDE and not (held and key in _BESIDE):
            label = labels.get(key) or str(key)
            inner = so_far if held == "extraction_text" else here  # attributes are not the extraction's own words
            yield from _walk(item, inner._replace(path=(*here.path, str(key)), label=label, of=name or here.of))


def _text(data: Mapping[Any, Any], keys: Iterable[str]) -> str:
    """The first text under one of these keys; empty if there is none."""
    return next((data[key] for key in keys if key in data and isinstance(data[key], str)), "")


def _value(data: Mapping[Any, Any], key: str) -> str | None:
    if key != "extraction_text":
        return _figure(data.get(key))
    text = data.get(key)
    figures = [m for m in scan(text) if m.kind.is_data] if isinstance(text, str) else []
    return figures[0].text if len(figures) == 1 else None


def _with_unit(value: str, unit: str) -> str:
    """6.59 and 万户 are 6.59万户; a unit that makes no figure with it is left out."""
    if not unit or not value.lstrip("+-").replace(".", "", 1).isdigit():
        return value
    joined = value.lstrip("+-") + unit
    read = [m for m in scan(joined) if m.kind.is_data]
    return value + unit if len(read) == 1 and read[0].text == joined and unit.strip() else value


def _quotes(data: Mapping[Any, Any]) -> tuple[str, ...]:
    for key in _QUOTES if not _QUOTED.isdisjoint(data) else ():
        told = data.get(key)
        if isinstance(told, str) and told.strip():
            return (told,)
        if isinstance(told, Iterable) and not isinstance(told, str | Mapping):
            texts = tuple(item for item in told if isinstance(item, str) and item.strip())
            if texts:
                return texts
    return ()


def _span(data: Mapping[Any, Any]) -> tuple[int, int] | None:
    if _PLACED.isdisjoint(data):
        return None
    told = next((data[key] for key in _PLACES if data.get(key)), data)
    places = data.get("places")
    if isinstance(places, Sequence) and places:
        told = places[0]
    if hasattr(told, "__dict__") and not isinstance(told, Mapping):
        told = {**vars(told)}
    if isinstance(told, Sequence) and [type(item) for item in told] == [int, int]:
        return (told[0], told[1])
    if isinstance(told, Mapping):
        for start, end in _SPANS:
            if type(told.get(start)) is int and type(told.get(end)) is int:
                return (told[start], told[end])
    return None


_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def _figure(value: object) -> str | None:
    """A number as a text, or None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
        if not number.is_finite():
            return None
        return plain(number) if abs(number.adjusted()) < _LONGEST else f"{number:.6E}"
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text if text.isascii() else fold(text)):
        return text
    read = [m for m in scan(text) if m.kind.is_data or m.kind is Kind.DATE]
    alone = len(read) == 1 and read[0].start <= _MARGIN and len(text) - read[0].end <= _BEHIND
    return text if alone else None


_LONGEST = 40
