"""What may be given: files, folders, patterns, archives, standard input; and what is refused, each by its name."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from llmextract import SourceError, open_model, run
from llmextract.cli import main
from llmextract.inputs import find_reports, one_report
from llmextract.runs import source_file, sources

FORMS = Path(__file__).parent.parent / "fixtures" / "forms"
TEXT = "一、行政复议\n收到行政复议申请206件。".encode()


def packed(members: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def renamed(path: Path, old: bytes, new: bytes) -> Path:
    """Another name of the same length in both headers of a member."""
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def told(given: str | Path) -> dict[str, str]:
    """What each source gives: the text, or the error."""
    found = {}
    for source in find_reports([given]):
        try:
            found[source.name] = source.open().raw
        except SourceError as error:
            found[source.name] = f"! {error}"
    assert not any("\n" in text for text in found.values() if text.startswith("!"))
    return found


def test_an_archive_gives_its_members_and_each_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_MAX_FILE_MB", "1")
    big = b"0" * (2 << 20)
    inner = packed({"b.txt": TEXT}, tmp_path / "inner.zip").read_bytes()
    members = {"甲/年报.txt": TEXT, "乙.html": b"<p>206</p>", "大.txt": big, "in.zip": inner, "../evil.txt": TEXT,
               "/etc/evil.txt": TEXT, "__MACOSX/._a.txt": TEXT, "logo.png": b"x", "README.md": TEXT,
               "readme/丙.txt": TEXT}  # fmt: skip
    found = told(packed(members, tmp_path / "all.zip"))
    assert found.pop("all.zip/甲/年报.txt") == TEXT.decode()
    assert found.pop("all.zip/readme/丙.txt") == TEXT.decode()
    assert "206" in found.pop("all.zip/乙.html")
    assert "LLMEXTRACT_MAX_FILE_MB=2" in found.pop("all.zip/大.txt")
    assert "archive inside an archive" in found.pop("all.zip/in.zip")
    assert "leads out" in found.pop("all.zip/evil.txt")
    assert "leads out" in found.pop("all.zip/etc/evil.txt")
    assert found == {}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_the_mark_for_utf8(tmp_path: Path, encoding: str) -> None:
    name = "法治报告/某县2023.txt".encode(encoding)
    placeholder = b"n" * (len(name) - 4) + b".txt"
    archive = renamed(packed({placeholder.decode(): TEXT}, tmp_path / "b.zip"), placeholder, name)
    assert told(archive) == {"b.zip/法治报告/某县2023.txt": TEXT.decode()}


def test_encrypted_damaged_and_false_archives(tmp_path: Path) -> None:
    path = packed({"a.txt": TEXT * 50, "b.txt": TEXT}, tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("a.txt").header_offset + 40
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    found = told(path)
    assert "is damaged in its archive" in found["a.zip/a.txt"]
    assert found["a.zip/b.txt"] == TEXT.decode()
    path = packed({"a.txt": TEXT}, tmp_path / "locked.zip")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted" in told(path)["locked.zip/a.txt"]
    (tmp_path / "no.zip").write_bytes(b"no archive")
    assert "is no zip archive" in told(tmp_path / "no.zip")["no.zip"]


def test_a_bomb_is_refused_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_MAX_ARCHIVE_MB", "3")
    archive = packed({f"{i}.txt": b"0" * (1 << 20) for i in range(4)}, tmp_path / "bomb.zip")
    assert "LLMEXTRACT_MAX_ARCHIVE_MB=4" in told(archive)["bomb.zip"]


def test_patterns_addresses_and_what_is_missing(tmp_path: Path) -> None:
    for name in ("a/1.txt", "a/2.txt", "b/1.txt", "c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    assert set(told(f"{tmp_path}/a/*.txt")) == {"1.txt", "2.txt"}
    assert set(told(f"{tmp_path}/**/1.txt")) == {"1.txt", "b/1.txt"}
    assert "no file matches" in told(f"{tmp_path}/*.pdf")[f"{tmp_path}/*.pdf"]
    assert "download it first" in told("https://www.example.gov.cn/art.html")["https://www.example.gov.cn/art.html"]
    assert "cannot be read" in told(tmp_path / "gone.txt")["gone.txt"]
    (tmp_path / "[1].txt").write_bytes(TEXT)  # a name that looks like a pattern
    assert set(told(tmp_path / "[1].txt")) == {"[1].txt"}


def test_a_folder_is_searched_for_reports_alone(tmp_path: Path) -> None:
    for name in ("p.html", "p_files/frame.html", "x_files/y.txt", "~$p.docx", "README.md", "s.css", "old.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT if not name.endswith("doc") else b"\xd0\xcf\x11\xe0" + bytes(600))
    found = told(tmp_path)
    assert set(found) == {"p.html", "x_files/y.txt", "old.doc"}
    assert "libreoffice --headless --convert-to docx 'old.doc'" in found["old.doc"]


@pytest.mark.parametrize("command", [["scan", "--json"], ["outline", "--json"], ["audit", "--json"]])
def test_standard_input(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "-"], input=TEXT)
    assert result.exit_code == 0, result.output
    assert command[0] == "audit" or json.loads(result.output.splitlines()[0])


def test_a_run_and_a_check_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT)))
    done = run(["-"], tmp_path, open_model("rules"))
    assert [(o.document, o.state.value) for o in done.outcomes] == [("stdin", "done")]
    (tmp_path / "d.json").write_text('{"收到申请": 206}', encoding="utf-8")
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "d.json"), "-"], input=TEXT).exit_code == 0
    many = packed({"a.txt": TEXT, "b.txt": TEXT}, tmp_path / "two.zip")
    with pytest.raises(SourceError, match=r"holds 2 reports.*two\.zip/a\.txt"):
        one_report(many)


def test_two_forms_of_one_report_are_two_documents(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>收到206件。</p>", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(TEXT)
    out = tmp_path / "out"
    run([tmp_path], out, open_model("rules"))
    assert [name for name, _ in sources(out)] == ["a.html", "a.txt"]


@pytest.mark.parametrize(
    ("module", "extra", "name"),
    [
        ("pypdfium2", "pdf", "kaiping-2024.pdf"),
        ("docx", "docx", "huichang-2021.docx"),
        ("trafilatura", "html", "nanhu-2023.html"),
    ],
)
def test_a_missing_library_is_named_and_fails_its_documents_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "a.txt").write_bytes(TEXT)
    done = run([tmp_path / "a.txt", FORMS / name], tmp_path / "out", open_model("rules"))
    states = {outcome.document: outcome for outcome in done.outcomes}
    assert states["a.txt"].state.value == "done"
    assert f"pip install 'llmextract[{extra}]'" in states[name].reason


suffixes = st.lists(st.sampled_from([".pdf", ".txt", ".html", ".TXT", ".md", "", ".docx"]), max_size=4)
names = st.builds(lambda stem, ends: stem + "".join(ends), st.sampled_from(["a", "b", "甲/c"]), suffixes)


@given(st.lists(names, unique=True, max_size=30))
def test_each_name_has_a_file_of_its_own(names: list[str]) -> None:
    out = Path("out")
    assert len({source_file(out, name) for name in names}) == len(names)
    assert all(source_file(out, name).name == Path(name).name for name in names if name.endswith("a.txt"))


def test_the_list_of_many_files_is_small_and_opens_none(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i}.txt").touch()
    found = list(find_reports([tmp_path]))
    assert len(found) == 300
    if hasattr(os, "geteuid"):
        with pytest.raises(SourceError, match="is empty"):
            found[0].open()
