"""The raw archive: WARC files, one gzip member per record, that any WARC tool can read.

Each response record carries, besides the publisher's own headers, what the index of captures needs
(`Hermana-Source`, `Hermana-Role`, `Hermana-Published`, `Hermana-Title`), so that the index can always be
rebuilt from the files alone. A record is on disk before the next begins: a kill costs at most the
record in hand, and `repair` cuts what it left behind.
"""

import fcntl
import os
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from agreements.clock import now
from agreements.codes import CaptureRole
from agreements.errors import MendableError
from agreements.ids import sha256
from agreements.records import Capture

MAX_BODY = 100 * 2**20
"""Bytes of the largest body that is taken in, fetched or imported."""

_CHUNK = 2**14
_WARC_TIME = "%Y-%m-%dT%H:%M:%SZ"
# Bodies are stored decoded, so what the headers say of the coding on the wire no longer holds.
_WIRE_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}


class ArchiveError(MendableError):
    """A record of the archive is not there, or its bytes are not those that were stored."""


class Headers(NamedTuple):
    """The head of an HTTP response: `200 OK` and the named values in their order."""

    status: str
    fields: Sequence[tuple[str, str]]


class Writer:
    """Writes captures into a new WARC file, which comes to be with the first record. Use it in a `with`.

    `sync_each` forces every record to disk before the next; without it that is done once, at the end, which
    serves where what is written can be read again from elsewhere.
    """

    def __init__(self, raw: Path, source: str, *, user_agent: str = "", sync_each: bool = True) -> None:
        self._raw = raw
        self._source = source
        self._user_agent = user_agent
        self._sync_each = sync_each
        self._file: BinaryIO | None = None
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()

    def response(
        self,
        url: str,
        headers: Headers,
        body: bytes,
        *,
        role: CaptureRole,
        fetched_at: datetime,
        published: date | None = None,
        title: str | None = None,
    ) -> Capture:
        """Store an HTTP response; `body` is decoded of all content and transfer codings."""
        fields = [(name, value) for name, value in headers.fields if name.lower() not in _WIRE_HEADERS]
        fields.append(("Content-Length", str(len(body))))
        http = StatusAndHeaders(headers.status, fields, protocol="HTTP/1.1")
        return self._store("response", url, body, {}, http, role, fetched_at, published, title)

    def file(self, url: str, media_type: str, body: bytes, *, fetched_at: datetime) -> Capture:
        """Store a file that came by no HTTP response, under a `file:` address."""
        content_type = {"Content-Type": media_type}
        return self._store("resource", url, body, content_type, None, CaptureRole.DOCUMENT, fetched_at, None, None)

    def _store(
        self,
        kind: str,
        url: str,
        body: bytes,
        extra: dict[str, str],
        http: StatusAndHeaders | None,
        role: CaptureRole,
        fetched_at: datetime,
        published: date | None,
        title: str | None,
    ) -> Capture:
        named = {
            "WARC-Date": fetched_at.astimezone(UTC).strftime(_WARC_TIME),
            "WARC-Payload-Digest": f"sha256:{sha256(body)}",
            "Hermana-Source": self._source,
            "Hermana-Role": role.value,
            **extra,
        }
        if published is not None:
            named["Hermana-Published"] = published.isoformat()
        if title:
            named["Hermana-Title"] = quote(title, safe=" ", errors="replace")
        if self._file is None:
            self._open()
        buffer = BytesIO()
        builder = WARCWriter(buffer, gzip=True)
        builder.write_record(
            builder.create_warc_record(
                url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=named, http_headers=http
            )
        )
        offset = self._append(buffer.getvalue())
        capture = _capture(buffer.getvalue(), self._name, offset)  # read back, so that it equals what `scan` gives
        assert capture is not None
        return capture

    def _open(self) -> None:
        self._raw.mkdir(parents=True, exist_ok=True)
        stamp = now().strftime("%Y%m%dT%H%M%SZ")
        number = 1
        while self._file is None:
            self._name = f"{stamp}-{self._source}-{number}.warc.gz"
            try:
                self._file = (self._raw / self._name).open("xb", buffering=0)
            except FileExistsError:
                number += 1
        fcntl.flock(self._file, fcntl.LOCK_EX)  # `repair` leaves a file alone that is still being written
        buffer = BytesIO()
        builder = WARCWriter(buffer, gzip=True)
        info = {
            "software": "Hermana",
            "format": "WARC File Format 1.0",
            "robots": "obey",
            "http-header-user-agent": self._user_agent,
        }
        record = builder.create_warcinfo_record(self._name, info)
        record.rec_headers.replace_header("WARC-Date", now().strftime(_WARC_TIME))
        builder.write_record(record)
        self._append(buffer.getvalue())

    def _append(self, record: bytes) -> int:
        """Write one whole record or nothing; gives the byte where it begins."""
        assert self._file is not None
        offset = self._file.tell()
        rest = memoryview(record)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            if self._sync_each:
                os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise
        return offset


