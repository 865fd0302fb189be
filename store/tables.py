"""The tables. Rows hold keys for finding and a record as JSON (`agreements.records`, by msgspec)."""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

warcs = Table(
    "warcs",
    metadata,
    Column("name", String, primary_key=True),  # below data/raw
    Column("indexed", Integer, nullable=False),  # bytes of the file that the index covers
)

captures = Table(
    "captures",
    metadata,
    Column("warc", String, primary_key=True),
    Column("offset", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("fetched_at", String, nullable=False),  # ISO 8601, UTC
    Column("record", LargeBinary, nullable=False),  # Capture
    Index("captures_by_body", "sha256"),
    Index("captures_by_address", "source", "url"),
)

readings = Table(
    "readings",
    metadata,
    Column("capture", String(64), primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("refusal", LargeBinary),  # Refusal; null where a document was read
    Column("reason", String),  # of the refusal
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("capture", String(64), nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # Document
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", String, nullable=False, index=True),
    Column("capture", String(64), nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # Mention
)

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("record", LargeBinary, nullable=False),  # Source, as last declared
)

source_runs = Table(
    "source_runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # SourceRun
)

identities = Table(
    "identities",
    metadata,
    Column("mention", String, primary_key=True),
    Column("agreement", String, nullable=False, index=True),
)

redirects = Table(
    "redirects",
    metadata,
    Column("old", String, primary_key=True),
    Column("new", String, nullable=False),
)

agreements = Table(
    "agreements",
    metadata,
    Column("id", String, primary_key=True),
    Column("record", LargeBinary, nullable=False),  # Agreement
)

evidence = Table(
    "evidence",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("agreement", String, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # Evidence
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("agreement", String, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # Event
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("agreement", String, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),  # Conflict
)

queue = Table(
    "queue",
    metadata,
    Column("mention", String, primary_key=True),
    Column("why", Text, nullable=False),  # what a person must decide before it can be published
)

state = Table(
    "state",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
