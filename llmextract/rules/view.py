"""Everything the rules say of one document: figures by cues, front matter, choices, lists."""

from __future__ import annotations

import re
from functools import cached_property

from llmextract.arithmetic import Identity, audit
from llmextract.clauses import Clauses
from llmextract.document import Document
from llmextract.front import Span, front_matter
from llmextract.numbers.absence import Absence
from llmextract.rules.affinity import Affinity
from llmextract.rules.match import CueMatches
from llmextract.rules.zeros import zeros
from llmextract.schema.declare import Cue, FieldSpec, Form, Measure
from llmextract.schema.genre import Genre

__all__ = ["Rules"]


class Rules:
    """The rules of a genre, applied to a document; each part is computed once, when first asked for."""

    def __init__(self, document: Document, genre: Genre) -> None:
        self.document = document
        self.genre = genre
        self._cues = CueMatches(document, genre)
        self.clauses = Clauses.of(document)
        self.affinity = Affinity(document, genre)
        self._lists: dict[tuple[str | None, Cue | None], frozenset[int]] = {}

    @classmethod
    def of(cls, document: Document, genre: Genre) -> Rules:
        """The rules of a genre for a document, made once."""
        return document.once((cls, genre), lambda: cls(document, genre))

    def fields_at(self, index: int) -> tuple[tuple[str, str], ...]:
        """The fields whose cues point at a mention."""
        return self._cues.fields_at.get(index, ())

    @cached_property
    def identities(self) -> dict[int, tuple[Identity, ...]]:
        """The identities that the text states, by the index of each mention that takes part."""
        found: dict[int, tuple[Identity, ...]] = {}
        for identity in audit(self.document):
            for index in identity.mentions:
                found[index] = (*found.get(index, ()), identity)
        return found

    def fits(self, section: str, field: str, index: int) -> bool:
        """Whether the words around a mention mean a field: by its cue or, where no cue speaks, by its title."""
        if index in self.mentions(section, field):
            return True
        key = (section, field)
        if self.best(section, field) or any(not self.genre.share(key, other) for other in self.fields_at(index)):
            return False
        return not self._cues.refuses(section, field, index) and self.affinity.mutual(key, index)

    def mentions(self, section: str, field: str) -> frozenset[int]:
        """The indices of all mentions that a field's cue points at."""
        return self._cues.mentions(section, field)

    def best(self, section: str, field: str) -> tuple[int, ...]:
        """The mentions that the rules would fill a figure with, the most telling first; all state one value."""
        return self._cues.best(section, field)

    def zeros(self, section: str, field: str) -> tuple[Absence, ...]:
        """The statements of the text that there was none of what a field counts."""
        return self._zeros.get((section, field), ())

    @cached_property
    def _zeros(self) -> dict[tuple[str, str], tuple[Absence, ...]]:
        return zeros(self.document, self.genre)

    @cached_property
    def front(self) -> dict[str, tuple[Span, ...]]:
        """The front matter of the document."""
        return front_matter(self.document)

    def spans(self, section: str, field: str) -> tuple[Span, ...]:
        """The front-matter spans that fill a field."""
        spec = self.genre.specs.get((section, field))
        return self.front.get(spec.front, ()) if spec and spec.front else ()

    def text(self, section: str, field: str) -> str | None:
        """What the rules would fill a text, date, year or choice with, folded; None if nothing or a list."""
        spec = self.genre.specs.get((section, field))
        if spec is None or spec.many:
            return None
        if spec.form is Form.CHOICE:
            return self.choice(section, field)
        spans = self.spans(section, field)
        if not spans:
            return None
        return spans[0].value or self.document.folded[spans[0].start : spans[0].end]

    def choice(self, section: str, field: str) -> str | None:
        """The first choice whose pattern fits the region and the text."""
        spec = self.genre.specs[section, field]
        region = self.front.get("region", ())
        if not region:
            return None
        subject = self.document.folded[region[0].start : region[0].end] + "\n" + self.document.folded
        return next((value for value, pattern in spec.choices.items() if re.search(pattern, subject)), None)

    def items(self, section: str, field: str) -> tuple[tuple[int, int], ...]:
        """The spans that fill a list: sentences under its headings or with its cue, or titled pieces."""
        spec = self.genre.specs[section, field]
        if spec.form is Form.TITLES:
            found = re.finditer(spec.cue.patterns[0], self.document.folded) if spec.cue else ()
            return tuple(match.span("title") for match in found)
        told = self._told(spec)
        return tuple((s.start, s.end) for s in self.document.sentences if s.start in told)

    def shows(self, section: str, field: str, span: tuple[int, int], value: str) -> bool:
        """Whether the rules see at a place what a text field or a list claims there (true where they cannot say)."""
        spec = self.genre.specs.get((section, field))
        if spec is None:
            return True
        if spec.form is Form.CHOICE:
            return self.choice(section, field) in (None, value)
        if spec.form is Form.TITLES:
            return span in self.items(section, field)
        if spec.form is Form.TEXT and spec.front:
            told = {self.document.folded[found.start : found.end] for found in self.spans(section, field)}
            return self.document.folded[span[0] : span[1]] in told
        if spec.form is Form.ITEMS:
            starts = self._told(spec)
            return any(s.start in starts for s in self.document.sentences if span[0] < s.end and s.start < span[1])
        return True

    def _told(self, spec: FieldSpec) -> frozenset[int]:
        """Where the sentences begin that a list is made of: under its headings, or with its cue."""
        key = (spec.headings, spec.cue)
        if key not in self._lists:
            under = re.compile(spec.headings).search if spec.headings else None
            cue = re.compile(spec.cue.patterns[0]).search if spec.cue else None
            folded = self.document.folded
            self._lists[key] = frozenset(
                s.start
                for s in self.document.sentences
                if (under and any(map(under, self._titles[s.start]))) or (cue and cue(folded, s.start, s.end))
            )
        return self._lists[key]

    @cached_property
    def _titles(self) -> dict[int, tuple[str, ...]]:
        """The headings over each sentence."""
        nodes = ((s.start, self.document.node_at(s.start)) for s in self.document.sentences)
        return {start: node.titles if node else () for start, node in nodes}

    def missed(self, section: str, field: str) -> bool:
        """Whether the rules have something for a single-valued field."""
        spec = self.genre.specs[section, field]
        if spec.measure and spec.measure is not Measure.YEAR:
            return bool(self.best(section, field) or self.zeros(section, field))
        return self.text(section, field) is not None
