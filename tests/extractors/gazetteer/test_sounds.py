import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.gazetteer.sounds import of_hangul, of_kana, spoken


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("トルーカ", "トルカ"),
        ("クエルナヴァカ", "クエルナバカ"),
        ("クリティーバ", "クリチバ"),
        ("サン・ファン", "サンフアン"),
        ("モンテレイ", "モンテレー"),
        ("ｸﾞｱﾀﾞﾗﾊﾗ", "グアダラハラ"),
    ],
)
def test_kana_spellings_of_one_sound_have_one_skeleton(one: str, other: str) -> None:
    assert of_kana(one) == of_kana(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("똘루까", "톨루카"), ("깜삐나스", "캄피나스"), ("꾸리찌바", "쿠리치바"), ("과야킬", "구아야킬")]
)
def test_hangul_spellings_of_one_sound_have_one_skeleton(one: str, other: str) -> None:
    assert of_hangul(one) == of_hangul(other) != ""


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [
        ("Toluca", "es", "トルーカ 똘루까"),
        ("Guadalajara", "es", "グアダラハラ 과달라하라"),
        ("Medellín", "es", "メデジン メデリン 메데인 메데진"),
        ("Barranquilla", "es", "バランキージャ バランキーリャ バランキヤ 바랑키야"),
        ("Cuernavaca", "es", "クエルナバカ 쿠에르나바카"),
        ("Trujillo", "es", "トルヒーヨ トルヒージョ 트루히요"),
        ("Tlaxcala", "es", "トラスカラ 틀락스칼라"),
        ("Huancayo", "es", "ワンカヨ 우앙카요"),
        ("Xalapa", "es", "ハラパ 할라파"),
        ("Viña del Mar", "es", "ビニャ・デル・マール 비냐델마르"),
        ("Mogi das Cruzes", "pt", "モジ・ダス・クルーゼス 모지다스크루지스"),
        ("Campinas", "pt", "カンピーナス 깜삐나스"),
        ("Curitiba", "pt", "クリチバ 꾸리찌바"),
        ("Recife", "pt", "レシフェ ヘシフェ 헤시피 레시페"),
        ("Ribeirão Preto", "pt", "リベイラン・プレト リベイロン・プレット 히베이랑프레투"),
        ("Belo Horizonte", "pt", "ベロオリゾンテ ベロ・オリゾンチ 벨루오리존치 벨로오리존테"),
        ("Salvador", "pt", "サルバドール サウヴァドール 사우바도르"),
        ("Guarulhos", "pt", "グアルーリョス 과룰류스"),
    ],
)
def test_a_name_is_known_as_it_is_written_by_ear(name: str, language: str, written: str) -> None:
    skeletons = spoken(name, language)
    assert {of_kana(word) or of_hangul(word) for word in written.split()} <= skeletons


@pytest.mark.parametrize("other", ["Toluca", "広島", "トルーカ市", "", "123"])
def test_what_is_not_kana_or_hangul_has_no_skeleton(other: str) -> None:
    assert of_kana(other) == of_hangul(other) == ""


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8))
def test_a_hangul_name_begins_with_the_skeletons_of_its_beginnings(name: str) -> None:
    whole = of_hangul(name)
    assert all(whole.startswith(of_hangul(name[:size])) for size in range(1, len(name)))


@given(st.text("aeioumnrlstcgbdfhjñãõzxyqu çé'-", max_size=25), st.sampled_from(["es", "pt"]))
def test_any_name_is_read_in_a_bounded_number_of_ways(name: str, language: str) -> None:
    assert len(spoken(name, language)) < 500
