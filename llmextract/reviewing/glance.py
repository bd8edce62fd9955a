"""What the index shows at a glance: how far each report is filled, and the indicators that tell most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmextract.plots import Seen, coverage, coverage_map, indicator_plot, most_telling, series, unit_of
from llmextract.reviewing.names import safe_name
from llmextract.reviewing.shown import shown
from llmextract.schema.genre import Genre

__all__ = ["Plot", "glance"]

_INDICATORS = 4
_FEWEST = 2  # reports that make an indicator worth drawing


class Plot(NamedTuple):
    """A title, and the text of one <svg> element, which has no scripts and no style attributes."""

    title: str
    svg: str


def glance(reports: Sequence[Seen], genre: Genre, lang: str) -> Iterator[Plot]:
    """The coverage map, then the most telling indicators; every mark leads to its field on the report's page."""
    if not reports:
        return
    yield Plot("", coverage_map(coverage(reports, genre, href=_page), lang=lang))
    if len(reports) < _FEWEST:
        return
    for section, field in most_telling(reports, genre, _INDICATORS):
        found, spec = series(reports, genre, section, field, href=_page), genre.spec(section, field)
        if sum(point.standing for one in found for point in one.points) >= _FEWEST:
            title = shown(f"{genre.sections[section].label()}: {spec.title}")
            yield Plot(title, indicator_plot(found, spec.title, unit_of(found, spec), lang=lang))


def _page(document: str, anchor: str) -> str:
    return f"pages/{safe_name(document)}.html#f-{anchor}"
