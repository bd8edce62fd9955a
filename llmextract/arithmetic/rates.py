"""Rates beside their parts (查出120个,整改到位112个,整改到位率93.33%), and rates that no whole number gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from llmextract.arithmetic.changes import FALLS, YEAR_ON_YEAR
from llmextract.arithmetic.identity import Identity, Relation, Status
from llmextract.arithmetic.printing import is_count, is_exact, is_rate, meets, part_prints, prints_over, share
from llmextract.clauses import Bound, total_over
from llmextract.numbers import Mention
from llmextract.quantity import Kind, plain

__all__ = ["rates"]

_RATE_NAME = re.compile(r"([\u4e00-\u9fff“”]{1,14}?)率(?:[为是达约]|达到|保持在|稳定在|分别|均|高)*$")
_SHARE = re.compile(r"占(?:比|总\w{1,2}|\w{0,8}的)?(?:[为是达约]|达到)*$|的$")
_AMONG = re.compile(r"中[,:]?(?:[^,;。]{0,24}[,的])?[^,;。]{0,20}占|其中[^,;。]{0,24}占")
# Rates of something else than the figures beside them, unless the text says that these were asked.
_ELSEWHERE = re.compile(r"满意|知晓|知悉|覆盖|平均|正确|增长|[效频功税利概比]$|参与|普及|支持|信任")
# What can become of each single thing: rates of these are taken over things counted.
_OUTCOME = re.compile(
    "(?:合格|优秀|优良|通过|完成|办结|结案|审结|化解|成功|采纳|整改|到位|纠错|调撤|撤诉|败诉|胜诉|和解|维持|撤销|达标|录取"
    "|签约|就业|出庭|应诉|履行|办复|答复|回复|达成|撤回|确认|处置|解决|破案|治愈)$"
)
_OTHER_BASE = re.compile("人口|面积|资金|金额|经费|收入[^超]{0,2}占")
_ASKED = re.compile(r"回访|受访|测评|问卷|评议|抽样|访谈|考试|考核|参评")
_GENERAL = re.compile("行政|全[市县区省州]|政府|法律|工作|群众")
# What may be said of a rate beside what its part is called: 按期办结率, 整改到位率, 实质化解率.
_QUALIFIED = re.compile("按期|按时|及时|到位|实质性?|案件|工单|完成|事项")
_TARGET = re.compile(r"目标|任务|计划|力争|不低于|以上|确保")
# Names of one thing, in rates and beside figures.
_SAME = (
    ("办结", "审结", "结案", "审理终结"),
    ("化解", "调解成功", "调处成功", "成功调解", "成功调处"),
    ("采纳", "采用", "吸收"),
    ("整改", "纠正"),
    ("办复", "答复", "回复"),
)
_ASKED_UNITS = frozenset(["人", "名", "份", "户", "位", "人次"])
_NOT_DONE = re.compile("[不未]|逾期|超期")
_NO_BASE = re.compile("中心|部门|单位|机构|组织|窗口|平台|站点?$|二次|两次")
_SLIP = Fraction(15, 100)  # what differs by more is no slip of the pen
_NEAR = 3
_LIST = 20  # figures back that 其中 may stand
_FAR = 6  # figures back that a rate's own may stand
_TELLING = 2  # printed decimals that make a fit by chance unlikely
_LEAST_BASE = 4
_WHOLE = 100


def rates(stretch: Sequence[Bound], earlier: Sequence[Bound]) -> Iterator[Identity]:
    """The rates of a stretch with what they are made of, those that differ from it, and those that cannot be.

    Args:
        stretch: the figures of a sentence.
        earlier: those of the sentence before, where a rate's base may stand.

    """
    base: Bound | None = None  # the whole of the rate before: 纠错率1.57%,调撤率46.47% have one
    for rate in stretch:
        if rate.mention.kind is Kind.QUANTITY:
            base = None if base is not None and rate.place > base.place + 3 else base
        if not is_rate(rate.mention) or YEAR_ON_YEAR.search(rate.gap):
            continue
        before = [b for b in stretch[max(0, rate.place - _FAR) : rate.place] if _usable(b.mention)]
        after = [b for b in stretch[rate.place + 1 : rate.place + 1 + _LIST] if _usable(b.mention)]
        found = _made_of(rate, before, after) or _made_of_earlier(rate, before, earlier)
        if found is None and not _in_order(rate, stretch):
            found = _differs(rate, before, stretch) or _cannot_be(rate, before, base, earlier)
        if found is not None:
            yield found
            if found.relation is Relation.RATE and found.status is Status.HOLDS:
                base = next((b for b in (*before, *after) if b.index == found.left[1]), base)


def _usable(mention: Mention) -> bool:
    return mention.kind is Kind.QUANTITY and is_exact(mention) and bool(mention.value)


def _name(rate: Bound) -> str:
    """What the rate is called, without 率; empty for a share (占) and for what is no rate of parts (效率)."""
    match = _RATE_NAME.search(rate.before)
    return match[1] if match else ""


def _shares_words(name: str, words: str) -> bool:
    """Whether two characters of a name that follow each other stand in the words, in order (网办: 网上办理)."""
    alike = any(re.search(f"{re.escape(a)}[^不未]{{0,2}}{re.escape(b)}", words) for a, b in pairwise(name))
    return alike or _called_alike(name, words)


def _called_alike(name: str, words: str) -> bool:
    return any(_says(group, name) and _says(group, words) for group in _SAME)


def _says(group: tuple[str, ...], words: str) -> bool:
    return any(word in words for word in group)


def _made_of(rate: Bound, before: Sequence[Bound], after: Sequence[Bound]) -> Identity | None:
    """The nearest pair of figures, the part over the whole, that print the rate."""
    name, is_share = _name(rate), bool(_SHARE.search(rate.before) or _SHARE.search(rate.gap))
    if not (name or is_share) or FALLS.search(name):
        return None
    for part in reversed(before):
        for whole in (*before, *(after if is_share and part.place == rate.place - 1 else ())):
            if part is whole or part.mention.unit != whole.mention.unit:
                continue
            if meets(share(part.mention, whole.mention), rate.mention) and _telling(rate, part, whole, name):
                return _identity(Status.HOLDS, part, whole, rate)
    return None


def _made_of_earlier(rate: Bound, before: Sequence[Bound], earlier: Sequence[Bound]) -> Identity | None:
    """The part before a rate over a whole of the sentence before: 审结179件。…直接纠错14件,直接纠错率7.82%."""
    part = before[-1] if before and before[-1].place == rate.place - 1 else None
    if part is None or rate.mention.decimals < _TELLING or not _shares_words(_name(rate), part.words):
        return None
    for whole in reversed(earlier):
        alike = _usable(whole.mention) and whole.mention.unit == part.mention.unit
        if alike and meets(share(part.mention, whole.mention), rate.mention):
            return _identity(Status.HOLDS, part, whole, rate)
    return None


def _in_order(rate: Bound, stretch: Sequence[Bound]) -> bool:
    """Whether a rate is one of several that 分别 hands out in order: its part is not the figure before it."""
    for bound in reversed(stretch[max(0, rate.place - _LIST) : rate.place + 1]):
        if bound.mention.kind is not Kind.RATE:
            return False
        if "分别" in bound.gap or "均" in bound.gap:
            return True
    return False


def _telling(rate: Bound, part: Bound, whole: Bound, name: str) -> bool:
    """Whether a fit is no accident: two printed decimals, or words that the rate shares with its part."""
    if part.mention.value == whole.mention.value:  # 100%
        return whole.place < part.place and _shares_words(name, part.words) and rate.mention.value == _WHOLE
    if rate.mention.value == _WHOLE:
        return False
    if rate.mention.decimals >= _TELLING:
        return (whole.mention.value or 0) > _LEAST_BASE or _shares_words(name, part.words)
    if not name:
        return part.place == rate.place - 1 or whole.place == rate.place - 1
    return _shares_words(name, part.words)


def _differs(rate: Bound, before: Sequence[Bound], stretch: Sequence[Bound]) -> Identity | None:
    """A rate whose part and whole stand before it and print otherwise."""
    name = _QUALIFIED.sub("", _name(rate))
    near = [b for b in before if b.place >= rate.place - _NEAR and b.depth <= rate.depth]
    parted = [b.place for b in stretch[max(0, rate.place - _NEAR) : rate.place + 1] if ";" in b.gap]
    near = [b for b in near if not parted or b.place >= parted[-1]]
    if not near or re.search("[。;]", rate.gap) or FALLS.search(name):
        return None
    if name:
        part = next((b for b in reversed(near) if name in b.words or _called_alike(name, b.words)), None)
        whole = _whole(part, before) if part is not None and "其中" not in part.gap else None
    else:
        part = near[-1] if rate.before.endswith("占") and near[-1].place == rate.place - 1 else None
        whole = total_over(stretch, part.place) if part is not None else None
    if part is None or whole is None or meets(share(part.mention, whole.mention), rate.mention):
        return None
    low, high = share(part.mention, whole.mention)
    printed = Fraction(rate.mention.value or 0) / _WHOLE
    if name and _NOT_DONE.search(part.words) and meets((1 - high, 1 - low), rate.mention):
        return _identity(Status.HOLDS, part, whole, rate, rest=True)
    if (printed == 1 and name not in part.words) or not low - _SLIP <= printed <= high + _SLIP:
        return None  # far off: over something else
    if name and _NOT_DONE.search(part.words):
        return None
    sizes = [b.mention.value or 0 for b in before if b.mention.unit == part.mention.unit and b is not part]
    sums = {one + two for one, two in combinations(sizes, 2)}  # what came in and what was left of the year before
    if any(meets((Fraction(part.mention.value or 0) / Fraction(size),) * 2, rate.mention) for size in sums):
        return None
    return _identity(Status.BROKEN, part, whole, rate)


def _whole(part: Bound, before: Sequence[Bound]) -> Bound | None:
    """The nearest figure before a part that is more, and not last year's."""
    for bound in reversed([b for b in before if b.place < part.place]):
        alike = bound.mention.unit == part.mention.unit and (bound.mention.value or 0) > (part.mention.value or 0)
        if alike and not YEAR_ON_YEAR.search(bound.gap) and bound.depth <= part.depth:
            return bound
    return None


