"""All checks of claims, in the order in which they run.

Every check has one signature, `(claim, context) -> findings`. A check never calls a model, and a model never sees one.
"""

from __future__ import annotations

from llmextract.gate import arithmetic_checks, decision_checks, neighbour_checks, number_checks, word_checks
from llmextract.gate.context import Check

__all__ = ["ARITHMETIC_CHECKS", "CLAIM_CHECKS"]

CLAIM_CHECKS: tuple[Check, ...] = (
    decision_checks.decided,
    number_checks.copy_mismatch,
    number_checks.value_not_in_source,
    number_checks.scale_dropped,
    number_checks.points_as_percent,
    number_checks.unit_mismatch,
    number_checks.not_data,
    number_checks.out_of_range,
    number_checks.range_end,
    number_checks.direction_unsaid,
    number_checks.doubtful,
    number_checks.approximation_lost,
    word_checks.cue_missing,
    neighbour_checks.no_cue,
    neighbour_checks.better_mention,
    neighbour_checks.scope,
    neighbour_checks.year_mismatch,
    word_checks.places_differ,
    word_checks.rules_disagree,
    word_checks.answers_differ,
    word_checks.stated_twice,
    word_checks.name_not_in_source,
)
# DOUBLE_CLAIM comes last, when it is known which claims are rejected (see `check_claims`).
# Only for claims on figures of which some identity tells.
ARITHMETIC_CHECKS: tuple[Check, ...] = (
    arithmetic_checks.sum_holds,
    arithmetic_checks.sum_broken,
    arithmetic_checks.rate_holds,
    arithmetic_checks.rate_broken,
    arithmetic_checks.rate_impossible,
    arithmetic_checks.flow_holds,
    arithmetic_checks.flow_broken,
    arithmetic_checks.part_above_whole,
)
