"""True claims and planted errors, in the three forms in which tools and models say a figure.

A family (see `made` and `taken`) gives wrong figures for a true claim; here they become claims. What is true of the
field after all is left out: a value or a place that the gold has for it, or for a field that shares a place with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any

from benchmarks.gate import made, taken
from benchmarks.gate.gold import Gold
from benchmarks.gate.wrong import Family, Wrong, at, truths
from llmextract.document import Document
from llmextract.quantity import plain

__all__ = ["FAMILIES", "TRUE", "Form", "Planted", "plant", "sample", "true_claims"]

TRUE = "true"

# The special ones first: a claim that two families give counts for the first.
FAMILIES: dict[str, Family] = {
    "digit changed": made.digit_changed,
    "digits transposed": made.digits_transposed,
    "digit added": made.digit_added,
    "digit dropped": made.digit_dropped,
    "scale dropped": made.scale_dropped,
    "scale added": made.scale_added,
    "points for percent": made.points_for_percent,
    "percent for points": made.percent_for_points,
    "fraction for percent": made.fraction_for_percent,
    "sign turned": made.sign_turned,
    "approximation": made.approximation_changed,
    "invented": made.invented,
    "other year": taken.other_year,
    "part for total": taken.part_for_total,
    "total for part": taken.total_for_part,
    "swapped fields": taken.swapped_fields,
    "swapped in one call": taken.swapped_in_one_call,
    "neighbour of sentence": taken.neighbour_of_sentence,
    "neighbour of paragraph": taken.neighbour_of_paragraph,
    "neighbour of section": taken.neighbour_of_section,
}


class Form(StrEnum):
    """How a claim is said."""

    COPY = "id and copy"
    QUOTE = "value and quote"
    BARE = "bare value"


@dataclass(frozen=True)
class Planted:
    """One claim to be checked.

    Attributes:
        document: the name of the text.
        section, field, title: what it is about; `title` is the field's title in Chinese.
        family: of errors, or "true".
        form: how it is said.
        way: for id and copy, what is wrong: both, id or copy; for the others, how the value is said: plain or printed.
        leaf: what is claimed of the field, in that form.
        beside: further claims of the same call, section.field to leaf.
        value: the claimed value as a plain decimal in base units.
        printed: the claimed figure as text, with its unit.
        quote: the sentence that is given with it; empty for a bare value.

    """

    document: str
    section: str
    field: str
    title: str
    family: str
    form: Form
    way: str
    leaf: Any
    beside: Mapping[str, Any]
    value: str
    printed: str
    quote: str = ""

    @property
    def data(self) -> dict[str, dict[str, Any]]:
        """What a tool is given: section to field to leaf."""
        data: dict[str, dict[str, Any]] = {self.section: {self.field: self.leaf}}
        for path, leaf in self.beside.items():
            section, _, field = path.partition(".")
            data.setdefault(section, {})[field] = leaf
        return data


@dataclass(frozen=True)
class _Said:
    """A figure in one form: the leaf with what it says."""

    form: Form
    way: str
    leaf: Any
    quote: str = ""


def true_claims(document: Document, gold: Sequence[Gold]) -> list[Planted]:
    """Every gold claim in every form, plain and printed."""
    claims = []
    for truth in gold:
        own = replace(at(truth.place, document, truth), value=truth.value)
        ways = [(Form.COPY, "both"), *((form, way) for form in (Form.QUOTE, Form.BARE) for way in ("plain", "printed"))]
        for form, way in ways:
            quote = _quote(document, truth.place) if form is Form.QUOTE else ""
            said = _Said(form, way, _leaf(document, own, form, way), quote)
            claims.append(_planted(document, truth, TRUE, said, plain(truth.value), own.printed))
    return claims


def plant(document: Document, gold_claims: Sequence[Gold], seed: int) -> list[Planted]:
    """Every error of every family for the gold claims of a document, the same for the same seed."""
    planted: dict[str, Planted] = {}
    for name, family in FAMILIES.items():
        for truth in gold_claims:
            rng = Random(f"{seed} {document.name} {truth.section}.{truth.field} {name}")
            values, places = truths(truth, gold_claims)
            for wrong in family(truth, document, gold_claims, rng):
                if not _is_true(wrong, values, places):
                    for claim in _claims(document, truth, name, wrong, rng):
                        key = json.dumps([claim.form, claim.data], ensure_ascii=False)
                        planted.setdefault(key, claim)
    return list(planted.values())


def sample(planted: Sequence[Planted], cap: int, seed: int) -> list[Planted]:
    """At most `cap` errors of each family, as evenly over the forms as they reach, in the order given."""
    chosen: set[int] = set()
    for family in dict.fromkeys(claim.family for claim in planted):
        rng = Random(f"{seed} {family}")
        turns = []
        for form in Form:
            queue = [i for i, claim in enumerate(planted) if (claim.family, claim.form) == (family, form)]
            rng.shuffle(queue)
            turns += list(enumerate(queue))
        chosen.update(i for _, i in sorted(turns, key=lambda turn: turn[0])[:cap])
    return [claim for i, claim in enumerate(planted) if i in chosen]


def _is_true(wrong: Wrong, values: frozenset[Decimal], places: frozenset[int]) -> bool:
    """Whether a wrong figure is right after all; one whose printed form alone is wrong is not."""
    return wrong.mention in places or (wrong.value in values and not wrong.same_value)


def _claims(document: Document, truth: Gold, family: str, wrong: Wrong, rng: Random) -> Iterator[Planted]:
    way = "printed" if wrong.same_value or rng.random() < 0.5 else "plain"
    own = replace(at(truth.place, document, truth), value=truth.value)
    alike = wrong.same_value and wrong.printed == own.printed  # then the place alone is wrong
    said = [*_copies(document, own, wrong, alike=alike)]
    if not alike:
        said += [*_quotes(document, own, wrong, way), _Said(Form.BARE, way, _value(wrong, way))]
    for one in said:
        claim = _planted(document, truth, family, one, plain(wrong.value), wrong.printed)
        if wrong.partner is None:
            yield claim
        elif one.way != "copy" and one.way != "id":
            beside = {".".join(wrong.partner.key): _leaf(document, own, one.form, way)}
            yield replace(claim, beside=beside)


def _copies(document: Document, own: Wrong, wrong: Wrong, *, alike: bool) -> Iterator[_Said]:
    """Id and copy: both at the wrong place, or one of the two wrong."""
    ids = document.mention_ids
    if not alike:
        yield _Said(Form.COPY, "copy", {"mention": ids[own.mention or 0], "printed": wrong.printed})
    if wrong.mention is not None:
        yield _Said(Form.COPY, "both", {"mention": ids[wrong.mention], "printed": wrong.printed})
        yield _Said(Form.COPY, "id", {"mention": ids[wrong.mention], "printed": own.printed})


def _quotes(document: Document, own: Wrong, wrong: Wrong, way: str) -> Iterator[_Said]:
    """The value with the true sentence, and with the sentence that it was taken from."""
    for mention in dict.fromkeys((wrong.mention, own.mention)):
        if mention is not None:
            quote = _quote(document, mention)
            yield _Said(Form.QUOTE, way, {"value": _value(wrong, way), "quote": quote}, quote)


def _leaf(document: Document, figure: Wrong, form: Form, way: str) -> Any:
    """A figure of the text in one form."""
    index = figure.mention or 0
    if form is Form.COPY:
        return {"mention": document.mention_ids[index], "printed": figure.printed}
    value = _value(figure, way)
    return value if form is Form.BARE else {"value": value, "quote": _quote(document, index)}


def _value(figure: Wrong, way: str) -> str:
    return figure.printed if way == "printed" else plain(figure.value)


def _quote(document: Document, index: int) -> str:
    mention = document.mentions[index]
    sentence = document.sentence_at(mention.start)
    return document.raw[sentence.start : sentence.end] if sentence else mention.text


def _planted(document: Document, truth: Gold, family: str, said: _Said, value: str, printed: str) -> Planted:
    return Planted(
        document.name,
        *truth.key,
        truth.title,
        family,
        said.form,
        said.way,
        said.leaf,
        {},
        value,
        printed,
        said.quote,
    )
