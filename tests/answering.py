"""A model that answers as the rules do, under another name, save where a test has it say otherwise."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llmextract.document import Document
from llmextract.errors import RecordingMissing
from llmextract.models.base import Answer, Request
from llmextract.models.rules import RulesModel
from llmextract.pipeline import Extraction, Options, extract_document
from llmextract.result import Result
from llmextract.schema import Genre

TEXT = """某县2024年法治政府建设年度报告
一、行政复议
全年共收到行政复议申请206件,受理190件,审结185件。直接纠错率12.5%。接待群众来访12人次。
二、行政应诉
全年办理行政应诉案件45件,行政机关负责人出庭应诉40件,出庭应诉率88.89%。败诉3件。
三、人民调解
全县共有人民调解员320人,调处矛盾纠纷6.59万件,其中涉企纠纷120件。化解成功率99.1%。
四、存在的问题
一是执法能力不强。二是普法形式单一。
五、下一步工作
一是加强培训。二是加大普法力度。
"""
Changes = Mapping[str, Any]  # "section.field" to what is answered
Special = Callable[[Request], Answer | Exception | None]


def at(mention: str, printed: str) -> list[dict[str, str]]:
    """The answer to a figure: a pointer and its copy."""
    return [{"mention": mention, "printed": printed}]


INVENTED = at("n999", "9999件")


class Answering:
    """Says `first` (or `samples[k]` in answer k), and `repairs[i]` in repair round i, the last one from then on.

    `special` may give another answer to a whole request, or raise.
    """

    def __init__(
        self,
        first: Changes | None = None,
        *repairs: Changes,
        samples: Mapping[int, Changes] | None = None,
        special: Special = lambda _: None,
        name: str = "answering",
    ) -> None:
        self.samples = {0: first or {}, **(samples or {})}
        self.repairs = repairs or ({},)
        self.special = special
        self.name = self.scope = name
        self.requests: list[Request] = []
        self._rules = RulesModel()

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        self.requests.append(request)
        made = self.special(request)
        if isinstance(made, Exception):
            raise made
        if made is not None:
            return made
        told = json.loads((await self._rules.answer(request)).content)
        for key, said in self._changes(request).items():
            section, field = key.split(".")
            if (section, field) in request.context.fields:
                told[section][field] = said
        return Answer(json.dumps(told, ensure_ascii=False), self.name)

    def _changes(self, request: Request) -> Changes:
        if request.context.questions:
            return self.repairs[min(len(self.asked("repair")), len(self.repairs)) - 1]
        return self.samples.get(request.sample, {})

    async def close(self) -> None:
        pass

    def asked(self, kind: str) -> list[Request]:
        """The requests of a kind: sections, repair or naming."""
        return [request for request in self.requests if kind_of(request) == kind]


def kind_of(request: Request) -> str:
    subject = request.context
    return "naming" if not subject.fields else "repair" if subject.questions else "sections"


class Stored:
    """Gives the answers of earlier exchanges again, as a folder of recordings does."""

    name = "stored"

    def __init__(self, exchanges: Sequence[tuple[Request, Answer]]) -> None:
        self.answers = {request.key: answer for request, answer in exchanges}

    async def answer(self, request: Request, *, fresh: bool = False) -> Answer:
        if request.key not in self.answers:
            raise RecordingMissing(f"{request.name}: no recording")
        return self.answers[request.key]

    async def close(self) -> None:
        pass


def extraction(model: Any, genre: Genre, text: str = TEXT, **options: Any) -> Extraction:
    return asyncio.run(extract_document(Document(text, "a.txt"), genre, model, Options(**options)))


def extracted(model: Any, genre: Genre, text: str = TEXT, **options: Any) -> Result:
    return extraction(model, genre, text, **options).result


def leaf_of(result: Result, key: str) -> Any:
    """A leaf, or the leaves of a list, by "section.field"."""
    section, field = key.split(".")
    return getattr(result.report[section], field)
