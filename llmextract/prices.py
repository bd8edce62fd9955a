"""What tokens cost: read from a file of the user's, since prices change and differ.

::

    currency = "USD"

    ["gpt-4.1-mini*"]   # as the service calls the model; * stands for anything, the first line that fits counts
    prompt = 0.40       # for a million tokens
    cached = 0.10       # prompt tokens that the service had kept; as prompt, where it is not given
    completion = 1.60
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from llmextract.errors import PriceError
from llmextract.models.base import Usage

__all__ = ["Price", "Prices", "default_prices_file"]

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a million tokens of each kind.

    Attributes:
        prompt, completion: of the request, and of the answer, in the currency of the file.
        cached: of prompt tokens that the service's own cache held.

    """

    prompt: Decimal
    completion: Decimal
    cached: Decimal

    def of(self, usage: Usage) -> Decimal:
        """What some tokens cost; counts that the service did not give cost nothing here."""
        prompt, kept = usage.prompt or 0, min(usage.cached_prompt or 0, usage.prompt or 0)
        total = (prompt - kept) * self.prompt + kept * self.cached + (usage.completion or 0) * self.completion
        return total / _MILLION


@dataclass(frozen=True)
class Prices:
    """The prices of some models, in one currency.

    Attributes:
        currency: as the file says it ("USD"); "" without a file.
        table: a pattern of model names (* stands for anything) to the price, in the order of the file.
        file: where they were read.

    """

    currency: str = ""
    table: Mapping[str, Price] = field(default_factory=dict)
    file: str = ""

    def of(self, model: str) -> Price | None:
        """The price of a model, by the first pattern that fits its name."""
        return next((price for pattern, price in self.table.items() if fnmatchcase(model, pattern)), None)

    @classmethod
    def read(cls, path: str | Path | None = None) -> Prices:
        """Read a file of prices; without a path the default one, which may be missing.

        Raises:
            PriceError: the file cannot be read, or a price is none.

        """
        file = Path(path) if path else default_prices_file()
        if path is None and not file.is_file():
            return cls()
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise PriceError(f"{file}: cannot be read as a file of prices ({why}); see README, Money") from error
        currency = told.pop("currency", "")
        if not isinstance(currency, str) or not currency:
            raise PriceError(f'{file}: say the currency first: currency = "USD"')
        return cls(currency, {name: _price(file, name, values) for name, values in told.items()}, str(file))


def _price(file: Path, name: str, values: Any) -> Price:
    kinds = ("prompt", "completion", "cached")
    if not isinstance(values, dict) or not {"prompt", "completion"} <= set(values) <= set(kinds):
        raise PriceError(f'{file}: ["{name}"] needs prompt and completion (and may have cached), for a million tokens')
    prices: dict[str, Any] = {kind: values.get(kind, values["prompt"]) for kind in kinds}
    wrong = [kind for kind, value in prices.items() if type(value) not in (int, float) or value < 0]
    if wrong:
        raise PriceError(f'{file}: ["{name}"] {wrong[0]} = {prices[wrong[0]]!r}: give a number, not below zero')
    return Price(*(Decimal(str(prices[kind])) for kind in kinds))


def default_prices_file() -> Path:
    """Where prices are looked for: `LLMEXTRACT_PRICES`, else prices.toml in the user's configuration folder."""
    named = os.environ.get("LLMEXTRACT_PRICES")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("llmextract", appauthor=False) / "prices.toml"
