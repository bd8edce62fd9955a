"""English words around a figure: approximation, rise and fall, currencies, and what can be a unit."""

from __future__ import annotations

import re

from llmextract.quantity import Approximation

__all__ = [
    "MONEY_BEHIND",
    "SCALES",
    "UNIT",
    "approximation",
    "counted",
    "currency_behind",
    "direction",
    "money",
    "tail",
]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}  # powers of ten
SCALES |= {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "t": 12, "tn": 12, "trn": 12}

# A currency has the one name that the figures of Chinese texts give it, so that checks work alike.
_SIGNS = {
    "美元": r"(?:US ?)?\$|USD",
    "英镑": "£|￡|GBP",
    "欧元": "€|EUR",
    "元": "[¥￥]|RMB|CNY",
    "港元": r"HK ?\$|HKD",
    "澳元": r"AU?\$|AUD",
    "加元": r"CA?\$|CAD",
    "日元": r"JP[¥￥]|JPY",
}
_WORDS = {
    "美元": r"(?:US |U\.S\. )?dollars?|USD",
    "英镑": "pounds? sterling|GBP",
    "欧元": "euros?|EUR",
    "元": "yuan|renminbi|RMB|CNY",
    "港元": "Hong Kong dollars?|HKD",
    "澳元": "Australian dollars?|AUD",
    "加元": "Canadian dollars?|CAD",
    "日元": "(?:Japanese )?yen|JPY",
}
_NAMES = list(_SIGNS)
_MONEY_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(f'({signs})' for signs in _SIGNS.values())}|(?P<other>[A-Z]{{1,3}}\$))[ \n]?$"
)
_MONEY_LAST = frozenset("$£￡€¥￥DPRBYK \n")
_MONEY_REACH = 5
MONEY_BEHIND = re.compile(rf"[ \n](?:{'|'.join(f'({words})' for words in _WORDS.values())})(?![A-Za-z])")

_MEASURES = """
tCO2e ktCO2e MtCO2e kWh MWh GWh TWh kW MW GW TW km2 km3 km² km³ km kg cm2 cm3 cm mm2 mm m2 m3 m² m³ mg ml ha GB TB MB kB
dB TEU mph m t h L °C °F ℃
"""
_IRREGULAR = _set("""
people staff children men women personnel police youth percent fish sheep cattle aircraft livestock km kg tonnes data
""")
# One of a thing: behind 1 and behind a fraction the noun is no plural.
_SINGULAR = _set("""
case person death day week month year hour minute project school hospital household complaint application report
country company employee member vote share unit point item site hectare acre tonne ton metre meter mile foot inch litre
liter kilometre kilometer kilogram gram cent euro patient student vehicle village city county province visit trip
""")
_EXCLUDED = _set("""
is was has as its his this us thus plus minus less versus across towards afterwards perhaps does always sometimes
besides yes unless ours yours theirs hers overseas regardless nonetheless nevertheless whereas downwards upwards onwards
backwards forwards
""")
_NOT_PLURAL = ("ss", "ous")
_WRAPPED = 24  # characters
_LONG_LINE = re.compile(rf"[^\n]{{{_WRAPPED}}}$")
_NO_JOINED = _set("to by and for or of in on the from per odd plus something fold strong")
_COMPOUND = r"(?:square|cubic|working|business|calendar|metric)[ \n][a-z]+s|sq\.? (?:km|m|ft|mi)"
_WORD = r"[a-z]{2,}(?:-[a-z]+)*"
UNIT = re.compile(
    rf" ?(?P<measure>{'|'.join(_MEASURES.split())})(?![A-Za-z0-9²³])|[ \n](?P<compound>{_COMPOUND})(?![A-Za-z0-9])"
    rf"|[ \n](?P<noun>{_WORD})(?![A-Za-z0-9]|[’'][a-z])|-(?P<joined>[a-z]{{2,}})(?![A-Za-z0-9])"
)

