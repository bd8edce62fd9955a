"""What somebody may have meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean"]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of an error message: "; did you mean X?", or nothing where no known name is near.

    >>> did_you_mean("litigaton", ["litigation", "leadership"])
    '; did you mean litigation?'
    """
    every = list(dict.fromkeys(known))
    near = (
        get_close_matches(name, every, n=1, cutoff=0.6) or [one for one in every if len(name) > 2 and name in one][:1]
    )
    return f"; did you mean {near[0]}?" if near else ""
