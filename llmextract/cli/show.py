"""What the smaller commands print."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmextract.document import Document
from llmextract.evaluation import Evaluation, Score
from llmextract.numbers import Mention
from llmextract.quantity import plain
from llmextract.schema import Genre
from llmextract.schema.wire import json_schema, sections_wire

__all__ = ["show_evaluation", "show_scan", "show_schema"]

KIND_STYLE = {
    "quantity": "bold green",
    "rate": "bold cyan",
    "points": "bold magenta",
    "date": "blue",
    "ordinal": "yellow",
    "heading": "dim",
    "docno": "yellow",
    "code": "yellow",
    "name": "dim yellow",
}


def show_scan(document: Document, *, as_json: bool) -> None:
    """The text with its numbers coloured by kind, and how many there are; or one JSON object a number."""
    if as_json:
        for mention in document.mentions:
            click.echo(json.dumps(_mention(mention), ensure_ascii=False))
        return
    text = Text(document.raw)
    for mention in document.mentions:
        text.stylize(KIND_STYLE[mention.kind], mention.start, mention.end)
    console = Console(highlight=False)
    console.print(text, soft_wrap=True)
    counts = [(kind, sum(m.kind == kind for m in document.mentions)) for kind in KIND_STYLE]
    legend = Text("\n")
    for kind, number in counts:
        legend.append(f"{kind} {number}  ", KIND_STYLE[kind])
    console.print(legend)


def _mention(mention: Mention) -> dict[str, object]:
    told = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "value": None if mention.value is None else plain(mention.value),
        "unit": mention.unit,
        "approximation": mention.approximation,
        "date": mention.date,
        "why": mention.why,
    }
    return {key: value for key, value in told.items() if value is not None}


def show_schema(genre: Genre, sections: tuple[str, ...], *, as_json: bool) -> None:
    """The fields as a table, or the wire schema."""
    unknown = [name for name in sections if name not in genre.sections]
    if unknown:
        raise click.UsageError(f"no section {', '.join(unknown)}; there are: {', '.join(genre.sections)}")
    wanted = sections or tuple(genre.sections)
    if as_json:
        click.echo(json.dumps(json_schema(sections_wire(genre, wanted)), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    for section in wanted:
        label = f"{section} {genre.sections[section].label()}"
        table = Table(title=label, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
        table.add_column("field", overflow="fold", max_width=30)
        table.add_column("measure")
        table.add_column("title, definition, units")
        for name, spec in genre.sections[section].specs().items():
            told = Text(spec.title)
            told.append(f"\n{spec.definition}" if spec.definition else "", "dim")
            told.append(f"\n{' '.join(sorted(spec.units))}" if spec.units else "", "green")
            table.add_row(name, spec.measure or spec.form, told)
        console.print(table)


def show_evaluation(scored: Evaluation, *, as_json: bool) -> None:
    """The scores by section, verdict and list, and every miss."""
    if as_json:
        click.echo(json.dumps(asdict(scored), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 110)
    console.print(
        _score_table("section", {**scored.sections, "total": scored.total, "without number": scored.without_number})
    )
    console.print(_score_table("verdict", scored.verdicts))
    console.print(_score_table("list (by place)", scored.lists))
    misses = Table(title=f"{len(scored.misses)} disagreements", title_justify="left", box=box.SIMPLE_HEAD)
    for column in ("document", "field", "what", "gold", "got", "verdict"):
        misses.add_column(column, overflow="fold")
    for miss in scored.misses:
        field = f"{miss.section}.{miss.field}"
        misses.add_row(miss.document, field, miss.what, miss.expected, miss.got, miss.verdict)
    console.print(misses)


def _score_table(label: str, rows: dict[str, Score]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(label)
    for column in ("stated", "filled", "right", "precision", "recall"):
        table.add_column(column, justify="right")
    for name, score in rows.items():
        shares = [f"{share:.1%}" if share is not None else "-" for share in (score.precision, score.recall)]
        table.add_row(name, str(score.stated), str(score.filled), str(score.right), *shares)
    return table
