"""The place of a result: its region, with title and issuers to decide what the name leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from llmextract.places.naming import Located, locate

if TYPE_CHECKING:
    from llmextract.result import Result
    from llmextract.schema.leaves import Leaf

__all__ = ["located"]


def located(result: Result) -> Located:
    """Locate the place that a result tells of.

    Args:
        result: of any genre; one without a section "report" is located nowhere. What is rejected counts for nothing.

    """
    report = result.report.get("report")
    return locate(
        next(_words(report, "region"), ""),
        title=next(_words(report, "title"), ""),
        issuers=tuple(_words(report, "issuers")),
    )


def _words(report: object, field: str) -> Iterator[str]:
    from llmextract.schema.leaves import Text, Verdict

    told: Leaf | tuple[Leaf, ...] = getattr(report, field, ())
    for leaf in told if isinstance(told, tuple) else (told,):
        if isinstance(leaf, Text) and leaf.value and leaf.verdict is not Verdict.REJECTED:
            yield leaf.value
