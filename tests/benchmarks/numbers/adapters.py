"""Every recogniser behind two functions: its own call, which is timed, and its answer in one common form, which is not.

A mention in common form says where the recogniser saw something, what it read there, and whether it took it for a
plain number (`is_number`): a date, an ordinal or a clock time that the recogniser itself calls so is none. `start` is
None where the recogniser gives no place and none can be found. `approx` holds the approximations that its answer
allows, joined by `|`, or None where it gives none; `value` is a plain or scientific decimal as text.

Rivals are called the way their own documents show for running text, with models built once and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from typing import Any, TypedDict

__all__ = ["OPENERS", "Mention", "Recogniser"]


class Mention(TypedDict):
    """One thing that a recogniser found."""

    start: int | None
    end: int | None
    text: str
    value: str | None
    unit: str | None
    approx: str | None
    is_number: bool


@dataclass(frozen=True)
class Recogniser:
    """`read` is the recogniser's own call; `mentions` puts what it returned into common form."""

    read: Callable[[str], Any]
    mentions: Callable[[str, Any], list[Mention]]


def _mention(start: int, text: str, value: object, **more: Any) -> Mention:
    said: Mention = {
        "start": start,
        "end": start + len(text),
        "text": text,
        "value": None if value is None else str(value),
        "unit": None,
        "approx": None,
        "is_number": True,
    }
    return {**said, **more}  # type: ignore[typeddict-item]


def open_digits() -> Recogniser:
    r"""`\d+` and nothing else: what the cheapest possible reader finds, and how fast this machine is."""
    find = re.compile(r"\d+").finditer

    def read(text: str) -> list[tuple[int, str]]:
        return [(m.start(), m.group()) for m in find(text)]

    return Recogniser(read, lambda _, found: [_mention(at, run, int(run)) for at, run in found])


def open_chinese2digits() -> Recogniser:
    """`takeNumberFromString` with its defaults: percentages become fractions. It gives texts in order, no places."""
    library = import_module("chinese2digits")

    def mentions(text: str, answer: dict[str, list[str]]) -> list[Mention]:
        # It folds 贰 and 萬 before it reads, so its texts are looked for in the folded text; the fold keeps lengths.
        folded = library.traditionalTextConvertFunc(text, True)
        at, found = 0, []
        for run, value in zip(answer["CHNumberStringList"], answer["digitsStringList"], strict=True):
            place = folded.find(run, at)
            said = _mention(max(place, 0), run, value.rstrip("%") or None)
            if place < 0:
                said["start"] = said["end"] = None
            else:
                at = place + len(run)
            found.append(said)
        return found

    return Recogniser(library.takeNumberFromString, mentions)


def open_cn2an() -> Recogniser:
    """`transform` rewrites a text's Chinese numerals in digits; what stands in digits afterwards counts as read.

    It returns a text and nothing else, so a digit pattern picks the numbers from that text and a comparison line by
    line leads back to the source. Both lie outside the timing.
    """
    library = import_module("cn2an")
    digits = re.compile(r"\d+(?:\.\d+)?%?")

    def mentions(text: str, answer: str) -> list[Mention]:
        found, start = [], 0
        for before, after in zip(text.split("\n"), answer.split("\n"), strict=True):
            steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            for match in digits.finditer(after):
                low, high = _source_span(steps, *match.span())
                unit = "%" if match.group().endswith("%") else None
                run = before[low:high]
                found.append(_mention(start + low, run, match.group().rstrip("%"), unit=unit))
            start += len(before) + 1
        return found

    return Recogniser(lambda text: library.transform(text, "cn2an"), mentions)


def _source_span(steps: Sequence[tuple[str, int, int, int, int]], start: int, end: int) -> tuple[int, int]:
    """Where the rewritten [start, end) stood before, by the steps of the comparison."""
    low = high = 0
    for tag, before, before_end, after, after_end in steps:
        if after <= start < after_end:
            low = before + (start - after if tag == "equal" else 0)
        if after < end <= after_end:
            high = before + end - after if tag == "equal" else before_end
    return low, max(low, high)


