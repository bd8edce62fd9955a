"""The relay model: requests go out as a batch file, answers come back as one.

`requests.jsonl` and `answers.jsonl` have the form of OpenAI's batch interface, so that they can be sent through it, or
be answered by anything that reads and writes JSON lines. Each further round is one more run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from llmextract.errors import AnswerPending, ModelError
from llmextract.files import write_atomic
from llmextract.models.base import Answer, Request
from llmextract.models.jsontext import json_line
from llmextract.models.recording import json_lines
from llmextract.models.service import completion_answer, response_format

__all__ = ["RelayModel"]

_REQUESTS = "requests.jsonl"
_ANSWERS = "answers.jsonl"


class RelayModel:
    """Answers from FOLDER/answers.jsonl; writes what is missing there to FOLDER/requests.jsonl at `close`.

    A run that is killed before that loses nothing: the next one asks for the same.

    Args:
        folder: where both files lie; it is made when there is something to write.
        model: the model's name that the requests carry; the service that takes the batch reads it.

    """

    name = "relay"

    def __init__(self, folder: str | Path, model: str = "relay") -> None:
        self.folder = Path(folder)
        self._model = model
        self._answers: dict[str, Answer | str] | None = None
        self._pending: dict[str, str] = {}

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The relayed answer; with `fresh`, the request goes out again though an answer lies there.

        Raises:
            AnswerPending: it has no answer yet, or the last one was an error.
            ModelError: a line of the answers is damaged; the message names file and line.

        """
        if self._answers is None:
            self._answers = _read_answers(self.folder / _ANSWERS, self._model)
        found = self._answers.get(request.key)
        if isinstance(found, Answer) and not fresh:
            return found
        self._pending[request.key] = json_line(self._batch_request(request))
        why = f"its last answer was an error ({found}), so it is asked again" if isinstance(found, str) else "it waits"
        raise AnswerPending(
            f"{request.name}: {why} in {self.folder / _REQUESTS}; put the answers into {self.folder / _ANSWERS} and "
            "run the same command again"
        )

    async def close(self) -> None:
        """Write the requests that lack an answer, or remove the file when none does."""
        path = self.folder / _REQUESTS
        lines = [self._pending[key] for key in sorted(self._pending)]
        try:
            if lines:
                write_atomic(path, "\n".join(lines) + "\n")
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise ModelError(f"{path}: cannot be written ({error.strerror or error}); check the folder") from error

    def _batch_request(self, request: Request) -> dict[str, Any]:
        body = {
            "model": self._model,
            "messages": [message.as_dict() for message in request.messages],
            "response_format": response_format(request),
            **request.parameters,
        }
        return {"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": body}


def _read_answers(path: Path, model: str) -> dict[str, Answer | str]:
    """Answers by key, the last successful one; where there is none, what the last error said."""
    answers: dict[str, Answer | str] = {}
    if not path.exists():
        return answers
    for where, line in json_lines(path):
        key = line.get("custom_id")
        if not isinstance(key, str):
            raise ModelError(f"{where}: damaged line (no custom_id); restore it or delete it")
        found = _read_answer(line, model)
        if isinstance(found, Answer) or not isinstance(answers.get(key), Answer):
            answers[key] = found
    return answers


def _read_answer(line: Mapping[str, Any], model: str) -> Answer | str:
    response = line.get("response")
    if line.get("error") or not isinstance(response, dict):
        return _said(line.get("error")) or "no response"
    body = response.get("body")
    if response.get("status_code") != 200 or not isinstance(body, dict):
        said = _said(body.get("error")) if isinstance(body, dict) else ""
        return f"status {response.get('status_code')} {said}".rstrip()
    answer = completion_answer(body, model)
    return "no choice in it" if answer is None else replace(answer, cached=True)


def _said(error: Any) -> str:
    text = error.get("message") or error.get("code") if isinstance(error, dict) else error
    return " ".join(str(text or "").split())[:200]
