r"""Plant errors in true claims and count who accepts them.

    python tests/benchmarks/gate/run.py [--errors N] [--extra FOLDER] [--only NAME …] [--show FAMILY] [--json FILE]

README.md beside this file tells what is planted, how, and what the tables mean. The first table is this project alone,
with its three verdicts; the second sets it beside other tools, each in an environment of its own (see
`benchmarks.environments`), on the forms of claims that those can take. All see the same claims in the same run, one
claim a call.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

sys.path.insert(1, str(Path(__file__).absolute().parents[2]))  # the folder that holds `benchmarks`

from benchmarks.environments import PROJECT
from benchmarks.gate import tables
from benchmarks.gate.gold import Source, read_extra, read_fixtures
from benchmarks.gate.planting import FAMILIES, TRUE, Planted, plant, sample, true_claims
from benchmarks.gate.tools import OURS, TOOLS, Answers, ask
from llmextract import load_genre


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Plant errors in true claims and count who accepts them.")
    names = [tool.name for tool in TOOLS]
    families = [*FAMILIES, TRUE]
    parser.add_argument("--errors", type=int, default=300, metavar="N", help="errors of a family at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the random choices (%(default)s)")
    parser.add_argument("--extra", type=Path, metavar="FOLDER", help="further texts with gold")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument(
        "--show", choices=families, metavar="FAMILY", help=f"list what went wrong: {', '.join(families)}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts")
    return parser.parse_args(given)


def claims_of(sources: Sequence[Source], cap: int, seed: int) -> list[Planted]:
    """True claims and planted errors of all texts."""
    true = [claim for source in sources for claim in true_claims(source.document, source.gold)]
    planted = [claim for source in sources for claim in plant(source.document, source.gold, seed)]
    return [*true, *sample(planted, cap, seed)]


def shown(answers: Answers, claims: Sequence[Planted], family: str) -> Iterator[str]:
    """The planted errors of a family that were verified, and the true claims that were not."""
    for claim, (word, codes) in zip(claims, answers.said, strict=True):
        if claim.family in (family, TRUE) and (word == "verified") == (claim.family != TRUE):
            leaf = json.dumps(claim.leaf, ensure_ascii=False)
            beside = f" beside {json.dumps(claim.beside, ensure_ascii=False)}" if claim.beside else ""
            place = f"{claim.document} {claim.section}.{claim.field} ({claim.title})"
            yield f"{claim.family}, {claim.form}: {place} {leaf}{beside}: {word} {' '.join(codes)}".rstrip()


def counted(results: Sequence[Answers], claims: Sequence[Planted], wanted: argparse.Namespace) -> dict[str, Any]:
    """The raw counts of a run."""
    tools: dict[str, Any] = {}
    for answers in results:
        if answers.reason:
            tools[answers.tool.name] = {"not run": answers.reason}
            continue
        said: dict[str, dict[str, dict[str, int]]] = {}
        for (family, form, word), number in sorted(answers.counts(claims).items()):
            said.setdefault(family, {}).setdefault(form, {})[word] = number
        tools[answers.tool.name] = {"used": answers.used, "seconds of 100 values": answers.seconds, "said": said}
    return {"errors": wanted.errors, "seed": wanted.seed, "claims": len(claims), "tools": tools}


def main() -> None:
    """Plant, ask each tool, print the tables."""
    wanted = arguments()
    genre = load_genre()
    sources = read_fixtures(PROJECT / "fixtures", genre)
    if wanted.extra:
        sources += read_extra(wanted.extra, genre)
    claims = claims_of(sources, wanted.errors, wanted.seed)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    results = []
    for tool in TOOLS:
        if tool.name in wanted.only:
            print(f"{tool.name} …", file=sys.stderr)
            results.append(ask(tool, sources, claims))
    if wanted.json:
        wanted.json.write_text(
            json.dumps(counted(results, claims, wanted), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
    report(results, sources, claims, wanted.show)


def report(
    results: Sequence[Answers], sources: Sequence[Source], claims: Sequence[Planted], family: str | None
) -> None:
    """Everything that a run prints."""
    console = Console(highlight=False)
    console.width = max(console.width, 120)
    gold = sum(len(source.gold) for source in sources)
    wrong = sum(claim.family != TRUE for claim in claims)
    console.print(f"{len(sources)} texts, {gold} figures of gold, {len(claims) - wrong} true claims, {wrong} errors")
    lines = [f"left out: {told}" for source in sources for told in source.left_out]
    own = next((answers for answers in results if answers.tool.name == OURS and not answers.reason), None)
    if own:
        console.print(tables.ours(own, claims))
        lines += tables.totals(own, claims)
    if len(results) > 1:
        console.print(tables.compared(results, claims))
    for line in [*lines, *tables.foot(results), *(shown(own, claims, family) if own and family else ())]:
        console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
