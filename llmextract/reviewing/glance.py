"""What the index shows at a glance: how far each report is filled, and the indicators that tell most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmextract.plots import Seen, coverage, coverage_map, indicator_plot, most_telling, series, unit_of
from llmextract.reviewing.names import safe_name
from llmextract.schema.genre import Genre

__all__ = ["Plot", "glance"]

_INDICATORS = 4
_FEWEST = 2  # reports that make an indicator worth drawing


_BROAD = 900  # pixels from which a plot does not stand beside another
_WIDTH = re.compile(r'viewBox="0 0 (\d+)')


class Plot(NamedTuple):
    """The section that a plot is of, "" for all; and its <svg> element, without scripts and style attributes."""

    section: str
    svg: str

    @property
    def broad(self) -> bool:
        """Whether it wants the whole width of a page."""
        width = _WIDTH.search(self.svg)
        return width is not None and int(width[1]) > _BROAD


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
            drawn = indicator_plot(found, spec.title, unit_of(found, spec), lang=lang)
            yield Plot(genre.sections[section].label(), drawn)


def _page(document: str, anchor: str) -> str:
    return f"pages/{safe_name(document)}.html#f-{anchor}"
