"""The requests of a document that had no answer, kept beside its answers: a recheck must come to the same faults."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from llmextract.errors import Fault, ResultError
from llmextract.files import write_atomic
from llmextract.pipeline import Unanswered
from llmextract.runs import answers_file

__all__ = ["keep_unanswered", "read_unanswered"]


def _file(out: Path, document: str) -> Path:
    return answers_file(out, document).with_suffix(".unanswered.json")


def keep_unanswered(out: Path, document: str, unanswered: Mapping[str, Unanswered]) -> None:
    """Keep what had no answer, by the keys of the requests; where everything was answered, no file stands there."""
    file = _file(out, document)
    if not unanswered:
        file.unlink(missing_ok=True)
        return
    told = {key: {"fault": why.fault.value, "reason": why.reason} for key, why in sorted(unanswered.items())}
    write_atomic(file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def read_unanswered(out: Path, document: str) -> dict[str, Unanswered]:
    """What had no answer in the run that made the result of a document.

    Raises:
        ResultError: the file is damaged.

    """
    file = _file(out, document)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {key: Unanswered(Fault(why["fault"]), str(why["reason"])) for key, why in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultError(f"{file}: cannot be read ({error!r}); run the report again") from error
