"""What there is to assemble of a document: what was answered, and what people have decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from llmextract.gate.claims import Claim, Ruling
from llmextract.gate.codes import Finding
from llmextract.result import Repair, SectionState, SectionStatus
from llmextract.schema.wire import FieldKey

__all__ = ["Answered", "Decided"]


@dataclass(frozen=True)
class Answered:
    """What the answers to all requests of a document come to.

    Attributes:
        claims: all claims on it.
        sections: the state of every section of the genre.
        naming: the state of the second request, which names other indicators.
        repairing: the state of the requests that asked fields again.
        findings: what was found before the checks, about fields.
        repairs: what was asked again.

    """

    claims: tuple[Claim, ...]
    sections: Mapping[str, SectionStatus]
    naming: SectionStatus
    repairing: SectionStatus
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def failed(self, section: str, field: str) -> bool:
        """Whether a field got no answer."""
        status = self.sections[section]
        return status.state is SectionState.FAILED or field in status.failed_fields


@dataclass(frozen=True)
class Decided:
    """What people have decided, put to the claims on a document.

    Attributes:
        claims: all claims, each with what was decided about it, those that people have made among them.
        findings: what is to be told of decisions, about fields.
        empty: the fields that are rightly empty.
        dismissed: the indices of the mentions that need no eyes although nothing claims them.
        digest: SHA-256 of the decisions.

    """

    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    empty: frozenset[FieldKey] = frozenset()
    dismissed: frozenset[int] = frozenset()
    digest: str = ""

    @cached_property
    def told(self) -> frozenset[FieldKey]:
        """The fields of which people have said what the report states of them."""
        stated = {(c.section, c.field) for c in self.claims if c.ruling not in (None, Ruling.REJECTED)}
        return self.empty | stated
