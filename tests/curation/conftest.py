"""A small world to curate: a gazetteer of six places and short ways to say what a document says."""

from datetime import UTC, date, datetime

import pytest

from agreements.codes import Cadence, CaptureRole, DateBasis, Genre, Kind, Level, PartyBasis, SourceClass, Stage
from agreements.ids import digest, sha256
from agreements.records import Capture, Date, Mention, Party, Place, Publisher, Source, Span
from curation.curate import curate
from curation.records import Testimony

PLACES = {
    place.id: place
    for place in (
        Place("1", "Colima", "MX", Level.CITY, "MX-COL", 19.2, -103.7),
        Place("2", "Matsue", "JP", Level.CITY, "JP-32", 35.5, 133.0),
        Place("3", "Rosario", "AR", Level.CITY),
        Place("4", "Ningbo", "CN", Level.CITY),
        Place("5", "Paraná", "BR", Level.TERRITORY),
        Place("6", "Guadalajara", "MX", Level.CITY),
    )
}


def make_source(id, source_class="government", place=None):
    return Source(
        id=id,
        name=id,
        source_class=SourceClass(source_class),
        platform="listing",
        urls=[f"https://{id}.example/"],
        languages=["es"],
        cadence=Cadence.WEEKLY,
        minimum=1,
        verified=None,
        seen_at="",
        place=place,
    )


def make_testimony(
    *parties,
    kind="sister_city",
    stage="signed",
    signed=None,
    renewed=None,
    ended=None,
    source="colima",
    source_class="government",
    publisher=None,
    genre="press_release",
    lang="es",
    page="1",
    version="1",
    fetched=1,
    published=None,
    archived="20260101T000000Z",
    current=True,
    confidence=0.8,
    cue=0,
    label="",
    extractor="x1",
):
    """What `page` of `source`, in one of its versions fetched on a day of January 2026, says of some parties."""
    body = sha256(f"{source}/{page}/{version}".encode())

    def dated(edtf, start):
        return Date(edtf, DateBasis.STATED, Span(start, start + len(edtf), edtf)) if edtf else None

    def party(given):
        if isinstance(given, Party):
            return given
        place = PLACES[given]
        return Party(place.name, place.country, place.level, place=given, span=Span(0, 6, place.name))

    mention = Mention(
        id="m-" + digest(repr((body, extractor, parties, kind, stage, signed, renewed, ended, genre, confidence, cue))),
        document="d-" + body[:12],
        capture=body,
        lang=lang,
        genre=Genre(genre),
        parties=[party(given) for given in parties],
        kind=Kind(kind),
        stage=Stage(stage),
        cue=Span(cue, cue + 6, "firmó "),
        confidence=confidence,
        fingerprint=extractor,
        signed=dated(signed, 20),
        renewed=dated(renewed, 40),
        ended=dated(ended, 60),
        native_label=label,
    )
    capture = Capture(
        sha256=body,
        url=f"https://{source}.example/{page}",
        source=source,
        role=CaptureRole.DOCUMENT,
        fetched_at=datetime(2026, 1, fetched, tzinfo=UTC),
        media_type="text/html",
        warc=f"{archived}-a.warc.gz",
        offset=0,
        published=date.fromisoformat(published) if published else None,
    )
    return Testimony(mention, capture, make_source(source, source_class, publisher), current)


def run(*told, identities=None):
    return curate(told, PLACES.__getitem__, identities or {})


@pytest.fixture
def tell():
    return make_testimony


@pytest.fixture
def curated():
    return run


@pytest.fixture
def only(curated):
    """Curates what must be one agreement, and gives it."""

    def one(*told):
        (agreement,) = curated(*told).agreements
        return agreement

    return one


@pytest.fixture
def city():
    def publisher(name, country, level=None):
        return Publisher(name, country, level)

    return publisher


@pytest.fixture
def party():
    def one(name, country=None, place=None, level="city", basis="stated", **more):
        return Party(name, country, Level(level), place=place, basis=PartyBasis(basis), **more)

    return one


@pytest.fixture(scope="module")
def module_world():
    """The same ways for tests that Hypothesis repeats."""
    return make_testimony, run, lambda name, country: Party(name, country, Level.CITY)
