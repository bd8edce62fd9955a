"""The recognisers compared, in the order of the table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import Tool, pins

__all__ = ["RECOGNISERS", "WORKER", "Entry"]

WORKER = Path(__file__).with_name("rivals.py")


@dataclass(frozen=True)
class Entry(Tool):
    """A recogniser; `gives` tells what its answers hold.

    That may be value, unit, approx, place, and aligned for places that come from searching its texts in order.
    """

    gives: frozenset[str] = frozenset()


def _gives(names: str) -> frozenset[str]:
    return frozenset(names.split())


RECOGNISERS = (
    Entry("digits", remark=r"the pattern \d+ alone, for calibration", gives=_gives("value place")),
    Entry(
        "chinese2digits",
        pins("chinese2digits"),
        "gives texts in order; its places were found by searching for them",
        gives=_gives("value unit aligned"),
    ),
    Entry(
        "cn2an",
        pins("cn2an"),
        "transform gives a rewritten text; every number in digits in it counts as read, dates included",
        gives=_gives("value unit"),
    ),
    Entry(
        "jionlp",
        pins("jionlp"),
        "reads money and times only",
        gives=_gives("value unit approx place"),
    ),
    Entry(
        "quantulum3",
        pins("quantulum3"),
        "made for English, its only language",
        gives=_gives("value unit place"),
    ),
    Entry(
        "recognizers-text-suite",
        pins("recognizers-text-suite"),
        "eight models merged, the longest reading holds; a date or an ordinal is no plain number",
        gives=_gives("value unit place"),
    ),
    Entry(
        "ms-recognizers-text-suite",
        pins("ms-recognizers-text-suite"),
        "the same library, later release; joins dates that stand far apart, and such a date is dropped",
        gives=_gives("value unit place"),
    ),
    Entry("llmextract-places", remark="scan, places and kinds alone", packages=("llmextract",), gives=_gives("place")),
    Entry(
        "llmextract",
        remark="scan, value, unit and approximation of every mention asked for",
        packages=("llmextract",),
        gives=_gives("value unit approx place"),
    ),
)
