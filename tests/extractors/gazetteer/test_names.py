from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.codes import Level
from extractors.gazetteer import table
from extractors.gazetteer.names import Gazetteer


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    """Each name in a text with the country of the likeliest place, or of the name itself."""
    return [(match.text, match.country or gazetteer.place(match.places[0]).country) for match in gazetteer.find(text)]


def levels(gazetteer: Gazetteer, text: str) -> list[set[Level]]:
    return [{gazetteer.place(place).level for place in match.places} for match in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("El alcalde de Pachuca viajó a Cantón y a Seúl.", [("Pachuca", "MX"), ("Cantón", "CN"), ("Seúl", "KR")]),
        ("Curitiba assinou com Xangai e Nagóia.", [("Curitiba", "BR"), ("Xangai", "CN"), ("Nagóia", "JP")]),
        ("XI'AN AND BUENOS AIRES", [("XI'AN", "CN"), ("BUENOS AIRES", "AR")]),
        ("Xiamen's port", [("Xiamen", "CN")]),
        ("中津川市とクスコ市が調印した。", [("中津川市", "JP"), ("クスコ市", "PE")]),
        ("サン・パウロとブエノスアイレス", [("サン・パウロ", "BR"), ("ブエノスアイレス", "AR")]),
        ("广州市与库里蒂巴市结为友好城市", [("广州市", "CN"), ("库里蒂巴市", "BR")]),
        ("高雄市與亞松森市締結姊妹市", [("高雄市", "TW"), ("亞松森市", "PY")]),
        ("부산광역시와 과달라하라시는", [("부산광역시", "KR"), ("과달라하라시", "MX")]),
        ("쿠리치바에서 열린 행사", [("쿠리치바", "BR")]),
        ("la República de Corea y EE. UU.", [("República de Corea", "KR"), ("EE. UU.", "US")]),
    ],
)
def test_names_are_found_in_six_languages(gazetteer: Gazetteer, text: str, names: list[tuple[str, str]]) -> None:
    assert found(gazetteer, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "una limada, un tokiota y las recifenses",  # inside words
        "la lima y el rosario",  # small letters
        "Para que los alcaldes firmen",  # a word at the beginning of a sentence
        "지난 수요일",  # last Wednesday, not Jinan
        "부산물 처리",  # by-products, not Busan
        "国家中央",
    ],
)
def test_words_that_merely_look_like_names_are_not_found(gazetteer: Gazetteer, text: str) -> None:
    assert found(gazetteer, text) == []


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("ウルアパン市と結ぶ", "Uruapan", "MX"),
        ("モジ・ダス・クルーゼス市を訪問", "Mogi das Cruzes", "BR"),
        ("ピラシカーバを訪れた", "Piracicaba", "BR"),
        ("テグシガルパ市", "Tegucigalpa", "HN"),
        ("똘루까시와", "Toluca", "MX"),
        ("코마야과시는", "Comayagua", "HN"),
        ("라사로카르데나스시", "Ciudad Lázaro Cárdenas", "MX"),
        ("모지 다스 크루제스 시", "Mogi das Cruzes", "BR"),
    ],
)
def test_a_spanish_or_portuguese_name_is_known_by_its_sound(
    gazetteer: Gazetteer, text: str, name: str, country: str
) -> None:
    (match,) = gazetteer.find(text)
    best = gazetteer.place(match.places[0])
    assert (best.name, best.country) == (name, country)


@pytest.mark.parametrize(
    "text",
    [
        "サンタがカラオケでパンを食べる",
        "メーカーのトレードとパートナー",
        "コロナのニュース",
        "연기를 하는 이유",  # not Yanji
        "이씨는 한 남성과",
        "많은 사람이 그 이후",
        "호르헤 로페스 산체스 시장은",  # a mayor called Sánchez
        "가르시아 감독",
        "선거구와 자치구",
    ],
)
def test_ordinary_words_and_persons_sound_like_no_town(gazetteer: Gazetteer, text: str) -> None:
    assert found(gazetteer, text) == []


def test_an_accent_that_the_word_lacks_makes_it_a_name(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "O governo do Pará assinou") == [("Pará", "BR")]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("サンパウロ州", Level.TERRITORY),
        ("サンパウロ市", Level.CITY),
        ("吉林省", Level.TERRITORY),
        ("吉林市", Level.CITY),
        ("広島県", Level.TERRITORY),
        ("廣島市", Level.CITY),
        ("경기도", Level.TERRITORY),
        ("상파울루주", Level.TERRITORY),
        ("상파울루 시", Level.CITY),
    ],
)
def test_a_suffix_belongs_to_the_name_and_tells_the_level(gazetteer: Gazetteer, text: str, level: Level) -> None:
    (match,) = gazetteer.find(text)
    assert match.text == text
    assert levels(gazetteer, text) == [{level}]


