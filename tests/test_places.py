"""Places: every division from its own name, several meanings left open, never a wrong one."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import llmextract
from llmextract import Verdict
from llmextract.cli import main
from llmextract.folding import fold
from llmextract.places import Division, Level, Located, locate, located
from llmextract.places.divisions import known_divisions

FIXTURES = Path(__file__).parent.parent / "fixtures"
NOW = [known.division for known in known_divisions() if not known.former]
BY_NAME: dict[str, set[Division]] = defaultdict(set)
for one in known_divisions():
    BY_NAME[one.name].add(one.division)


def code(name: str, **beside: object) -> str | None:
    division = locate(name, **beside).division  # type: ignore[arg-type]
    return division.code if division else None


def codes(located: Located) -> set[str]:
    return {division.code for division in located.candidates}


def test_the_table_is_whole_and_each_former_name_leads_to_what_is_there_today() -> None:
    assert len(NOW) == 3213
    assert len({division.code for division in NOW}) == 3213
    today = set(NOW)
    gone = [known for known in known_divisions() if known.division not in today]
    assert {known.name for known in gone} == {"邯郸县", "邢台县", "南郊区", "乌马河区", "江干区", "江东区", "莱芜市"}
    assert all(known.division.name == known.former for known in gone)


def test_every_division_is_found_from_the_full_path_of_its_name() -> None:
    for division in NOW:
        full = "".join(dict.fromkeys(filter(None, (division.province, division.prefecture, division.county))))
        assert locate(full) == Located(division), full


def test_every_former_name_is_found_under_the_prefecture_of_its_time() -> None:
    prefectures = {known.code[:4]: known.name for known in known_divisions() if known.code.endswith("00")}
    for known in known_divisions():
        if known.former and not known.code.endswith("00") and known.code[:4] in prefectures:
            assert locate(prefectures[known.code[:4]] + known.name).division == known.division, known


def test_a_name_alone_is_decided_where_it_is_the_only_one_and_gives_all_candidates_where_not() -> None:
    several = 0
    for name, meant in BY_NAME.items():
        located = locate(name)
        if name in ("哈密市", "吐鲁番市"):  # the city became a district of the city that its region became
            assert located.division in meant
            assert located.division.level is Level.PREFECTURE
        elif name == "东乡县":  # also short for 东乡族自治县
            assert codes(located) == {"361003", "622926"}
        elif len(meant) == 1:
            assert {located.division} == meant, name
        else:
            several += 1
            assert located.division is None, name
            assert set(located.candidates) == meant, name
    assert several > 30  # 鼓楼区, 朝阳区, 城区 and the like


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(NOW),
    st.sampled_from(["", "中共", "关于"]),
    st.sampled_from(["", "人民政府", "人民政府办公室", "司法局", "住房和城乡建设局", "高新技术产业开发区管理委员会"]),
    st.booleans(),
)
def test_words_around_a_name_never_lead_elsewhere(division: Division, before: str, after: str, whole: bool) -> None:
    name = division.name if not whole else division.province * (division.level is not Level.PROVINCE) + division.name
    located = locate(before + name + after)
    found = {located.division} if located.division else set(located.candidates)
    assert division in found
    assert located.department == after.endswith("局")
    assert located.zone == after.endswith("管理委员会")


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("南湖区县市省州大学江北吉林海朝阳开发高新街道镇局委政府东西城第一中共ab1 \n"), max_size=12)
)
def test_any_words_at_all_give_an_answer_that_their_own_names_bear(words: str) -> None:
    located = locate(words, title=words)
    assert located.division is None or not located.candidates
    if located.division:
        shown = fold("".join(words.split()))
        holder = located.division.county or located.division.prefecture or located.division.province
        assert holder[:2] in shown or located.former


def test_words_made_to_take_time_take_none() -> None:
    for words in ("海南省委", "国家局", "南湖区委", "吉林", "中共", "鼓楼区", "县委县政府"):
        for times in (5, 19, 5000):
            begun = time.perf_counter()
            locate(words * times, title=words * times, issuers=(words * times,))
            assert time.perf_counter() - begun < 0.5


def test_names_of_several_districts_are_decided_by_title_or_issuers_alone() -> None:
    assert codes(locate("鼓楼区")) == {"320106", "320302", "350102", "410204"}
    assert codes(locate("朝阳区")) == {"110105", "220104"}
    assert code("鼓楼区", title="福州市鼓楼区2023年法治政府建设情况报告") == "350102"
    assert code("鼓楼区", issuers=("中共徐州市鼓楼区委", "徐州市鼓楼区人民政府")) == "320302"
    assert codes(locate("鼓楼区", title="江苏省鼓楼区2023年报告")) == {"320106", "320302"}
    assert code("鼓楼区", title="广州市2023年报告") is None
    assert code("鼓楼区", issuers=("徐州市人民政府", "福州市人民政府")) is None  # they disagree


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("南湖区", "330402"),
        ("中共南湖区委", "330402"),
        ("中共南湖区委南湖区人民政府", "330402"),
        ("中共南湖区委、南湖区人民政府", "330402"),
        ("会昌县委县政府", "360733"),
        ("南湖区政府办", "330402"),
        ("開平市", "440783"),
        ("仙桃市", "429004"),
        ("新疆生产建设兵团第一师阿拉尔市", "659002"),
        ("恩施州", "422800"),
        ("巴音郭楞州", "652800"),
        ("大理州", "532900"),
        ("科右前旗", "152221"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("香港", "810000"),
        ("澳门特别行政区", "820000"),
        ("海南", "460000"),
        ("海南州", "632500"),
        ("浦东新区", "310115"),
        ("乾安县", "220723"),  # whose first sign is folded to another
        ("寿县", "340422"),  # moved from one prefecture to another
        ("六安市寿县", "340422"),
    ],
)
def test_long_and_short_names(name: str, expected: str) -> None:
    assert code(name) == expected
    assert not locate(name).department
    assert not locate(name).former


@pytest.mark.parametrize(
    "name",
    [
        "",
        "浙江大学",
        "第一师",
        "新疆生产建设兵团",
        "XX市",
        "高新区",
        "雄安新区",
        "玄武湖风景区",
        "江北新区",
        "东湖高新区",
        "浙江省、江苏省",
    ],
)
def test_what_names_no_division_is_located_nowhere(name: str) -> None:
    assert locate(name).division is None
    assert not locate(name).candidates


@pytest.mark.parametrize("name", ["恩施", "朝阳", "吉林", "喀什", "巴州", "临夏", "东乡"])
def test_a_short_name_of_several_levels_is_left_open(name: str) -> None:
    assert locate(name).division is None
    assert len(locate(name).candidates) > 1


def test_former_names_lead_to_todays_division_and_are_told() -> None:
    for name in ("赣县", "赣州市赣县"):
        located = locate(name)
        assert located.division is not None
        assert (located.division.code, located.division.name, located.former) == ("360704", "赣县区", "赣县")
    assert code("闸北区") == "310106"
    assert code("莱芜市莱城区") == "370116"
    assert codes(locate("桥东区")) == {"130502", "130702"}  # 邢台's is 襄都区 today
    divided = locate("江干区")
    assert divided.division is not None
    assert (divided.division.code, divided.division.prefecture, divided.former) == ("330104", "杭州市", "江干区")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("青岛市城阳区司法局", "370214"),
        ("国家税务总局南湖区税务局", "330402"),
        ("中国证监会浙江监管局", "330000"),
        ("浙江省司法厅", "330000"),
        ("财政部", None),
        ("国家税务总局", None),
        ("区司法局", None),
    ],
)
def test_departments_of_places_and_of_the_state(name: str, expected: str | None) -> None:
    assert locate(name).department
    assert code(name) == expected


def test_a_name_without_a_place_takes_that_of_title_or_issuer_but_not_one_of_the_state() -> None:
    assert code("区司法局", title="青岛市城阳区司法局2023年法治政府建设报告") == "370214"
    assert code("", title="关于2023年度福州市鼓楼区法治政府建设情况的报告") == "350102"
    assert code("财政部", title="江苏省2023年报告") is None
    assert code("我县", title="会昌县2021年法治政府建设年度报告") == "360733"
    assert code("某某大学", title="江苏省2023年报告") is None


def test_zones_are_located_by_their_name_and_marked() -> None:
    for name in ("涪陵高新区", "重庆涪陵高新技术产业开发区", "重庆涪陵高新技术产业开发区管理委员会"):
        assert code(name) == "500102"
        assert locate(name).zone
    assert code("武汉东湖高新区") == "420100"  # 东湖区 is in 南昌
    assert code("苏州工业园区") == "320500"
    assert code("昆山开发区") == "320583"
    assert codes(locate("双桥经开区")) == {"130802"}  # a district never a county: the zone 双桥 is in 重庆
    assert code("双桥经开区", title="承德双桥经开区2023年报告") == "130802"
    assert code("双桥经开区", title="重庆市双桥经开区2023年报告") is None
    for elsewhere in ("太湖新城", "北戴河新区"):
        assert locate(elsewhere) == Located(zone=True)
    assert code("深圳市光明新区") == "440311"
    assert code("西湖高新区", title="武汉西湖高新区2023年报告") is None
    assert code("涪陵高新区", title="成都市涪陵高新区2023年报告") is None  # the places beside it speak against it


def test_townships_have_the_code_of_their_county() -> None:
    located = locate("開平市三埠街道办事处").division
    assert located == Division("440783", "三埠街道", Level.TOWNSHIP, "广东省", "江门市", "开平市")
    assert code("东莞市虎门镇") == "441900"  # a prefecture without counties
    assert code("三埠街道", title="开平市三埠街道2023年度法治政府建设报告") == "440783"
    unknown = locate("杭州市文新街道")
    assert unknown.division is None
    assert codes(unknown) == {"330100"}
    assert codes(locate("广州市越秀南街道")) == {"440100"}  # not a southern street of 越秀区


@pytest.mark.parametrize(
    ("report", "expected", "zone"),
    [
        ("chengyang-2024", "370214", False),
        ("fuling-hightech-2022", "500102", True),
        ("huichang-2021", "360733", False),
        ("kaiping-2024", "440783", False),
        ("nanhu-2023", "330402", False),
    ],
)
def test_the_places_of_the_five_reports(report: str, expected: str, zone: bool) -> None:
    found = located(
        llmextract.extract(FIXTURES / "reports" / f"{report}.txt", model=f"replay:{FIXTURES / 'responses'}")
    )
    assert found.division is not None
    assert (found.division.code, found.zone, found.department) == (expected, zone, False)


def test_what_is_rejected_locates_nothing() -> None:
    result = llmextract.extract(FIXTURES / "reports" / "huichang-2021.txt", model=f"replay:{FIXTURES / 'responses'}")
    told = result.report["report"]
    rejected = {"verdict": Verdict.REJECTED}
    told = told.model_copy(
        update={name: getattr(told, name).model_copy(update=rejected) for name in ("region", "title")}
    )
    assert located(result.model_copy(update={"report": {"report": told}})) == Located()
    assert located(result.model_copy(update={"report": {}})) == Located()


def test_the_command_tells_divisions_candidates_and_json() -> None:
    told = CliRunner().invoke(main, ["locate", "南湖区", "鼓楼区", "\x1b[31m财政部"], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert told.output.count("candidate") == 4
    assert "330402" in told.output
    assert "\x1b" not in told.output
    lines = CliRunner().invoke(main, ["locate", "鼓楼区", "--title", "福州市鼓楼区", "--json"]).output.splitlines()
    assert json.loads(lines[0])["division"]["code"] == "350102"
    assert json.loads(lines[0])["candidates"] == []
