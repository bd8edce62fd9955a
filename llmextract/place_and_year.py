"""The place and the year that a report gives itself, by which reports are put side by side."""

from __future__ import annotations

from llmextract.result import Result
from llmextract.schema.leaves import Figure, Text, Verdict

__all__ = ["place_and_year"]


def place_and_year(result: Result) -> tuple[str, int | None]:
    """The place as the report names it, "" where it does not, and the year, None likewise; what is rejected counts not.

    Args:
        result: of any genre; one without a section "report" tells neither.

    """
    report = result.report.get("report")
    region, year = getattr(report, "region", None), getattr(report, "year", None)
    place, told = "", None
    if isinstance(region, Text) and region.verdict is not Verdict.REJECTED:
        place = region.value or ""
    if isinstance(year, Figure) and year.verdict is not Verdict.REJECTED and year.value is not None:
        told = int(year.value)
    return place, told
