"""`python -m llmextract.docs` writes the pages that are generated: commands.md and api.md."""

from __future__ import annotations

from pathlib import Path

from llmextract.docs import PAGES

if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(__file__).parent / name).write_text(page(), encoding="utf-8")
