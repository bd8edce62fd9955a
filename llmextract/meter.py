"""The meter of a run: what every attempt took, failed ones too, what it cost, and when to stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from typing import Any

from llmextract.errors import BudgetReached, Fault, PriceError, ServiceUnusable
from llmextract.models.base import Attempt, Model, Request, Usage, Watcher
from llmextract.models.tokens import bound_of, expected
from llmextract.prices import Prices
from llmextract.progress import Progress

__all__ = ["Meter", "Tokens", "service_name"]

_NO_ANSWER = 40  # attempts in a row that found no service: the others need not try
_GONE = (Fault.UNREACHABLE, Fault.TIMEOUT, Fault.SERVER_ERROR)
_UNLEARNT = 1.5  # times the guess, before a service has told how it counts
_CENT = Decimal("0.0001")


@dataclass
class Tokens:
    """Tokens as a service counted them; `cached` is the part of the prompts that it had kept."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0

    def add(self, usage: Usage) -> None:
        """Take in one attempt; counts that the service did not give are left out."""
        self.prompt += usage.prompt or 0
        self.cached += usage.cached_prompt or 0
        self.completion += usage.completion or 0


@dataclass
class Meter(Watcher):
    """Counts a run's attempts and keeps its budget.

    Attributes:
        prices: what tokens cost; without them no money is counted.
        budget: in the currency of the prices; None for none.
        progress: is told of every attempt and pause.
        tokens: of all attempts.
        by_section: the same by section (and "naming"); a request for several is shared out by the number of fields.
        attempts: how many were answered, and how many ended in each fault.
        uncounted: answered attempts whose tokens the service did not tell.
        spent: what the attempts cost, by the prices.
        stopped: why nothing more may be asked; "" while it may.

    """

    prices: Prices = field(default_factory=Prices)
    budget: Decimal | None = None
    progress: Progress = field(default_factory=Progress)
    tokens: Tokens = field(default_factory=Tokens)
    by_section: dict[str, dict[str, float]] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    uncounted: int = 0
    spent: Decimal = Decimal(0)
    stopped: str = ""
    unusable: bool = False
    _reserved: dict[int, Decimal] = field(default_factory=dict)
    _ratio: dict[str, Tokens] = field(default_factory=dict)  # what was expected of the answered attempts
    _longest: int = 0
    _without_answer: int = 0

    def check(self, models: Iterable[Model]) -> None:
        """See that a budget can be kept.

        Raises:
            PriceError: there is a budget, and no price for one of the models.

        """
        for name in (service_name(model) for model in models if self.budget is not None and hasattr(model, "watcher")):
            if self.prices.of(name) is None:
                where = self.prices.file or "no file of prices was found"
                raise PriceError(f"a budget needs the price of {name}: {where}; see --prices")

    def before(self, request: Request, model: str) -> None:
        """Keep a request here that could pass the budget, and every one after a stop.

        Raises:
            BudgetReached, ServiceUnusable: it must not leave.

        """
        if self.unusable:
            raise ServiceUnusable(f"{request.name}: not asked, since {self.stopped}", Fault.UNUSABLE)
        if self.budget is None:
            return
        cost = self._cost(self._guess(request, model), model)
        if not self.stopped and self.spent + sum(self._reserved.values()) + cost > self.budget:
            self.stopped = (
                f"the budget of {self.budget} {self.prices.currency} would be passed (spent {self._money(self.spent)})"
            )
        if self.stopped:
            raise BudgetReached(f"{request.name}: not asked: {self.stopped}; run again with a larger --budget to go on")
        self._reserved[id(request)] = cost

    def attempted(self, request: Request, attempt: Attempt) -> None:
        """Count an attempt."""
        self._reserved.pop(id(request), None)
        self.attempts[attempt.fault or "answered"] += 1
        if attempt.fault is None:
            self._count(request, attempt)
        elif attempt.fault is Fault.UNUSABLE:
            self._give_up(f"{attempt.model} answers nothing: {attempt.reason}")
        elif attempt.fault in _GONE:
            self._without_answer += 1
            if self._without_answer >= _NO_ANSWER:
                self._give_up(f"{self._without_answer} attempts in a row had no answer, at last: {attempt.reason}")
        self.progress.attempted(request, attempt)

    def refused(self, reason: str) -> None:
        """Note why a service answers nothing; what is stored may still serve."""
        self.stopped = self.stopped or reason

    def paused(self, seconds: float, reason: str) -> None:
        """Pass it on."""
        self.progress.paused(seconds, reason)

    def told(self) -> dict[str, Any]:
        """What run.json says of it."""
        sections = {
            name: {kind: round(count) for kind, count in counts.items()} for name, counts in self.by_section.items()
        }
        money = {"currency": self.prices.currency, "spent": self._money(self.spent)} if self.prices.table else None
        return {
            "attempts": dict(sorted(self.attempts.items())),
            "tokens": {**vars(self.tokens), "uncounted_attempts": self.uncounted, "sections": sections},
            "money": money and money | {"budget": None if self.budget is None else str(self.budget)},
            "stopped": self.stopped,
        }

    def _give_up(self, reason: str) -> None:
        self.unusable, self.stopped = True, self.stopped or reason

    def _count(self, request: Request, attempt: Attempt) -> None:
        self._without_answer = 0
        usage = attempt.usage
        if usage.prompt is None:
            self.uncounted += 1
            usage = self._guess(request, attempt.model)
        else:
            self._learn(request, attempt)
            self.tokens.add(usage)
            self._share(request, usage)
        if self.prices.table:
            self.spent += self._cost(usage, attempt.model)

    def _share(self, request: Request, usage: Usage) -> None:
        fields = request.context.fields if request.context else ()
        names = [section for section, _ in fields] or ["naming"]
        for name, count in Counter(names).items():
            own = self.by_section.setdefault(name, {"prompt": 0, "completion": 0})
            own["prompt"] += (usage.prompt or 0) * count / len(names)
            own["completion"] += (usage.completion or 0) * count / len(names)

    def _learn(self, request: Request, attempt: Attempt) -> None:
        guessed = self._ratio.setdefault(attempt.model, Tokens())
        guessed.add(Usage(expected(request).prompt, attempt.usage.prompt))
        self._longest = max(self._longest, attempt.usage.completion or 0)

    def _guess(self, request: Request, model: str) -> Usage:
        """What a request may take: its prompt as this service counts, its answer as long as the longest so far."""
        guess = expected(request)
        learnt = self._ratio.get(model)
        ratio = learnt.completion / learnt.prompt if learnt and learnt.prompt else _UNLEARNT
        longest = bound_of(request) or max(round((guess.completion or 0) * (1 if learnt else _UNLEARNT)), self._longest)
        return Usage(round((guess.prompt or 0) * ratio), longest)

    def _cost(self, usage: Usage, model: str) -> Decimal:
        price = self.prices.of(model)
        return price.of(usage) if price else Decimal(0)

    def _money(self, amount: Decimal) -> str:
        return str(amount.quantize(_CENT, ROUND_UP))


def service_name(model: Model) -> str:
    """What a service calls the model: the name after "openai:"."""
    return model.name.partition(":")[2] or model.name
