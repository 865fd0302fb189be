"""The code lists. Their values are what the dataset prints; never rename one."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of instrument an agreement is."""

    SISTER_CITY = "sister_city"
    FRIENDSHIP = "friendship"
    MEMORANDUM = "memorandum"
    LETTER_OF_INTENT = "letter_of_intent"
    COOPERATION = "cooperation"
    DEVELOPMENT_COOPERATION = "development_cooperation"
    NETWORK = "network"
    OTHER = "other"


class Stage(StrEnum):
    """The furthest state that a text asserts of an agreement."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    SIGNED = "signed"
    RENEWED = "renewed"
    IN_FORCE = "in_force"
    ENDED = "ended"


class Level(StrEnum):
    """The rank of the government that binds itself."""

    CITY = "city"
    TERRITORY = "territory"
    AGENCY = "agency"


class Genre(StrEnum):
    """What sort of document speaks."""

    PRESS_RELEASE = "press_release"
    NEWS = "news"
    DIRECTORY = "directory"
    AGREEMENT = "agreement"
    LAW = "law"


class SourceClass(StrEnum):
    """Who publishes, in falling order of authority on what was signed."""

    INSTRUMENT = "instrument"
    GAZETTE = "gazette"
    GOVERNMENT = "government"
    REGISTRY = "registry"
    AGENCY = "agency"
    PRESS = "press"
    WIKI = "wiki"

    @property
    def rank(self) -> int:
        """Place in the order of authority; 0 is the highest."""
        return list(SourceClass).index(self)


class LegalForm(StrEnum):
    """In what legal shape an agreement is known to exist."""

    SIGNED_TEXT = "signed_text"
    LAW = "law"
    REGISTRY_ENTRY = "registry_entry"
    REPORTED = "reported"


class EventKind(StrEnum):
    """What happened to an agreement."""

    SIGNED = "signed"
    RENEWED = "renewed"
    APPROVED = "approved"
    AMENDED = "amended"
    ENDED = "ended"


class DateBasis(StrEnum):
    """How a date was won from the text."""

    STATED = "stated"
    RELATIVE = "relative"
    ANNIVERSARY = "anniversary"


class PartyBasis(StrEnum):
    """How a party was won: its name stands there, or the publisher is meant ("our city")."""

    STATED = "stated"
    PUBLISHER = "publisher"


class BlockKind(StrEnum):
    """What a piece of a document's text is on the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class CaptureRole(StrEnum):
    """What a fetched response is for: to be read, or to find others by (a listing, feed or sitemap)."""

    DOCUMENT = "document"
    INDEX = "index"


class RefusalReason(StrEnum):
    """Why a capture gave no document. It stays in the archive and shows in the report."""

    EMPTY = "empty"
    NOT_A_DOCUMENT = "not_a_document"
    IMPOSTOR = "impostor"
    UNKNOWN_TYPE = "unknown_type"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_TEXT = "no_text"
    NEEDS_OCR = "needs_ocr"
    TOO_LARGE = "too_large"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CRASHED = "crashed"
    OTHER_LANGUAGE = "other_language"


class Cadence(StrEnum):
    """How often a source is visited."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class SourceState(StrEnum):
    """How a source's last run went. Finding nothing is never the same as nothing being new."""

    FINE = "fine"
    NOTHING_NEW = "nothing_new"
    NOTHING_FOUND = "nothing_found"
    BLOCKED = "blocked"
    FAILING = "failing"
