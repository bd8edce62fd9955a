"""Pages that say where a report is and hold none: attachments, frames, pictures, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["elsewhere"]

Element = Any  # lxml.html.HtmlElement

_FILE = re.compile(r"[^/?=&\\]+\.(?:pdf|docx?|wps|et|xlsx?|ofd|rar|zip|rtf)(?=$|[?#&])", re.IGNORECASE)
_COVER = 60  # characters: a page with less beside its title, and with something of these, is a cover
_NAMED = 3  # attachments told by name


def elsewhere(body: Element, said: int) -> str:
    """Why a page is no report, and what to do; "" where it may be one.

    Args:
        body: what is shown of the page.
        said: how many characters it has beside its title, its date and its links.

    """
    if said >= _COVER:
        return ""
    if files := list(dict.fromkeys(_attached(body))):
        more = " …" if len(files) > _NAMED else ""
        told = "is a cover with the report attached"
        return f"{told} ({', '.join(files[:_NAMED])}{more}); download the attachment and give that file"
    if next(body.iter("iframe", "embed", "object", "frame"), None) is not None:
        return "shows its report in a frame; open the frame in a browser, save it, and give that file"
    if said:
        return ""
    if next(body.iter("img"), None) is not None:
        return "holds pictures and no text; recognise their text first (OCR), or look for another edition"
    return "has a title and no report; the page may be filled by a script: save it as PDF"


def _attached(body: Element) -> Iterator[str]:
    """The names of the files that a page links to, as it says them."""
    for link in body.iter("a"):
        said = " ".join(link.text_content().split())
        for told in (said, link.get("href") or ""):
            if found := _FILE.search(told):
                yield found.group() if told is said else said or found.group()
                break
