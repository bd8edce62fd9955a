"""Arithmetic: what figures of a text say of each other, exact for counts, by the printed decimals for rates."""

from llmextract.arithmetic.auditing import audit
from llmextract.arithmetic.identity import Identity, Relation, Status

__all__ = ["Identity", "Relation", "Status", "audit"]
