"""The tools compared, and how they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.environments import Tool, Unavailable, Worker, pins, prepare
from benchmarks.gate.gold import Source
from benchmarks.gate.planting import Form, Planted
from llmextract import scan

__all__ = ["OURS", "TOOLS", "Answers", "ask"]

WORKER = Path(__file__).with_name("rivals.py")
OURS = "llmextract"
LEAST = 1.0  # CPU seconds of a timing
TIMED = 100  # values of a timing
_BATCH = 100  # claims of a request

_QUOTED = "a quote counts as taken where it stands in the text and the figure in it"

TOOLS = (
    Tool(OURS, remark="accepts what it calls verified", packages=("llmextract",)),
    Tool(
        "groundgate",
        pins("groundgate"),
        "admit, with the sentence as evidence and the units declared; reads no number beside a letter, and a Chinese "
        "character is one",
    ),
    Tool(
        "groundgate-spaced",
        pins("groundgate"),
        "the same, with spaces set around every number of text and quote",
        environment="groundgate",
    ),
    Tool("gtrex", pins("gtrex"), f"the default policy, which wants the ends of words; {_QUOTED}"),
    Tool("gtrex-inside", pins("gtrex"), f"the policy match_boundaries=False; {_QUOTED}", environment="gtrex"),
    Tool("llmground", pins("llmground"), f"verify, fuzzy matches not accepted; {_QUOTED}"),
    Tool("langextract", pins("langextract"), f"Resolver.align, MATCH_EXACT alone accepted; {_QUOTED}"),
    Tool("instructor", pins("instructor"), f"CitationMixin, changed quotes not accepted; {_QUOTED}"),
)


@dataclass(frozen=True)
class Answers:
    """What one tool said of each claim, in their order, and how long 100 values took it; or why it did not run."""

    tool: Tool
    said: list[tuple[str, list[str]]] = field(default_factory=list)
    seconds: float = 0.0
    used: str = ""
    reason: str = ""

    def counts(self, claims: Sequence[Planted]) -> Counter[tuple[str, str, str]]:
        """(family, form, word) to how often it was said."""
        pairs = zip(claims, self.said, strict=True)
        return Counter((claim.family, str(claim.form), word) for claim, (word, _) in pairs)


def ask(tool: Tool, sources: Sequence[Source], claims: Sequence[Planted]) -> Answers:
    """Ask one tool about every claim, each in a call of its own, and time it."""
    try:
        with Worker(prepare(tool, WORKER), tool, WORKER) as worker:
            said: dict[int, tuple[str, list[str]]] = {}
            for source in sources:
                own = [i for i, claim in enumerate(claims) if claim.document == source.document.name]
                for at in range(0, len(own), _BATCH):
                    batch = own[at : at + _BATCH]
                    request = _request(source, (claims[i] for i in batch))
                    said.update(zip(batch, worker.ask(request)["answers"], strict=True))
            seconds = worker.ask(_timing(sources, claims))["seconds"]
    except Unavailable as problem:
        return Answers(tool, reason=str(problem))
    versions = [f"{name} {version}" for name, version in worker.hello["versions"].items()]
    used = ", ".join([f"Python {worker.hello['python']}", *versions])
    return Answers(tool, [said[i] for i in range(len(claims))], seconds, used)


def _request(source: Source, claims: Iterable[Planted]) -> dict[str, Any]:
    gold = {truth.key: truth for truth in source.gold}
    told = [_claim(claim, source.document.mentions[gold[claim.section, claim.field].place].unit) for claim in claims]
    return {"text": source.document.raw, "claims": told}


def _claim(claim: Planted, unit: str | None) -> dict[str, Any]:
    return {
        "data": claim.data,
        "section": claim.section,
        "field": claim.field,
        "form": str(claim.form),
        "unit_fits": [mention.unit for mention in scan(claim.printed)] == [unit],
        "printed": claim.printed,
        "quote": claim.quote,
    }


def _timing(sources: Sequence[Source], claims: Sequence[Planted]) -> dict[str, Any]:
    """100 values with quotes on the longest text, the true ones first; they come round again where there are fewer."""
    longest = max(sources, key=lambda source: len(source.document.raw))
    own = [c for c in claims if (c.document, c.form) == (longest.document.name, Form.QUOTE) and not c.beside]
    turns = (own * TIMED)[:TIMED]
    return {**_request(longest, turns), "least": LEAST}
