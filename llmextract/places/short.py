"""The shorter forms in which the names of divisions are written: 恩施州 and 恩施 for 恩施土家族苗族自治州."""

from __future__ import annotations

import re

__all__ = ["short_forms"]

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴"
    "|珞巴|基诺|各"
)
_ALONE = "蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔|鄂温克|鄂伦春"  # these also stand without 族
_AUTONOMOUS = re.compile(rf"(?P<place>.*?)(?:(?:{_PEOPLES})族|{_ALONE})*自治(?P<kind>[州县旗区])")
_SUFFIX = re.compile(r"(?P<place>.{2,}?)(?:特别行政区|地区|新区|特区|(?<=神农架)林区|(?<![前后左右中])旗|[省市县区盟])")
_BANNER = re.compile(r"(?P<first>科尔沁|察哈尔|土默特|新巴尔虎)(?:(?P<wing>[左右])翼)?(?P<side>[左右前中后])旗")
_USUAL = {
    "达尔罕茂明安联合旗": "达茂旗",
    "莫力达瓦达斡尔族自治旗": "莫旗",
    "东乡族自治县": "东乡县",
    "鄂温克族自治旗": "鄂温克旗",
    "鄂伦春自治旗": "鄂伦春旗",
    "前郭尔罗斯蒙古族自治县": "前郭县",
    "喀喇沁左翼蒙古族自治县": "喀左县",
    "阜新蒙古族自治县": "阜蒙县",
    "克孜勒苏柯尔克孜自治州": "克州",
    "巴音郭楞蒙古自治州": "巴州",
    "博尔塔拉蒙古自治州": "博州",
    "塔什库尔干塔吉克自治县": "塔县",
}
_BARE = {
    "内蒙古自治区": ("内蒙古", "内蒙"),
    "东乡族自治县": ("东乡",),
    "鄂温克族自治旗": ("鄂温克",),
    "鄂伦春自治旗": ("鄂伦春",),
}


def short_forms(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The shorter forms of a full name: those that keep the kind of place (恩施州), and those without it (恩施)."""
    kept: list[str] = []
    bare: list[str] = []
    if "自治" in name and (match := _AUTONOMOUS.fullmatch(name)):
        place, kind = match["place"], match["kind"]
        if len(place) > 1:
            bare.append(place)
            kept += [] if kind == "区" else [place + kind]
    elif match := _SUFFIX.fullmatch(name):
        bare.append(match["place"])
    bare += _BARE.get(name, ())
    if name in _USUAL:
        kept.append(_USUAL[name])
    if match := _BANNER.fullmatch(name):
        kept.append(f"{match['first'][0]}{match['wing'] or ''}{match['side']}旗")
    return tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(bare))
