"""MHTML: a page saved whole by a browser or by Word; the report is its first part of HTML."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from llmextract.errors import SourceError
from llmextract.reading.html import html_text

__all__ = ["mhtml_text"]


def mhtml_text(data: bytes, name: str) -> str:
    """The report of a saved page. Of several frames the one with the most text is read.

    Raises:
        SourceError: there is no HTML inside, or none with text.
        MissingExtra: the libraries for HTML are not installed.

    """
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n "), policy=email.policy.compat32)
        pages = _pages(message)
    except RecursionError as error:
        raise SourceError(f"{name}: is MHTML nested deeper than any page; save the page anew") from error
    texts = [html_text(body, name, charset) for body, charset in pages if body.strip()]
    if not texts:
        raise SourceError(f"{name}: is MHTML without a page inside; save the page anew")
    return max(texts, key=len)


def _pages(message: Message) -> list[tuple[bytes, str | None]]:
    """The HTML parts, decoded from their transfer encoding, each with the encoding of characters that it declares."""
    found = []
    for part in message.walk():
        body = part.get_payload(decode=True)
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(body, bytes):
            found.append((body, part.get_content_charset()))
    return found
