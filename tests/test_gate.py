"""The gate: every code has a case that triggers it and one that must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llmextract.document import Document
from llmextract.gate.claims import OTHER, OTHER_FIELD, Claim, Slip, copy_fits, place_figure, place_words, signed
from llmextract.gate.codes import CODES, Code, Finding, Severity
from llmextract.gate.verdicts import check_claims, check_fields, check_ledger, verdict
from llmextract.rules.view import Rules
from llmextract.schema import Genre, State, Verdict

TEXT = """某县2024年法治政府建设年度报告
一、依法全面履行政府职能
全县实有各类市场主体6.59万户,同比增长4.27%。
二、行政复议
全年共收到行政复议申请206件,同比下降19.72%,审结185件,实质性化解行政争议179件,实质化解率为96.76%,同比提升1.59个百分点。
为企业挽回经济损失8亿余元。
三、行政应诉
行政机关负责人出庭应诉率达100%。落实“三项制度”,制定计划5项。
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(TEXT)


@pytest.fixture(scope="module")
def rules(document: Document, genre: Genre) -> Rules:
    return Rules(document, genre)


def at(document: Document, text: str) -> int:
    """The index of the mention that reads so."""
    (index,) = [i for i, m in enumerate(document.mentions) if m.text == text]
    return index


def claim(rules: Rules, name: str, text: str | None, printed: str | None = None) -> Claim:
    """A model's claim: field `name` is the mention `text`, copied as `printed`."""
    section, field = name.split(".")
    document = rules.document
    pointed = None if text is None else at(document, text)
    copy = printed if printed is not None else text or ""
    mention, slip = place_figure(document, pointed, copy, range(len(document.mentions)))
    return Claim(section, field, rules.genre.specs[section, field], mention=mention, slip=slip, printed=copy)


def codes(rules: Rules, *claims: Claim) -> set[str]:
    return {str(f.code) for f in check_claims(rules.document, rules, tuple(claims)) if f.severity != "confirm"}


def judged(rules: Rules, one: Claim) -> Verdict:
    return verdict(check_claims(rules.document, rules, (one,)))


TRUE = [
    ("functions.market_entities", "6.59万户"),
    ("functions.market_entities_change", "4.27%"),
    ("reconsideration.applications_received", "206件"),
    ("reconsideration.applications_change", "19.72%"),
    ("reconsideration.concluded", "185件"),
    ("reconsideration.substantively_resolved", "179件"),
    ("reconsideration.substantive_resolution_rate", "96.76%"),
    ("reconsideration.substantive_resolution_rate_change", "1.59个百分点"),
    ("reconsideration.loss_recovered", "8亿余元"),
    ("litigation.head_appearance_rate", "100%"),
]


@pytest.mark.parametrize(("name", "text"), TRUE)
def test_a_true_claim_is_verified_without_a_code(rules: Rules, name: str, text: str) -> None:
    assert codes(rules, claim(rules, name, text)) == set()
    assert judged(rules, claim(rules, name, text)) is Verdict.VERIFIED


PLANTED = [
    # what goes wrong, field, mention pointed at, copy, codes that must be said, verdict
    (
        "digit changed",
        "reconsideration.concluded",
        "185件",
        "186件",
        {"COPY_MISMATCH", "VALUE_NOT_IN_SOURCE"},
        "rejected",
    ),
    (
        "scale dropped",
        "functions.market_entities",
        "6.59万户",
        "6.59户",
        {"COPY_MISMATCH", "SCALE_DROPPED"},
        "rejected",
    ),
    ("scale added", "reconsideration.concluded", "185件", "185万件", {"COPY_MISMATCH", "SCALE_DROPPED"}, "rejected"),
    ("scale of money", "reconsideration.loss_recovered", "8亿余元", "8元", {"SCALE_DROPPED"}, "rejected"),
    (
        "points copied as percent",
        "reconsideration.substantive_resolution_rate_change",
        "1.59个百分点",
        "1.59%",
        {"POINTS_AS_PERCENT"},
        "rejected",
    ),
    (
        "points in a rate field",
        "reconsideration.substantive_resolution_rate",
        "1.59个百分点",
        None,
        {"POINTS_AS_PERCENT"},
        "rejected",
    ),
    ("fraction", "reconsideration.substantive_resolution_rate", "96.76%", "0.9676", {"POINTS_AS_PERCENT"}, "rejected"),
    ("money in a count", "reconsideration.concluded", "8亿余元", None, {"UNIT_MISMATCH"}, "rejected"),
    ("rate in a count", "reconsideration.concluded", "96.76%", None, {"UNIT_MISMATCH"}, "rejected"),
    ("count in a rate", "litigation.head_appearance_rate", "185件", None, {"UNIT_MISMATCH"}, "rejected"),
    ("measure word not listed", "functions.market_entities", "5项", None, {"UNIT_MISMATCH"}, "review"),
    ("a slogan's number", "reconsideration.concluded", "三项", None, {"NOT_DATA"}, "rejected"),
    ("a date", "reconsideration.concluded", "2024年", None, {"NOT_DATA"}, "rejected"),
    ("pointer slips", "reconsideration.concluded", "206件", "185件", {"COPY_MISMATCH"}, "review"),
    ("pointer to nothing", "reconsideration.concluded", None, "185件", {"COPY_MISMATCH"}, "review"),
    ("neighbour", "reconsideration.concluded", "206件", None, {"BETTER_MENTION", "RULES_DISAGREE"}, "review"),
    ("invented", "reconsideration.accepted", None, "42件", {"COPY_MISMATCH", "VALUE_NOT_IN_SOURCE"}, "rejected"),
]


