"""What passes between a crawl and the process that it runs in, as JSON."""

import msgspec

from agreements.records import Capture, Source


class Known(msgspec.Struct, frozen=True):
    """What the last capture of an address tells the next visit."""

    sha256: str
    warc: str
    offset: int
    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, capture: Capture) -> "Known":
        """What `capture` tells the next visit of its address."""
        return cls(capture.sha256, capture.warc, capture.offset, capture.etag, capture.last_modified)


class CrawlSettings(msgspec.Struct, frozen=True):
    """How a visit behaves. The defaults suit a municipal server that nobody has asked."""

    contact: str  # an address or page where the publisher reaches whoever runs this
    user_agent: str = "Hermana/0.1"
    delay: float = 1.0  # seconds between two requests to a host, at least
    concurrency: int = 2  # requests to a host at a time
    timeout: float = 60.0  # seconds for one response
    max_size: int = 50 * 2**20  # bytes of one body
    max_pages: int = 5000  # responses of one visit
    log_level: str = "WARNING"

    @property
    def identity(self) -> str:
        """The User-Agent header: who asks, and how to reach them."""
        return f"{self.user_agent} (+{self.contact})"


class Job(msgspec.Struct, frozen=True):
    """One visit to one source."""

    source: Source
    settings: CrawlSettings
    raw: str
    result: str
    history: dict[str, Known] = {}


class Fault(msgspec.Struct, frozen=True):
    """An address that gave nothing, and why."""

    url: str
    reason: str


class Visit(msgspec.Struct):
    """What a visit did. Grows while it runs."""

    requests: int = 0
    indexes: int = 0  # index pages read
    listed: int = 0  # links to documents on them
    dated: int = 0  # of these, with a date
    documents: int = 0  # addresses of documents that answered, new or not
    new: int = 0
    unchanged: int = 0
    blocked: str | None = None  # the name of the block page
    finished: bool = False  # ran to its end, not cut short by a limit
    index_faults: list[Fault] = []
    faults: list[Fault] = []
    forbidden: list[str] = []  # by robots.txt
