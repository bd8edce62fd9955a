"""What a pattern cannot match without: literal pieces of text, for passing over most texts unsearched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

__all__ = ["Needs", "needs"]

# Every clause must be met, and a clause is met by any of its pieces.
Needs = tuple[frozenset[str], ...]  # the clauses that are soonest looked for come first
_NOTHING: Needs = ()
_MOST = 40  # alternatives of one clause; looking for more costs more than it saves


@lru_cache(4096)
def needs(pattern: re.Pattern[str]) -> Needs:
    """The literal pieces of which a text must hold some for a pattern to match anywhere in it.

    The pattern is taken apart by the parser of the standard library, which is not part of its public face: where it
    has moved, nothing is needed, and every text is searched.
    """
    if pattern.flags & re.IGNORECASE:
        return _NOTHING
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    except (ImportError, AttributeError):
        return _NOTHING
    return tuple(sorted({clause for clause in _clauses(parsed) if len(clause) <= _MOST}, key=len))


def _clauses(nodes: Iterable[Any]) -> Iterator[frozenset[str]]:
    """The clauses of a sequence; letters that follow each other make one piece."""
    piece = ""
    for operation, argument in nodes:
        name = str(operation)
        if name == "LITERAL":
            piece += chr(argument)
            continue
        if piece:
            yield frozenset((piece,))
            piece = ""
        yield from _PARTS.get(name, _none)(argument)
    if piece:
        yield frozenset((piece,))


def _none(argument: Any) -> Iterator[frozenset[str]]:
    return iter(())


def _either(argument: Any) -> Iterator[frozenset[str]]:
    """Of every branch its most telling clause: one of these pieces must be there."""
    pieces: set[str] = set()
    for branch in argument[1]:
        best = max(_clauses(branch), key=_telling, default=None)
        if best is None:
            return
        pieces |= best
    yield frozenset(pieces)


def _telling(clause: frozenset[str]) -> tuple[int, int]:
    return min(map(len, clause)), -len(clause)


def _one_of(argument: Any) -> Iterator[frozenset[str]]:
    """A class of characters, unless it is negated or has ranges."""
    if all(str(operation) == "LITERAL" for operation, _ in argument):
        yield frozenset(chr(char) for _, char in argument)


def _repeated(argument: Any) -> Iterator[frozenset[str]]:
    least, _, inner = argument
    if least:
        yield from _clauses(inner)


def _grouped(argument: Any) -> Iterator[frozenset[str]]:
    yield from _clauses(argument[-1])


def _ahead_or_behind(argument: Any) -> Iterator[frozenset[str]]:
    yield from _clauses(argument[1])


_PARTS: dict[str, Callable[[Any], Iterator[frozenset[str]]]] = {
    "BRANCH": _either,
    "IN": _one_of,
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "SUBPATTERN": _grouped,
    "ASSERT": _ahead_or_behind,
}
