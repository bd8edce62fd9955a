"""Tables: what heads a figure under a header of several rows, cues on cells, totals, and what is sent with a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import scan
from llmextract.arithmetic import audit
from llmextract.document import Document
from llmextract.errors import SchemaError
from llmextract.numbers.tables import heads
from llmextract.quantity import Kind
from llmextract.rules.match import CueMatches
from llmextract.schema import Figure, Genre, Section, count, load_genre
from llmextract.schema.identities import parse

WORDS = ["许可", "处罚", "强制", "检查", "征收", "裁决", "奖励", "给付"]
GROUPS = ["自然人", "法人", "其他组织"]
PLANTED = """| 事项 | 甲县 | 乙县 | 总计 |
| 许可 | 12 | 7 | {} |
| 处罚 | 3 | 4 | 7 |
| 检查 | 10 | 11 | 21 |
| 强制 | 5 | 6 | 11 |"""


def table(*rows: list[str]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def headers(text: str) -> list[tuple[str, str | None]]:
    return [(m.text, m.header) for m in scan(text) if m.kind.is_data]


@settings(max_examples=25)
@given(
    groups=st.lists(st.integers(2, 3), min_size=1, max_size=3),
    names=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    data=st.data(),
)
def test_a_figure_has_all_names_of_its_row_and_column(groups: list[int], names: list[int], data: st.DataObject) -> None:
    """A header of two rows over groups of columns, rows in groups: as spanning cells expand."""
    columns = [(GROUPS[i], WORDS[j]) for i, size in enumerate(groups) for j in range(size)]
    rows = [(f"({'一二三'[i]})大类", f"{j + 1}.{WORDS[j]}") for i, size in enumerate(names) for j in range(size)]
    figure = st.integers(0, 2100)
    values = [[str(data.draw(figure)) for _ in columns] for _ in rows]
    values[0][0] = "7"  # a column of nothing but 1900 to 2099 may be one of years
    top = [["项目", "项目", *(group for group, _ in columns)], ["项目", "项目", *(name for _, name in columns)]]
    text = table(*top, *([*row, *cells] for row, cells in zip(rows, values, strict=True)))
    told = {(m.text, m.header) for m in scan(text) if m.kind is Kind.QUANTITY}
    wanted = {
        (value, "/".join((*row, *column)))
        for row, cells in zip(rows, values, strict=True)
        for column, value in zip(columns, cells, strict=True)
        if not value.startswith(("19", "20")) or len(value) < 4
    }
    assert wanted <= told


def test_a_header_of_one_row_and_names_in_one_column_read_as_before() -> None:
    text = table(["事项", "单位", "数量", "备注"], ["许可", "件", "128", "另有5件在办"], ["检查", "次", "64", ""])
    assert headers(text) == [("128", "许可/数量"), ("5件", None), ("64", "检查/数量")]


def test_a_row_of_words_under_a_header_is_no_second_header() -> None:
    text = table(["类别", "类别", "数量"], ["许可", "城建", "无"], ["许可", "农业", "6"], ["许可", "林业", "8"])
    assert headers(text) == [("6", "许可/农业/数量"), ("8", "许可/林业/数量")]


def test_rows_go_on_under_the_header_above_one_line_of_words() -> None:
    head, more = table(["事项", "数量"], ["许可", "5"]), table(["处罚", "6"])
    assert headers(f"{head}\n其中基层\n{more}") == [("5", "许可/数量"), ("6", "处罚/数量")]
    assert headers(f"{head}\n\n其中基层\n\n{more}\n") == [("5", "许可/数量"), ("6", "处罚/数量")]
    assert headers(f"首页 | 新闻\n其中基层\n{more}") == [("6", None)]
    assert headers(f"{head}\n上面是许可。\n下面是处罚。\n{more}")[1] == ("6", None)


@pytest.mark.parametrize(
    ("column", "cells", "kind"),
    [
        ("处理决定数量", ["1999"], Kind.QUANTITY),
        ("处理结果", ["1999", "31"], Kind.QUANTITY),
        ("设立时间", ["1999"], Kind.DATE),
        ("设立时间", ["1999", "1895"], Kind.DATE),
        ("机构", ["1864"], Kind.QUANTITY),
    ],
)
def test_a_count_that_looks_like_a_year(column: str, cells: list[str], kind: Kind) -> None:
    text = table(["事项", column], *([WORDS[i], cell] for i, cell in enumerate(cells)))
    assert next(m for m in scan(text) if m.text == cells[0]).kind is kind


def test_numbers_in_names_are_no_data_and_head_no_text() -> None:
    text = "一、情况\n" + table(["事项", "数量"], ["(一)三类信息", "5"], ["2.重复", "6"], ["办理20件", "7"])
    document = Document(text)
    assert [node.title for node in document.outline.nodes] == ["情况"]
    assert [m.text for m in document.mentions if m.kind.is_data] == ["5", "6", "20件", "7"]


class Decisions(Section):
    """决定"""

    topics = "许可"
    permits: Figure = count("许可数", cell="(?:^|/)许可/(?:.*/)?总计$", cue="许可#")
    other_permits: Figure = count("别的", cell="许可/甲县$")


@pytest.fixture(scope="module")
def decisions(genre: Genre) -> Genre:
    return Genre("decisions", "决定", {"decisions": Decisions}, genre.folder, genre.prompts)


def test_a_cue_on_a_cell_points_at_its_row_and_column(decisions: Genre) -> None:
    document = Document("全年许可21件。\n" + PLANTED.format(19))
    matches = CueMatches(document, decisions)
    (best, *_) = matches.best("decisions", "permits")
    assert document.mentions[best].text == "19"  # a cell before prose
    assert [document.mentions[i].text for i in matches.best("decisions", "other_permits")] == ["12"]


def test_a_cell_without_a_unit_states_what_prose_states_with_one(decisions: Genre) -> None:
    document = Document("全年许可19件。\n" + PLANTED.format(19))
    best = CueMatches(document, decisions).best("decisions", "permits")
    assert [document.mentions[i].text for i in best] == ["19", "19件"]


def test_a_wrong_pattern_of_a_cell_is_told_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("wrong")
    code = "from llmextract.schema import Figure, Section, count\nclass A(Section):\n    '''A'''\n"
    code += "    x: Figure = count('x', cell='(')\nTITLE = 'a'\nSECTIONS = {'a': A}\n"
    (folder / "__init__.py").write_text(code)
    with pytest.raises(SchemaError, match=r"a\.x: pattern '\('"):
        load_genre(folder)


def told(text: str) -> list[tuple[str, str]]:
    return [(identity.status.value, identity.told) for identity in audit(text)]


def test_totals_of_rows_that_hold() -> None:
    assert ("holds", "19 = 12 + 7") in told(PLANTED.format(19))
    assert len(told(PLANTED.format(19))) == 4


def test_a_broken_total_is_told_where_the_others_hold() -> None:
    assert ("broken", "18 is not 12 + 7") in told(PLANTED.format(18))
    alone = "\n".join(PLANTED.format(18).splitlines()[:2])
    assert told(alone) == []  # nothing shows that 总计 adds up the others here


def test_totals_of_columns_and_below_a_group() -> None:
    rows = [
        ["甲", "1.许可", "5"],
        ["甲", "2.处罚", "6"],
        ["甲", "(三)合计", "11"],
        ["乙", "乙", "4"],
        ["总计", "总计", "15"],
    ]
    assert told(table(["事项", "事项", "本年"], *rows)) == [("holds", "11 = 5 + 6"), ("holds", "15 = 5 + 6 + 4")]


@pytest.mark.parametrize(
    "header",
    [["事项", "本年", "其中下放", "总计"], ["事项", "本年", "占比", "总计"]],
)
def test_columns_that_are_no_parts_make_no_total(header: list[str]) -> None:
    assert told(table(header, ["许可", "5", "5", "10"], ["处罚", "6", "2", "8"], ["检查", "1", "1", "2"])) == []


def test_a_total_of_nothing_bears_no_witness() -> None:
    (identity,) = audit(table(["事项", "甲县", "乙县", "总计"], ["许可", "0", "0", "0"], ["处罚", "-", "-", "-"]))
    assert identity.status == "holds"
    assert not identity.telling


def test_what_heads_a_table_is_known_by_its_rows() -> None:
    text = "前言。\n" + table(["项目", "甲", "甲"], ["项目", "数量", "金额"], ["许可", "1", "2"], ["处罚", "3", "4"])
    ((rows, head),) = heads(text)
    assert text[slice(*rows)].startswith("许可")
    assert text[slice(*rows)].endswith("4")
    assert [text[a:b] for a, b in head] == ["项目 | 甲 | 甲", "项目 | 数量 | 金额"]


def test_all_parts_of_a_total() -> None:
    assert parse("a == b + c", "s").complete
    assert not parse("a = b + c", "s").complete
    with pytest.raises(SchemaError, match="none of the forms"):
        parse("a + b == c + d", "s")


def test_money_in_a_table_keeps_its_scale() -> None:
    (mention,) = [m for m in scan(table(["项目", "收费金额(单位:万元)"], ["收费", "12.5"])) if m.kind.is_data]
    assert (mention.value, mention.unit) == (Decimal("125000.0"), "元")
