"""What the smaller commands print."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import click
from rich.text import Text

from llmextract.cli.shown import plain_console, print_json, shown
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.document import Document
from llmextract.evaluation import Evaluation, Miss, Score
from llmextract.front import front_matter
from llmextract.numbers import Mention
from llmextract.quantity import plain
from llmextract.schema import Genre
from llmextract.schema.wire import fields_wire, json_schema
from llmextract.suggesting import did_you_mean

__all__ = ["show_evaluation", "show_outline", "show_scan", "show_schema"]

_FIELDS = (Column("field"), Column("measure"), Column("title, definition, units", Kind.WORDS))
_SCORES = ("stated", "found", "recall", "filled", "right", "precision")
_MISSES = (
    Column("document"),
    Column("field"),
    Column("what"),
    Column("gold", Kind.WORDS),
    Column("got", Kind.WORDS),
    Column("verdict"),
)
_LONG = 40  # characters of a miss's words
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
            print_json(_mention(mention, document.page_at(mention.start)))
        return
    console = plain_console()
    coloured = console.color_system is not None and not console.no_color
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
            print_json(told if page is None else told | {"page": page})
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
        near = did_you_mean(unknown[0], genre.sections) or f"; there are: {', '.join(genre.sections)}"
        raise click.UsageError(f"no section {', '.join(unknown)}{near}")
    wanted = sections or tuple(genre.sections)
    if as_json:
        print_json(json_schema(fields_wire(genre, genre.keys(*wanted))))
        return
    console = plain_console()
    for section in wanted:
        label = f"{section} {genre.sections[section].label()}"
        console.print(Text(label, "bold"))
        rows = []
        for name, spec in genre.sections[section].specs().items():
            told = Text(spec.title)
            told.append(f"\n{spec.definition}" if spec.definition else "", "dim")
            told.append(f"\n{' '.join(sorted(spec.units))}" if spec.units else "", "green")
            rows.append((name, spec.measure or spec.form, told))
        print_table(console, _FIELDS, rows)


def show_evaluation(scored: Evaluation, *, as_json: bool) -> None:
    """The scores by section, verdict and list, and every miss."""
    if as_json:
        print_json(asdict(scored))
        return
    console = plain_console()
    sections = {**scored.sections, "total": scored.total, "without number": scored.without_number}
    for label, rows in (("section", sections), ("verdict", scored.verdicts), ("list (by place)", scored.lists)):
        if rows:
            print_table(console, _score_columns(label), [_score_row(name, score) for name, score in rows.items()])
    if scored.decided:
        told = "of the filled values are what people have decided: they say nothing of who answered"
        console.print(f"{scored.decided} {told}")
    for title, found in (("disagreements", scored.misses), ("disagreements in lists", scored.list_misses)):
        console.print(Text(f"{len(found)} {title}", "bold"))
        if found:
            print_table(console, _MISSES, [_miss_row(miss) for miss in found])


def _miss_row(miss: Miss) -> tuple[str, ...]:
    field = f"{miss.section}.{miss.field}"
    return miss.document, field, miss.what, _begun(miss.expected), _begun(miss.got), miss.verdict


def _begun(text: str) -> str:
    """The beginning of a long text, shown to be one."""
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _score_columns(label: str) -> tuple[Column, ...]:
    return (Column(label), *(Column(name, Kind.NUMBER) for name in _SCORES))


def _score_row(name: str, score: Score) -> tuple[str, ...]:
    precision, recall = (f"{s:.1%}" if s is not None else "-" for s in (score.precision, score.recall))
    return name, str(score.stated), str(score.found), recall, str(score.filled), str(score.right), precision
