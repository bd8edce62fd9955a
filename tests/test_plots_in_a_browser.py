"""Plots in a real browser, under a policy that allows nothing but their own styles: words do not overlap, nothing acts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from browsing import chromium

from llmextract.plots import PLOT_CSS, CoverageCell, FieldStatus, Point, Series, coverage_map, indicator_plot
from llmextract.quantity import Approximation

pytestmark = pytest.mark.slow

HOSTILE = "</title></text><script>document.title='acted'</script><img src=x onerror=\"document.title='acted'\">"
PLACES = (
    "南湖区",
    "重庆涪陵高新技术产业开发区",
    "新疆维吾尔自治区伊犁哈萨克自治州",
    "Springfield County",
    HOSTILE,
    "会昌县",
)
POLICY = "default-src 'none'; style-src 'nonce-plots'"
# The boxes of all texts, as they are drawn.
BOXES = """() => [...document.querySelectorAll('svg text')].map(t => {
  const b = t.getBoundingClientRect(); return [t.textContent, b.left, b.top, b.right, b.bottom]; })"""


def series(places: int, years: range) -> list[Series]:
    statuses = [*FieldStatus][:3] + [FieldStatus.VERIFIED] * 4 + [*FieldStatus][3:]
    found = []
    for n in range(places):
        name = PLACES[n] if n < len(PLACES) else f"第{n}县"
        points = []
        for y in years:
            status = statuses[(n * 5 + y * 3) % len(statuses)]
            value = Decimal((n + 1) * (y % 7 + 1) * 10**4) if status in [*FieldStatus][:3] else None
            points.append(Point(y, value, status, [*Approximation][(n + y) % 5], HOSTILE, f"javascript:{HOSTILE}"))
        found.append(Series(name, tuple(points)))
    return found


def cells() -> list[CoverageCell]:
    titles = ("依法全面履行政府职能、政务服务与营商环境", "行政复议", HOSTILE, "Public participation and transparency")
    counts: dict[FieldStatus, int] = dict.fromkeys(FieldStatus, 2)
    return [
        CoverageCell(f"{place}{year}", place, year, f"s{n}", title, counts, "pages/x.html")
        for place in PLACES
        for year in (2022, 2023)
        for n, title in enumerate(titles)
    ]


PLOTS = {
    "map": coverage_map(cells()),
    "map-zh": coverage_map(cells(), lang="zh"),
    "dots": indicator_plot(series(20, range(2023, 2024)), "减免罚款金额", "元"),
    "lines": indicator_plot(series(6, range(2016, 2025)), "减免罚款金额", "元"),
    "panels": indicator_plot(series(13, range(2020, 2025)), "减免罚款金额", "元", lang="zh"),
    "strips": indicator_plot(series(60, range(2021, 2025)), "减免罚款金额", "元"),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1400, "height": 900})


@pytest.mark.parametrize("name", PLOTS)
def test_words_stand_apart_inside_the_picture_and_nothing_acts(page: Any, name: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_content(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<title>quiet</title><style nonce="plots">{PLOT_CSS}</style>{PLOTS[name]}'
    )
    assert page.title() == "quiet"
    assert said == []  # no breach of the policy
    assert page.evaluate("() => document.querySelectorAll('script, img, [style]').length") == 0
    picture = page.locator("svg").bounding_box()
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 10
    for text, left, top, right, bottom in boxes:
        assert left >= picture["x"] - 1, text
        assert right <= picture["x"] + picture["width"] + 1, text
        assert top >= picture["y"] - 1, text
        assert bottom <= picture["y"] + picture["height"] + 1, text
    slack = 3  # the boxes of letters are higher than the letters
    for (one, *a), (two, *b) in combinations(boxes, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] - slack <= b[1] or b[3] - slack <= a[1]
        assert apart, (one, two)


def test_the_colours_follow_the_screen(page: Any) -> None:
    page.goto("about:blank")  # the policy of the page before is gone with it
    page.set_content(f"<!doctype html><style>{PLOT_CSS}</style>{PLOTS['dots']}")
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found.append(page.evaluate("() => getComputedStyle(document.querySelector('.plot-verified')).fill"))
    assert len(set(found)) == 2
