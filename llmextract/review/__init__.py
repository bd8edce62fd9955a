"""Review pages: one self-contained HTML file a report, and an index of them.

The source stands beside the fields, every number coloured by kind and verdict; a person decides, and saves the
decisions as a file for `llmextract apply`. Pages work from disk, load nothing from elsewhere and
run no script but their own.

This module can be called: `llmextract.review(out)` is `llmextract.review.review(out)`, whichever was imported first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from llmextract.review.names import index_file, page_file
from llmextract.review.writing import Plot, review

__all__ = ["Plot", "index_file", "page_file", "review"]


class _Callable(ModuleType):
    """A module that is its own main function: package and function share a name."""

    def __call__(self, *given: Any, **named: Any) -> list[Path]:
        return review(*given, **named)


sys.modules[__name__].__class__ = _Callable
