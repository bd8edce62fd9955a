"""`verify`: the gate alone, for values that any other tool has extracted. It imports nothing of models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import OTHER, Claim, Slip, place_figure
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.verdicts import check_claims, verdict
from llmextract.numbers.absence import Absence
from llmextract.rules.match import measures
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec
from llmextract.schema.genre import Genre, load_genre
from llmextract.schema.leaves import Place, State, Verdict
from llmextract.verification.given import Given, numbers_of
from llmextract.verification.labels import meant, names, nearest
from llmextract.verification.places import Lookup, wants_date

__all__ = ["Verification", "verify"]


@dataclass(frozen=True)
class Verification:
    """What the gate says of one value.

    Attributes:
        path: where it stands in the data: "reconsideration.concluded", "records.0.value".
        value: as given.
        verdict: verified, review or rejected.
        codes: of the findings, sorted; confirmations are among them.
        findings: what the checks say.
        place: where it stands in the source, if exactly one place is meant.
        candidates: every place that has this value (in the quote, if one is given).
        nearest: the true figure that was most likely meant; None for a value that is verified.

    """

    path: str
    value: str
    verdict: Verdict
    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    _claim: Claim = field(repr=False, compare=False)
    _rules: Rules = field(repr=False, compare=False)
    _name: str = field(repr=False, compare=False)

    @cached_property
    def place(self) -> Place | None:
        """Where the value stands in the source, if exactly one place is meant."""
        if self._claim.mention is not None:
            return _place(self._rules.document, self._claim.mention)
        return _at(self._rules.document, self._claim.span) if self._claim.span else None

    @cached_property
    def candidates(self) -> tuple[Place, ...]:
        """Every place that has this value, in the quote if one was given."""
        return tuple(_place(self._rules.document, index) for index in self._claim.candidates)

    @cached_property
    def nearest(self) -> Place | None:
        """The true figure that was most likely meant: the one of the cue or the name, else the one that looks alike.

        None for a value that is verified.
        """
        if self.verdict is Verdict.VERIFIED:
            return None
        document, claim = self._rules.document, self._claim
        best = self._rules.best(claim.section, claim.field) if claim.section else ()
        index = best[0] if best else None if claim.section else nearest(document, self._name)
        if index is None or index == claim.mention:
            data = ((i, m) for i, m in enumerate(document.mentions) if m.kind.is_data and i != claim.mention)
            usable = (i for i, m in data if not claim.spec.measure or measures(m, claim.spec))
            index = Lookup.of(document).nearest(self.value, usable)
        return None if index is None else _place(document, index)


def verify(data: object, source: Document | str, schema: str | Path | Genre | None = None) -> tuple[Verification, ...]:
    """Check every number of `data` against a source.

    Args:
        data: a Pydantic instance, a dataclass, a mapping or a sequence of them, nested at will: an instructor result, a
            list of records, LangExtract's documents. A number is an int, a Decimal, a float or a text that is a
            figure ("6.59万户"). Beside a `value` may stand its name, unit, quote and offsets; `mention` and `printed`
            point at a numbered mention and copy it.
        source: a document, or the text itself. What is read of a document is read once.
        schema: a genre. A value whose path ends in SECTION.FIELD, or in a FIELD that only one section has, is checked
            against that field. Without one, or for other names, the words of the name itself (its title, its
            description, its key) must stand by the figure; where they do not, no value gets beyond review.

    Returns:
        One verification for each number, in the order of the data.

    Raises:
        SchemaError: the genre cannot be loaded.

    """
    document = (source if isinstance(source, Document) else Document(source)).visible
    genre = None if schema is None else schema if isinstance(schema, Genre) else load_genre(schema)
    rules = Rules.of(document, genre or _NO_GENRE)
    resolved = [_Resolved(given, rules) for given in numbers_of(data)]
    claims = tuple(one.claim for one in resolved)
    by_claim: list[list[Finding]] = [[*one.findings] for one in resolved]
    for finding in check_claims(document, rules, claims):
        if finding.claim is not None:
            by_claim[finding.claim].append(finding)
    return tuple(_verified(one, findings, rules) for one, findings in zip(resolved, by_claim, strict=True))


_ZERO = re.compile(r"0(?:\.0+)?\D{0,4}")
_NO_GENRE = Genre("none", "", {}, Path(), Path())


def _verified(resolved: _Resolved, findings: Sequence[Finding], rules: Rules) -> Verification:
    codes = tuple(sorted({finding.code.value for finding in findings}))
    given = resolved.given
    return Verification(
        ".".join(given.path),
        given.value,
        verdict(findings),
        codes,
        tuple(_published(rules.document, finding) for finding in findings),
        resolved.claim,
        rules,
        resolved.name,
    )


class _Resolved:
    """A given number made a claim, with the findings that only a number without a pointer can have."""

    def __init__(self, given: Given, rules: Rules) -> None:
        self.given = given
        self.name = f"{given.of} {given.label}"
        self.findings: list[Finding] = []
        self._rules = rules
        self._lookup = Lookup.of(rules.document)
        section, name, spec = _spec(given, rules)
        self.claim = self._claim(section, name, spec)

    def _claim(self, section: str, name: str, spec: FieldSpec) -> Claim:
        given = self.given
        if given.pointer is not None:
            return self._pointed(section, name, spec, given.pointer)
        candidates = self._lookup.candidates(given, spec, dates=wants_date(spec, given.label))
        if not candidates and _is_zero(given.value) and (zero := self._zero(section, name)):
            self._narrowed(())
            return Claim(section, name, spec, State.ZERO, span=(zero.start, zero.end), printed=given.value)
        narrowed = self._narrowed(candidates)
        if given.quotes and candidates and not narrowed:
            slip = Slip(None, resolved=False)  # the value stands elsewhere than where it is said to
            return Claim(section, name, spec, printed=given.value, slip=slip, candidates=candidates)
        chosen = self._chosen(section, name, spec, narrowed)
        if chosen is not None and given.unit:
            self._unread_unit(chosen)
        if chosen is None and narrowed:
            self._say(Code.AMBIGUOUS, f"{given.value} fits {len(narrowed)} places", narrowed)
        return Claim(section, name, spec, mention=chosen, printed=given.value, candidates=narrowed)

    def _pointed(self, section: str, name: str, spec: FieldSpec, pointer: str) -> Claim:
        document = self._rules.document
        index = document.mention_indices.get(pointer)
        data = (i for i, m in enumerate(document.mentions) if m.kind.is_data)
        mention, slip = place_figure(document, index, self.given.value, data)
        if not section and mention is not None and self._meant((mention,)) is None:
            self._say(Code.CUE_MISSING, "the words of its name do not stand by this figure", (mention,))
        return Claim(section, name, spec, mention=mention, printed=self.given.value, slip=slip)

    def _zero(self, section: str, name: str) -> Absence | None:
        """Words of the source that say there was none of what the field counts or the name names."""
        if section:
            return next(iter(self._rules.zeros(section, name)), None)
        return next((one for one in self._rules.document.absences if names(self.name, one.thing)), None)

    def _narrowed(self, candidates: tuple[int, ...]) -> tuple[int, ...]:
        given, lookup, document = self.given, self._lookup, self._rules.document
        if given.quotes:
            found = [lookup.find(quote) for quote in given.quotes]
            spans = [span for places in found for span in places]
            if not all(found):
                self._say(Code.QUOTE_NOT_IN_SOURCE, "the quote does not stand in the source", ())
            if spans:
                candidates = lookup.within(candidates, spans)
        if given.span and candidates:
            there = lookup.within(candidates, [(document.own(given.span[0]), document.own(given.span[1]))])
            if not there:
                self._say(Code.COPY_MISMATCH, "the value does not stand where its offsets say", candidates)
            return there or candidates
        return candidates

    def _chosen(self, section: str, name: str, spec: FieldSpec, candidates: tuple[int, ...]) -> int | None:
        """The candidate that is meant: the one that the cue or the name's own words point at, or the only one."""
        if section:
            if spec.front:
                fitting = self._lookup.within(candidates, ((s.start, s.end) for s in self._rules.spans(section, name)))
            else:
                fitting = tuple(i for i in candidates if self._rules.fits(section, name, i))
            return fitting[0] if fitting else candidates[0] if len(candidates) == 1 else None
        named = self._meant(candidates)
        if named is None and len(candidates) == 1:
            self._say(Code.CUE_MISSING, "the words of its name do not stand by this figure", candidates)
            return candidates[0]
        return named

    def _meant(self, candidates: tuple[int, ...]) -> int | None:
        document = self._rules.document
        if not candidates or not document.mentions[candidates[0]].kind.is_data:
            return None
        return meant(document, self.name, candidates, document.mentions[candidates[0]].value)

    def _unread_unit(self, index: int) -> None:
        """A unit that makes no figure with the value must be the one printed, or nobody knows what it says."""
        mention = self._rules.document.mentions[index]
        if fold(self.given.unit).strip() not in (mention.unit, *fold(mention.text).split()):
            self._say(Code.UNIT_MISMATCH, f"the unit {self.given.unit!r} is not that of {mention.text!r}", (index,))

    def _say(self, code: Code, message: str, indices: Sequence[int]) -> None:
        spans = tuple((m.start, m.end) for m in (self._rules.document.mentions[i] for i in indices))
        self.findings.append(Finding(code, Severity.REVIEW, message, spans))


