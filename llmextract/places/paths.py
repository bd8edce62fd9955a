"""Reading the names of divisions at the beginning of a text: 浙江省嘉兴市南湖区, 嘉兴南湖区, 重庆涪陵."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from llmextract.folding import fold
from llmextract.places.divisions import Known, Level, known_divisions, within
from llmextract.places.short import short_forms

__all__ = ["Form", "Path", "longest", "met", "paths"]


class Form(IntEnum):
    """How a name was written, from the least telling to the most."""

    LOOSE = 0  # without its kind, of a county or an autonomous prefecture: 朝阳, 恩施
    BARE = 1  # without its kind, of a province or a prefecture: 浙江, 嘉兴
    FULL = 2


@dataclass(frozen=True, slots=True)
class Path:
    """Names of divisions read one behind the other, each within the one before.

    Attributes:
        known: the last of them.
        end: where it ends.
        form: how it is written; FULL also where a name without its kind stands behind that of its parent.
        last: how the last name itself is written.
        steps: how many names.

    """

    known: Known
    end: int
    form: Form
    last: Form
    steps: int

    @property
    def telling(self) -> bool:
        """Whether this is a place wherever it is met in running text."""
        return self.steps > 1 or (self.form > Form.LOOSE and (self.end > len("城区") or self.form == Form.BARE))


@cache
def _names() -> tuple[dict[str, list[tuple[Known, Form]]], dict[str, tuple[int, ...]]]:
    """The divisions that a written name can mean, and by its first two characters how long such names are."""
    known = known_divisions()
    folded = fold("\n".join(one.name for one in known)).split("\n")
    found: defaultdict[str, list[tuple[Known, Form]]] = defaultdict(list)
    shorter: list[tuple[str, Known, Form]] = []
    for one, name in zip(known, folded, strict=True):
        kept, bare = short_forms(name)
        loose = one.code[4:] != "00" or "自治州" in name
        found[name].append((one, Form.FULL))
        shorter += [(form, one, Form.LOOSE if loose else Form.BARE) for form in bare]
        shorter += [(form, one, Form.FULL) for form in kept]
    loosely = {form for form, _, how in shorter if how is not Form.FULL}
    for form, one, how in shorter:  # 巴州 is 巴音郭楞 and 巴州区
        found[form].append((one, Form.LOOSE if form in loosely and how is Form.FULL else how))
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in found:
        lengths[name[:2]].add(len(name))
    return dict(found), {start: tuple(sorted(all_, reverse=True)) for start, all_ in lengths.items()}


def _read(text: str, at: int) -> Iterator[tuple[Known, int, Form]]:
    names, lengths = _names()
    for length in lengths.get(text[at : at + 2], ()):
        for known, form in names.get(text[at : at + length], ()):
            yield known, at + length, form


def _under(child: Known, parent: Known) -> bool:
    """Whether a name belongs under another, by the codes of their time or by those of today."""
    today = within(child.division.code, parent.division.code)
    return within(child.code, parent.code) or (today and not child.former)


def paths(text: str, at: int = 0) -> tuple[Path, ...]:
    """Every way to read names of divisions from here on, shorter readings of the same names included.

    Args:
        text: folded.
        at: where the first name begins.

    """
    found = [Path(known, end, form, form, 1) for known, end, form in _read(text, at)]
    for path in found:  # grows while it is walked
        if path.known.division.level is Level.COUNTY:
            continue
        for known, end, form in _read(text, path.end):
            if _under(known, path.known):
                found.append(Path(known, end, Form.FULL, form, path.steps + 1))
    return tuple(found)


def longest(text: str, at: int = 0) -> tuple[Path, ...]:
    """The readings from here on that tell of a place even in running text and go the furthest."""
    telling = [path for path in paths(text, at) if path.telling]
    end = max((path.end for path in telling), default=at)
    return tuple(path for path in telling if path.end == end)


def met(text: str) -> Iterator[tuple[Path, ...]]:
    """The places that a text names, one behind the other; of each, all that it can mean.

    Args:
        text: folded.

    """
    at = 0
    while at < len(text):
        found = longest(text, at)
        if found:
            yield found
        at = found[0].end if found else at + 1
