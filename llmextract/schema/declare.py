"""What a schema author writes with: a section is a Pydantic model, a field is one line.

::

    class Litigation(Section):
        '''行政应诉'''

        topics: ClassVar[str] = "应诉|诉讼"

        cases: Figure = count("行政诉讼(应诉)案件数", units="件 宗 起", cue=("行政诉讼案件#",))
        cases_change: Figure = change("行政诉讼案件同比", cue=("行政诉讼案件@,同比(?:下降|上升)#",))

A cue is a regular expression on folded text in which `#` stands for the figure itself, with its unit, and `@` for any
other figure. Neither `.` nor a negated class `[^…]` leaves the sentence.

A figure in a table is found by what heads it: `cell` is searched for in the names of its row and of its column::

    concluded: Figure = count("行政复议审结数", cell="行政复议/审结")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from llmextract.quantity import Kind
from llmextract.schema.cue import Cue
from llmextract.schema.leaves import Choice, Date, Figure, Item, Other, Text

__all__ = [
    "Cue",
    "FieldSpec",
    "Form",
    "Measure",
    "Section",
    "change",
    "choice",
    "count",
    "date",
    "items",
    "money",
    "people",
    "points",
    "rate",
    "text",
    "titles",
    "year",
]


class Measure(StrEnum):
    """What a numeric field wants."""

    COUNT = "count"  # a whole number of things
    PEOPLE = "people"  # a number of persons
    RATE = "rate"  # a percentage, as written: 96.76 for 96.76%
    POINTS = "points"  # a change in percentage points
    CHANGE = "change"  # a year-on-year change in percent, negative for a decrease
    MONEY = "money"  # yuan
    YEAR = "year"  # a calendar year


class Form(StrEnum):
    """How a field is answered."""

    FIGURE = "figure"  # a number
    DATE = "date"
    TEXT = "text"  # a short piece of the source
    CHOICE = "choice"  # one of several values
    ITEMS = "items"  # whole sentences
    TITLES = "titles"  # verbatim pieces of sentences


_KINDS = {
    Measure.COUNT: Kind.QUANTITY,
    Measure.PEOPLE: Kind.QUANTITY,
    Measure.MONEY: Kind.QUANTITY,
    Measure.RATE: Kind.RATE,
    Measure.CHANGE: Kind.RATE,
    Measure.POINTS: Kind.POINTS,
    Measure.YEAR: Kind.DATE,
}


@dataclass(frozen=True)
class FieldSpec:
    """A field as declared.

    Attributes:
        form, measure: how it is answered and, for figures, what it wants.
        title, definition: Chinese; the definition holds what the field includes and what it is not.
        units: accepted measure words; empty for any that fits the measure.
        cue: for figures, and for items the sentences that tell them.
        many: a list of texts.
        choices: value to pattern, for choices; matched on "region, newline, whole folded text".
        front: the front-matter span that fills it under `rules` (see `llmextract.front`).
        headings: for items, a pattern of the headings under which they stand.
        shares: names of fields of the section (or SECTION.FIELD) that may claim the same mention.

    """

    form: Form
    title: str
    definition: str = ""
    measure: Measure | None = None
    units: frozenset[str] = frozenset()
    cue: Cue | None = None
    many: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    front: str | None = None
    headings: str | None = None
    shares: frozenset[str] = frozenset()

    @cached_property
    def kind(self) -> Kind | None:
        """The kind of mention that measures it; None for what is no figure."""
        return _KINDS[self.measure] if self.measure else None

    @property
    def description(self) -> str:
        """Title and definition, as the wire schema carries them."""
        return f"{self.title}。{self.definition}" if self.definition else self.title


class Section(BaseModel):
    """A part of what reports of a genre tell.

    Subclass it; the docstring is the section's title, and each field is declared by a function of this module.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    topics: ClassVar[str] = ""  # a pattern: paragraphs in which it is found are sent for this section
    whole_text: ClassVar[bool] = False  # every passage is sent (texts and lists may stand anywhere)
    marks_dates: ClassVar[bool] = False  # dates are marked in the text that is sent, beside the data
    outside: ClassVar[str] = ""  # a pattern of headings under which no figure of the section stands

    identities: ClassVar[tuple[str, ...]] = ()  # arithmetic between its figures (see llmextract.schema.identities)

    other: tuple[Other, ...] = ()

    @classmethod
    def label(cls) -> str:
        """The section's title: the first line of its docstring."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    @classmethod
    def specs(cls) -> Mapping[str, FieldSpec]:
        """The declared fields by name, in order."""
        return _specs(cls)


class _Carrier(dict[str, Any]):
    """Carries a FieldSpec through Pydantic's FieldInfo; empty for JSON schemas."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec


