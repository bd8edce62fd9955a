"""Plots: the marks are the data, nothing acts, nothing overlaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from contrast import contrast
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import ResultError, SchemaError, load_genre, locate, read_runs
from llmextract.cli import main
from llmextract.field_status import field_status
from llmextract.plots import (
    PLOT_CSS,
    CoverageCell,
    FieldStatus,
    Point,
    Seen,
    Series,
    coverage,
    coverage_map,
    indicator_plot,
    most_telling,
    plot,
    series,
)
from llmextract.plots.naming import field_of
from llmextract.plots.palette import INKS
from llmextract.plots.scale import axis, exactly, printed, spread
from llmextract.plots.standing import names
from llmextract.plots.svg import clip, width, wrap
from llmextract.quantity import Approximation
from llmextract.result import Result
from llmextract.schema import Genre

FIXTURES = Path(__file__).parent.parent / "fixtures"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\x1b[31m\u202e\ud800\x00&\"' onload=alert(1)"
V, R, N = FieldStatus.VERIFIED, FieldStatus.REVIEW, FieldStatus.NOT_STATED


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    model = f"replay:{FIXTURES / 'responses'}"
    done = CliRunner().invoke(main, ["run", str(FIXTURES / "reports"), "--model", model, "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def told(out: Path) -> tuple[list[Result], Genre]:
    return read_runs([out])


def marks(svg: str, prefix: str) -> list[ElementTree.Element]:
    """The elements with a class of that beginning."""
    root = ElementTree.fromstring(svg)
    return [e for e in root.iter() if any(c.startswith(prefix) for c in e.get("class", "").split())]


def one_year(*values: int) -> list[Series]:
    return [Series(f"第{n}县", (Point(2023, Decimal(value), V),)) for n, value in enumerate(values)]


def many(places: int, years: range) -> list[Series]:
    return [Series(f"第{n}县", tuple(Point(y, Decimal(n * y % 977), V) for y in years)) for n in range(places)]


def inert(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "g", "title", "desc", "text", "path", "rect", "circle", "a"}
        for name, value in element.items():
            assert name != "style"
            assert not name.startswith("on")
            assert not re.match(r"\s*[a-zA-Z]+:", value) or name == "font-family", (name, value)


def test_a_map_has_a_cell_for_every_report_and_section(told: tuple[list[Result], Genre]) -> None:
    results, genre = told
    cells = coverage(results, genre)
    assert len(cells) == 5 * len(genre.sections)
    assert all(cell.fields == len(genre.sections[cell.section].specs()) for cell in cells)
    (group,) = marks(coverage_map(cells), "plot-cells")
    assert len(list(group.iter(f"{SVG}rect"))) == len(cells)


def test_bars_are_as_long_as_the_counts() -> None:
    counts = {V: 3, R: 2, FieldStatus.REJECTED: 1, N: 6}
    svg = coverage_map([CoverageCell("a.txt", "南湖区", 2023, "x", "题", counts)])

    def lengths(status: str) -> list[float]:
        *_, path = marks(svg, f"plot-mark-{status}")
        return [float(found) for found in re.findall(r"M\S+ \S+?h([\d.]+)v", path.get("d", ""))]

    whole, verified, rejected = (lengths(name) for name in ("track", V, FieldStatus.REJECTED))
    assert [round(v / w * 12) for v, w in zip(verified, whole, strict=True)] == [3, 3]  # the report, and all reports
    assert [round(r / w * 12) for r, w in zip(rejected, whole, strict=True)] == [1, 1]


def test_what_is_missing_has_four_forms() -> None:
    forms = {}
    for status in (FieldStatus.WITHOUT_NUMBER, N, FieldStatus.SECTION_ABSENT, FieldStatus.FAILED):
        svg = coverage_map([CoverageCell("a.txt", "南湖区", 2023, "x", "题", {status: 4})])
        drawn = [e for e in marks(svg, "plot-mark-") if status in e.get("class", "") or "track" in e.get("class", "")]
        forms[status] = frozenset(re.sub(r"[-\d. ]+", "", e.get("d", ""))[:4] for e in drawn)
    assert len(set(forms.values())) == 4, forms


def test_places_are_named_once_and_years_ascend() -> None:
    cells = [CoverageCell(f"{y}.txt", "南湖区", y, "x", "题", {V: 1}) for y in (2023, 2021, 2022)]
    words = [t.text or "" for t in ElementTree.fromstring(coverage_map(cells)).iter(f"{SVG}text")]
    assert words.count("南湖区") == 1
    assert [word for word in words if word.startswith("202")] == ["2021", "2022", "2023"]


def test_a_document_of_two_runs_is_two_reports() -> None:
    cells = [CoverageCell("a.txt", "南湖区", 2023, "x", "题", {V: 1})] * 2
    (group,) = marks(coverage_map(cells), "plot-cells")
    assert len({rect.get("y") for rect in group.iter(f"{SVG}rect")}) == 2


def test_two_hundred_reports_stay_small() -> None:
    counts = {V: 3, R: 2, FieldStatus.REJECTED: 1, N: 6}
    cells = [
        CoverageCell(f"{n}.txt", f"第{n}县", 2023, f"s{s}", "行政复议", counts) for n in range(200) for s in range(12)
    ]
    assert len(coverage_map(cells)) < 700_000


def test_values_of_one_year_are_sorted_dots_at_their_places() -> None:
    svg = indicator_plot(one_year(30, 90, 10, 60), "案件", "件")
    dots = marks(svg, "plot-value-")
    across = [float(dot.get("cx", "")) for dot in dots]
    assert across == sorted(across, reverse=True)
    assert [float(dot.get("cy", "")) for dot in dots] == sorted(float(dot.get("cy", "")) for dot in dots)
    assert across[0] - across[1] == pytest.approx(across[1] - across[2], abs=0.1)  # 90, 60, 30: linear


@pytest.mark.parametrize(
    ("places", "years"),
    [(9, range(2023, 2024)), (3, range(2019, 2024)), (20, range(2019, 2024)), (60, range(2021, 2024))],
)
def test_every_standing_value_is_one_mark(places: int, years: range) -> None:
    made = many(places, years)
    svg = indicator_plot(made, "案件", "件")
    assert len(marks(svg, "plot-value-")) == places * len(years)
    inert(svg)


def test_a_year_without_a_value_is_a_gap_and_says_why() -> None:
    points = [Point(y, Decimal(y - 2000), V) for y in (2018, 2019, 2021, 2022)]
    points.insert(2, Point(2020, None, FieldStatus.FAILED))
    svg = indicator_plot([Series("南湖区", tuple(points))], "案件", "件")
    (course,) = marks(svg, "plot-course")
    assert (course.get("d", "").count("M"), course.get("d", "").count("L")) == (2, 2)
    (gap,) = marks(svg, "plot-gap-")
    assert "failed" in (gap[0].text or "")


def test_values_in_review_are_hollow_rejected_ones_have_no_place_and_approximate_ones_a_whisker() -> None:
    points = [
        Point(2023, Decimal(10), R),
        Point(2023, Decimal(20), V, Approximation.OVER),
        Point(2023, Decimal(10**9), FieldStatus.REJECTED),
    ]
    svg = indicator_plot([Series(f"{n}县", (point,)) for n, point in enumerate(points)], "案件", "件")
    review, verified = marks(svg, "plot-value-review"), marks(svg, "plot-value-verified")
    assert ([e.get("fill") for e in review], len(verified)) == (["none"], 1)
    assert verified[0].get("fill") != "none"
    assert len(marks(svg, "plot-approximate")) == 1
    assert len(marks(svg, "plot-gap-rejected")) == 1
    assert "亿" not in svg  # the rejected one does not stretch the scale


def test_hostile_names_are_inert_everywhere() -> None:
    cell = CoverageCell(HOSTILE, HOSTILE, 2023, HOSTILE, HOSTILE, {V: 1, N: 1}, f"javascript:{HOSTILE}")
    plots = [coverage_map([cell])]
    for places, years in ((1, (2023,)), (2, (2022, 2023)), (9, (2022, 2023)), (60, (2022, 2023))):
        points = tuple(Point(y, Decimal(y), V, document=HOSTILE, href=f"javascript:{HOSTILE}") for y in years)
        plots.append(indicator_plot([Series(f"{n}{HOSTILE}", points) for n in range(places)], HOSTILE, HOSTILE))
    for svg in plots:
        inert(svg)
        svg.encode("utf-8")
        assert "alert(1)" in svg
        assert "\u202e" not in svg
        assert 'href="javascript' not in svg


def test_a_link_stays_beside_the_page() -> None:
    cells = [CoverageCell("a", "a", 2023, "x", "t", {V: 1}, href) for href in ("pages/a b.html#f-x.y", "//evil/x")]
    hrefs = [a.get("href") for a in ElementTree.fromstring(coverage_map(cells[:1])).iter(f"{SVG}a")]
    assert set(hrefs) == {"pages/a%20b.html", "pages/a%20b.html#f-x.y"}
    assert not list(ElementTree.fromstring(coverage_map(cells[1:])).iter(f"{SVG}a"))


@given(
    st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=6), st.sampled_from(["件", "元", "%", ""])
)
def test_an_axis_holds_its_values_in_order_between_round_ticks(values: list[Decimal], unit: str) -> None:
    found = axis(values, unit, 300.0)
    assert found.ticks[0] <= min(values) <= max(values) <= found.ticks[-1]
    assert 2 <= len(found.ticks) <= 14
    places = [found.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert min(places) >= -0.01
    assert max(places) <= 300.01
    labels = [found.told(tick) for tick in found.ticks]
    assert len(set(labels)) == len(labels)
    if unit != "%":
        assert 0 in found.ticks


def test_large_figures_read_in_wan_and_yi() -> None:
    assert axis([Decimal(90_000)], "元", 1.0).unit == "万元"
    assert axis([Decimal(9_000)], "件", 1.0).unit == "件"
    assert axis([Decimal(20), Decimal("99.9")], "%", 1.0).ticks[-1] == 100
    assert printed(Decimal(405_000_000), "元") == "4.05亿元"
    assert printed(Decimal("96.756"), "%") == "96.76%"
    assert exactly(Decimal("-0.5"), "%") == "-0.5%"
    assert exactly(Decimal("-1234.5"), "元", Approximation.NEAR) == "≈-1,234.5元"


@given(st.text(min_size=1, max_size=40), st.floats(20, 200), st.integers(1, 4))
def test_words_stay_in_their_room(text: str, room: float, lines: int) -> None:
    assert width(clip(text, 12, room), 12) <= max(room, width("…", 12))
    found = wrap(text, 12, room, lines)
    assert len(found) <= lines
    assert all(width(line, 12) <= max(room, 24) for line in found[:-1])


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_at_line_ends_do_not_overlap(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 17.0, 0.0, 280.0)
    assert all(b - a >= 16.999 for a, b in pairwise(places))
    assert max(places) <= 280


def test_series_and_the_most_telling_come_from_the_results(told: tuple[list[Result], Genre]) -> None:
    results, genre = told
    found = {one.place: one.points[0] for one in series(results, genre, "reconsideration", "concluded")}
    assert (found["開平市"].value, found["開平市"].status, found["開平市"].year) == (Decimal(185), V, 2024)
    assert found["重庆涪陵高新技术产业开发区"].status is FieldStatus.SECTION_ABSENT
    best = most_telling(results, genre, 4)
    stated = Counter({key: sum(field_status(r, *key) in (V, R) for r in results) for key in genre.specs})
    assert len(set(best)) == 4
    assert stated[best[0]] == max(stated[k] for k, s in genre.specs.items() if s.measure and s.measure != "year")


def test_a_field_without_figures_is_told(told: tuple[list[Result], Genre]) -> None:
    results, genre = told
    with pytest.raises(SchemaError, match="no figures"):
        series(results, genre, "report", "region")
    with pytest.raises(SchemaError, match=r"did you mean reconsideration\.concluded"):
        series(results, genre, "reconsideration", "conclude")


def test_the_command_writes_what_the_call_gives(out: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    done = CliRunner().invoke(main, ["plot", str(out), "-o", str(file)])
    assert (done.exit_code, file.read_text(encoding="utf-8")) == (0, plot([out]))
    printed_ = CliRunner().invoke(main, ["plot", str(out), "--field", "concluded", "--lang", "zh", "-o", "-"]).output
    assert printed_ == plot([out], "reconsideration.concluded", lang="zh")
    assert "审结" in printed_
    ElementTree.fromstring(printed_)
    wrong = CliRunner().invoke(main, ["plot", str(out), "--field", "concludet", "-o", "-"])
    assert wrong.exit_code == 2
    assert "did you mean concluded?" in wrong.output
    assert plot([out]) == plot([out], lang="zh") != plot([out], lang="en")  # the genre's own language


def test_a_plot_is_svg_and_nothing_else(tmp_path: Path) -> None:
    for name in ("p.png", "p"):
        done = CliRunner().invoke(main, ["plot", str(tmp_path / "none"), "-o", str(tmp_path / name)])
        assert "give FILE.svg" in done.output  # before it finds that there is no run
        assert not (tmp_path / name).exists()
    with pytest.raises(ResultError, match="give one of"):
        plot([tmp_path], lang="fr")


def test_medians_are_joined_only_where_three_places_go_on() -> None:
    apart = [Series(f"{n}县", (Point(2020 + n % 3, Decimal(n), V),)) for n in range(9)]
    two = [
        Series(one.place, (*one.points, Point(2023, Decimal(5), V))) if n < 2 else one for n, one in enumerate(apart)
    ]
    for made, drawn in ((apart, 0), (two, 0), (many(9, range(2020, 2023)), 9)):
        svg = indicator_plot(made, "案件", "件")
        assert len(marks(svg, "plot-median")) == drawn
        assert ("median" in svg) == bool(drawn)


def test_a_field_is_known_by_its_title(genre: Genre) -> None:
    key = ("reconsideration", "applications_received")
    title, section = genre.spec(*key).title, genre.sections["reconsideration"].label()
    for told in (title, f"{section}:{title}", f"{section}:{title}(件)", "applications_received", ".".join(key)):
        assert field_of(genre, told) == key
    with pytest.raises(SchemaError, match=f"did you mean {title}"):
        field_of(genre, f"{title[:-1]}量")
    twice = replace(genre, sections={"a": genre.sections["reconsideration"], "b": genre.sections["reconsideration"]})
    for told in (title, "concluded"):
        with pytest.raises(SchemaError, match=r"several fields are called so; say a\.\w+ or b\."):
            field_of(twice, told)


def _inks(theme: int) -> Iterator[tuple[str, str, float]]:
    paper = INKS["plot-paper"][theme]
    for name, least in (("plot-ink", 7.0), ("plot-soft", 4.5)):
        yield name, paper, least
    for name in ("plot-verified", "plot-review", "plot-rejected", "plot-missing"):
        yield name, paper, 3.0


@pytest.mark.parametrize("theme", [1, 2], ids=["light", "dark"])
def test_colours_can_be_told_from_the_paper(theme: int) -> None:
    for name, paper, least in _inks(theme):
        assert contrast(INKS[name][theme], paper) >= least, name


def test_every_ink_that_is_used_has_a_style(told: tuple[list[Result], Genre]) -> None:
    results, genre = told
    drawn: Sequence[str] = [
        coverage_map(coverage(results, genre)),
        indicator_plot(many(3, range(2020, 2024)), "a", "件"),
    ]
    used = {name for svg in drawn for told_ in re.findall(r'class="([^"]*)"', svg) for name in told_.split()}
    for name in {n for n in used if n in INKS or re.fullmatch(r"plot-line(-\d)?(-text)?", n)}:
        assert f".{name}{{" in PLOT_CSS


POINTS = st.builds(
    Point,
    st.none() | st.integers(2015, 2024),
    st.none() | st.decimals(-(10**13), 10**13, places=2),
    st.sampled_from(FieldStatus),
    st.sampled_from(Approximation),
)
SERIES = st.builds(Series, st.text(max_size=30), st.lists(POINTS, max_size=4).map(tuple))


@settings(max_examples=60, deadline=None)
@given(st.lists(SERIES, max_size=9), st.sampled_from(["件", "%", ""]), st.sampled_from(["en", "zh"]))
def test_whatever_there_is_every_dated_standing_value_is_drawn(made: list[Series], unit: str, lang: str) -> None:
    points = [point for one in made for point in one.points]
    dated = len({point.year for point in points if point.year}) > 1
    drawn = [point for point in points if point.standing and (point.year or not dated)]
    svg = indicator_plot(made, "案件", unit, lang=lang)
    assert len(marks(svg, "plot-value-")) == len(drawn)
    undated = sum(point.year is None for point in points)
    assert (dated and undated > 0) == ("not drawn" in svg or "未绘制" in svg)
    inert(svg)


def test_a_genre_without_results_gives_an_empty_picture() -> None:
    assert most_telling([], load_genre(), 5) == ()
    inert(coverage_map([]))
    inert(indicator_plot([], "案件", "件"))


def _seen(document: str, place: str, title: str = "") -> Seen:
    return Seen(document, place, 2023, locate(place, title=title), b"", {})


def test_places_have_one_name_each_and_never_one_for_two() -> None:
    nanjing, fuzhou = (_seen(f"{city}.txt", "鼓楼区", f"{city}鼓楼区2023年报告") for city in ("南京市", "福州市"))
    longer = _seen("n.txt", "南京市鼓楼区")
    assert names([nanjing, longer]) == ["鼓楼区", "鼓楼区"]
    assert names([nanjing, fuzhou]) == ["江苏省南京市鼓楼区", "福建省福州市鼓楼区"]
    unknown = [_seen(f"{name}.txt", "鼓楼区") for name in "ab"]
    assert names(unknown) == ["鼓楼区 (a.txt)", "鼓楼区 (b.txt)"]
    assert names([nanjing, *unknown])[0] == "江苏省南京市鼓楼区"
    assert len(set(names([nanjing, _seen("j.txt", "南京市鼓楼区司法局")]))) == 2
    assert names([_seen("x.txt", "某市"), _seen("y.txt", ""), _seen("z.txt", "某市")]) == ["某市", "y.txt", "某市"]
