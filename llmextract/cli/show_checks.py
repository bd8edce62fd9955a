"""What the checking commands print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from llmextract.across import AcrossFinding
from llmextract.arithmetic import Identity, Status, audit
from llmextract.cli.shown import plain_console, print_json, shown
from llmextract.cli.tabling import Column, Kind, print_table
from llmextract.document import Document
from llmextract.gate.codes import CODES
from llmextract.quantity import plain
from llmextract.schema.leaves import Place
from llmextract.verification import Verification

__all__ = ["show_across", "show_audit", "show_codes", "show_verifications"]

_STATUS = {
    Status.HOLDS: ("holds", "green"),
    Status.IMPLIED: ("implied", "cyan"),
    Status.BROKEN: ("BROKEN", "bold red"),
    Status.IMPOSSIBLE: ("IMPOSSIBLE", "bold red"),
}
_VERDICT_STYLE = {"verified": "green", "review": "yellow", "rejected": "bold red"}
_VERIFIED = (
    Column("value of", Kind.WORDS),
    Column("given", Kind.WORDS),
    Column("verdict"),
    Column("codes", Kind.WORDS),
    Column("stands at", Kind.WORDS),
)
_CODES = (Column("code"), Column("says", Kind.WORDS), Column("effect"), Column("about"))
_ACROSS = (Column("place"), Column("years"), Column("code"), Column("field"), Column("says", Kind.WORDS))
_BEFORE = 12  # characters of the text shown before the first figure


def show_audit(document: Document, *, as_json: bool) -> None:
    """The identities of a text with their arithmetic and the words where they stand, the broken ones first."""
    document = document.visible
    found = audit(document)
    if as_json:
        for identity in found:
            print_json(_identity(document, identity))
        return
    console = plain_console()
    counts = Counter(identity.status for identity in found)
    told = ", ".join(f"{counts[status]} {word.lower()}" for status, (word, _) in _STATUS.items() if counts[status])
    console.print(Text(f"{shown(document.name)}: {told or 'no identity found'}", "bold"))
    for identity in sorted(found, key=lambda i: (i.status in (Status.HOLDS, Status.IMPLIED), i.mentions)):
        word, style = _STATUS[identity.status]
        line = Text("  ").append(f"{word:10}", style).append(f" {identity.relation.value:12}", "dim")
        line.append(shown(identity.told)).append(shown(f"  {_words(document, identity)}"), "dim")
        console.print(line, soft_wrap=True)


def _words(document: Document, identity: Identity) -> str:
    mentions = [document.mentions[index] for index in identity.mentions]
    start, end = mentions[0].start, mentions[-1].end
    text = document.raw[max(0, start - _BEFORE) : end + 1]
    return " ".join(text.split())


def _identity(document: Document, identity: Identity) -> dict[str, object]:
    def told(indices: tuple[int, ...]) -> list[dict[str, object]]:
        mentions = (document.mentions[index] for index in indices)
        places = (document.published(m.start, m.end) for m in mentions)
        return [{"start": start, "end": end, "text": text} for start, end, text in places]

    return {
        "document": document.name,
        "relation": identity.relation.value,
        "status": identity.status.value,
        "told": identity.told,
        "implied": None if identity.implied is None else plain(identity.implied),
        "left": told(identity.left),
        "right": told(identity.right),
    }


def show_verifications(checked: Sequence[Verification], *, as_json: bool) -> float:
    """The verdict on each value; returns the share that is verified (0 if there is nothing to check)."""
    counts = Counter(one.verdict.value for one in checked)
    share = counts["verified"] / len(checked) if checked else 0.0
    if as_json:
        for one in checked:
            print_json(_verification(one))
        return share
    console = plain_console()
    rows = [
        (
            one.path,
            one.value,
            Text(one.verdict.value, _VERDICT_STYLE[one.verdict.value]),
            " ".join(one.codes),
            _stands(one),
        )
        for one in checked
    ]
    print_table(console, _VERIFIED, rows)
    console.print(", ".join(f"{counts[verdict]} {verdict}" for verdict in _VERDICT_STYLE) + f": {share:.1%} verified")
    return share


def _stands(one: Verification) -> str:
    if one.place is not None:
        return f"{one.place.text} at {one.place.start}"
    if one.candidates:
        return f"{len(one.candidates)} places: {', '.join(str(place.start) for place in one.candidates[:4])}"
    return f"nowhere; nearest {one.nearest.text} at {one.nearest.start}" if one.nearest else "nowhere"


def _verification(one: Verification) -> dict[str, object]:
    def told(place: Place | None) -> dict[str, object] | None:
        return None if place is None else place.model_dump()

    return {
        "path": one.path,
        "value": one.value,
        "verdict": one.verdict.value,
        "codes": list(one.codes),
        "messages": [finding.message for finding in one.findings],
        "place": told(one.place),
        "candidates": [told(place) for place in one.candidates],
        "nearest": told(one.nearest),
    }


def show_codes(*, as_json: bool) -> None:
    """The table of codes."""
    if as_json:
        for code, meaning in CODES.items():
            print_json({"code": code.value, **asdict(meaning)})
        return
    rows = [
        (code.value, meaning.says, " or ".join(meaning.severities), meaning.about) for code, meaning in CODES.items()
    ]
    print_table(plain_console(), _CODES, rows)


def show_across(found: Sequence[AcrossFinding], *, as_json: bool) -> None:
    """What reports of one place say of each other."""
    if as_json:
        for finding in found:
            print_json(asdict(finding))
        return
    console = plain_console()
    if not found:
        console.print("nothing to compare differs")
        return
    rows = [
        (one.region, f"{one.other_year} to {one.year}", one.code.value, f"{one.section}.{one.field}", one.message)
        for one in found
    ]
    print_table(console, _ACROSS, rows)
