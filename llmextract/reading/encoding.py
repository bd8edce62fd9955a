"""Bytes to text: by byte order mark, by what the bytes can be, by declaration, by how the text reads.

A declaration is a witness, not a judge: many pages declare gb2312 and are UTF-8.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

from llmextract.errors import SourceError

__all__ = ["decode"]

_MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What pages declare, and the wider encoding that reads it.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
}
_GUESSED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_BINARY = frozenset(range(9)) | {11, *range(14, 27), *range(28, 32)}
_DAMAGED_SHARE = 0.02
_LOOKED_AT = 1 << 16
# The characters that make up about half of official prose, simplified and traditional.
_EVERYDAY = frozenset(
    "的是年和在不了有人大为上工作政府法治行件一全中国会市县区发展理建设实施管服务公开制度规范要求进加强以及对个月日"
    "为國會縣區發設實務開製規範進強對個執業責據應關於機員組織領導學習監審復議報告総總計萬億與從業產經濟"
    "执业责据应关于机员组织领导学习监审复议报告总计万亿与从产经济,。、;:“”《》()0123456789"
)
_RARE = 0.12  # a text with fewer everyday characters than this is not Chinese, or not in this encoding
_FEW = 30
_SURE = 0.3  # any bytes are UTF-16 of something: without a mark it must read well
_FOREIGN = 0.3  # more than this beyond ASCII, and nothing Chinese: no report
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")
_ENGLISH = 0.9  # the share of ASCII from which a text in no Chinese encoding is read as Western


def decode(data: bytes, name: object, declared: Iterable[str] = (), *, patch: bool = False) -> str:
    """The text of some bytes; its line ends stay as they are.

    Args:
        data: what was read.
        name: how errors call it.
        declared: encodings that the source or its headers name, the most trustworthy first.
        patch: whether single bytes that cannot be read become U+FFFD (web pages), or the whole is refused (texts).

    Raises:
        SourceError: it is empty, binary, or in an encoding that is not read.

    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f"):
        raise SourceError(f"{name}: is empty; nothing to extract")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _filled(_marked(data[len(mark) :], encoding, name), name)
    wanted = [known for label in declared if (known := _known(label))]
    text = _plain(data, wanted) or (_patched(data, wanted) if patch else None)
    if text is None:
        if _is_binary(data):
            raise SourceError(f"{name}: is binary, not text; give a text, HTML, PDF or DOCX file")
        raise SourceError(f"{name}: is not text in UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8")
    return _filled(text, name)


def _filled(text: str, name: object) -> str:
    if not text.strip():
        raise SourceError(f"{name}: is empty; nothing to extract")
    return text


def _marked(data: bytes, encoding: str, name: object) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: looks like {encoding} and is damaged at byte {error.start}") from error


def _known(label: str) -> str | None:
    """The encoding that a label names, in its widest form; None for none."""
    try:
        found = codecs.lookup(label.strip().strip("'\"")).name
    except (LookupError, ValueError):
        return None
    # Codecs that are no encodings of text (base64, zlib) are found too, and so is one that decodes its own escapes.
    text = getattr(codecs.lookup(found), "_is_text_encoding", True)
    return _WIDER.get(found, found) if text and found not in ("unicode_escape", "raw_unicode_escape", "idna") else None


def _plain(data: bytes, declared: list[str]) -> str | None:
    """The text in the encoding that fits without a fault, or None."""
    wide = data[:_LOOKED_AT].count(0) > _DAMAGED_SHARE * min(len(data), _LOOKED_AT)  # the NULs of UTF-16
    if not wide and (text := _try(data, "utf-8")) is not None and not _doubted(data, declared):
        return text
    if _is_binary(data) and not wide:
        return None
    told = [encoding for encoding in declared if encoding != "utf-8"]
    read = [(score, -i, text) for i, (score, text) in enumerate(_readings(data, told))]
    score, _, text = max(read, default=(0.0, 0, ""), key=lambda one: one[:2])
    if score > 0:
        return text
    if not wide and sum(byte < 128 for byte in data[:_LOOKED_AT]) >= _ENGLISH * min(len(data), _LOOKED_AT):
        return _try(data, "cp1252")
    return None


def _doubted(data: bytes, declared: list[str]) -> bool:
    """Whether bytes that are UTF-8 may yet be something else: a handful of them, declared as another (联通 in GBK)."""
    return bool(declared) and declared[0] not in ("utf-8", "cp1252") and sum(byte > 127 for byte in data) < 2 * _FEW


def _readings(data: bytes, declared: list[str]) -> Iterator[tuple[float, str]]:
    """The texts that these bytes may be, with how likely each is; what is declared first, and a little likelier."""
    for encoding in dict.fromkeys((*declared, "utf-8", *_GUESSED)):
        if encoding.startswith("utf-16") and encoding not in declared and len(data) % 2:
            continue
        text = _try(data, encoding)
        least = _SURE if encoding.startswith("utf-16") and encoding not in declared else 0.0
        if text is not None and (score := _likely(text)) > least:
            yield score + (0.1 if encoding in declared else 0.0), text


def _likely(text: str) -> float:
    """How well a decoded text reads: the share of everyday characters; 0 where it is none."""
    looked = text[:_LOOKED_AT]
    if len(_CONTROL.findall(looked)) > _DAMAGED_SHARE * len(looked):
        return 0.0
    beyond = [char for char in looked if char > "\x7f"]
    if not beyond:
        return 1.0
    odd = sum(unicodedata.category(char) in ("Co", "Cn", "Cs") or char == "\ufffd" for char in set(beyond))
    han = sum("\u4e00" <= char <= "\u9fff" for char in beyond)
    everyday = sum(char in _EVERYDAY for char in beyond)
    if han >= _FEW and everyday < _RARE * han:
        return 0.0
    if not han:
        return 0.0005 if len(beyond) < _FOREIGN * len(looked) else 0.0
    return max(0.001, (everyday + 0.2 * (han - everyday) - 2 * odd) / len(beyond))


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _patched(data: bytes, declared: list[str]) -> str | None:
    """The text with U+FFFD for the few bytes that are damaged."""
    found = [data.decode(encoding, "replace") for encoding in dict.fromkeys((*declared, "utf-8", "gb18030"))]
    best = min(found, key=lambda text: text.count("\ufffd"))
    return best if best.count("\ufffd") <= max(5, len(best) // 1000) and _likely(best) > 0 else None


def _is_binary(data: bytes) -> bool:
    looked = data[:_LOOKED_AT]
    return sum(byte in _BINARY for byte in looked) > _DAMAGED_SHARE * len(looked)
