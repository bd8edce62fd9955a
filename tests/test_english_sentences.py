"""Where English sentences and paragraphs end; Chinese ones have no part in it."""

from __future__ import annotations

import pytest

from llmextract import Document


def split(text: str) -> list[str]:
    document = Document(text)
    return [" ".join(text[s.start : s.end].split()) for s in document.sentences]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The rate rose to 3.5 per cent.", "It was 3.1 in 2023.", "See No. 5 and e.g. Table 3."],
        ["The U.S. economy grew.", "Mr. Smith and Dr. Jones left at 5 p.m. on Jan. 5, 2024."],
        ["It was the U.S.", "The rest stayed."],
        ["Costs fell to £318.4m.", "Net debt stood at €1.1bn; it had been higher."],
        ["He said “Stop.”", "Then it rose!", "Did it?", "Yes (it did. It really did)."],
        ["1. Overview", "4.2 Outlook"],
        ["All of it was accepted.12", "The next year was better."],
        ["Smith et al. 2020 found 5.", "“We agree.”", "In all, 12 did."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    joint = "\n" if sentences[0] == "1. Overview" else " "
    assert split(joint.join(sentences)) == sentences


def test_a_wrapped_paragraph_is_one() -> None:
    text = (
        "Overview\n"
        "In the year the office received 1,234 complaints and closed most of\n"
        "them. Average time dropped from 34 to 29 days, as stated in Table No.\n"
        "5 of the annex (an estimate of the whole)\n"
        "and elsewhere.\n"
        "\n"
        "- first of the list\n"
        "- second of it\n"
    )
    assert split(text) == [
        "Overview",
        "In the year the office received 1,234 complaints and closed most of them.",
        "Average time dropped from 34 to 29 days, as stated in Table No. 5 of the annex (an estimate of the whole) and elsewhere.",
        "- first of the list",
        "- second of it",
    ]


def test_lines_of_two_languages_keep_their_own_ends() -> None:
    text = "收到申请206件。审结185件;办结12件。\nThe office closed 5 cases. It had 12 before; all were old.\n全年共计206件。"
    assert split(text) == [
        "收到申请206件。",
        "审结185件;",
        "办结12件。",
        "The office closed 5 cases.",
        "It had 12 before; all were old.",
        "全年共计206件。",
    ]
