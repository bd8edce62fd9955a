"""What checks look at, and how they speak."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from llmextract.arithmetic import Identity
from llmextract.document import Document
from llmextract.gate.claims import Claim, signed
from llmextract.gate.codes import CODES, Code, Finding, Severity
from llmextract.gate.declared import declared_identities
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.rules.view import Rules
from llmextract.schema.declare import Form

__all__ = ["SINCE", "Check", "Context", "said", "say"]

_NEAR = 300  # characters of a sentence that are looked at: no real one is longer
_FROM_FAR = 16
_CAME_FROM = re.compile(r"[由从][^,;。:!?\n]{0,14}$")  # 由去年的960名增加到1520名
_WENT_TO = re.compile(r"[^,;。:!?\n\d]{0,8}(?:到|至|为)[^,;。:!?\n]{0,4}\d")
_TITLED = re.compile("《[^》]*》")
SINCE = re.compile(r"\s*(?:年度?)?(?:以来|至今|起)")
_SPANS = re.compile(
    r"(?:[两三四五六七八九十]|\d{1,2})年(?:来|间|以来)[^,;。]{0,20}$|十[二三四五]五[”\"]?(?:期间|以来)[^,;。]{0,20}$"
)


@dataclass(frozen=True)
class Context:
    """What a check may look at: the document, what the rules say of it, and all claims."""

    document: Document
    rules: Rules
    claims: tuple[Claim, ...]
    rejected: frozenset[int] = frozenset()  # the indices of claims that are wrong, which claim nothing

    @cached_property
    def claimants(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """Mention index to the fields that claim it, each once."""
        found: dict[int, dict[tuple[str, str], None]] = {}
        for index, claim in enumerate(self.claims):
            if claim.mention is not None and index not in self.rejected:
                found.setdefault(claim.mention, {})[(claim.section, claim.field)] = None
        return {mention: tuple(fields) for mention, fields in found.items()}

    @cached_property
    def named(self) -> Counter[int]:
        """How often each mention is claimed as an other indicator."""
        named = (c for i, c in enumerate(self.claims) if c.is_other and i not in self.rejected)
        return Counter(claim.mention for claim in named if claim.mention is not None)

    @cached_property
    def _open(self) -> tuple[Claim, ...]:
        """The claims that no person has refused."""
        return tuple(claim for claim in self.claims if not claim.refused)

    @cached_property
    def told(self) -> dict[tuple[str, str, int], dict[Decimal | str | None, int]]:
        """(section, field, entry) to what its claims say, each with the first mention that says it."""
        found: dict[tuple[str, str, int], dict[Decimal | str | None, int]] = {}
        for claim in self._open:
            if claim.mention is not None:
                value = said(claim, self.document.mentions[claim.mention])
                found.setdefault((claim.section, claim.field, claim.entry), {}).setdefault(value, claim.mention)
        return found

    @cached_property
    def data_by_value(self) -> dict[Decimal, tuple[Mention, ...]]:
        """The data of the document by their values."""
        return self.document.once("data by value", lambda: _by_value(self.document.mentions))

    @cached_property
    def report_year(self) -> int | None:
        """The year that the report is of."""
        own = self.rules.front.get("year", ())
        value = own[0].value if own else None
        return int(value) if value else None

    @cached_property
    def _declared(self) -> dict[int, tuple[Identity, ...]]:
        """The identities of the schema that these claims state, by mention."""
        found: dict[int, tuple[Identity, ...]] = {}
        for identity, taken in declared_identities(self.rules, self._open):
            stated = set(identity.mentions)
            for claim in self.claims:  # it is about the field: another place that states the same is borne out too
                at = taken.get((claim.section, claim.field))
                if at is not None and claim.mention is not None and self._states(claim.mention, at):
                    stated.add(claim.mention)
            for index in stated:
                found[index] = (*found.get(index, ()), identity)
        return found

    def _states(self, one: int, two: int) -> bool:
        mentions = self.document.mentions
        return mentions[one].value == mentions[two].value

    def identities(self, claim: Claim) -> tuple[Identity, ...]:
        """The identities, of the text and of the schema, in which the figure of a claim takes part."""
        if claim.mention is None:
            return ()
        found = self._by_mention.get(claim.mention)
        if found is None:
            found = self._by_mention[claim.mention] = self._identities(claim.mention)
        return found

    @cached_property
    def _by_mention(self) -> dict[int, tuple[Identity, ...]]:
        return {}

    def _identities(self, index: int) -> tuple[Identity, ...]:
        stated = self.rules.identities.get(index, ())
        declared = self._declared.get(index, ())
        if not declared:
            return stated
        told = {(identity.relation, identity.mentions) for identity in stated}
        return (*stated, *(i for i in declared if (i.relation, i.mentions) not in told))

    def fits(self, claim: Claim) -> bool:
        """Whether the words around a figure mean the claim's field, by its cue or, where no cue speaks, its title."""
        return claim.mention is not None and self.rules.fits(claim.section, claim.field, claim.mention)

    def rivals(self, claim: Claim) -> tuple[int, ...]:
        """The mentions of another value that the field's cue points at."""
        mention = self.mention(claim)
        best = self.rules.best(claim.section, claim.field)
        mentions = self.document.mentions
        return tuple(i for i in best if mention is None or mentions[i].value != mention.value)

    def limits(self, index: int) -> tuple[int | None, str]:
        """What limits or widens a figure: the total of which it is a part, and what else its clause says of it."""
        found = self._limits.get(index)
        if found is None:
            mention = self.document.mentions[index]
            found = self._limits[index] = (self.rules.clauses.total_of(index), self._said_otherwise(mention))
        return found

    @cached_property
    def _limits(self) -> dict[int, tuple[int | None, str]]:
        return self.document.once("limits", dict)

    def _said_otherwise(self, mention: Mention) -> str:
        if self._several_years(mention):
            return "is said of several years"
        folded = self.document.folded
        came = _CAME_FROM.search(folded, max(0, mention.start - _FROM_FAR), mention.start)
        return "is what the figure was before" if came and _WENT_TO.match(folded, mention.end) else ""

    def _several_years(self, mention: Mention) -> bool:
        own, folded = self.report_year, self.document.folded
        for date in self.years_before(mention):
            told = SINCE.match(folded, date.end)
            if told and own is not None and (date.year or own) < own:
                # 对2016年以来的文件进行清理: of what is cleaned up, not of when
                return folded[date.start - 1 : date.start] != "对" and folded[told.end() : told.end() + 1] != "的"
        return bool(_SPANS.search(self.words_before(mention)))

    def words_before(self, mention: Mention) -> str:
        """The words of a mention's sentence before it."""
        sentence = self.document.sentence_at(mention.start)
        start = max(sentence.start, mention.start - _NEAR) if sentence else mention.start
        return self.document.folded[start : mention.start]

    def years_before(self, mention: Mention) -> tuple[Mention, ...]:
        """The dates with a year in a mention's sentence before it, those in titles left out."""
        if mention.start not in self._years:
            self._years[mention.start] = self._years_before(mention)
        return self._years[mention.start]

    @cached_property
    def _years(self) -> dict[int, tuple[Mention, ...]]:
        return self.document.once("years before", dict)

    def _years_before(self, mention: Mention) -> tuple[Mention, ...]:
        start = mention.start - len(self.words_before(mention))
        dates = [self.document.mentions[i] for i in self.document.mentions_in(start, mention.start)]
        dates = [date for date in dates if date.kind is Kind.DATE and date.year]
        if not dates:
            return ()
        titled = [match.span() for match in _TITLED.finditer(self.document.folded, start, mention.start)]
        return tuple(date for date in dates if not any(a <= date.start < b for a, b in titled))

    def mention(self, claim: Claim) -> Mention | None:
        """The mention that a claim rests on."""
        return None if claim.mention is None else self.document.mentions[claim.mention]

    def own(self, claim: Claim) -> tuple[Mention, ...]:
        """The mention that a claim rests on, as a tuple of one or none."""
        mention = self.mention(claim)
        return () if mention is None else (mention,)


Check = Callable[[Claim, Context], Iterable[Finding]]


def say(code: Code, severity: Severity, claim: Claim, message: str, *mentions: Mention) -> Finding:
    """A finding about a claim, at these mentions or, without any, at the claim's own span."""
    spans = tuple((m.start, m.end) for m in mentions) or ((claim.span,) if claim.span else ())
    return Finding(code, severity, message, spans, claim.section, claim.field, about=CODES[code].about)


def said(claim: Claim, mention: Mention) -> Decimal | str | None:
    """What a claim on a mention says, so that two places of one value say the same: a day, or a signed number."""
    return (mention.date or "").partition("T")[0] if claim.spec.form is Form.DATE else signed(mention, claim.spec)


def _by_value(mentions: Iterable[Mention]) -> dict[Decimal, tuple[Mention, ...]]:
    found: dict[Decimal, list[Mention]] = {}
    for mention in mentions:
        if mention.kind.is_data and mention.value is not None:
            found.setdefault(mention.value, []).append(mention)
    return {value: tuple(same) for value, same in found.items()}
