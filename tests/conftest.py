from __future__ import annotations

from pathlib import Path

import pytest

from llmextract.document import Document
from llmextract.schema import Genre, load_genre

pytest_plugins = "pytester"
collect_ignore = ["example_project"]  # a project of its own: test_pytest_plugin runs it
FIXTURES = Path(__file__).parent.parent / "fixtures"
REPORTS = sorted((FIXTURES / "reports").glob("*.txt"))


@pytest.fixture(scope="session")
def genre() -> Genre:
    return load_genre()


@pytest.fixture(scope="session")
def reports() -> dict[str, Document]:
    """The five reports by stem ("nanhu-2023")."""
    return {path.stem: Document.read(path) for path in REPORTS}


@pytest.fixture
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no model and no cache of the person who runs the tests."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLMEXTRACT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LLMEXTRACT_CACHE", str(tmp_path / "cache"))
