"""What stands behind the name of a place: its government, a department, a zone, a township."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Behind", "behind", "names_zone"]

_ORGAN = (
    r"(?:人民政府|人民委员会|行政公署|管理委员会|管委会|委员会|党工委|工委|党委|委|政府|人大常委会|人民代表大会常务委员会"
    r"|人民代表大会|政协|办事处|街道办)"
)
_OFFICE = r"(?:办公室|办公厅|(?<=政府)办)"
_GOVERNMENT = re.compile(
    rf"(?:(?:自治)?[省市县区旗州盟镇乡]?{_ORGAN}(?:[和与、及]?[省市县区旗州盟]?{_ORGAN})*{_OFFICE}?|{_OFFICE})?"
)
_PLURAL = re.compile(rf"(?:自治)?[省市县区旗州盟]?{_ORGAN}[和与、及]?(?P<again>.+)")
_ZONE_KIND = (
    r"(?:开发区|高新区|经开区|新区|园区|工业区|保税区|示范区|度假区|风景名胜区|风景区|管理区|试验区|工业园|产业园|科技园|产业集聚区|新城"
    r"|加工区|保护区|合作区|实验区|先行区|自贸区|自由贸易区|集中区)"
)
_ZONE_TAIL = rf"(?:党工委|{_ORGAN})*{_OFFICE}?"
_ZONE = re.compile(rf".{{0,20}}?{_ZONE_KIND}{_ZONE_TAIL}")
# What a zone is called that bears the bare name of its county: 昆山+高新区; 太湖新城 and 北戴河新区 lie elsewhere.
_ZONE_WORDS = re.compile(
    "(?:国家|省|市)?级?(?:高新|高科|经济|经开|开发|工业|产业|循环经济|综合|保税|示范|现代农业|农业科技)"
)
_TOWNSHIP = re.compile(
    r"(?P<name>[^省县旗盟、和与及]{1,10}?(?:街道|民族乡|镇|乡|苏木))(?:办事处|办|(?:党工委|党委|人民政府|委员会|政府|和)*)(?:办公室)?"
)
_DEPARTMENT = re.compile(
    r"(?!.*铁路)[^、,。;:\d\s]{0,24}(?:局|厅|委|委员会|办|办公室|部|署|法院|检察院|管理中心|服务中心|总队|支队|大队|联合会|红十字会|工会|供销社)"
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a place.

    Attributes:
        understood: whether all of it was; what is not makes the place itself doubtful (浙江 in 浙江大学).
        department, zone: whether it names a bureau of the place, or a development zone in it.
        township: the name of a township in it.
        again: words that should name the same place once more (区委南湖区人民政府).

    """

    understood: bool = True
    department: bool = False
    zone: bool = False
    township: str = ""
    again: str = ""


def behind(words: str) -> Behind:
    """Read the words behind the name of a place, up to their end."""
    if _GOVERNMENT.fullmatch(words):
        return Behind()
    if match := _TOWNSHIP.fullmatch(words):
        return Behind(township=match["name"])
    if _ZONE.fullmatch(words):
        return Behind(zone=True)
    if _DEPARTMENT.fullmatch(words):
        return Behind(department=True, zone=bool(_ZONE.match(words)))
    if match := _PLURAL.fullmatch(words):
        return Behind(again=match["again"])
    return Behind(understood=False)


def names_zone(words: str) -> bool:
    """Whether words begin as the names of a county's own zones do, so that what stands before them is its name."""
    return bool(_ZONE_WORDS.match(words))
