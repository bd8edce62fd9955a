"""Numbers in English prose: the forms of FORMS.md, marked texts, and what holds of every text."""

from __future__ import annotations

import itertools
import re
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import llmextract
from llmextract import Approximation, Document, Kind, Mention, Quantity, scan, verify
from llmextract.quantity import plain
from llmextract.script import english_lines

MARKED = Path(__file__).parent.parent / "fixtures" / "english"
PAGE = (Path(llmextract.__file__).parent / "numbers" / "FORMS.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line[1:-1].split(" | ")) for line in re.findall(r"(?m)^\| .* \|$", PAGE)]
FORMS = [row for row in ROWS if len(row) == 7 and row[0] not in ("printed", "---")]


def tell(mention: Mention) -> str:
    words = [str(mention.kind)]
    words += [f"{plain(mention.value or Decimal(0))} {mention.unit or '–'}"] if mention.kind.is_data else []
    near = "" if mention.approximation is Approximation.EXACT else mention.approximation
    words += [mention.date, near, mention.partner, mention.direction, "doubtful" if mention.doubtful else ""]
    return " ".join(word for word in words if word)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row[0])
def test_a_form_reads_as_the_page_says(row: tuple[str, ...]) -> None:
    printed, value, unit, approximation, kind, told, why = row
    (mention,) = scan(f"It says {printed}, and goes on.")
    read = "" if mention.value is None else plain(mention.value)
    assert (read, mention.unit or "", mention.kind) == (value, unit, kind)
    assert (mention.approximation if mention.kind.is_data else "") == approximation
    more = [mention.date, mention.direction, "doubtful" if mention.doubtful else ""]
    assert " ".join(word for word in more if word) == told
    assert mention.why == why


def test_the_page_is_whole() -> None:
    assert len(FORMS) > 130


@pytest.mark.parametrize("stem", sorted(path.stem for path in MARKED.glob("*.txt")))
def test_marked_prose_is_read_as_marked(stem: str) -> None:
    text = (MARKED / f"{stem}.txt").read_text(encoding="utf-8")
    marks = (MARKED / f"{stem}.marks").read_text(encoding="utf-8").splitlines()
    assert [f"{m.text} | {tell(m)}".replace("\n", "⏎") for m in scan(text)] == marks


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("for 12%, 15% and 18%", ["12% rate 12 %", "15% rate 15 %", "18% rate 18 %"]),
        ("In March 12 cases were closed", ["12 cases quantity 12 cases"]),
        ("in 2023 sales rose", ["2023 date 2023"]),
        ("December 31, 2024 and 2023", ["December 31, 2024 date 2024-12-31", "2023 date 2023"]),
        ("accepted.12 The next", ["12 code"]),
        ("a wall 1.2m high", ["1.2m quantity 1.2 m"]),
        ("Table 3 and 12 cases", ["3 heading", "12 cases quantity 12 cases"]),
        ("see [3, 5-7]", ["3 code", "5 code", "7 code"]),
        ("(1) first and (2) then", ["(1) heading", "(2) heading"]),
        ("from $900 to $1.2 million", ["900 quantity 900 美元", "1.2 million quantity 1200000 美元"]),
        ("5 to 8 March", ["5 date --03-05 low", "8 March date --03-08 high"]),
        ("12 was, 12 various, 12 people's", ["12 quantity 12 –"] * 3),
        ("“Plan 5” of 5 plans", ["5 name", "5 plans quantity 5 plans"]),
        ("mid-2024 and F-35", ["2024 date 2024", "35 name"]),
        ("ITEM NUMBER 12 of www.example.org/a/2024/17", ["12 ordinal", "2024 code", "17 code"]),
        ("Regulation 2016/679 and 95/46/EC", ["2016/679 docno", "95/46/EC docno"]),
        ("Ref: ABC/2024/001", ["2024/001 docno"]),
        ("EUR 1 234 567 and 12 sq km", ["1 234 567 quantity 1234567 欧元", "12 sq km quantity 12 sq km"]),
        ("in 4Q23 and 2024/2025", ["4Q23 date 2023", "2024/2025 date 2024"]),
        ("12,345 tCO2e (-8% vs 2022)", ["12,345 tCO2e quantity 12345 tCO2e", "8% rate 8 % fall", "2022 date 2022"]),
        ("| Year | Cases |\n| 2023 | 1,234 |", ["2023 date 2023", "1,234 quantity 1234 –"]),
    ],
)
def test_in_context(text: str, told: list[str]) -> None:
    assert [f"{m.text} {tell(m)}" for m in scan(text)] == told


def test_chinese_beside_a_figure_makes_it_chinese() -> None:
    text = "The Ministry (生态环境部) issued 1,234 permits in 2024 to 56家企业.\n共办结1,234 cases,约12%。"
    assert [f"{m.text} {tell(m)}" for m in scan(text)] == [
        "1,234 permits quantity 1234 permits",
        "2024 date 2024",
        "56家 quantity 56 家",
        "1,234 quantity 1234 –",
        "12% rate 12 % near",
    ]


