"""What a person has decided about a claim, as findings."""

from __future__ import annotations

from collections.abc import Iterable

from llmextract.gate.claims import Claim, Ruling
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.context import Context, say

__all__ = ["decided"]

_SAYS = {
    Ruling.ACCEPTED: (Code.ACCEPTED, Severity.CONFIRM),
    Ruling.CORRECTED: (Code.CORRECTED, Severity.CONFIRM),
    Ruling.REJECTED: (Code.REFUSED, Severity.REJECT),
}


def decided(claim: Claim, context: Context) -> Iterable[Finding]:
    """ACCEPTED, CORRECTED, REFUSED: what a person has decided about the claim."""
    if claim.ruling is None:
        return ()
    return (say(*_SAYS[claim.ruling], claim, claim.ruled, *context.own(claim)),)
