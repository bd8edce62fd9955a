"""A genre: a folder of section schemas and a folder of prompts for one kind of report."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import sys
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from llmextract.errors import LlmextractError, SchemaError
from llmextract.schema.declare import FieldSpec, Form, Measure, Section
from llmextract.schema.identities import Declared, parse
from llmextract.suggesting import did_you_mean

__all__ = ["DEFAULT_GENRE", "OTHER_CATEGORY", "Genre", "built_in_genres", "load_genre"]

DEFAULT_GENRE = "law_based_government"
OTHER_CATEGORY = "other"
_ROOT = Path(__file__).parent.parent
# Inside the package where it is installed, beside it in the repository.
_BUILT_IN, _TEMPLATES = (
    next((path for path in (_ROOT / name, _ROOT.parent / name) if path.is_dir()), _ROOT)
    for name in ("schemas", "prompts")
)
PROMPTS = ("system", "sections", "naming", "repair")  # the templates that a genre needs


@dataclass(frozen=True, eq=False)
class Genre:
    """A kind of report.

    Attributes:
        name: the folder's name.
        title: what such a report is called.
        sections: section name to model, in the order of the official outline.
        folder: where the schemas lie.
        prompts: where the prompt templates lie.

    """

    name: str
    title: str
    sections: Mapping[str, type[Section]]
    folder: Path
    prompts: Path
    built_in: bool = False

    def spec(self, section: str, field: str) -> FieldSpec:
        """The declaration of one field.

        Raises:
            SchemaError: there is no such section or field.

        """
        try:
            return self.sections[section].specs()[field]
        except KeyError:
            every = [f"{name}.{one}" for name, one in self.specs]
            near = did_you_mean(f"{section}.{field}", every)
            raise SchemaError(f"{self.name}: there is no field {section}.{field}{near}") from None

    @cached_property
    def specs(self) -> dict[tuple[str, str], FieldSpec]:
        """Every declared field by (section, field), in order."""
        return {(name, field): spec for name, model in self.sections.items() for field, spec in model.specs().items()}

    def keys(self, *sections: str) -> tuple[tuple[str, str], ...]:
        """The fields of some sections as (section, field), in order."""
        return tuple((section, field) for section in sections for field in self.sections[section].specs())

    def share(self, one: tuple[str, str], two: tuple[str, str]) -> bool:
        """Whether one of two fields declares that both may claim one mention."""
        return self._shares(one, two) or self._shares(two, one)

    def _shares(self, one: tuple[str, str], two: tuple[str, str]) -> bool:
        spec = self.specs.get(one)
        return spec is not None and (
            f"{two[0]}.{two[1]}" in spec.shares or (one[0] == two[0] and two[1] in spec.shares)
        )

    @property
    def lang(self) -> str:
        """The language that pages and plots begin in, "zh" or "en": that of the title."""
        return "zh" if any("\u4e00" <= char <= "\u9fff" for char in self.title) else "en"

    @cached_property
    def owners(self) -> dict[str, str]:
        """The section of each field whose name no other section has."""
        counts = Counter(field for _, field in self.specs)
        return {field: section for section, field in self.specs if counts[field] == 1}

    @cached_property
    def identities(self) -> tuple[Declared, ...]:
        """The arithmetic that the sections declare of their figures."""
        return tuple(parse(told, name) for name, model in self.sections.items() for told in model.identities)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """What an item of a list may concern: the sections that count something, or "other"."""
        counting = (
            name
            for name, model in self.sections.items()
            if any(spec.measure not in (None, Measure.YEAR) for spec in model.specs().values())
        )
        return (*counting, OTHER_CATEGORY)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the schema files: changes when a field, a definition or a cue does."""
        modules = (sys.modules.get(model.__module__) for model in self.sections.values())
        elsewhere = {Path(module.__file__) for module in modules if module and module.__file__}  # a section of another
        own = sorted(self.folder.glob("*.py"))
        return _digest([*own, *sorted(elsewhere.difference(own))])

    @cached_property
    def prompts_fingerprint(self) -> str:
        """SHA-256 over the prompt templates."""
        return _digest([file for folder in self.templates for file in sorted(folder.glob("*.jinja"))])

    @property
    def templates(self) -> tuple[Path, Path]:
        """Where its templates lie, and those that any genre may extend, as "shared/NAME.jinja"."""
        return (self.prompts, _TEMPLATES / "shared")


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def load_genre(schema: str | Path | None = None) -> Genre:
    """Load a genre by the name of a built-in one, or by the path of a folder of schemas.

    The folder is a Python package whose `__init__` names TITLE and SECTIONS (name to Section). Its prompts lie in
    `prompts/` inside it, or in `prompts/NAME` beside the folder that holds it.

    Raises:
        SchemaError: the folder is missing or declares something wrongly.

    """
    wanted = str(schema or DEFAULT_GENRE)
    if wanted.isidentifier() and (_BUILT_IN / wanted).is_dir():  # a folder of that name here is said as ./NAME
        return _built_in(wanted)
    folder = Path(wanted).resolve()
    if not (folder / "__init__.py").is_file():
        told = "is no built-in genre and no folder of schemas (it needs an __init__.py with TITLE and SECTIONS)"
        near = did_you_mean(wanted, built_in_genres()) or f"; built in: {', '.join(built_in_genres())}"
        raise SchemaError(f"{wanted}: {told}{near}")
    return _from_folder(folder)


