"""Decide which of several namesakes a name in a text means, or that the text does not say.

Readable evidence with declared weights; no text is read here, only what the caller found beside the name.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from agreements.codes import Level
from agreements.records import Place
from extractors.gazetteer.names import Gazetteer, Match

# What a kind of evidence adds to a candidate's score. One unit is a tenfold population.
IN_DIVISION = 6.0  # its own division is named beside it: "Suzhou, Jiangsu"
IN_COUNTRY = 5.0  # its country is named; this much right beside the name, less further off
LEVEL_HINT = 4.0  # "estado de", 県: what the words beside say it is
AT_HOME = 1.0  # it lies in the publisher's country
IS_HOME = 3.0  # it is the publisher's place itself
SAME_DIVISION = 1.0  # it lies in the publisher's division
EXACT_NAME = 1.0  # printed with the very letters and accents of its main name
LESSER_NAME = -1.0  # it is seldom called so
TERRITORY = -0.8  # a state is named alone less often than the city of its name
FIRST = 0.3  # the gazetteer puts it first among the namesakes

_REACH = 200.0  # characters at which a country named near counts half
# Between governments of different countries this much must decide, or nothing is said.
MARGIN = 1.0


@dataclass(frozen=True)
class Context:
    """What a text says around a name, and who publishes it."""

    countries: Mapping[str, int] = field(default_factory=dict)  # ISO 3166-1 code: characters to the nearest naming
    subdivisions: frozenset[str] = frozenset()  # ISO 3166-2 codes of divisions named beside
    level: Level | None = None  # as words beside say
    publisher_country: str | None = None
    publisher: str | None = None  # place id
    publisher_subdivision: str | None = None  # ISO 3166-2


@dataclass(frozen=True)
class Link:
    """What a name means. `place` is None where nothing decides; `candidates` stand best first in any case."""

    place: str | None
    candidates: tuple[str, ...]
    margin: float  # between the best candidate's score and that of the best in another country; inf: no other


def link(match: Match, context: Context, gazetteer: Gazetteer) -> Link:
    """The government that a name means.

    Abstains when the best candidates lie in different countries and less than MARGIN parts them. Between
    namesakes of one country the best is taken.
    """
    if not match.places:
        return Link(None, (), 0.0)
    places = [gazetteer.place(place) for place in match.places]
    scores = {place.id: _score(place, match, context) for place in places}
    scores[places[0].id] += FIRST
    for place in places:
        if gazetteer.is_lesser_name(match.text, place.id):
            scores[place.id] += LESSER_NAME
    places.sort(key=lambda place: -scores[place.id])  # stable: the gazetteer's order breaks ties
    best = places[0]
    rival = next((place for place in places if place.country != best.country), None)
    margin = scores[best.id] - scores[rival.id] if rival else math.inf
    decided = margin >= MARGIN
    return Link(best.id if decided else None, tuple(place.id for place in places), margin)


def _score(place: Place, match: Match, context: Context) -> float:
    """The weights of all evidence for a place, added up."""
    score = math.log10(place.population + 10)
    if place.country in context.countries:
        score += IN_COUNTRY * _REACH / (_REACH + context.countries[place.country])
    if place.subdivision in context.subdivisions and place.level is Level.CITY:
        score += IN_DIVISION
    if context.level is not None and place.level is context.level:
        score += LEVEL_HINT
    if place.level is Level.TERRITORY:
        score += TERRITORY
    if place.country == context.publisher_country:
        score += AT_HOME
    if place.subdivision is not None and place.subdivision == context.publisher_subdivision:
        score += SAME_DIVISION
    if place.id == context.publisher:
        score += IS_HOME
    if place.name == match.text:
        score += EXACT_NAME
    return score