@cache
def _specs(section: type[Section]) -> Mapping[str, FieldSpec]:
    carriers = {name: info.json_schema_extra for name, info in section.model_fields.items()}
    return {name: carrier.spec for name, carrier in carriers.items() if isinstance(carrier, _Carrier)}


def _declare(spec: FieldSpec, default: Any) -> Any:
    return Field(default=default, title=spec.title, description=spec.description, json_schema_extra=_Carrier(spec))


def _figure(
    measure: Measure,
    title: str,
    definition: str = "",
    *,
    cue: Iterable[str] = (),
    cell: Iterable[str] = (),
    avoid: Iterable[str] = (),
    within: str | None = None,
    units: str = "",
    includes: str = "",
    excludes: str = "",
    shares: str = "",
) -> Any:
    told = [definition, f"包括:{includes}" if includes else "", f"不是:{excludes}" if excludes else ""]
    patterns, cells, avoided = _several(cue), _several(cell), _several(avoid)
    return _declare(
        FieldSpec(
            Form.FIGURE,
            title,
            "。".join(filter(None, told)),
            measure,
            frozenset(units.split()),
            Cue(patterns, avoided, within, cells) if patterns or cells else None,
            shares=frozenset(shares.split()),
        ),
        Figure(),
    )


def _several(told: Iterable[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def count(title: str, definition: str = "", **more: Any) -> Any:
    """A whole number of things.

    Args:
        title: what the field is called, in the language of the reports.
        definition: what it counts, in a sentence; the model reads it.
        more: `cue`, `cell`, `avoid`, `within` (see `Cue`), `units` (accepted measure words, parted by spaces),
            `includes` and `excludes` (what the field is and is not, for the definition), `shares` (fields that may
            claim the same figure, parted by spaces).

    """
    return _figure(Measure.COUNT, title, definition, **more)


def people(title: str, definition: str = "", **more: Any) -> Any:
    """A number of persons. The arguments are those of `count`."""
    return _figure(Measure.PEOPLE, title, definition, **({"units": "人 名 人次 位 人/次"} | more))


def rate(title: str, definition: str = "", **more: Any) -> Any:
    """A percentage, kept as written. The arguments are those of `count`."""
    return _figure(Measure.RATE, title, definition, **({"units": "%"} | more))


def points(title: str, definition: str = "", **more: Any) -> Any:
    """A change in percentage points; negative where the words say a decrease. The arguments are those of `count`."""
    return _figure(Measure.POINTS, title, definition, **({"units": "百分点"} | more))


def change(title: str, definition: str = "", **more: Any) -> Any:
    """A year-on-year change in percent; negative where the words say a decrease. The arguments are those of `count`."""
    return _figure(Measure.CHANGE, title, definition, **({"units": "%"} | more))


def money(title: str, definition: str = "", **more: Any) -> Any:
    """An amount in yuan. The arguments are those of `count`."""
    return _figure(Measure.MONEY, title, definition, **({"units": "元"} | more))


def year(title: str, definition: str = "", *, front: str | None = None) -> Any:
    """A calendar year: a date mention. `front` is the front-matter span that fills it under `rules`."""
    return _declare(FieldSpec(Form.FIGURE, title, definition, Measure.YEAR, front=front), Figure())


def date(title: str, definition: str = "", *, front: str | None = None) -> Any:
    """A date, as far as it is printed. `front` is the front-matter span that fills it under `rules`."""
    return _declare(FieldSpec(Form.DATE, title, definition, front=front), Date())


def text(title: str, definition: str = "", *, front: str | None = None, many: bool = False) -> Any:
    """A short text that stands in the source; `many` for a list of them."""
    return _declare(FieldSpec(Form.TEXT, title, definition, front=front, many=many), () if many else Text())


def choice(title: str, definition: str = "", *, choices: Mapping[str, str]) -> Any:
    """One of several values; `choices` maps each to the pattern that shows it, the most special first."""
    return _declare(FieldSpec(Form.CHOICE, title, definition, choices=dict(choices)), Choice())


def items(title: str, definition: str = "", *, headings: str | None = None, cue: str | None = None) -> Any:
    """A list of statements: whole sentences under certain headings, or wherever the cue is found."""
    return _listed(Form.ITEMS, title, definition, headings, cue)


def titles(title: str, definition: str = "", *, cue: str) -> Any:
    """A list of titles: pieces of sentences; the cue's group "title" is the piece."""
    return _listed(Form.TITLES, title, definition, None, cue)


def _listed(form: Form, title: str, definition: str, headings: str | None, cue: str | None) -> Any:
    spec = FieldSpec(form, title, definition, cue=Cue((cue,)) if cue else None, many=True, headings=headings)
    default: tuple[Item, ...] = ()
    return _declare(spec, default)
