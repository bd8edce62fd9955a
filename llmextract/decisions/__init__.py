"""What people have decided: files of decisions, read, merged, and kept in a folder of results.

::

    {"format": "llmextract-decisions/1", "decisions": [
      {"document": "nanhu-2023.txt", "text": SHA-256 of the text, "section": "litigation", "field": "cases",
       "action": "accept", "start": 4301, "end": 4304, "words": "57件", "was": null, "by": "", "at": "", "note": ""}]}

Actions: `accept` (the field's value is what stands there; with start and end null, the field is rightly empty),
`reject` (the claim there is wrong; with start and end null, the claim that stands nowhere), `correct` (the field's
value is there; `was` is the place claimed before, or null), `dismiss` (nothing claims the number there, and rightly so;
section and field are ""), `withdraw` (what was decided about this field and place, or `was`, is taken back, and nothing
of it is stored). Offsets count code points of the text as read. `value`, which `apply` adds where there is need, is
what the words do not say: the value of a choice, the category of a list's entry, the name of another indicator.

Of two decisions about the same the later counts: about one document, section, field, and the place that a claim had
(`was`, else start). That a field is rightly empty, and a number that is put into the empty field, replace each other.
"""

from llmextract.decisions.decision import Action, Decision, Spot, digest
from llmextract.decisions.files import (
    FORMAT,
    decisions_file,
    file_text,
    keep_decisions,
    read_decisions,
    stored_decisions,
)
from llmextract.decisions.merging import merge

__all__ = [
    "FORMAT",
    "Action",
    "Decision",
    "Spot",
    "decisions_file",
    "digest",
    "file_text",
    "keep_decisions",
    "merge",
    "read_decisions",
    "stored_decisions",
]
