"""The documentation: pages in Markdown. Two of them, and the picture of a coverage map, are written by
`python -m llmextract.docs` from what the code says and does; a test fails where they differ from what would be written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import llmextract
from llmextract.docs.commandline import commands
from llmextract.docs.library import api

__all__ = ["PAGES", "coverage"]

PAGES: dict[str, Callable[[], str]] = {"api.md": api, "commands.md": commands}


def coverage(fixtures: Path) -> str:
    """The coverage map of the reports of a checkout, from their recorded answers, as SVG."""
    with TemporaryDirectory() as out:
        llmextract.run([fixtures / "reports"], out, llmextract.open_model(f"replay:{fixtures / 'responses'}"))
        return llmextract.plot([out], lang="en")
