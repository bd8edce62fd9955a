"""The words of the pages, Chinese and English."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "labels"]

LANGUAGES = ("zh", "en")


@cache
def labels() -> dict[str, list[str]]:
    """Key to [Chinese, English]; "{0}" stands for what the page puts in."""
    told: dict[str, list[str]] = json.loads((Path(__file__).parent / "labels.json").read_text(encoding="utf-8"))
    return told
