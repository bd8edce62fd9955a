"""Cues: the words around a figure that mean a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from llmextract.errors import SchemaError

__all__ = ["FIGURE_MARK", "OTHER_MARK", "Cue"]

# What stands for figures in the text that cues are tried on.
FIGURE_MARK = "\ue000"  # the one in question
OTHER_MARK = "\ue001"  # any other


@dataclass(frozen=True)
class Cue:
    """The words around a number, or the row and the column of a table, that mean a field.

    Attributes:
        patterns: tried in order; the first that matches anywhere is the most telling.
        avoid: patterns that must not match at the same figure.
        within: must be found in the headings over the figure, its sentence or the sentence before.
        cells: for figures in tables; searched for in what heads the figure (`Mention.header`): the names of its row
            and of its column, from the outermost, parted by "/". More telling than any of the patterns.

    """

    patterns: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    within: str | None = None
    cells: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The patterns, with marks for `#` and `@`."""
        return tuple(map(_compile, self.patterns))

    @cached_property
    def headers(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of `cells`."""
        return tuple(map(re.compile, self.cells))

    @cached_property
    def avoided(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of `avoid`, likewise."""
        return tuple(map(_compile, self.avoid))

    @cached_property
    def context(self) -> re.Pattern[str] | None:
        """The pattern of `within`."""
        return re.compile(self.within) if self.within else None


def _compile(pattern: str) -> re.Pattern[str]:
    if pattern.count("#") != 1:
        raise SchemaError(f"cue {pattern!r}: needs exactly one # for the figure")
    # A negated class would leave the sentence where "." does not: both stop at the line end.
    within_line = pattern.replace("[^", "[^\\n")
    try:
        return re.compile(within_line.replace("#", FIGURE_MARK).replace("@", OTHER_MARK))
    except re.error as error:
        raise SchemaError(f"cue {pattern!r}: {error}") from error
