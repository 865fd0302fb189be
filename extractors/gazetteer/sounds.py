"""How Spanish and Portuguese names sound in Japanese kana and in hangul, told by a skeleton that spellings share.

Foreign names are written in kana and hangul by ear, each in several ways: トルーカ and トルカ, 똘루까 and 톨루카,
クリチバ and クリティーバ. A skeleton is that sound in plain letters, capitals for kana, without what writers differ in.
`of_kana` and `of_hangul` give a written name's skeleton, `spoken` those that a Spanish or Portuguese name can have;
names with one skeleton are taken for one name.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import product

_VOWELS = "aeiou"
_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "t": "タチツテト", "d": "ダヂヅデド",
    "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
}  # fmt: skip
_KANA = {kana: row + vowel for row, line in _KANA_ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)} | {
    "ザ": "sa", "ジ": "ji", "ヂ": "ji", "ズ": "su", "ゼ": "se", "ゾ": "so", "ヤ": "ya", "ユ": "yu", "ヨ": "yo",
    "ワ": "ua", "ヲ": "o", "ン": "n", "ャ": "ya", "ュ": "yu", "ョ": "yo", "ヮ": "ua",
    "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o",
    "ヴ": "bu", "ッ": "", "ー": "",
    "スィ": "si", "ズィ": "ji",
    "ティ": "ti", "ディ": "ji", "トゥ": "tu", "ドゥ": "du", "デュ": "du", "テュ": "tu", "ヴァ": "ba", "ヴィ": "bi",
    "ヴェ": "be", "ヴォ": "bo", "ツァ": "tua", "ジェ": "jie", "シェ": "sie", "チェ": "tie",
}  # fmt: skip
_KANA_UNIT = re.compile("|".join(sorted(map(re.escape, _KANA), key=len, reverse=True)))

_HANGUL_FIRST = 0xAC00
_INITIALS = ("g", "k", "n", "d", "t", "l", "m", "b", "p", "s", "s", "", "j", "c", "c", "k", "t", "p", "h")
# A star stands for what no Spanish or Portuguese name is written with.
_MEDIALS = (
    "a", "*", "ia", "*", "*", "e", "*", "ie", "o", "ua", "*", "*", "io", "u", "*", "ue", "ui", "iu", "", "*", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "*", "*", "n", "*", "*", "*", "l", "*", "*", "*", "*", "*", "*", "*", "n", "p", "*", "t", "*", "n", "*",
    "*", "*", "*", "*", "*",
)  # fmt: skip

# In what both have in common: C as in "che", S as in "shop", J as in "joy", N as in "ñ", Y as in "yes", L as in "lh",
# T as in "tz". "|" parts what is said in different ways.
_SPANISH = (
    ("ch", "C"), ("sh", "S"), ("ll", "Y|L|J"), ("tz", "T"), ("^x", "H|s"), ("x(?=[aeiou])", "ks|H|S"), ("x", "ks|s"),
    ("y(?=[aeiou])", "Y|J"), ("y", "i"), ("qu(?=[ei])", "k"), ("q", "k"), ("sc(?=[ei])", "s"), ("c(?=[ei])", "s"),
    ("c", "k"), ("z", "s"), ("gü", "gu"), ("gu(?=[ei])", "g"), ("g(?=[ei])", "H"), ("h", ""), ("j|H", "h"), ("ñ", "N"),
    ("v", "b"), ("w", "u"), ("ü", "u"), ("^oa", "oa|ua"),
)  # fmt: skip
_PORTUGUESE = (
    ("(?<=[aeiouãõ])s(?=[aeiouãõ])", "z"), ("ch", "S"), ("lh", "L"), ("nh", "N"), ("ç", "s"), ("th", "t"), ("ph", "f"),
    ("h", ""), ("qu(?=[ei])", "k"), ("q", "k"), ("sc(?=[ei])|xc(?=[ei])", "s"), ("c(?=[ei])", "s"), ("c", "k"),
    ("gü", "gu"), ("gu(?=[ei])", "g"), ("g(?=[ei])", "J"), ("j", "J"), ("ss", "s"), ("x(?=[aeiou])", "S|ks"),
    ("x", "s"), ("y", "i"), ("w", "b|u"), ("v", "b"), ("ãos?$", "an|aun|on"), ("ão", "an|aun"), ("ões", "oes|ons|onis"),
    ("õe", "oe"), ("ã", "an"), ("õ", "on"), ("(?<=[aeiou])l(?![aeiouL])", "l|u"), ("^r|rr|(?<=n)r", "r|h"),
    ("(?<=t)e(?=s?$)|(?<=d)e(?=s?$)", "e|i"),
)  # fmt: skip
# What only Koreans write as Brazilians speak.
_BRAZILIAN_ENDS = (("e(?=s?$)", "i"), ("o(?=s?$)", "u"))
_READINGS = 24  # of one name; a name with more is read in the commonest ways

_RULES = {"es": _SPANISH, "pt": _PORTUGUESE}


def of_kana(printed: str) -> str:
    """Skeleton of a name in katakana, "" if it holds anything else."""
    text = re.sub("[・=＝ -]", "", unicodedata.normalize("NFKC", printed))
    if _KANA_UNIT.sub("", text):
        return ""
    return _plain_kana("".join(_KANA[unit] for unit in _KANA_UNIT.findall(text)))


def of_hangul(printed: str) -> str:
    """Skeleton of a name in hangul, "" if it holds anything else.

    That of a name's first syllables is always the beginning of that of the whole.
    """
    sounds = [_syllable(char) for char in unicodedata.normalize("NFC", printed) if char != " "]
    return "" if None in sounds else _single("".join(filter(None, sounds)))


@cache
def _syllable(char: str) -> str | None:
    """The sounds of one syllable of hangul; None for another character."""
    number = ord(char) - _HANGUL_FIRST
    if not 0 <= number < len(_INITIALS) * len(_MEDIALS) * len(_FINALS):
        return None
    head, final = divmod(number, len(_FINALS))
    initial, medial = divmod(head, len(_MEDIALS))
    return _INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]


def spoken(name: str, language: str) -> set[str]:
    """Skeletons of a Spanish ("es") or Portuguese ("pt") name: in katakana and in hangul."""
    words = re.findall(r"[^\W\d_]+", _letters(name.replace("'", "").replace("’", "")))
    if not words:
        return set()
    ways = _ways([_readings(word, _RULES[language]) for word in words])
    kana = {_kana(way) for way in ways}
    hangul = set(ways)
    if language == "pt":
        hangul |= set(_ways([_readings(word, (*_PORTUGUESE, *_BRAZILIAN_ENDS)) for word in words]))
    return kana | {form for way in hangul for form in _hangul(way, language)}


def _letters(name: str) -> str:
    """A name in small letters without accents, but with the marks that make another sound."""
    composed = unicodedata.normalize("NFC", name.casefold())
    return "".join(
        char
        if char in "ñçãõü"
        else "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        for char in composed
    )


def _readings(word: str, rules: Iterable[tuple[str, str]]) -> list[str]:
    """All sounds of one word, the commonest first."""
    found = [word]
    for pattern, said in rules:
        ways = said.split("|")
        found = [
            re.sub(pattern, way, form) for form in found for way in (ways if re.search(pattern, form) else ways[:1])
        ]
        found = list(dict.fromkeys(found))[:_READINGS]
    return found


def _ways(words: list[list[str]]) -> list[str]:
    """The words' readings joined, each with each, up to the limit."""
    ways = [""]
    for readings in words:
        ways = [way + reading for way, reading in product(ways, readings)][:_READINGS]
    return ways