def test_a_korean_particle_that_looks_like_a_suffix_is_none(gazetteer: Gazetteer) -> None:
    assert [match.text for match in gazetteer.find("부산도 참가했다")] == ["부산"]


def test_names_in_a_row_are_kept_and_parts_of_a_longer_foreign_name_are_not(gazetteer: Gazetteer) -> None:
    assert [match.text for match in gazetteer.find("ブラジル・サンパウロ")] == ["ブラジル", "サンパウロ"]
    assert gazetteer.find("リマ・ソウザ氏") == []


def test_places_of_the_same_name_stand_the_likeliest_first(gazetteer: Gazetteer) -> None:
    (match,) = gazetteer.find("Santiago")
    countries = [gazetteer.place(place).country for place in match.places]
    assert countries[0] == "CL"
    assert {"CU", "DO", "ES", "PH"} <= set(countries)


@given(st.text(max_size=80) | st.text("SãoPaul・サンパウロ市广州廣県서울시의 \nß'́ﾞ", max_size=60))
def test_each_match_is_the_text_at_its_offsets_and_none_overlap(gazetteer: Gazetteer, text: str) -> None:
    matches = gazetteer.find(text)
    assert all(match.text == text[match.start : match.end] for match in matches)
    assert all(one.end <= other.start for one, other in pairwise(matches))
    assert all(match.places or match.country for match in matches)


@pytest.mark.parametrize(
    ("name", "country", "usual", "level"),
    [
        ("Prefeitura de Recife", "BR", "Recife", Level.CITY),
        ("Municipalidad de Providencia", "CL", "Providencia", Level.CITY),
        ("City of Davao", "PH", "Davao", Level.CITY),
        ("Estado de São Paulo", None, "São Paulo", Level.TERRITORY),
        ("São Paulo", None, "São Paulo", Level.CITY),
        ("Guanajuato", "MX", "Guanajuato", Level.TERRITORY),
        ("Provincia de Córdoba", "AR", "Córdoba", Level.TERRITORY),
        ("Hiroshima Prefecture", None, "Hiroshima", Level.TERRITORY),
        ("Suzhou, Anhui", None, "Suzhou", Level.CITY),
        ("Santiago (Cuba)", None, "Santiago de Cuba", Level.CITY),
        ("沅江市", "CN", "Yuanjiang", Level.CITY),
        ("遠軽町", "JP", "Engaru", Level.CITY),
        ("Bogotá", "CO", "Bogotá", Level.CITY),
        ("Ciudad de México", None, "Mexico City", Level.CITY),
        ("Hong Kong", "HK", "Hong Kong", Level.CITY),
        ("北京", "CN", "Beijing", Level.CITY),
        ("서초구", "KR", "Seocho", Level.CITY),
        ("Yanbian", "CN", "Yanbian Korean Autonomous Prefecture", Level.TERRITORY),
    ],
)
def test_names_given_apart_are_looked_up(
    gazetteer: Gazetteer, name: str, country: str | None, usual: str, level: Level
) -> None:
    best = gazetteer.lookup(name, country)[0]
    assert (best.name, best.level) == (usual, level)