def built_in_genres() -> tuple[str, ...]:
    """The names of the genres that come with llmextract, sorted."""
    folders = (folder for folder in _BUILT_IN.iterdir() if (folder / "__init__.py").is_file())
    return tuple(sorted(folder.name for folder in folders if folder.name.isidentifier()))


@lru_cache(8)
def _built_in(name: str) -> Genre:
    module = importlib.import_module(f"llmextract.schemas.{name}")
    return _genre(name, module, Path(str(module.__file__)).parent, built_in=True)


def _from_folder(folder: Path) -> Genre:
    module_name = f"llmextract_genre_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    module = sys.modules.get(module_name)
    if module is None:
        spec = importlib.util.spec_from_file_location(
            module_name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise SchemaError(f"{folder}: cannot be imported")
        module = sys.modules[module_name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except LlmextractError:
            del sys.modules[module_name]
            raise
        except Exception as error:
            del sys.modules[module_name]
            at = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__}: {error} ({at.filename}, line {at.lineno})"
            raise SchemaError(f"{folder}: cannot be imported: {told}") from error
    return _genre(folder.name, module, folder)


def _check_patterns(folder: Path, section: str, model: type[Section]) -> None:
    """Compile every pattern of a section now, so that a wrong one is told by name before anything is asked."""
    found = [("topics", model.topics), ("outside", model.outside)]
    for field, spec in model.specs().items():
        found += [(field, spec.headings or "")]
        found += [(field, pattern) for pattern in spec.choices.values()]
        if spec.cue and spec.measure:
            found += [(field, spec.cue.within or ""), *((field, pattern) for pattern in spec.cue.cells)]
            _ = (spec.cue.compiled, spec.cue.avoided)
        elif spec.cue:
            found += [(field, spec.cue.patterns[0])]
            if spec.form is Form.TITLES and "(?P<title>" not in spec.cue.patterns[0]:
                raise SchemaError(
                    f"{folder}: {section}.{field}: the cue of a list of titles needs a group (?P<title>…)"
                )
    for field, pattern in found:
        try:
            re.compile(pattern)
        except re.error as error:
            raise SchemaError(f"{folder}: {section}.{field}: pattern {pattern!r}: {error}") from error


def _genre(name: str, module: object, folder: Path, *, built_in: bool = False) -> Genre:
    title, sections = getattr(module, "TITLE", None), getattr(module, "SECTIONS", None)
    if not isinstance(title, str) or not isinstance(sections, Mapping) or not sections:
        raise SchemaError(
            f"{folder}: its __init__.py must set TITLE (a text) and SECTIONS (name to Section, at least one)"
        )
    for section, model in sections.items():
        if not (isinstance(model, type) and issubclass(model, Section)):
            raise SchemaError(f"{folder}: section {section} is no subclass of Section")
        _check_patterns(folder, section, model)
    inside, beside = folder / "prompts", folder.parent.parent / "prompts" / folder.name
    prompts = inside if inside.is_dir() else beside
    missing = [f"{name}.jinja" for name in PROMPTS if not (prompts / f"{name}.jinja").is_file()]
    if missing:
        told = 'each may be one line: {% extends "shared/NAME.jinja" %}'
        raise SchemaError(
            f"{folder}: prompts are missing: {', '.join(missing)}; looked in {inside} and {beside}; {told}"
        )
    genre = Genre(name, title, dict(sections), folder, prompts, built_in)
    for declared in genre.identities:
        for key in declared.fields:
            genre.spec(*key)
    return genre
