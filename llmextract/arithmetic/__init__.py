"""Arithmetic: the identities that a text states, exact for counts, by the interval of the printed decimals for rates."""

from llmextract.arithmetic.audit import audit
from llmextract.arithmetic.identity import Identity, Relation, Status

__all__ = ["Identity", "Relation", "Status", "audit"]
