"""Requests and whatever answers them: services, stored answers, recordings, batch files, the rules.

Importing this loads neither openai nor instructor.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from llmextract.errors import ModelError
from llmextract.models.ask import Asked, ask
from llmextract.models.base import Answer, Message, Model, Request, Usage
from llmextract.models.cache import AnswerCache, default_cache_folder
from llmextract.models.cached import CachedModel
from llmextract.models.entry import Entry
from llmextract.models.moving import Imported, export_answers, import_answers
from llmextract.models.recorder import RecorderModel
from llmextract.models.recording import Recording, read_recordings, to_line, write_recordings
from llmextract.models.relay import NO_NAME, RelayModel
from llmextract.models.replay import ReplayModel
from llmextract.models.service import MODES, ServiceModel
from llmextract.suggesting import did_you_mean

__all__ = [
    "MODES",
    "Answer",
    "AnswerCache",
    "Asked",
    "CachedModel",
    "Entry",
    "Imported",
    "Message",
    "Model",
    "RecorderModel",
    "Recording",
    "RelayModel",
    "ReplayModel",
    "Request",
    "ServiceModel",
    "Usage",
    "ask",
    "default_cache_folder",
    "default_spec",
    "export_answers",
    "import_answers",
    "open_model",
    "read_recordings",
    "to_line",
    "write_recordings",
]

_KINDS = ("openai", "replay", "relay", "rules")
_FORMS = "openai:NAME, replay:FOLDER, relay:FOLDER, rules"
_DEFAULT_NAME = "gpt-4.1-mini"


def default_spec() -> str:
    """What answers when nobody says: `LLMEXTRACT_MODEL`, else a service if `OPENAI_API_KEY` is set, else the rules."""
    spec = os.environ.get("LLMEXTRACT_MODEL", "").strip()
    if spec:
        return spec
    if os.environ.get("OPENAI_API_KEY", "").strip():
        return f"openai:{os.environ.get('LLMEXTRACT_OPENAI_MODEL') or _DEFAULT_NAME}"
    return "rules"


def open_model(
    spec: str | None = None,
    *,
    base_url: str | None = None,
    mode: str = MODES[0],
    cache_folder: str | Path | None = None,
    use_cache: bool = True,
    **settings: Any,
) -> Model:
    """The model that a specification names; close it when done. All but the first is for openai alone.

    Args:
        spec: openai:NAME, replay:FOLDER, relay:FOLDER or rules; None for `default_spec()`.
        base_url: the endpoint; else `OPENAI_BASE_URL`, else OpenAI's.
        mode: one of `MODES`, how the wire schema is put.
        cache_folder: where answers are stored; else `default_cache_folder()`.
        use_cache: False asks every time and stores nothing.
        settings: what else `ServiceModel` takes (api_key, timeout, max_attempts, max_seconds, concurrency …).

    Raises:
        ModelError: the specification has none of the forms, or there is no such mode.

    """
    kind, _, rest = (spec or default_spec()).strip().partition(":")
    match kind, rest.strip():
        case "rules", "":
            from llmextract.models.rules import RulesModel

            return RulesModel()
        case "replay", folder if folder:
            if not Path(folder).is_dir():
                raise ModelError(f"replay:{folder}: there is no such folder of recordings; check the path")
            return ReplayModel(folder)
        case "relay", folder if folder:
            return RelayModel(folder, os.environ.get("LLMEXTRACT_OPENAI_MODEL") or NO_NAME)
        case "openai", name if name:
            service = ServiceModel(name, base_url, mode=mode, **settings)
            stored = AnswerCache(cache_folder or default_cache_folder())
            return CachedModel(service, stored, service.scope) if use_cache else service
    raise ModelError(f"no such model: {spec or default_spec()}; the forms are {_FORMS}{_meant(kind, rest.strip())}")


def _meant(kind: str, rest: str) -> str:
    """What somebody may have meant who named no kind of model, or misspelt one."""
    near = next((one for one in _KINDS if did_you_mean(kind, [one])), None)
    if near == "rules":
        return "; did you mean rules?"
    if near:
        return f"; did you mean {near}:{rest or ('NAME' if near == 'openai' else 'FOLDER')}?"
    if rest or not kind:
        return ""
    return f"; did you mean {'replay' if Path(kind).is_dir() else 'openai'}:{kind}?"
