"""The codebook as Markdown: a table a section, then one paragraph a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from llmextract.field_status import STATUSES, stated
from llmextract.panels.codebooks import Codebook, CodebookField
from llmextract.spelling import UNSHOWN, as_python

__all__ = ["markdown"]

_ACTS = re.compile(r"[\\`*_{}\[\]<>|~$&@]|:(?=//)|(?<=www)\.")
_UNSHOWN = re.compile(f"[{UNSHOWN}]")


def markdown(book: Codebook) -> str:
    """The whole of it."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Codebook) -> Iterator[str]:
    yield f"# {_inert(book.title)}:变量手册 (codebook)"
    yield ""
    yield f"{book.reports} 份报告 (reports), {len(book.fields)} 个字段 (fields)。每份报告的每个字段有且只有一个状态:"
    yield ""
    yield from (f"- {look.mark} `{status}` {look.zh} — {look.en}: {look.says}" for status, look in STATUSES.items())
    yield ""
    yield "数值按基本单位 (65900 = 6.59万户);最小、中位、最大值不含已否决的值。"
    yield "“用词”是报告中紧靠数字之前的词语,到标点或前一个数字为止。"
    section = ""
    for field in book.fields:
        if field.section != section:
            section = field.section
            yield from ("", f"## {_inert(field.section_title)} (`{section}`)")
            yield from _overview([one for one in book.fields if one.section == section])
        yield from _paragraph(field, book.reports)


def _overview(fields: list[CodebookField]) -> Iterator[str]:
    marks = [look.mark for look in STATUSES.values()]
    yield ""
    yield f"| 变量 variable | 指标 title | {' | '.join(marks)} | 最小 | 中位 | 最大 |"
    yield f"| --- | --- |{' ---: |' * (len(marks) + 3)}"
    for field in fields:
        counts = " | ".join(str(field.statuses[status]) for status in STATUSES)
        values = f"{field.least} | {field.median} | {field.most}"
        yield f"| `{field.variable}` | {_inert(field.title)} | {counts} | {values} |"


def _paragraph(field: CodebookField, reports: int) -> Iterator[str]:
    yield ""
    yield f"### {_inert(field.title)} `{field.variable}`"
    yield ""
    measure = " ".join(filter(None, (field.form, field.measure)))
    units = f",单位 {_inert('、'.join(field.units))}" if field.units else ""
    yield f"- `{field.section}.{field.field}`;{measure}{units}{',列表' if field.many else ''}"
    if field.definition:
        yield f"- 定义:{_inert(field.definition)}"
    if not reports:
        return
    zeros = f",其中 {field.zeros} 份以文字说明为零" if field.zeros else ""
    missed = f";{field.missed} 份为空但规则有所发现 (MISSED)" if field.missed else ""
    entries = f";共 {field.entries} 条" if field.many else ""
    yield f"- {reports} 份报告中 {field.stated} 份有值{zeros}{missed}{entries}"
    if field.words_met:
        yield f"- 用词:{_met(field.words_met)}"
    if field.units_met:
        yield f"- 所用单位:{_met(field.units_met)}"
    if field.example:
        page = f",第 {field.example.page} 页" if field.example.page else ""
        where = f"{_inert(field.example.document)},第 {field.example.start} 字起{page}"
        yield f"- 例:“{_inert(field.example.text)}”({where})"
    if field.stated:
        yield f"- 按年 (有值/报告):{_shares(field.by_year)};按层级:{_shares(field.by_level)}"


def _met(words: tuple[tuple[str, int], ...]) -> str:
    return "、".join(f"{_inert(word)} ({times})" for word, times in words)


def _shares(groups: Mapping[str, Mapping[str, int]]) -> str:
    return ",".join(
        f"{_inert(name) or '不详'} {stated(counts)}/{sum(counts.values())}" for name, counts in groups.items()
    )


def _inert(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _ACTS.sub(r"\\\g<0>", _UNSHOWN.sub(as_python, " ".join(text.split())))
