"""The tables of what stands behind the values: every number of the sources, and every finding of the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from llmextract.panels.columns import Cell, Column, Table
from llmextract.panels.heads import CODES_NOTE, FLAG, INTEGER, column
from llmextract.panels.readings import Reading
from llmextract.result import LedgerEntry, StatedFinding
from llmextract.reviewing.words import message_zh

__all__ = ["findings", "ledger"]


@dataclass(slots=True)
class _Number:
    """A row of the ledger."""

    reading: Reading
    entry: LedgerEntry


def _numbers(reading: Reading) -> Iterable[_Number]:
    return (_Number(reading, entry) for entry in reading.result.ledger)


def _claimed_by(row: _Number) -> Cell:
    return " ".join(row.entry.claimed_by) or None


def _whose(*, joined: bool) -> tuple[Column, ...]:
    document = column("document", "文件", "document", "reading.document", width=26)
    run = column("run", "批次", "run", "reading.run")
    return (document, run) if joined else (document,)


def ledger(*, joined: bool) -> Table:
    """The table; `joined` as in `llmextract.panels.definitions.tables`."""
    columns = (
        *_whose(joined=joined),
        column("start", "起", "first character in the source", "entry.start", INTEGER, 8),
        column("end", "止", "behind its last character", "entry.end", INTEGER, 8),
        column("page", "页", "page of the source", "entry.page", INTEGER, 6),
        column("text", "原文", "words of the source", "entry.text", width=20),
        column("kind", "种类", "what the number is", "entry.kind", width=10),
        column("doubtful", "存疑", "whether it cannot be read with certainty", "entry.doubtful", FLAG, 8),
        column("value", "数值", "value in base units, unsigned; of dates in ISO form", "entry.value"),
        column("unit", "单位", "unit", "entry.unit", width=7),
        column("approximation", "约数", "how it stands to the true figure", "entry.approximation", width=9),
        column("path", "标题路径", "headings it stands under", "entry.path", width=16),
        column("claimed_by", "认领字段", "fields that claim it", _claimed_by, width=30),
        column("dismissed", "免看", "whether a person dismissed it", "entry.dismissed", FLAG, 8),
    )
    return Table("ledger", "数字台账", "a row a number of the source", columns, _numbers, in_workbook=False)


@dataclass(slots=True)
class _Found:
    """A row of the findings."""

    reading: Reading
    finding: StatedFinding
    start: int | None
    end: int | None
    text: str | None


def _findings(reading: Reading) -> Iterator[_Found]:
    texts = {(entry.start, entry.end): entry.text for entry in reading.result.ledger}
    for finding in reading.result.findings:
        place = finding.spans[0] if finding.spans else None
        start, end = place or (None, None)
        yield _Found(reading, finding, start, end, texts.get(place) if place else None)


def _message_zh(row: _Found) -> Cell:
    return message_zh(row.finding.message)


def findings(*, joined: bool) -> Table:
    """The table; `joined` as in `llmextract.panels.definitions.tables`."""
    columns = (
        *_whose(joined=joined),
        column("code", "代码", "code", "finding.code", width=20, note=CODES_NOTE),
        column("severity", "轻重", "what it does to the verdict", "finding.severity", width=9, note=CODES_NOTE),
        column("about", "关于", "extraction or source", "finding.about", width=10, note=CODES_NOTE),
        column("section", "部分", "section", "finding.section", width=14),
        column("field", "字段", "field", "finding.field", width=22),
        column("message", "说明(英)", "what the check says", "finding.message", width=60),
        column("message_zh", "说明", "the same in Chinese", _message_zh, width=50),
        column("start", "起", "first character in the source", None, INTEGER, 8),
        column("end", "止", "behind its last character", None, INTEGER, 8),
        column("text", "原文", "words of the source", width=20),
    )
    return Table("findings", "发现", "a row a finding of the checks", columns, _findings, frozen=1)
