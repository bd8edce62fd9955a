"""What is printed of places, and of reports that are published twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from llmextract.cli.shown import plain_console, print_json
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.places import Division, Located
from llmextract.reposting import Repost

__all__ = ["show_located", "show_reposts"]

_LOCATED = (
    Column("name", Kind.WORDS),
    Column("code"),
    Column("level"),
    Column("division", Kind.WORDS),
    Column("note", Kind.WORDS),
)
_REPOSTS = (Column("document"), Column("is the same report as"), Column("by", Kind.WORDS))


def show_located(found: Sequence[tuple[str, Located]], *, as_json: bool) -> None:
    """The division of each name, or all that it can mean."""
    if as_json:
        for name, located in found:
            print_json({"given": name, **asdict(located)})
        return
    rows = [
        (name, *_cells(division), _note(located))
        for name, located in found
        for division in ((located.division,) if located.division else located.candidates or (None,))
    ]
    print_table(plain_console(), _LOCATED, rows)


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
            print_json(told)
        return
    if not found:
        return
    rows = [
        (one.document, one.of, "the same text" if one.kind == "same" else f"{one.similarity:.1%} of its clauses")
        for one in found
    ]
    print_table(plain_console(), _REPOSTS, rows)