def test_english_lines_of_a_chinese_text_are_found() -> None:
    text = "年度报告\nThe office closed 1,234 cases in all, and of those\n56 late.\n办结12件。PM 2.5 down"
    assert [text[start:end].split()[0] for start, end in english_lines(text)] == ["The"]
    assert [m.text for m in scan(text)] == ["1,234 cases", "56", "12件", "2.5"]


def test_a_line_end_in_english_joins_no_digits() -> None:
    text = "The number of offices that were opened was 3 in 2023 and 1 in 2024.\n12 people work there, as of 20\n24 do here."
    assert [m.text for m in scan(text)] == ["3", "2023", "1", "2024", "12 people", "20", "24"]


def test_verify_finds_english_figures() -> None:
    source = "In 2024 the court received 1,234 cases, up 8.3%. Costs fell by 2.1%. The budget was $2.3 million."
    given_data = {"received": 1234, "change": "8.3%", "budget": "$2.3 million", "lost": 77}
    told = {v.path: (v.place.text if v.place else None, v.verdict.value) for v in verify(given_data, source)}
    assert told == {
        "received": ("1,234 cases", "verified"),
        "change": ("8.3%", "review"),
        "budget": ("2.3 million", "verified"),
        "lost": (None, "rejected"),
    }


NOUNS = ["cases", "people", "households", "reports", "years", "working days", "square kilometres", "km", "MW"]
SCALES = {"": 0, " thousand": 3, " million": 6, " billion": 9, " trillion": 12, "\nmillion": 6}
SHORT = {"": 0, "k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12, "M": 6, "B": 9}
SIGNS = {"$": "美元", "US$": "美元", "USD ": "美元", "£": "英镑", "€": "欧元", "RMB ": "元", "¥": "元", "HK$": "港元"}
SAID = {
    "exact": [("", "")],
    "over": [("more than ", ""), ("over ", ""), ("exceeding ", ""), ("above ", ""), ("in excess of ", "")],
    "near": [
        ("about ", ""),
        ("around\n", ""),
        ("nearly ", ""),
        ("approximately ", ""),
        ("Some ", ""),
        ("roughly ", ""),
    ],
    "at_least": [("at least ", ""), ("no fewer than ", ""), ("no less than ", ""), ("", " or more")],
    "at_most": [("up to ", ""), ("at most ", ""), ("no more than ", ""), ("fewer than ", ""), ("", " or less")],
}
TURNS = {
    None: ["there were ", "it was ", "it rose to "],
    "rise": ["it rose by ", "an increase of ", "it was up "],
    "fall": ["it fell by ", "a reduction of ", "it was down "],
}


@st.composite
def figures(draw: st.DrawFn) -> tuple[str, Decimal, int]:
    """A printed figure, its value and its decimals."""
    decimals = draw(st.integers(0, 3))
    number = Decimal(draw(st.integers(2, 99_999_999))).scaleb(-decimals)
    grouped = draw(st.booleans()) or (decimals == 0 and 1800 <= number < 2100)
    return (f"{number:,.{decimals}f}" if grouped else f"{number:.{decimals}f}"), number, decimals


@given(figures(), st.data())
def test_an_english_quantity_is_read_back(figure: tuple[str, Decimal, int], data: st.DataObject) -> None:
    printed, number, decimals = figure
    sort = data.draw(st.sampled_from(["noun", "money", "short", "percent", "points"]))
    sign, behind, power = "", "", 0
    if sort in ("money", "short"):
        scales = SCALES if sort == "money" else SHORT
        sign, (scale, power) = (
            data.draw(st.sampled_from(sorted(SIGNS))),
            data.draw(st.sampled_from(sorted(scales.items()))),
        )
        behind, unit = scale, SIGNS[sign]
    elif sort == "noun":
        scale, power = data.draw(st.sampled_from(sorted(SCALES.items())))
        unit = data.draw(st.sampled_from(NOUNS))
        behind = f"{scale} {unit}"
    elif sort == "percent":
        behind, unit = data.draw(st.sampled_from(["%", " %", " percent", " per cent"])), "%"
    else:
        behind, unit = " percentage points", "百分点"
    near = data.draw(st.sampled_from(list(Approximation)))
    before, after = data.draw(st.sampled_from(SAID[near]))
    direction = data.draw(st.sampled_from(list(TURNS)))
    lead = data.draw(st.sampled_from(TURNS[direction]))
    if "up" in before or (unit in ("years", "working days") and before == "over "):
        lead, direction = "there were ", None
        before = before.replace("over ", "more than ")
    (mention,) = scan(f"In this year {lead}{before}{sign}{printed}{behind}{after}, they said.")
    assert mention.quantity == Quantity(number.scaleb(power), unit, near, decimals, Decimal(1).scaleb(power))
    assert mention.direction == direction


@given(figures(), st.sampled_from(NOUNS[:5]), st.sampled_from(list(Approximation)), st.sampled_from([0, 3, 6, 9, 12]))
def test_what_str_prints_is_read_back(
    figure: tuple[str, Decimal, int], noun: str, near: Approximation, power: int
) -> None:
    _, number, decimals = figure
    quantity = Quantity(number.scaleb(power), noun, near, decimals, Decimal(1).scaleb(power))
    if power == 0 and decimals == 0 and 1800 <= number < 2100:
        return  # a year
    (mention,) = scan(f"There were {quantity}.")
    assert mention.quantity == quantity


@given(
    st.integers(1, 99_999),
    st.integers(1, 99_999),
    st.sampled_from(["%", " percent", " cases"]),
    st.sampled_from(["-", " to ", "–", " and "]),
)
def test_an_english_range_is_read_back(low: int, high: int, unit: str, link: str) -> None:
    if low >= high:
        return
    lead = "between " if link == " and " else "it was "
    first, second = scan(f"They say {lead}{low:,}{link}{high:,}{unit} there.")
    assert (first.value, second.value, first.partner, second.partner) == (low, high, "low", "high")
    assert first.unit == second.unit == ("cases" if unit == " cases" else "%")


@given(
    st.dates(min_value=date(1900, 1, 1)).filter(lambda day: day.year < 2100),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y}-{n:02}-{d:02}", "{d} {s} {y}", "{s}. {d}, {y}"]),
)
def test_an_english_date_is_read_back(day: date, form: str) -> None:
    month = day.strftime("%B")
    printed = form.format(d=day.day, m=month, n=day.month, s=month if month == "May" else month[:3], y=day.year)
    (mention,) = scan(f"It was signed on {printed.replace('May.', 'May')}, they say.")
    assert (mention.kind, mention.date) == (Kind.DATE, str(day))


