"""Plots that people expect of a panel, as static SVG: no script, no style attributes, nothing to install."""

from llmextract.field_status import FieldStatus
from llmextract.plots.coverage_map import coverage_map
from llmextract.plots.data import CoverageCell, Point, Series, coverage, most_telling, series, unit_of
from llmextract.plots.drawn import plot, standalone
from llmextract.plots.indicator import indicator_plot
from llmextract.plots.palette import PLOT_CSS
from llmextract.plots.seen import Seen, seen

__all__ = [
    "PLOT_CSS",
    "CoverageCell",
    "FieldStatus",
    "Point",
    "Seen",
    "Series",
    "coverage",
    "coverage_map",
    "indicator_plot",
    "most_telling",
    "plot",
    "seen",
    "series",
    "standalone",
    "unit_of",
]
