"""Bytes to text, whatever the encoding and whatever the page or its server say that it is."""

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

# Labels mean more than they say: pages marked with the left hand are written with the right hand's superset.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Python does not know these labels of the web by name.
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "ks_c_5601-1987": "cp949",
}
_BY_LANGUAGE = {
    "ja": ["cp932", "euc_jp"],
    "zh": ["gb18030", "big5hkscs"],
    "ko": ["cp949"],
}
_MULTIBYTE = [name for names in _BY_LANGUAGE.values() for name in names]
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{4,}")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


def declared_charsets(body: bytes, media_type: str) -> list[str]:
    """The encodings that a page (in its first 2 KB) and its server name, the page's own first."""
    labels = _DECLARED.findall(body[:2048]) + _DECLARED.findall(media_type.encode("ascii", "ignore"))
    return [label.decode("ascii") for label in labels]


def decode(body: bytes, declared: Iterable[str] = (), languages: Iterable[str] = ()) -> str:
    """The text of `body`. What the bytes show goes before what is declared; `languages` (BCP 47) break ties."""
    if body.startswith(codecs.BOM_UTF8):
        return body[3:].decode("utf-8", errors="replace")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    names = [name for label in declared if (name := _codec(label))]
    if b"\x1b$" in body and (text := _strict(body, "iso2022_jp")) is not None:
        return text
    if (text := _strict(body, "utf-8")) is not None:
        return text
    if "utf-8" in names and (text := _damaged_utf8(body)) is not None:
        return text
    if _looks_multibyte(body):
        for name in names:
            if name in _MULTIBYTE and (text := _strict(body, name)) is not None:
                return text
        expected = [name for tag in languages for name in _BY_LANGUAGE.get(tag.partition("-")[0], [])]
        best = from_bytes(body[:20_000], cp_isolation=expected or _MULTIBYTE).best()
        if best is not None:
            return body.decode(best.encoding, errors="replace")
    names = [name for name in names if name not in _MULTIBYTE and name != "utf-8"] + ["cp1252"]
    for name in names:
        if (text := _strict(body, name)) is not None:
            return text
    return body.decode(names[0], errors="replace")


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        "".encode(name)  # refuses the codecs that turn bytes to bytes
    except (LookupError, TypeError):
        return None
    return _SUPERSETS.get(name, name)


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None


def _damaged_utf8(body: bytes) -> str | None:
    """UTF-8 with stray bytes, as cut-off feeds have; None where most high bytes do not fit."""
    text = body.decode("utf-8", errors="replace")
    high = sum(1 for character in text if character > "\x7f")
    return text if text.count("\ufffd") * 5 < high else None


def _looks_multibyte(body: bytes) -> bool:
    """Whether the high bytes stand in runs, as in East Asian text, and not alone, as accents do in Latin text."""
    high = len(_HIGH.findall(body))
    return high > 0 and sum(map(len, _HIGH_RUN.findall(body))) * 4 > high