def scan(path: Path, raw: Path, start: int = 0) -> Iterator[Capture]:
    """The captures of a WARC file of ours from byte `start` (where a record begins) on.

    A record that a kill cut short at the end is passed over. Raises ArchiveError where bytes before the
    end are damaged.
    """
    name = path.relative_to(raw).as_posix()
    for offset, _, member in _members(path, start):
        capture = _capture(member, name, offset)
        if capture is not None:
            yield capture


def read_body(raw: Path, capture: Capture) -> bytes:
    """The body of a capture. Raises ArchiveError where the archive does not hold those very bytes."""
    return read_response(raw, capture.warc, capture.offset, capture.sha256)[1]


def read_response(raw: Path, warc: str, offset: int, digest: str) -> tuple[Headers, bytes]:
    """Head and body of the record at byte `offset` of `warc`; see `read_body`. A file's head has no status."""
    path = raw / warc
    place = f"{warc} at byte {offset}"
    if not path.is_file():
        raise ArchiveError(f"{place}: the file is missing below {raw.name}; bring it back from a copy of the archive")
    found = next(_members(path, offset), None)
    if found is None:
        raise ArchiveError(f"{place}: no whole record begins there; bring the file back from a copy")
    record = next(iter(ArchiveIterator(BytesIO(found[2]))))
    body: bytes = record.raw_stream.read()
    if sha256(body) != digest:
        raise ArchiveError(f"{place}: the bytes are not those of capture {digest}; bring the file back from a copy")
    http = record.http_headers
    return Headers(http.statusline, http.headers) if http else Headers("", []), body


def repair(path: Path) -> int:
    """Cut a truncated last record off a WARC file of ours; gives the number of bytes cut.

    A file that a crawl is still writing is left alone.
    """
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        end = max((end for _, end, _ in _members(path, 0)), default=0)
        size = path.stat().st_size
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())
        return size - end


def read_member(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """End and decompressed bytes of the gzip member that begins at byte `offset`.

    Raises EOFError where the file ends within it, and zlib.error where its bytes are damaged.
    """
    file.seek(offset)
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    pieces, end, size = [], offset, 0
    while not inflate.eof:
        block = file.read(_CHUNK)
        if not block:
            raise EOFError(f"the file ends within the record at byte {offset}")
        pieces.append(inflate.decompress(block))
        size += len(pieces[-1])
        if size > 2 * MAX_BODY:
            raise zlib.error(f"the record at byte {offset} is larger than any that is taken in")
        end += len(block) - len(inflate.unused_data)
    return end, b"".join(pieces)


def _members(path: Path, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Begin, end and decompressed bytes of each whole gzip member from byte `start` on."""
    with path.open("rb") as file:
        offset = start
        while True:
            try:
                end, member = read_member(file, offset)
            except EOFError:
                return
            except zlib.error as error:
                raise ArchiveError(f"{path.name} is damaged in the record at byte {offset}: {error}") from error
            yield offset, end, member
            offset = end


def _capture(member: bytes, warc: str, offset: int) -> Capture | None:
    """The capture that a record stands for; None for a record that is none (warcinfo)."""
    record = next(iter(ArchiveIterator(BytesIO(member))))
    head = record.rec_headers
    if record.rec_type not in ("response", "resource"):
        return None
    if head.get_header("Hermana-Source") is None:
        raise ArchiveError(f"{warc} at byte {offset}: no record of this archive; `hermana collect --warc` takes it in")
    http = record.http_headers
    published = head.get_header("Hermana-Published")
    title = head.get_header("Hermana-Title")
    return Capture(
        sha256=head.get_header("WARC-Payload-Digest").removeprefix("sha256:"),
        url=head.get_header("WARC-Target-URI"),
        source=head.get_header("Hermana-Source"),
        role=CaptureRole(head.get_header("Hermana-Role")),
        fetched_at=datetime.strptime(head.get_header("WARC-Date"), _WARC_TIME).replace(tzinfo=UTC),
        media_type=(http.get_header("Content-Type") if http else head.get_header("Content-Type")) or "",
        warc=warc,
        offset=offset,
        published=date.fromisoformat(published) if published else None,
        title=unquote(title) if title else None,
        etag=http.get_header("ETag") if http else None,
        last_modified=http.get_header("Last-Modified") if http else None,
    )