def _cannot_be(rate: Bound, before: Sequence[Bound], base: Bound | None, earlier: Sequence[Bound]) -> Identity | None:
    """The GRIM test: no whole number over the base that is bound to the rate prints so, nor is the base its part."""
    if (rate.mention.decimals < 1 and _name(rate)) or rate.mention.value == _WHOLE or _TARGET.search(rate.before):
        return None
    counts = [b for b in before if is_count(b.mention)]
    taken = _base(rate, counts, [b for b in earlier if is_count(b.mention)])
    bound = taken if taken is not None and (not _name(rate) or "案件" in rate.gap) else base or taken
    if bound is None:
        return None
    may_be_part = base is None and bool(_name(rate))
    later = (b for b in counts if b.place > bound.place and not YEAR_ON_YEAR.search(b.gap))
    if any(prints_over(b.mention, rate.mention) for b in later):
        return None  # 应诉213件,开庭186件,出庭率98.92%: over those in court
    if (_name(rate) and _NO_BASE.search(bound.mention.text + bound.behind)) or (bound.mention.value or 0) < _LEAST_BASE:
        return None
    if prints_over(bound.mention, rate.mention) or (may_be_part and part_prints(bound.mention, rate.mention)):
        return None
    told = f"no whole number over {plain(bound.mention.value or Fraction(0))} prints as {rate.mention.text}"  # type: ignore[arg-type]
    return Identity(Relation.WHOLE, Status.IMPOSSIBLE, (bound.index,), (rate.index,), told)


