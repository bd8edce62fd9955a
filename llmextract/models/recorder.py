"""The recorder: a folder of recordings, and a model that is asked for what is missing there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from llmextract.errors import ModelError
from llmextract.models.base import Answer, Model, Request
from llmextract.models.recording import to_line, without_secret, write_recordings
from llmextract.models.replay import ReplayModel

__all__ = ["RecorderModel"]

_SHORTEST = 8  # characters; what is shorter stands for a key where none is needed ("none", "EMPTY")


class RecorderModel:
    """Replays what is recorded; what is not is asked from a model, and recorded. Nothing recorded is asked again.

    Answers are written as soon as no request is under way, so that whatever fails later loses none of them. One
    process alone may record into a file.

    Args:
        replay: the recordings that are there; their folder may be missing.
        model: who is asked; closed whenever no request is under way, so that each event loop finds it fresh.
        file: where its answers are added as recordings; it lies in the folder of the recordings.
        secret: a key that neither a recording nor an answer may hold: *** stands for it.

    Attributes:
        recorded: the names of the requests that were answered and recorded.
        hidden: those of them that held the secret.

    """

    def __init__(self, replay: ReplayModel, model: Model, file: str | Path, secret: str = "") -> None:
        self.replay = replay
        self.model = model
        self.file = Path(file)
        self.recorded: list[str] = []
        self.hidden: list[str] = []
        self._secret = secret if len(secret) >= _SHORTEST else ""
        self._unwritten: dict[str, tuple[Request, Answer]] = {}
        self._under_way = 0

    @property
    def name(self) -> str:
        """The name of the model that is asked."""
        return self.model.name

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The recorded answer, else the model's; `fresh` is for the model alone.

        Raises:
            ModelError: the model gave no answer, or the recordings cannot be read or written.

        """
        recorded = self._recorded(request)
        if recorded is not None:
            return recorded
        self._under_way += 1
        try:
            return await self._ask(request, fresh)
        finally:
            self._under_way -= 1
            if not self._under_way:
                await self.close()

    async def close(self) -> None:
        """Write what was answered, and close the model."""
        try:
            self._write()
        finally:
            await self.model.close()

    def _recorded(self, request: Request) -> Answer | None:
        if request.key in self._unwritten:
            return replace(self._unwritten[request.key][1], cached=True)
        found = self.replay.recordings.get(request.key) if self.replay.folder.is_dir() else None
        return found.answer() if found else None

    async def _ask(self, request: Request, fresh: bool) -> Answer:
        answer = await self.model.answer(request, fresh=fresh)
        # What is handed on is what will be replayed: an answer that is asked again becomes part of the next request.
        safe = replace(answer, content=without_secret(answer.content, self._secret))
        self._unwritten[request.key] = (request, safe)
        self.recorded.append(request.name)
        if to_line(request, answer) != to_line(request, safe, self._secret):
            self.hidden.append(request.name)
        return safe

    def _write(self) -> None:
        if not self._unwritten:
            return
        try:
            write_recordings(self.file, self._unwritten.values(), add=True, secret=self._secret)
        except OSError as error:
            raise ModelError(f"{self.file}: cannot be written ({error.strerror or error}); check the folder") from error
        self._unwritten.clear()
        self.replay.reread()
