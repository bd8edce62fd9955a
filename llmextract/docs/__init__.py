"""The documentation: pages in Markdown. Two of them are written by `python -m llmextract.docs` from what the code says
of itself; a test fails where they differ from what would be written.
"""

from __future__ import annotations

from collections.abc import Callable

from llmextract.docs.commandline import commands
from llmextract.docs.library import api

__all__ = ["PAGES"]

PAGES: dict[str, Callable[[], str]] = {"api.md": api, "commands.md": commands}
