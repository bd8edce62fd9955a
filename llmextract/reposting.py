"""The same report twice: published at two addresses, as page and as file, with other furniture around it.

A report is known by its clauses and its figures. Reposts share nearly all of both; reports of neighbours made from one
template share clauses and not figures, and so does last year's report filled with new figures. What is kept of every
document is the hashes of its clauses, its figures and its first words. It is compared with the few before it that share
some of a small sample of its clauses (bottom-k sketches, A. Broder 1997), so that time grows with the documents alone.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from pathlib import Path
from typing import Literal

from llmextract.folding import fold

__all__ = ["Repost", "reposts", "reposts_of_runs"]

_CLAUSE = re.compile(r"[^,。;:!?、()\[\]“”\"《》|]{4,}")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TELLING = re.compile(r"(?!(?:19|20)[0-9]{2}$)[0-9.]{2,}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年(?![0-9]{1,2}月))")
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{2,3}(?:街道|镇|乡)")

_SAMPLE = 12  # clauses with figures, and as many of all, by which a document is found again
_LONG = 8  # characters of a clause that is sampled: shorter ones are everyone's
_EVERYONES = 40  # documents that share a sampled clause before it tells nothing
_LOOKED_AT = 8  # documents that each is compared with, those that share most of its sample
_HEAD = 250  # characters at the beginning that tell place and year

_CLAUSES_SHARED = 0.8  # of the shorter document: what is around the longer one's text does not count
_FIGURES_SHARED = 0.95
_FEW, _CLAUSES_SHARED_OF_FEW = 8, 0.92  # with so few telling figures the words must say more
_SHORTEST = 0.5  # of the longer document's clauses: an excerpt is no repost


@dataclass(frozen=True, slots=True)
class Repost:
    """A document that says what an earlier one says.

    Attributes:
        document: its name.
        of: the first document with this report.
        similarity: the share of the shorter one's clauses that the other has; 1.0 for the same text.
        kind: "same" where both have the same characters, white space and spelling (traditional, full-width) aside;
            "near" where nearly all clauses and figures are the same.

    """

    document: str
    of: str
    similarity: float
    kind: Literal["same", "near"]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a document."""

    name: str
    clauses: array[int]
    figures: str
    head: str


def reposts(texts: Iterable[tuple[str, str]]) -> tuple[Repost, ...]:
    """Find the documents that repeat an earlier one.

    Args:
        texts: name and text of each document, read once, one at a time; the first of several equal ones is the
            original. Texts without any clause are left out.

    Returns:
        One entry for every document that repeats another, in the order given. The answer depends on the texts and
        their order alone.

    """
    seen: dict[bytes, str] = {}
    found: list[Repost] = []
    index = _Index()
    for name, text in texts:
        squeezed = "".join(fold(text).split())
        print_ = blake2b(squeezed.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if not squeezed:
            continue
        if print_ in seen:
            found.append(Repost(name, seen[print_], 1.0, "same"))
            continue
        kept, sample = _kept(name, squeezed)
        original = index.original(kept, sample)
        if original is None:
            index.add(kept, sample)
        else:
            found.append(original)
        seen[print_] = original.of if original else name
    return tuple(found)


def reposts_of_runs(folders: Iterable[str | Path]) -> tuple[Repost, ...]:
    """Find the documents of one or several runs, of those with a result, that repeat an earlier one.

    Args:
        folders: the --out folders; where there are several, each document is called by its folder and its name.

    """
    outs = [Path(folder) for folder in folders]
    return reposts(text for out in outs for text in _texts(out, f"{out.as_posix()}/" * (len(outs) > 1)))


def _texts(out: Path, before: str) -> Iterator[tuple[str, str]]:
    from llmextract.runs import kept_text, result_names

    for name in result_names(out):
        yield before + name, kept_text(out, name)


def _kept(name: str, squeezed: str) -> tuple[_Kept, list[int]]:
    clauses = {_hash(clause): clause for clause in _CLAUSE.findall(squeezed)}
    long = [key for key, clause in clauses.items() if len(clause) >= _LONG]
    figured = [key for key in long if _FIGURE.search(clauses[key])]
    sample = {*nsmallest(_SAMPLE, long), *nsmallest(_SAMPLE, figured)}
    figures = " ".join(_FIGURE.findall(squeezed))
    return _Kept(name, array("Q", sorted(clauses)), figures, squeezed[:_HEAD]), sorted(sample)


def _hash(clause: str) -> int:
    return int.from_bytes(blake2b(clause.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class _Index:
    """The originals so far, by their sampled clauses."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._holding: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, kept: _Kept, sample: list[int]) -> None:
        for key in sample:
            if len(self._holding[key]) < _EVERYONES:
                self._holding[key].append(len(self._kept))
        self._kept.append(kept)

    def original(self, kept: _Kept, sample: list[int]) -> Repost | None:
        """The document that this one repeats, the most similar one first."""
        holding = (self._holding[key] for key in sample if key in self._holding)
        votes = Counter(at for ats in holding if len(ats) < _EVERYONES for at in ats)
        likely = sorted(votes, key=lambda at: (-votes[at], at))[:_LOOKED_AT]
        alike = [(_alike(self._kept[at], kept), -at) for at in likely]
        similarity, at = max(alike, default=(0.0, 0))
        return Repost(kept.name, self._kept[-at].name, similarity, "near") if similarity else None


def _alike(one: _Kept, other: _Kept) -> float:
    """The share of clauses that two documents have in common where they are one report; 0 where they are not."""
    fewer, more = sorted((len(one.clauses), len(other.clauses)))
    if not fewer or fewer < more * _SHORTEST:
        return 0.0
    shared = len(set(one.clauses).intersection(other.clauses)) / fewer
    figures, others = Counter(one.figures.split()), Counter(other.figures.split())
    least = min(figures.total(), others.total())
    same = (figures & others).total() / least if least else 1.0
    telling = sum(count for figure, count in (figures & others).items() if _TELLING.fullmatch(figure))
    needed = _CLAUSES_SHARED if telling >= _FEW else _CLAUSES_SHARED_OF_FEW
    if shared < needed or same < _FIGURES_SHARED or _differ(one.head, other.head):
        return 0.0
    return round(shared, 4)


def _differ(one: str, other: str) -> bool:
    """Whether the first words name different places or years: then they are two reports, however alike."""
    for names in (_years, _places, _townships):
        first, second = set(names(one)), set(names(other))
        if first and second and not first & second:
            return True
    return False


def _years(head: str) -> Iterator[str]:
    yield from _YEAR.findall(head)


def _townships(head: str) -> Iterator[str]:
    yield from (name[-4:] for name in _TOWNSHIP.findall(head))


def _places(head: str) -> Iterator[str]:
    """The codes of the divisions that a text names."""
    from llmextract.places.paths import met

    yield from (path.known.division.code for found in met(head) for path in found)
