"""The panel and the ledger as tables: rows from results, CSV that Excel opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from llmextract.across import AcrossFinding, compare
from llmextract.files import writing
from llmextract.quantity import Approximation, plain
from llmextract.result import Result
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Date, Figure, Leaf, Other, State, Text, Verdict

__all__ = [
    "ACROSS_COLUMNS",
    "FINDING_COLUMNS",
    "LEDGER_COLUMNS",
    "LONG_COLUMNS",
    "across_rows",
    "finding_rows",
    "ledger_rows",
    "long_rows",
    "wide_columns",
    "wide_rows",
    "write_tables",
]

LONG_COLUMNS = (
    "document",
    "region",
    "year",
    "section",
    "field",
    "title",
    "value",
    "unit",
    "approximation",
    "text",
    "start",
    "end",
    "path",
    "verdict",
    "codes",
    "agreement",
    "decision",
    "model",
)
LEDGER_COLUMNS = (
    "document",
    "start",
    "end",
    "text",
    "kind",
    "doubtful",
    "value",
    "unit",
    "approximation",
    "path",
    "claimed_by",
)
ACROSS_COLUMNS = (
    "region",
    "year",
    "document",
    "other_year",
    "other",
    "code",
    "section",
    "field",
    "message",
)
FINDING_COLUMNS = ("document", "code", "severity", "about", "section", "field", "message", "start", "end", "text")
_WIDE_HEAD = ("document", "region", "year")
Row = dict[str, str]


def long_rows(results: Iterable[Result], genre: Genre) -> Iterator[Row]:
    """One row a figure (texts and dates of the report itself included), one place each; keys are LONG_COLUMNS.

    Zero said in words has a row with the value 0 and the words as its text. What is stated without a number, or not
    at all, has none; results tell the two apart.
    """
    for result in results:
        head = _head(result)
        for section, field, leaf in result.figures():
            title = leaf.name if isinstance(leaf, Other) else genre.spec(section, field).title
            place = leaf.places[0] if leaf.places else None
            yield head | {
                "section": section,
                "field": field,
                "title": title,
                "value": _value(leaf),
                "unit": (leaf.unit or "") if isinstance(leaf, Figure) else "",
                "approximation": (leaf.approximation or "") if isinstance(leaf, Figure) else "",
                "text": place.text if place else (getattr(leaf, "printed", None) or ""),
                "start": str(place.start) if place else "",
                "end": str(place.end) if place else "",
                "path": place.path if place else "",
                "verdict": leaf.verdict or "",
                "codes": " ".join(leaf.codes),
                "agreement": "/".join(map(str, leaf.agreement or ())),
                "decision": leaf.decision or "",
                "model": result.model_of(section, field),
            }


def wide_columns(genre: Genre) -> list[str]:
    """The columns of the wide table: SECTION.FIELD is the value, SECTION.FIELD.verdict its verdict, and
    SECTION.FIELD.approximation says over, near … where it is not exact.
    """
    fields = [f"{section}.{name}" for (section, name), spec in genre.specs.items() if not spec.many]
    return [
        *_WIDE_HEAD,
        *(column for field in fields for column in (field, f"{field}.verdict", f"{field}.approximation")),
    ]


def wide_rows(results: Iterable[Result], genre: Genre) -> Iterator[Row]:
    """One row a report, three columns a field; nothing rejected. Keys are `wide_columns`."""
    fields = [key for key, spec in genre.specs.items() if not spec.many]
    for result in results:
        row = _head(result)
        for section, name in fields:
            leaf: Leaf = getattr(result.report[section], name)
            shown = leaf.verdict in (Verdict.VERIFIED, Verdict.REVIEW) and leaf.state in (State.STATED, State.ZERO)
            row[f"{section}.{name}"] = _value(leaf) if shown else ""
            row[f"{section}.{name}.verdict"] = str(leaf.verdict) if shown else ""
            approximation = getattr(leaf, "approximation", None) or Approximation.EXACT
            inexact = shown and approximation is not Approximation.EXACT
            row[f"{section}.{name}.approximation"] = str(approximation) if inexact else ""
        yield row


def ledger_rows(results: Iterable[Result]) -> Iterator[Row]:
    """One row a mention of any kind; keys are LEDGER_COLUMNS."""
    for result in results:
        for entry in result.ledger:
            yield {
                "document": result.document,
                "start": str(entry.start),
                "end": str(entry.end),
                "text": entry.text,
                "kind": entry.kind,
                "doubtful": "true" if entry.doubtful else "false",
                "value": entry.value or "",
                "unit": entry.unit or "",
                "approximation": entry.approximation,
                "path": entry.path,
                "claimed_by": " ".join(entry.claimed_by),
            }


def finding_rows(results: Iterable[Result]) -> Iterator[Row]:
    """One row a finding, with the number that it is about; keys are FINDING_COLUMNS."""
    for result in results:
        texts = {(entry.start, entry.end): entry.text for entry in result.ledger}
        for finding in result.findings:
            place = finding.spans[0] if finding.spans else None
            yield {
                "document": result.document,
                "code": finding.code,
                "severity": finding.severity,
                "about": finding.about,
                "section": finding.section,
                "field": finding.field,
                "message": finding.message,
                "start": str(place[0]) if place else "",
                "end": str(place[1]) if place else "",
                "text": texts.get(place, "") if place else "",
            }


def across_rows(findings: Iterable[AcrossFinding]) -> Iterator[Row]:
    """One row a finding between two reports of one place; keys are ACROSS_COLUMNS."""
    for finding in findings:
        yield {column: str(getattr(finding, column)) for column in ACROSS_COLUMNS}


def write_tables(out: Path, results: Iterable[Result], genre: Genre) -> None:
    """Write the five tables of a run, one result at a time: however many there are, few are held at once.

    The files are UTF-8 with a byte-order mark, so that Excel opens Chinese; lines end in CRLF as RFC 4180 has it.

    Raises:
        OSError: a table cannot be written; those that were there before stay.

    """
    tables: dict[str, tuple[Iterable[str], Callable[[Iterable[Result]], Iterator[Row]]]] = {
        "panel_long.csv": (LONG_COLUMNS, lambda results: long_rows(results, genre)),
        "panel_wide.csv": (wide_columns(genre), lambda results: wide_rows(results, genre)),
        "ledger.csv": (LEDGER_COLUMNS, ledger_rows),
        "findings.csv": (FINDING_COLUMNS, finding_rows),
    }
    with ExitStack() as stack:
        writers = {name: _writer(stack, out / name, columns) for name, (columns, _) in tables.items()}

        def passing() -> Iterator[Result]:
            for result in results:
                for name, (_, rows) in tables.items():
                    writers[name].writerows(rows((result,)))
                yield result

        found = compare(passing(), genre)
        _writer(stack, out / "across.csv", ACROSS_COLUMNS).writerows(across_rows(found))


def _writer(stack: ExitStack, path: Path, columns: Iterable[str]) -> csv.DictWriter[str]:
    file = stack.enter_context(writing(path))
    file.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="", write_through=True)
    stack.callback(text.detach)  # or it closes the file under `writing`
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    return writer


def _head(result: Result) -> Row:
    report = result.report.get("report")
    region, year = getattr(report, "region", None), getattr(report, "year", None)
    return {
        "document": result.document,
        "region": _value(region) if region and region.verdict is not Verdict.REJECTED else "",
        "year": _value(year) if year and year.verdict is not Verdict.REJECTED else "",
    }


def _value(leaf: Leaf) -> str:
    if isinstance(leaf, Figure):
        return "" if leaf.value is None else plain(leaf.value)
    if isinstance(leaf, Text | Date):
        return leaf.value or ""
    return ""