_AT_LEAST = r"at (?:the )?(?:least|minimum)|(?:no|not) (?:fewer|less|lower) than|not below|(?:a )?minimum (?:of )?"
_AT_MOST = (
    r"(?:no|not) (?:more|greater|higher|later) than|not (?:exceeding|to exceed|above|over)|up to|at (?:the )?most"
    r"|(?:less|fewer|lower) than|under|below|(?:a )?maximum (?:of )?|within"
)
_NEAR = (
    r"about|around|nearly|almost|approximately|approx\.?|roughly|some|circa|ca?\.|close to|near to"
    r"|an? estimated|estimated(?: at)?|just (?:under|over|below|above)"
)
_OVER = (
    r"(?:more|greater|higher|larger) than|over|above|exceed(?:s|ed|ing)?|in excess of|upwards? of"
    r"|surpass(?:es|ed|ing)?|topp(?:ed|ing)"
)
_BEFORE = re.compile(
    rf"(?<![A-Za-z-])(?:(?P<at_least>{_AT_LEAST})|(?P<at_most>{_AT_MOST})|(?P<near>{_NEAR})|(?P<over>{_OVER}))"
    r" ?(?:a total of |the )?$",
    re.IGNORECASE,
)
_BEFORE_LAST = frozenset("mtnrelywdfagsov.")
_BEHIND = re.compile(
    r"(?P<at_least>\+(?![0-9])|[ \n](?:or|and)[ \n](?:more|over|above|older|higher|upwards?|greater|later)\b)"
    r"|(?P<at_most>[ \n](?:or|and)[ \n](?:less|fewer|under|below|younger|lower|earlier)\b)"
)
_REACH = 32
_WHILE = _set("day days week weeks month months year years quarter quarters hour hours decade decades")
_LASTING = re.compile(r"\b(?:for|of|with|is|was|are|were|by|than|lasted|took) over $", re.IGNORECASE)

_RISE = """
rose rise rises risen rising increase increased increases increasing grew grow grows grown growing growth gain gained
gains climb climbed climbs jump jumped jumps surge surged surges soar soared soars expand expanded expands expansion
advance advanced advances improve improved improves improvement raised raise higher up
"""
_FALL = """
fell fall falls fallen falling decline declined declines declining decrease decreased decreases decreasing drop dropped
drops dropping reduce reduced reduces reducing reduction reductions cut cuts shrank shrink shrunk shrinks contracted
contraction slipped slid slide plunged plunge tumbled tumble lowered lower down
"""
_TURNS = {**dict.fromkeys(_RISE.split(), "rise"), **dict.fromkeys(_FALL.split(), "fall")}
# Before a count without "by" or "of" only these say a change: to raise 5 million is not to rise by it.
_OF_COUNTS = _set("rose rise grew fell fall up down increased increase decreased decrease declined decline")
_BEHIND_TURN = re.compile(
    r"[ \n-](?:year[- ]on[- ]year |year[- ]over[- ]year |annual )?"
    r"(?:(?P<rise>increase|rise|growth|gain|jump|higher|up (?:on|from))"
    r"|(?P<fall>decrease|decline|drop|fall|reduction|cut|lower|fewer|down (?:on|from)))(?![A-Za-z])"
)
_ADVERBS = _set("a an the further another again also only just even well year-on-year year-over-year")
# Between the word and "by" or "of" these say that the figure measures something else.
_BARS = _set("""
to from than at for against with and but while as when where which who that was were is are be been has had have
driven led offset followed caused supported narrowed widened slowed eased moderated accelerated rate limit
""")
# "made up 12%" says nothing of a rise; before a count only what links it to the word before does: ", up 12 cases".
_PHRASAL = _set("""
made make makes making set sets took take taken picked opened signed built drew shut broken
""")
_LINKED = _set("is are was were be been and also still went go going stood")
_TOKEN = re.compile(r"[a-z][a-z-]*")
_FARTHEST = 5  # words between: growth in sales of parts of 5%
_TURN_REACH = 64


def tail(folded: str, end: int, reach: int) -> str:
    """What stands before `end`, line ends as spaces."""
    return folded[max(0, end - reach) : end].replace("\n", " ")


def money(folded: str, start: int) -> tuple[int, str | None]:
    """Where the currency sign before a figure begins, and its unit; the figure's own beginning where there is none.

    The sign of a currency without a name here gives no unit: S$5 is not 美元.
    """
    if folded[start - 1 : start] not in _MONEY_LAST:
        return start, None
    match = _MONEY_BEFORE.search(folded, max(0, start - _MONEY_REACH), start)
    if match is None:
        return start, None
    return match.start(), None if match["other"] else _NAMES[(match.lastindex or 1) - 1]