@pytest.mark.parametrize(
    ("name", "text", "printed", "said", "judgement"), [case[1:] for case in PLANTED], ids=[c[0] for c in PLANTED]
)
def test_a_planted_error_is_told(
    rules: Rules, name: str, text: str | None, printed: str | None, said: set[str], judgement: str
) -> None:
    planted = claim(rules, name, text, printed)
    assert said <= codes(rules, planted)
    assert judged(rules, planted) == judgement


def test_a_resolved_slip_rests_where_the_copy_stands(rules: Rules, document: Document) -> None:
    slipped = claim(rules, "reconsideration.concluded", "206件", "185件")
    assert slipped.mention == at(document, "185件")


def test_a_copy_that_fits_two_places_is_not_resolved() -> None:
    document = Document("受理5件,办结5件,移送3件")
    assert place_figure(document, 2, "5件", range(3)) == (None, Slip(2, resolved=False))
    assert place_figure(document, 1, "5件", range(3)) == (1, None)  # the pointer decides where it agrees


@pytest.mark.parametrize(
    ("printed", "text", "fits"),
    [
        ("206件", "206件", True),
        ("206", "206件", True),  # a unit left out is no other value
        ("６．５９万户", "6.59万户", True),
        ("65900户", "6.59万户", True),
        ("6.59", "6.59万户", False),
        ("6.59万", "6.59万户", True),
        ("206人", "206件", False),
        ("96.76", "96.76%", False),
        ("近90万元", "90万元", True),
    ],
)
def test_copies(printed: str, text: str, fits: bool) -> None:
    (mention,) = Document(f"共{text}。").mentions
    assert copy_fits(printed, [mention]) is fits


def test_double_claim(rules: Rules) -> None:
    one, two = (claim(rules, f"reconsideration.{f}", "185件") for f in ("concluded", "substantively_resolved"))
    assert "DOUBLE_CLAIM" in codes(rules, one, two)
    assert "DOUBLE_CLAIM" not in codes(rules, one, one)


def test_fields_that_share_may_claim_one_mention(genre: Genre) -> None:
    rules = Rules(Document("办理人大代表建议52件,政协提案36件,代表委员对办理结果满意率100%。"), genre)
    both = [claim(rules, f"oversight.{f}_satisfaction_rate", "100%") for f in ("congress", "conference")]
    assert "DOUBLE_CLAIM" not in codes(rules, *both)


def test_out_of_range(genre: Genre) -> None:
    rules = Rules(Document("行政机关负责人出庭应诉率达120%。"), genre)
    assert "OUT_OF_RANGE" in codes(rules, claim(rules, "litigation.head_appearance_rate", "120%"))


def test_places_of_one_field_must_state_the_same(rules: Rules) -> None:
    one, two = (claim(rules, "reconsideration.concluded", text) for text in ("185件", "179件"))
    assert "PLACES_DIFFER" in codes(rules, one, two)


def test_stated_twice_confirms(genre: Genre) -> None:
    text = "二、行政复议\n审结行政复议案件185件。\n全年共审结行政复议案件185件。"
    rules = Rules(Document(text), genre)
    first = Claim(
        "reconsideration", "concluded", rules.genre.specs["reconsideration", "concluded"], mention=1, printed="185件"
    )
    findings = check_claims(rules.document, rules, (first,))
    assert [f.code for f in findings] == [Code.STATED_TWICE]
    assert verdict(check_claims(rules.document, rules, (first,), unwitnessed=[0])) is Verdict.VERIFIED


def test_a_decrease_is_negative_only_in_change_fields(rules: Rules, document: Document) -> None:
    mention = document.mentions[at(document, "19.72%")]
    assert signed(mention, rules.genre.specs["reconsideration", "applications_change"]) == -mention.value
    assert signed(mention, rules.genre.specs["reconsideration", "correction_rate"]) == mention.value


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("挽回经济损失", False),
        ("挽回经济损失数", False),
        ("为企业节约成本", True),
        ("为企业(挽回)经济损失", False),
        ("", True),
        ("行政复议挽回经济损失", False),
    ],
)
def test_the_name_of_an_other_indicator_is_in_the_sources_words(rules: Rules, name: str, said: bool) -> None:
    other = Claim(
        "reconsideration", OTHER_FIELD, OTHER, mention=at(rules.document, "8亿余元"), printed="8亿余元", name=name
    )
    assert ("NAME_NOT_IN_SOURCE" in codes(rules, other)) is said


