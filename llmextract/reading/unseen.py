"""What a page does not show: elements that attributes, styles or rules of its own style sheets hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from llmextract.extras import needed

__all__ = ["drop_unseen"]

Element = Any  # lxml.html.HtmlElement
Properties = dict[str, str]  # of those that hide, what each is set to
Rule = tuple[Any, Properties, bool]  # selectors, what they set, whether it is important

_HIDES = {"display": frozenset({"none"}), "visibility": frozenset({"hidden", "collapse"})}
_AWAY = re.compile(r"(?:^|;)\s*(?:left|top|text-indent)\s*:\s*-\d{4,}(?:px|pt|em)", re.IGNORECASE)
_NO_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)", re.IGNORECASE)
_DECLARED = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_MEDIA = frozenset({"", "all", "screen"})
_NO_TEXT = frozenset({"script", "style", "template", "noscript"})
# Characters of style sheets, and rules times elements: beyond, a page is read as if no rule hid anything.
_LONGEST, _MOST_TRIALS = 500_000, 5_000_000
_MOST = 0.5  # what holds more than this share of a page's text is hidden only until a script has run


def drop_unseen(root: Element, body: Element) -> None:
    """Take out of a page what it hides; not what holds most of its text, which a script will show."""
    rules = _ruled(root)
    sizes = _sizes(body)
    stack = list(reversed(body))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if sizes[element] <= _MOST * sizes[body] and _is_hidden(element, rules.get(element, {})):
            element.drop_tree()
        else:
            stack.extend(reversed(element))


def _is_hidden(element: Element, rules: Properties) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style") or ""
    own = {name.lower(): value.lower() for name, value in _DECLARED.findall(style)}
    if any({**rules, **own}.get(name) in values for name, values in _HIDES.items()):
        return True
    # Letters without size in what holds others are a trick of layout: those others have a size.
    return bool(_AWAY.search(style)) or (bool(_NO_SIZE.search(style)) and len(element) == 0)


def _sizes(body: Element) -> dict[Element, int]:
    """How many characters stand in each element and what it holds."""
    sizes: dict[Element, int] = {}
    for element in reversed(list(body.iter())):
        inside = isinstance(element.tag, str) and element.tag not in _NO_TEXT
        own = len((element.text or "").strip()) + sum(
            sizes[child] + len((child.tail or "").strip()) for child in element
        )
        sizes[element] = own if inside else 0
    return sizes


def _ruled(root: Element) -> dict[Element, Properties]:
    """What the style sheets of a page say of its elements, where they hide anything."""
    sheets = ["".join(style.itertext()) for style in root.iter("style")]
    count = sum(1 for _ in root.iter())
    if not sheets or sum(map(len, sheets)) > _LONGEST:
        return {}
    css = needed("cssselect2", "html", "reading HTML")
    try:
        told = [rule for sheet in sheets for rule in _rules(sheet)]
        if len(told) * count > _MOST_TRIALS or not any(
            value in _HIDES[name] for _, said, _ in told for name, value in said.items()
        ):
            return {}
        matcher = _matcher(css, told)
        elements = css.ElementWrapper.from_html_root(root).iter_subtree()
        return {element.etree_element: said for element in elements if (said := _said(matcher.match(element)))}
    except RecursionError:  # brackets in brackets by the thousand: no sheet that hides anything
        return {}


def _matcher(css: Any, rules: list[Rule]) -> Any:
    matcher = css.Matcher()
    for selectors, said, important in rules:
        try:
            compiled = css.compile_selector_list(selectors)
        except css.SelectorError:  # browsers pass over what they do not know too
            continue
        for selector in compiled:
            if selector.pseudo_element is None:
                matcher.add_selector(selector, (important, said))
    return matcher


def _said(matches: list[Any]) -> Properties:
    """What rules say together: they come the strongest last, but for those that say that they are important."""
    properties: Properties = {}
    for _, said in sorted((payload for *_, payload in matches), key=lambda payload: payload[0]):
        properties |= said
    return properties


def _rules(sheet: str) -> Iterator[Rule]:
    """The rules of a style sheet, as far as they show and hide."""
    css = needed("tinycss2", "html", "reading HTML")
    stack = list(reversed(css.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)))
    while stack:
        rule = stack.pop()
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            if css.serialize(rule.prelude).strip().lower() in _MEDIA:
                stack += reversed(css.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif rule.type == "qualified-rule":
            yield from _declared(css, rule)


def _declared(css: Any, rule: Any) -> Iterator[Rule]:
    found: dict[bool, Properties] = {}
    for declaration in css.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if declaration.type == "declaration" and declaration.lower_name in _HIDES:
            value = css.serialize(declaration.value).strip().lower()
            found.setdefault(declaration.important, {})[declaration.lower_name] = value
    yield from ((rule.prelude, said, important) for important, said in found.items())
