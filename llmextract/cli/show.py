"""What the smaller commands print."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import click
from rich import box
from rich.table import Table
from rich.text import Text

from llmextract.cli.shown import plain_console, shown, shown_json
from llmextract.document import Document
from llmextract.evaluation import Evaluation, Miss, Score
from llmextract.front import front_matter
from llmextract.numbers import Mention
from llmextract.quantity import plain
from llmextract.schema import Genre
from llmextract.schema.wire import fields_wire, json_schema

__all__ = ["show_evaluation", "show_outline", "show_scan", "show_schema"]

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
    """The text with its numbers coloured (or, without colours, marked) by kind; or one JSON object a number."""
    if as_json:
        for mention in document.mentions:
            click.echo(shown_json(_mention(mention, document.page_at(mention.start))))
        return
    console = plain_console()
    coloured = console.is_terminal and not console.no_color
    text = Text()
    at = 0
    for mention in document.mentions:
        text.append(_paged(document.raw[at : mention.start]))
        printed = _paged(mention.text)
        text.append(printed if coloured else f"⟦{mention.kind}:{printed}⟧", KIND_STYLE[mention.kind])
        at = mention.end
    text.append(_paged(document.raw[at:]))
    console.print(text, soft_wrap=True)
    counts = [(kind, sum(m.kind == kind for m in document.mentions)) for kind in KIND_STYLE]
    legend = Text("\n")
    for kind, number in counts:
        legend.append(f"{kind} {number}  ", KIND_STYLE[kind])
    console.print(legend)


def _paged(text: str) -> str:
    """Text as it is shown: the form feeds that end pages are no characters to look at."""
    return shown(text.replace("\f", ""))


def _mention(mention: Mention, page: int | None) -> dict[str, object]:
    told = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "value": None if mention.value is None else plain(mention.value),
        "unit": mention.unit,
        "approximation": mention.approximation,
        "date": mention.date,
        "partner": mention.partner,
        "direction": mention.direction,
        "header": mention.header,
        "doubtful": mention.doubtful or None,
        "why": mention.why,
        "page": page,
    }
    return {key: value for key, value in told.items() if value is not None}


def show_outline(document: Document, *, as_json: bool) -> None:
    """The headings as a tree with the count of figures under each, and what the form of the text tells of it."""
    document = document.visible
    tree = document.outline
    if as_json:
        for node in tree.nodes:
            start, end, _ = document.published(node.start, node.end)
            told = {"path": node.path, "title": node.title, "level": node.level, "start": start, "end": end}
            page = document.page_at(node.start)
            click.echo(shown_json(told if page is None else told | {"page": page}))
        return
    figures = Counter(tree.path(m.start) for m in document.mentions if m.kind.is_data)
    console = plain_console()
    for name, spans in front_matter(document).items():
        told_words = " · ".join(span.value or document.raw[span.start : span.end] for span in spans)
        console.print(Text(shown(f"{name:16}{told_words}"), "dim"), soft_wrap=True)
    for node in tree.nodes:
        line = Text("  " * (node.path.count("/") + 1))
        line.append(shown(f"{node.mark} "), "bold").append(shown(node.title))
        line.append(f"  {figures[node.path]}" if figures[node.path] else "", "green")
        page = document.page_at(node.start)
        line.append(f"  p. {page}" if page else "", "dim")
        console.print(line, soft_wrap=True)
    aside = len(tree.furniture)
    console.print(Text(f"{len(tree.nodes)} headings, {aside} lines of page furniture", "dim"))


def show_schema(genre: Genre, sections: tuple[str, ...], *, as_json: bool) -> None:
    """The fields as a table, or the wire schema."""
    unknown = [name for name in sections if name not in genre.sections]
    if unknown:
        raise click.UsageError(f"no section {', '.join(unknown)}; there are: {', '.join(genre.sections)}")
    wanted = sections or tuple(genre.sections)
    if as_json:
        click.echo(shown_json(json_schema(fields_wire(genre, genre.keys(*wanted))), indent=1))
        return
    console = plain_console()
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
        click.echo(shown_json(asdict(scored), indent=1))
        return
    console = plain_console()
    if not console.is_terminal:
        console.width = max(console.width, 110)
    console.print(
        _score_table("section", {**scored.sections, "total": scored.total, "without number": scored.without_number})
    )
    console.print(_score_table("verdict", scored.verdicts))
    console.print(_score_table("list (by place)", scored.lists))
    for title, found in (("disagreements", scored.misses), ("disagreements in lists", scored.list_misses)):
        console.print(_miss_table(f"{len(found)} {title}", found))


def _miss_table(title: str, found: list[Miss]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
    for column in ("document", "field", "what", "gold", "got", "verdict"):
        table.add_column(column, overflow="fold")
    for miss in found:
        field = f"{miss.section}.{miss.field}"
        told = (miss.document, field, miss.what, miss.expected[:40], miss.got[:40], miss.verdict)
        table.add_row(*map(shown, told))
    return table


def _score_table(label: str, rows: dict[str, Score]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(label)
    for column in ("stated", "found", "recall", "filled", "right", "precision"):
        table.add_column(column, justify="right")
    for name, score in rows.items():
        precision, recall = (f"{s:.1%}" if s is not None else "-" for s in (score.precision, score.recall))
        counts = (str(score.stated), str(score.found), recall, str(score.filled), str(score.right), precision)
        table.add_row(name, *counts)
    return table
