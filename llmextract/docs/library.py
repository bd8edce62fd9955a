"""The page api.md, from the docstrings and signatures of what is public."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from types import FunctionType
from typing import Any

__all__ = ["WRITTEN", "api"]

WRITTEN = "Written by `python -m llmextract.docs`; change the code, not this page."
_HEADS = ("Args:", "Attributes:", "Raises:")
_FIELD = re.compile(r"^ {4}(\w+)(?:: ([^=#]+?))?(?: = ([^#]+?))?(?:  # (.*))?$", re.MULTILINE)


def api() -> str:
    """The page api.md: every public name of `llmextract` and `llmextract.schema`."""
    import llmextract
    from llmextract import schema

    own = [name for name in llmextract.__all__ if name not in schema.__all__]
    things = [(name, getattr(llmextract, name)) for name in own]
    errors = [(name, thing) for name, thing in things if isinstance(thing, type) and issubclass(thing, Exception)]
    rest = [pair for pair in things if pair not in errors]
    functions = [(name, thing) for name, thing in rest if isinstance(thing, FunctionType)]
    parts = [
        "# Library reference",
        f"`import llmextract` loads nothing heavy: each name is loaded when it is first used. {WRITTEN}",
        *_group("Calls", functions),
        *_group("Types and tables", [pair for pair in rest if pair not in functions]),
        *_group("Errors", errors),
        *_group("llmextract.schema", [(name, getattr(schema, name)) for name in schema.__all__]),
    ]
    return "\n\n".join(parts) + "\n"


def _group(title: str, things: list[tuple[str, Any]]) -> Iterator[str]:
    yield f"## {title}"
    for name, thing in things:
        yield f"### {name}"
        if isinstance(thing, dict):
            yield f"A dictionary with {len(thing)} entries, by `{type(next(iter(thing))).__name__}`."
            continue
        signed: bool = isinstance(thing, FunctionType) or is_dataclass(thing)
        if signed:
            yield f"```py\n{_signature(name, thing)}\n```"
        yield _prose(inspect.getdoc(thing) or "")
        if isinstance(thing, type):
            yield from _members(thing)


def _signature(name: str, call: Callable[..., Any], longest: int = 100) -> str:
    """The call as one would write it; where it is longer than that, with a line for each parameter."""
    known = inspect.signature(call)
    parts: list[str] = []
    for parameter in known.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        if parameter.name not in ("self", "cls"):
            parts.append(_parameter(parameter))
    returns = "" if known.return_annotation in (known.empty, None, "None") else f" -> {known.return_annotation}"
    told = f"{name}({', '.join(parts)}){returns}"
    if len(told) > longest:
        told = f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){returns}"
    return told


def _parameter(parameter: inspect.Parameter) -> str:
    """A parameter with its type; a default that is no plain value is left out as `...`."""
    stars = "*" * (parameter.kind is parameter.VAR_POSITIONAL) + "**" * (parameter.kind is parameter.VAR_KEYWORD)
    told = f"{stars}{parameter.name}: {parameter.annotation}"
    if parameter.default is parameter.empty:
        return told
    plain = isinstance(parameter.default, (bool, int, float, str, tuple, type(None)))
    default = f'"{parameter.default}"' if isinstance(parameter.default, str) else repr(parameter.default)
    return f"{told} = {default if plain else '...'}"


def _prose(docstring: str) -> str:
    """A docstring as Markdown: its lists of arguments as lists, its examples as blocks."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", docstring):
        head, _, body = block.partition("\n")
        if head == "Returns:":
            parts.append(f"{head} {' '.join(body.split())}")
        elif head in _HEADS:
            parts.append(f"{head}\n\n{_items(inspect.cleandoc(body))}")
        elif block.startswith(">>>"):
            parts.append(f"```pycon\n{block}\n```")
        elif block.startswith("    "):
            parts.append(f"```text\n{inspect.cleandoc(block)}\n```")
        elif block.strip() != "::":
            parts.append(block)
    return "\n\n".join(parts)


def _items(body: str) -> str:
    """The entries of a list; what is indented goes on."""
    entries = re.split(r"\n(?! )", body)
    told = (" ".join(entry.split()) for entry in entries)
    named = (re.sub(r"^([\w*][\w*, ]*): ", r"`\1`: ", entry) for entry in told)
    return "\n".join(f"- {entry}" for entry in named)


def _members(kind: type) -> Iterator[str]:
    """What it derives from, the values of an enumeration, fields that no docstring lists, methods and properties."""
    bases = [f"[{base.__name__}](#{base.__name__.lower()})" for base in kind.__bases__ if _is_ours(base)]
    if bases:
        yield f"A kind of {', '.join(bases)}."
    if issubclass(kind, Enum) or ("Attributes:" not in (kind.__doc__ or "") and not is_dataclass(kind)):
        lines = [_line(*match) for match in _FIELD.findall(inspect.getsource(kind)) if not _is_inner(match[0])]
        if lines:
            yield "\n".join(lines)
    methods = [
        f"- `{_said(name, member)}`: {_first(member)}"
        for name, member in vars(kind).items()
        if not _is_inner(name) and _is_call(member) and inspect.getdoc(member)
    ]
    if methods:
        yield "Methods and properties:\n\n" + "\n".join(methods)


def _is_inner(name: str) -> bool:
    return name.startswith(("_", "model_"))


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("llmextract.") and not _is_inner(kind.__name__)


def _is_call(member: Any) -> bool:
    return isinstance(member, (FunctionType, property, classmethod, staticmethod)) or hasattr(member, "attrname")


def _line(name: str, annotation: str, value: str, comment: str) -> str:
    typed = f"{name}: {annotation}" if annotation else value.strip('"')
    return f"- `{typed}`" + (f": {comment}" if comment else "")


def _said(name: str, member: Any) -> str:
    call = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
    return _signature(name, call, sys.maxsize) if isinstance(call, FunctionType) else name


def _first(member: Any) -> str:
    return " ".join((inspect.getdoc(member) or "").split("\n\n")[0].split())
