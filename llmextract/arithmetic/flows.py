"""Flows: 受理14起,已办结15起(含上年度转结2起),正在办理1起: what came in and was left is what went out and is left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import is_count
from llmextract.clauses import Bound
from llmextract.quantity import plain

__all__ = ["flow"]

_ROLES = {
    "carried": re.compile(
        r"(?:上一?年度?|上期|年初|期初|往年|去年|前期|以前年度)\w{0,4}(?:结转|转结|转入|未结|遗留|结余|留存|存)|旧存|(?:结转|转结)(?:案件)?$"
    ),
    "left": re.compile(
        r"正在|在办|在审|尚在|其余|未结|未办结|未审结|剩余|尚有|尚未|期末|结转(?:至|到|入)?(?:下|次)|待办|待审"
    ),
    "gone": re.compile(r"办结|审结|结案|化解|了结|审理终结|办理完毕"),
    "new": re.compile(r"受理|新收|收到|立案|新增|接收|接到|收案|本期|当年|承办"),
}
_ACCEPTED = re.compile(r"受理|立案|新收|新增|接收|本期|当年")
_ELSE_ENDED = re.compile(r"移送|中止|终止|撤回|退回|转[办交送]|不予")


def flow(stretch: Sequence[Bound]) -> Identity | None:
    """The flow of a stretch, if it states one: three or four roles of one unit."""
    roles: dict[str, Bound] = {}
    twice = False
    new: list[Bound] = []  # 收到申请 and 受理: what was accepted balances
    for bound in stretch:
        role = _role(bound)
        if role == "new":
            new.append(bound)
        elif role:
            twice |= role in roles
            roles.setdefault(role, bound)
    if len({b.mention.unit for b in (*roles.values(), *new)}) != 1 or not new or not {"gone", "left"} <= roles.keys():
        return None
    found = [_judged(one, roles) for one in new]
    holding = next((identity for identity in found if identity.status is Status.HOLDS), None)
    # What was left of the year before need not be printed, what came in need not have been accepted, and some may
    # have ended otherwise.
    unsure = "carried" not in roles or twice or len(found) > 1 or not _ACCEPTED.search(new[0].words)
    if holding is None and (unsure or any(_ELSE_ENDED.search(b.words) for b in stretch)):
        return None
    return holding or found[0]


def _judged(new: Bound, roles: Mapping[str, Bound]) -> Identity:
    came = [new, *([roles["carried"]] if "carried" in roles else [])]
    went = [roles["gone"], roles["left"]]
    made, spent = _sum(came), _sum(went)
    told = f"{' + '.join(map(_text, came))} = {plain(made)}, {' + '.join(map(_text, went))} = {plain(spent)}"
    status = Status.HOLDS if made == spent else Status.BROKEN
    return Identity(Relation.FLOW, status, tuple(b.index for b in came), tuple(b.index for b in went), told)


def _role(bound: Bound) -> str | None:
    """What a count is in a flow, by the words of its own item."""
    if not is_count(bound.mention) or "率" in bound.before:
        return None
    words = bound.before or bound.behind
    found = next((name for name, pattern in _ROLES.items() if pattern.search(words)), None)
    return found or next((n for n, p in _ROLES.items() if n != "new" and p.match(bound.behind)), None)


def _sum(bounds: Sequence[Bound]) -> Decimal:
    return sum((b.mention.value or Decimal(0) for b in bounds), Decimal(0))


def _text(bound: Bound) -> str:
    return plain(bound.mention.value or Decimal(0))
