"""Plots that people expect of a panel, as static SVG: no script, no style attributes, nothing to install."""

from llmextract.plots.coverage_map import coverage_map
from llmextract.plots.data import (
    CoverageCell,
    FieldStatus,
    Point,
    Series,
    coverage,
    field_status,
    most_telling,
    series,
    unit_of,
)
from llmextract.plots.drawn import plot, standalone
from llmextract.plots.indicator import indicator_plot
from llmextract.plots.palette import PLOT_CSS

__all__ = [
    "PLOT_CSS",
    "CoverageCell",
    "FieldStatus",
    "Point",
    "Series",
    "coverage",
    "coverage_map",
    "field_status",
    "indicator_plot",
    "most_telling",
    "plot",
    "series",
    "standalone",
    "unit_of",
]
