"""The store keeps records as they were, each write whole, and finds them again."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from agreements.codes import CaptureRole, Genre, Kind, Level, RefusalReason, SourceState, Stage
from agreements.records import Capture, Document, Mention, Party, Reading, Refusal, SourceRun, Span
from store.store import Store
from store.tables import metadata

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'new' / 'hermana.db'}")


def capture(sha: str = "aa", url: str = "http://x.example/1", *, hours: int = 0, offset: int = 0, **fields) -> Capture:
    defaults = {
        "source": "mx-colima",
        "role": CaptureRole.DOCUMENT,
        "media_type": "text/html",
        "warc": "one.warc.gz",
    }
    return Capture(sha256=sha, url=url, fetched_at=NOON + timedelta(hours=hours), offset=offset, **(defaults | fields))


def mention(id: str = "m-1", sha: str = "aa") -> Mention:
    party = Party(name="Colima", country="MX", level=Level.CITY, place="4013516")
    return Mention(
        id=id,
        document="d-1",
        capture=sha,
        lang="es",
        genre=Genre.PRESS_RELEASE,
        parties=[party],
        kind=Kind.SISTER_CITY,
        stage=Stage.SIGNED,
        cue=Span(start=0, end=4, text="niño"),
        confidence=0.5,
        fingerprint="f",
    )


def test_the_migrations_give_just_the_tables_that_the_code_declares(store: Store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_twice_changes_nothing(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'hermana.db'}"
    first = Store(url)
    first.add_captures("one.warc.gz", [capture()], 10)
    first.close()
    assert Store(url).hashes() == {"aa"}


def test_a_capture_comes_back_as_it_was(store: Store):
    told = capture(title="Peña—«市»", published=date(2024, 5, 22), etag='"x"')
    store.add_captures("one.warc.gz", [told], 345)
    assert store.bodies() == [told]
    assert store.indexed() == {"one.warc.gz": 345}


def test_an_index_grows_by_the_tail_of_a_file(store: Store):
    store.add_captures("one.warc.gz", [capture()], 100)
    store.add_captures("one.warc.gz", [capture("bb", offset=100)], 200)
    assert store.hashes() == {"aa", "bb"}
    assert store.indexed() == {"one.warc.gz": 200}


def test_a_body_is_read_once_however_often_it_was_fetched(store: Store):
    early = capture(url="http://x.example/print", offset=9)
    store.add_captures("one.warc.gz", [capture(hours=3), early, capture("bb", role=CaptureRole.INDEX, offset=5)], 10)
    assert store.bodies() == [early]


def test_the_newest_capture_of_an_address_is_what_the_next_visit_knows(store: Store):
    store.add_captures("one.warc.gz", [capture("bb", hours=2, offset=7), capture("aa", hours=1)], 10)
    assert store.newest_captures("mx-colima")["http://x.example/1"].sha256 == "bb"
    assert store.superseded() == {"aa"}


def test_a_body_that_still_stands_at_one_address_is_not_superseded(store: Store):
    store.add_captures(
        "one.warc.gz",
        [capture("aa"), capture("bb", hours=1, offset=1), capture("aa", url="http://x.example/2", offset=2)],
        10,
    )
    assert store.superseded() == set()


def test_a_new_reading_takes_the_place_of_the_old_one(store: Store):
    document = Document(id="d-1", text="niño", capture="aa")
    store.save_readings([Reading(capture="aa", fingerprint="1", document=document, mentions=[mention()])])
    store.save_readings([Reading(capture="aa", fingerprint="2", document=document, mentions=[mention("m-2")])])
    assert [m.id for m in store.mentions()] == ["m-2"]
    assert store.document_of("aa") == document
    assert store.fingerprints() == {"aa": "2"}


def test_a_refusal_is_kept_with_its_reason(store: Store):
    refusal = Refusal(capture="cc", reason=RefusalReason.NEEDS_OCR, detail="3 pages without text")
    store.save_readings([Reading(capture="cc", fingerprint="1", refusal=refusal)])
    assert store.refusals() == [refusal]
    assert store.refused(RefusalReason.NEEDS_OCR) == {"cc"}
    assert store.document_of("cc") is None


def test_a_write_that_fails_half_way_leaves_what_was_there(store: Store):
    store.save_readings([Reading(capture="aa", fingerprint="1", mentions=[mention()])])
    twice_the_same_id = [Reading(capture="aa", fingerprint="2", mentions=[mention(), mention()])]
    with pytest.raises(Exception, match="UNIQUE"):
        store.save_readings(twice_the_same_id)
    assert store.fingerprints() == {"aa": "1"}
    assert len(store.mentions()) == 1


def test_identities_are_only_added_to(store: Store):
    nothing = {"agreements": [], "evidence": [], "events": [], "conflicts": [], "queue": {}}
    store.save_curation(**nothing, identities={"m-1": "a-1"}, redirects={}, inputs="x")
    store.save_curation(**nothing, identities={"m-2": "a-2"}, redirects={"a-1": "a-2"}, inputs="y")
    assert store.identities() == {"m-1": "a-1", "m-2": "a-2"}
    assert store.redirects() == {"a-1": "a-2"}
    assert store.curated_inputs() == "y"


def test_visits_are_told_in_their_order(store: Store):
    def run(new: int) -> SourceRun:
        return SourceRun(
            source="mx-colima",
            started_at=NOON,
            state=SourceState.FINE,
            requests=3,
            documents=2,
            new=new,
            unchanged=0,
            errors=0,
            detail="",
            complete=True,
        )

    store.save_run(run(2))
    store.save_run(run(0))
    assert [r.new for r in store.runs()["mx-colima"]] == [2, 0]


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store, tmp_path: Path):
    with store.engine.begin() as writing:
        writing.exec_driver_sql("INSERT INTO state VALUES ('k', 'v')")
        assert sqlite3.connect(tmp_path / "new" / "hermana.db").execute("SELECT count(*) FROM state").fetchone() == (0,)
