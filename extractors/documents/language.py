"""In which language a text is written."""

import re
from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("es", "pt", "en", "ja", "zh", "ko")
"""The languages that are read, as BCP 47 tags."""

# Enough of the world's other written languages to know a foreign text when one comes. Languages so near to
# Spanish and Portuguese that a short text of those would pass for them are left out: Galician, Aragonese, Occitan.
_OTHERS = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "lt",
    "lv", "ms", "nl", "no", "pl", "ro", "ru", "sk", "sl", "sv", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi",
)  # fmt: skip
_LATIN = ("es", "pt", "en")
_LATIN_WORD = re.compile("[a-zA-Z\u00c0-\u024f]+")
_SURE = 200  # letters; in a shorter text a foreign language is not to be told
_SAMPLE = 3000  # characters, from the beginning; more changes nothing
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


def detect(text: str, expected: Collection[str] = ()) -> str | None:
    """The language of `text` as a BCP 47 tag (also one that is not read), None for a text without words.

    `expected` are the languages that its source declares. They decide for a short text in Han characters
    alone, and for one in Latin letters that is too short to tell.
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return None
    script = _by_script(sample, letters, expected)
    if script:
        return script
    ranking = _identifier().rank(sample)
    likely, certainty = ranking[0]
    if likely in expected or likely in LANGUAGES or (certainty > 0.9 and letters > _SURE):
        return str(likely)
    if sum(map(len, _LATIN_WORD.findall(sample))) * 2 < letters:
        return str(likely)
    # A short notice in Spanish may pass for Catalan: of those that are read, the nearest is the better guess.
    among = [tag for tag in _LATIN if tag in expected] or _LATIN
    return next(str(tag) for tag, _ in ranking if tag in among)


def _by_script(sample: str, letters: int, expected: Collection[str]) -> str | None:
    hangul, kana, han = (len(pattern.findall(sample)) for pattern in (_HANGUL, _KANA, _HAN))
    if hangul * 4 > letters and hangul > kana:
        return "ko"
    if (kana + han) * 4 <= letters:
        return None
    if kana * 20 > kana + han:
        return "ja"
    return "ja" if "ja" in expected and "zh" not in expected and not kana and han < 200 else "zh"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, *_OTHERS])
    return identifier
