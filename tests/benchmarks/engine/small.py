"""Small documents of the kind of report that is built in, made by seeds: about 300 characters, a dozen figures."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["small_document", "write_documents"]

_FIRST = "安长德丰桂海嘉金临平清泰文兴永云昌东广和建江宁石"
_SECOND = "城川定丰阜冈河湖江康陵宁平泉山水阳义原州"
_LEVELS = ("县", "区", "市")
_YEARS = 7  # reports of one place
_PARAGRAPHS = (
    "(一)强化组织领导。召开政府常务会议{a}次,其中研究法治政府建设议题{b}项,组织会前学法{b}次。",
    "(二)规范决策程序。制定重大行政决策事项目录{b}项,开展合法性审查{a}件,提出法律意见{c}条。",
    "(三)严格文件管理。全年制发行政规范性文件{b}件,备案审查{a}件,清理废止{b}件。",
    "(四)优化行政执法。全年办理行政处罚案件{c}件,罚没款{a}.6万元,组织执法人员培训{b}场次,培训{c}人次。",
    "(五)化解矛盾纠纷。全县{b}个人民调解委员会共调解纠纷{c}件,调解成功率98.{d}%,涉及金额{a}余万元。",
    "(六)办好行政复议。全年共收到行政复议申请{a}件,受理{e}件,审结{b}件,同比上升{b}.{d}%。",
    "(七)做好行政应诉。全年办理行政诉讼案件{a}件,行政机关负责人出庭应诉率100%,败诉{d}件。",
    "(八)提供法律服务。受理法律援助案件{c}件,挽回经济损失{a}.{d}万元,办理公证{c}件。",
)
_OPENING = "在上级党委、政府的坚强领导下,我们坚持以习近平法治思想为指导,深入贯彻党的二十大精神,扎实推进法治政府建设各项工作,现报告如下。"
_KEPT = 4  # paragraphs of a document


def small_document(seed: int) -> str:
    """The text of one document; equal seeds give equal texts, others differ in their titles at least."""
    chosen = random.Random(seed)
    place, year = _place(seed // _YEARS), 2018 + seed % _YEARS
    kept = sorted(chosen.sample(range(len(_PARAGRAPHS)), _KEPT))
    lines = [f"{place}人民政府{year}年法治政府建设年度报告(第{seed + 1}号)", _OPENING]
    lines += (_PARAGRAPHS[number].format_map(_figures(chosen)) for number in kept)
    lines.append(f"{place}人民政府办公室 {year + 1}年1月{chosen.randint(10, 28)}日")
    return "\n".join(lines) + "\n"


def _place(number: int) -> str:
    """One of 1,440 names; later numbers begin them anew."""
    number, level = divmod(number, len(_LEVELS))
    number, second = divmod(number, len(_SECOND))
    return _FIRST[number % len(_FIRST)] + _SECOND[second] + _LEVELS[level]


def _figures(chosen: random.Random) -> dict[str, int]:
    many = chosen.randint(40, 400)
    fewer = chosen.randint(20, many)
    return {
        "a": many,
        "b": chosen.randint(2, 30),
        "c": chosen.randint(500, 9000),
        "d": chosen.randint(1, 9),
        "e": fewer,
    }


def write_documents(folder: Path, count: int) -> None:
    """Write so many documents, a thousand a folder."""
    for number in range(count):
        path = folder / f"{number // 1000:02}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(small_document(number), encoding="utf-8", newline="")
