"""The words of the pages, Chinese and English."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from llmextract.field_status import MISSED, STATUSES, Look

__all__ = ["LANGUAGES", "labels", "marks"]

LANGUAGES = ("zh", "en")
_LOOKS: dict[str, Look] = {**{status.value: look for status, look in STATUSES.items()}, "missed": MISSED}


@cache
def labels() -> dict[str, list[str]]:
    """Key to [Chinese, English]; "{0}" stands for what the page puts in. Statuses are called as everywhere."""
    told: dict[str, list[str]] = json.loads((Path(__file__).parent / "labels.json").read_text(encoding="utf-8"))
    named = {key: [look.zh, look.en.capitalize()] for key, look in _LOOKS.items()}
    return told | named | {f"filter_{key}": words for key, words in named.items()}


def marks() -> dict[str, str]:
    """The mark of each status."""
    return {key: look.mark for key, look in _LOOKS.items()}
