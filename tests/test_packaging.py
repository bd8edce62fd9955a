"""What is installed: the package alone, with its schemas and prompts."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_holds_the_package_alone(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(clone)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"llmextract"}
    for wanted in (
        "llmextract/schemas/law_based_government/report.py",
        "llmextract/schemas/government_information_disclosure/requests.py",
        "llmextract/prompts/government_information_disclosure/system.jinja",
        "llmextract/prompts/shared/system.jinja",
        "llmextract/prompts/law_based_government/system.jinja",
        "llmextract/docs/tutorial.md",
        "llmextract/reviewing/page.html.jinja",
        "llmextract/reviewing/js/main.js",
        "llmextract/reviewing/css/page.css",
        "llmextract/reviewing/labels.json",
    ):
        assert names.count(wanted) == 1
    target = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", target, wheel], check=True)
    code = "import llmextract; g = llmextract.load_genre(); print(len(g.sections), g.prompts.is_dir(), llmextract.__file__)"
    code += "; from llmextract.document import Document; d = Document('一、总体情况\\n举办新闻发布会6场。')"
    code += "; r = llmextract.extract(d, schema='government_information_disclosure', model='rules')"
    code += "; print(r.report['activity'].press_conferences.value)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(target)},
    )
    assert told.stdout.split()[:2] == ["12", "True"]
    assert str(target) in told.stdout
    assert told.stdout.split()[-1] == "6"  # the second genre is there, with templates that extend the shared ones


@pytest.mark.slow
def test_a_clone_without_symbolic_links_works(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-c", "core.symlinks=false", str(ROOT), str(clone)], check=True)
    assert (clone / "llmextract" / "schemas").is_file()
    code = "import llmextract; g = llmextract.load_genre(); print(g.folder, g.prompts.is_dir())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=clone)
    assert told.stdout.split() == [str(clone / "schemas" / "law_based_government"), "True"]
