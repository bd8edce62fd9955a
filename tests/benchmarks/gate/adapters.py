"""Every tool behind one call: a text, claims on it, and what the tool says of each.

A claim is a dictionary: `data` (section to field to leaf, as this project takes it), `section`, `field`, `form` (id and
copy, value and quote, bare value), `printed` (the figure with its unit), `unit_fits` (whether that is the unit of the
field in this text, which a schema written for the text would say) and `quote`. An answer is a word and
the tool's own codes: verified, review, rejected or no verdict from this project, accept or not from a rival, n/a where
a tool cannot take the form.

Rivals look at a value and at words, not at fields. Each is given what serves it best: the figure as printed where it
matches text, and both of its checks where there is a quote: the quote stands in the text, and the figure in the quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

__all__ = ["OPENERS", "Answer", "Gate"]

Answer = tuple[str, Sequence[str]]
Claim = dict[str, Any]

_BARE, _QUOTE = "bare value", "value and quote"
_NOT_APPLICABLE: Answer = ("n/a", ())


class Gate(Protocol):
    """A tool. `read` does once what it can do for a text; `check` says what it thinks of each claim, by itself."""

    def read(self, text: str) -> Any:
        """What `check` is given for the text."""
        ...

    def check(self, read: Any, claim: Claim) -> Answer:
        """The tool's word on one claim that is alone in its call."""
        ...

    def check_all(self, read: Any, claims: list[Claim]) -> object:
        """The call for many claims of one text, for timing."""
        ...


class _Matcher:
    """A rival that says whether words stand in a text.

    `stands` asks it about one text that is `read`; `many` asks about many figures, in the call that it has for that.
    """

    def __init__(
        self, read: Callable[[str], Any], stands: Callable[[str, Any], bool], many: Callable[[list[str], Any], object]
    ) -> None:
        self.read, self._stands, self._many = read, stands, many

    def check(self, read: Any, claim: Claim) -> Answer:
        if claim["form"] == _BARE:
            return _said(self._stands(claim["printed"], read))
        if claim["form"] == _QUOTE:
            quote = claim["quote"]
            return _said(self._stands(quote, read) and self._stands(claim["printed"], self.read(quote)))
        return _NOT_APPLICABLE

    def check_all(self, read: Any, claims: list[Claim]) -> object:
        return self._many([claim["printed"] for claim in claims], read)


def _said(accepted: bool, codes: Sequence[str] = ()) -> Answer:
    return "accept" if accepted else "not", codes


class Llmextract:
    """`verify`, with the genre and the document read once and one call for each claim."""

    def __init__(self) -> None:
        library = import_module("llmextract")
        self._read, self._verify = library.Document, library.verify
        self._genre = library.load_genre()

    def read(self, text: str) -> Any:
        return self._read(text)

    def check(self, read: Any, claim: Claim) -> Answer:
        path = f"{claim['section']}.{claim['field']}"
        found = [said for said in self._verify(claim["data"], read, self._genre) if said.path == path]
        if not found:
            return "no verdict", ()  # it took the value for no number
        (said,) = found
        return str(said.verdict), said.codes

    def check_all(self, read: Any, claims: list[Claim]) -> object:
        return self._verify([claim["data"] for claim in claims], read, self._genre)


def open_llmground() -> Gate:
    """`verify` of the printed figure against the text or the quote; weak (fuzzy) matches are not accepted."""
    verify = import_module("llmground").verify

    def stands(words: str, text: str) -> bool:
        (result,) = verify({"value": words}, text).results
        return bool(result.verdict == "grounded")

    return _Matcher(str, stands, lambda words, text: verify(words, text))


