"""HTML of data: one file with its style and script inside, under a policy that lets nothing else act."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract.field_status import STATUSES
from llmextract.plots import PLOT_CSS
from llmextract.reviewing.compact import compact
from llmextract.reviewing.labels import labels
from llmextract.reviewing.shown import page_json, shown

if TYPE_CHECKING:
    import jinja2

    from llmextract.reviewing.glance import Plot
    from llmextract.reviewing.index import Row

__all__ = ["index_html", "page_html", "policy"]

_HERE = Path(__file__).parent
# In the order in which they are read: each uses what stands above it.
_SCRIPTS = {
    "page": ("dom", "state", "source", "cards", "filters", "search", "choosing", "decide", "files", "keys", "main"),
    "index": ("dom", "index"),
}
_STYLES = {"page": ("base", "page"), "index": ("base", "index")}


def page_html(data: Mapping[str, Any]) -> str:
    """The page of one report, of what `page_data` gives."""
    return _html("page", compact(data), data["lang"], title=data["title"])


def index_html(
    rows: Sequence[Row],
    unread: Sequence[tuple[str, str]],
    problems: Mapping[str, str],
    title: str,
    plots: Sequence[Plot],
    lang: str,
) -> str:
    """The index of a run.

    Args:
        rows: the reports.
        unread: the documents without a result, with the reason.
        problems: the documents that cannot be shown, with what is wrong with them.
        title: what such a report is called.
        plots: what is shown at a glance; their SVG goes in as it is.
        lang: "zh" or "en".

    """
    damaged = [(shown(name), shown(reason)) for name, reason in problems.items()]
    data = {"labels": labels(), "lang": lang, "rows": rows, "unread": unread, "damaged": damaged}
    return _html("index", data, lang, title=title, plots=plots)


def policy(script: str, style: str) -> str:
    """The Content-Security-Policy under which only this script and this style act, and nothing is loaded."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _html(kind: str, data: Mapping[str, Any], lang: str, **more: Any) -> str:
    script, style = _script(kind), _style(kind)
    words = {key: told[lang == "en"] for key, told in labels().items()}
    template = _templates().get_template(f"{kind}.html.jinja")
    return template.render(
        lang="en" if lang == "en" else "zh-CN",
        policy=policy(script, style),
        script=script,
        style=style,
        data=page_json(data),
        t=words,
        **more,
    )


@cache
def _templates() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True
    )


@cache
def _script(kind: str) -> str:
    """The scripts of a page as one, in a scope of their own."""
    told = "\n".join(_read(f"js/{name}.js") for name in _SCRIPTS[kind])
    return f'(() => {{\n"use strict";\n{told}}})();\n'


@cache
def _style(kind: str) -> str:
    plots = [PLOT_CSS] if kind == "index" else []
    return "\n".join([_status_colours(), *plots, *(_read(f"css/{name}.css") for name in _STYLES[kind])])


def _status_colours() -> str:
    """The colours of statuses as variables, --verified and --verified-tint, light and dark."""
    coloured = {status: look for status, look in STATUSES.items() if status.has_value}
    light = "".join(f"--{name}:{look.ink};--{name}-tint:{look.fill};" for name, look in coloured.items())
    dark = "".join(f"--{name}:{look.dark_ink};--{name}-tint:{look.dark_fill};" for name, look in coloured.items())
    return f":root{{{light}}}\n@media (prefers-color-scheme: dark){{:root{{{dark}}}}}"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").replace("\r\n", "\n")
