"""Totals and their parts: 252件,其中继续有效187件、废止41件…; 第一针…,第二针…,合计648445剂次."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import interval, is_exact
from llmextract.clauses import PARTS, Bound
from llmextract.numbers import Mention
from llmextract.quantity import Kind, plain

__all__ = ["sums"]

_ANNOUNCED = re.compile(
    r"(?:合计|总计|共计|总共|一共|累计|相加|总[数量额里][^,;。、()]{0,4}|[,;]\w{0,4}共)[^,;。、()]{0,8}$"
)
_FIRMLY = re.compile(r"(?:合计|总计|共计|总共|一共|相加)[^,;。、()]{0,4}$|[,;]共$")
_TOTALLED = re.compile(r"总[数量额里][^,;。、()]{0,5}$")  # may be a stock, unless several figures stand before it
_NEW_TOTAL = re.compile(r"合计|总计|共计|总共|(?<![公])共(?![同享])|其中")
_LIST = re.compile(r"^[^,;。]*(?:、|和|及|与)|^[^,;。]*[,;]")
_SORTED = re.compile(r"[按从]\w{1,8}(?:统计|分|看|划分)")
_SHORT = 9  # characters of a list's next item, with its comma
_CALLED = re.compile(r"共|总|合计|全部|全年|抽取|评查|清理|审结|办结")
_REST = re.compile("[未不没]|其余|余下|剩余|尚|另|正在|在办|在审")
# Parts may overlap: 党员50人、女性60人 of 100.
_OVERLAP = re.compile(
    r"(?<!不)(?:兼|重叠|交叉|重复|同时)|涉[及企民外农]|持证|规上|外资|高新|党员|团员|女|少数民族|青年|岁|本科|研究生|大专|学历|退役|残疾人[^、]*、(?!.*其他)"
)
_TALLY = frozenset("两三四五六七八九十")
_MOST_PARTS = 30
_FAR = 2 * _MOST_PARTS
_LARGE = 100  # a total that two figures behind it make up by accident only once in a hundred times
_SLIP = Decimal("0.09")  # a slip of the pen; what exceeds the total by more overlaps
_MISCOUNT = Decimal("0.15")
_LEVELS = re.compile(r"[省市县区镇乡]|街道|本级|机关|部门|男|线[上下]|来信|来访|未|不|新|旧")


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
        told = marked or _no_accident(total, parts[:count])
        if told and made == _value(total) and not _goes_on(total, parts[count:]):
            return _identity(Status.HOLDS, total, parts[:count])
        if made > _value(total):
            break
    return _too_much(total, parts, stretch) if marked else None


def _goes_on(total: Bound, rest: Sequence[Bound]) -> bool:
    """Whether a list goes on behind figures that make the total already: then they are not its parts."""
    return (
        bool(rest)
        and rest[0].gap.lstrip().startswith(("、", ","))
        and _value(rest[0]) <= _value(total)
        and (len(rest[0].gap) <= _SHORT)
    )


def _no_accident(total: Bound, parts: Sequence[Bound]) -> bool:
    """Whether figures behind a total make it up by more than chance: it is called one, or the last is the rest."""
    if _value(total) < _LARGE:
        return False
    called = len(parts) > 2 and bool(_CALLED.search(total.before))
    return called or bool(_REST.search(parts[-1].gap + parts[-1].behind))


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
    parted = ";" in parts[1].gap
    for part in parts[1:]:
        if (";" in part.gap) is not parted:
            break
        if not _LIST.search(part.gap) or "。" in part.gap or part.place - listed[-1].place > 2:
            break
        listed.append(part)
    words = "".join(b.gap + b.behind for b in stretch[total.place : total.place + _FAR])
    if len(listed) == 2 and (parted or not all(_LEVELS.search(b.gap + b.behind) for b in listed)):
        return None
    if total.mention.decimals or total.mention.scale > 1:
        return _rounded(total, listed)
    made = sum(map(_value, listed), Decimal(0))
    over = _value(total) < made <= _value(total) * (1 + _SLIP)
    if len(listed) > 1 and over and not _OVERLAP.search(words) and max(map(_value, listed)) < _value(total):
        return _identity(Status.BROKEN, total, listed)
    return None


def _rounded(total: Bound, listed: Sequence[Bound]) -> Identity | None:
    """Parts with printed decimals that, however they were rounded, make more than the total."""
    least = sum((interval(part.mention)[0] for part in listed), Fraction(0))
    most = interval(total.mention)[1]
    return _identity(Status.BROKEN, total, listed) if most < least <= most * (1 + Fraction(_SLIP)) else None


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
        if len(before) > 1 and sum(map(_value, before)) == _value(total) and _said_or_large(total, before):
            return _identity(Status.HOLDS, total, before)
        if _NEW_TOTAL.search(bound.gap):
            break
    told = _FIRMLY.search(total.gap) or (len(before) > 2 and _TOTALLED.search(total.gap))
    if len(before) < 2 or not told or max(map(_value, before)) >= _value(total) or _may_be(total, before):
        return None
    near = abs(sum(map(_value, before), Decimal(0)) - _value(total)) <= _value(total) * _MISCOUNT
    return _identity(Status.BROKEN, total, before) if near else None


def _may_be(total: Bound, parts: Sequence[Bound]) -> bool:
    """Whether parts make the total, however all of them were rounded."""
    spans = [interval(part.mention) for part in parts]
    low, high = interval(total.mention)
    return sum(span[0] for span in spans) <= high and low <= sum(span[1] for span in spans)


def _said_or_large(total: Bound, parts: Sequence[Bound]) -> bool:
    """Whether a total before which figures stand is said to be theirs, or is too large for chance."""
    return bool(_FIRMLY.search(total.gap)) or len(parts) > 2 or _value(total) >= _LARGE


def _identity(status: Status, total: Bound, parts: Sequence[Bound]) -> Identity:
    made = plain(sum(map(_value, parts), Decimal(0)))
    told = f"{' + '.join(plain(_value(part)) for part in parts)} = {made}"
    if status is Status.BROKEN:
        whole = plain(_value(total))
        told = f"{told}, not {whole}" if len(parts) > 1 else f"{made} is a part of {whole} and more"
    return Identity(Relation.SUM, status, (total.index,), tuple(part.index for part in parts), told)
