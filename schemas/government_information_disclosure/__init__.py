"""政府信息公开工作年度报告: the annual reports on the disclosure of government information and their statutory tables.

The form is that of 国办公开办函〔2021〕30号, binding from the reports on 2021 on; the tables of the first form,
国办公开办函〔2019〕60号, are read as far as they have the same rows and columns.
"""

from llmextract.schemas.government_information_disclosure.activity import Activity
from llmextract.schemas.government_information_disclosure.disputes import Disputes
from llmextract.schemas.government_information_disclosure.narrative import Narrative
from llmextract.schemas.government_information_disclosure.proactive import Proactive
from llmextract.schemas.government_information_disclosure.requests import Requests
from llmextract.schemas.law_based_government.report import Report

TITLE = "政府信息公开工作年度报告"

SECTIONS = {
    "report": Report,
    "proactive": Proactive,
    "requests": Requests,
    "disputes": Disputes,
    "activity": Activity,
    "narrative": Narrative,
}
