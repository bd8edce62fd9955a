"""A service that knows the answers to every request of some documents, and misbehaves in every way on the way to them."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from loopback import Reply, completion, fault

from llmextract.asking.plan import halves
from llmextract.asking.requests import Subject, pack_request
from llmextract.document import Document
from llmextract.models.base import Answer, Request
from llmextract.models.rules import RulesModel
from llmextract.pipeline import extract_document
from llmextract.schema import Genre

NAME = "loop-1"  # as the loopback service calls itself


def varied(reports: Iterable[Path], folder: Path, count: int) -> None:
    """So many documents made of some reports: other places, other years of two digits, some paragraphs left out."""
    originals = [path.read_bytes().decode("utf-8") for path in sorted(reports)]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        chosen = random.Random(number)  # paragraphs left out
        lines = originals[number % len(originals)].splitlines(keepends=True)
        kept = [line for at, line in enumerate(lines) if at < 3 or chosen.random() < 0.6]
        (folder / f"{number:03}.txt").write_text(f"第{number}号文本\n" + "".join(kept), encoding="utf-8", newline="")


class Known:
    """A model that answers as the rules do under another name, now and then with a slip, and keeps what it was asked."""

    name = NAME

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self._rules = RulesModel()

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        del fresh
        content = (await self._rules.answer(request)).content
        if len(request.context.fields) > 1 and "repair" not in request.name:
            content = _slip(content)
        self.answers[question([m.as_dict() for m in request.messages], request.schema)] = content
        return Answer(content, NAME)

    async def close(self) -> None:
        pass


def _slip(content: str) -> str:
    """Every figure of one section points to a mention that is not there, so that there is something to repair."""
    told = json.loads(content)
    for leaf in told.get("litigation", {}).values():
        if isinstance(leaf, list):
            leaf[:] = [{"mention": "n9999", "printed": "9999件"} for _ in leaf]
    return json.dumps(told, ensure_ascii=False)


def question(messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
    """What tells a request from others, whatever was said since: its first messages and what it asks."""
    return json.dumps([messages[:2], schema], ensure_ascii=False, sort_keys=True)


def known_answers(paths: Iterable[Path], genre: Genre) -> dict[str, str]:
    """The answers to every request that these documents can lead to, those in parts included."""
    known = Known()

    async def everything() -> None:
        for path in paths:
            extraction = await extract_document(Document.read(path, path.name), genre, known)
            for request, _ in extraction.exchanges:
                for part in _parts(request):
                    await known.answer(part)

    asyncio.run(everything())
    return known.answers


def _parts(request: Request) -> Iterator[Request]:
    subject: Subject = request.context
    if "repair" in request.name:
        return
    for half in halves(subject.pack) if len(subject.fields) > FEWEST else ():
        part = pack_request(subject.rules, half, request.parameters)
        yield part
        yield from _parts(part)


FEWEST = 20  # answers to fewer fields are not cut off
FAULTS = ("reset", "rate", "500", "503", "hang", "half", "page", "malformed", "wrong", "cut", "fenced")


class Faulty:
    """Gives known answers, and in so many of a hundred cases a fault instead, chosen by what is asked and how often."""

    def __init__(self, answers: dict[str, str], share: float = 0.0, delay: float = 0.0, hang: float = 4.0) -> None:
        self.answers, self.share, self.delay, self.hang = answers, share, delay, hang
        self.paid: Counter[str] = Counter()  # whole answers by request
        self.faults: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Reply:
        asked = json.dumps(body, ensure_ascii=False, sort_keys=True)
        schema = body["response_format"]["json_schema"]["schema"]
        content = self.answers[question(body["messages"], schema)]
        with self._lock:
            self._asked[asked] += 1
            chosen = random.Random(f"{asked} {self._asked[asked]}")
            kind = chosen.choice(FAULTS) if chosen.random() < self.share else ""
            kind = "" if not self._may(kind, body, schema) else kind
            self.faults[kind or "none"] += 1
            if kind not in ("reset", "rate", "500", "503", "hang", "half", "page"):
                self.paid[asked] += 1
        return self._reply(kind, content)

    def _may(self, kind: str, body: dict[str, Any], schema: dict[str, Any]) -> bool:
        """What can be mended: no third useless answer in a row, and no cut in what cannot be asked in parts."""
        fields = sum(len(part.get("properties", {})) for name, part in schema.get("$defs", {}).items())
        if kind == "cut":
            return fields > 3 * FEWEST and "figures" not in schema["properties"] and len(body["messages"]) == 2
        return kind not in ("malformed", "wrong") or len(body["messages"]) < 6

    def _reply(self, kind: str, content: str) -> Reply:
        if kind in ("500", "503"):
            return fault(int(kind), "overloaded")
        replies = {
            "rate": fault(429, "slow down", retry_after="0"),
            "hang": Reply({}, delay=self.hang),
            "reset": Reply(None, cut=0),
            "half": Reply(completion(content).body, cut=0.5),
            "page": Reply("<html>please log in</html>"),
            "malformed": completion(content[: len(content) // 2]),
            "wrong": completion("{}"),
            "cut": completion(content[: len(content) // 2], "length"),
            "fenced": completion(f"```json\n{content}\n```"),
        }
        made = replies.get(kind) or completion(content)
        return made if kind == "hang" else Reply(made.body, made.status, made.headers, self.delay, cut=made.cut)
