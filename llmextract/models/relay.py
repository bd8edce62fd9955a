"""The relay model: requests go out as a batch file, answers come back as one.

Both have the form of OpenAI's batch interface, so that they can be sent through it (`llmextract batch`), or be answered
by anything that reads and writes JSON lines. Each further round is one more run.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from llmextract.errors import AnswerPending, ModelError
from llmextract.models.answers import ANSWERS, AnswerFiles
from llmextract.models.base import Answer, Request
from llmextract.models.completion import response_format
from llmextract.models.jsontext import json_line
from llmextract.models.spool import Spool

__all__ = ["NO_NAME", "REQUESTS", "RelayModel"]

REQUESTS = "requests.jsonl"
NO_NAME = "relay"  # the model that requests name where nobody says one

_log = logging.getLogger(__name__)


class RelayModel:
    """Answers from the `answers*.jsonl` of a folder; writes what lacks an answer to requests.jsonl at `close`.

    A run that is killed before that loses nothing: the next one asks for the same.

    Args:
        folder: where the files lie; it is made at the first request.
        model: the model's name that the requests carry; the service that takes the batch reads it.

    """

    name = "relay"

    def __init__(self, folder: str | Path, model: str = NO_NAME) -> None:
        self.folder = Path(folder)
        self._model = model
        self._opened: tuple[AnswerFiles, Spool] | None = None
        self._used: set[str] = set()
        self._retried: set[str] = set()

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The relayed answer; with `fresh`, the request goes out again, and the answer that lies there is given up.

        Raises:
            AnswerPending: it has no answer yet, or only errors.
            ModelError: the folder cannot be read or written, or another run is using it.

        """
        answers, spool = self._open()
        found = answers.get(request.key)
        if isinstance(found, Answer):
            self._used.add(request.key)
            if not fresh:
                return found
            self._retried.add(request.key)
        spool.add(request.key, json_line(self._batch_request(request)))
        why = f"its last answer was an error ({found}), so it is asked again" if isinstance(found, str) else "it waits"
        raise AnswerPending(
            f"{request.name}: {why} in {self.folder / REQUESTS}; put the answers into {self.folder / ANSWERS} and "
            "run the same command again"
        )

    async def close(self) -> None:
        """Write the requests that lack an answer, or remove the file when none does; nothing if nothing was asked."""
        if self._opened is None:
            return
        (answers, spool), self._opened = self._opened, None
        try:
            if self._retried:
                answers.pass_over(self._retried)
        except OSError as error:
            raise ModelError(f"{self.folder}: cannot be written ({error.strerror or error})") from error
        finally:
            answers.close()
            spool.finish()
        _log.info(
            "%s: %d answers used, %d never asked for, %d damaged lines, %d requests wait",
            self.folder,
            len(self._used),
            len(answers) - len(self._used),
            answers.damaged,
            len(spool),
        )
        self._used, self._retried = set(), set()

    def _open(self) -> tuple[AnswerFiles, Spool]:
        if self._opened is None:
            spool = Spool(self.folder / REQUESTS)  # first: it says whether another run is using the folder
            try:
                self._opened = AnswerFiles(self.folder, self._model), spool
            except ModelError:
                spool.close()
                raise
        return self._opened

    def _batch_request(self, request: Request) -> dict[str, Any]:
        body = {
            "model": self._model,
            "messages": [message.as_dict() for message in request.messages],
            "response_format": response_format(request),
            **request.parameters,
        }
        return {"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": body}
