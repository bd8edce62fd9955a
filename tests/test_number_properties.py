"""What holds of every text: nothing raises, spans are the text, what is printed is read back, time grows with length."""

from __future__ import annotations

import itertools
import json
import time
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import Approximation, Document, Quantity, fold, outline, scan
from llmextract.numbers.numerals import read_chinese
from llmextract.numbers.units import COUNTED

DENSE = "0123456789０９／％，一二三十百千万亿年月日.,%余多约件人元个第是、()“”《》|/-~至+分之成倍番\n ①第翻半条号次"
APPROXIMATIONS = list(Approximation)
UNITS = ["件", "户次", "人", "元", "家次", "课时/人次", "平方公里", "项", "份", "美元", "公里", "倍"]
# How officials say it: the words before the figure and behind it, by approximation.
SAID = {
    "exact": [("", "")],
    "over": [("超过", ""), ("逾", ""), ("超", ""), ("突破", "")],
    "near": [("约", ""), ("近", ""), ("", "左右"), ("大约", "")],
    "at_least": [("不少于", ""), ("", "以上"), ("不低于", ""), ("至少", "")],
    "at_most": [("不超过", ""), ("不足", ""), ("", "以内"), ("不到", "")],
}


@given(st.text())
def test_scan_never_raises_and_spans_are_the_text(text: str) -> None:
    mentions = scan(text)
    assert all(text[m.start : m.end] == m.text and m.text for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


@given(st.text(alphabet=DENSE, max_size=80))
def test_scan_never_raises_on_dense_text(text: str) -> None:
    mentions = scan(text)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
    assert all(m.why for m in mentions)
    outline(text)


@given(st.text(alphabet=DENSE, max_size=60))
def test_no_arabic_digit_is_lost(text: str) -> None:
    covered = {i for m in scan(text) for i in range(m.start, m.end)}
    assert [i for i, char in enumerate(text) if char in "0123456789" and i not in covered] == []


FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = [path.read_bytes().decode("utf-8") for path in sorted((FIXTURES / "written").glob("*.txt"))]
EDITS = st.lists(st.tuples(st.integers(0, 299), st.sampled_from(DENSE + "\r几上：⑳"), st.booleans()), max_size=20)


@settings(max_examples=300)
@given(st.sampled_from(TEXTS), st.integers(0, 2_000), EDITS)
def test_damaged_prose_is_read_whole(text: str, start: int, edits: list[tuple[int, str, bool]]) -> None:
    """Characters of real prose replaced and put in: spans stay apart, no digit is lost, all data have a value."""
    piece = list(text[start % len(text) :][:300])
    for at, char, insert in edits:
        if at < len(piece):
            piece[at : at + (not insert)] = [char]
    damaged = "".join(piece)
    mentions = scan(damaged)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
    assert all(damaged[m.start : m.end] == m.text for m in mentions)
    covered = {i for m in mentions for i in range(m.start, m.end)}
    assert [char for i, char in enumerate(damaged) if char in "0123456789" and i not in covered] == []
    assert [m for m in mentions if m.kind.is_data and m.value is None] == []


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    decimals = draw(st.integers(0, 3))
    digits = draw(st.integers(1, 99_999_999))
    number = Decimal(digits).scaleb(-decimals)
    unit = draw(st.sampled_from([*UNITS, "%", "‰", "百分点"]))
    plain_unit = unit in ("%", "‰", "百分点", "倍", "课时/人次")
    scale = Decimal(1) if plain_unit else Decimal(draw(st.sampled_from([1, 10_000, 100_000_000])))
    approximation = draw(st.sampled_from(APPROXIMATIONS))
    return Quantity(number * scale, unit, approximation, decimals, scale)


@given(quantities())
def test_a_printed_quantity_is_read_back(quantity: Quantity) -> None:
    (mention,) = scan(f"为{quantity},")
    assert mention.quantity == quantity


@given(quantities(), st.data())
def test_it_is_read_back_in_every_form(quantity: Quantity, data: st.DataObject) -> None:
    figure = str(Quantity(quantity.value, quantity.unit, Approximation.EXACT, quantity.decimals, quantity.scale))
    before, behind = data.draw(st.sampled_from(SAID[quantity.approximation]))
    printed = before + data.draw(st.sampled_from([figure, grouped(figure), full_width(figure)])) + behind
    (mention,) = scan(f"为{printed},")
    assert mention.quantity == quantity


def grouped(figure: str) -> str:
    """With commas between thousands: 1,352件."""
    number = "".join(itertools.takewhile(lambda c: c.isdigit(), figure))
    return f"{int(number):,}" + figure[len(number) :]


def full_width(figure: str) -> str:
    return figure.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["件", "户", "元"]), st.sampled_from("至-—~到"))