def test_what_holds_a_place_decides_between_namesakes(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Suzhou, Jiangsu")[0].subdivision == "CN-JS"
    assert gazetteer.lookup("Suzhou, Anhui")[0].subdivision == "CN-AH"


@pytest.mark.parametrize(
    ("name", "country", "meant"),
    [
        ("Guangzou", "CN", "Guangzhou"),
        ("Guandong", "CN", "Guangdong"),
        ("Guadalajarra", "MX", "Guadalajara"),
        ("Fuijan", "CN", "Fujian"),
        ("Shenzen", "CN", "Shenzhen"),
        ("Chonquing", "CN", "Chongqing"),
        ("Hangzou", "CN", "Hangzhou"),
        ("Suzou", "CN", "Suzhou"),
        ("Hiroshma", "JP", "Hiroshima"),
        ("Medelin", "CO", "Medellín"),
    ],
)
def test_a_letter_wrong_is_forgiven(gazetteer: Gazetteer, name: str, country: str, meant: str) -> None:
    assert gazetteer.lookup(name, country)[0].name == meant


@pytest.mark.parametrize(
    ("name", "usual", "subdivision", "level"),
    [
        ("Seoul – Songpa", "Songpa", "KR-11", Level.CITY),
        ("Havana – Cerro", "Cerro", "CU-03", Level.CITY),
        ("Playa (Havana)", "Playa", "CU-03", Level.CITY),
        ("Chongqing – Nanchuan", "Nanchuan", "CN-CQ", Level.CITY),
        ("Zacatecas, Zacatecas", "Zacatecas", "MX-ZAC", Level.CITY),
        ("São Paulo (state)", "São Paulo", "BR-SP", Level.TERRITORY),
        ("Awaji, Hyōgo", "Awaji", "JP-28", Level.CITY),
    ],
)
def test_a_name_in_two_parts_is_the_smaller_of_them(
    gazetteer: Gazetteer, name: str, usual: str, subdivision: str, level: Level
) -> None:
    best = gazetteer.lookup(name)[0]
    assert (best.name, best.subdivision, best.level) == (usual, subdivision, level)


@pytest.mark.parametrize(
    ("name", "country", "usual"),
    [
        ("坎皮纳斯", "BR", "Campinas"),
        ("阿雷格里港", "BR", "Porto Alegre"),
        ("亞松森", "PY", "Asunción"),
        ("圣贡萨洛", "BR", "São Gonçalo"),
        ("拉萨罗卡德纳斯", "MX", "Ciudad Lázaro Cárdenas"),
        ("乐清市", "CN", "Yueqing"),
        ("启东市", "CN", "Qidong"),
        ("용인시", "KR", "Yongin"),
        ("嬬恋村", "JP", "Tsumagoi"),
        ("Banguecoque", "TH", "Bangkok"),
        ("Sechuán", "CN", "Sichuan"),
        ("ウルアパン", "MX", "Uruapan"),
        ("과룰류스", "BR", "Guarulhos"),
    ],
)
def test_names_that_the_sources_lack_are_known(gazetteer: Gazetteer, name: str, country: str, usual: str) -> None:
    assert gazetteer.lookup(name, country)[0].name == usual


@pytest.mark.parametrize("name", ["Qwertz", "Xyzzyville", "", "  ", "()", ",", "Santiagu de los"])
def test_what_names_nothing_gives_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name, "PE") == []


def test_a_place_is_known_by_its_id_and_a_country_by_its_names(gazetteer: Gazetteer) -> None:
    beijing = gazetteer.place("1816670")
    assert (beijing.name, beijing.country, beijing.subdivision) == ("Beijing", "CN", "CN-BJ")
    assert gazetteer.country_name("CN") == "China"
    assert {gazetteer.country(name) for name in ("RPC", "中华人民共和国", "中國", "중국", "China Popular")} == {"CN"}
    assert gazetteer.country("Recife") is None
    with pytest.raises(KeyError, match="no place 'nowhere'"):
        gazetteer.place("nowhere")
    with pytest.raises(KeyError, match="'XX' is no country"):
        gazetteer.country_name("XX")


def test_the_shipped_data_is_whole_small_and_licensed(gazetteer: Gazetteer) -> None:
    places, _ = table.read(table.FOLDER)
    assert len(places) > 230_000
    assert len(set(places.ids)) == len(places)
    sizes = [path.stat().st_size for path in table.FOLDER.iterdir()]
    assert max(sizes) < 8_000_000
    assert sum(sizes) < 15_000_000
    licence = (table.FOLDER / "LICENSE.md").read_text(encoding="utf-8")
    assert all(word in licence for word in ("GeoNames", "CC BY 4.0", "esosedi/3166", "MIT", "CLDR", "OpenCC"))
    assert gazetteer.fingerprint == Gazetteer.load().fingerprint


def test_every_prefecture_state_and_province_of_the_main_countries_has_its_place(gazetteer: Gazetteer) -> None:
    places, _ = table.read(table.FOLDER)
    divisions: dict[str, set[str]] = {}
    for row in range(len(places)):
        code = places.subdivision(row)
        if code is not None:
            divisions.setdefault(places.country(row), set()).add(code)
    wanted = {"JP": 47, "MX": 32, "BR": 27, "AR": 24, "CN": 31, "CL": 16, "KR": 17, "TW": 22}
    assert {country: len(divisions[country]) for country in wanted} == wanted


def test_missing_data_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"python -m extractors\.gazetteer\.build"):
        Gazetteer.load(tmp_path)
