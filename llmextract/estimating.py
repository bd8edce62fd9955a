"""What a run would ask and cost, before it is run: from the very requests, with nothing asked.

What the store holds is taken from it, and tells how this service counts tokens; what it lacks is answered by the rules
instead, so that the later requests (repairs, names) and the length of answers can be told too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from llmextract.document import Document
from llmextract.errors import MissingExtra, SourceError
from llmextract.inputs import find_reports
from llmextract.meter import service_name
from llmextract.models.base import Answer, Model, Request, Usage
from llmextract.models.rules import RulesModel
from llmextract.models.tokens import expected, tokens_of
from llmextract.pipeline import Options, extract_document, run_sync
from llmextract.prices import Price, Prices
from llmextract.schema.genre import Genre, load_genre

__all__ = ["Estimate", "Part", "estimate"]


@dataclass
class Part:
    """So many requests and their tokens; `cost` is None without a price."""

    requests: int = 0
    prompt: int = 0
    completion: int = 0
    cost: Decimal | None = None


@dataclass
class Estimate:
    """What a run would ask.

    Attributes:
        documents, unreadable: how many reports there are, and how many of them cannot be read.
        parts: "stored" (nothing is asked for these), "to ask" and "all".
        currency: of the costs.
        unpriced: models without a price.

    """

    documents: int = 0
    unreadable: int = 0
    parts: dict[str, Part] = field(default_factory=lambda: {name: Part() for name in ("stored", "to ask", "all")})
    currency: str = ""
    unpriced: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """It as JSON; costs as text."""
        parts = {
            name: vars(part) | {"cost": None if part.cost is None else str(part.cost)}
            for name, part in self.parts.items()
        }
        return vars(self) | {"parts": parts}


class _Dry:
    """Answers from the store, else as the rules would, and counts both. Asks nobody."""

    def __init__(self, model: Model, price: Price | None) -> None:
        self.name, self.price = model.name, price
        self.stored, self.missing = Part(), Part()
        self._look = getattr(model, "stored", lambda _request: None)
        self._rules = RulesModel()
        self._learnt = [0, 0]  # tokens expected and told, of prompts in the store

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The stored answer, or the rules' in the model's name."""
        del fresh
        found: Answer | None = self._look(request)
        if found is not None:
            guess = expected(request).prompt or 0
            if found.usage.prompt is not None:
                self._learnt[0] += guess
                self._learnt[1] += found.usage.prompt
            self._count(self.stored, found.usage if found.usage.prompt is not None else Usage(guess, 0))
            return found
        answer = await self._rules.answer(request)
        self._count(self.missing, Usage(expected(request).prompt, tokens_of(answer.content)))
        return Answer(answer.content, self.name)

    async def close(self) -> None:
        """Nothing is open."""

    def scaled(self) -> Part:
        """What is missing, in tokens as this service counts them."""
        ratio = self._learnt[1] / self._learnt[0] if self._learnt[0] else 1.0
        prompt, completion = round(self.missing.prompt * ratio), round(self.missing.completion * ratio)
        return Part(self.missing.requests, prompt, completion)

    def _count(self, part: Part, usage: Usage) -> None:
        part.requests += 1
        part.prompt += usage.prompt or 0
        part.completion += usage.completion or 0


def estimate(
    paths: Iterable[str | Path],
    model: Model,
    genre: Genre | None = None,
    options: Options | None = None,
    prices: Prices | None = None,
) -> Estimate:
    """What `run` would ask with these arguments, and what it would cost. Nothing is asked.

    Tokens are guessed from the characters of requests, and scaled by what the service told of those in the store. A
    file that cannot be read is counted, not raised.

    Args:
        paths: files and folders.
        model: who would answer first; `options.second` are the others.
        genre: the kind of report; the built-in one by default.
        options: how to ask.
        prices: what tokens cost; without a price costs are None.

    Returns:
        Requests, tokens and cost: of what is stored, of what would be asked, and of both together.

    """
    genre, options, prices = genre or load_genre(), options or Options(), prices or Prices()
    models = [model, *options.second]
    dry = [_Dry(one, prices.of(service_name(one))) for one in models]
    found = Estimate(currency=prices.currency)
    asking = Options(**options.told(), second=tuple(dry[1:]))

    async def all_documents() -> None:
        for document in _documents(paths, found):
            await extract_document(document, genre, dry[0], asking)
        for one in models:
            await one.close()

    run_sync(all_documents())
    found.unpriced = tuple(service_name(one) for one, own in zip(models, dry, strict=True) if own.price is None)
    for own in dry:
        for name, part in (("stored", own.stored), ("to ask", own.scaled())):
            _add(found.parts[name], part, own.price)
            _add(found.parts["all"], part, own.price)
    return found


def _documents(paths: Iterable[str | Path], found: Estimate) -> Iterator[Document]:
    """The reports that can be read; all are counted."""
    for source in find_reports(paths):
        found.documents += 1
        try:
            yield source.open()
        except (SourceError, MissingExtra):
            found.unreadable += 1


def _add(sum_: Part, part: Part, price: Price | None) -> None:
    sum_.requests += part.requests
    sum_.prompt += part.prompt
    sum_.completion += part.completion
    if price is not None:
        sum_.cost = (sum_.cost or Decimal(0)) + price.of(Usage(part.prompt, part.completion))
