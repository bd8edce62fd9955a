"""Reports of one place, held against the year before."""

from __future__ import annotations

import random

import pytest

from llmextract import Code, Document, Result, compare, extract
from llmextract.schema import Genre


def report(region: str, year: int, text: str, genre: Genre) -> Result:
    title = f"{region}{year}年法治政府建设年度报告\n一、行政复议与应诉\n"
    return extract(Document(title + text, f"{region}-{year}.txt"), genre, "rules")


def codes(
    genre: Genre, before: str, after: str, *, region: str = "会昌县", years: tuple[int, int] = (2023, 2024)
) -> set[str]:
    results = [report(region, years[0], before, genre), report("会昌县", years[1], after, genre)]
    return {f"{finding.code}:{finding.field}" for finding in compare(results, genre)}


BEFORE = "全年发生行政诉讼案件71件。"
AFTER = "全年发生行政诉讼案件57件,同比下降19.72%。"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (BEFORE, AFTER, set()),
        (BEFORE.replace("71", "74"), AFTER, {"RESTATED:cases"}),
        (BEFORE, AFTER.replace("19.72", "19.7"), set()),  # printed less exactly, and still 71
        (BEFORE.replace("71", "571"), AFTER.replace("57件,同比下降19.72%", "571件"), {"REPEATED:cases"}),
        (BEFORE, AFTER.replace("57件,同比下降19.72%", "71件"), set()),  # two digits repeat by chance
        (BEFORE, AFTER.replace("57件,同比下降19.72%", "710件"), {"JUMP:cases"}),
        (BEFORE, AFTER.replace("57件,同比下降19.72%", "700件"), set()),
    ],
)
def test_what_two_reports_say_of_each_other(genre: Genre, before: str, after: str, said: set[str]) -> None:
    assert codes(genre, before, after) == said


def test_only_reports_of_one_place_and_for_changes_of_following_years(genre: Genre) -> None:
    other = BEFORE.replace("71", "74")
    assert codes(genre, other, AFTER, region="瑞金市") == set()
    assert codes(genre, other, AFTER, years=(2022, 2024)) == set()
    assert codes(genre, other.replace("74", "740"), AFTER, years=(2022, 2024)) == {"JUMP:cases"}


def test_points_and_scaled_figures(genre: Genre) -> None:
    rate = "审结行政复议案件185件,实质化解率为96.76%,同比提升1.59个百分点。"
    assert codes(genre, "行政复议案件实质化解率为95.17%。", rate) == set()
    assert codes(genre, "行政复议案件实质化解率为94.17%。", rate) == {"RESTATED:substantive_resolution_rate"}
    entities = "全县实有市场主体6.59万户,同比增长4.27%。"
    assert codes(genre, "全县实有市场主体6.32万户。", entities) == set()
    assert codes(genre, "全县实有市场主体6.41万户。", entities) == {"RESTATED:market_entities"}


def test_the_order_of_results_does_not_matter(genre: Genre) -> None:
    counts = ((2021, 371), (2022, 371), (2022, 37), (2023, 371))
    results = [report("会昌县", year, f"全年发生行政诉讼案件{count}件。", genre) for year, count in counts]
    found = compare(results, genre)
    told = [(f.code, f.year, f.message) for f in found]
    assert told == [
        (Code.JUMP, 2022, "37 after 371 in 2021"),
        (Code.REPEATED, 2022, "371 is the figure of 2021 too"),
        (Code.JUMP, 2023, "371 after 37 in 2022"),
        (Code.REPEATED, 2023, "371 is the figure of 2022 too"),
    ]
    for seed in range(6):
        random.Random(seed).shuffle(results)
        assert compare(results, genre) == found


def test_approximate_figures_are_not_compared(genre: Genre) -> None:
    assert codes(genre, "全年发生行政诉讼案件70余件。", AFTER) == set()


def test_traditional_and_large_scales(genre: Genre) -> None:
    assert codes(genre, "全縣實有市場主體6.32萬戶。", "全縣實有市場主體6.59萬戶,同比增長4.27%。") == set()
