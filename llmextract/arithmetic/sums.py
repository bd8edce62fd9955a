"""Totals and their parts: 252件,其中继续有效187件、废止41件…; 第一针…,第二针…,合计648445剂次."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import is_exact
from llmextract.clauses import PARTS, Bound
from llmextract.numbers import Mention
from llmextract.quantity import Kind, plain

__all__ = ["sums"]

_ANNOUNCED = re.compile(
    r"(?:合计|总计|共计|总共|一共|累计|相加|总[数量额里][^,;。、()]{0,4}|[,;]\w{0,4}共)[^,;。、()]{0,8}$"
)
_FIRMLY = re.compile(r"(?:合计|总计|共计|总共|一共|相加|总[数量额里]\w{0,3}达?到?)[^,;。、()]{0,4}$")
_NEW_TOTAL = re.compile(r"合计|总计|共计|总共|(?<![公])共(?![同享])|其中")
_LIST = re.compile(r"^[^,;。]*、|^[^,;。]*(?:和|及|与)|^[^,;。]*,(?![^,]*[,。;])|^[^,;。]*[,;]")
_SORTED = re.compile(r"[按从]\w{1,8}(?:统计|分|看|划分)")
# Parts may overlap: 党员50人、女性60人 of 100.
_REST = re.compile("[未不没]|其余|余下|剩余|尚|另|正在|在办|在审")
_OVERLAP = re.compile(
    r"(?<!不)(?:兼|重叠|交叉|重复|同时)|党员|团员|女|少数民族|青年|岁|本科|研究生|大专|学历|退役|残疾人[^、]*、(?!.*其他)"
)
_TALLY = frozenset("两三四五六七八九十")
_MOST_PARTS = 30
_FAR = 2 * _MOST_PARTS
_LARGE = 100  # a total that two figures behind it make up by accident only once in a hundred times
_SLIP = Decimal("0.15")  # a slip of the pen; what exceeds the total by more overlaps


def sums(stretch: Sequence[Bound]) -> Iterator[Identity]:
    """The totals of a stretch with their parts, that hold or that cannot."""
    for total in stretch:
        if _addable(total.mention):
            yield from filter(None, (_behind(total, stretch), _announced(total, stretch)))


def _addable(mention: Mention) -> bool:
    return mention.kind is Kind.QUANTITY and is_exact(mention)


def _alike(one: Mention, other: Mention) -> bool:
    return _addable(other) and one.unit == other.unit


def _value(bound: Bound) -> Decimal:
    return bound.mention.value or Decimal(0)


def _behind(total: Bound, stretch: Sequence[Bound]) -> Identity | None:
    """The parts that follow a total: behind 其中, 包括, 分别为, in brackets, or just so where chance is unlikely."""
    following = stretch[total.place + 1 : total.place + _FAR]
    parts = list(_run(total, following))
    marked = bool(parts) and _marked(total, parts[0], following)
    if len(parts) < 2 or _value(parts[0]) > _value(total):
        return _above(total, parts[0]) if marked else None
    made = _value(parts[0])
    for count, part in enumerate(parts[1:], start=2):
        made += _value(part)
        if made == _value(total) and (marked or _no_accident(made, parts[:count])):
            return _identity(Status.HOLDS, total, parts[:count])
        if made > _value(total):
            break
    return _too_much(total, parts, stretch) if marked else None


def _no_accident(total: Decimal, parts: Sequence[Bound]) -> bool:
    """Whether figures behind a total make it up by more than chance: several of them, or done and not done."""
    if total < _LARGE:
        return False
    return len(parts) > 2 or bool(_REST.search(parts[-1].gap + parts[-1].behind))


def _above(total: Bound, part: Bound) -> Identity | None:
    """One part alone that is a little more than its total."""
    over = _value(total) < _value(part) <= _value(total) * (1 + _SLIP)
    return _identity(Status.BROKEN, total, [part]) if over and "其中" in part.gap else None


def _marked(total: Bound, first: Bound, following: Sequence[Bound]) -> bool:
    """Whether something between the total and its first part says that parts follow."""
    between = following[: first.place - total.place]
    return any(PARTS.search(b.gap) or _SORTED.search(b.gap) for b in between) or first.depth > total.depth


def _run(total: Bound, following: Sequence[Bound]) -> Iterator[Bound]:
    """Figures behind a total that may be its parts: of its unit, at one depth, until a new total begins.

    Rates and figures of other units may stand between (38批427人次、374批648人次).
    """
    depth: int | None = None
    strangers = 0
    for bound in following[:_MOST_PARTS]:
        if "。" in bound.gap and not bound.gap.startswith("。其中"):
            return
        if depth is not None and (_NEW_TOTAL.search(bound.gap) or bound.depth < depth):
            return
        if not _alike(total.mention, bound.mention):
            strangers += bound.mention.kind is Kind.QUANTITY and bound.depth <= (depth or 0)
            if strangers > 1 and depth is None:
                return
            continue
        if depth is None:
            depth = bound.depth
        if bound.depth == depth:
            yield bound


def _too_much(total: Bound, parts: Sequence[Bound], stretch: Sequence[Bound]) -> Identity | None:
    """A list of parts that make a little more than the total: one of the figures is wrong."""
    listed = [parts[0]]
    for part in parts[1:]:
        if not _LIST.search(part.gap) or "。" in part.gap or part.place - listed[-1].place > 2:
            break
        listed.append(part)
    words = "".join(b.gap + b.behind for b in stretch[total.place : total.place + _FAR])
    made = sum(map(_value, listed), Decimal(0))
    over = _value(total) < made <= _value(total) * (1 + _SLIP)
    if len(listed) > 1 and over and not _OVERLAP.search(words) and max(map(_value, listed)) < _value(total):
        return _identity(Status.BROKEN, total, listed)
    return None


def _announced(total: Bound, stretch: Sequence[Bound]) -> Identity | None:
    """The parts before a sum that 合计 or 共 announces."""
    if not _ANNOUNCED.search(total.gap):
        return None
    before: list[Bound] = []
    for bound in reversed(stretch[max(0, total.place - _FAR) : total.place]):
        if bound.depth > total.depth or bound.mention.kind is not Kind.QUANTITY or bound.mention.text[0] in _TALLY:
            continue  # 三项合计
        if not _alike(total.mention, bound.mention) or len(before) == _MOST_PARTS:
            break
        before.insert(0, bound)
        if len(before) > 1 and sum(map(_value, before)) == _value(total):
            return _identity(Status.HOLDS, total, before)
        if _NEW_TOTAL.search(bound.gap):
            break
    made = sum(map(_value, before), Decimal(0))
    near = abs(made - _value(total)) <= _value(total) * _SLIP
    if len(before) > 1 and near and _FIRMLY.search(total.gap) and max(map(_value, before)) < _value(total):
        return _identity(Status.BROKEN, total, before)
    return None


def _identity(status: Status, total: Bound, parts: Sequence[Bound]) -> Identity:
    made = plain(sum(map(_value, parts), Decimal(0)))
    told = f"{' + '.join(plain(_value(part)) for part in parts)} = {made}"
    if status is Status.BROKEN:
        told += f", not {plain(_value(total))}"
    return Identity(Relation.SUM, status, (total.index,), tuple(part.index for part in parts), told)
