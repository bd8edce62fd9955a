"""`python -m llmextract.docs`, in a checkout, writes what is generated: commands.md, api.md, coverage.svg."""

from __future__ import annotations

from pathlib import Path

from llmextract.docs import PAGES, coverage

if __name__ == "__main__":
    here = Path(__file__).parent
    for name, page in PAGES.items():
        (here / name).write_text(page(), encoding="utf-8")
    (here / "coverage.svg").write_text(coverage(here.parent.parent / "fixtures"), encoding="utf-8")
