"""One indicator over places and years: the form that suits how much there is."""

from __future__ import annotations

from collections.abc import Sequence

from llmextract.plots.data import Series
from llmextract.plots.dots import dot_plot, strips
from llmextract.plots.lines import line_plot, small_multiples
from llmextract.plots.marks import Words, years

__all__ = ["indicator_plot"]

_LINES = 6  # places in one picture
_PANELS = 48  # places with a picture each


def indicator_plot(series: Sequence[Series], title: str, unit: str, *, lang: str = "en") -> str:
    """One indicator over places and years, as one SVG image.

    One year: a sorted row a place. Several: lines for up to six places, a small picture each for up to 48, and for
    more a strip of dots a year. Verified values are filled, those in review hollow; a line stands on the side of an
    approximate value on which the true one lies; what is missing is a gap. Rejected values are named, and drawn
    nowhere on the scale. Scales are linear, and begin at zero but for percentages far from it.

    Args:
        series: from `llmextract.plots.series`.
        title: what is counted, for people.
        unit: its base unit (件, 元, %); 万 and 亿 are added where the figures are large.
        lang: "en" or "zh".

    """
    words = Words(title, unit, lang)
    known = [one for one in series if one.points]
    if len(years(known)) < 2:
        return dot_plot(known, words)
    if len(known) <= _LINES:
        return line_plot(known, words)
    return small_multiples(known, words) if len(known) <= _PANELS else strips(known, words)
