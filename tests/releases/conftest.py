"""Two agreements with their evidence, ready to publish."""

import hashlib
from datetime import UTC, date, datetime

import msgspec
import pytest

from agreements.codes import Cadence, EventKind, Kind, LegalForm, Level, SourceClass, SourceState, Stage
from agreements.ids import digest
from agreements.records import Agreement, AgreementParty, Conflict, Event, Evidence, Publisher, Source
from releases.content import Content, Coverage
from releases.publish import publish
from releases.scopes import FOLDER, load_scope

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TEXT = "Colima firmó con Matsue el hermanamiento el 2024-05-21.\n=SUMA(1;2) fue la consigna."
CAPTURE = hashlib.sha256(TEXT.encode()).hexdigest()
COLIMA = AgreementParty("1", "Colima", "MX", Level.CITY, "MX-COL", 19.25, -103.75, ["Colima", "コリマ市"])
MATSUE = AgreementParty("2", "Matsue", "JP", Level.CITY, None, None, None, ["=Matsue", "松江市"])
SEVILLA = AgreementParty("3", "Sevilla", "ES", Level.CITY, names=["Sevilla"])


def agreement_id(name):
    return "a-" + digest(name)


def make_source(id="colima", **more):
    return Source(
        **{
            "id": id,
            "name": "Colima, noticias",
            "source_class": SourceClass.GOVERNMENT,
            "platform": "wordpress",
            "urls": ["https://colima.example/"],
            "languages": ["es"],
            "cadence": Cadence.DAILY,
            "minimum": 3,
            "verified": date(2026, 11, 1),
            "seen_at": "https://example.org/list",
            "place": Publisher("Colima", "MX", Level.CITY),
            **more,
        }
    )


def make_evidence(agreement, field, value, quote, **more):
    start = TEXT.index(quote)
    return Evidence(
        **{
            "agreement": agreement,
            "mention": "m-1",
            "field": field,
            "value": value,
            "source": "colima",
            "source_class": SourceClass.GOVERNMENT,
            "url": "https://colima.example/1",
            "capture": CAPTURE,
            "page": None,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "lang": "es",
            "basis": "stated",
            **more,
        }
    )


def make_agreement(name="colima-matsue", parties=(COLIMA, MATSUE), **more):
    return Agreement(
        **{
            "id": agreement_id(name),
            "parties": list(parties),
            "kind": Kind.SISTER_CITY,
            "stage": Stage.SIGNED,
            "signed": "2024-05-21",
            "renewed": None,
            "ended": None,
            "legal_form": LegalForm.REPORTED,
            "source_class": SourceClass.GOVERNMENT,
            "sources": ["colima"],
            "told_by": ["1"],
            "mentions": ["m-1"],
            "languages": ["es"],
            "confidence": 0.9,
            "native_labels": ["hermanamiento"],
            **more,
        }
    )


def make_content(*agreements, **more):
    agreements = agreements or (make_agreement(),)
    return Content(
        **{
            "agreements": list(agreements),
            "events": [Event(one.id, EventKind.SIGNED, one.signed, ["m-1"]) for one in agreements],
            "evidence": [
                evidence
                for one in agreements
                for evidence in (
                    make_evidence(one.id, "party", "1", "Colima"),
                    make_evidence(one.id, "party", "2", "Matsue", page=1),
                    make_evidence(one.id, "kind", "sister_city", "=SUMA(1;2)"),
                    make_evidence(one.id, "signed", "2024-05-21", "2024-05-21"),
                )
            ],
            "conflicts": [
                Conflict(agreements[0].id, "signed", "2024-05-21", True, ["colima"]),
                Conflict(agreements[0].id, "signed", "2024-05-22", False, ["colima"]),
            ],
            "sources": [make_source()],
            "coverage": [Coverage("colima", SourceState.FINE, NOW, None, 7, 1)],
            **more,
        }
    )


def text_of(capture):
    return {CAPTURE: TEXT}[capture]


def many(number):
    """As many agreements of Colima and Matsue."""
    return [make_agreement(str(index)) for index in range(number)]


class World:
    """What the tests make releases of."""

    now, capture, sevilla = NOW, CAPTURE, SEVILLA
    colima, matsue = COLIMA, MATSUE
    agreement = staticmethod(make_agreement)
    content = staticmethod(make_content)
    evidence = staticmethod(make_evidence)
    source = staticmethod(make_source)
    text_of = staticmethod(text_of)
    many = staticmethod(many)
    id = staticmethod(agreement_id)

    def __init__(self, processed):
        self.processed = processed
        self.scope = load_scope(FOLDER / "asia-latin-america.yml")

    def publish(self, content=None, *, now=NOW, text_of=text_of, **more):
        return publish(content or make_content(), self.processed, now, self.scope, text_of, **more)

    @staticmethod
    def changed(record, **fields):
        return msgspec.structs.replace(record, **fields)

    def files(self, release):
        return {file.name: file.read_bytes() for file in sorted((self.processed / release).iterdir())}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "processed")


@pytest.fixture
def elsewhere(tmp_path):
    return World(tmp_path / "elsewhere")
