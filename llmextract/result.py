"""The result of one document: the typed report, its findings, its ledger and what it was made from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from llmextract.errors import Fault, ResultError
from llmextract.gate.claims import OTHER_FIELD
from llmextract.quantity import Approximation, Kind
from llmextract.schema.declare import Section
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Item, Leaf, State, Verdict

__all__ = [
    "Counts",
    "Fingerprints",
    "LedgerEntry",
    "Repair",
    "Result",
    "SectionState",
    "SectionStatus",
    "StatedFinding",
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionState(StrEnum):
    """What became of a section."""

    ANSWERED = "answered"
    ABSENT = "absent"  # no passage of the text concerns it: it was not asked
    FAILED = "failed"  # the model gave no usable answer


class SectionStatus(_Model):
    """The state of a section.

    Attributes:
        state: answered, absent or failed.
        model: who answered, in the model's own name.
        fault, reason: what went wrong, where something did, and in words.
        failed_fields: the fields that got no answer; all of them where the section has failed. As SECTION.FIELD where
            it is the state of what was asked again.

    """

    state: SectionState
    model: str = ""
    fault: Fault | None = None
    reason: str = ""
    failed_fields: tuple[str, ...] = ()


class Repair(_Model):
    """A field that was asked again: what stood there, what was answered then, and whether it was taken.

    Attributes:
        round: the number of the repair round, from 1.
        section, field: what was asked.
        taken: whether the new answer stands now: it fares better with the checks, and no verified value loses by it.
        before, after: the figures or words as answered; empty for "not stated".
        before_verdict, after_verdict: what the gate says of them; None where nothing was stated.
        codes: the findings that it was asked again for.

    """

    round: int
    section: str
    field: str
    taken: bool
    before: tuple[str, ...]
    before_verdict: Verdict | None
    codes: tuple[str, ...]
    after: tuple[str, ...]
    after_verdict: Verdict | None


class StatedFinding(_Model):
    """A finding as results carry it: code, severity, sentence, spans, and the field or mention concerned."""

    code: str
    severity: str
    about: str
    section: str
    field: str
    message: str
    spans: tuple[tuple[int, int], ...]


class LedgerEntry(_Model):
    """One mention of the document, of any kind, and what claims it. `value` is unsigned, `unit` without scale.

    `dismissed`: a person has seen that nothing claims it, and that this is right.
    `page` counts from 1; None where the source has no pages.
    """

    id: str
    start: int
    end: int
    text: str
    kind: Kind
    doubtful: bool
    value: str | None
    unit: str | None
    approximation: Approximation
    path: str
    claimed_by: tuple[str, ...]
    dismissed: bool = False
    page: int | None = None


class Fingerprints(_Model):
    """SHA-256 of what a result is made from, beside this version of llmextract itself.

    `answers` is taken over what was answered, claim by claim, in however many requests and attempts; `decisions` over
    what people have decided, "" where nobody has.
    """

    text: str
    schemas: str
    prompts: str
    answers: str
    decisions: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many values of the panel a result has, by verdict, how many fields and numbers are left over, and about how
    many fields a person has decided.
    """

    values: int = 0
    verified: int = 0
    review: int = 0
    rejected: int = 0
    missed: int = 0
    unclaimed: int = 0
    decided: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


class Result(_Model):
    """Everything about one document. Written as one JSON file; equal inputs give equal bytes.

    Attributes:
        document: the path relative to the input folder.
        genre: the name of the genre.
        models: who answered, sorted.
        sections: section name to its state.
        naming: the state of the second request, which names other indicators.
        repairing: the state of the requests that asked fields again; where one failed, what stood before stands.
        report: section name to the typed section.
        repairs: what was asked again, in order.
        findings, ledger, fingerprints: see their classes.

    """

    document: str
    genre: str
    models: tuple[str, ...]
    sections: dict[str, SectionStatus]
    naming: SectionStatus
    repairing: SectionStatus
    report: dict[str, SerializeAsAny[Section]]
    repairs: tuple[Repair, ...]
    findings: tuple[StatedFinding, ...]
    ledger: tuple[LedgerEntry, ...]
    fingerprints: Fingerprints

    @classmethod
    def read(cls, path: str | Path, genre: Genre) -> Result:
        """Read a result file of a run, its sections as the types of the genre.

        Raises:
            ResultError: the file cannot be read, or is none of this genre and version.

        """
        try:
            told = json.loads(Path(path).read_text(encoding="utf-8"))
            typed = {name: genre.sections[name].model_validate(fields) for name, fields in told["report"].items()}
            return cls.model_validate({**told, "report": {}}).model_copy(update={"report": typed})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultError(
                f"{path}: is no result of genre {genre.name} ({type(error).__name__}: {error})"
            ) from error

    @property
    def failures(self) -> dict[str, str]:
        """The reasons of the sections that failed, whole or in part, and of "naming" and "repairing" if these did."""
        asked = {**self.sections, "naming": self.naming, "repairing": self.repairing}
        return {name: status.reason for name, status in asked.items() if status.fault is not None}

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of what failed, as in `failures`."""
        return tuple(self.failures)

    def counts(self) -> Counts:
        """How many values there are by verdict, and what is left over."""
        verdicts = Counter(str(leaf.verdict) for _, _, leaf in self.figures())
        codes = Counter(finding.code for finding in self.findings)
        return Counts(
            values=sum(verdicts.values()),
            verified=verdicts["verified"],
            review=verdicts["review"],
            rejected=verdicts["rejected"],
            missed=codes["MISSED"],
            unclaimed=codes["UNCLAIMED"],
            decided=sum(leaf.decision is not None for _, _, leaf in self.leaves()),
        )

    def model_of(self, section: str, field: str) -> str:
        """Who answered a field, in the model's own name."""
        return (self.naming if field == OTHER_FIELD else self.sections[section]).model

    def figures(self) -> Iterable[tuple[str, str, Leaf]]:
        """The leaves that have a row in the panel: stated values and zeros, without the entries of lists."""
        stated = (told for told in self.leaves() if told[2].state in (State.STATED, State.ZERO))
        return (told for told in stated if not isinstance(told[2], Item))

    def leaves(self) -> Iterable[tuple[str, str, Leaf]]:
        """Every leaf as (section, field, leaf), lists entry by entry, in order."""
        for section, model in self.report.items():
            for field in [*model.specs(), OTHER_FIELD]:
                value = getattr(model, field)
                for leaf in value if isinstance(value, tuple) else (value,):
                    yield section, field, leaf
