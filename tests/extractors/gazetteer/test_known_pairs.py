"""Public lists of sister cities, row by row: each name linked with no more than its row says."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agreements.records import Place
from extractors.gazetteer.link import Context, link
from extractors.gazetteer.names import Gazetteer, Match

SHARED = Path(os.environ.get("HERMANA_SHARED", Path(__file__).parents[4] / "shared"))
PAIRS = SHARED / "real" / "places" / "known-pairs.csv"
_BESIDE = 2  # characters between a name and its country in a row

pytestmark = pytest.mark.skipif(not PAIRS.is_file(), reason=f"{PAIRS} is missing")


def sides() -> Iterator[list[tuple[str, str, bool]]]:
    """For each pair its two names, the countries they lie in, and whether a list states the country beside them."""
    with PAIRS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stated = int(row["n_stated"]) > 0
            yield [(row["place_a"], row["iso2_a"], stated), (row["place_b"], row["iso2_b"], stated)]


def meant(gazetteer: Gazetteer, name: str, country: str, stated: bool) -> tuple[Place | None, Place | None]:
    """The likeliest place of a name as its row gives it, and the one that it is linked to if anything decides."""
    places = gazetteer.lookup(name)
    if stated and all(place.country != country for place in places):
        places = gazetteer.lookup(name, country) or places
    match = Match(0, len(name), name, tuple(place.id for place in places))
    linked = link(match, Context(countries={country: _BESIDE} if stated else {}), gazetteer)
    return next(map(gazetteer.place, linked.candidates), None), gazetteer.place(linked.place) if linked.place else None


def test_both_names_of_known_pairs_are_linked(gazetteer: Gazetteer) -> None:
    in_country, to_one_place, pairs = 0, 0, list(sides())
    for pair in pairs:
        found = [(country, *meant(gazetteer, name, country, stated)) for name, country, stated in pair]
        in_country += all(best is not None and best.country == country for country, best, _ in found)
        to_one_place += all(one is not None and one.country == country for country, _, one in found)
    assert in_country / len(pairs) >= 0.97
    assert to_one_place / len(pairs) >= 0.96


def test_both_names_of_known_pairs_are_known_in_their_country(gazetteer: Gazetteer) -> None:
    pairs = list(sides())
    known = sum(all(gazetteer.lookup(name, country) for name, country, _ in pair) for pair in pairs)
    assert known / len(pairs) >= 0.98
