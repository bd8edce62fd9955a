"""One result as the tables read it: its place and year, and what other reports it repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from llmextract.document import Document
from llmextract.field_status import FieldStatus, field_status, status_of
from llmextract.place_and_year import place_and_year
from llmextract.places import Located, located
from llmextract.result import Result
from llmextract.runs import kept_text
from llmextract.schema.declare import FieldSpec
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Leaf, Place

__all__ = ["Entry", "Reading"]

_AROUND = 150  # characters of a sentence on either side of a value


@dataclass(frozen=True)
class Reading:
    """A result, and what is known of it beside.

    Attributes:
        result: the result.
        genre: its genre.
        variables: the names of the genre's fields as variables.
        run: which of the joined runs it is from; "" in the tables of one run.
        out: the folder of that run; None where it is not needed.
        repost_of: the report whose text this one repeats, as RUN/DOCUMENT; "" where there is none.
        same_year_as: the report before it of the same place and year; "" where there is none.

    """

    result: Result
    genre: Genre
    variables: dict[tuple[str, str], str]
    run: str = ""
    out: Path | None = None
    repost_of: str = ""
    same_year_as: str = ""

    @property
    def document(self) -> str:
        """The document's name."""
        return self.result.document

    @cached_property
    def text(self) -> str:
        """The text as read; "" where the run has kept none."""
        return kept_text(self.out, self.document) if self.out else ""

    @cached_property
    def source(self) -> Document | None:
        """The text with its sentences; None where the run has kept none."""
        return Document(self.text) if self.text else None

    @cached_property
    def region(self) -> str | None:
        """The place that the report names, unless rejected."""
        return place_and_year(self.result)[0] or None

    @cached_property
    def year(self) -> int | None:
        """The year that the report is about, unless rejected."""
        return place_and_year(self.result)[1]

    @cached_property
    def _located(self) -> Located:
        return located(self.result)

    @cached_property
    def region_code(self) -> str | None:
        """The six digits of the place's administrative code."""
        return self._part("code")

    @cached_property
    def province(self) -> str | None:
        """The province that it lies in."""
        return self._part("province")

    @cached_property
    def prefecture(self) -> str | None:
        """The prefecture that it lies in."""
        return self._part("prefecture")

    @cached_property
    def level(self) -> str | None:
        """Province, prefecture, county, township, or department."""
        return "department" if self._located.department else self._part("level")

    @cached_property
    def region_candidates(self) -> str | None:
        """The places that the name may mean, where it is not clear: code and name, by "; "."""
        return "; ".join(f"{one.code} {one.province}{one.name}" for one in self._located.candidates) or None

    def _part(self, name: str) -> str | None:
        return str(getattr(self._located.division, name, "")) or None

    def singles(self) -> Iterator[Entry]:
        """Every field with one value, whether the report states it or not."""
        for (section, field), spec in self.genre.specs.items():
            if not spec.many:
                leaf = getattr(self.result.report[section], field)
                yield Entry(self, section, field, spec, leaf, status_of(self.result, section, leaf))

    def listed(self) -> Iterator[Entry]:
        """The entries of every list, numbered from 1; where a list is empty one entry, number 0, says why."""
        for (section, field), spec in self.genre.specs.items():
            if spec.many:
                leaves = getattr(self.result.report[section], field)
                for number, leaf in enumerate(leaves, start=1):
                    yield Entry(self, section, field, spec, leaf, status_of(self.result, section, leaf), number)
                if not leaves:
                    status = field_status(self.result, section, field)
                    yield Entry(self, section, field, spec, Leaf(), status)

    def others(self) -> Iterator[Entry]:
        """The figures that no field asks for."""
        for section, model in self.result.report.items():
            for number, leaf in enumerate(model.other, start=1):
                yield Entry(self, section, "other", None, leaf, status_of(self.result, section, leaf), number)

    def statuses(self) -> Iterator[tuple[tuple[str, str], FieldStatus, tuple[Leaf, ...]]]:
        """Each field of the genre, lists too, with its status and its leaves."""
        for (section, field), spec in self.genre.specs.items():
            told = getattr(self.result.report[section], field)
            status = field_status(self.result, section, field)
            yield (section, field), status, told if spec.many else (told,)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a report, or its absence: a row of the long table, of items or of others.

    Attributes:
        reading: the report.
        section, field: which field; "other" for figures that no field asks for.
        spec: its declaration; None for others.
        leaf: what the report says.
        status: in one word.
        number: of an entry of a list, from 1; 0 where there is none.

    """

    reading: Reading
    section: str
    field: str
    spec: FieldSpec | None
    leaf: Any
    status: FieldStatus
    number: int = 0

    @property
    def variable(self) -> str | None:
        """The field's name as a variable."""
        return self.reading.variables.get((self.section, self.field))

    @property
    def place(self) -> Place | None:
        """Where it stands; the first place of several."""
        return self.leaf.places[0] if self.leaf.places else None

    @property
    def sentence(self) -> str | None:
        """The sentence of the source around it, at most 300 characters; the rest is an ellipsis."""
        source, place = self.reading.source, self.place
        found = source.sentence_at(place.start) if source and place else None
        if source is None or place is None or found is None:
            return None
        start, end = max(found.start, place.start - _AROUND), min(found.end, place.start + _AROUND)
        told = " ".join(source.raw[start:end].split())
        return f"{'…' if start > found.start else ''}{told}{'…' if end < found.end else ''}"

    @property
    def model(self) -> str:
        """Who answered."""
        return self.reading.result.model_of(self.section, self.field)
