"""From checked claims to a result: the gate's verdicts and the typed report put together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from llmextract.answered import Answered, Decided
from llmextract.document import Document
from llmextract.gate.arithmetic_checks import check_source
from llmextract.gate.claims import OTHER_FIELD, Claim, Ruling, signed
from llmextract.gate.codes import Code, Finding
from llmextract.gate.verdicts import check_claims, check_fields, check_ledger, verdicts_of
from llmextract.models.base import canonical, sha256
from llmextract.models.rules import RULES
from llmextract.quantity import Approximation, plain
from llmextract.result import Fingerprints, LedgerEntry, Result, SectionStatus, StatedFinding
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec, Form, Section
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Choice, Date, Figure, Item, Leaf, Other, Place, State, Text, Verdict

__all__ = ["assemble"]


def assemble(
    document: Document, rules: Rules, answered: Answered, models: Iterable[str], decided: Decided | None = None
) -> Result:
    """Check the claims and put the typed report together.

    Args:
        document: the source.
        rules: its rules (they carry the genre).
        answered: what was answered.
        models: who answered.
        decided: what people have said of it.

    """
    decided = decided or Decided(answered.claims)
    claims = decided.claims
    by_rules = {i for i, claim in enumerate(claims) if _status(claim, answered).model == RULES}
    findings = (*check_claims(document, rules, claims, by_rules), *answered.findings, *decided.findings)
    verdicts = verdicts_of(findings, len(claims))
    standing = [claim for claim, said in zip(claims, verdicts, strict=True) if said is not Verdict.REJECTED]
    claimed = {claim.mention for claim in standing if claim.mention is not None}
    source = tuple(check_source(document, findings))
    heard = {key for key in rules.genre.specs if not answered.failed(*key)} - decided.empty
    refused = {(claim.section, claim.field, claim.mention) for claim in claims if claim.refused}
    findings += tuple(check_fields(document, rules, standing, heard, refused))
    findings += (*check_ledger(document, claimed, decided.dismissed), *source)
    builder = _Builder(document, decided, verdicts, findings)
    names = tuple(sorted(models))
    return Result(
        document=document.name,
        genre=rules.genre.name,
        models=names,
        sections=dict(answered.sections),
        naming=answered.naming,
        repairing=answered.repairing,
        report=builder.report(rules.genre, answered),
        repairs=answered.repairs,
        findings=tuple(_state_finding(document, finding) for finding in findings),
        ledger=tuple(builder.ledger()),
        fingerprints=_fingerprints(document, rules, answered, names, decided.digest),
    )


def _status(claim: Claim, answered: Answered) -> SectionStatus:
    return answered.naming if claim.field == OTHER_FIELD else answered.sections[claim.section]


def _fingerprints(
    document: Document, rules: Rules, answered: Answered, models: tuple[str, ...], decisions: str
) -> Fingerprints:
    said = [[*models], *sorted(_said(claim) for claim in answered.claims)]
    return Fingerprints(
        text=document.fingerprint,
        schemas=rules.genre.fingerprint,
        prompts=rules.genre.prompts_fingerprint,
        answers=sha256(canonical(said)),
        decisions=decisions,
    )


def _said(claim: Claim) -> list[str]:
    place = [claim.mention, claim.span, claim.printed, claim.name, claim.category, claim.entry, claim.agreement]
    return [claim.section, claim.field, claim.state, canonical(place)]


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
        decided: Decided,
        verdicts: tuple[Verdict, ...],
        findings: tuple[Finding, ...],
    ) -> None:
        self.document = document
        self.decided = decided
        self.claims = decided.claims
        self.verdicts = verdicts
        self.by_field: dict[tuple[str, str], list[int]] = {}
        for index, claim in enumerate(self.claims):
            self.by_field.setdefault((claim.section, claim.field), []).append(index)
        self.codes: dict[int, set[str]] = {}
        self.field_codes: dict[tuple[str, str], set[str]] = {}
        for finding in findings:
            if finding.claim is not None:
                self.codes.setdefault(finding.claim, set()).add(finding.code)
            elif finding.field:
                self.field_codes.setdefault((finding.section, finding.field), set()).add(finding.code)

    def report(self, genre: Genre, answered: Answered) -> dict[str, Section]:
        """The typed sections of the genre; fields without an answer are failed."""
        return {name: self._section(name, model, answered) for name, model in genre.sections.items()}

    def _section(self, name: str, model: type[Section], answered: Answered) -> Section:
        values: dict[str, Any] = {}
        for field, spec in model.specs().items():
            if answered.failed(name, field) and (name, field) not in self.decided.told:
                values |= {} if spec.many else {field: _empty(spec.form, State.FAILED)}
                continue
            leaves = self._leaves(name, field, spec)
            values[field] = tuple(leaves) if spec.many else next(iter(leaves), self._empty(name, field, spec))
        values[OTHER_FIELD] = tuple(self._leaves(name, OTHER_FIELD, None))
        return model(**values)

    def _empty(self, section: str, field: str, spec: FieldSpec) -> Leaf:
        codes = tuple(sorted(self.field_codes.get((section, field), ())))
        return _empty(spec.form, State.NOT_STATED, codes, rightly=(section, field) in self.decided.empty)

    def _leaves(self, section: str, field: str, spec: FieldSpec | None) -> list[Leaf]:
        """The leaves of a field: claims with one entry number are places of one value."""
        entries: dict[int, list[int]] = {}
        for index in self.by_field.get((section, field), ()):
            entries.setdefault(self.claims[index].entry, []).append(index)
        return [self._leaf(indices, spec) for indices in entries.values()]

    def _leaf(self, indices: list[int], spec: FieldSpec | None) -> Leaf:
        """The best place gives the value, codes come from every place, the verdict from the worst that stands.

        A place that a person has refused counts only where there is no other; one that a person has accepted or made
        counts alone.
        """
        indices = [i for i in indices if not self.claims[i].refused] or indices
        standing = [i for i in indices if self.verdicts[i] is not Verdict.REJECTED] or indices
        ruled = [i for i in standing if self.claims[i].ruling]
        best = max(ruled or standing, key=lambda i: (self.claims[i].placed, _WORST[self.verdicts[i]], -i))
        claim = self.claims[best]
        verdicts = [self.verdicts[i] for i in ruled or standing]
        codes = set().union(*(self.codes.get(i, set()) for i in indices))
        noted = self._noted(claim)
        if not ruled and (len(standing) < len(indices) or noted):
            verdicts.append(Verdict.REVIEW)  # one of its places was wrong, or there is something about the field
        codes |= noted
        placed = [self.claims[i] for i in (best, *(i for i in standing if i != best)) if self.claims[i].placed]
        shared: dict[str, Any] = {
            "state": claim.state,
            "verdict": min(verdicts, key=_WORST.__getitem__),
            "codes": tuple(sorted(codes)),
            "places": tuple(dict.fromkeys(map(self._place, placed))),
            "agreement": claim.agreement,
            "decision": claim.ruling,
        }
        return self._typed(claim, spec, shared)

    def _noted(self, claim: Claim) -> set[str]:
        """What is found about the field of a claim, as far as it throws doubt on the claim."""
        if claim.is_other or claim.spec.many:
            return set()
        found = self.field_codes.get((claim.section, claim.field), set())
        return found if claim.state is State.WITHOUT_NUMBER else found & {Code.DECISION_STALE}

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
            page=self.document.page_at(own_start),
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
                dismissed=index in self.decided.dismissed and index not in claimed,
                page=self.document.page_at(mention.start),
            )


def _ledger_value(date: str | None, value: Decimal | None) -> str | None:
    return date if date else None if value is None else plain(value)


@lru_cache(maxsize=512)
def _empty(form: Form, state: State, codes: tuple[str, ...] = (), *, rightly: bool = False) -> Leaf:
    """A leaf without a value: most of those of a short report, all alike."""
    types: dict[Form, type[Leaf]] = {Form.FIGURE: Figure, Form.DATE: Date, Form.CHOICE: Choice}
    verdict = Verdict.REVIEW if codes and not rightly else None
    decision = Ruling.ACCEPTED if rightly else None
    return types.get(form, Text)(state=state, verdict=verdict, codes=codes, decision=decision)
