"""分别: each figure of a list is told beside the thing it is paired with."""

from __future__ import annotations

import pytest

from llmextract.rules.pairs import paired
from llmextract.schema.cue import OTHER_MARK


def things(sentence: str) -> list[str | None]:
    """What stands for each figure (`@`) of a sentence; None where nothing is paired."""
    text = sentence.replace("@", OTHER_MARK)
    offsets = [at for at, letter in enumerate(text) if letter == OTHER_MARK]
    found = paired(text, dict(enumerate(offsets)))
    return [found[index][2] if index in found else None for index in range(len(offsets))]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("收到、办结的信访件分别为@、@。", ["收到的信访件", "办结的信访件"]),
        ("全区排查、化解矛盾纠纷的数量分别为@、@。", ["全区排查矛盾纠纷", "全区化解矛盾纠纷"]),
        ("党工委中心组、管委会办公会安排学法的次数分别为@、@。", ["党工委中心组安排学法", "管委会办公会安排学法"]),
        ("全县摸排、化解各类矛盾纠纷数量分别为@、@。", ["全县摸排各类矛盾纠纷", "全县化解各类矛盾纠纷"]),
        ("继续有效、废止、失效、修改的件数分别为@、@、@、@。", ["继续有效", "废止", "失效", "修改"]),
        ("热线响应率、办结率和满意率分别为@、@和@。", ["热线响应率", "热线办结率", "热线满意率"]),
        ("全县矛盾纠纷排查数、化解数分别达@、@。", ["全县矛盾纠纷排查数", "全县矛盾纠纷化解数"]),
        ("县委书记、县长全年就法治工作分别批示@、@。", ["县委书记就法治工作批示", "县长全年就法治工作批示"]),
        ("镇党委书记、镇长分别就法治工作作出批示@、@。", ["镇党委书记就法治工作作出批示", "镇长就法治工作作出批示"]),
        ("人大代表建议(含议案)、政协提案分别为@、@。", ["人大代表建议(含议案)", "政协提案"]),
        ("行政复议案件收、结案数分别为@件、@。", [None, None]),
        ("行政复议案件收、结案数分别为@、@。", ["行政复议案件收案数", "结案数"]),
        ("受理和办结的行政复议、行政应诉案件分别为@、@。", ["受理和办结的行政复议", "行政应诉案件"]),
        ("办结率、满意率均分别达到@以上和@。", ["办结率", "满意率"]),
        ("第一、二、三针分别接种@、@、@。", ["第一针接种", "二针接种", "三针接种"]),
        ("行政复议、行政诉讼案件分别同比增长@、@。", ["行政复议案件同比增长", "行政诉讼案件同比增长"]),
        ("人大建议、政协提案各@、@,共办理@。", ["人大建议", "政协提案", None]),
        ("收到申请@,受理@,同比分别增长@、@。", [None, None, None, None]),
        ("办理建议@、提案@。", [None, None]),
    ],
)
def test_things(sentence: str, told: list[str | None]) -> None:
    assert things(sentence) == told
