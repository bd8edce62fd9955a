"""Writing SVG: elements with escaped text, and how wide a text will be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from llmextract.spelling import UNSHOWN, as_python

__all__ = ["clip", "drawing", "element", "label", "linked", "number", "tooltip", "visible", "width", "wrap"]

_FONT = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_UNSHOWN = re.compile(f"[{UNSHOWN}]")
_WIDE, _NARROW, _THIN = 1.0, 0.62, 0.38  # in em; a little more than most fonts take
_THIN_LETTERS = frozenset("iljtfr.,:;!|'()[] ")
_SCHEME = re.compile(r"[^/?#]*:")


def visible(text: object) -> str:
    r"""One line of text in which every character is seen and none acts: hidden ones stand as Python escapes them.

    >>> visible("南湖\u202e区")
    '南湖\\u202e区'
    """
    line = " ".join(str(text).split())
    return _UNSHOWN.sub(as_python, line)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def number(value: float) -> str:
    """A coordinate: at most two decimals, no more digits than it needs."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")


def element(name: str, *children: str, **attributes: object) -> str:
    """One element; `children` are SVG already, attributes are escaped. Underscores in names stand for hyphens."""
    told = "".join(f' {key.strip("_").replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items())
    inside = "".join(children)
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def _attribute(value: object) -> str:
    return number(value) if isinstance(value, float) else _escaped(visible(value))


def label(text: str, x: float, y: float, kind: str = "plot-ink", **attributes: object) -> str:
    """A line of text at a place."""
    return element("text", _escaped(visible(text)), class_=kind, x=float(x), y=float(y), **attributes)


def tooltip(text: str) -> str:
    """What is told when the pointer rests on the element that holds this."""
    return element("title", _escaped(visible(text)))


def linked(href: str, *children: str) -> str:
    """The children as a link to a page beside this one; without one, or with any other address, the children alone."""
    if not href or _SCHEME.match(href) or href.startswith("//"):
        return "".join(children)
    return element("a", *children, href=quote(href, safe="/%#?&=.-_~"))


def width(text: str, size: float) -> float:
    """About how wide a text is in a font of that size, by the East Asian width of its characters."""
    return size * sum(map(_em, visible(text)))


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F", "A"):
        return _WIDE
    return _THIN if character in _THIN_LETTERS else _NARROW + 0.1 * character.isupper()


def clip(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as there is room for, with an ellipsis."""
    line = visible(text)
    if width(line, size) <= room:
        return line
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip() + "…"


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text in so many lines at most; Chinese breaks anywhere, other words at their spaces where they fit."""
    found: list[str] = []
    rest = visible(text)
    while rest and len(found) < lines - 1 and width(rest, size) > room:
        fits = next(n for n in range(len(rest), 0, -1) if n == 1 or width(rest[:n], size) <= room)
        if rest[fits - 1 : fits + 1].isascii() and " " in rest[:fits]:
            fits = rest[:fits].rindex(" ") + 1
        elif fits < len(rest) and rest[fits] in "、,。;:)》” " and fits > 1:  # no line begins with a comma
            fits -= 1
        found.append(rest[:fits].rstrip())
        rest = rest[fits:].lstrip()
    return [*found, clip(rest, size, room)] if rest else found


def drawing(wide: float, high: float, title: str, described: str, parts: Iterable[str]) -> str:
    """The whole picture: an image with a title and a description, for those who hear it."""
    return element(
        "svg",
        tooltip(title),
        element("desc", _escaped(visible(described))),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="plot",
        role="img",
        viewBox=f"0 0 {number(wide)} {number(high)}",
        width=float(wide),
        height=float(high),
        font_family=_FONT,
        font_size="12",
        fill="currentColor",
    )
