"""Scripts beside the CSV files that open them in Stata and R with the right types and the titles as labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from llmextract.files import write_atomic
from llmextract.panels.columns import CellType, Table

__all__ = ["write_scripts"]

_LONGEST_LABEL = 80
_STATA_ACTS = re.compile(r"[`'\"$\\\r\n]")
_R_TYPES = {
    CellType.TEXT: "character",
    CellType.INTEGER: "integer",
    CellType.NUMBER: "numeric",
    CellType.FLAG: "character",
}


def write_scripts(path: Path, table: Table) -> tuple[Path, Path]:
    """Write NAME.do and NAME.R beside NAME.csv; the two paths."""
    made = path.with_suffix(".do"), path.with_suffix(".R")
    write_atomic(made[0], "\n".join(_stata(path.name, table)) + "\n")
    write_atomic(made[1], "\n".join(_r(path.name, table)) + "\n")
    return made


def _stata(name: str, table: Table) -> Iterator[str]:
    texts = [at for at, column in enumerate(table.columns, start=1) if column.type in (CellType.TEXT, CellType.FLAG)]
    yield "* Stata 14 or newer; run it in the folder of the CSV file."
    yield (
        f'import delimited using "{_STATA_ACTS.sub("_", name)}", clear varnames(1) encoding("utf-8") asdouble ///'
        f"\n    bindquotes(strict) maxquotedrows(unlimited) stringcols({' '.join(map(str, texts))})"
    )
    yield "* Texts that a spreadsheet would take for a formula have an apostrophe before them."
    yield "quietly ds, has(type string)"
    yield "foreach v of varlist `r(varlist)' {"
    yield "    quietly replace `v' = usubstr(`v', 2, .) if ustrregexm(`v', \"^'+[=+@\\t\\r\\n＝＋－＠-]\")"
    yield "}"
    for column in table.columns:
        label = _STATA_ACTS.sub(" ", column.zh)
        yield f'label variable {column.name} "{_cut(label)}"'


def _cut(label: str) -> str:
    """A label of at most 80 characters, its end kept: it tells apart the columns of one field."""
    if len(label) <= _LONGEST_LABEL:
        return label
    head, mark, tail = label.rpartition("·")
    end = f"{mark}{tail}" if mark and len(tail) < _LONGEST_LABEL // 2 else ""
    return f"{(head if end else label)[: _LONGEST_LABEL - len(end) - 1]}…{end}"


def _r(name: str, table: Table) -> Iterator[str]:
    types = ", ".join(f"{column.name} = {json.dumps(_R_TYPES[column.type])}" for column in table.columns)
    yield "# R 4 or newer; source it in the folder of the CSV file."
    yield f'panel <- read.csv({_r_text(name)}, fileEncoding = "UTF-8-BOM", na.strings = "", colClasses = c({types}))'
    yield "# Texts that a spreadsheet would take for a formula have an apostrophe before them."
    yield "is_text <- vapply(panel, is.character, logical(1))"
    yield 'bare <- function(x) sub("^\'(?=\'*[=+@\\t\\r\\n＝＋－＠-])", "", x, perl = TRUE)'
    yield "panel[is_text] <- lapply(panel[is_text], bare)"
    for column in table.columns:
        yield f'attr(panel${column.name}, "label") <- {_r_text(_cut(column.zh))}'


def _r_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ") + '"'
