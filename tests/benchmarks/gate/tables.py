"""The tables of the gate's benchmark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from benchmarks.gate.planting import FAMILIES, TRUE, Form, Planted
from benchmarks.gate.tools import OURS, TIMED, Answers

__all__ = ["compared", "foot", "ours", "totals"]

_WORDS = ("verified", "review", "rejected")
_TRUE_VALUES = "approximation"  # the family whose claims state the true value
_ACCEPTED = ("verified", "accept")
Counts = Counter[tuple[str, str, str]]


def _table(first: str, heads: Sequence[str], title: str) -> Table:
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left", title_style="bold")
    made.add_column(first, no_wrap=True)
    for head in heads:
        made.add_column(head, justify="right", no_wrap=True)
    return made


def _rows(claims: Sequence[Planted]) -> list[str]:
    present = {claim.family for claim in claims}
    return [family for family in FAMILIES if family in present]


def ours(answers: Answers, claims: Sequence[Planted]) -> Table:
    """This project: each form's claims, and how many of them were verified, reviewed, rejected."""
    short = {"verified": "ver.", "review": "rev.", "rejected": "rej."}
    heads = [f"{head}\n{word}" for form in Form for head, word in _heads(form, short)]
    table = _table("\nplanted", heads, "llmextract: planted errors and true claims by form")
    counts = answers.counts(claims)
    for family in _rows(claims):
        table.add_row(family, *_cells(counts, [family]))
    table.add_section()
    table.add_row("all planted errors", *_cells(counts, list(FAMILIES)))
    table.add_row("true claims", *_cells(counts, [TRUE]))
    return table


def _heads(form: Form, short: dict[str, str]) -> Iterator[tuple[str, str]]:
    first, _, second = form.partition(" and ")
    yield first, f"and {second}" if second else "all"
    for word in _WORDS:
        yield "", short[word]


def _cells(counts: Counts, families: Sequence[str]) -> Iterator[str]:
    for form in Form:
        said = [sum(counts[family, form, word] for family in families) for word in _WORDS]
        yield f"[dim]{sum(n for (family, own, _), n in counts.items() if family in families and own == form)}[/]"
        for word, number in zip(_WORDS, said, strict=True):
            marked = word == "verified" and families != [TRUE] and number
            yield f"[bold]{number}[/]" if marked else str(number)


def totals(answers: Answers, claims: Sequence[Planted]) -> Iterator[str]:
    """The share of planted errors verified, over all and by form, and of true claims."""
    counts = answers.counts(claims)
    wrong, right = Counter[str](), Counter[str]()
    for (family, form, word), number in counts.items():
        for key in (
            form,
            "all forms",
            *(["all forms, approximation aside"] if family not in (TRUE, _TRUE_VALUES) else []),
        ):
            (right if family == TRUE else wrong)[f"{key} {'verified' if word == 'verified' else 'other'}"] += number
    if unread := sum(number for (_, _, word), number in counts.items() if word == "no verdict"):
        yield f"no verdict on {unread} claims, which verify() took for no number"
    for key in ("all forms", "all forms, approximation aside", *Form):
        for name, tally in (("planted errors", wrong), ("true claims", right)):
            good, rest = tally[f"{key} verified"], tally[f"{key} other"]
            if good + rest:
                yield f"{key}: {good} of {good + rest} {name} verified ({good / (good + rest):.2%})"


def compared(results: Sequence[Answers], claims: Sequence[Planted]) -> Table:
    """Every tool on the forms that rivals can take: true claims accepted, and planted errors accepted by family."""
    table = _table("accepted by", [answers.tool.name.replace("-", "\n") for answers in results], "beside other tools")
    counted = [answers.counts(claims) if not answers.reason else None for answers in results]
    for form in (Form.QUOTE, Form.BARE):
        table.add_row(f"[bold]{form}[/]")
        table.add_row("true claims", *(_accepted(counts, [TRUE], form) for counts in counted))
        for family in _rows(claims):
            table.add_row(family, *(_accepted(counts, [family], form) for counts in counted))
        table.add_row("all planted errors", *(_accepted(counts, list(FAMILIES), form) for counts in counted))
        table.add_section()
    base = next((answers.seconds for answers in results if answers.tool.name == OURS), 0.0)
    table.add_row(f"CPU ms of {TIMED} values", *(_time(answers) for answers in results))
    table.add_row("ratio to llmextract", *(_ratio(answers, base) for answers in results))
    return table


def _accepted(counts: Counts | None, families: Sequence[str], form: Form) -> str:
    if counts is None:
        return "not run"
    number = sum(n for (family, own, word), n in counts.items() if family in families and own == form and word != "n/a")
    taken = sum(counts[family, form, word] for family in families for word in _ACCEPTED)
    return f"{taken}/{number}" if number else "n/a"


def _time(answers: Answers) -> str:
    return "–" if answers.reason else f"{answers.seconds * 1e3:.3g}"


def _ratio(answers: Answers, base: float) -> str:
    return f"{answers.seconds / base:.2g}" if base and not answers.reason else "–"


def foot(results: Sequence[Answers]) -> Iterator[str]:
    """Remarks, versions and reasons."""
    for answers in results:
        told = f"not run: {answers.reason}" if answers.reason else answers.used
        yield f"{answers.tool.name}: {'; '.join(filter(None, (answers.tool.remark, told)))}"