def open_jionlp() -> Recogniser:
    """`ner.extract_money` and `ner.extract_time` with parsing: the two that read numbers in running text.

    Of times only durations (time_delta) are numbers. A range gives two values, and so does 余, whose low one is right.
    """
    ner = import_module("jionlp").ner

    def read(text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return ner.extract_money(text, with_parsing=True), ner.extract_time(text, with_parsing=True)

    def mentions(_: str, answer: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> list[Mention]:
        return [mention for item in (*answer[0], *answer[1]) for mention in _of_jionlp(item)]

    return Recogniser(read, mentions)


_JIONLP_APPROX = {"accurate": "exact", "blur": "over|near", "blur+": "over|at_least", "blur-": "near|at_most"}


def _of_jionlp(item: dict[str, Any]) -> Iterable[Mention]:
    start, detail = item["offset"][0], item["detail"]
    approx = _JIONLP_APPROX.get(detail["definition"])
    if item["type"] == "money":
        amounts = detail["num"] if isinstance(detail["num"], list) else [detail["num"]]
        for amount in amounts:
            yield _mention(start, item["text"], amount, unit=detail["case"], approx=approx)
    elif item["type"] == "time_delta":
        times = detail["time"] if isinstance(detail["time"], list) else [detail["time"]]
        for time in times:
            value = next(iter(time.values())) if len(time) == 1 else None
            yield _mention(start, item["text"], None if value is True else value, approx=approx)
    else:
        yield _mention(start, item["text"], None, is_number=False)


def open_quantulum3() -> Recogniser:
    """`parser.parse` with its only language, English, and without its classifier of ambiguous units."""
    parser = import_module("quantulum3.parser")

    def mentions(_: str, answer: list[Any]) -> list[Mention]:
        return [
            _mention(q.span[0], q.surface, q.value, unit=None if q.unit.name == "dimensionless" else q.unit.name)
            for q in answer
        ]

    return Recogniser(parser.parse, mentions)


def open_microsoft(prefix: str) -> Recogniser:
    """The Chinese models for percentages, units, numbers, ordinals and dates; there is none for ranges in Python."""
    culture = import_module(f"{prefix}_suite").Culture.Chinese
    numbers = import_module(f"{prefix}_number").NumberRecognizer(culture)
    units = import_module(f"{prefix}_number_with_unit").NumberWithUnitRecognizer(culture)
    dates = import_module(f"{prefix}_date_time").DateTimeRecognizer(culture)
    models = [
        numbers.get_percentage_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
        units.get_age_model(),
        units.get_temperature_model(),
        numbers.get_number_model(),
        numbers.get_ordinal_model(),
        dates.get_datetime_model(),
    ]

    def read(text: str) -> list[Any]:
        return [found for model in models for found in model.parse(text)]

    return Recogniser(read, lambda _, answer: _longest([_of_microsoft(found) for found in answer]))


_DURATION = re.compile(r"PT?(\d+(?:\.\d+)?)[A-Z]")


def _of_microsoft(found: Any) -> Mention:
    said = found.resolution or {}
    if found.type_name.startswith("datetime"):
        timex = _DURATION.fullmatch(str((said.get("values") or [{}])[0].get("timex")))
        is_duration = found.type_name.endswith("duration")
        return _mention(found.start, found.text, timex[1] if timex else None, is_number=is_duration)
    value, unit = said.get("value"), said.get("unit")
    if value and value.endswith("%"):
        value, unit = value[:-1], "%"
    return _mention(found.start, found.text, value, unit=unit, is_number=found.type_name != "ordinal")


def _longest(found: list[Mention]) -> list[Mention]:
    """The models overlap (2024年 is a date and holds a number): the longest reading holds, of equals the earlier.

    Readings that run over a line's end are dropped first: the later release joins the dates of a whole text to one, and
    would lose every number between them.
    """
    taken: list[Mention] = []
    for mention in sorted((m for m in found if "\n" not in m["text"]), key=lambda m: -len(m["text"])):
        start, end = mention["start"] or 0, mention["end"] or 0
        if all(end <= (other["start"] or 0) or (other["end"] or 0) <= start for other in taken):
            taken.append(mention)
    return taken


_DATA = ("quantity", "rate", "points")


def open_llmextract_places() -> Recogniser:
    """`scan` with places and kinds read and nothing else."""
    scan = import_module("llmextract").scan

    def read(text: str) -> list[tuple[Any, ...]]:
        return [(m.start, m.end, m.kind) for m in scan(text)]

    def mentions(text: str, answer: list[tuple[Any, ...]]) -> list[Mention]:
        return [_mention(start, text[start:end], None, is_number=kind in _DATA) for start, end, kind in answer]

    return Recogniser(read, mentions)


def open_llmextract() -> Recogniser:
    """`scan` with value, unit and approximation of every mention asked for."""
    scan = import_module("llmextract").scan

    def read(text: str) -> list[tuple[Any, ...]]:
        return [(m.start, m.end, m.kind, m.value, m.unit, m.approximation) for m in scan(text)]

    def mentions(text: str, answer: list[tuple[Any, ...]]) -> list[Mention]:
        return [
            _mention(start, text[start:end], value, unit=unit, approx=str(approx), is_number=kind in _DATA)
            for start, end, kind, value, unit, approx in answer
        ]

    return Recogniser(read, mentions)


OPENERS: dict[str, Callable[[], Recogniser]] = {
    "digits": open_digits,
    "chinese2digits": open_chinese2digits,
    "cn2an": open_cn2an,
    "jionlp": open_jionlp,
    "quantulum3": open_quantulum3,
    "recognizers-text-suite": lambda: open_microsoft("recognizers"),
    "ms-recognizers-text-suite": lambda: open_microsoft("ms_recognizers"),
    "llmextract-places": open_llmextract_places,
    "llmextract": open_llmextract,
}
