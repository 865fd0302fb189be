"""Pages are decoded by what their bytes show, whatever they declare."""

import pytest

from extractors.documents.charset import declared_charsets, decode

SPANISH = "<p>El alcalde firmó el convenio de hermanamiento con la ciudad de Wuhan, en la región de Hubei. ¡Qué día!"
JAPANESE = "<p>本市は一九七八年にメキシコ市と姉妹都市提携を結び、それ以来、市民の交流が続いています。" * 3
CHINESE = "<p>两市签署了建立友好城市关系的协议，双方将在经济、文化、教育等领域开展合作与交流。" * 3
TAIWANESE = "<p>兩市簽署了締結姊妹市的協議，雙方將在經濟、文化、教育等領域展開合作與交流。" * 3
KOREAN = "<p>우리 시는 멕시코 과달라하라시와 자매결연 협정을 체결하고 문화와 경제 교류를 이어 가고 있다." * 3

CASES = [
    (SPANISH, "cp1252"), (SPANISH, "utf-8"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"),
    (CHINESE, "gb18030"), (TAIWANESE, "big5"), (KOREAN, "cp949"), (KOREAN, "utf-16"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), CASES)
@pytest.mark.parametrize("declared", [[], ["iso-8859-1"], ["utf-8"], ["no-such-charset"]])
def test_the_encoding_is_found_whatever_is_declared(text: str, encoding: str, declared: list[str]) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    ("label", "text"), [("Shift_JIS", JAPANESE), ("gb2312", CHINESE), ("Big5", TAIWANESE), ("EUC-KR", KOREAN)]
)
def test_a_true_declaration_is_followed(label: str, text: str) -> None:
    assert decode(text.encode(label), [label]) == text


def test_the_sources_language_tells_two_chinese_encodings_apart() -> None:
    assert decode(TAIWANESE.encode("big5"), [], ["zh"]) == TAIWANESE
    assert decode(CHINESE.encode("gb18030"), [], ["zh"]) == CHINESE


def test_one_broken_byte_does_not_cost_a_page_its_encoding() -> None:
    assert decode(SPANISH.encode() + b"\xf3", ["utf-8"]) == SPANISH + "\ufffd"


def test_the_page_is_asked_before_its_server() -> None:
    body = b'<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">'

    assert declared_charsets(body, "text/html; charset=ISO-8859-1") == ["euc-kr", "ISO-8859-1"]
