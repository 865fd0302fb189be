import math

import pytest

from agreements.codes import Level
from agreements.records import Place
from extractors.gazetteer.link import Context, link
from extractors.gazetteer.names import Gazetteer, Match


def meant(gazetteer: Gazetteer, text: str, context: Context) -> Place | None:
    (match,) = gazetteer.find(text)
    linked = link(match, context, gazetteer)
    return gazetteer.place(linked.place) if linked.place else None


@pytest.mark.parametrize(
    ("name", "context", "country", "subdivision", "level"),
    [
        ("Santiago", Context(countries={"CU": 5}), "CU", "CU-13", Level.CITY),
        ("Santiago", Context(countries={"CL": 5}), "CL", "CL-RM", Level.CITY),
        ("Valencia", Context(countries={"VE": 12}), "VE", "VE-G", Level.CITY),
        ("Córdoba", Context(countries={"AR": 9}, level=Level.TERRITORY), "AR", "AR-X", Level.TERRITORY),
        ("Buenos Aires", Context(), "AR", "AR-C", Level.CITY),
        ("Buenos Aires", Context(level=Level.TERRITORY), "AR", "AR-B", Level.TERRITORY),
        ("São Paulo", Context(), "BR", "BR-SP", Level.CITY),
        ("São Paulo", Context(level=Level.TERRITORY), "BR", "BR-SP", Level.TERRITORY),
        ("Hidalgo", Context(countries={"MX": 0}, level=Level.TERRITORY), "MX", "MX-HID", Level.TERRITORY),
        ("Suzhou", Context(subdivisions=frozenset({"CN-AH"})), "CN", "CN-AH", Level.CITY),
        ("Suzhou", Context(subdivisions=frozenset({"CN-JS"})), "CN", "CN-JS", Level.CITY),
    ],
)
def test_what_stands_beside_a_name_decides(
    gazetteer: Gazetteer, name: str, context: Context, country: str, subdivision: str, level: Level
) -> None:
    place = meant(gazetteer, name, context)
    assert place is not None
    assert (place.country, place.subdivision, place.level) == (country, subdivision, level)


def test_the_publisher_is_meant_by_its_own_name(gazetteer: Gazetteer) -> None:
    home = gazetteer.lookup("Mérida", "VE")[0]
    context = Context(publisher=home.id, publisher_country="VE", publisher_subdivision=home.subdivision)
    assert meant(gazetteer, "Mérida", context) == home


def test_a_country_right_beside_weighs_more_than_one_far_off(gazetteer: Gazetteer) -> None:
    near_chile = meant(gazetteer, "Concepción", Context(countries={"CL": 3, "PY": 900}))
    near_paraguay = meant(gazetteer, "Concepción", Context(countries={"CL": 900, "PY": 3}))
    assert near_chile is not None
    assert near_paraguay is not None
    assert (near_chile.country, near_paraguay.country) == ("CL", "PY")


def test_it_abstains_where_nothing_decides_between_countries(gazetteer: Gazetteer) -> None:
    (match,) = gazetteer.find("Valencia")
    linked = link(match, Context(), gazetteer)
    assert linked.place is None
    assert {gazetteer.place(place).country for place in linked.candidates} >= {"ES", "VE"}


def test_a_place_that_is_seldom_called_so_stands_behind(gazetteer: Gazetteer) -> None:
    """Jerusalem is called Ariel in the Bible; the city of Ariel is small."""
    jerusalem = gazetteer.lookup("Jerusalem", "IL")[0]
    assert gazetteer.is_lesser_name("Ariel", jerusalem.id)
    assert not gazetteer.is_lesser_name("Jerusalem", jerusalem.id)
    linked = link(gazetteer.find("Ariel")[0], Context(countries={"IL": 3}), gazetteer)
    assert linked.candidates[0] != jerusalem.id


def test_the_only_place_of_a_name_has_no_rival(gazetteer: Gazetteer) -> None:
    place = gazetteer.lookup("Guanajuato", "MX")[0]
    assert link(Match(0, 10, "Guanajuato", (place.id,)), Context(), gazetteer).margin == math.inf


def test_a_name_without_places_links_to_none(gazetteer: Gazetteer) -> None:
    linked = link(Match(0, 3, "RPC", (), "CN"), Context(), gazetteer)
    assert (linked.place, linked.candidates) == (None, ())
