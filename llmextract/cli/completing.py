"""What the shell may offer where a command wants a model, a genre, a section, a field or a code.

Each is asked for while somebody types: nothing here opens a store or asks a service, and what fails offers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from llmextract.schema import Genre

__all__ = ["complete_field", "complete_genre", "complete_model", "complete_section"]

_MODELS = {
    "openai:": "an OpenAI-compatible service",
    "replay:": "recorded answers in a folder",
    "relay:": "requests and answers by way of a folder",
    "rules": "no model: the rules alone",
}
_WITH_FOLDER = ("replay:", "relay:")


def _items(begun: str, offered: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    return [CompletionItem(value, help=told) for value, told in offered if value.startswith(begun)]


def complete_model(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The kinds of models, and the folders behind replay: and relay:."""
    for prefix in _WITH_FOLDER:
        if begun.startswith(prefix):
            return [CompletionItem(f"{prefix}{folder}") for folder in _folders(begun.removeprefix(prefix))]
    return _items(begun, _MODELS.items())


def _folders(begun: str) -> Iterator[str]:
    from pathlib import Path

    head, slash, tail = begun.rpartition("/")
    with suppress(OSError):
        for found in sorted(Path(f"{head}{slash}" or ".").iterdir()):
            if found.is_dir() and found.name.startswith(tail) and (tail or not found.name.startswith(".")):
                yield f"{head}{slash}{found.name}"


def complete_genre(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The built-in genres, and folders."""
    from llmextract.schema.genre import built_in_genres

    found = _items(begun, ((name, "built in") for name in built_in_genres()))
    return found + [CompletionItem(folder) for folder in _folders(begun)]


def _genre(context: click.Context) -> Genre | None:
    from llmextract.errors import LlmextractError
    from llmextract.schema import load_genre

    with suppress(LlmextractError):
        return load_genre(context.params.get("schema"))
    return None


def complete_section(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The sections of the genre that --schema names, or of the built-in one."""
    genre = _genre(context)
    return _items(begun, ((name, model.label()) for name, model in genre.sections.items())) if genre else []


def complete_field(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """SECTION.FIELD of the fields that hold figures."""
    genre = _genre(context)
    if genre is None:
        return []
    offered = ((f"{section}.{field}", spec.title) for (section, field), spec in genre.specs.items() if spec.measure)
    return _items(begun, offered)
