"""Runs for the tests of review pages: a small report in which everything that a page tells apart occurs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from llmextract import Document, Result, extract
from llmextract.errors import Fault
from llmextract.gate.codes import Code
from llmextract.result import SectionState, SectionStatus, StatedFinding
from llmextract.schema.leaves import Figure, State, Verdict

__all__ = ["MIXED", "mixed_result", "write_run"]

# 12次 is claimed and doubted, 40件 refused, 300人 claimed by nothing, and 5件 is missed by its field.
MIXED = """某市2024年法治政府建设年度报告

一、行政复议与应诉
(一)行政复议。全年收到行政复议申请206件,审结185件,其中调解40件。
(二)行政应诉。全年发生行政诉讼案件57件,同比下降19.72%。
\f二、其他工作
召开常务会议12次,培训300人,发出司法建议5件。未收到行政赔偿申请。
"""


def _finding(
    code: Code, severity: str, section: str, field: str, message: str, *spans: tuple[int, int]
) -> StatedFinding:
    return StatedFinding(
        code=code, severity=severity, about="extraction", section=section, field=field, message=message, spans=spans
    )


def mixed_result(name: str = "mixed-2024.txt", text: str = MIXED) -> tuple[Document, Result]:
    """The report with every status: verified, review, rejected, missed, unclaimed, failed, absent, without a number."""
    document = Document(text, name)
    result = extract(document, model="rules")
    spans = {entry.text: (entry.start, entry.end) for entry in result.ledger}
    report: dict[str, Any] = dict(result.report)

    def put(section: str, **fields: Any) -> None:
        report[section] = report[section].model_copy(update=fields)

    recon, courts = report["reconsideration"], report["litigation"]
    holds = {"verdict": Verdict.VERIFIED, "codes": ("STATED_TWICE",)}
    put("reconsideration", applications_received=recon.applications_received.model_copy(update=holds))
    put(
        "reconsideration",
        concluded=recon.concluded.model_copy(update={"verdict": Verdict.REJECTED, "codes": ("SCALE_DROPPED",)}),
    )
    put("litigation", cases=courts.cases.model_copy(update={"verdict": Verdict.VERIFIED, "codes": ("RATE_HOLDS",)}))
    put("litigation", head_appearances=Figure(verdict=Verdict.REVIEW, codes=("MISSED",)))
    put("litigation", head_appearance_rate=Figure(state=State.WITHOUT_NUMBER, verdict=Verdict.VERIFIED))
    put(
        "rulemaking",
        **{
            field: Figure(state=State.FAILED)
            for field, spec in type(report["rulemaking"]).specs().items()
            if not spec.many
        },
    )
    for section in report:
        left = tuple(o for o in report[section].other if o.places and o.places[0].text != "300人")
        put(section, other=left)
    findings = [f for f in result.findings if (f.section, f.field) != ("reconsideration", "applications_received")]
    findings += [
        _finding(Code.STATED_TWICE, "confirm", "reconsideration", "applications_received", "206 is stated for this field at another place too", spans["206件"]),
        _finding(Code.SCALE_DROPPED, "reject", "reconsideration", "concluded", "'185万' is '185件' with another scale", spans["185件"]),
        _finding(Code.RATE_HOLDS, "confirm", "litigation", "cases", "57 is -19.72% against 71 the year before", spans["57件"], spans["19.72%"]),
        _finding(Code.MISSED, "review", "litigation", "head_appearances", "负责人出庭应诉案件数 has no value, and the rules would take '5件'", spans["5件"]),
        _finding(Code.UNCLAIMED, "review", "", "", "'300人' is claimed by nothing", spans["300人"]),
    ]  # fmt: skip
    ledger = tuple(e.model_copy(update={"claimed_by": ()}) if e.text == "300人" else e for e in result.ledger)
    sections = result.sections | {
        "emergency": SectionStatus(state=SectionState.ABSENT),
        "rulemaking": SectionStatus(state=SectionState.FAILED, fault=Fault.MALFORMED, reason="no JSON <b>"),
    }
    changed = {"report": report, "findings": tuple(findings), "ledger": ledger, "sections": sections}
    return document, result.model_copy(update=changed)


def write_run(out: Path, documents: Iterable[tuple[Document, Result]], schema: str = "law_based_government") -> Path:
    """A folder as a run leaves it, as far as a review reads it."""
    out.mkdir(parents=True, exist_ok=True)
    for document, result in documents:
        for kind, name, text in (("results", ".json", result.model_dump_json()), ("sources", "", document.raw)):
            path = out / kind / f"{document.name}{name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    (out / "run.json").write_text(json.dumps({"schema": schema, "options": {}}), encoding="utf-8")
    return out
