"""Who the parties of a mention are: places of the gazetteer, or agencies known by country and name."""

import unicodedata
from collections.abc import Callable

from agreements.codes import Level
from agreements.records import Mention, Party, Place


class UnresolvedError(ValueError):
    """A mention whose parties are not known well enough; the message says which and why."""


def fold(name: str) -> str:
    """A name without case, accents, widths and repeated blanks, to compare by."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def party_place(party: Party, place: Callable[[str], Place]) -> Place:
    """The place that `party` governs; an agency becomes one with the id `<country>:<folded name>`.

    Raises UnresolvedError when the place or the country is not known.
    """
    printed = party.printed or party.name
    if party.level is Level.AGENCY:
        if party.country is None:
            raise UnresolvedError(f"the country of the agency {printed!r} is not known")
        return Place(
            id=f"{party.country}:{fold(party.name)}", name=party.name, country=party.country, level=Level.AGENCY
        )
    if party.place is None:
        found = f"{len(party.candidates)} candidates" if party.candidates else "no candidate"
        raise UnresolvedError(f"the place of {printed!r} is not decided ({found})")
    try:
        return place(party.place)
    except KeyError:
        raise UnresolvedError(f"the place {party.place!r} of {printed!r} is not in the gazetteer") from None


def places_of(mention: Mention, place: Callable[[str], Place]) -> tuple[Place, ...]:
    """The place of each party of `mention`, in the mention's order.

    Raises UnresolvedError when one is not known, or when they are no governments of two countries.
    """
    places = tuple(party_place(party, place) for party in mention.parties)
    if len({known.country for known in places}) < 2:
        raise UnresolvedError("its parties are not of two countries")
    if all(known.level is Level.AGENCY for known in places):
        raise UnresolvedError("none of its parties is a subnational government")
    return places
