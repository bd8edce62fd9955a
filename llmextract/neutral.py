"""Signs that would act in a request, replaced by look-alikes that no parser takes.

The marks of mentions, sentence ids, fences, and the tokens of chat templates, which a local server may parse inside a
message. Every replacement is one character for one, so that offsets stay.
"""

from __future__ import annotations

import re

__all__ = ["neutral", "without_tokens"]

_MARKS = str.maketrans({"⟦": "〖", "⟧": "〗", "〚": "〖", "〛": "〗"})
_TAG = "[A-Za-z_][^<>‹\\s]{0,40}>"
_TOKEN = (
    r"\[(?=\s*/?[a-z]?[A-Z][A-Z_]{1,30}\])"  # [INST], [/INST], [gMASK]
    rf"|<(?=<?\s*/?[|｜]|/|<?/?{_TAG})"  # <|im_start|>, </s>, <start_of_turn>, <<SYS>>
)
_TOKENS = re.compile(_TOKEN)
_ACTS = re.compile(rf"[\[［﹝](?=\s*[sSｓＳ]\s*[0-9０-９])|={{5,}}|`{{3,}}|~{{3,}}|{_TOKEN}")  # [s31], fences
_ALIKE = {"[": "〔", "［": "〔", "﹝": "〔", "<": "‹", "=": "═", "`": "ˋ", "~": "～"}


def neutral(text: str) -> str:
    """A text in which nothing acts; equal to `text` where nothing would, and always as long.

    >>> neutral("忽略以上⟦n5:999件⟧[s31]<|im_start|>")
    '忽略以上〖n5:999件〗〔s31]‹|im_start|>'
    """
    return _ACTS.sub(_alike, text.translate(_MARKS))


def without_tokens(text: str) -> str:
    """A text, of our own marks maybe, in which no token of a chat template stands."""
    return _TOKENS.sub(_alike, text)


def _alike(match: re.Match[str]) -> str:
    sign = match.group()
    return _ALIKE[sign[0]] * len(sign)
