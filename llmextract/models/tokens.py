"""How many tokens a text has, roughly: what a run may cost is known before any service has counted.

Tokenizers differ. The two weights were fitted to o200k_base on the requests and answers of five reports, in all 3 %
below its count: Chinese prose comes out 17 % low, wire schemas 10 % high. `Meter` corrects them by what the service
reports.
"""

from __future__ import annotations

import re
from functools import lru_cache

from llmextract.models.base import Request, Usage

__all__ = ["TOKEN_LIMITS", "bound_of", "expected", "tokens_of"]

_WIDE = re.compile(r"[\u2e80-\uffff\U00020000-\U0003ffff]")
_WIDE_WEIGHT, _NARROW_WEIGHT = 0.8, 0.33
_ANSWERED = 0.3  # tokens of an answer to each token of text, in the five reports
TOKEN_LIMITS = ("max_completion_tokens", "max_tokens")  # the parameters that bound an answer


def tokens_of(text: str) -> int:
    """About how many tokens a text has."""
    wide = len(_WIDE.findall(text))
    return round(wide * _WIDE_WEIGHT + (len(text) - wide) * _NARROW_WEIGHT)


def bound_of(request: Request) -> int | None:
    """The tokens that the parameters of a request allow its answer; None for no bound."""
    bound = next((request.parameters[name] for name in TOKEN_LIMITS if name in request.parameters), None)
    return bound if isinstance(bound, int) else None


def expected(request: Request) -> Usage:
    """What one attempt at a request will about take; its completion is the bound that its parameters set, if any."""
    texts = [tokens_of(message.content) for message in request.messages]
    bound = bound_of(request)
    completion = round(texts[-1] * _ANSWERED) if bound is None else bound
    return Usage(sum(texts) + _tokens_of_schema(request.schema_text), completion)


_tokens_of_schema = lru_cache(maxsize=512)(tokens_of)
