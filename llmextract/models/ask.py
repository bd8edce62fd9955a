"""Asking until the answer fits the wire schema: one loop for every kind of model.

An answer that breaks the schema is given back to the model with the reason, as a further request. Its text depends on
the answer alone, so that a stored or recorded chain is followed again for nothing. A refusal, a filtered and a cut-off
answer are not asked again here: the same question would bring the same; what was cut off is asked in parts by the
pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from llmextract.errors import AnswerInvalid, Fault
from llmextract.models.base import Answer, Message, Model, Request
from llmextract.models.jsontext import json_text
from llmextract.neutral import without_tokens

__all__ = ["Asked", "ask"]

_AGAIN = "上一个回答不符合要求的 JSON 结构:\n{reason}\n请改正以上各处,重新给出完整的回答,只输出 JSON。"
_STANDS = {  # what an answer that stands as it is did
    "refusal": "refused to answer; look at the text, or try another model",
    "content_filter": "was stopped by the service's content filter; look at the text, or try another model",
}
_MOST = 10  # errors told at once
_LONGEST = 200  # characters: a model can make up names of any length
_SURROGATE = re.compile("[\ud800-\udfff]")

# By Pydantic's stable codes: its sentences change between versions, and a recorded chain would no longer be found.
_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项,应删去",
    "json_invalid": "不是有效的 JSON",
    "literal_error": "只能是 {expected}",
    "list_type": "应是数组",
    "model_type": "应是对象",
    "model_attributes_type": "应是对象",
    "dict_type": "应是对象",
    "string_type": "应是字符串",
    "string_unicode": "含有无效的字符",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "float_type": "应是数字",
    "bool_type": "应是 true 或 false",
    "none_required": "应是 null",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid answer and the way to it.

    Attributes:
        value: an instance of the request's wire model.
        exchanges: every request and its answer, the last one valid.

    """

    value: BaseModel
    exchanges: tuple[tuple[Request, Answer], ...]


async def ask(
    model: Model,
    request: Request,
    *,
    attempts: int = 2,
    fresh: bool = False,
    in_parts: bool = False,
    heard: Callable[[tuple[Request, Answer]], None] = lambda _: None,
) -> Asked:
    """Ask, and ask again with the reason while the answer breaks the wire schema.

    Args:
        model: who is asked.
        request: what is asked.
        attempts: how often it is asked again after the first answer, at most.
        fresh: where stored answers alone end in failure, ask the whole chain again; a stored success stands.
        in_parts: what is cut off will be asked in parts: no failure that `fresh` should mend.
        heard: called with every answer, whatever comes of it.

    Raises:
        AnswerInvalid: no answer fits, or it was refused, filtered or cut off; it carries the fault and the exchanges.
        ModelError: no answer came.

    """
    try:
        return await _chain(model, request, attempts, heard, fresh=False)
    except AnswerInvalid as failure:
        stands = in_parts and failure.fault is Fault.CUT_OFF
        if not fresh or stands or not all(answer.cached for _, answer in failure.exchanges):
            raise
    return await _chain(model, request, attempts, heard, fresh=True)


async def _chain(
    model: Model, request: Request, attempts: int, heard: Callable[[tuple[Request, Answer]], None], *, fresh: bool
) -> Asked:
    exchanges: list[tuple[Request, Answer]] = []
    asked = request
    while True:
        answer = await model.answer(asked, fresh=fresh)
        exchanges.append((asked, answer))
        heard((asked, answer))
        if answer.finish in _STANDS:
            raise AnswerInvalid(
                f"{request.name}: {answer.model} {_STANDS[answer.finish]}", exchanges, Fault(answer.finish)
            )
        try:
            return Asked(request.wire.model_validate_json(json_text(answer.content)), tuple(exchanges))
        except ValidationError as error:
            reason, fault = _reason(error), _fault(error)
        if answer.finish == "length":
            told = "was cut off before its end; allow more tokens, or ask for fewer fields at once"
            raise AnswerInvalid(f"{request.name}: {answer.model} {told}", exchanges, Fault.CUT_OFF)
        if len(exchanges) > attempts:
            said = "; ".join(reason.splitlines())
            told = f"broke the wire schema {len(exchanges)} times, at last: {said}"
            raise AnswerInvalid(f"{request.name}: {answer.model} {told}", exchanges, fault)
        asked = _again(asked, answer, reason)


def _again(request: Request, answer: Answer, reason: str) -> Request:
    """The next request; what was said may hold characters that no service takes, and tokens that would act."""
    said = Message("assistant", without_tokens(_SURROGATE.sub("\ufffd", answer.content)))
    prompt = Message("user", _AGAIN.format(reason=reason))
    return request.follow_up(*([said] if answer.content.strip() else []), prompt)


def _fault(error: ValidationError) -> Fault:
    return Fault.MALFORMED if error.errors()[0]["type"] == "json_invalid" else Fault.WRONG_SCHEMA


def _reason(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    lines = [f"- {line}" for line in dict.fromkeys(_lines(found))]
    more = [f"- 另有 {len(lines) - _MOST} 处"] if len(lines) > _MOST else []
    return "\n".join(lines[:_MOST] + more)


def _lines(errors: list[Any]) -> Iterator[str]:
    for error in errors:
        place = ".".join(str(part) for part in error["loc"]) or "整个回答"
        words = _WORDS.get(error["type"], error["type"])
        expected = str(error.get("ctx", {}).get("expected", ""))
        yield f"{_SURROGATE.sub(chr(0xFFFD), place)[:_LONGEST]}: {words.format(expected=expected)[:_LONGEST]}"
