"""Every code has a text that triggers it and a near one that must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llmextract import CODES, Code, Document, Severity, codes_table, verify
from llmextract.deciding import decide
from llmextract.decisions import Action, Decision, Spot
from llmextract.gate.claims import OTHER, OTHER_FIELD, Claim, Ruling
from llmextract.gate.verdicts import check_claims, check_fields, check_ledger
from llmextract.rules.view import Rules
from llmextract.schema import Genre

HEAD = "某县2024年法治政府建设年度报告\n一、行政复议\n"


def told(text: str, data: dict[str, object], genre: Genre) -> set[str]:
    """The codes of `verify`; a pair is a pointer (the text of a mention) and a copy."""
    document = Document(HEAD + text)
    ids = {m.text: document.mention_ids[i] for i, m in enumerate(document.mentions)}
    leaves = {
        field: {"mention": ids.get(value[0], "n999"), "printed": value[1]} if isinstance(value, tuple) else value
        for field, value in data.items()
    }
    findings = [finding for checked in verify(leaves, document, genre) for finding in checked.findings]
    for finding in findings:
        assert finding.severity in CODES[finding.code].severities, finding
        assert finding.about == CODES[finding.code].about, finding
    return {finding.code.value for finding in findings}


RECEIVED = "全年共收到行政复议申请206件,审结185件。"
RATED = "审结行政复议案件185件,实质性化解行政争议179件,实质化解率为96.76%。"
# code: (text, data that triggers it), (text, data that must not).
VERIFIED: dict[Code, tuple[tuple[str, dict], tuple[str, dict]]] = {
    Code.VALUE_NOT_IN_SOURCE: ((RECEIVED, {"concluded": 186}), (RECEIVED, {"concluded": 185})),
    Code.COPY_MISMATCH: ((RECEIVED, {"concluded": ("206件", "185件")}), (RECEIVED, {"concluded": ("185件", "185")})),
    Code.SCALE_DROPPED: (
        ("实有市场主体6.59万户。", {"market_entities": 6.59}),
        ("实有市场主体6.59万户。", {"market_entities": 65900}),
    ),
    Code.POINTS_AS_PERCENT: (
        (RATED, {"substantive_resolution_rate": 0.9676}),
        (RATED, {"substantive_resolution_rate": 96.76}),
    ),
    Code.UNIT_MISMATCH: (
        (RATED, {"concluded": ("96.76%", "96.76%")}),
        (RATED, {"substantive_resolution_rate": ("96.76%", "96.76%")}),
    ),
    Code.NOT_DATA: ((RECEIVED, {"concluded": ("2024年", "2024年")}), (RECEIVED, {"concluded": ("185件", "185件")})),
    Code.OUT_OF_RANGE: (
        ("审结行政复议案件185件,其中确认违法190件。", {"found_unlawful": 190, "concluded": 185}),
        ("审结行政复议案件185件,其中确认违法19件。", {"found_unlawful": 19, "concluded": 185}),
    ),
    Code.RANGE_END: (
        ("收到行政复议申请97至105件。", {"applications_received": ("97", "97")}),
        ("收到行政复议申请97件。", {"applications_received": 97}),
    ),
    Code.DIRECTION_UNSAID: (
        ("收到行政复议申请206件,同比19.72%。", {"applications_change": 19.72}),
        ("收到行政复议申请206件,同比下降19.72%。", {"applications_change": -19.72}),
    ),
    Code.DOUBTFUL: (
        ("收到行政复议申请四五件。", {"applications_received": ("四五件", "四五件")}),
        ("收到行政复议申请五件。", {"applications_received": ("五件", "五件")}),
    ),
    Code.APPROXIMATION_LOST: (
        ("收到行政复议申请1000余件。", {"applications_received": ("1000余件", "1000件")}),
        ("收到行政复议申请近1000件。", {"applications_received": ("1000件", "近1000件")}),
    ),
    Code.CUE_MISSING: (
        ("行政复议案件185件。", {"concluded": ("185件", "185件")}),
        ("审结行政复议案件185件。", {"concluded": ("185件", "185件")}),
    ),
    Code.BETTER_MENTION: (
        (RECEIVED, {"concluded": ("206件", "206件")}),
        (RECEIVED, {"concluded": ("185件", "185件")}),
    ),
    Code.SCOPE: (
        ("审结行政复议案件185件,其中2020年以来收到行政复议申请60件。", {"applications_received": 60}),
        ("2024年以来,收到行政复议申请60件。", {"applications_received": 60}),
    ),
    Code.YEAR_MISMATCH: (
        ("2023年收到行政复议申请206件。", {"applications_received": 206}),
        ("2024年收到行政复议申请206件。", {"applications_received": 206}),
    ),
    Code.DOUBLE_CLAIM: (
        (RECEIVED, {"concluded": 185, "pending": 185}),
        (RECEIVED, {"applications_received": 206, "accepted": 206}),
    ),
    Code.AMBIGUOUS: (
        ("评查案卷30份。印发简报30份。", {"contracts_reviewed": 30}),
        ("评查案卷30份。印发简报30份。", {"case_files_reviewed": 30}),
    ),
    Code.QUOTE_NOT_IN_SOURCE: (
        (RECEIVED, {"concluded": {"value": 185, "quote": "已经审结185件"}}),
        (RECEIVED, {"concluded": {"value": 185, "quote": "审结 185件"}}),
    ),
    Code.RULES_DISAGREE: ((RECEIVED, {"concluded": 206}), (RECEIVED, {"concluded": 185})),
    Code.STATED_TWICE: (
        (RATED + "\n二、其他\n全年共审结行政复议案件185件。", {"concluded": 185}),
        (RATED, {"concluded": 185}),
    ),
    Code.SUM_HOLDS: (
        ("清理规范性文件33件,其中继续有效25件、废止4件、宣布失效4件。", {"cleanup_reviewed": 33}),
        ("清理规范性文件33件,其中继续有效25件。", {"cleanup_reviewed": 33}),
    ),
    Code.SUM_BROKEN: (
        ("清理规范性文件33件,其中继续有效26件、废止4件、宣布失效4件。", {"cleanup_reviewed": 33}),
        ("清理规范性文件33件,其中继续有效25件、废止4件、宣布失效3件。", {"cleanup_reviewed": 33}),
    ),
    Code.RATE_HOLDS: ((RATED, {"concluded": 185}), (RECEIVED, {"concluded": 185})),
    Code.RATE_BROKEN: (
        (RATED.replace("96.76", "97.76"), {"substantive_resolution_rate": 97.76}),
        (RATED.replace("96.76", "96.75"), {"substantive_resolution_rate": 96.75}),  # truncated
    ),
    Code.RATE_IMPOSSIBLE: (
        ("办结行政复议案件127件,复议调撤率为46.47%。", {"settlement_rate": 46.47}),
        ("办结行政复议案件127件,复议调撤率为46.46%。", {"settlement_rate": 46.46}),
    ),
    Code.FLOW_HOLDS: (
        ("受理行政复议案件14起,已办结15起(含上年度转结案件2起),正在办理1起。", {"concluded": 15}),
        ("受理行政复议案件14起,已办结13起。", {"concluded": 13}),
    ),
    Code.FLOW_BROKEN: (
        ("受理行政复议案件14起,已办结12起(含上年度转结案件2起),正在办理1起。", {"concluded": 12}),
        ("受理行政复议案件14起,已办结12起,正在办理1起。", {"concluded": 12}),  # what was carried over is not told
    ),
}


@pytest.mark.parametrize("code", VERIFIED)
def test_a_code_is_said_where_it_must_and_only_there(code: Code, genre: Genre) -> None:
    triggers, near = VERIFIED[code]
    assert code.value in told(*triggers, genre)
    assert code.value not in told(*near, genre)


def test_the_codes_about_fields_mentions_and_names(genre: Genre) -> None:
    rules = Rules(Document(HEAD + RECEIVED + "评查案卷30份。"), genre)
    document = rules.document
    index = {m.text: i for i, m in enumerate(document.mentions)}

    def claim(field: str, text: str, name: str = "") -> Claim:
        spec = OTHER if field == OTHER_FIELD else genre.specs["reconsideration", field]
        return Claim("reconsideration", field, spec, mention=index[text], printed=text, name=name)

    def codes(*claims: Claim, unwitnessed: tuple[int, ...] = ()) -> set[Code]:
        return {finding.code for finding in check_claims(document, rules, claims, unwitnessed)}

    full = claim("concluded", "185件")
    assert {f.code for f in check_fields(document, rules, (full,), rules.genre.keys("reconsideration"))} == {
        Code.MISSED
    }
    received = claim("applications_received", "206件")
    assert not list(check_fields(document, rules, (full, received), rules.genre.keys("reconsideration")))
    assert [f.message for f in check_ledger(document, {index["206件"], index["185件"]})] == [
        "'30份' is claimed by nothing"
    ]
    assert codes(full, unwitnessed=(0,)) == {Code.UNCONFIRMED}
    assert codes(full) == set()
    assert codes(replace(full, agreement=(2, 3))) == {Code.ANSWERS_DIFFER}
    assert codes(replace(full, agreement=(3, 3))) == set()
    assert Code.PLACES_DIFFER in codes(full, claim("concluded", "206件"))
    assert Code.PLACES_DIFFER not in codes(full, claim("concluded", "185件"))
    assert Code.NAME_NOT_IN_SOURCE in codes(claim(OTHER_FIELD, "30份", "检查企业数"))
    assert Code.NAME_NOT_IN_SOURCE not in codes(claim(OTHER_FIELD, "30份", "评查案卷数"))


def test_the_codes_about_what_people_have_decided(genre: Genre) -> None:
    document = Document(HEAD + RECEIVED)
    rules = Rules(document, genre)
    index = {m.text: i for i, m in enumerate(document.mentions)}
    spec = genre.specs["reconsideration", "concluded"]
    claim = Claim("reconsideration", "concluded", spec, mention=index["185件"], printed="185件")

    def told(decided: Claim) -> dict[Code, Severity]:
        found = check_claims(document, rules, (decided,))
        assert all(finding.severity in CODES[finding.code].severities for finding in found)
        return {finding.code: finding.severity for finding in found}

    assert told(claim) == {}
    assert told(replace(claim, ruling=Ruling.ACCEPTED)) == {Code.ACCEPTED: Severity.CONFIRM}
    assert told(replace(claim, ruling=Ruling.CORRECTED)) == {Code.CORRECTED: Severity.CONFIRM}
    assert told(replace(claim, ruling=Ruling.REJECTED)) == {Code.REFUSED: Severity.REJECT}

    place = Spot(document.raw.index("185件"), document.raw.index("185件") + 4, "185件")
    accepted = Decision("a", document.fingerprint, "reconsideration", "concluded", Action.ACCEPT, place)
    assert decide(document, rules, (claim,), [accepted]).findings == ()
    (stale,) = decide(document, rules, (claim,), [replace(accepted, text="0" * 64, place=Spot(0, 2, "九件"))]).findings
    assert (stale.code, stale.severity) == (Code.DECISION_STALE, Severity.REVIEW)


def test_no_code_is_left_out() -> None:
    here = {
        *VERIFIED,
        Code.MISSED,
        Code.ANSWERS_DIFFER,
        Code.UNCLAIMED,
        Code.UNCONFIRMED,
        Code.PLACES_DIFFER,
        Code.NAME_NOT_IN_SOURCE,
    }
    people = {Code.ACCEPTED, Code.CORRECTED, Code.REFUSED, Code.DECISION_STALE}
    across = {Code.RESTATED, Code.REPEATED, Code.JUMP}  # tests/test_across.py
    assert here | people | across == set(CODES) == set(Code)


def test_the_table_tells_every_code() -> None:
    rows = codes_table().splitlines()[2:]
    assert [row.split(" | ")[0].strip("| ") for row in rows] == [code.value for code in Code]
    assert {severity for meaning in CODES.values() for severity in meaning.severities} == set(Severity)
