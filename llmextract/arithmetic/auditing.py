"""`audit`: every identity of a text, with no schema."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext

from llmextract.arithmetic.changes import changes
from llmextract.arithmetic.flows import flow
from llmextract.arithmetic.identity import Identity
from llmextract.arithmetic.rates import rates
from llmextract.arithmetic.sums import sums
from llmextract.arithmetic.tables import table_sums
from llmextract.clauses import Bound, Clauses
from llmextract.document import Document

__all__ = ["audit"]

_DIGITS = 60


def audit(source: Document | str) -> tuple[Identity, ...]:
    """Every identity that a text states: sums, rates, changes and flows that hold or are broken, rates that cannot be.

    Args:
        source: a document, or the text itself.

    Returns:
        The identities in order of place. Their mentions are indices into `Document.mentions`.

    >>> [i.told for i in audit("清理文件33件,其中继续有效25件、废止4件、宣布失效4件。")]
    ['25 + 4 + 4 = 33']

    """
    document = (source if isinstance(source, Document) else Document(source)).visible
    with localcontext(prec=_DIGITS):  # the caller's context must not change what adds up
        return document.once(audit, lambda: _identities(document))


def _identities(document: Document) -> tuple[Identity, ...]:
    found = list(table_sums(document))
    earlier: tuple[Bound, ...] = ()
    for stretch in Clauses.of(document).stretches:
        found += _of(stretch, earlier)
        earlier = stretch
    return tuple(sorted(found, key=lambda identity: (identity.mentions, identity.relation)))


def _of(stretch: tuple[Bound, ...], earlier: tuple[Bound, ...]) -> Iterator[Identity]:
    yield from sums(stretch)
    flowing = flow(stretch)
    if flowing:
        yield flowing
    changed = tuple(changes(stretch))
    yield from changed
    explained = {index for identity in changed for index in identity.right}
    yield from (identity for identity in rates(stretch, earlier) if not explained.intersection(identity.right))
