"""What the text itself says of a figure that no field asks for: the name of its cell, and its section."""

from __future__ import annotations

import re

from llmextract.numbers import Mention
from llmextract.rules.view import Rules
from llmextract.schema.genre import OTHER_CATEGORY

__all__ = ["LOOK_BACK", "cell_name", "section_at"]

LOOK_BACK = 120  # characters before a figure that may say what it counts
_ASIDE = re.compile(r"\([^()]*\)")
_LIST_MARK = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.])")


def cell_name(header: str) -> str:
    """The name of a figure in a table: those of its row and its column, without list marks and asides."""
    return "".join(_LIST_MARK.sub("", part) for part in _ASIDE.sub("", header).split("/"))


def section_at(rules: Rules, mention: Mention) -> str:
    """The section whose topics stand nearest: in the sentence, else in the headings from the innermost outwards.

    A table is about what its headings say; only then does the name of the cell count.
    """
    document, genre, offset = rules.document, rules.genre, mention.start
    sentence, node = document.sentence_at(offset), document.node_at(offset)
    near = document.folded[max(sentence.start, offset - LOOK_BACK) : sentence.end][: 2 * LOOK_BACK] if sentence else ""
    titles = [*reversed(node.titles)] if node else []
    texts = [*titles, mention.header] if mention.header else [*filter(None, [near]), *titles]
    counting = [name for name in genre.categories if name != OTHER_CATEGORY]
    for text in texts:
        for name in counting:
            topics = genre.sections[name].topics
            if topics and re.search(topics, text):
                return name
    return counting[0]
