"""Reading and writing what must outlive a run.

Every method is one transaction: after a kill it has happened or it has not. The archive's WARC files
are the truth about captures; `captures` and `warcs` are an index that can be rebuilt from them.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, func, insert, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from agreements.codes import CaptureRole, RefusalReason
from agreements.errors import MendableError
from agreements.records import (
    Agreement,
    Capture,
    Conflict,
    Document,
    Event,
    Evidence,
    Mention,
    Reading,
    Record,
    Refusal,
    Source,
    SourceRun,
)
from store import tables as t
from store.schema import upgrade

R = TypeVar("R", bound=Record)
_encode = msgspec.json.Encoder(order="deterministic").encode


class StoreError(MendableError):
    """The database cannot be opened."""


class Store:
    """The database, by SQLAlchemy URL; SQLite files are created where missing."""

    def __init__(self, url: str) -> None:
        """Open the database and bring it to the present shape. Raises StoreError."""
        try:
            self.engine = _engine(url)
            upgrade(self.engine)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise StoreError(f"the database {_harmless(url)} cannot be opened: {error}") from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    # -- the index of the archive

    def indexed(self) -> dict[str, int]:
        """How many bytes of each WARC file (by its name below data/raw) the index covers."""
        with self.engine.connect() as connection:
            return _pairs(connection, select(t.warcs.c.name, t.warcs.c.indexed))

    def add_captures(self, warc: str, captures: Iterable[Capture], indexed: int) -> int:
        """Index the captures of one WARC file, which is thereby covered up to byte `indexed`; gives their number."""
        rows = [
            {
                "warc": capture.warc,
                "offset": capture.offset,
                "sha256": capture.sha256,
                "source": capture.source,
                "url": capture.url,
                "role": capture.role.value,
                "fetched_at": capture.fetched_at.isoformat(),
                "record": _encode(capture),
            }
            for capture in captures
        ]
        with self.engine.begin() as connection:
            connection.execute(delete(t.warcs).where(t.warcs.c.name == warc))
            connection.execute(insert(t.warcs), {"name": warc, "indexed": indexed})
            if rows:
                connection.execute(insert(t.captures), rows)
        return len(rows)

    def hashes(self) -> set[str]:
        """The SHA-256 of every body in the archive."""
        with self.engine.connect() as connection:
            return set(connection.scalars(select(t.captures.c.sha256).distinct()))

    def newest_captures(self, source: str) -> dict[str, Capture]:
        """The newest capture of each address of a source, by address: what conditional requests build on."""
        query = select(t.captures.c.record).where(t.captures.c.source == source).order_by(*_BY_AGE)
        with self.engine.connect() as connection:
            return {capture.url: capture for capture in _decoded(connection, query, Capture)}

    def bodies(self) -> list[Capture]:
        """One capture for each body that is to be read as a document: its earliest, in order of age."""
        query = select(t.captures.c.record).where(t.captures.c.role == CaptureRole.DOCUMENT.value).order_by(*_BY_AGE)
        with self.engine.connect() as connection:
            first: dict[str, Capture] = {}
            for capture in _decoded(connection, query, Capture):
                first.setdefault(capture.sha256, capture)
        return list(first.values())

    def superseded(self) -> set[str]:
        """Bodies that a newer one replaced at every address where they stood."""
        query = select(t.captures.c.source, t.captures.c.url, t.captures.c.sha256).order_by(*_BY_AGE)
        with self.engine.connect() as connection:
            newest = {}
            seen = set()
            for source, url, sha256 in connection.execute(query):
                newest[source, url] = sha256
                seen.add(sha256)
        return seen - set(newest.values())

    def captures(self, prefix: str) -> list[Capture]:
        """Every capture of the bodies whose SHA-256 begins so, the earliest first."""
        query = select(t.captures.c.record).where(t.captures.c.sha256.startswith(prefix)).order_by(*_BY_AGE)
        with self.engine.connect() as connection:
            return list(_decoded(connection, query, Capture))

    # -- sources and their runs

    def save_sources(self, sources: Iterable[Source]) -> None:
        """Remember the sources as they are declared now; those no longer declared stay as they were."""
        with self.engine.begin() as connection:
            for source in sources:
                connection.execute(delete(t.sources).where(t.sources.c.id == source.id))
                connection.execute(insert(t.sources), {"id": source.id, "record": _encode(source)})

    def sources(self) -> dict[str, Source]:
        """Every source ever seen, by id, as last declared."""
        with self.engine.connect() as connection:
            return {s.id: s for s in _decoded(connection, select(t.sources.c.record).order_by(t.sources.c.id), Source)}

    def save_run(self, run: SourceRun) -> None:
        """Add how a visit to a source went."""
        with self.engine.begin() as connection:
            connection.execute(insert(t.source_runs), {"source": run.source, "record": _encode(run)})

    def runs(self) -> dict[str, list[SourceRun]]:
        """All visits, by source, the oldest first."""
        query = select(t.source_runs.c.record).order_by(t.source_runs.c.number)
        found: dict[str, list[SourceRun]] = {}
        with self.engine.connect() as connection:
            for run in _decoded(connection, query, SourceRun):
                found.setdefault(run.source, []).append(run)
        return found

    # -- readings

    def fingerprints(self) -> dict[str, str]:
        """With which fingerprint each body was last read, by SHA-256."""
        with self.engine.connect() as connection:
            return _pairs(connection, select(t.readings.c.capture, t.readings.c.fingerprint))

    def save_readings(self, readings: Iterable[Reading]) -> None:
        """Keep what was read, in place of what an earlier reading of the same bodies gave."""
        readings = list(readings)
        hashes = [reading.capture for reading in readings]
        documents = [reading.document for reading in readings if reading.document is not None]
        mentions = [mention for reading in readings for mention in reading.mentions]
        with self.engine.begin() as connection:
            for table in (t.readings, t.documents, t.mentions):
                connection.execute(delete(table).where(table.c.capture.in_(hashes)))
            _insert(
                connection,
                t.readings,
                [
                    {
                        "capture": r.capture,
                        "fingerprint": r.fingerprint,
                        "refusal": _encode(r.refusal) if r.refusal else None,
                        "reason": r.refusal.reason.value if r.refusal else None,
                    }
                    for r in readings
                ],
            )
            _insert(
                connection, t.documents, [{"id": d.id, "capture": d.capture, "record": _encode(d)} for d in documents]
            )
            _insert(
                connection,
                t.mentions,
                [{"id": m.id, "document": m.document, "capture": m.capture, "record": _encode(m)} for m in mentions],
            )

    def refusals(self) -> list[Refusal]:
        """Every body that could not be read, with the reason, in the order of reason and hash."""
        query = (
            select(t.readings.c.refusal)
            .where(t.readings.c.refusal.is_not(None))
            .order_by(t.readings.c.reason, t.readings.c.capture)
        )
        with self.engine.connect() as connection:
            return list(_decoded(connection, query, Refusal))

    def refused(self, reason: RefusalReason) -> set[str]:
        """The SHA-256 of the bodies refused for one reason."""
        with self.engine.connect() as connection:
            return set(connection.scalars(select(t.readings.c.capture).where(t.readings.c.reason == reason.value)))

    def document_of(self, sha256: str) -> Document | None:
        """The document read from a body."""
        with self.engine.connect() as connection:
            return _one(connection, select(t.documents.c.record).where(t.documents.c.capture == sha256), Document)

    def mentions(self, document: str | None = None) -> list[Mention]:
        """All mentions, or those of one document, in the order of their ids."""
        query = select(t.mentions.c.record).order_by(t.mentions.c.id)
        if document is not None:
            query = query.where(t.mentions.c.document == document)
        with self.engine.connect() as connection:
            return list(_decoded(connection, query, Mention))

    def counts(self) -> dict[str, int]:
        """How many rows the tables hold, by table name."""
        with self.engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in t.metadata.sorted_tables
            }

    # -- what curation decided

    def identities(self) -> dict[str, str]:
        """To which agreement each mention was found to belong, by mention id."""
        with self.engine.connect() as connection:
            return _pairs(connection, select(t.identities.c.mention, t.identities.c.agreement))

    def save_curation(
        self,
        *,
        agreements: Iterable[Agreement],
        evidence: Iterable[Evidence],
        events: Iterable[Event],
        conflicts: Iterable[Conflict],
        queue: Mapping[str, str],
        identities: Mapping[str, str],
        redirects: Mapping[str, str],
        inputs: str,
    ) -> None:
        """Replace the curated state. Identities and redirects are only ever added to.

        `queue` gives the reason by mention id, `inputs` stands for what was curated (`curated_inputs`).
        """
        with self.engine.begin() as connection:
            for table in (t.agreements, t.evidence, t.events, t.conflicts, t.queue):
                connection.execute(delete(table))
            _insert(connection, t.agreements, [{"id": a.id, "record": _encode(a)} for a in agreements])
            for table, records in ((t.evidence, evidence), (t.events, events), (t.conflicts, conflicts)):
                _insert(connection, table, [{"agreement": r.agreement, "record": _encode(r)} for r in records])
            _insert(connection, t.queue, [{"mention": mention, "why": why} for mention, why in sorted(queue.items())])
            _put(connection, t.identities, "mention", "agreement", identities)
            _put(connection, t.redirects, "old", "new", redirects)
            _put(connection, t.state, "key", "value", {"curated": inputs})

    def curated_inputs(self) -> str | None:
        """What the last curation was made from, as it said; None before the first."""
        with self.engine.connect() as connection:
            return connection.scalar(select(t.state.c.value).where(t.state.c.key == "curated"))

    def agreements(self) -> list[Agreement]:
        """All curated agreements, by id."""
        with self.engine.connect() as connection:
            return list(_decoded(connection, select(t.agreements.c.record).order_by(t.agreements.c.id), Agreement))

    def evidence(self, agreement: str | None = None) -> list[Evidence]:
        """All evidence, or that of one agreement, in the order that curation gave it."""
        return self._of_agreement(t.evidence, agreement, Evidence)

    def events(self, agreement: str | None = None) -> list[Event]:
        """All events, or those of one agreement."""
        return self._of_agreement(t.events, agreement, Event)

    def conflicts(self, agreement: str | None = None) -> list[Conflict]:
        """All conflicts, or those of one agreement."""
        return self._of_agreement(t.conflicts, agreement, Conflict)

    def queue(self) -> dict[str, str]:
        """The mentions that wait for a person, with the reason, by mention id."""
        with self.engine.connect() as connection:
            return _pairs(connection, select(t.queue).order_by(t.queue.c.mention))

    def redirects(self) -> dict[str, str]:
        """Ids that were merged away, and where they lead."""
        with self.engine.connect() as connection:
            return _pairs(connection, select(t.redirects).order_by(t.redirects.c.old))

    def _of_agreement(self, table: Table, agreement: str | None, kind: type[R]) -> list[R]:
        query = select(table.c.record).order_by(table.c.number)
        if agreement is not None:
            query = query.where(table.c.agreement == agreement)
        with self.engine.connect() as connection:
            return list(_decoded(connection, query, kind))


_BY_AGE = (t.captures.c.fetched_at, t.captures.c.url, t.captures.c.sha256)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        database = engine.url.database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _harmless(url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "that HERMANA_DATABASE names"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer (WAL); a writer waits for another instead of failing at once."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _put(connection: Connection, table: Table, key: str, value: str, entries: Mapping[str, str]) -> None:
    """Set entries of a two-column table, whether they are there already or not."""
    keys = list(entries)
    for start in range(0, len(keys), 500):  # SQLite bounds the variables of a statement
        part = keys[start : start + 500]
        connection.execute(delete(table).where(table.c[key].in_(part)))
        connection.execute(insert(table), [{key: k, value: entries[k]} for k in part])


def _pairs(connection: Connection, query: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _decoded(connection: Connection, query: Any, kind: type[R]) -> Iterator[R]:
    decoder = msgspec.json.Decoder(kind)
    for raw in connection.scalars(query):
        yield decoder.decode(raw)


def _one(connection: Connection, query: Any, kind: type[R]) -> R | None:
    raw = connection.scalar(query)
    return None if raw is None else msgspec.json.decode(raw, type=kind)
