"""What checks look at, and how they speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from llmextract.document import Document
from llmextract.gate.claims import OTHER_FIELD, Claim
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.numbers import Mention
from llmextract.rules.view import Rules

__all__ = ["Check", "Context", "say"]


@dataclass(frozen=True)
class Context:
    """What a check may look at: the document, what the rules say of it, and all claims."""

    document: Document
    rules: Rules
    claims: tuple[Claim, ...]

    @cached_property
    def claimants(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """Mention index to the fields that claim it, each once."""
        found: dict[int, dict[tuple[str, str], None]] = {}
        for claim in self.claims:
            if claim.mention is not None:
                found.setdefault(claim.mention, {})[(claim.section, claim.field)] = None
        return {mention: tuple(fields) for mention, fields in found.items()}

    @cached_property
    def named(self) -> Counter[int]:
        """How often each mention is claimed as an other indicator."""
        return Counter(c.mention for c in self.claims if c.field == OTHER_FIELD and c.mention is not None)

    @cached_property
    def by_field(self) -> dict[tuple[str, str, int], tuple[int, ...]]:
        """(section, field, entry) to the indices of its claims."""
        found: dict[tuple[str, str, int], list[int]] = {}
        for index, claim in enumerate(self.claims):
            found.setdefault((claim.section, claim.field, claim.entry), []).append(index)
        return {key: tuple(indices) for key, indices in found.items()}

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
    return Finding(code, severity, message, spans, claim.section, claim.field)
