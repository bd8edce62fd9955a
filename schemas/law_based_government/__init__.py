"""法治政府建设年度报告: the annual reports on law-based government of Chinese places and departments."""

from llmextract.schemas.law_based_government.decisions import Decisions
from llmextract.schemas.law_based_government.disputes import Disputes
from llmextract.schemas.law_based_government.emergency import Emergency
from llmextract.schemas.law_based_government.enforcement import Enforcement
from llmextract.schemas.law_based_government.functions import Functions
from llmextract.schemas.law_based_government.leadership import Leadership
from llmextract.schemas.law_based_government.litigation import Litigation
from llmextract.schemas.law_based_government.narrative import Narrative
from llmextract.schemas.law_based_government.oversight import Oversight
from llmextract.schemas.law_based_government.reconsideration import Reconsideration
from llmextract.schemas.law_based_government.report import Report
from llmextract.schemas.law_based_government.rulemaking import Rulemaking

TITLE = "法治政府建设年度报告"

# In the order of the official outline; what the report says of itself comes first, what it says in words last.
SECTIONS = {
    "report": Report,
    "leadership": Leadership,
    "functions": Functions,
    "rulemaking": Rulemaking,
    "decisions": Decisions,
    "enforcement": Enforcement,
    "emergency": Emergency,
    "disputes": Disputes,
    "reconsideration": Reconsideration,
    "litigation": Litigation,
    "oversight": Oversight,
    "narrative": Narrative,
}
