"""教育统计公报: a genre of one section, as small as one can be."""

from typing import ClassVar

from llmextract.schema import Figure, Section, change, count, people


class Schools(Section):
    """学校"""

    topics: ClassVar[str] = "学校|学生"
    identities: ClassVar[tuple[str, ...]] = ("girls <= pupils",)

    schools: Figure = count("学校数", "全县各级各类学校总数", units="所 个", cue=("学校#",))
    schools_change: Figure = change("学校数同比", cue=("学校@,同比(?:下降|增长)#",))
    pupils: Figure = people("在校学生数", "全县在校学生总数", cue=("在校学生#",))
    girls: Figure = people("女生数", "在校学生中女生的人数", cue=("其中女生#",))


TITLE = "教育统计公报"
SECTIONS = {"schools": Schools}
