"""The replay model: recorded answers and nothing else; no network, no key."""

from __future__ import annotations

from pathlib import Path

from llmextract.errors import RecordingMissing
from llmextract.models.base import Answer, Request
from llmextract.models.recording import Recording, read_recordings

__all__ = ["ReplayModel"]


class ReplayModel:
    """Answers each request by the recording of its key; the folder is read at the first request.

    Raises:
        ModelError: (at the first request) the folder is missing, or a recording is damaged or contradicted.

    """

    name = "replay"

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._recordings: dict[str, Recording] | None = None

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The recorded answer; `fresh` changes nothing, there is nobody else to ask.

        Raises:
            RecordingMissing: nothing was recorded for what is asked.

        """
        del fresh
        if self._recordings is None:
            self._recordings = read_recordings(self.folder)
        recording = self._recordings.get(request.key)
        if recording is None:
            raise RecordingMissing(
                f"{request.name}: no recording in {self.folder} for the request {request.key[:12]}; text, prompts or "
                "schema differ from what was recorded: restore them, or record it by a model that answers"
            )
        return recording.answer()

    async def close(self) -> None:
        """Nothing is held open."""
