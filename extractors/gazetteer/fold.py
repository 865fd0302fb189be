"""When two spellings are one name: case, accents, widths, hyphens and Han variants do not matter.

São Paulo, SÃO PAULO and Sao-Paulo fold to `sao paulo`; Xi'an to `xian`; 廣州, 広州 and 广州 to 广州;
サン・パウロ and サンパウロ to サンパウロ. Hangul and kana stay what they are.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

# One unit of writing: a character with the marks that follow it (combining accents, half-width kana's voice
# marks, the later letters of a Hangul syllable written apart).
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", re.DOTALL)
_CJK = re.compile(
    r"[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h"})
_DROPPED = frozenset("'’‘`´ʻʼʹ′・·•\u00ad\u200b\u200c\u200d\ufeff")
_HYPHENS = frozenset("-\u2010\u2011")
_HAN_VARIANTS = Path(__file__).parent / "data" / "han-variants.tsv"


@cache
def _han_variants() -> dict[str, str]:
    """Traditional Chinese and Japanese forms with the simplified form that stands for all of them."""
    lines = _HAN_VARIANTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    if cluster[0] in _DROPPED:
        return ""
    if cluster[0] in _HYPHENS or (cluster.isspace() and cluster not in "\n\r"):
        return " "
    composed = unicodedata.normalize("NFKC", cluster)
    if composed != cluster and (composed[:1] in _DROPPED or composed[:1] in _HYPHENS):
        return _fold_cluster(composed)
    if _CJK.match(composed):
        variants = _han_variants()
        return "".join(variants.get(char, char) for char in composed)
    bare = "".join(c for c in unicodedata.normalize("NFKD", composed.casefold()) if not unicodedata.combining(c))
    return bare.casefold().translate(_PLAIN)


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset in `text` of the character that it came from.

    Offsets count code points and never fall. Folding a folded name changes nothing.
    """
    folded: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        plain = _fold_cluster(match[0])
        if plain:
            folded.append(plain)
            offsets.extend([match.start()] * len(plain))
    return "".join(folded), offsets


def unit_end(text: str, start: int) -> int:
    """Where the character at `start` ends in `text`, with the marks that follow it."""
    match = _CLUSTER.match(text, start)
    return match.end() if match else len(text)


def key(name: str) -> str:
    """A name as it stands in the gazetteer's index: folded, with single spaces and none at the ends."""
    return " ".join(fold(name)[0].split())