def counted(match: re.Match[str], *, one: bool) -> str | None:
    """The unit that a match of UNIT tells: a measure, or a noun that can be counted; None for any other word.

    A word in the next line counts only where the line is long enough to have been cut: else both are cells.

    Args:
        match: of UNIT.
        one: whether the figure is 1 or a fraction, before which a noun is no plural.

    """
    if match["measure"] or match["compound"]:
        return match["measure"] or " ".join(match["compound"].split())
    if match["joined"]:
        return None if match["joined"] in _NO_JOINED else match["joined"]
    noun = match["noun"]
    if match.string[match.start()] == "\n" and not _LONG_LINE.search(
        match.string, max(0, match.start() - _WRAPPED), match.start()
    ):
        return None
    if noun in _IRREGULAR or (one and noun in _SINGULAR):
        return noun
    return noun if noun.endswith("s") and noun not in _EXCLUDED and not noun.endswith(_NOT_PLURAL) else None


def currency_behind(match: re.Match[str]) -> str:
    """The unit that a match of MONEY_BEHIND tells."""
    return _NAMES[(match.lastindex or 1) - 1]


def approximation(folded: str, start: int, end: int, unit: str | None) -> tuple[Approximation, int]:
    """How a printed figure stands to the true one, by the words before or behind it; and where those before begin."""
    before = folded[start - 1 : start]
    if before == "~":
        return Approximation.NEAR, start - 1
    last = folded[start - 2 : start - 1]
    if before in (" ", "\n") and (last.lower() in _BEFORE_LAST):
        words = tail(folded, start, _REACH)
        found = _BEFORE.search(words)
        if found and not (found.group().lower() == "over " and unit in _WHILE and not _LASTING.search(words)):
            return Approximation(found.lastgroup or ""), start - len(words) + found.start()
    if "+" in folded[start:end]:
        return Approximation.AT_LEAST, start
    if behind := _BEHIND.match(folded, end):
        return Approximation(behind.lastgroup or ""), start
    return Approximation.EXACT, start


def direction(folded: str, start: int, end: int, *, count: bool) -> str | None:
    """Whether the words beside a figure say that it "rise"s or "fall"s; None if unsaid, and for levels (rose to 98%).

    Args:
        folded: the folded text.
        start: where the figure begins, with its currency sign and the approximation before it.
        end: where it ends, with its unit.
        count: whether it is a count: then only a word right before it, or before its "by" or "of", tells.

    """
    if not count and (behind := _BEHIND_TURN.match(folded, end)):
        return behind.lastgroup
    if folded[start - 1 : start] not in (" ", "\n"):
        return None
    words = tail(folded, start, _TURN_REACH).lower().rstrip().split(" ")[-_FARTHEST - 5 :]
    words[-1] = words[-1].lstrip("(")
    link = words[-1] in ("by", "of")
    words = words[:-1] if link else words
    while words and (words[-1] in _ADVERBS or words[-1].endswith("ly") or words[-3:] == ["year", "on", "year"]):
        words = words[: -3 if words[-1] == "year" else -1]
    turn = _TURNS.get(words[-1]) if words else None
    if turn is not None:
        return turn if _says(words, link=link, count=count) else None
    if count or not link:
        return None
    for back, word in enumerate(reversed(words)):
        if back > _FARTHEST or word in _BARS or not _TOKEN.fullmatch(word):
            return None
        if word in _TURNS and word not in ("up", "down", "higher", "lower"):
            return _TURNS[word]
    return None


def _says(words: list[str], *, link: bool, count: bool) -> bool:
    """Whether a word of rise or fall right before a figure speaks of it: was up 5%, but not set up 5 offices."""
    word, before = words[-1], words[-2] if len(words) > 1 else ""
    if word in ("up", "down") and not link:
        return before not in _PHRASAL if not count else before in _LINKED or before[-1:] in ("", *",;:")
    return link or not count or word in _OF_COUNTS
