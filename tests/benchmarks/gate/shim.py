"""For a `verify` that does not take {"mention", "printed"} yet: such leaves through the parts of the gate.

To be deleted, with its use in `adapters`, once `verify` takes them itself.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from llmextract.document import Document
from llmextract.gate.claims import Claim, place_figure
from llmextract.gate.verdicts import check_claims, verdict
from llmextract.rules.view import Rules
from llmextract.schema import Genre

__all__ = ["with_copies"]


def with_copies(verify: Callable[..., Any]) -> Callable[..., Any]:
    """`verify`, with leaves of id and copy checked as the answers of a model are."""
    rules: dict[str, Rules] = {}

    def checked(data: Any, document: Document, genre: Genre) -> Any:
        leaves = [] if isinstance(data, list) else [(s, f, leaf) for s in data for f, leaf in data[s].items()]
        if not leaves or not all(isinstance(leaf, dict) and "mention" in leaf for _, _, leaf in leaves):
            return verify(data, document, genre)
        if document.fingerprint not in rules:
            rules.clear()
            rules[document.fingerprint] = Rules(document, genre)
        numbered = [i for i, mention in enumerate(document.mentions) if mention.kind.is_data]
        claims = []
        for section, field, leaf in leaves:
            pointed = document.mention_indices.get(leaf["mention"])
            mention, slip = place_figure(document, pointed, leaf["printed"], numbered)
            spec = genre.spec(section, field)
            claims.append(Claim(section, field, spec, mention=mention, slip=slip, printed=leaf["printed"]))
        findings = check_claims(document, rules[document.fingerprint], tuple(claims))
        return [
            SimpleNamespace(
                path=f"{claim.section}.{claim.field}",
                verdict=verdict([found for found in findings if found.claim == index]),
                codes=tuple(sorted({str(found.code) for found in findings if found.claim == index})),
            )
            for index, claim in enumerate(claims)
        ]

    return checked