DENSE = "0123456789.,%-/+()[]$£€ \n:;’”“\"'aemsnotkbQFYTabler—–º生家"
PHRASES = """
about over up down by of to and between from in per cent percent points basis million billion bn m k cases people March
May Q FY COVID- Table Section page No. [ ] ( ) $ US$ £ % 1 12 1,234 2.5 2024 100,000 0 , . - / : + st nd th s am a.m. 件
the rose fell 1st 1. 24/7 http:// www. 12345
"""
WORDS = ["\n", *PHRASES.split()]


@given(
    st.text(alphabet=DENSE, max_size=80)
    | st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=24).map("".join)
)
@settings(max_examples=600)
def test_scan_never_raises_and_loses_no_digit(text: str) -> None:
    mentions = scan(text)
    assert all(text[m.start : m.end] == m.text and m.text and m.why for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
    covered = {i for m in mentions for i in range(m.start, m.end)}
    assert [i for i, char in enumerate(text) if char in "0123456789" and i not in covered] == []
    assert [m for m in mentions if m.kind.is_data and m.value is None] == []
    document = Document(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in document.sentences) == "".join(text.split())
    _ = document.outline


TEXTS = [path.read_text(encoding="utf-8") for path in sorted(MARKED.glob("*.txt"))]


@given(
    st.sampled_from(TEXTS),
    st.integers(0, 900),
    st.lists(st.tuples(st.integers(0, 199), st.sampled_from(DENSE)), max_size=12),
)
@settings(max_examples=300)
def test_damaged_english_is_read_whole(text: str, start: int, edits: list[tuple[int, str]]) -> None:
    piece = list(text[start % len(text) :][:200])
    for at, char in edits:
        if at < len(piece):
            piece[at] = char
    damaged = "".join(piece)
    mentions = scan(damaged)
    assert all(damaged[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
    covered = {i for m in mentions for i in range(m.start, m.end)}
    assert [char for i, char in enumerate(damaged) if char in "0123456789" and i not in covered] == []


PIECES = [
    *(
        "1 ",
        "100 ",
        "1,000,",
        "12,34,",
        "1.",
        "a 1.1",
        "1-",
        "$1",
        "US$",
        "[1",
        "[1,",
        "(1",
        "(1) ",
        "1/2/",
        "March ",
        "March 5-",
    ),
    *(
        "FY",
        "Q1",
        "http://1",
        "www.1",
        "a@1",
        "Table 1, ",
        "Tables 1 and ",
        "1 to ",
        "between 1 and ",
        "from ",
        "5 year on ",
        "by ",
    ),
    *(
        "growth in ",
        "up ",
        "a. ",
        "U.S. ",
        ". A",
        "...",
        "1st",
        "1,000,000st",
        "a\n1\n",
        "the 1\n",
        "tel 1 ",
        "+1 2",
        "1 m",
        "1.2m",
        "1-A",
    ),
    *(
        "COVID-1",
        "1 square ",
        "1 per ",
        "1:00",
        "x 生1",
        "a (",
        "“1 ",
        "1 a’s ",
        "the word\n",
        "The end.\n",
        "1 " + " " * 200,
        "A1 the",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_length_alone(piece: str) -> None:
    short, long = (_seconds("The " + piece * (size // len(piece))) for size in (4_000, 32_000))
    assert long < 24 * max(short, 0.005)


def _seconds(text: str) -> float:
    taken = []
    for _ in range(2):
        began = time.process_time()
        document = Document(text)
        _ = (document.mentions, document.outline, document.sentences)
        taken.append(time.process_time() - began)
    return min(taken)
