"""What places are called on plots: one name for one place, and never one name for two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llmextract.folding import fold
from llmextract.plots.seen import Seen

__all__ = ["names"]


def names(reports: Sequence[Seen]) -> list[str]:
    """The name of each report's place; a report that names none has that of its document.

    Reports of one division share the name that most of them use (南湖区 and 嘉兴市南湖区 are one), a department beside
    its government keeps its own. Where two places would share a name, each has its province and prefecture before it
    (江苏省南京市鼓楼区); where nothing tells which of several divisions is meant, the document stands behind the name,
    since two such reports may be of different places.
    """
    keys = [_key(report) for report in reports]
    used: dict[str, Counter[str]] = {}
    for key, report in zip(keys, reports, strict=True):
        used.setdefault(key, Counter())[report.place or report.document] += 1
    short = {key: min(met, key=lambda name: (-met[name], len(name), name)) for key, met in used.items()}
    sharing = Counter(map(fold, short.values()))
    return [
        short[key] if sharing[fold(short[key])] == 1 else _full(report, short[key])
        for key, report in zip(keys, reports, strict=True)
    ]


def _is_division(report: Seen) -> bool:
    """Whether the report is of a division itself, not of a department or a zone there."""
    where = report.located
    return where.division is not None and not where.department and not where.zone


def _open(report: Seen) -> bool:
    """Whether nothing tells of which place the report is."""
    return not report.place or (report.located.division is None and bool(report.located.candidates))


def _key(report: Seen) -> str:
    """What is equal for reports of one place alone."""
    if _open(report):
        return f"document {report.document}"
    division = report.located.division
    where = f"{division.code} {division.name}" if division else ""
    return f"division {where}" if _is_division(report) else f"name {where} {fold(report.place)}"


def _full(report: Seen, name: str) -> str:
    """The name with what tells it from others."""
    if _open(report):
        return f"{name} ({report.document})" if report.place else name
    division = report.located.division
    if division is None:
        return name
    way = (division.province, division.prefecture, division.county)
    if _is_division(report):
        return "".join(dict.fromkeys(filter(None, (*way, division.name))))
    return f"{''.join(filter(None, way))} {name}"