_PALATAL = {"C": "ti", "S": "si", "J": "ji", "N": "ni", "L": "ri", "Y": "y", "T": "tu"}


def _kana(sounds: str) -> str:
    """The skeleton that the sounds have in kana, which puts a vowel after every consonant but n."""
    written = []
    sounds = re.sub(r"([^aeiou])\1", r"\1", re.sub("m(?![aeiou])", "n", sounds)).replace("l", "r")
    for at, sound in enumerate(sounds):
        following = sounds[at + 1 : at + 2]
        vowel = following in tuple(_VOWELS)
        if sound in _VOWELS:
            written.append(sound)
        elif sound == "n":
            written.append("n")
        elif sound in _PALATAL:
            written.append("ji" if sound == "Y" and following == "i" else _PALATAL[sound])
        elif sound == "f":
            written.append("hu")
        elif sound == "d":
            written.append("j" if following == "i" else "d" if vowel else "do")
        elif sound == "t":
            written.append("t" if vowel else "to")
        elif sound == "z":
            written.append("j" if following == "i" else "s" if vowel else "su")
        else:
            written.append(sound if vowel else sound + "u")
    return _plain_kana("".join(written))


def _hangul(sounds: str, language: str) -> set[str]:
    """The skeletons that the sounds have in hangul."""
    forms = {sounds}
    if language == "pt":
        forms.add(re.sub("d(?=i)", "j", re.sub("t(?=i)", "C", sounds)))
    forms |= {form.replace("z", "s") for form in forms}
    table = str.maketrans(
        {"C": "c", "S": "si", "J": "j", "N": "ni", "L": "li", "Y": "i", "T": "c", "z": "j", "f": "p", "r": "l"}
    )
    return {_single(re.sub("m(?![aeiou])", "n", form.translate(table))) for form in forms}


def _plain_kana(letters: str) -> str:
    """Letters of kana without what writers differ in: イヤ and イア, エイ and エー, オウ and オー, doubled sounds."""
    return _single(letters.replace("iy", "i").replace("ou", "o").replace("ei", "e").replace("y", "i")).upper()


def _single(letters: str) -> str:
    """Letters with none twice in a row."""
    return re.sub(r"(.)\1+", r"\1", letters)
