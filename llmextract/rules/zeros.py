"""Zero said in words: which field does "未收到行政复议申请" answer?

A field's cue is written for a figure ("收到#件行政复议申请"), so the words are tried with a figure put where one
would stand.
"""

from __future__ import annotations

from llmextract.document import Document
from llmextract.numbers.absence import Absence
from llmextract.schema.cue import FIGURE_MARK, Cue
from llmextract.schema.declare import Measure
from llmextract.schema.genre import Genre

__all__ = ["zeros"]

_COUNTED = (Measure.COUNT, Measure.PEOPLE, Measure.MONEY)


def zeros(document: Document, genre: Genre) -> dict[tuple[str, str], tuple[Absence, ...]]:
    """(section, field) to the statements that there was none of what it counts."""
    found: dict[tuple[str, str], tuple[Absence, ...]] = {}
    for absence in document.absences:
        said, context = _with_a_figure(absence), _context(document, absence)
        for key, spec in genre.specs.items():
            if spec.cue and spec.measure in _COUNTED and _means(spec.cue, said, context):
                found[key] = (*found.get(key, ()), absence)
    return found


def _with_a_figure(absence: Absence) -> str:
    verbs = (absence.verb,) if absence.verb else ("", "发生", "有")
    orders = (f"{absence.thing}{FIGURE_MARK}", f"{FIGURE_MARK}{absence.thing}")
    return "\n".join(verb + order for verb in verbs for order in orders)


def _context(document: Document, absence: Absence) -> str:
    sentence, node = document.sentence_at(absence.start), document.node_at(absence.start)
    words = document.folded[sentence.start : sentence.end] if sentence else ""
    return "\n".join([*(node.titles if node else ()), words])


def _means(cue: Cue, said: str, context: str) -> bool:
    if cue.context and not cue.context.search(context):
        return False
    if any(pattern.search(said) for pattern in cue.avoided):
        return False
    return any(pattern.search(said) for pattern in cue.compiled)
