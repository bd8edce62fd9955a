"""A plot of the results of runs, as a file of its own: the library's form of `llmextract plot`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from llmextract.errors import ResultError
from llmextract.plots.coverage_map import coverage_map
from llmextract.plots.data import coverage, series, unit_of
from llmextract.plots.indicator import indicator_plot
from llmextract.plots.naming import field_of
from llmextract.plots.palette import PLOT_CSS, ink
from llmextract.plots.svg import element
from llmextract.plots.words import WORDS
from llmextract.runs import stream_runs

__all__ = ["plot", "standalone"]


def plot(folders: Iterable[str | Path], field: str | None = None, *, lang: str | None = None) -> str:
    """The coverage map of some runs, or one indicator over their places and years, as an SVG file.

    Args:
        folders: the folders of runs of one genre.
        field: the indicator, as SECTION.FIELD, or FIELD or its title where only one section has it ("收到复议申请数",
            or "行政复议:收到复议申请数"); None for the coverage map.
        lang: "en" or "zh", for the words of the plot itself; by default that of the genre.

    Returns:
        An SVG document with its own colours, light and dark. To put a plot into a page of yours, take `coverage_map` or
        `indicator_plot` of `llmextract.plots`, with `PLOT_CSS` in a style sheet.

    Raises:
        ResultError: a folder holds no run, or one of another genre than the first; there is no such language.
        SchemaError: there is no such field, or it has no figures.

    """
    if lang not in (None, *WORDS):
        raise ResultError(f"language {lang}: give one of {', '.join(WORDS)}")
    results, genre = stream_runs(folders)
    lang = lang or genre.lang
    if field is None:
        return standalone(coverage_map(coverage(results, genre), lang=lang))
    section, name = field_of(genre, field)
    found, spec = series(results, genre, section, name), genre.spec(section, name)
    return standalone(indicator_plot(found, spec.title, unit_of(found, spec), lang=lang))


def standalone(svg: str) -> str:
    """A plot as a document of its own: with its style sheet, and paper beneath it."""
    head, end, drawn = svg.partition("</desc>")
    paper = element("rect", width="100%", height="100%", **ink("plot-paper"))
    return f"{head}{end}<style>{PLOT_CSS}</style>{paper}{drawn}\n"
