"""The records that pass between the stages.

All are immutable, compare by value and turn to JSON and back with `msgspec`. Offsets count Unicode
code points from 0, `end` exclusive. Dates are EDTF strings (`agreements.edtf`), moments are UTC,
languages BCP 47 tags (`es`, `pt`, `en`, `ja`, `zh`, `ko`), countries ISO 3166-1 alpha-2.
"""

from datetime import date, datetime

import msgspec

from agreements.codes import (
    BlockKind,
    Cadence,
    CaptureRole,
    DateBasis,
    EventKind,
    Genre,
    Kind,
    LegalForm,
    Level,
    PartyBasis,
    RefusalReason,
    SourceClass,
    SourceState,
    Stage,
)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all records share: no change after birth, no unknown fields."""


class Place(Record, frozen=True):
    """An entry of the gazetteer.

    `id` is its GeoNames id as text, or one of ours (`PH-CEB`, `CL-RM:las-condes`) for a unit that GeoNames lacks.
    """

    id: str
    name: str
    country: str
    level: Level
    subdivision: str | None = None  # ISO 3166-2
    latitude: float | None = None  # WGS 84, degrees
    longitude: float | None = None
    population: int = 0


class Publisher(Record, frozen=True):
    """The subnational government that publishes, as a source declares it."""

    name: str
    country: str
    level: Level | None = None


class Source(Record, frozen=True):
    """A publisher's site as its YAML file declares it; see docs/adding-a-source.md for each field."""

    id: str
    name: str
    source_class: SourceClass
    platform: str
    urls: list[str]
    languages: list[str]
    cadence: Cadence
    minimum: int  # documents that a full visit is expected to find, at least
    verified: date | None  # when `sources check` last found it alive; None: never
    seen_at: str  # the public material that names the address
    place: Publisher | None = None  # None for a publisher that is no subnational government
    genre: Genre | None = None
    search: list[str] = []  # words to ask the site's own search for; empty: read everything
    selectors: dict[str, str] = {}  # CSS, for the platforms that need them
    demo: bool = False  # invented: never part of a release about the world


class Capture(Record, frozen=True):
    """One fetched response whose body lies in the archive and is known by its SHA-256.

    The same body can be fetched from several addresses: several captures, one document.
    """

    sha256: str
    url: str
    source: str
    role: CaptureRole
    fetched_at: datetime
    media_type: str  # as the server said; the reader goes by content
    warc: str  # file below data/raw
    offset: int  # of the record in that file, in bytes
    published: date | None = None  # as a listing or feed gave it
    title: str | None = None  # likewise
    etag: str | None = None  # for the next, conditional request
    last_modified: str | None = None

    @property
    def archived(self) -> str:
        """When its WARC file was begun, as the file's name says (sorts by time): who came to us before whom.

        An imported capture can have been fetched long before it came.
        """
        return self.warc.partition("-")[0]


class Span(Record, frozen=True):
    """A piece of a document's text. `text` is `document.text[start:end]`, to the letter."""

    start: int
    end: int
    text: str
    page: int | None = None  # counting from 1, in paged files


class Block(Record, frozen=True):
    """A paragraph, heading, list item or table row of a document's text; `page` counts from 1 in paged files."""

    kind: BlockKind
    start: int
    end: int
    page: int | None = None


class Document(Record, frozen=True):
    """The text and metadata read from a capture (or given to `hermana read`).

    `text` is all that is read and all that offsets count in: the title is its first block, blocks are
    joined by newlines, the cells of a table row by " | ".
    """

    id: str
    text: str
    title: str = ""
    lang: str | None = None
    genre: Genre | None = None
    published: date | None = None
    publisher: Publisher | None = None
    capture: str | None = None  # SHA-256
    media_type: str = "text/plain"  # as found in the content
    blocks: list[Block] = []
    ocr_confidence: float | None = None  # 0 to 1, mean over words; None: not a scan
    unread_pages: int = 0  # pages that could not be loaded, or scans that OCR did not read


class Refusal(Record, frozen=True):
    """Why a capture gave no document, for people: `detail` names the thing and the mend."""

    capture: str
    reason: RefusalReason
    detail: str


class Party(Record, frozen=True):
    """A government that binds itself, as one document names it."""

    name: str  # usual English or GeoNames form where a place was found, else as printed
    country: str | None
    level: Level
    place: str | None = None  # gazetteer id; None: not found or not decided
    printed: str = ""  # as the document prints it
    basis: PartyBasis = PartyBasis.STATED
    span: Span | None = None  # None only for a publisher that no word of the text names
    candidates: list[str] = []  # gazetteer ids considered, best first, where `place` is None


class Date(Record, frozen=True):
    """A date and the words that say it."""

    edtf: str
    basis: DateBasis
    span: Span


class Mention(Record, frozen=True):
    """What one document says of one agreement. Spans count in the document's text."""

    id: str
    document: str
    capture: str | None
    lang: str
    genre: Genre
    parties: list[Party]
    kind: Kind
    stage: Stage
    cue: Span  # the words that tell kind and stage
    confidence: float  # 0 to 1
    fingerprint: str  # of the extractor that found it
    signed: Date | None = None
    renewed: Date | None = None
    ended: Date | None = None
    native_label: str = ""  # the instrument's name as printed


class Reading(Record, frozen=True):
    """What reading one stored body gave: a document with its mentions, or a refusal."""

    capture: str  # SHA-256
    fingerprint: str  # of the extractor and of what it was told about the capture
    document: Document | None = None
    refusal: Refusal | None = None
    mentions: list[Mention] = []


class AgreementParty(Record, frozen=True):
    """A party of a curated agreement: always a place of the gazetteer, or a named agency."""

    place: str  # Place.id, or `<country>:<name>` for an agency
    name: str
    country: str
    level: Level
    subdivision: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    names: list[str] = []  # every printed form, sorted


class Evidence(Record, frozen=True):
    """The words behind one value of one agreement. `start` and `end` count in the document's text."""

    agreement: str
    mention: str
    field: str  # party, kind, stage, signed, renewed, ended
    value: str
    source: str
    source_class: SourceClass
    url: str
    capture: str  # SHA-256
    page: int | None
    start: int
    end: int
    quote: str
    lang: str
    basis: str  # stated, relative, anniversary or publisher


class Conflict(Record, frozen=True):
    """A field on which the mentions of an agreement differ, with every value and the one that was taken."""

    agreement: str
    field: str
    value: str
    taken: bool
    sources: list[str]  # ids, sorted


class Event(Record, frozen=True):
    """Something that happened to an agreement."""

    agreement: str
    kind: EventKind
    date: str | None  # EDTF
    mentions: list[str]


class Agreement(Record, frozen=True):
    """One instrument or relation between governments, known from one or more mentions."""

    id: str
    parties: list[AgreementParty]  # sorted by place id
    kind: Kind
    stage: Stage
    signed: str | None  # EDTF
    renewed: str | None
    ended: str | None
    legal_form: LegalForm
    source_class: SourceClass  # the best among its sources
    sources: list[str]  # ids, sorted
    told_by: list[str]  # place ids of the parties whose own publications say it, sorted
    mentions: list[str]  # ids, sorted
    languages: list[str]
    confidence: float
    native_labels: list[str] = []


class SourceRun(Record, frozen=True):
    """How one visit to a source went."""

    source: str
    started_at: datetime
    state: SourceState
    requests: int
    documents: int  # documents seen, new or not
    new: int  # captures of a body not seen before
    unchanged: int
    errors: int
    detail: str  # for people
    complete: bool  # the visit ran to its end