def test_copied_words_are_found_where_they_stand(document: Document) -> None:
    first = document.sentences[0]
    span = (first.start, first.end)
    assert place_words(document, "某县", span, [span]) == ((0, 2), True)
    everywhere = [(s.start, s.end) for s in document.sentences]
    moved, at_pointer = place_words(document, "行政应诉", span, everywhere)
    assert moved is not None
    assert not at_pointer
    assert place_words(document, "某市", span, everywhere) == (None, False)
    assert place_words(document, "行政复议", span, everywhere) == (None, False)  # stands at two places


def test_text_codes(rules: Rules) -> None:
    title = Claim(
        "report", "title", rules.genre.specs["report", "title"], span=(0, 17), printed="某县2024年法治政府建设年度报告"
    )
    assert codes(rules, title) == set()
    elsewhere = replace(title, span=(0, 2), printed="某县")
    assert codes(rules, elsewhere) == {"CUE_MISSING", "RULES_DISAGREE"}
    invented = replace(title, span=None, printed="某市报告", slip=Slip(None, resolved=False))
    assert codes(rules, invented) == {"COPY_MISMATCH", "VALUE_NOT_IN_SOURCE"}
    slipped = replace(title, slip=Slip(None, resolved=True))
    assert codes(rules, slipped) == {"COPY_MISMATCH"}


def test_missed_and_unclaimed(rules: Rules, document: Document) -> None:
    claims = (claim(rules, "reconsideration.concluded", "185件"),)
    missed = {f.field for f in check_fields(document, rules, claims, rules.genre.keys("reconsideration"))}
    assert "applications_received" in missed
    assert "concluded" not in missed
    unclaimed = {document.raw[slice(*f.spans[0])] for f in check_ledger(document, {at(document, "185件")})}
    assert "206件" in unclaimed
    assert not unclaimed & {"185件", "2024年", "三项"}


def test_without_number_is_no_missing_field_where_the_rules_find_nothing(rules: Rules, document: Document) -> None:
    spec = rules.genre.specs["reconsideration", "proposals_issued"]
    told = Claim("reconsideration", "proposals_issued", spec, state=State.WITHOUT_NUMBER, span=(0, 17))
    missed = {f.field for f in check_fields(document, rules, (told,), rules.genre.keys("reconsideration"))}
    assert "proposals_issued" not in missed


def test_a_witness_does_not_confirm_itself(rules: Rules) -> None:
    alone = claim(rules, "reconsideration.applications_received", "206件")
    findings = check_claims(rules.document, rules, (alone,), unwitnessed=[0])
    assert [f.code for f in findings] == [Code.UNCONFIRMED]
    assert verdict(findings) is Verdict.REVIEW


def test_verdicts() -> None:
    def of(*severities: Severity) -> str:
        return verdict(Finding(Code.MISSED, s, "") for s in severities)

    assert of() == of(Severity.CONFIRM) == "verified"
    assert of(Severity.CONFIRM, Severity.REVIEW) == "review"
    assert of(Severity.CONFIRM, Severity.REVIEW, Severity.REJECT) == "rejected"


def test_an_end_of_a_range_is_no_figure(genre: Genre) -> None:
    rules = Rules(Document("发生行政诉讼案件3至5件,同比-5.3%。"), genre)
    low = claim(rules, "litigation.cases", "3", "3")
    assert "RANGE_END" in codes(rules, low)
    assert judged(rules, low) is Verdict.REVIEW


@pytest.mark.parametrize("sign", ["-", "−", "－", "–", "﹣", "—"])
def test_a_printed_sign_is_the_values_sign(genre: Genre, sign: str) -> None:
    document = Document(f"发生行政诉讼案件5件,同比{sign}5.3%。")
    (rate,) = [m for m in document.mentions if m.unit == "%"]
    assert signed(rate, genre.specs["litigation", "cases_change"]) == -rate.value


def test_every_code_is_described() -> None:
    assert set(CODES) == set(Code)


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("下降", -1),
        ("下降 ", -1),
        ("下降幅度", -1),
        ("降", -1),
        ("负增长", -1),
        ("增长", 1),
        ("减少证明后增长", 1),
        ("提升", 1),
    ],
)
def test_the_last_word_of_direction_decides(genre: Genre, words: str, sign: int) -> None:
    document = Document(f"行政诉讼案件57件,同比{words}19.72%。")
    mention = document.mentions[at(document, "19.72%")]
    assert signed(mention, genre.specs["litigation", "cases_change"]) == sign * (mention.value or 0)


