"""Whose voice a document is: the publisher's, or the place in its dateline."""

from agreements.codes import Level, PartyBasis
from agreements.records import Document, Party, Place, Span
from extractors.gazetteer.names import Gazetteer


def publisher_place(document: Document, gazetteer: Gazetteer) -> Place | None:
    """The gazetteer's entry for the publisher; one known by name alone where it has none; None without a publisher."""
    publisher = document.publisher
    if publisher is None:
        return None
    found = gazetteer.lookup(publisher.name, publisher.country)
    if publisher.level is not None:
        found = [place for place in found if place.level is publisher.level] or found
    if found:
        return found[0]
    return Place(id="", name=publisher.name, country=publisher.country, level=publisher.level or Level.CITY)


def implied_party(home: Place, printed: str, span: Span | None) -> Party:
    """The publisher as a party that the text does not name, or names by words such as "our city"."""
    return Party(
        name=home.name,
        country=home.country,
        level=home.level,
        place=home.id or None,
        printed=printed,
        basis=PartyBasis.PUBLISHER,
        span=span,
    )
