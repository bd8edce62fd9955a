"""The public surface: names, what importing costs, who may import whom."""

from __future__ import annotations

import ast
import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import llmextract
from llmextract import errors

ROOT = Path(llmextract.__file__).parent


def test_all_is_sorted_and_true() -> None:
    plain = [name for name in llmextract.__all__ if name.isupper()]
    classes = [name for name in llmextract.__all__ if not name.isupper() and name[0].isupper()]
    functions = [name for name in llmextract.__all__ if name[0].islower()]
    assert llmextract.__all__ == sorted(plain) + sorted(classes) + sorted(functions)
    for name in llmextract.__all__:
        assert getattr(llmextract, name).__class__.__name__ != "module", name


def test_every_public_thing_has_a_docstring() -> None:
    for name in llmextract.__all__:
        thing = getattr(llmextract, name)
        assert isinstance(thing, dict) or thing.__doc__, name


def test_the_examples_in_docstrings_are_true() -> None:
    names = [file.relative_to(ROOT.parent).with_suffix("") for file in sorted(ROOT.rglob("*.py"))]
    modules = [
        import_module(".".join(name.parts).removesuffix(".__init__")) for name in names if name.name != "__main__"
    ]
    results = [doctest.testmod(module) for module in modules]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 10


def test_errors_are_a_tree_drawn_in_its_module() -> None:
    for name in set(errors.__all__) - {"Fault"}:
        assert issubclass(getattr(errors, name), errors.LlmextractError)
        assert name in (errors.__doc__ or "")


LIBRARIES = ("openai", "instructor", "diskcache", "jinja2", "rich", "tenacity")
OWN = ("llmextract.numbers", "llmextract.models", "llmextract.places")
CHECKED = (*LIBRARIES, "pydantic", "click", "asyncio", "sqlite3", "logging", *OWN)


def loaded(code: str, *unwanted: str) -> list[str]:
    """Which of some modules a fresh interpreter has loaded after a piece of code."""
    told = f"{code}\nimport sys; print([m for m in {unwanted} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    found: list[str] = ast.literal_eval(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import llmextract", CHECKED),
        ("import pytest, sys; import llmextract.pytest_plugin", tuple(m for m in CHECKED if m != "logging")),
        ("import llmextract; llmextract.scan('收到206件')", (*LIBRARIES, "pydantic", "asyncio", "sqlite3")),
        ("import llmextract; llmextract.locate('南湖区')", (*LIBRARIES, "pydantic", "click", "asyncio", "sqlite3")),
        ("import llmextract; llmextract.verify({'a': 206}, '收到206件', llmextract.load_genre())", LIBRARIES),
        ("import llmextract.models", LIBRARIES),
    ],
    ids=["package", "plugin", "scan", "locate", "verify", "models"],
)
def test_the_light_doors_load_nothing_heavy(code: str, unwanted: tuple[str, ...]) -> None:
    assert loaded(code, *unwanted) == []


@pytest.mark.parametrize(
    "given", [["--help"], ["run", "--help"], ["cache", "--help"], ["batch", "--help"], ["--version"]]
)
def test_help_loads_nothing_heavy(given: list[str]) -> None:
    code = f"from llmextract.cli import main\ntry:\n    main({given})\nexcept SystemExit:\n    pass"
    unwanted = (*LIBRARIES, "pydantic", "asyncio", "sqlite3", "llmextract.models", "llmextract.numbers")
    assert loaded(code, *unwanted) == []


# Lowest first: a module may import what stands on its own line or above.
LAYERS = (
    (
        "errors",
        "extras",
        "telemetry",
        "quantity",
        "cutting",
        "hidden",
        "spelling",
        "neutral",
        "folding",
        "files",
        "handed",
        "script",
        "suggesting",
    ),
    ("numbers", "reading"),
    ("english_sentences", "sentences"),
    ("furniture",),
    ("headings",),
    ("document", "front", "inputs"),
    ("clauses",),
    ("arithmetic", "nearness"),
    ("schema",),
    ("schemas",),
    ("rules",),
    ("gate",),
    ("verification",),
    ("asking", "models"),
    ("decisions", "result"),
    ("answered", "field_status", "outcomes", "place_and_year"),
    ("journal",),
    ("assembling", "across", "places", "reposting", "runs"),
    ("deciding",),
    ("pipeline", "prices"),
    ("evaluation", "gold_files", "progress", "unanswered", "plots"),
    ("basis", "meter"),
    ("reviewing",),
    ("panels",),
    ("run_record",),
    ("runner", "estimating"),
    ("applying",),
    ("cli", "__main__", "pytest_plugin"),
    ("docs",),
)


def test_imports_point_down() -> None:
    rank = {name: i for i, names in enumerate(LAYERS) for name in names}
    wrong = []
    for file in sorted(ROOT.rglob("*.py")):
        own = file.relative_to(ROOT).parts[0].removesuffix(".py")
        if own in ("__init__", "prompts"):
            continue
        assert own in rank, f"{own} has no place in the layers"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("llmextract."):
                imported = (node.module or "").split(".")[1]
                if rank[imported] > rank[own]:
                    wrong.append(f"{file.relative_to(ROOT)} imports {node.module}")
    assert wrong == []
