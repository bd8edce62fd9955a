"""All checks of claims, in the order in which they run.

Every check has one signature, `(claim, context) -> findings`. A check never calls a model, and a model never sees one.
"""

from __future__ import annotations

from llmextract.gate.context import Check
from llmextract.gate.number_checks import (
    copy_mismatch,
    direction_unsaid,
    doubtful,
    not_data,
    out_of_range,
    points_as_percent,
    range_end,
    scale_dropped,
    unit_mismatch,
    value_not_in_source,
)
from llmextract.gate.word_checks import (
    cue_missing,
    double_claim,
    name_not_in_source,
    places_differ,
    rules_disagree,
    stated_twice,
    year_mismatch,
)

__all__ = ["CLAIM_CHECKS"]

CLAIM_CHECKS: tuple[Check, ...] = (
    copy_mismatch,
    value_not_in_source,
    scale_dropped,
    points_as_percent,
    unit_mismatch,
    not_data,
    cue_missing,
    double_claim,
    out_of_range,
    range_end,
    direction_unsaid,
    doubtful,
    year_mismatch,
    places_differ,
    rules_disagree,
    stated_twice,
    name_not_in_source,
)
