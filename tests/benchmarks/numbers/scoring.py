"""The marked set, and what counts as right.

A mark is one number of a text with its place, kind, value and unit. Marks with a note are the ones over which two
readers may differ; they are left out of every count (but a number read there is not counted as read where nothing is
marked), except those whose note names an agreed rule: fraction, table, before 大, article.

*Figures* are the marks of kind quantity, rate and points. Only what a recogniser takes for a plain number counts; what
it calls a date or an ordinal does not. For a figure

- place is right if a number of the recogniser overlaps the mark;
- value is right if one that overlaps has the mark's value in base units (65900 for 6.59万). Percentages may be given as
  96.76 or 0.9676, per mille likewise; binary fractions may be off by a billionth;
- unit is right if that one also names the unit: in its unit field (in English too, see `_ENGLISH`), or printed inside
  its matched text, in simplified characters or as the source prints it. A mark without unit wants none;
- approximation is right if that one's approximation, or one of those its answer allows, is the mark's.

Of the other marks it is counted how many are overlapped by a number: list marks (heading), slogan digits (name), and
dates, ordinals, document numbers and codes together. `elsewhere` counts numbers that overlap no mark at all, like the
一 of 统一, once for each place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from adapters import Mention

__all__ = ["Mark", "Text", "load_texts", "score", "totals"]

_AGREED = ("fraction", "table", "before 大", "article")
_GROUPS = {"quantity": "figures", "rate": "figures", "points": "figures", "heading": "headings", "name": "names"}
_PARTS = {"%": 100, "‰": 1000}
_MONEY_OR_TIME = ("元", "年", "天", "小时", "分钟")
_ENGLISH = {
    "%": {"％", "百分之", "percent", "percentage"},
    "元": {"yuan", "chinese yuan", "cny", "rmb"},
    "年": {"year"},
    "天": {"day"},
}


@dataclass(frozen=True)
class Mark:
    """One line of `fixtures/mentions/STEM.jsonl`."""

    start: int
    end: int
    text: str
    kind: str
    value: str | None
    unit: str | None
    approximation: str
    note: str | None

    @property
    def group(self) -> str:
        """Which column the mark counts in."""
        return _GROUPS.get(self.kind, "others")

    @property
    def scored(self) -> bool:
        """Whether the mark counts."""
        return self.note is None or self.note.startswith(_AGREED)


@dataclass(frozen=True)
class Text:
    """A text with its marks; `is_report` where it also serves for the timing."""

    stem: str
    content: str
    marks: tuple[Mark, ...]
    is_report: bool


def load_texts(fixtures: Path) -> list[Text]:
    """Every marked text below `fixtures`, reports first; offsets hold since line ends are left alone."""
    texts = []
    for folder in ("reports", "written"):
        for path in sorted((fixtures / folder).glob("*.txt")):
            marked = fixtures / "mentions" / f"{path.stem}.jsonl"
            if marked.exists():
                content = path.read_bytes().decode("utf-8")
                marks = tuple(map(_mark, marked.read_text("utf-8").splitlines()))
                texts.append(Text(path.stem, content, marks, folder == "reports"))
    return texts


def _mark(line: str) -> Mark:
    fields = json.loads(line)
    return Mark(**{name: fields[name] for name in Mark.__dataclass_fields__})


def totals(texts: Iterable[Text]) -> Counter[str]:
    """How many marks there are of each group and left out, and how many figures are not exact, or money or time."""
    counts: Counter[str] = Counter()
    for mark in (mark for text in texts for mark in text.marks):
        counts[mark.group if mark.scored else "left out"] += 1
        if mark.scored and mark.group == "figures":
            counts["inexact"] += mark.approximation != "exact"
            counts["money or time"] += mark.unit in _MONEY_OR_TIME
    return counts


def score(text: Text, mentions: Sequence[Mention]) -> Counter[str]:
    """What the recogniser got right in one text, and what it took for a number and should not have."""
    numbers = [(m["start"], m["end"], m) for m in mentions if m["is_number"]]
    placed = [(start, end, m) for start, end, m in numbers if start is not None and end is not None]
    counts: Counter[str] = Counter()
    strays = {(start, end) for start, end, _ in placed}
    for mark in text.marks:
        over = [(start, end, m) for start, end, m in placed if start < mark.end and mark.start < end]
        strays -= {(start, end) for start, end, _ in over}
        if mark.scored and mark.group == "figures":
            counts += _score_figure(mark, [m for _, _, m in over])
        elif mark.scored:
            counts[mark.group] += bool(over)
    counts["elsewhere"] = len(strays)
    return counts


def _score_figure(mark: Mark, over: list[Mention]) -> Counter[str]:
    right = [m for m in over if _same_value(mark, m["value"])]
    approximation = any(mark.approximation in (m["approx"] or "").split("|") for m in right)
    return Counter(
        place=bool(over),
        value=bool(right),
        unit=any(_same_unit(mark, m) for m in right),
        approx=approximation,
        inexact=approximation and mark.approximation != "exact",
    )


def _same_value(mark: Mark, said: str | None) -> bool:
    if mark.value is None or said is None:
        return False
    wanted = Decimal(mark.value)
    try:
        value = Decimal(said)
    except InvalidOperation:
        return False
    if not value.is_finite():
        return False
    readings = {value, value * _PARTS.get(mark.unit or "", 1)}
    if (mark.note or "").startswith("fraction"):  # three digits of 三分之二 stand for it: 66.67
        readings |= {round(reading, 2) for reading in readings}
    return any(abs(reading - wanted) <= abs(wanted) / 10**9 for reading in readings)


def _same_unit(mark: Mark, said: Mention) -> bool:
    if mark.unit is None:
        return said["unit"] is None
    names = {mark.unit, mark.text[-len(mark.unit) :], *_ENGLISH.get(mark.unit, ())}
    return (said["unit"] or "").lower() in names or any(name in said["text"] for name in names)
