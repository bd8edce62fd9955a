"""The five reports as HTML, MHTML in an archive, PDF, DOCX and GB18030: the same numbers, the same claims, the same requests."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from llmextract import SourceError, open_model, recheck, run
from llmextract.cli import main
from llmextract.document import Document
from llmextract.inputs import find_reports, one_report
from llmextract.models import Model
from llmextract.pipeline import extract_document
from llmextract.rules.view import Rules
from llmextract.runs import source_file, sources
from llmextract.schema import Genre

FORMS = Path(__file__).parent.parent / "fixtures" / "forms"
SCAN = "scan-2024.pdf"
STEMS = {
    "nanhu-2023.html": "nanhu-2023",
    "huichang-2021.docx": "huichang-2021",
    "kaiping-2024.pdf": "kaiping-2024",
    "chengyang-2024.txt": "chengyang-2024",
    "fuling-hightech-2022.zip/年度报告/涪陵高新区2022.mhtml": "fuling-hightech-2022",
}


@pytest.fixture(scope="module")
def forms() -> dict[str, Document]:
    return {source.name: source.open() for source in find_reports([FORMS]) if source.name != SCAN}


def told(document: Document) -> list[tuple[object, ...]]:
    data = (m for m in document.visible.mentions if m.kind.is_data)
    return [(m.value, m.unit, m.approximation, m.decimals, m.direction, m.doubtful) for m in data]


def claimed(document: Document, genre: Genre) -> list[tuple[object, ...]]:
    rules = Rules.of(document.visible, genre)
    found = asyncio.run(extract_document(document, genre, open_model("rules"))).result
    assert rules.document is document.visible
    return [(section, field, getattr(leaf, "value", None), leaf.verdict) for section, field, leaf in found.figures()]


def test_all_are_found_and_the_scan_is_refused_by_name(forms: dict[str, Document]) -> None:
    assert set(forms) == set(STEMS)
    with pytest.raises(SourceError, match=r"scan-2024\.pdf: is a scanned PDF.*OCR"):
        one_report(FORMS / SCAN)


@pytest.mark.parametrize("name", STEMS)
def test_numbers_and_claims_are_those_of_the_text(
    name: str, forms: dict[str, Document], reports: dict[str, Document], genre: Genre
) -> None:
    assert told(forms[name]) == told(reports[STEMS[name]])
    assert claimed(forms[name], genre) == claimed(reports[STEMS[name]], genre)


@pytest.mark.parametrize("name", ["nanhu-2023.html", "huichang-2021.docx", "chengyang-2024.txt"])
def test_requests_are_those_of_the_text(
    name: str, forms: dict[str, Document], genre: Genre, llmextract_model: Model
) -> None:
    extraction = asyncio.run(extract_document(forms[name], genre, llmextract_model))
    assert extraction.result.failed == ()
    assert all(answer.cached for _, answer in extraction.exchanges)


def test_pages_travel_into_results(forms: dict[str, Document], genre: Genre, tmp_path: Path) -> None:
    document = forms["kaiping-2024.pdf"]
    assert document.raw.count("\f") == 5
    result = asyncio.run(extract_document(document, genre, open_model("rules"))).result
    pages = [entry.page for entry in result.ledger]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert set(pages) == {1, 2, 3, 4, 5}
    for _, _, leaf in result.figures():
        for place in leaf.places:
            assert place.page == document.raw.count("\f", 0, place.start) + 1
    assert {place.page for _, _, leaf in result.figures() for place in leaf.places} >= {2, 3, 4}
    lines = CliRunner().invoke(main, ["scan", str(FORMS / "kaiping-2024.pdf"), "--json"]).output.splitlines()
    assert '"page": 5' in lines[-1]
    assert all(entry.page is None for entry in asyncio.run(_by_rules(forms["nanhu-2023.html"], genre)).ledger)


async def _by_rules(document: Document, genre: Genre):  # type: ignore[no-untyped-def]
    return (await extract_document(document, genre, open_model("rules"))).result


def test_a_run_over_the_folder_and_its_recheck(tmp_path: Path) -> None:
    done = run([FORMS], tmp_path, open_model("rules"))
    states = {outcome.document: outcome.state.value for outcome in done.outcomes}
    assert states == dict.fromkeys(STEMS, "done") | {SCAN: "failed"}
    assert [name for name, _ in sources(tmp_path)] == sorted(STEMS, key=lambda name: source_file(tmp_path, name))
    kept = source_file(tmp_path, "kaiping-2024.pdf")
    assert kept.name == "kaiping-2024.pdf.txt"
    before = {path: path.read_bytes() for path in (tmp_path / "results").rglob("*.json")}
    assert recheck(tmp_path).exit_code == 0
    assert {path: path.read_bytes() for path in before} == before
