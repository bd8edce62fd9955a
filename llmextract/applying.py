"""What people have decided, put into a folder of results: kept there, and the documents concerned checked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from llmextract.deciding import Spots
from llmextract.decisions import Action, Decision, Spot, keep_decisions, merge, read_decisions, stored_decisions
from llmextract.document import Document
from llmextract.errors import DecisionError, LlmextractError, ResultError
from llmextract.files import only_writer
from llmextract.gate.claims import OTHER
from llmextract.inputs import kept
from llmextract.progress import Progress
from llmextract.result import Result
from llmextract.rules.view import Rules
from llmextract.run_record import Run
from llmextract.runner import checker
from llmextract.runs import check_run, result_file, sources
from llmextract.schema.declare import Form
from llmextract.schema.genre import Genre
from llmextract.schema.leaves import Choice, Item, Other

__all__ = ["Applied", "apply"]


@dataclass
class Applied(Run):
    """What came of decisions: the run that checked the documents concerned again, and what is to be told.

    Attributes:
        taken: how many decisions were taken.
        problems: one line for each file, entry or document that could not be used.
        notices: one line for each decision that is kept and has no effect now.

    """

    taken: int = 0
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """As of a run; 1 too where a file, an entry or a document could not be used."""
        return super().exit_code or int(bool(self.problems))


def apply(
    out: str | Path, paths: Iterable[str | Path], genre: Genre | None = None, progress: Progress | None = None
) -> Applied:
    """Put decisions into a folder of results; the library's form of `llmextract apply`.

    They are kept in DIR/decisions, of two about the same the later; every run and recheck there heeds them. The
    documents concerned are checked again from their stored answers, no model is asked, and the tables are written over
    all documents of the folder. What it did is in apply.json.

    Args:
        out: the folder of a run.
        paths: files of decisions, as the review page saves them.
        genre: the kind of report; that of the run by default.
        progress: hooks.

    Raises:
        ResultError: the folder holds no run, or another run is writing there.

    """
    out = Path(out)
    named = dict(sources(check_run(out)))
    work = checker(out, genre, progress, "apply.json")
    given, problems = _read(paths)
    done = Applied(out, work.genre, problems=problems)
    with only_writer(out):
        for document, decisions in given.items():
            try:
                _keep(done, document, named.get(document), decisions)
            except (LlmextractError, OSError) as error:
                done.problems.append(str(error))
                named.pop(document, None)
        concerned = {name: path for name, path in named.items() if name in given}
        there = {name: path for name, path in concerned.items() if result_file(out, name).is_file()}
        done.notices += [
            f"{name}: has no result yet; a run will heed the decisions" for name in concerned if name not in there
        ]
        run = work.work([kept(name, path) for name, path in there.items()])
    return replace(
        done, **{name: getattr(run, name) for name in ("outcomes", "answered", "stored", "meter", "seconds")}
    )


def _read(paths: Iterable[str | Path]) -> tuple[dict[str, list[Decision]], list[str]]:
    """The decisions of all files by document, and what is wrong in them."""
    found: dict[str, list[Decision]] = {}
    problems: list[str] = []
    for path in paths:
        try:
            decisions, wrong = read_decisions(path)
        except DecisionError as error:
            problems.append(str(error))
            continue
        problems += map(str, wrong)
        for decision in decisions:
            found.setdefault(decision.document, []).append(decision)
    return found, problems


def _keep(done: Applied, document: str, source: Path | None, decisions: list[Decision]) -> None:
    """Keep the decisions about one document that can be ones about it, without those that are withdrawn."""
    stored = stored_decisions(done.out, document)
    done.notices += _vain(document, [*stored, *decisions])
    if source is None:
        if any(part.endswith(".json") for part in PurePosixPath(document).parts[:-1]):
            raise DecisionError(f"{document}: is no document; what was decided about it is left out")
        done.notices.append(f"{document}: the folder has no such document; what was decided about it is kept")
        fitting = decisions
    else:
        fitting = _fitting(done, kept(document, source).open(), decisions)
    if fitting:
        done.taken += len(fitting)
        keep_decisions(done.out, document, merge(stored, fitting))


def _fitting(done: Applied, document: Document, decisions: list[Decision]) -> list[Decision]:
    """The decisions that can stand in the text, with what their words do not say; the others are told."""
    rules = Rules.of(document.visible, done.genre)
    spots, values = Spots(document, rules), _Values(done.out, document.name, done.genre)
    fitting = []
    for decision in decisions:
        if decision.action is Action.WITHDRAW:
            fitting.append(decision)
            continue
        if decision.text == spots.fingerprint:  # elsewhere the places are those of another text
            decision = values.of(decision)
        wrong = _wrong(spots, decision)
        if spots.spec(decision) is None and decision.action is not Action.DISMISS:
            about = f"{decision.section}.{decision.field}"
            done.notices.append(f"{document.name}: the schema has no field {about}; what was decided about it is kept")
        elif wrong:
            done.problems.append(f"{document.name}: {_told(decision)} is left out: {wrong}")
            continue
        elif spots.standing(decision) is None:
            told = "it was decided about another text, where its words stood elsewhere; look again"
            done.notices.append(f"{document.name}: {_told(decision)} is kept, and does not hold: {told}")
        fitting.append(decision)
    return fitting


def _vain(document: str, decisions: list[Decision]) -> Iterator[str]:
    """A line for each withdrawal of what nobody has decided."""
    made = {decision.about for decision in decisions if decision.action is not Action.WITHDRAW}
    for decision in decisions:
        if decision.action is Action.WITHDRAW and decision.about not in made:
            yield f"{document}: {_told(decision)} takes nothing back: nothing like it was decided"


def _wrong(spots: Spots, decision: Decision) -> str:
    """Why a decision about this very text cannot be one; one about another text is taken as it is."""
    if decision.text != spots.fingerprint:
        return ""
    for spot in filter(None, (decision.place, decision.was)):
        if spots.raw[spot.start : spot.end] != spot.words:
            return f"{spot.words[:40]!r} does not stand at {spot.start}"
    spec = spots.spec(decision)
    if spec is None:
        return spots.against(decision) if decision.action is Action.DISMISS else ""
    stated = decision.place is not None and decision.action is not Action.REJECT
    if stated and not decision.value and (spec is OTHER or spec.form is Form.CHOICE):
        return "the result states nothing there, and the words alone do not say what it would be"
    return spots.against(decision)


def _told(decision: Decision) -> str:
    field_ = f" {decision.section}.{decision.field}" if decision.field else ""
    empty = " as empty" if decision.action is Action.ACCEPT else ""
    place = f" {decision.place.words[:40]!r} at {decision.place.start}" if decision.place else empty
    return f"{decision.action.value}{field_}{place}"


class _Values:
    """What the result of a document says beside the words, by place: values of choices, names, categories."""

    def __init__(self, out: Path, document: str, genre: Genre) -> None:
        self.found: dict[tuple[str, str, int, int], str] = {}
        try:
            result = Result.read(result_file(out, document), genre)
        except ResultError:
            return  # there is none yet, or one of other schemas
        for section, name, leaf in result.leaves():
            for place in leaf.places:
                if value := _beside(leaf):
                    self.found[section, name, place.start, place.end] = value

    def of(self, decision: Decision) -> Decision:
        """The decision with what the result says at its place, or the one that it replaces."""
        if decision.value or decision.action in (Action.REJECT, Action.DISMISS):
            return decision
        spots: Iterable[Spot] = filter(None, (decision.place, decision.was))
        told = (self.found.get((decision.section, decision.field, spot.start, spot.end)) for spot in spots)
        return replace(decision, value=next(filter(None, told), ""))


def _beside(leaf: object) -> str:
    match leaf:
        case Choice(value=str(value)):
            return value
        case Item(category=category):
            return category
        case Other(name=name):
            return name
        case _:
            return ""
