"""What is printed of places, and of reports that are published twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click
from rich import box
from rich.table import Table
from rich.text import Text

from llmextract.cli.shown import plain_console, shown, shown_json
from llmextract.places import Division, Located
from llmextract.reposting import Repost

__all__ = ["show_located", "show_reposts"]


def show_located(found: Sequence[tuple[str, Located]], *, as_json: bool) -> None:
    """The division of each name, or all that it can mean."""
    if as_json:
        for name, located in found:
            click.echo(shown_json({"given": name, **asdict(located)}))
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for column in ("name", "code", "level", "division", "note"):
        table.add_column(column, overflow="fold", no_wrap=column in ("code", "level"))
    for name, located in found:
        rows = (located.division,) if located.division else located.candidates or (None,)
        for at, division in enumerate(rows):
            table.add_row(Text(shown(name if at == 0 else "")), *_cells(division), Text(shown(_note(located))))
    plain_console().print(table)


def _cells(division: Division | None) -> tuple[str, str, str]:
    if division is None:
        return ("", "", "")
    way = (division.province, division.prefecture, division.county, division.name)
    return (division.code, division.level.value, " ".join(dict.fromkeys(filter(None, way))))


def _note(located: Located) -> str:
    open_ = "" if located.division else "candidate" if located.candidates else "not known"
    told = [open_, "department" * located.department, "zone" * located.zone]
    if located.former:
        told.append(f"formerly {located.former}")
    return ", ".join(filter(None, told))


def show_reposts(found: Sequence[Repost], *, as_json: bool) -> None:
    """The documents that repeat another; nothing where there are none."""
    if as_json:
        for one in found:
            told = {"document": one.document, "repost_of": one.of, "similarity": one.similarity, "kind": one.kind}
            click.echo(shown_json(told))
        return
    if not found:
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for column in ("document", "is the same report as", "by"):
        table.add_column(column, overflow="fold")
    for one in found:
        by = "the same text" if one.kind == "same" else f"{one.similarity:.1%} of its clauses"
        table.add_row(*(Text(shown(cell)) for cell in (one.document, one.of, by)))
    plain_console().print(table)
