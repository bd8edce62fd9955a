"""The sentences of a document that hold data, as cues see them: a mark for every figure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from llmextract.document import Document
from llmextract.numbers import Mention
from llmextract.quantity import Kind
from llmextract.rules.needs import Needs
from llmextract.rules.pairs import paired
from llmextract.schema.cue import FIGURE_MARK, OTHER_MARK
from llmextract.sentences import Sentence

__all__ = ["Line", "Lines"]

_MOST_BEFORE = 50  # pieces between ; that may stand before a line: no sentence of a report has so many
_BEFORE, _BEHIND = 400, 200  # characters of a sentence that a cue may look at


class Line:
    """One sentence that holds data: its text with a mark for each figure, and what stands over it."""

    def __init__(
        self, number: int, document: Document, sentence: Sentence, before: Sequence[Sentence], data: tuple[int, ...]
    ) -> None:
        self.number = number
        self._document = document
        self._sentence = sentence
        self._before = before
        self.data = data
        self.text, self._marks = _masked(document, sentence, data)
        self._views: dict[int, str] = {}
        self._within: dict[re.Pattern[str], bool] = {}

    def view(self, index: int) -> str:
        """The line around a mention, its own mark set apart; where 分别 pairs it with a thing, beside that thing.

        Only sentences of many figures are longer than what is shown.
        """
        found = self._views.get(index)
        if found is None:
            at = self._marks[index]
            start, end, thing = self._paired.get(index, (at, at + 1, ""))
            before, behind = self.text[max(0, start - _BEFORE) : start], self.text[end : end + _BEHIND]
            found = self._views[index] = f"{before}{thing}{FIGURE_MARK}{behind}"
        return found

    @cached_property
    def searched(self) -> str:
        """The line and, behind it, the things beside which 分别 puts its figures: all that a view may hold."""
        return " ".join([self.text, *(f"{thing}{OTHER_MARK}" for _, _, thing in self._paired.values())])

    @cached_property
    def _paired(self) -> dict[int, tuple[int, int, str]]:
        return paired(self.text, self._marks)

    @cached_property
    def titles(self) -> str:
        """The headings over the line, one a line."""
        node = self._document.node_at(self._sentence.start)
        return "\n".join(node.titles) if node else ""

    def within(self, context: re.Pattern[str]) -> bool:
        """Whether a pattern is found around the line; searched for once, though the line may have many figures."""
        found = self._within.get(context)
        if found is None:
            found = self._within[context] = context.search(self._context) is not None
        return found

    @cached_property
    def _context(self) -> str:
        """The headings, the sentence before up to its 。, what came before ; and the line: what `within` looks at."""
        earlier = "".join(_earlier(self._document, before) for before in self._before)
        return "\n".join([self.titles, earlier, self.text])


def _earlier(document: Document, sentence: Sentence) -> str:
    """A sentence with marks for its figures, made once: many lines may follow it."""
    return document.once(
        (_earlier, sentence.number), lambda: _masked(document, sentence, (*_data(document, sentence),))[0]
    )


def _data(document: Document, sentence: Sentence) -> Iterator[int]:
    return (i for i in document.mentions_in(sentence.start, sentence.end) if document.mentions[i].kind.is_data)


def _masked(document: Document, sentence: Sentence, data: tuple[int, ...]) -> tuple[str, dict[int, int]]:
    """A sentence with marks for its figures, and where they stand in it by the index of the mention.

    What heads a figure in a table stands right before its mark, as it would in prose; brackets around nothing but a
    figure, behind what it counts, are left out: 参加考试(412人).
    """
    folded, pieces, at, length = document.folded, [], sentence.start, 0
    marks: dict[int, int] = {}
    latest = max((year for index in data for year in _YEAR.findall(document.mentions[index].header or "")), default="")
    for index in data:
        mention = document.mentions[index]
        alone = at < mention.start - 1 and folded[mention.start - 1] == "(" and folded.startswith(")", mention.end)
        before = _plain(folded[at : mention.start - alone]) + _headed(mention, latest)
        pieces += [before, OTHER_MARK]
        length += len(before) + 1
        marks[index] = length - 1
        at = mention.end + alone
    return "".join([*pieces, _plain(folded[at : sentence.end])]), marks


_COLUMN = re.compile(r"\([^()]*\)|数量|数值|数据|指标值|合计|总计|本年|(?:19|20)\d\d年?度?")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
# Spaces set around a figure (办结 92 件) or among Chinese characters are typography; among Latin words they count.
_SET_APART = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
_NO_TEXT = str.maketrans({"\n": None, "\r": None, FIGURE_MARK: " ", OTHER_MARK: " "})


def _headed(mention: Mention, latest: str) -> str:
    """What heads a figure in a table, as words that may stand before it: 收到行政复议申请 for …/数量(件).

    A column of a year before that of a neighbour (`latest`) tells of the year before.
    """
    if not mention.header:
        return ""
    year = _YEAR.search(mention.header)
    earlier = "上年" if year and year[0] < latest else ""
    return earlier + _plain(_COLUMN.sub("", mention.header).replace("/", ""))


def _plain(text: str) -> str:
    """A piece of text without line ends, without spaces beside Chinese, and without marks of its own."""
    return (_SET_APART.sub("", text) if " " in text else text).translate(_NO_TEXT)


class Lines:
    """The sentences of a document that hold data, and which of them hold a piece of text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all: list[Line] = []
        self.line_of: dict[int, Line] = {}
        previous: list[Sentence] = []
        begun: list[Sentence] = []
        for sentence in document.sentences:
            data = tuple(_data(document, sentence))
            if data:
                before = (*previous[-_MOST_BEFORE:], *begun[-_MOST_BEFORE:])
                line = Line(len(self.all), document, sentence, before, data)
                self.all.append(line)
                self.line_of |= dict.fromkeys(data, line)
            begun.append(sentence)
            if document.folded[sentence.end - 1] != ";":
                previous, begun = begun, []
        self._holding: dict[str, int] = {FIGURE_MARK: -1}
        self._clauses: dict[frozenset[str], int] = {}
        self._whole = "\n".join(line.searched for line in self.all)
        self._neighbours = frozenset(pairwise(self._whole))
        self._starts = list(accumulate((len(line.searched) + 1 for line in self.all), initial=0))
        self.alike: dict[tuple[Kind, str | None], list[int]] = {}
        for index in self.line_of:
            mention = document.mentions[index]
            self.alike.setdefault((mention.kind, mention.unit), []).append(index)

    def meeting(self, needed: Needs, among: int) -> int:
        """The lines, as bits, of some that hold what a pattern needs."""
        for clause in needed:
            if not among:
                break
            among &= self._any(clause)
        return among

    def _any(self, clause: frozenset[str]) -> int:
        found = self._clauses.get(clause)
        if found is None:
            found = 0
            for piece in clause:
                found |= self._holds(piece)
            self._clauses[clause] = found
        return found

    def _holds(self, piece: str) -> int:
        """The lines with a piece of text; any mark may become the one of the figure in question."""
        found = self._holding.get(piece)
        if found is None:
            sought, found = piece.replace(FIGURE_MARK, OTHER_MARK), 0
            at = self._whole.find(sought) if self._neighbours.issuperset(pairwise(sought)) else -1
            while at != -1:
                number = bisect_right(self._starts, at) - 1
                found |= 1 << number
                at = self._whole.find(sought, self._starts[number + 1])
            self._holding[piece] = found
        return found
