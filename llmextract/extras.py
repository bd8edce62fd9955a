"""Libraries that only some uses need: they come with an extra of the package and are loaded when they are used."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from llmextract.errors import MissingExtra

__all__ = ["needed"]


def needed(module: str, extra: str, what: str) -> ModuleType:
    """A module that an extra of llmextract brings.

    Args:
        module: its name.
        extra: the extra that brings it, such as "excel".
        what: what it is needed for, as the beginning of a sentence: "writing Excel workbooks".

    Raises:
        MissingExtra: it is not installed; the message says how to install it.

    """
    try:
        return import_module(module)
    except ImportError as error:
        told = f"{what} needs {module.partition('.')[0]}: pip install 'llmextract[{extra}]'"
        raise MissingExtra(f"{told} ({error})") from error
