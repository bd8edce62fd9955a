"""The wire form: what a model answers, derived from the schema and nothing else.

A figure or a date is answered by pointing at mentions and copying them, a text by a sentence and a copy, an item by its
sentences; absence is said in words. The form stays inside what strict JSON-schema modes accept: no recursion, every
property required, no additional ones, no reference with siblings.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypeAliasType

from llmextract.schema.declare import FieldSpec, Form
from llmextract.schema.genre import OTHER_CATEGORY, Genre

__all__ = [
    "NOT_STATED",
    "Chosen",
    "Copied",
    "FieldKey",
    "Named",
    "Pointed",
    "Told",
    "WithoutNumber",
    "fields_wire",
    "json_schema",
    "naming_wire",
]

NOT_STATED = "not_stated"
_NotStated = Literal["not_stated"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pointed(_Wire):
    """一处数字:编号和照抄的原文"""

    mention: str = Field(description="数字的编号,如 n87")
    printed: str = Field(description="该编号后的数字和单位,照抄,如 312件")


class WithoutNumber(_Wire):
    """提到了,但没有给出数字"""

    without_number: str = Field(description="提到它的句子的编号,如 s31")


class Copied(_Wire):
    """一段短文字:所在句子的编号和照抄的原文"""

    sentence: str = Field(description="句子的编号,如 s2")
    words: str = Field(description="照抄的原文,一字不改")


class Chosen(_Wire):
    """一个选项和显示它的句子"""

    sentence: str
    value: str


class Told(_Wire):
    """一条内容:所在句子的编号和所属类别"""

    sentences: list[str] = Field(description="句子的编号,一条内容跨几句就写几个")
    category: str


class Titled(_Wire):
    """一个名称:句子编号、照抄的原文和所属类别"""

    sentence: str
    words: str = Field(description="照抄的原文,一字不改")
    category: str


class Named(_Wire):
    """一个数字说的是什么"""

    mention: str = Field(description="数字的编号,如 n87")
    printed: str = Field(description="该编号后的数字和单位,照抄")
    section: str
    name: str = Field(description="指标名称,用原文的词语")


FieldKey = tuple[str, str]  # (section, field)

# Named unions become definitions of the JSON schema, so that a hundred fields refer to them instead of repeating them.
Figures = TypeAliasType("Figures", list[Pointed] | WithoutNumber | _NotStated)
Dates = TypeAliasType("Dates", list[Pointed] | _NotStated)


def _one_of(values: tuple[str, ...]) -> Any:
    return Literal[values]


@cache
def _titled_wire(categories: tuple[str, ...]) -> Any:
    return create_model("Titled", __base__=Titled, category=(_one_of(categories), ...))


def _field_type(spec: FieldSpec, categories: tuple[str, ...]) -> Any:
    told: Any = _told_wire(categories)
    titled: Any = _titled_wire(categories)
    match spec.form:
        case Form.FIGURE:
            return Figures
        case Form.DATE:
            return Dates
        case Form.TEXT:
            return list[Copied] if spec.many else Copied | _NotStated
        case Form.CHOICE:
            return create_model("Chosen", __base__=Chosen, value=(_one_of(tuple(spec.choices)), ...)) | _NotStated
        case Form.ITEMS:
            return list[told]
        case Form.TITLES:
            return list[titled]


@cache
def _told_wire(categories: tuple[str, ...]) -> Any:
    return create_model("Told", __base__=Told, category=(_one_of(categories), ...))


@lru_cache(maxsize=512)  # every set of fields that is asked again has a form of its own
def fields_wire(genre: Genre, fields: tuple[FieldKey, ...]) -> type[BaseModel]:
    """The wire form of a request that asks these fields: the same names, titles and definitions, section by section.

    Args:
        genre: whose fields they are.
        fields: (section, field) in the genre's order.

    """
    names = [section for section in genre.sections if any(own == section for own, _ in fields)]
    parts: dict[str, Any] = {name: (_section_wire(genre, name, fields), ...) for name in names}
    return create_model("Answer", __base__=_Wire, **parts)


def _section_wire(genre: Genre, section: str, fields: tuple[FieldKey, ...]) -> type[BaseModel]:
    model = genre.sections[section]
    parts: dict[str, Any] = {
        name: (_field_type(spec, genre.categories), Field(description=spec.description))
        for name, spec in model.specs().items()
        if (section, name) in fields
    }
    return create_model(model.__name__, __base__=_Wire, __doc__=model.label(), **parts)


@cache
def naming_wire(genre: Genre) -> type[BaseModel]:
    """The wire form of the second request: what each unclaimed figure counts."""
    sections = tuple(name for name in genre.categories if name != OTHER_CATEGORY)
    named: Any = create_model("Named", __base__=Named, section=(_one_of(sections), ...))
    return create_model("Names", __base__=_Wire, figures=(list[named], ...))


@lru_cache(maxsize=512)
def json_schema(wire: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a wire form, as strict modes take it.

    Without the titles that Pydantic makes up from names, and with no keyword beside a reference.
    """
    schema: dict[str, Any] = _strict(wire.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(value) for value in node]
    if not isinstance(node, dict):
        return node
    told = {
        key: {name: _strict(value) for name, value in below.items()}
        if key in ("properties", "$defs")
        else _strict(below)
        for key, below in node.items()
        if not (key == "title" and isinstance(below, str))
    }
    if "$ref" in told and len(told) > 1:
        told = {"anyOf": [{"$ref": told.pop("$ref")}], **told}
    return told
