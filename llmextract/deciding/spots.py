"""Where a decision stands in the text that is checked: as it was decided, or moved to where its words stand now."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from llmextract.decisions import Action, Decision, Spot
from llmextract.document import Document
from llmextract.gate.claims import OTHER, OTHER_FIELD, Claim
from llmextract.quantity import plain
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec, Form, Measure
from llmextract.schema.leaves import State

__all__ = ["Spots"]

_TELLING_DIGITS, _TELLING_LETTERS = 3, 6  # what has fewer may stand at one place by chance
_DAY_OR_MONTH = len("2024-03")
_FIGURES = (Form.FIGURE, Form.DATE)


class Spots:
    """The places of a document, by their offsets in the text as read.

    Args:
        document: the text as read.
        rules: those of what is visible of it, whose offsets claims have.

    """

    def __init__(self, document: Document, rules: Rules) -> None:
        self.raw = document.raw
        self.fingerprint = document.fingerprint
        self.rules = rules

    @cached_property
    def mentions(self) -> dict[tuple[int, int], int]:
        """The index of each mention by its place."""
        return {self._published(m.start, m.end): index for index, m in enumerate(self.rules.document.mentions)}

    def of(self, claim: Claim) -> tuple[int, int] | None:
        """Where a claim stands."""
        if claim.mention is not None:
            mention = self.rules.document.mentions[claim.mention]
            return self._published(mention.start, mention.end)
        return self._published(*claim.span) if claim.span else None

    def mention(self, spot: Spot) -> int | None:
        """The index of the mention that stands at a place."""
        return self.mentions.get((spot.start, spot.end))

    def spec(self, decision: Decision) -> FieldSpec | None:
        """The field that is decided about; None where the schema has none of that name."""
        if decision.field == OTHER_FIELD:
            return OTHER if decision.section in self.rules.genre.sections else None
        return self.rules.genre.specs.get((decision.section, decision.field))

    def standing(self, decision: Decision) -> Decision | None:
        """The decision as it stands in this text; None where its words do not stand at one clear place."""
        if decision.text == self.fingerprint:
            spots = filter(None, (decision.place, decision.was))
            return decision if all(self.raw[spot.start : spot.end] == spot.words for spot in spots) else None
        place = self._moved(decision.place) if decision.place else None
        if place is None or not self._clear(decision, place):
            return None
        was = self._moved(decision.was) if decision.was else None
        return replace(decision, text=self.fingerprint, place=place, was=was)

    def against(self, decision: Decision) -> str:
        """Why a decision that stands in this text can be none about its field; "" where it can."""
        spec, place = self.spec(decision), decision.place
        if decision.action is Action.DISMISS:
            return "" if place and self.mention(place) is not None else "no number stands there"
        if spec is None:
            return "the schema has no such field"
        if place is None:
            empty = decision.action is Action.ACCEPT
            return "another indicator is never empty" if empty and spec is OTHER else ""
        if decision.action is Action.CORRECT and spec.form is Form.CHOICE:
            return "a choice has no words that could be put in its place; reject it"
        if decision.action is not Action.REJECT and spec.form in _FIGURES and not self._countable(decision, spec):
            return f"no {'date' if spec.form is Form.DATE else 'number'} stands there"
        return "" if place.words.strip() else "nothing stands there"

    def claim(self, decision: Decision, spec: FieldSpec) -> Claim | None:
        """The claim that a decision makes; None where it cannot be one."""
        place = decision.place
        if place is None or self.against(decision):
            return None
        made = Claim(decision.section, decision.field, spec, printed=place.words)
        if spec is OTHER:
            if not decision.value:
                return None
            made = replace(made, name=decision.value)
        index = self.mention(place) if spec.form in _FIGURES else None
        if index is not None:
            return replace(made, mention=index)
        made = replace(made, span=self._own(place))
        if spec.form is Form.FIGURE:
            return replace(made, state=State.ZERO if self._absence(place) else State.WITHOUT_NUMBER)
        if spec.form is Form.CHOICE:
            return replace(made, printed=decision.value) if decision.value in spec.choices else None
        return replace(made, category=decision.value or made.category) if spec.many else made

    def _published(self, start: int, end: int) -> tuple[int, int]:
        return self.rules.document.published(start, end)[:2]

    def _own(self, spot: Spot) -> tuple[int, int]:
        return self.rules.document.own(spot.start), self.rules.document.own(spot.end)

    def _countable(self, decision: Decision, spec: FieldSpec) -> bool:
        """Whether a figure can stand at a place: a number does or, where it is accepted, zero or no number in words."""
        place = decision.place
        if place is None or self.mention(place) is not None:
            return place is not None
        worded = decision.action is Action.ACCEPT and spec.form is Form.FIGURE and spec is not OTHER
        return worded and (self._absence(place) or self._sentences(place))

    def _absence(self, spot: Spot) -> bool:
        absences = self.rules.document.absences
        return any(self._published(one.start, one.end) == (spot.start, spot.end) for one in absences)

    def _sentences(self, spot: Spot) -> bool:
        spans = [self._published(one.start, one.end) for one in self.rules.document.sentences]
        return spot.start in {start for start, _ in spans} and spot.end in {end for _, end in spans}

    def _moved(self, spot: Spot) -> Spot | None:
        """Where the words of a place stand in this text, if that is one place; a number is looked for as a whole."""
        starts = [start for (start, end) in self.mentions if self.raw[start:end] == spot.words]
        if not starts:
            first = self.raw.find(spot.words)
            second = self.raw.find(spot.words, first + 1) if first >= 0 else -1
            starts = [start for start in (first, second) if start >= 0]
        return Spot(starts[0], starts[0] + len(spot.words), spot.words) if len(starts) == 1 else None

    def _clear(self, decision: Decision, place: Spot) -> bool:
        """Whether what stands at a place in another text is what was decided about: the words around it mean the field
        or, where no cue says what they mean, the place is telling by itself.
        """
        spec, index = self.spec(decision), self.mention(place)
        counted = spec is not None and spec.cue is not None and spec.measure not in (None, Measure.YEAR)
        if counted and index is not None and decision.action in (Action.ACCEPT, Action.CORRECT):
            return self.rules.fits(decision.section, decision.field, index)
        if index is None:
            return sum(map(str.isalnum, place.words)) >= _TELLING_LETTERS
        mention = self.rules.document.mentions[index]
        digits = "" if mention.value is None else plain(mention.value).replace(".", "").rstrip("0")
        return len(digits) >= _TELLING_DIGITS or len(mention.date or "") >= _DAY_OR_MONTH
