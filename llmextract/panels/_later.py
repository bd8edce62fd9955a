"""What other parts of the library will bring; each name here becomes a plain import when they are there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import quote

from llmextract.result import Result

__all__ = ["code_zh", "located", "page_file", "reposts", "source_file", "write_review"]


@cache
def _module(name: str) -> ModuleType | None:
    try:
        return import_module(f"llmextract.{name}")
    except ModuleNotFoundError:
        return None


def located(result: Result) -> Any:
    """Becomes `from llmextract.places import located`."""
    places = _module("places")
    if places is None:
        return SimpleNamespace(division=None, candidates=(), department=False)
    return places.located(result)


def reposts(texts: Iterable[tuple[str, str]]) -> tuple[Any, ...]:
    """Becomes `from llmextract.reposting import reposts`."""
    module = _module("reposting")
    return () if module is None else tuple(module.reposts(texts))


def source_file(out: Path, document: str) -> Path:
    """Becomes `from llmextract.runs import source_file`."""
    runs: Any = import_module("llmextract.runs")
    made = getattr(runs, "source_file", None)
    return Path(made(out, document)) if made else out / "sources" / document


def code_zh(code: str) -> str:
    """What a code says in Chinese; becomes `llmextract.review.words.CODES_ZH[code]`."""
    words = _module("review.words")
    return "" if words is None else str(words.CODES_ZH.get(code, ""))


def page_file(out: Path, document: str) -> Path:
    """Becomes `from llmextract.review import page_file`."""
    review = _module("review")
    if review is None:
        return out / "review" / "pages" / f"{quote(document, safe='')}.html"
    return Path(review.page_file(out, document))


def write_review(out: Path) -> None:
    """Becomes `from llmextract.review import review`."""
    review = _module("review")
    if review is not None:
        review.review(out)
