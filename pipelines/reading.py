"""One body from bytes to mentions: what a worker process does, and how many of them do it at once."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from agreements.records import Capture, Document, Mention, Reading, Refusal, Source
from extractors.documents.limits import Failure, run_limited
from extractors.documents.read import read_document
from extractors.reading.reader import Reader


class Unread(NamedTuple):
    """A body to be read, what is known of it, and the fingerprint that its reading will bear."""

    body: bytes
    capture: Capture
    source: Source | None
    fingerprint: str


class _Worker:
    """The reader of a worker process, loaded once in each."""

    reader: ClassVar[Reader]


def _begin() -> None:
    _Worker.reader = Reader()


def _read_body(unread: Unread) -> Reading:
    found = read_document(unread.body, unread.capture, unread.source)
    if isinstance(found, Refusal):
        return Reading(capture=unread.capture.sha256, fingerprint=unread.fingerprint, refusal=found)
    return Reading(
        capture=unread.capture.sha256,
        fingerprint=unread.fingerprint,
        document=found,
        mentions=_Worker.reader.read(found),
    )


def _read_document(document: Document) -> list[Mention]:
    return _Worker.reader.read(document)


def read_bodies(unread: Iterable[Unread], *, jobs: int, seconds: float, megabytes: int) -> Iterator[Reading]:
    """Read bodies in `jobs` processes, each within its limits; a body that breaks them is a refusal that says so.

    Readings come as they are done. Bodies are drawn as they are needed, so that few are held at a time.
    """
    for body, result in run_limited(
        _read_body, unread, jobs=jobs, seconds=seconds, megabytes=megabytes, initializer=_begin
    ):
        if isinstance(result, Failure):
            refusal = Refusal(body.capture.sha256, result.reason, f"{body.capture.url}: {result.detail}")
            yield Reading(capture=body.capture.sha256, fingerprint=body.fingerprint, refusal=refusal)
        else:
            yield result


def read_documents(
    documents: Iterable[Document], *, jobs: int, seconds: float, megabytes: int
) -> Iterator[tuple[Document, list[Mention] | Failure]]:
    """Find the mentions of documents in `jobs` processes, in any order."""
    return run_limited(_read_document, documents, jobs=jobs, seconds=seconds, megabytes=megabytes, initializer=_begin)
