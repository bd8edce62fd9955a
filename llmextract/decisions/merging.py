"""Decisions of several days and people, put together: the later of two about the same counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from llmextract.decisions.decision import About, Action, Decision

__all__ = ["merge"]


def merge(stored: Iterable[Decision], given: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions that count, in the order in which they were made: of two about the same the later one.

    The later is the one with the later time; where one has no time, the one that is given later. What has been
    withdrawn is not among them, nor is the withdrawal.
    """
    kept: dict[About, Decision] = {}
    for decision in _in_time([*stored, *given]):
        for about in _replaced(decision, kept):
            del kept[about]
        if decision.action is not Action.WITHDRAW:
            kept[decision.about] = decision
    return tuple(sorted(kept.values(), key=lambda decision: decision.when))


def _in_time(decisions: Sequence[Decision]) -> list[Decision]:
    """Those that have a time in its order; the others stay between them where they are."""
    timed = iter(sorted((decision for decision in decisions if decision.at), key=lambda decision: decision.when))
    return [next(timed) if decision.at else decision for decision in decisions]


def _replaced(decision: Decision, kept: Mapping[About, Decision]) -> list[About]:
    """What a decision takes the place of: that about the same, and what was said of the field while it was empty."""
    about = decision.about
    found = [about] if about in kept else []
    if decision.action is Action.WITHDRAW or not decision.of_empty_field:
        return found
    if decision.place is not None:
        empty = (*about[:3], None)
        return [*found, empty] if empty in kept else found
    given = (one.about for one in kept.values() if one.about[:3] == about[:3] and one.of_empty_field)
    return [*found, *(one for one in given if one != about)]