def open_gtrex(*, boundaries: bool) -> Gate:
    """`Verifier` under the default policy, or under one that lets a quotation begin and end inside a run of letters.

    Chinese has no spaces, so that under the default policy a figure is inside such a run wherever a character is
    beside it.
    """
    library = import_module("gtrex")
    policy = library.Policy(match_boundaries=boundaries)

    def stands(words: str, verifier: Any) -> bool:
        return bool(verifier.verify(words).grounded)

    return _Matcher(
        lambda text: library.Verifier(text, policy),
        stands,
        lambda words, verifier: [verifier.verify(one) for one in words],
    )


def open_langextract() -> Gate:
    """`Resolver.align` with the tokenizer that its documents give for Chinese; only MATCH_EXACT is accepted."""
    data = import_module("langextract.core.data")
    tokenizer = import_module("langextract.core.tokenizer").UnicodeTokenizer()
    resolver = import_module("langextract.resolver").Resolver()

    def align(words: list[str], text: str) -> list[Any]:
        extractions = [data.Extraction(extraction_class="figure", extraction_text=one) for one in words]
        return list(resolver.align(extractions, text, 0, 0, tokenizer_inst=tokenizer))

    def stands(words: str, text: str) -> bool:
        (aligned,) = align([words], text)
        return bool(aligned.alignment_status == data.AlignmentStatus.MATCH_EXACT)

    return _Matcher(str, stands, align)


def open_citation() -> Gate:
    """`CitationMixin`, validated with the text as context; a quote that it had to change is not accepted."""
    mixin = import_module("instructor").CitationMixin

    def cited(words: list[str], text: str) -> list[str]:
        return list(mixin.model_validate({"substring_quotes": words}, context={"context": text}).substring_quotes)

    return _Matcher(str, lambda words, text: cited([words], text) == [words], cited)


_FIGURE = re.compile(r"(?P<value>-?\d[\d,]*(?:\.\d+)?)(?P<unit>.*)", re.DOTALL)
_ANOTHER = "unit of the field"
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")


class Groundgate:
    """`admit` with the sentence as evidence, and units declared as the claim prints them (万户, 个百分点).

    Scales other than the English ones cannot be declared, so 6.59万户 is 6.59 of the unit 万户. With `spaced`, text and
    quote have a space on either side of every number: it reads no number that touches a letter, and a Chinese character
    is one.
    """

    def __init__(self, *, spaced: bool) -> None:
        self._admit = import_module("groundgate").admit
        self._spaced = spaced

    def read(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        return _DIGITS.sub(r" \g<0> ", text) if self._spaced else text

    def check(self, read: str, claim: Claim) -> Answer:
        if claim["form"] != _QUOTE:
            return _NOT_APPLICABLE
        (decision,) = self.check_all(read, [claim])
        return _said(decision.outcome == "admitted", decision.codes)

    def check_all(self, read: str, claims: list[Claim]) -> Any:
        fields: dict[str, dict[str, str | None]] = {}
        candidates: list[dict[str, Any]] = []
        for number, claim in enumerate(claims):
            figure = _FIGURE.search(claim["printed"])
            value, unit = (figure["value"], figure["unit"].strip() or None) if figure else (claim["printed"], None)
            fields[f"f{number}"] = {"type": "number", "unit": unit if claim["unit_fits"] else _ANOTHER}
            evidence = [{"text": self.read(claim["quote"])}]
            candidates.append({"field": f"f{number}", "value": value, "unit": unit, "evidence": evidence})
        named = {field["unit"] for field in fields.values()} | {candidate["unit"] for candidate in candidates}
        units = {name: {"suffix": [name]} for name in named if name and name != "%"}
        return self._admit(read, {"fields": fields, "units": units}, candidates).decisions


OPENERS: dict[str, Callable[[], Gate]] = {
    "llmextract": Llmextract,
    "groundgate": lambda: Groundgate(spaced=False),
    "groundgate-spaced": lambda: Groundgate(spaced=True),
    "gtrex": lambda: open_gtrex(boundaries=True),
    "gtrex-inside": lambda: open_gtrex(boundaries=False),
    "llmground": open_llmground,
    "langextract": open_langextract,
    "instructor": open_citation,
}
