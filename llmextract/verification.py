"""`verify`: the gate alone, for values that any other tool has extracted.

It takes a Pydantic instance or a dict, finds for each number the mentions that it may be, and checks them as if a
model had claimed them. It imports nothing of models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from llmextract.document import Document
from llmextract.folding import fold
from llmextract.gate.claims import OTHER, Claim, Slip, copy_fits, signed
from llmextract.gate.codes import Code, Finding, Severity
from llmextract.gate.verdicts import check_claims, verdict
from llmextract.quantity import Kind, plain
from llmextract.rules.view import Rules
from llmextract.schema.declare import FieldSpec, Measure
from llmextract.schema.genre import Genre, load_genre
from llmextract.schema.leaves import Place, Verdict

__all__ = ["Verification", "verify"]

_QUOTES = ("quote", "evidence", "source_text", "text")


@dataclass(frozen=True)
class Verification:
    """What the gate says of one value.

    Attributes:
        path: where it stands in the data: "reconsideration.concluded", "records.0.value".
        value: as given.
        verdict: verified, review or rejected.
        codes: of the findings, sorted.
        findings: what the checks say.
        place: where it stands in the source, if exactly one place is meant.
        candidates: every place that has this value (in the quote, if one is given).

    """

    path: str
    value: str
    verdict: Verdict
    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    place: Place | None
    candidates: tuple[Place, ...]


@dataclass(frozen=True)
class _Given:
    path: tuple[str, ...]
    value: str
    quote: str = ""


def verify(data: object, source: Document | str, schema: str | Path | Genre | None = None) -> tuple[Verification, ...]:
    """Check every number of `data` against a source.

    Args:
        data: a Pydantic instance, a mapping or a sequence of them, nested at will. A number is an int, a Decimal, a
            float or a string that begins with a figure ("6.59万户"); a mapping with `value` and one of quote,
            evidence, source_text, text is a number with its quote.
        source: a document, or the text itself.
        schema: a genre. A value whose path ends in SECTION.FIELD, or in a FIELD that only one section has, is checked
            against that field. Without a schema nothing says which words mean a field, and no value gets beyond review.

    Returns:
        One verification for each number, in the order of the data.

    """
    document = source if isinstance(source, Document) else Document(source)
    genre = None if schema is None else schema if isinstance(schema, Genre) else load_genre(schema)
    rules = Rules(document, genre or _NO_GENRE)
    given = list(_numbers(data, ()))
    claims = tuple(_claim(entry, document, rules) for entry in given)
    findings = check_claims(document, rules, claims)
    return tuple(
        _verified(entry, claim, document, tuple(f for f in findings if f.claim == index))
        for index, (entry, claim) in enumerate(zip(given, claims, strict=True))
    )


_NO_GENRE = Genre("none", "", {}, Path(), Path())


def _numbers(data: object, path: tuple[str, ...]) -> Iterator[_Given]:
    if hasattr(data, "model_dump"):
        data = data.model_dump()
    if isinstance(data, Mapping):
        quote = next((data[name] for name in _QUOTES if isinstance(data.get(name), str)), "")
        if quote and "value" in data and (text := _as_number(data["value"])):
            yield _Given(path, text, quote)
            return
        for key, value in data.items():
            yield from _numbers(value, (*path, str(key)))
    elif isinstance(data, Sequence) and not isinstance(data, str | bytes):
        for index, value in enumerate(data):
            yield from _numbers(value, (*path, str(index)))
    elif text := _as_number(data):
        yield _Given(path, text)


def _as_number(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value)))
    text = str(value).strip() if isinstance(value, str) else ""
    return text if text.lstrip("+-")[:1].isdigit() else None


def _spec(path: tuple[str, ...], rules: Rules) -> tuple[str, str, FieldSpec]:
    names = [part for part in path if not part.isdigit()]
    specs = rules.genre.specs
    if len(names) > 1 and (names[-2], names[-1]) in specs:
        return names[-2], names[-1], specs[names[-2], names[-1]]
    fitting = [key for key in specs if names and key[1] == names[-1]]
    if len(fitting) == 1:
        return *fitting[0], specs[fitting[0]]
    return "", ".".join(path), OTHER


def _claim(given: _Given, document: Document, rules: Rules) -> Claim:
    section, field, spec = _spec(given.path, rules)
    candidates = tuple(_candidates(given, document, spec))
    cued = [i for i in candidates if i in rules.mentions(section, field)]
    chosen = candidates[0] if len(candidates) == 1 else cued[0] if len(cued) == 1 else None
    slip = Slip(None, resolved=False) if given.quote and not candidates else None  # the quote does not hold the value
    return Claim(section, field, spec, mention=chosen, printed=given.value, slip=slip, candidates=candidates)


def _candidates(given: _Given, document: Document, spec: FieldSpec) -> Iterator[int]:
    start, end = _quoted(given, document)
    wants_date = spec.measure is Measure.YEAR
    for index in document.mentions_in(start, end):
        mention = document.mentions[index]
        usable = mention.kind.is_data or (wants_date and mention.kind is Kind.DATE)
        if usable and (_equals(given.value, signed(document, mention, spec)) or copy_fits(given.value, mention)):
            yield index


def _quoted(given: _Given, document: Document) -> tuple[int, int]:
    """The span of the quote; the whole text where none is given or the quote is not verbatim."""
    at = document.folded.find(fold(given.quote)) if given.quote else -1
    return (0, len(document.raw)) if at == -1 else (at, at + len(given.quote))


def _equals(text: str, value: Decimal | None) -> bool:
    try:
        return value is not None and Decimal(text) == value
    except InvalidOperation:
        return False


def _verified(given: _Given, claim: Claim, document: Document, findings: tuple[Finding, ...]) -> Verification:
    own: list[Finding] = list(findings)
    if claim.mention is None and claim.candidates:
        spans = tuple((document.mentions[i].start, document.mentions[i].end) for i in claim.candidates)
        own.append(Finding(Code.AMBIGUOUS, Severity.REVIEW, f"{given.value} fits {len(spans)} places", spans))
    elif claim.mention is not None and not claim.spec.cue:
        own.append(Finding(Code.CUE_MISSING, Severity.REVIEW, "no schema says which words mean this value"))
    places = tuple(_place(document, index) for index in claim.candidates)
    return Verification(
        ".".join(given.path),
        given.value,
        verdict(own),
        tuple(sorted({str(finding.code) for finding in own})),
        tuple(own),
        None if claim.mention is None else _place(document, claim.mention),
        places,
    )


def _place(document: Document, index: int) -> Place:
    mention = document.mentions[index]
    sentence = document.sentence_at(mention.start)
    return Place(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        path=document.path_at(mention.start),
        mention=document.mention_ids[index],
        sentence=sentence.id if sentence else None,
    )
