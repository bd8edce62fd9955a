"""llmextract: published reports in, a dataset out whose every number stands in the source.

>>> import llmextract
>>> [m.text for m in llmextract.scan("收到行政复议申请206件,审结185件")]
['206件', '185件']

Importing this, `scan` and `verify` load neither openai nor instructor.

PYTEST_DONT_REWRITE: this word keeps pytest from warning where a program imports llmextract first and runs tests then.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if not (Path(__file__).parent / "schemas").is_dir() and (Path(__file__).parent.parent / "pyproject.toml").is_file():
    # A clone made without symbolic links: schemas/ and prompts/ lie beside this package.
    __path__.append(str(Path(__file__).parent.parent))

if TYPE_CHECKING:
    from llmextract.across import AcrossFinding, compare
    from llmextract.applying import Applied, apply
    from llmextract.arithmetic import Identity, Relation, Status, audit
    from llmextract.decisions import Action, Decision, read_decisions
    from llmextract.document import Document
    from llmextract.errors import (
        AnswerInvalid,
        AnswerPending,
        BudgetReached,
        DataError,
        DecisionError,
        Fault,
        GoldError,
        LlmextractError,
        MissingExtra,
        ModelError,
        PriceError,
        RecordingMissing,
        ResultError,
        SchemaError,
        ServiceError,
        ServiceUnusable,
        SourceError,
    )
    from llmextract.estimating import Estimate, estimate
    from llmextract.evaluation import Evaluation, evaluate
    from llmextract.folding import fold
    from llmextract.gate.codes import CODES, Code, Finding, Meaning, Severity, codes_table
    from llmextract.gold_files import gold
    from llmextract.handed import read_data
    from llmextract.headings import Node, Outline, outline
    from llmextract.models import open_model
    from llmextract.numbers import Mention, scan
    from llmextract.outcomes import DocumentState, Outcome
    from llmextract.panels import Codebook, Panel, codebook, panel
    from llmextract.pipeline import Options, extract
    from llmextract.places import Division, Level, Located, locate
    from llmextract.plots import plot
    from llmextract.prices import Price, Prices
    from llmextract.progress import Progress
    from llmextract.quantity import Approximation, Kind, Quantity
    from llmextract.reposting import Repost, reposts
    from llmextract.result import Result
    from llmextract.reviewing import review
    from llmextract.run_record import Run
    from llmextract.runner import recheck, run
    from llmextract.runs import read_runs, status
    from llmextract.schema import Genre, State, Verdict, load_genre
    from llmextract.verification import Verification, verify

_HOMES = {
    "across": ("AcrossFinding", "compare"),
    "applying": ("Applied", "apply"),
    "decisions": ("Action", "Decision", "read_decisions"),
    "handed": ("read_data",),
    "runs": ("read_runs", "status"),
    "document": ("Document",),
    "errors": (
        "AnswerInvalid",
        "AnswerPending",
        "BudgetReached",
        "DataError",
        "DecisionError",
        "Fault",
        "GoldError",
        "LlmextractError",
        "MissingExtra",
        "ModelError",
        "PriceError",
        "RecordingMissing",
        "ResultError",
        "SchemaError",
        "ServiceError",
        "ServiceUnusable",
        "SourceError",
    ),
    "estimating": ("Estimate", "estimate"),
    "evaluation": ("Evaluation", "evaluate"),
    "folding": ("fold",),
    "gold_files": ("gold",),
    "gate.codes": ("CODES", "Code", "Finding", "Meaning", "Severity", "codes_table"),
    "arithmetic": ("Identity", "Relation", "Status", "audit"),
    "headings": ("Node", "Outline", "outline"),
    "models": ("open_model",),
    "numbers": ("Mention", "scan"),
    "panels": ("Codebook", "Panel", "codebook", "panel"),
    "pipeline": ("Options", "extract"),
    "quantity": ("Approximation", "Kind", "Quantity"),
    "reposting": ("Repost", "reposts"),
    "result": ("Result",),
    "places": ("Division", "Level", "Located", "locate"),
    "plots": ("plot",),
    "prices": ("Price", "Prices"),
    "outcomes": ("DocumentState", "Outcome"),
    "progress": ("Progress",),
    "reviewing": ("review",),
    "run_record": ("Run",),
    "runner": ("recheck", "run"),
    "schema": ("Genre", "State", "Verdict", "load_genre"),
    "verification": ("Verification", "verify"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CODES",
    "AcrossFinding",
    "Action",
    "AnswerInvalid",
    "AnswerPending",
    "Applied",
    "Approximation",
    "BudgetReached",
    "Code",
    "Codebook",
    "DataError",
    "Decision",
    "DecisionError",
    "Division",
    "Document",
    "DocumentState",
    "Estimate",
    "Evaluation",
    "Fault",
    "Finding",
    "Genre",
    "GoldError",
    "Identity",
    "Kind",
    "Level",
    "LlmextractError",
    "Located",
    "Meaning",
    "Mention",
    "MissingExtra",
    "ModelError",
    "Node",
    "Options",
    "Outcome",
    "Outline",
    "Panel",
    "Price",
    "PriceError",
    "Prices",
    "Progress",
    "Quantity",
    "RecordingMissing",
    "Relation",
    "Repost",
    "Result",
    "ResultError",
    "Run",
    "SchemaError",
    "ServiceError",
    "ServiceUnusable",
    "Severity",
    "SourceError",
    "State",
    "Status",
    "Verdict",
    "Verification",
    "apply",
    "audit",
    "codebook",
    "codes_table",
    "compare",
    "estimate",
    "evaluate",
    "extract",
    "fold",
    "gold",
    "load_genre",
    "locate",
    "open_model",
    "outline",
    "panel",
    "plot",
    "read_data",
    "read_decisions",
    "read_runs",
    "recheck",
    "reposts",
    "review",
    "run",
    "scan",
    "status",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'llmextract' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"llmextract.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