def test_a_change_without_a_direction_is_not_verified(genre: Genre) -> None:
    rules = Rules(Document("全年发生行政诉讼案件57件,同比变化19.72%。"), genre)
    assert "DIRECTION_UNSAID" in codes(rules, claim(rules, "litigation.cases_change", "19.72%"))


def test_figures_of_another_year_go_to_review(genre: Genre) -> None:
    text = "某县2024年法治政府建设年度报告\n一、行政复议\n2022年审结行政复议案件185件,2024年审结行政复议案件206件。"
    rules = Rules(Document(text), genre)
    assert "YEAR_MISMATCH" in codes(rules, claim(rules, "reconsideration.concluded", "185件"))
    assert "YEAR_MISMATCH" not in codes(rules, claim(rules, "reconsideration.concluded", "206件"))


@pytest.mark.parametrize("text", ["审结行政复议案件四五件。", "审结行政复议案件数十件。"])
def test_numbers_that_cannot_be_read_with_certainty(genre: Genre, text: str) -> None:
    rules = Rules(Document(text), genre)
    (mention,) = rules.document.mentions
    assert mention.doubtful
    assert "DOUBTFUL" in codes(rules, claim(rules, "reconsideration.concluded", mention.text))


def test_other_indicators_under_a_neighbours_name_or_twice(genre: Genre) -> None:
    rules = Rules(Document("建成站点3个,开展宣传8场。"), genre)
    other = Claim("disputes", OTHER_FIELD, OTHER, mention=1, printed="8场", name="开展宣传")
    assert codes(rules, other) == set()
    assert codes(rules, replace(other, name="站点")) == {"NAME_NOT_IN_SOURCE"}
    assert codes(rules, other, replace(other, entry=1)) == {"DOUBLE_CLAIM"}


def test_a_copied_sign_does_not_fit_a_count() -> None:
    (mention,) = Document("共185件。").mentions
    assert not copy_fits("-185件", [mention])
    assert not copy_fits("185-190件", [mention])


def test_words_are_found_over_a_line_end() -> None:
    document = Document("某县人民政府\n关于2024年度法治政府建设情况的报告\n正文。")
    first = document.sentences[0]
    words = "某县人民政府关于2024年度法治政府建设情况的报告"
    assert place_words(document, words, (first.start, first.end), []) == ((0, len(words) + 1), True)


def test_a_rejected_claim_claims_nothing(rules: Rules) -> None:
    right = claim(rules, "reconsideration.concluded", "185件")
    wrong = claim(rules, "reconsideration.substantive_resolution_rate", "185件")  # a count in a rate: rejected
    assert "DOUBLE_CLAIM" not in {f.code for f in check_claims(rules.document, rules, (right, wrong)) if f.claim == 0}
    doubtful = claim(rules, "reconsideration.pending", "185件")
    assert "DOUBLE_CLAIM" in {f.code for f in check_claims(rules.document, rules, (right, doubtful)) if f.claim == 0}


def test_one_figure_bears_no_witness_for_itself(genre: Genre) -> None:
    rules = Rules(Document("一、信访\n排查化解矛盾纠纷5件,化解率为100%。"), genre)
    names = ("disputes_found", "disputes_resolved")
    claims = tuple(claim(rules, f"disputes.{name}", "5件") for name in names)
    found = check_claims(rules.document, rules, (*claims, claim(rules, "disputes.dispute_resolution_rate", "100%")))
    assert "RATE_HOLDS" not in {f.code for f in found}


@pytest.mark.parametrize(("printed", "fits"), [("上升56.7%", True), ("下降56.7%", False), ("-56.7%", False)])
def test_a_copy_does_not_turn_a_rise_into_a_fall(printed: str, fits: bool) -> None:
    (_, rise) = Document("收到申请152件,同比上升56.7%。").mentions
    assert copy_fits(printed, [rise]) is fits


def test_a_figure_behind_a_broken_one_is_doubtful(genre: Genre) -> None:
    """What counts the broken figure would else seem to count nothing, and its words to be those of the next."""
    for text, said in (("审查文件2\u200a2件、行政协议9份", {"DOUBTFUL"}), ("审查文件22件、行政协议9份", set())):
        document = Document(f"某县2024年法治政府建设年度报告\n一、审查\n{text}。\n")
        rules = Rules(document, genre)
        index = next(i for i, m in enumerate(document.mentions) if m.text == "9份")
        other = Claim("decisions", OTHER_FIELD, OTHER, mention=index, printed="9份", name="行政协议")
        found = {finding.code.value for finding in check_claims(document, rules, (other,))}
        assert found & {"DOUBTFUL"} == said
