"""What people already have, into the same archive by the same writer: WARC files and folders of files."""

import mimetypes
import os
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

from agreements.clock import now
from agreements.codes import CaptureRole
from agreements.ids import sha256
from scrapers.archive import MAX_BODY, Headers, Writer, read_member

_GZIP = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
_CHUNK = 2**20
_TOO_LARGE = f"larger than {MAX_BODY // 2**20} MB"


class ImportReport(msgspec.Struct):
    """What became of what was read: `read` is `new` + `known` + the refused."""

    read: int = 0
    new: int = 0
    known: int = 0  # the same bytes are in the archive already
    refused: list[tuple[str, str]] = []  # name and reason


class _RefusedError(Exception):
    """One record or file that is not taken in. The message is the reason."""


def import_warc(path: Path, raw: Path, source_id: str, known: Collection[str] = frozenset()) -> ImportReport:
    """Take the HTTP responses of status 200 of a WARC file into the archive below `raw`.

    `known` holds the SHA-256 of bodies that are there already. Each record keeps its address and date.
    What cannot be read is refused by its address, or by its byte where even that is broken, and the rest is read.
    """
    report = ImportReport()
    seen = set(known)
    with path.open("rb") as file, Writer(raw, source_id, sync_each=False) as writer:
        for name, record in _records(path.name, file, report):
            if record.rec_type != "response":
                continue
            with _counted(report, name):
                if not name:
                    raise _RefusedError("no address")
                headers, body = _response(record)
                fetched_at = _moment(record.rec_headers.get_header("WARC-Date"))
                if _is_new(body, seen, report):
                    writer.response(name, headers, body, role=CaptureRole.DOCUMENT, fetched_at=fetched_at)
    return report


def import_files(folder: Path, raw: Path, source_id: str, known: Collection[str] = frozenset()) -> ImportReport:
    """Take all files below `folder`, sorted by path, links left out, into the archive below `raw`.

    A file's address is `file:///` and its path within the folder, so that no path of this machine is kept.
    `known` holds the SHA-256 of bodies that are there already.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder; give the folder that holds the files")
    report = ImportReport()
    seen = set(known)
    with Writer(raw, source_id, sync_each=False) as writer:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            name = path.relative_to(folder).as_posix()
            with _counted(report, name):
                if path.stat().st_size > MAX_BODY:
                    raise _RefusedError(_TOO_LARGE)
                body = path.read_bytes()
                if _is_new(body, seen, report):
                    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
                    writer.file(f"file:///{quote(os.fsencode(name))}", media_type, body, fetched_at=now())
    return report


@contextmanager
def _counted(report: ImportReport, name: str) -> Iterator[None]:
    """Count one thing read, and refuse it by name where reading it fails."""
    report.read += 1
    try:
        yield
    except (_RefusedError, PermissionError, FileNotFoundError) as error:
        report.refused.append((name, str(error) if isinstance(error, _RefusedError) else "cannot be opened"))


def _is_new(body: bytes, seen: set[str], report: ImportReport) -> bool:
    digest = sha256(body)
    if digest in seen:
        report.known += 1
        return False
    seen.add(digest)
    report.new += 1
    return True


def _records(label: str, file: BinaryIO, report: ImportReport) -> Iterator[tuple[str, ArcWarcRecord]]:
    """Address and record of each record. Where the file is broken that is refused, and the next record sought."""
    offset: int | None = 0
    broken = False  # one refusal for one gap, however often the search for its end lands within it
    read = _packed if file.read(len(_GZIP)) == _GZIP else _plain
    while offset is not None:
        try:
            for begin, record in read(file, offset):
                yield record.rec_headers.get_header("WARC-Target-URI") or "", record
                offset, broken = begin, False
            return
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error):
            if not broken:
                report.read += 1
                report.refused.append((f"{label} after byte {offset}", "no readable WARC record"))
            offset, broken = _next_record(file, offset + 1), True


def _packed(file: BinaryIO, offset: int) -> Iterator[tuple[int, ArcWarcRecord]]:
    """Begin of the member and record, for a file with one gzip member for each record, from byte `offset` on."""
    size = file.seek(0, os.SEEK_END)
    while offset < size:
        end, member = read_member(file, offset)
        for record in ArchiveIterator(BytesIO(member)):
            yield offset, record
        offset = end


def _plain(file: BinaryIO, offset: int) -> Iterator[tuple[int, ArcWarcRecord]]:
    """Begin and record of each record of an uncompressed file from byte `offset` on."""
    file.seek(offset)
    records = ArchiveIterator(file)
    for record in records:
        yield offset, record
        offset = records.get_record_offset()  # this call reads the record to its end


def _next_record(file: BinaryIO, start: int) -> int | None:
    """The byte at or after `start` where a record seems to begin; None where none does."""
    file.seek(0)
    mark = _GZIP if file.read(len(_GZIP)) == _GZIP else _RECORD
    file.seek(start)
    tail = b""
    while block := file.read(_CHUNK):
        found = (tail + block).find(mark)
        if found >= 0:
            return file.tell() - len(block) - len(tail) + found
        tail = block[-len(mark) + 1 :]
    return None


def _response(record: ArcWarcRecord) -> tuple[Headers, bytes]:
    """Head and decoded body of a response record."""
    http = record.http_headers
    if http is None:
        raise _RefusedError("no HTTP response")
    if http.get_statuscode() != "200":
        raise _RefusedError(f"status {http.get_statuscode()}")
    if record.payload_length > MAX_BODY:
        raise _RefusedError(_TOO_LARGE)
    body: bytes = record.raw_stream.read()
    if len(body) != max(record.payload_length, 0):
        raise _RefusedError(f"truncated: {len(body)} of {record.payload_length} bytes")
    return Headers(http.statusline, http.headers), _decoded(body, http)


def _decoded(body: bytes, http: StatusAndHeaders) -> bytes:
    """The body without the transfer and content codings that the headers name."""
    stream = BytesIO(body)
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    coding = (http.get_header("Content-Encoding") or "identity").lower()
    if coding != "identity":
        if coding not in BufferedReader.get_supported_decompressors():
            raise _RefusedError(f"content coding {coding!r} is not known")
        stream = BufferedReader(stream, decomp_type=coding)
    decoded = stream.read(MAX_BODY + 1)
    if len(decoded) > MAX_BODY:
        raise _RefusedError(_TOO_LARGE)
    if body and not decoded:
        raise _RefusedError(f"its content coding {coding!r} is broken")
    return decoded


def _moment(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC).replace(microsecond=0)
    except ValueError as error:
        raise _RefusedError(f"its date {text!r} is none") from error
