"""The numbered text that a model sees: each sentence and each mention carries its id.

::

    [s31] 全年共收到行政复议申请⟦n87:206件⟧,审结⟦n88:185件⟧。

The brackets ⟦ ⟧ are met in no report; where a text has them all the same, or anything else that would act in a request
(`llmextract.neutral`), look-alikes stand in what is sent, never in the source. Hidden characters are not sent at all:
what is numbered is `Document.visible`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from llmextract.document import Document
from llmextract.neutral import neutral
from llmextract.numbers import Mention

__all__ = ["Numbered", "number_text"]

_LINE_ENDS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
_ID = re.compile(r"[0-9]{1,7}")
GAP = "……"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text as sent.

    Attributes:
        text: the lines, one a sentence; a gap line where sentences are left out.
        fence: a line that cannot stand in the text (it holds a digest of it); the text is sent between two of them.
        sentences: the numbers of the sentences sent, in order.
        mentions: the indices of the mentions that carry an id.

    """

    text: str
    fence: str
    sentences: tuple[int, ...]
    mentions: tuple[int, ...]

    def spans(self, document: Document) -> list[tuple[int, int]]:
        """The spans of the sentences sent."""
        return [(document.sentences[n - 1].start, document.sentences[n - 1].end) for n in self.sentences]

    def sentence(self, document: Document, name: str) -> tuple[int, int] | None:
        """The span of a sentence by its id ("s31"), if it was sent."""
        number = name.strip().strip("[]").removeprefix("s")
        if not _ID.fullmatch(number) or not _among(self.sentences, int(number)):
            return None
        sentence = document.sentences[int(number) - 1]
        return sentence.start, sentence.end

    def mention(self, document: Document, name: str) -> int | None:
        """The index of a mention by its id ("n87", or 87 for it), if it was marked."""
        name = name.strip().strip("⟦⟧")
        index = document.mention_indices.get(f"n{name}" if _ID.fullmatch(name) else name, -1)
        return index if _among(self.mentions, index) else None


def _among(numbers: tuple[int, ...], number: int) -> bool:
    """Whether a number is one of these, which are in order."""
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def number_text(document: Document, sentences: Iterable[int], marked: Callable[[int, Mention], bool]) -> Numbered:
    """Number some sentences of a document.

    Args:
        document: the source.
        sentences: sentence numbers, from 1.
        marked: whether the mention (its index and itself) gets an id.

    """
    wanted = sorted(set(sentences))
    lines: list[str] = []
    mentions: list[int] = []
    previous = 0
    for number in wanted:
        if number != previous + 1:
            lines.append(GAP)
        lines.append(f"[s{number}] {_number_sentence(document, number, marked, mentions)}")
        previous = number
    if wanted and previous != len(document.sentences):
        lines.append(GAP)
    text = "\n".join(lines)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Numbered(text, f"===== {digest} =====", tuple(wanted), tuple(mentions))


def _number_sentence(
    document: Document, number: int, marked: Callable[[int, Mention], bool], mentions: list[int]
) -> str:
    sentence = document.sentences[number - 1]
    sent = document.once(number_text, lambda: neutral(document.raw))
    pieces: list[str] = []
    at = sentence.start
    for index in document.mentions_in(sentence.start, sentence.end):
        mention = document.mentions[index]
        if not marked(index, mention):
            continue
        pieces.append(sent[at : mention.start])
        pieces.append(f"⟦{document.mention_ids[index]}:{sent[mention.start : mention.end]}⟧")
        mentions.append(index)
        at = mention.end
    pieces.append(sent[at : sentence.end])
    return "".join(pieces).translate(_LINE_ENDS)
