"""From the name that a report gives its place to the division: one, or several candidates, or none; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from llmextract.folding import fold
from llmextract.places.behind import Behind, behind, names_zone
from llmextract.places.divisions import Division, Level, whole_prefectures, within
from llmextract.places.paths import Form, Path, longest, met, paths

__all__ = ["Located", "locate"]

_LONGEST, _TITLE = 80, 400  # characters of a name, and of a title, that are looked at
_BLANK = re.compile(r"[\s\"'“”‘’《》()]")
_BEFORE = re.compile(
    r"(?:关于)?(?:(?:19|20)\d\d年度?)?(?:关于)?(?:中共|中国共产党)?"
    r"(?:(?:新疆(?:生产建设)?)?兵团)?(?:第?[一二三四五六七八九十]{1,3}师)?"
)
_ITSELF = re.compile(r"^[我全本](?:省|市|县|区|州|盟|旗|镇|乡|街道|局)$")
_STATE = re.compile(r"国家|中国|中华|最高|国务院|海关|[^省市县区旗州]{2,14}(?:部|署|总局)$")
_STATE_ORGAN_ENDS = re.compile(r"总局|局|会|银行|署|部")
# Zones called like a district that is elsewhere: 东湖 lies in 武汉, the new district 江北 in 南京.
_ELSEWHERE = re.compile(r"东湖(?!区)|江北新区")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a name was located.

    Attributes:
        division: the one that it means; None where that stays open.
        candidates: where it stays open, all that it can mean, by code; of a township whose county the name does not
            tell, the place that holds it.
        department: whether the name is that of a bureau or committee, of the place or of the state.
        zone: whether it is that of a development zone, which has no code of its own; `division` is the place whose
            name the zone has.
        former: the name as it was, where the division is called otherwise today (赣县 for 赣县区); `division` is what
            stands there today. What was divided among several is located as what it was.

    """

    division: Division | None = None
    candidates: tuple[Division, ...] = ()
    department: bool = False
    zone: bool = False
    former: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a whole name."""

    path: Path
    behind: Behind

    @property
    def holder(self) -> Division:
        return self.path.known.division

    @property
    def sure(self) -> bool:
        """Whether the words tell which county a township is in."""
        return not self.behind.township or self.holder.level is Level.COUNTY or self.holder.code in whole_prefectures()

    @property
    def division(self) -> Division:
        if self.behind.township and self.sure:
            return replace(self.holder, name=self.behind.township, level=Level.TOWNSHIP)
        return self.holder


def locate(name: str, *, title: str = "", issuers: Sequence[str] = ()) -> Located:
    """Find the division that a name means.

    Args:
        name: as a report gives it: 南湖区, 浙江省嘉兴市南湖区, 恩施州, 赣县 (of before 2016), 青岛市城阳区司法局,
            重庆涪陵高新技术产业开发区, 开平市三埠街道; in simplified or traditional characters.
        title: the report's title; it decides where a name has several meanings (鼓楼区), or none (区司法局).
        issuers: the organs that signed it; likewise.

    Returns:
        The division, or `None` with the candidates.

    >>> locate("恩施州").division.code, len(locate("鼓楼区").candidates)
    ('422800', 4)

    """
    text = _tidy(name)
    if len(text) > _LONGEST:
        return Located()
    text = _ITSELF.sub("", text)
    told = [tidy for tidy in map(_tidy, (*issuers, title)) if tidy]
    readings = _meant(_readings(text))
    if not readings and not _STATE.match(text):
        readings = _meant(
            reading
            for words in dict.fromkeys(words[: path.end] for words in told for path in longest(words)[:1])
            for reading in _readings(words + text)
        )
    if not readings:
        alone = behind(text)
        department = bool(text) and (alone.department or bool(_STATE.match(text)))
        return Located(department=department, zone=alone.zone)
    return _decided(readings, [path for words in told for path in met(words)])


def _tidy(text: str) -> str:
    text = _BLANK.sub("", fold(text[:_TITLE]))
    before = _BEFORE.match(text)
    return text[before.end() :] if before else text


def _readings(text: str, *, of_state: bool = True) -> Iterator[_Reading]:
    found = False
    for path in () if _ELSEWHERE.match(text) else paths(text):
        for told in _understood(path, text[path.end :]):
            found = True
            yield _Reading(path, told)
    if of_state and not found and _STATE.match(text):  # 国家税务总局南湖区税务局
        for end in _STATE_ORGAN_ENDS.finditer(text):
            branches = _readings(text[end.end() :], of_state=False)
            yield from (branch for branch in branches if branch.behind.department and branch.path.form > Form.LOOSE)


def _understood(path: Path, words: str) -> Iterator[Behind]:
    told = behind(words)
    county = path.known.division.level is Level.COUNTY
    if told.township and path.last is not Form.FULL and county:
        return  # 越秀+南街道
    if path.form is Form.LOOSE and words and not (told.zone and names_zone(words)):
        return  # 西湖+大学, 东湖+人民政府
    if not told.again:
        yield from [told] if told.understood else []
        return
    words = _tidy(told.again)
    for again in paths(words):  # 南湖区委+南湖区人民政府
        told = behind(words[again.end :])
        if _same(path, again) and told.understood and not told.again:
            yield told


def _same(one: Path, other: Path) -> bool:
    """Whether two names mean one division."""
    return one.known.division == other.known.division


def _meant(readings: Iterable[_Reading]) -> list[_Reading]:
    """The readings that count: full names before bare ones, the longest path; a bare province before bare counties."""
    told = list(readings)
    told = [r for r in told if not any(_grown(r, other) for other in told)]
    full = [r for r in told if r.path.form is Form.FULL]
    if full:
        end = max(r.path.end for r in full)
        return [r for r in full if r.path.end == end]
    provinces = any(r.path.form is Form.BARE and r.holder.level is Level.PROVINCE for r in told)
    return [r for r in told if r.path.form is Form.BARE] if provinces else told


def _grown(reading: _Reading, other: _Reading) -> bool:
    """Whether one is the former city that grew into the other, and is a district of it now (哈密市)."""
    was, now = reading.path.known, other.path.known
    return was.former == now.name and not now.former and within(was.division.code, now.code)


def _holds(path: Path, division: Division) -> bool:
    return division.code == path.known.division.code or within(division.code, path.known.division.code)


def _decided(readings: Sequence[_Reading], met: Sequence[tuple[Path, ...]]) -> Located:
    """One division, where the name leaves no other or the places met beside it do."""
    told = readings[0].behind
    flags = Located(department=told.department, zone=told.zone)
    divisions = {reading.division for reading in readings}
    left = set(divisions)
    for place in met:
        kept = {division for division in divisions if any(_holds(path, division) for path in place)}
        if kept and kept != divisions:
            left &= kept
    if len(left) == 1 and _fits(readings, left, met) and all(r.sure for r in readings if r.division in left):
        (division,) = left
        return replace(flags, division=division, former=_former([r for r in readings if r.division == division]))
    return replace(flags, candidates=tuple(sorted(left or divisions, key=lambda one: (one.code, one.name))))


def _former(readings: Sequence[_Reading]) -> str:
    """The name that is no more; "" where the best reading of it is a name of today, or only the code is another."""
    best = max(reading.path.last for reading in readings)
    known = [reading.path.known for reading in readings if reading.path.last == best]
    gone = [one for one in known if one.former and (one.former != one.division.name or one.code == one.division.code)]
    return gone[0].former if len(gone) == len(known) else ""


def _fits(readings: Sequence[_Reading], left: set[Division], met: Sequence[tuple[Path, ...]]) -> bool:
    """Whether a name without its kind can be trusted: the places met bear it out, or there are none and it is its own.

    东湖 in a text of 武汉 is not 东湖区, and the zone 双桥 by itself need not lie in the district 双桥.
    """
    if any(reading.path.form is Form.FULL for reading in readings):
        return True
    (division,) = left
    if not met:
        return all(reading.path.known.own for reading in readings if reading.division == division)
    return all(
        any(_holds(path, division) or within(path.known.division.code, division.code) for path in place)
        for place in met
    )
