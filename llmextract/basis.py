"""What a result rests on: as long as it is the same, what is done is not done again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from llmextract.document import Document
from llmextract.models.base import Model, canonical, sha256
from llmextract.pipeline import Options
from llmextract.schema.genre import Genre

__all__ = ["made_from", "scopes"]


def scopes(models: Sequence[Model]) -> tuple[str, ...]:
    """What tells the models from others; empty where one of them answers for nothing (its answers may have changed)."""
    found = [getattr(model, "scope", None) for model in models]
    return tuple(str(scope) for scope in found) if all(found) else ()


def made_from(document: Document, genre: Genre, models: Sequence[str], options: Options) -> str:
    """A digest of everything that decides a result: text, schema, prompts, models, how they are asked, this version."""
    if not models:
        return ""
    parts = [document.fingerprint, genre.fingerprint, genre.prompts_fingerprint, [*models], options.told()]
    return sha256(canonical([*parts, _version()]))


@cache
def _version() -> str:
    return version("llmextract")
