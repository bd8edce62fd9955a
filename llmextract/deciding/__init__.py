"""Decisions put to claims: what a person has said takes the place of what was answered, and goes through the same gate.

Nothing is asked otherwise for them, so that stored answers serve: decisions enter between the answers and the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from llmextract.answered import Decided
from llmextract.deciding.spots import Spots
from llmextract.decisions import Action, Decision, digest
from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import OTHER, Claim, Ruling
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import said
from llmextract.rules.view import Rules
from llmextract.schema.declare import Form
from llmextract.schema.wire import FieldKey

__all__ = ["Spots", "decide"]

_LONGEST = 200  # characters of a note that a finding repeats

_Ruled = tuple[Ruling, Decision]
_Place = tuple[int, int]


def decide(document: Document, rules: Rules, claims: Sequence[Claim], decisions: Iterable[Decision]) -> Decided:
    """Put decisions to the claims on a document.

    Args:
        document: the text as read.
        rules: those of what is visible of it.
        claims: what was answered.
        decisions: about this document, in the order in which they were made; a later one on one field counts more.

    Returns:
        All claims, each with what was decided about it, those that people have made among them; what is to be told of
        decisions that stand nowhere any more; the fields that are rightly empty and the numbers that are dismissed.

    """
    decisions = tuple(decisions)
    spots, standing, stale = Spots(document, rules), [], []
    for decision in reversed(decisions):
        found = spots.standing(decision)
        if found is not None and not spots.against(found):
            standing.append(found)
        elif not any(_settles(later, decision, spots) for later in standing):
            stale.append(_stale(decision, spots, found))
    dismissed: set[int] = set()
    by_field: dict[FieldKey, list[Decision]] = {}
    for found in reversed(standing):
        if found.place and found.action is Action.DISMISS:
            dismissed.add(spots.mentions[found.place.start, found.place.end])
        else:
            by_field.setdefault((found.section, found.field), []).append(found)
    stale.reverse()
    decided = Decided(dismissed=frozenset(dismissed), digest=digest(decisions))
    kept = [claim for claim in claims if (claim.section, claim.field) not in by_field]
    for key, own in by_field.items():
        field = _Field(spots, key, [claim for claim in claims if (claim.section, claim.field) == key], own)
        kept += field.claims()
        stale += field.findings
        decided = replace(decided, empty=decided.empty | ({key} if field.empty else set()))
    return replace(decided, claims=tuple(_taken(kept)), findings=tuple(stale))


def _settles(later: Decision, stale: Decision, spots: Spots) -> bool:
    """Whether a later decision says what one that does not hold any more has left open."""
    if (later.section, later.field) != (stale.section, stale.field):
        return False
    spec = spots.spec(later)
    one_value = spec is not None and spec is not OTHER and not spec.many
    same = later.place and stale.place and later.place.words == stale.place.words
    return one_value or bool(same)


def _taken(claims: Sequence[Claim]) -> Iterable[Claim]:
    """A number that a person has given to a field is no other indicator."""
    given = {claim.mention: claim for claim in claims if claim.ruling not in (None, Ruling.REJECTED)}
    for claim in claims:
        taker = given.get(claim.mention) if claim.mention is not None else None
        if taker and claim.is_other and not taker.is_other and claim.ruling is None:
            ruled = f"a person has said that {taker.printed!r} is the value of {taker.spec.title}"
            claim = replace(claim, ruling=Ruling.REJECTED, ruled=ruled)
        yield claim


class _Field:
    """One field: its claims, and what people have decided about it."""

    def __init__(self, spots: Spots, key: FieldKey, own: list[Claim], decisions: Iterable[Decision]) -> None:
        spec = spots.spec(Decision("", "", *key, Action.ACCEPT, None))
        assert spec is not None  # what the schema does not have stands nowhere
        self.spots, self.key, self.own, self.spec = spots, key, own, spec
        self.latest: dict[_Place, _Ruled] = {}
        self.empty: Decision | None = None
        self.nowhere: Decision | None = None  # refuses what stands nowhere
        self.findings: list[Finding] = []
        for decision in decisions:
            self._take(decision)

    @property
    def _listed(self) -> bool:
        return self.spec.many or self.spec is OTHER

    def _take(self, decision: Decision) -> None:
        place = decision.place
        if place is None and decision.action is Action.REJECT:
            self.nowhere = decision
            return
        if place is None:
            self.empty = decision
            self.latest = {at: (Ruling.REJECTED, by) for at, (_, by) in self.latest.items()}
            return
        if decision.action is Action.REJECT:
            self._say(Ruling.REJECTED, (place.start, place.end), decision)
            return
        self.empty = None
        if decision.was and decision.action is Action.CORRECT:
            self._say(Ruling.REJECTED, (decision.was.start, decision.was.end), decision)
        ruling = Ruling.CORRECTED if decision.action is Action.CORRECT else Ruling.ACCEPTED
        self._say(ruling, (place.start, place.end), decision)

    def _say(self, ruling: Ruling, place: _Place, decision: Decision) -> None:
        self.latest.pop(place, None)
        self.latest[place] = (ruling, decision)

    def claims(self) -> list[Claim]:
        """The claims of the field as people leave them."""
        if self.empty:
            if not self.own:
                words = _words("says that the report does not state it", self.empty)
                self.findings.append(Finding(Code.ACCEPTED, Severity.CONFIRM, words, (), *self.key))
            words = _words("says that the report does not state this", self.empty)
            return [replace(claim, ruling=Ruling.REJECTED, ruled=words) for claim in self.own]
        ruled = self._entries() if self._listed else [self._ruled(claim) for claim in self.own]
        there = {self.spots.of(claim) for claim in ruled if claim.ruling not in (None, Ruling.REJECTED)}
        made = [claim for place, told in self.latest.items() if place not in there for claim in self._made(told)]
        if not self._listed:
            return self._agreeing([*ruled, *made])
        first = max((claim.entry for claim in ruled), default=-1) + 1
        return [*ruled, *(replace(claim, entry=first + number) for number, claim in enumerate(made))]

    def _ruled(self, claim: Claim) -> Claim:
        place = self.spots.of(claim)
        if place is None and self.nowhere:
            return _rule(claim, Ruling.REJECTED, self.nowhere)
        told = self.latest.get(place) if place else None
        if told is None:
            return claim
        ruling, decision = told
        other_choice = self.spec.form is Form.CHOICE and decision.value not in ("", claim.printed)
        if other_choice and ruling is not Ruling.REJECTED:
            return _rule(claim, Ruling.REJECTED, decision)
        return _rule(claim, ruling, decision)

    def _entries(self) -> list[Claim]:
        """What is decided about one place of an entry of a list is decided about the entry."""
        by_entry: dict[int, Claim] = {}
        for claim in map(self._ruled, self.own):
            if claim.ruling:
                by_entry[claim.entry] = claim
        return [
            replace(claim, ruling=told.ruling, ruled=told.ruled) if (told := by_entry.get(claim.entry)) else claim
            for claim in self.own
        ]

    def _made(self, told: _Ruled) -> Iterable[Claim]:
        """The claim that a person makes where nothing was answered."""
        ruling, decision = told
        if ruling is Ruling.REJECTED:
            return
        claim = self.spots.claim(self._named(decision), self.spec)
        if claim is None:
            self.findings.append(_stale(decision, self.spots, decision))
        else:
            yield _rule(claim, ruling, decision)

    def _named(self, decision: Decision) -> Decision:
        """The decision with the name or category of the entry that it replaces, if it has none of its own."""
        was = decision.was and (decision.was.start, decision.was.end)
        before = next((claim for claim in self.own if was and self.spots.of(claim) == was), None)
        if decision.value or before is None or not self._listed:
            return decision
        return replace(decision, value=before.name if self.spec is OTHER else before.category)

    def _agreeing(self, claims: list[Claim]) -> list[Claim]:
        """A field has one value: the one that a person put there last; what says otherwise is refused. Where a person
        has refused a value and put none in its place, other places that state it are refused with it.
        """
        order = {place: number for number, place in enumerate(self.latest)}
        stated = [claim for claim in claims if claim.ruling not in (None, Ruling.REJECTED)]
        if not stated:
            wrong = {self._value(claim): claim.ruled for claim in claims if claim.refused}
            return [
                replace(claim, ruling=Ruling.REJECTED, ruled=wrong[self._value(claim)])
                if self._value(claim) in wrong
                else claim
                for claim in claims
            ]
        last = max(stated, key=lambda claim: order.get(self.spots.of(claim) or (-1, -1), -1))
        value = self._value(last)
        words = f"a person has said that the value is {last.printed!r}"
        return [
            claim
            if claim.refused or self._value(claim) == value
            else replace(claim, ruling=Ruling.REJECTED, ruled=words)
            for claim in claims
        ]

    def _value(self, claim: Claim) -> tuple[object, ...]:
        document = self.spots.rules.document
        if claim.mention is not None:
            mention = document.mentions[claim.mention]
            return claim.state, said(claim, mention), mention.unit
        if self.spec.form is Form.CHOICE or claim.span is None:
            return claim.state, claim.printed
        worded = self.spec.form is Form.FIGURE  # zero, or without a number, in whatever words
        return claim.state, "" if worded else fold(document.raw[slice(*claim.span)])


def _rule(claim: Claim, ruling: Ruling, decision: Decision) -> Claim:
    says = {Ruling.ACCEPTED: "says that this is right", Ruling.CORRECTED: "has put the value here"}
    return replace(claim, ruling=ruling, ruled=_words(says.get(ruling, "says that this is wrong"), decision))


def _words(said_: str, decision: Decision) -> str:
    by = f" ({decision.by})" if decision.by else ""
    note = " ".join(decision.note.split())[:_LONGEST]
    return f"a person{by} {said_}{': ' if note else ''}{note}"


def _stale(decision: Decision, spots: Spots, found: Decision | None) -> Finding:
    """DECISION_STALE: a decision that stands nowhere in this text, or can be none about its field."""
    there = decision.place.words[:_LONGEST] if decision.place else ""
    why = spots.against(found) if found else ""
    empty = "accept as empty" if decision.action is Action.ACCEPT else decision.action.value
    about = f"{decision.action.value} {there!r}" if there else empty
    known = spots.spec(decision) is not None
    named = "" if known or decision.action is Action.DISMISS else f" for {decision.section}.{decision.field}"
    lost = "the words do not stand at one clear place any more" if there else "it is another text now"
    reason = why or ("nothing tells the value that its words do not say" if found else lost)
    message = f"what a person has decided{named} ({about}) does not hold: {reason}; decide again"
    key = (decision.section, decision.field) if known else ("", "")
    return Finding(Code.DECISION_STALE, Severity.REVIEW, message, (), *key)
