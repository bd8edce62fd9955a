"""突发事件应对: vaccination in the years of the epidemic."""

from typing import ClassVar

from llmextract.schema import Figure, Section, count
from llmextract.schemas.law_based_government.words import IS, LAST_YEAR, NORM, PLANS, UP_TO_8

_DOSES = "剂次 针次 剂 针 人次 次 支"
_PERSONS = f"{_DOSES} 人 名"
_DOSE = "(?:针剂|针次?|剂次?|次)"
_FIRST = f"(?:第[一1]{_DOSE}|首{_DOSE}|[一1]针次?)"
_SECOND = f"(?:第[二2]{_DOSE}|[二2]针次?)"
_THIRD = f"(?:第[三3]{_DOSE}|[三3]针次?|加强{_DOSE}|加强免疫)"
# 第一、二、三针; 第一针、第二针和加强针.
_ORDINALS = (
    "(?:第[一二三123、]{3,8}(?:针剂|针|剂)次?|(?:第[一1]|首)(?:针剂?|剂)次?[、和及](?:第[二2]|[二2])[^,@;。\\n]{0,10})"
)
# Not over the name of another dose.
_TO_FIGURE = "(?:(?!第|首|加强|率)[^,@;。\n]){0,12}"
_UNDIVIDED = "(?:(?!第|首针|首剂|加强|一针|二针|三针|流感|狂犬|宫颈|HPV|岁|率)[^,@;。\n]){0,14}"
# Other vaccines, parts of the population, parts of the year.
_APART = (
    "(?:流感|狂犬|宫颈癌?|HPV|水痘|免疫规划|岁|老年人|老人|儿童|学生|青少年|师生|人群|@(?:及|或)?以上|单日|当日|日均)[^,@;。\n]{0,24}#",
    NORM,
    LAST_YEAR,
)
_HERE = "(?:疫苗|接种)"


class Emergency(Section):
    """突发事件应对"""

    topics: ClassVar[str] = "疫情|疫苗|接种|防控|核酸|突发事件|应急|灾害"
    outside: ClassVar[str] = PLANS
    identities: ClassVar[tuple[str, ...]] = (
        "vaccine_doses = vaccine_first_doses + vaccine_second_doses + vaccine_third_doses",
    )

    vaccine_doses: Figure = count(
        "疫苗接种总剂次",
        "截至报告时全域新冠疫苗接种的总剂次",
        excludes="某一针、某一人群的接种数;其他疫苗",
        units=_DOSES,
        cue=(
            "(?:接种|针|剂)[^。\n]{0,80}(?:合计|共计|总计|总剂次数?|总量)(?:接种|完成|达到?|为|约|近|超|逾|新冠|疫苗)*#",
            f"(?:累计|共|共计|总计|合计){_UNDIVIDED}(?:接种|疫苗){_UNDIVIDED}#",
            f"接种总?(?:剂次数?|针次|数|量){IS}#",
            f"接种{_UNDIVIDED}#",
            f"疫苗{_UNDIVIDED}#",
            f"接种了?#{UP_TO_8}疫苗",
        ),
        avoid=(
            *_APART,
            "(?:核酸|检测|采样)[^,@\n]{0,10}#",
            "其中[^;。\n]{0,40}#",
            f"(?:{_FIRST}|{_SECOND}|{_THIRD}){UP_TO_8}#",
        ),
        within=_HERE,
    )
    vaccine_first_doses: Figure = count(
        "第一针剂次",
        "新冠疫苗第一针(首针)接种的剂次或人数",
        units=_PERSONS,
        cue=(
            f"{_FIRST}(?:接种)?{_TO_FIGURE}#",
            f"#(?:已|均)?(?:完成|接种)了?{UP_TO_8}{_FIRST}",
        ),
        avoid=(*_APART, f"{_FIRST}{UP_TO_8}第二{UP_TO_8}(?:共计?|合计|总计)#", "#[^,@\n]{0,8}第[一二三、]{3,8}"),
        within=_HERE,
    )
    vaccine_second_doses: Figure = count(
        "第二针剂次",
        "新冠疫苗第二针接种的剂次或人数",
        excludes="全程接种率",
        units=_PERSONS,
        cue=(
            f"{_SECOND}(?:接种)?{_TO_FIGURE}#",
            f"#(?:已|均)?(?:完成|接种)了?{UP_TO_8}{_SECOND}",
        ),
        avoid=(*_APART, f"第一{UP_TO_8}{_SECOND}{UP_TO_8}(?:共计?|合计|总计)#", f"{_ORDINALS}{UP_TO_8}#"),
        within=_HERE,
    )
    vaccine_third_doses: Figure = count(
        "第三针剂次",
        "新冠疫苗第三针(加强针)接种的剂次或人数",
        units=_PERSONS,
        cue=(
            f"{_THIRD}(?:\\(加强[针剂]\\)|\\(第三[针剂]\\))?(?:接种)?{_TO_FIGURE}#",
            f"#(?:已|均)?(?:完成|接种)了?{UP_TO_8}{_THIRD}",
        ),
        avoid=(*_APART, f"(?:第[一1]|首){UP_TO_8}(?:三|3|加强){UP_TO_8}#[、,]"),
        within=_HERE,
    )
