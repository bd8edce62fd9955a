"""The colours of plots, for light pages and dark ones, and the styles that a page may give them.

Verified is green, review amber, rejected red, missing grey, on every page of this project; each is told apart by its
form as well, so that nothing depends on seeing colours. Attributes on the elements carry the light colours, so that a
plot needs no style sheet; `PLOT_CSS` adds the dark ones and lets a page set its own.
"""

from __future__ import annotations

from llmextract.field_status import STATUSES, FieldStatus

__all__ = ["INKS", "LINES", "PLOT_CSS", "fill", "ink"]


def _of(status: FieldStatus) -> tuple[str, str]:
    return STATUSES[status].ink, STATUSES[status].dark_ink


# class -> (attribute, light, dark)
INKS: dict[str, tuple[str, str, str]] = {
    "plot-ink": ("fill", "#24292e", "#e4e7ea"),
    "plot-soft": ("fill", "#5f6870", "#a3abb3"),
    "plot-rule": ("stroke", "#d9dde1", "#3a4148"),
    "plot-axis": ("stroke", "#8b949c", "#7b848c"),
    "plot-line": ("stroke", "#4b545c", "#b8c0c7"),
    "plot-verified": ("fill", *_of(FieldStatus.VERIFIED)),
    "plot-review": ("stroke", *_of(FieldStatus.REVIEW)),
    "plot-rejected": ("fill", *_of(FieldStatus.REJECTED)),
    "plot-rejected-line": ("stroke", *_of(FieldStatus.REJECTED)),
    "plot-track": ("fill", "#e9ecef", "#2b3138"),
    "plot-missing": ("stroke", "#7d868e", "#8b949c"),
    "plot-paper": ("fill", "#ffffff", "#16191d"),
}
# Lines of a few places: told apart by lightness too.
LINES = (
    ("plot-line-0", "#1f5f99", "#6db1ea"),
    ("plot-line-1", "#b0520f", "#f09a5b"),
    ("plot-line-2", "#6a4c93", "#b69be0"),
    ("plot-line-3", "#3d8c95", "#6fc6cf"),
    ("plot-line-4", "#9a3b6b", "#e08bb4"),
    ("plot-line-5", "#5b6168", "#b4bbc2"),
)


def _rules(dark: bool, selector: str) -> str:
    inks = [(name, attribute, colours[dark]) for name, (attribute, *colours) in INKS.items()]
    rules = [f"{selector} .{name}{{{attribute}:var(--{name},{colour})}}" for name, attribute, colour in inks]
    neutral = ("plot-line", *INKS["plot-line"][1:])
    for name, *colours in (*LINES, neutral):
        rules.append(f"{selector} .{name}{{stroke:{colours[dark]}}}{selector} .{name}-text{{fill:{colours[dark]}}}")
    return "".join(rules)


PLOT_CSS = (
    ".plot{max-width:100%;height:auto;font-variant-numeric:tabular-nums}"
    + _rules(False, ".plot")
    + ".plot a:hover text,.plot a:focus text{text-decoration:underline}.plot-cells rect:hover{stroke:currentColor}"
    + f"@media (prefers-color-scheme:dark){{{_rules(True, ':is(:root:not([data-theme=light]) .plot,svg:root)')}}}"
    + _rules(True, "[data-theme=dark] .plot")
)


def ink(name: str) -> dict[str, str]:
    """The attributes that draw something in an ink: its class, and its light colour where there is no style sheet."""
    attribute, light, _ = INKS[name]
    return {"class_": name, attribute: light}


def fill(name: str) -> dict[str, str]:
    """The light colour of a text in an ink, beside its class."""
    return {"fill": ink(name)["fill"]}