def _base(rate: Bound, counts: Sequence[Bound], earlier: Sequence[Bound]) -> Bound | None:
    """The count over which a rate is taken: the nearest that shares its words, or from which 中 or 其中 takes it."""
    name = _name(rate)
    if subject := re.search(r"([\u4e00-\u9fff]{2})案件(?:中|的)", rate.gap):
        return next((b for b in reversed((*earlier, *counts)) if subject[1] in b.words), None)
    if not name:
        open_counts = [b for b in counts if b.depth <= rate.depth]
        whole = open_counts[-1] if open_counts else None
        if whole is not None and _AMONG.search(whole.behind + rate.gap) and not _OTHER_BASE.search(rate.gap):
            return whole
        return None
    near = [b for b in counts if not YEAR_ON_YEAR.search(b.gap)]
    asked = any(_ASKED.search(b.gap + b.words) for b in near)
    if _ELSEWHERE.search(name) and not asked:
        return None
    if asked:
        near = [b for b in near if b.mention.unit in _ASKED_UNITS]
    told = name if asked else _GENERAL.sub("", f"{name[-4:-2]} {name[-2:]}")  # what the rate is of, and what was done
    if not asked and not _OUTCOME.search(name):
        return None
    return next((b for b in reversed(near) if _shares_words(told, b.gap + b.behind) and b.depth == 0), None)


def _identity(status: Status, part: Bound, whole: Bound, rate: Bound, *, rest: bool = False) -> Identity:
    one, all_ = part.mention.value or 0, whole.mention.value or 1
    one = all_ - one if rest else one
    told = f"{plain(one)} / {plain(all_)} = {one / all_ * 100:.{rate.mention.decimals + 1}f}%"  # type: ignore[arg-type]
    told += f", printed {rate.mention.text}"
    return Identity(Relation.RATE, status, (part.index, whole.index), (rate.index,), told)
