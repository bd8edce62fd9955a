"""A headless Chromium for tests of pages. Playwright's loop holds the thread: make all runs before it starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["Visit", "chromium", "visit"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; a test that needs one fails where there is none."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.fail(f"these tests need a Chromium: install one so that one of {', '.join(_NAMES)} is on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


class Visit:
    """A page that is looked at, with all that it asked for and all that it said.

    Attributes:
        page: the page.
        requests: the addresses that it asked for, its own first.
        said: what came on its console, and its errors.

    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def ids(self, selector: str) -> list[str]:
        """The ids of the elements that are seen."""
        found: list[str] = self.page.eval_on_selector_all(
            selector, "all => all.filter(e => e.checkVisibility()).map(e => e.id)"
        )
        return found

    def focused(self) -> str:
        """The id of what has the focus."""
        found: str = self.page.evaluate("document.activeElement.id")
        return found

    def in_view(self, selector: str) -> bool:
        """Whether an element lies in the window, inside its pane."""
        told = """e => { const b = e.getBoundingClientRect(), p = e.closest('.pane').getBoundingClientRect();
            return b.top >= Math.max(0, p.top) && b.top < Math.min(innerHeight, p.bottom); }"""
        found: bool = self.page.eval_on_selector(selector, told)
        return found


@contextmanager
def visit(browser: Browser, file: Path, anchor: str = "", **context: Any) -> Iterator[Visit]:
    """Look at a file from disk, in a profile of its own."""
    settings = {"viewport": {"width": 1280, "height": 800}, **context}
    own = browser.new_context(**settings)
    visited = Visit(own.new_page())
    visited.page.goto(file.resolve().as_uri() + anchor)
    try:
        yield visited
    finally:
        own.close()
