"""The replay model: recorded answers and nothing else; no network, no key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from llmextract.errors import RecordingMissing
from llmextract.models.base import Answer, Request
from llmextract.models.differences import closest, differences
from llmextract.models.recording import Recording, read_recordings

__all__ = ["ReplayModel"]

_NAMES = 5  # recorded names told where none fits
_UNKNOWN = "text, prompts or schema differ from what was recorded"


class ReplayModel:
    """Answers each request by the recording of its key; the folder is read at the first request.

    Raises:
        ModelError: (at the first request) the folder is missing, or a recording is damaged or contradicted.

    """

    name = "replay"

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._recordings: dict[str, Recording] | None = None

    @property
    def recordings(self) -> Mapping[str, Recording]:
        """The recordings of the folder, by key."""
        if self._recordings is None:
            self._recordings = read_recordings(self.folder)
        return self._recordings

    def reread(self) -> None:
        """Read the folder again at the next request: somebody has written there."""
        self._recordings = None

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        """The recorded answer; `fresh` changes nothing, there is nobody else to ask.

        Raises:
            RecordingMissing: nothing was recorded for what is asked; its details show what differs.

        """
        del fresh
        recording = self.recordings.get(request.key)
        if recording is None:
            raise _missing(request, self.recordings, self.folder)
        return recording.answer()

    async def close(self) -> None:
        """Nothing is held open."""


def _missing(request: Request, recordings: Mapping[str, Recording], folder: Path) -> RecordingMissing:
    """The error for a request: one line, and what differs from the recording of its name."""
    recorded = closest(request, recordings.values())
    found = differences(request, recorded) if recorded else ()
    parts = ", ".join(difference.part for difference in found)
    differs = f"it differs from the recording of that name in {parts}" if parts else _UNKNOWN
    message = (
        f"{request.name}: no recording in {folder} for the request {request.key[:12]}; {differs}: "
        "restore what was recorded, or record it by a model that answers"
    )
    if recorded is None:
        names = sorted({recording.name for recording in recordings.values()})
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        told = f"recorded there: {', '.join(names[:_NAMES])}{more}" if names else "nothing is recorded there"
        return RecordingMissing(message, f"no recording has the name {request.name}; {told}")
    lines = [f"compared with the recording {recorded.key[:12]} of that name:"]
    for difference in found:
        lines += [f"{difference.part}:", *(f"    {line}" for line in difference.lines)]
    if not found:
        lines.append("nothing in it differs: was its line edited by hand?")
    return RecordingMissing(message, "\n".join(lines))
