from pathlib import Path
from typing import Any

import pytest

from agreements.codes import Level
from extractors.gazetteer.build import bare_name, build, forms, is_name, usual_name
from extractors.gazetteer.names import Gazetteer


def city(number: int, name: str, country: str, people: int, admin1: str, *names: str) -> dict[str, Any]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "population": people,
        "admin1code": admin1,
        "latitude": 1.5,
        "longitude": -2.25,
        "alternatenames": list(names),
    }


CITIES = [
    city(1, "Alfaville", "BR", 900_000, "27", "アルファビレ", "alfaville reading", "ALF", "Алфа", "", "Al"),
    city(2, "Alfaville", "AR", 1_000, "01"),
    city(3, "Betania", "KR", 50_000, "11", "Seulim", "베타니아시"),
]
SOURCES = {
    "divisions.tsv": "# a comment\nBR-SP\t10\t27\tSão Gama State / 圣伽马州\nKR-11\t11\t11\tBetania\n",
    "levels.tsv": "",
    "countries.tsv": "BR\tTerra Brasilis\n",
    "supplement.tsv": "Alfaville, BR\t=Alfavila / 알파빌라\n+Deltona, BR-SP\tDelta do Sul\n+BR-ZZ\tZeta\n",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_same_sources_give_the_same_bytes_in_any_order(sources: Path, tmp_path: Path) -> None:
    build(CITIES, sources, tmp_path / "one")
    build(CITIES[::-1], sources, tmp_path / "two")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_what_is_built_can_be_looked_up(sources: Path, tmp_path: Path) -> None:
    build(CITIES, sources, tmp_path / "built")
    small = Gazetteer.load(tmp_path / "built")

    best, other = small.lookup("Alfaville")
    assert (best.id, best.name, best.country, best.subdivision, best.population) == (
        "1",
        "Alfavila",
        "BR",
        "BR-SP",
        900_000,
    )
    assert (best.latitude, best.longitude) == (1.5, -2.25)
    assert other.country == "AR"
    assert [place.id for place in small.lookup("알파빌라")] == ["1"]
    assert [(place.id, place.name, place.level) for place in small.lookup("São Gama")] == [
        ("10", "São Gama", Level.TERRITORY)
    ]
    assert [(place.id, place.latitude) for place in small.lookup("Delta do Sul")] == [("BR-SP:deltona", None)]
    assert [(place.id, place.level) for place in small.lookup("Zeta")] == [("BR-ZZ", Level.TERRITORY)]
    assert small.country("Terra Brasilis") == "BR"


def test_a_division_that_is_one_government_with_its_city_is_no_second_place(sources: Path, tmp_path: Path) -> None:
    build(CITIES, sources, tmp_path / "built")
    assert [(place.id, place.level) for place in Gazetteer.load(tmp_path / "built").lookup("Betania", "KR")] == [
        ("3", Level.CITY)
    ]


def test_a_supplement_for_a_place_that_is_not_there_is_named(sources: Path, tmp_path: Path) -> None:
    (sources / "supplement.tsv").write_text("Nowhere, BR\tNada\n", encoding="utf-8")
    with pytest.raises(LookupError, match=r"supplement\.tsv: no place 'Nowhere, BR'"):
        build(CITIES, sources, tmp_path / "built")


def test_two_places_with_one_id_are_named(sources: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="both have the id 1"):
        build([*CITIES, city(1, "Epsilon", "BR", 5, "27")], sources, tmp_path / "built")


@pytest.mark.parametrize("name", ["Pekín", "北京", "베이징", "サンパウロ", "L'Aquila"])
def test_names_that_people_print_are_kept(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "SZV", "bei jing", "Пекин", "بكين", "Al", "津", "B.H.", "Lima (Peru)", "Beijing北京"]
)
def test_codes_readings_and_other_scripts_are_dropped(name: str) -> None:
    assert not is_name(name)


def test_a_name_is_found_with_and_without_its_suffix() -> None:
    assert forms("忻州市", Level.CITY) == {"忻州市", "忻州"}
    assert forms("Provincia de Córdoba", Level.TERRITORY) == {"provincia de cordoba", "cordoba"}
    assert forms("北海道", Level.TERRITORY) == {"北海道"}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Hyōgo Prefecture", "Hyōgo"),
        ("Province of Salta", "Salta"),
        ("State of Mexico", "Mexico"),
        ("Nuevo León", "Nuevo León"),
    ],
)
def test_a_territory_goes_by_its_bare_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("name", "others", "usual"),
    [
        ("Goyang-si", [], "Goyang"),
        ("Ōizumimachi", ["Oizumi"], "Ōizumi"),
        ("Komachi", ["Komati"], "Komachi"),
        ("Shi", ["Shi"], "Shi"),
    ],
)
def test_a_city_goes_by_its_name_without_a_romanised_suffix(name: str, others: list[str], usual: str) -> None:
    assert usual_name(name, others) == usual


def test_a_spanish_or_portuguese_name_is_found_as_it_sounds(sources: Path, tmp_path: Path) -> None:
    build([*CITIES, city(4, "Carapicuíba", "BR", 400_000, "27")], sources, tmp_path / "built")
    small = Gazetteer.load(tmp_path / "built")
    for text in ("カラピクイーバ市", "カラピクイバ", "카라피쿠이바시", "까라삐꾸이바"):
        assert [match.places for match in small.find(text)] == [("4",)]


def test_a_supplement_can_say_how_many_people_a_place_has(sources: Path, tmp_path: Path) -> None:
    (sources / "supplement.tsv").write_text("+Deltona, BR-SP\tDelta do Sul\t73973\n", encoding="utf-8")
    build(CITIES, sources, tmp_path / "built")
    assert Gazetteer.load(tmp_path / "built").lookup("Deltona")[0].population == 73_973
