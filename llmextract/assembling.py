"""From checked claims to a result: the gate's verdicts and the typed report put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from llmextract.document import Document
from llmextract.gate.arithmetic_checks import check_source
from llmextract.gate.claims import OTHER_FIELD, Claim, signed
from llmextract.gate.codes import Finding
from llmextract.gate.verdicts import check_claims, check_fields, check_ledger, verdict
from llmextract.models.base import Answer, canonical
from llmextract.models.rules import RULES
from llmextract.quantity import Approximation, plain
from llmextract.result import Fingerprints, LedgerEntry, Result, SectionState, SectionStatus, StatedFinding
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec, Form, Section
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Choice, Date, Figure, Item, Leaf, Other, Place, State, Text, Verdict

__all__ = ["assemble"]


def assemble(
    document: Document,
    rules: Rules,
    claims: tuple[Claim, ...],
    sections: Mapping[str, SectionStatus],
    naming: SectionStatus,
    answers: Sequence[Answer],
) -> Result:
    """Check the claims and put the typed report together.

    Args:
        document: the source.
        rules: its rules (they carry the genre).
        claims: all claims on it.
        sections: the state of every section of the genre.
        naming: the state of the second request, which names other indicators.
        answers: every answer that the claims were made from, for the fingerprint.

    """
    by_rules = {i for i, claim in enumerate(claims) if _status(claim, sections, naming).model == RULES}
    findings = check_claims(document, rules, claims, by_rules)
    verdicts = _verdicts(findings, len(claims))
    answered = [name for name, status in sections.items() if status.state is not SectionState.FAILED]
    standing = [claim for claim, said in zip(claims, verdicts, strict=True) if said is not Verdict.REJECTED]
    claimed = {claim.mention for claim in standing if claim.mention is not None}
    source = tuple(check_source(document, findings))
    findings += (*check_fields(document, rules, standing, answered), *check_ledger(document, claimed), *source)
    builder = _Builder(document, claims, verdicts, findings)
    return Result(
        document=document.name,
        genre=rules.genre.name,
        models=_models((*sections.values(), naming)),
        sections=dict(sections),
        naming=naming,
        report=builder.report(rules.genre, sections),
        findings=tuple(_state_finding(document, finding) for finding in findings),
        ledger=tuple(builder.ledger()),
        fingerprints=_fingerprints(document, rules, answers),
    )


def _models(states: Iterable[SectionStatus]) -> tuple[str, ...]:
    return tuple(sorted({status.model for status in states} - {""}))


def _verdicts(findings: Iterable[Finding], claims: int) -> tuple[Verdict, ...]:
    """The verdict on each claim."""
    by_claim: dict[int | None, list[Finding]] = {}
    for finding in findings:
        by_claim.setdefault(finding.claim, []).append(finding)
    return tuple(verdict(by_claim.get(index, ())) for index in range(claims))


def _status(claim: Claim, sections: Mapping[str, SectionStatus], naming: SectionStatus) -> SectionStatus:
    return naming if claim.field == OTHER_FIELD else sections[claim.section]


def _fingerprints(document: Document, rules: Rules, answers: Sequence[Answer]) -> Fingerprints:
    return Fingerprints(
        text=document.fingerprint,
        schemas=rules.genre.fingerprint,
        prompts=rules.genre.prompts_fingerprint,
        answers=_digest(answers),
    )


def _digest(answers: Sequence[Answer]) -> str:
    told = sorted(canonical([answer.model, answer.content, answer.finish]) for answer in answers)
    return hashlib.sha256(canonical(told).encode("utf-8", "surrogatepass")).hexdigest()


def _state_finding(document: Document, finding: Finding) -> StatedFinding:
    return StatedFinding(
        code=finding.code,
        severity=finding.severity,
        about=finding.about,
        section=finding.section,
        field=finding.field,
        message=finding.message,
        spans=tuple(document.published(*span)[:2] for span in finding.spans),
    )


_WORST = {Verdict.REJECTED: 0, Verdict.REVIEW: 1, Verdict.VERIFIED: 2}


class _Builder:
    """Makes leaves and ledger entries of checked claims."""

    def __init__(
        self,
        document: Document,
        claims: tuple[Claim, ...],
        verdicts: tuple[Verdict, ...],
        findings: tuple[Finding, ...],
    ) -> None:
        self.document = document
        self.claims = claims
        self.verdicts = verdicts
        self.codes: dict[int, set[str]] = {}
        self.field_codes: dict[tuple[str, str], set[str]] = {}
        for finding in findings:
            if finding.claim is not None:
                self.codes.setdefault(finding.claim, set()).add(finding.code)
            elif finding.field:
                self.field_codes.setdefault((finding.section, finding.field), set()).add(finding.code)

    def report(self, genre: Genre, sections: Mapping[str, SectionStatus]) -> dict[str, Section]:
        """The typed sections of the genre; those without an answer are all failed."""
        return {
            name: self.section(name, model, sections[name].state is SectionState.FAILED)
            for name, model in genre.sections.items()
        }

    def section(self, name: str, model: type[Section], failed: bool) -> Section:
        """The typed section."""
        if failed:
            values: dict[str, Any] = {
                field: _leaf_type(spec)(state=State.FAILED) for field, spec in model.specs().items() if not spec.many
            }
            return model(**values)
        values = {}
        for field, spec in model.specs().items():
            leaves = self._leaves(name, field, spec)
            values[field] = tuple(leaves) if spec.many else next(iter(leaves), self._empty(name, field, spec))
        values[OTHER_FIELD] = tuple(self._leaves(name, OTHER_FIELD, None))
        return model(**values)

    def _empty(self, section: str, field: str, spec: FieldSpec) -> Leaf:
        codes = self.field_codes.get((section, field), set())
        return _leaf_type(spec)(verdict=Verdict.REVIEW if codes else None, codes=tuple(sorted(codes)))

    def _leaves(self, section: str, field: str, spec: FieldSpec | None) -> list[Leaf]:
        """The leaves of a field: claims with one entry number are places of one value."""
        entries: dict[int, list[int]] = {}
        for index, claim in enumerate(self.claims):
            if (claim.section, claim.field) == (section, field):
                entries.setdefault(claim.entry, []).append(index)
        return [self._leaf(indices, spec) for indices in entries.values()]

    def _leaf(self, indices: list[int], spec: FieldSpec | None) -> Leaf:
        """The best place gives the value, codes come from every place, the verdict from the worst that stands."""
        standing = [i for i in indices if self.verdicts[i] is not Verdict.REJECTED] or indices
        best = max(standing, key=lambda i: (self.claims[i].placed, _WORST[self.verdicts[i]], -i))
        claim = self.claims[best]
        verdicts = [self.verdicts[i] for i in standing]
        if len(standing) < len(indices):
            verdicts.append(Verdict.REVIEW)  # one of its places was wrong
        codes = set().union(*(self.codes.get(i, set()) for i in indices))
        if claim.state is State.WITHOUT_NUMBER and (missed := self.field_codes.get((claim.section, claim.field))):
            verdicts.append(Verdict.REVIEW)
            codes |= missed
        placed = [self.claims[i] for i in (best, *(i for i in standing if i != best)) if self.claims[i].placed]
        shared: dict[str, Any] = {
            "state": claim.state,
            "verdict": min(verdicts, key=_WORST.__getitem__),
            "codes": tuple(sorted(codes)),
            "places": tuple(dict.fromkeys(map(self._place, placed))),
        }
        return self._typed(claim, spec, shared)

    def _typed(self, claim: Claim, spec: FieldSpec | None, shared: dict[str, Any]) -> Leaf:
        if claim.state is State.WITHOUT_NUMBER:
            return Figure(**shared)
        if claim.state is State.ZERO:
            return Figure(**shared, value=Decimal(0), approximation=Approximation.EXACT, printed=claim.printed)
        if spec is None:
            return Other(**shared, **self._figure(claim), name=claim.name)
        match spec.form:
            case Form.FIGURE:
                return Figure(**shared, **self._figure(claim))
            case Form.DATE:
                mention = None if claim.mention is None else self.document.mentions[claim.mention]
                iso = (mention.date or "").partition("T")[0] if mention else None
                return Date(**shared, value=iso or None, printed=claim.printed)
            case Form.CHOICE:
                return Choice(**shared, value=claim.printed)
            case Form.TEXT:
                return Text(**shared, value=self._words(claim))
            case Form.ITEMS | Form.TITLES:
                return Item(**shared, value=self._words(claim) or "", category=claim.category)

    def _words(self, claim: Claim) -> str | None:
        return self.document.raw[claim.span[0] : claim.span[1]] if claim.span else None

    def _figure(self, claim: Claim) -> dict[str, Any]:
        if claim.mention is None:
            return {"printed": claim.printed}
        mention = self.document.mentions[claim.mention]
        return {
            "value": signed(mention, claim.spec),
            "unit": mention.unit,
            "approximation": mention.approximation,
            "decimals": mention.decimals,
            "printed": claim.printed,
        }

    def _place(self, claim: Claim) -> Place:
        mention = None if claim.mention is None else self.document.mentions[claim.mention]
        own_start, own_end = (mention.start, mention.end) if mention else claim.span or (0, 0)
        start, end, text = self.document.published(own_start, own_end)
        sentence = self.document.sentence_at(own_start)
        return Place(
            start=start,
            end=end,
            text=text,
            path=self.document.path_at(own_start),
            mention=None if claim.mention is None else self.document.mention_ids[claim.mention],
            sentence=sentence.id if sentence else None,
        )

    def ledger(self) -> Iterable[LedgerEntry]:
        """Every mention beside the claims on it; a rejected claim claims nothing."""
        claimed: dict[int, list[str]] = {}
        for claim, verdict_ in zip(self.claims, self.verdicts, strict=True):
            if claim.mention is not None and verdict_ is not Verdict.REJECTED:
                claimed.setdefault(claim.mention, []).append(f"{claim.section}.{claim.field}")
        for index, mention in enumerate(self.document.mentions):
            start, end, text = self.document.published(mention.start, mention.end)
            yield LedgerEntry(
                id=self.document.mention_ids[index],
                start=start,
                end=end,
                text=text,
                kind=mention.kind,
                doubtful=mention.doubtful,
                value=_ledger_value(mention.date, mention.value),
                unit=mention.unit,
                approximation=mention.approximation,
                path=self.document.path_at(mention.start),
                claimed_by=tuple(dict.fromkeys(claimed.get(index, ()))),
            )


def _ledger_value(date: str | None, value: Decimal | None) -> str | None:
    return date if date else None if value is None else plain(value)


def _leaf_type(spec: FieldSpec) -> type[Leaf]:
    types: dict[Form, type[Leaf]] = {Form.FIGURE: Figure, Form.DATE: Date, Form.CHOICE: Choice}
    return types.get(spec.form, Text)
