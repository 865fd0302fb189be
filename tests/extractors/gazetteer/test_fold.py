import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.gazetteer.fold import fold, key

LETTERS = st.text(st.characters(codec="utf-8"), max_size=60)
NAMES = st.text("SãoPAULÇñü éß'’-・サンパヴ｡ﾊﾟﾞ廣州広県서울é\u0301\u3000\xa0ıŁ①", max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "SAO PAULO"),
        ("Xi'an", "Xi’an"),
        ("Porto-Alegre", "Porto Alegre"),
        ("サン・パウロ", "サンパウロ"),
        ("ｻﾝﾊﾟｳﾛ", "サンパウロ"),
        ("ＴＯＫＹＯ", "Tokyo"),
        ("廣州", "广州"),
        ("広島", "广岛"),
        ("臺北", "台北"),
        (unicodedata.normalize("NFD", "Córdoba"), "Córdoba"),
        (unicodedata.normalize("NFD", "서울"), "서울"),
        ("Łódź", "Lodz"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("グアダラハラ", "クアダラハラ"), ("서울", "수원"), ("河北", "河南")])
def test_what_makes_another_name_is_kept(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(LETTERS | NAMES)
def test_offsets_lead_back_into_the_text_and_never_fall(text: str) -> None:
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(LETTERS | NAMES)
def test_each_folded_character_comes_from_the_one_at_its_offset(text: str) -> None:
    folded, offsets = fold(text)
    for start in set(offsets):
        piece = "".join(char for char, offset in zip(folded, offsets, strict=True) if offset == start)
        following = [offset for offset in offsets if offset > start]
        assert piece in fold(text[start : following[0] if following else len(text)])[0]


@given(NAMES)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    folded, _ = fold(text)
    assert fold(folded)[0] == folded
