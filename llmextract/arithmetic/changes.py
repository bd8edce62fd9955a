"""Changes: 由264场增加到330场,增长25%; 786件,上年为913件,下降13.91%; 152件,同比上升56.7% (from 97)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import change, is_count, is_exact, is_rate, meets, printed_share, whole_numbers
from llmextract.clauses import Bound
from llmextract.numbers import Mention
from llmextract.quantity import Kind, plain

__all__ = ["FALLS", "YEAR_ON_YEAR", "changes"]

_LAST = r"(?:上一?年度?|去年|前一?年|往年|20\d\d年)"
YEAR_ON_YEAR = re.compile(rf"同比|(?:较|比|与|对比){_LAST}")
FALLS = re.compile(r"精简|提速|压减|压缩|缩减|缩短|减少|下降|降低|降幅|减幅|核减|削减|负增长|回落|减")
_GROWS = re.compile(r"增长|增加|上升|提高|增幅|升幅|上涨|提升|扩大")
_FROM = re.compile(r"[由从](?:\w{0,8})$")
_TO = re.compile(r"(?:增|减|降|升|缩|压|提|扩|精简|整合|优化|合并|调整)\w{0,3}[到至为成]\w{0,8}$")
_LAST_YEARS = re.compile(rf"{_LAST}(?:同期)?(?:的|为|是|共)?$")
# The rate speaks of something that its own words name: 办理时限压缩1/3, 制发数量较上年减少22.7%.
_OWN_SUBJECT = re.compile(
    rf"^(?!同比|[较比与]|{_LAST})[\u4e00-\u9fff“”]{{2,}}(?:同比|[较比与]|增|减|下|上|降|升|提|压|缩)"
)
_AT_CONSTANT_PRICES = re.compile("可比|不变价|同口径|剔除|扣除")
_TELLING = 2  # decimals that make a fit by chance unlikely
_FAR = 4
_LONG = 16
_LIST = 20  # figures back that what was reduced may stand


def changes(stretch: Sequence[Bound]) -> Iterator[Identity]:
    """The printed changes of a stretch with the figures between which they lie, or last year's that they imply."""
    for rate in stretch:
        if rate.mention.kind is not Kind.RATE or not is_exact(rate.mention) or not _turn(rate):
            continue
        found = _between(rate, stretch) or _reduced(rate, stretch) or _year_before(rate, stretch)
        if found:
            yield found


def _turn(rate: Bound) -> str | None:
    """Whether the words before a rate speak of a rise or a fall."""
    falls, grows = FALLS.search(rate.before), _GROWS.search(rate.before)
    if bool(falls) == bool(grows):
        return rate.mention.direction
    return "fall" if falls else "rise"


def _between(rate: Bound, stretch: Sequence[Bound]) -> Identity | None:
    """Two figures of one unit that say of themselves which is the earlier."""
    if rate.mention.unit not in ("%", "倍"):
        return None
    near = [b for b in stretch[max(0, rate.place - _FAR) : rate.place + 2] if b.mention.kind is Kind.QUANTITY]
    for earlier, later in ((b, a) for b in near for a in near if b is not a and b.mention.unit == a.mention.unit):
        if not (is_exact(earlier.mention) and is_exact(later.mention)) or later.place > rate.place:
            continue
        if not earlier.mention.value or _AT_CONSTANT_PRICES.search(rate.gap):
            continue
        moved = _FROM.search(earlier.gap) and _TO.search(later.gap) and later.place == earlier.place + 1
        yearly = _LAST_YEARS.search(earlier.gap) and not _LAST_YEARS.search(later.gap)
        if moved or (yearly and abs(earlier.place - later.place) <= 2):
            return _judged(rate, earlier, later)
    return None


def _judged(rate: Bound, earlier: Bound, later: Bound) -> Identity | None:
    fits = _is_change(earlier.mention, later.mention, rate)
    real = earlier.mention.unit == "元" and "同比" in rate.gap  # growth in real terms
    if not fits and (real or _OWN_SUBJECT.search(rate.before)):
        return None
    return _identity(Status.HOLDS if fits else Status.BROKEN, earlier, later, rate)


def _is_change(earlier: Mention, later: Mention, rate: Bound) -> bool:
    low, high = change(earlier, later)
    return meets((-high, -low) if _turn(rate) == "fall" else (low, high), rate.mention)


def _reduced(rate: Bound, stretch: Sequence[Bound]) -> Identity | None:
    """The figure right before a rate is what another before it became: 204个…精简到79个,精简率达61.27%."""
    later = stretch[rate.place - 1] if rate.place else rate
    if rate.mention.decimals < _TELLING or not is_count(later.mention) or not _TO.search(later.gap):
        return None
    for earlier in reversed(stretch[max(0, later.place - _LIST) : later.place]):
        alike = is_count(earlier.mention) and earlier.mention.unit == later.mention.unit
        if alike and earlier.mention.value and _is_change(earlier.mention, later.mention, rate):
            return _identity(Status.HOLDS, earlier, later, rate)
    return None


def _year_before(rate: Bound, stretch: Sequence[Bound]) -> Identity | None:
    """Last year's whole number that a year-on-year change of the count right before it implies."""
    count = next((b for b in reversed(stretch[max(0, rate.place - _FAR) : rate.place]) if b.depth <= rate.depth), rate)
    words = rate.gap
    if _OWN_SUBJECT.search(rate.before) or not (is_rate(rate.mention) and is_count(count.mention)):
        return None
    if not YEAR_ON_YEAR.search(words) or "率" in words or re.search("[。;]", words) or len(words) > _LONG:
        return None
    now = Fraction(count.mention.value or 0)
    low, high = printed_share(rate.mention)
    sign = -1 if _turn(rate) == "fall" else 1
    bounds = [1 + sign * low, 1 + sign * high]
    if not now or min(bounds) <= 0:
        return None
    least, most = now / max(bounds), now / min(bounds)
    fits = whole_numbers(least, most)
    told = f"{plain(count.mention.value or now)} is {sign * (rate.mention.value or 0):+}%"  # type: ignore[arg-type]
    if not fits:  # the change may be of another count, or against a corrected figure
        return None
    one = Decimal(fits[0]) if len(fits) == 1 else None
    message = f"{told} against {one if one is not None else f'{fits[0]} or more'} the year before"
    return Identity(
        Relation.YEAR_BEFORE, Status.IMPLIED, (count.index,), (rate.index,), message, one, float(most - least)
    )


def _identity(status: Status, earlier: Bound, later: Bound, rate: Bound) -> Identity:
    before, after = earlier.mention.value or 0, later.mention.value or 0
    made = (after - before) / before * 100 if before else 0
    told = f"from {plain(before)} to {plain(after)} is {made:+.{rate.mention.decimals + 1}f}%"  # type: ignore[arg-type]
    if status is Status.BROKEN:
        told += f", not {rate.mention.text}"
    return Identity(Relation.CHANGE, status, (earlier.index, later.index), (rate.index,), told)
