r"""Sources in any form to text: plain text, HTML, MHTML, PDF, DOCX. Knows nothing of numbers, models or schemas.

Pages of a PDF end with a form feed: one that ends a page in mid-paragraph stands between two characters, one at the end
of a paragraph stands behind a line end.
"""

from __future__ import annotations

from pathlib import Path

from llmextract.errors import SourceError
from llmextract.reading.forms import Form, form_of
from llmextract.reading.limits import FILE_MB

__all__ = ["Form", "form_of", "read_bytes", "text_of"]


def read_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        SourceError: it cannot be read, or is larger than the limit.

    """
    try:
        FILE_MB.check_bytes(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error


def text_of(data: bytes, name: str) -> str:
    """The text of a source in any form.

    Args:
        data: what the file holds.
        name: its name or path: how errors call it; its suffix counts where the content leaves the form open.

    Raises:
        SourceError: it cannot be read as a report; one line that names it and says what to do.
        MissingExtra: the library that reads this form is not installed.

    """
    FILE_MB.check_bytes(name, len(data))
    match form_of(data, name):
        case Form.HTML:
            from llmextract.reading.html import html_text

            return html_text(data, name)
        case Form.MHTML:
            from llmextract.reading.mhtml import mhtml_text

            return mhtml_text(data, name)
        case Form.PDF:
            from llmextract.reading.pdf import pdf_text

            return pdf_text(data, name)
        case Form.DOCX:
            from llmextract.reading.docx import docx_text

            return docx_text(data, name)
        case _:
            from llmextract.reading.encoding import decode

            return decode(data, name)