def _is_zero(value: str) -> bool:
    return bool(_ZERO.fullmatch(value.strip()))


# What holds values and says nothing of what they are.
_WRAPPERS = frozenset(
    {"data", "result", "results", "report", "facts", "values", "value", "record", "records", "item", "items"}
    | {"output", "answer", "response", "fields", "root"}
)


def _spec(given: Given, rules: Rules) -> tuple[str, str, FieldSpec]:
    """The field of a value: SECTION.FIELD or a FIELD that one section has, by its path or by the name of its record."""
    specs, owners = rules.genre.specs, rules.genre.owners
    names = [part for part in given.path if not part.isdigit() and part not in _WRAPPERS]
    if (told := given.label.rpartition("."))[2] in owners and not (names and names[-1] == told[2]):
        names += [part for part in told if part not in ("", ".")]
    if len(names) > 1 and (names[-2], names[-1]) in specs:
        return names[-2], names[-1], specs[names[-2], names[-1]]
    if len(names) == 1 and names[0] in owners:
        return owners[names[0]], names[0], specs[owners[names[0]], names[0]]
    return "", ".".join(given.path), OTHER


def _published(document: Document, finding: Finding) -> Finding:
    spans = tuple(document.published(*span)[:2] for span in finding.spans)
    return finding if spans == finding.spans else replace(finding, spans=spans)


def _at(document: Document, span: tuple[int, int]) -> Place:
    return _placed(document, *span, None)


def _place(document: Document, index: int) -> Place:
    mention = document.mentions[index]
    return _placed(document, mention.start, mention.end, document.mention_ids[index])


def _placed(document: Document, start: int, end: int, mention: str | None) -> Place:
    sentence = document.sentence_at(start)
    first, last, text = document.published(start, end)
    return Place(
        start=first,
        end=last,
        text=text,
        path=document.path_at(start),
        mention=mention,
        sentence=sentence.id if sentence else None,
    )