def test_a_range_is_read_back(low: int, high: int, unit: str, dash: str) -> None:
    first, second = scan(f"为{low}个{dash}{high}{unit},")[0], scan(f"为{low}{dash}{high}{unit},")
    assert first.partner is None  # two units are no range
    if not (1800 <= low < 2100 or 12_300 <= low < 12_400):  # a year, a hotline
        assert [(m.value, m.unit, m.partner) for m in second] == [(low, unit, "low"), (high, unit, "high")]


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert read_chinese(chinese(number)) == (number, 0)


@given(st.integers(min_value=11, max_value=10**12 - 1), st.sampled_from(["件", "户", "元", "斤", "亩"]))
def test_chinese_quantities_are_read_back(number: int, unit: str) -> None:
    (mention,) = scan(f"共计{chinese(number)}{unit},")
    assert (mention.value, mention.unit, mention.kind) == (number, unit, "quantity")


def chinese(number: int) -> str:
    """The standard way to write a number below 10^12 in Chinese, from its definition."""
    for worth, word in ((10**8, "亿"), (10**4, "万")):
        if number >= worth:
            high, low = divmod(number, worth)
            gap = "零" if 0 < low < worth // 10 else ""
            return chinese(high) + word + gap + (chinese(low) if low else "")
    digits, out, zero = "零一二三四五六七八九", "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, step)
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
        zero = digit == 0
    return out


@given(quantities())
def test_a_quantity_survives_json(quantity: Quantity) -> None:
    assert Quantity.from_json(json.loads(json.dumps(quantity.to_json()))) == quantity


def test_quantities_of_one_unit_compare() -> None:
    few, many = (scan(f"为{text},")[0].quantity for text in ("约12件", "1.2万件"))
    other = scan("为12户,")[0].quantity
    assert few
    assert many
    assert other
    assert few < many
    assert many >= few
    assert few != scan("为12件,")[0].quantity
    with pytest.raises(TypeError, match="two units"):
        _ = few < other


@given(st.text())
def test_fold_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="審結１８５件,,實化率９６．７６％一—\u3000\ud800abc", max_size=40), st.integers(0, 4200))
def test_fold_folds_each_character_by_itself(text: str, pad: int) -> None:
    """Wherever the text is cut into blocks."""
    assert fold("甲" * pad + text)[pad:] == "".join(map(fold, text))


@pytest.mark.parametrize("tail", ["日", "号", ":30", "月", "年", "件", "万元", "%", "/7", ".5", "", "分之一"])
@pytest.mark.parametrize("digits", ["1", "９", "一", "壹", "〇"])
def test_endless_digits_are_no_figure_and_no_error(digits: str, tail: str) -> None:
    for length in (30, 5_000):
        text = digits * length + tail
        assert not any(m.kind.is_data and len(m.text) >= length for m in scan(text))


@pytest.mark.parametrize("unit", sorted(COUNTED - {"月", "周", "季", "届", "角"}))
def test_small_chinese_numerals_before_their_measure_words_are_not_lost(unit: str) -> None:
    lost = [f"{n}{unit}" for n in "二三四五六七八九十两" if not [m for m in scan(f"共计{n}{unit},") if m.unit == unit]]
    assert lost == []


def test_reading_does_not_depend_on_the_decimal_context() -> None:
    text = "6.59123456万户,三分之二,2/3,1亿2千万元,二亿一千六百余万斤"
    with localcontext(prec=3):
        short = scan(text)
    assert short == scan(text)


PIECES = [
    "1",
    "一",
    "一百",
    "万",
    "亿",
    "一亿",
    "(",
    "“",
    "《",
    "百分之",
    "第",
    "翻",
    "1.",
    "1,",
    "|",
    "1|2\n",
    "1|",
    "12件、",
    "一是",
    "12-",
    "2024-",
    "3月5-",
    "1/2",
    "1+",
    "A1",
    "1;2;3;",
    "1建立;2建立;",
    "1建立\n",
    "甲\n1\n",
    "3万5",
    "3万5千",
    "1亿2千万",
    "1,000",
    "v1.",
    "编号a1",
    "【",
    "1\n2\n",
    "十十",
    "壹佰",
    "甲|乙\n|1|2\n",
    "|甲|甲|\n|乙|1|\n丙\n",
    "|1.甲|甲",
    "无甲",
    "为零",
    "甲乙丙,丁1\n2件,",
    "#",
    "甲\n",
    "(一)甲\n",
    "指标",
    "1\n",
]


@pytest.mark.slow  # half a minute of reading
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_length_alone(piece: str) -> None:
    """Eight times the text takes about eight times as long; a quadratic reader would take sixty-four times."""
    short, long = (_seconds(piece * (size // len(piece))) for size in (8_000, 64_000))
    assert long < 24 * max(short, 0.005)


def _seconds(text: str) -> float:
    """The least CPU time of two readings of everything that a document tells of itself without a model."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        document = Document(text)
        _ = (document.mentions, document.outline, document.sentences, document.absences)
        taken.append(time.process_time() - began)
    return min(taken)
