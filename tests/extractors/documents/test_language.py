"""The language of a text, among those that are read and enough others."""

import pytest

from extractors.documents.language import detect

TEXTS = {
    "es": "El alcalde firmó ayer un convenio de hermanamiento con la ciudad china de Wuhan.",
    "pt": "O prefeito assinou ontem um acordo de cooperação com a cidade chinesa de Cantão.",
    "en": "The mayor signed a sister city agreement with the Japanese city of Nagoya yesterday.",
    "ja": "市長は昨日、メキシコ市との姉妹都市協定に署名しました。",
    "zh": "市长昨天与智利圣地亚哥市签署了友好城市协议。",
    "ko": "시장은 어제 멕시코시티와 자매결연 협정을 체결했다.",
    "ru": "Мэр подписал вчера соглашение о побратимстве с городом Пекин.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_a_sentence_is_enough(tag: str) -> None:
    if tag == "ru":
        assert detect(TEXTS[tag]) not in {"es", "pt", "en", "ja", "zh", "ko"}
    else:
        assert detect(TEXTS[tag]) == tag


def test_a_long_text_in_another_language_is_told() -> None:
    text = "La ville de Lyon a signé hier un accord de jumelage avec la ville chinoise de Canton. " * 5

    assert detect(text, ["es"]) == "fr"


def test_the_source_decides_for_han_characters_alone() -> None:
    assert detect("姉妹都市一覧", ["ja"]) == "ja"
    assert detect("姉妹都市一覧", ["zh"]) == "zh"


def test_the_source_decides_for_a_few_latin_words() -> None:
    assert detect("Salcedo", ["pt"]) == "pt"


def test_numbers_have_no_language() -> None:
    assert detect("2019 - 44.000,00") is None
