"""Lines on pages: what is read of a PDF before it becomes text."""

from __future__ import annotations

from dataclasses import dataclass

from llmextract.reading.ruled import Table

__all__ = ["IN_TABLE", "Line", "Page"]

IN_TABLE = 9  # columns, as it were, of a row between ruled lines: no line of running text


@dataclass(slots=True)
class Line:
    """A line: its text (tabs where columns part) and its place in points, from the lower left corner of the page.

    `aside` lines are joined to no others; one with a `table` stands for its rows.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    columns: int = 1
    aside: bool = False
    table: Table | None = None

    @property
    def size(self) -> float:
        """The height of its letters."""
        return max(self.top - self.bottom, 1.0)


@dataclass(slots=True)
class Page:
    """The lines of a page in reading order, its size, whether it is an image without text, or one column of a page."""

    lines: list[Line]
    width: float
    height: float
    image: bool = False
    column: bool = False
