"""From captures to documents and mentions, in batches."""

from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from agreements.codes import RefusalReason
from agreements.ids import code_fingerprint, digest
from agreements.records import Capture, Reading, Refusal, Source
from pipelines.reports import Extracted, refusals_by_reason
from pipelines.runners import Runner, batches
from pipelines.settings import Settings
from pipelines.stages.workspace import catch_up, declared_sources, workspace
from store.store import Store

log = structlog.get_logger("hermana.pipelines")

LIBRARIES = ("htmldate", "lxml", "pdfplumber", "pypdfium2", "python-docx", "py3langid", "spacy", "trafilatura")
"""What shapes the text that is read: another version of one may read otherwise."""


class _Wanted(NamedTuple):
    """A body that waits to be read, and what its reading is to be known by."""

    capture: Capture
    source: Source | None
    fingerprint: str


class _Outcome(NamedTuple):
    """What is reported of a reading; the reading itself is in the store, and too big to keep."""

    mentions: int
    refusal: Refusal | None
    unread_pages: dict[str, int]  # by document id


def extract(settings: Settings, runner: Runner) -> Extracted:
    """Read every body that was not read with the present extractor, and keep its document and mentions.

    Each batch is written whole, so a kill costs one batch.
    """
    declared = declared_sources(settings)
    with workspace(settings) as store:
        catch_up(settings, store, declared)
        bodies = store.bodies()
        wanted = _unread(store, bodies)
        done = _read(settings, store, runner, wanted) if wanted else []
        return Extracted(
            bodies=len(bodies),
            read=len(done),
            mentions=sum(one.mentions for one in done),
            refused=[one.refusal for one in done if one.refusal is not None],
            unread_pages={document: pages for one in done for document, pages in one.unread_pages.items()},
            standing=refusals_by_reason(store.refusals()),
        )


def _unread(store: Store, bodies: list[Capture]) -> list[_Wanted]:
    """The bodies whose last reading was made with other code, or was told something else about the capture."""
    import extractors

    code = digest(
        code_fingerprint(Path(extractors.__file__).parent), *(f"{name} {version(name)}" for name in LIBRARIES)
    )
    sources, last = store.sources(), store.fingerprints()
    waiting_for_ocr = store.refused(RefusalReason.NEEDS_OCR)
    wanted = []
    for capture in bodies:
        source = sources.get(capture.source)
        told = [code, capture.url, capture.title or "", str(capture.published), repr(source and _told(source))]
        fingerprint = digest(*told)
        recorded = _waiting(fingerprint) if capture.sha256 in waiting_for_ocr else fingerprint
        if last.get(capture.sha256) != recorded:
            wanted.append(_Wanted(capture, source, fingerprint))
    return wanted


def _waiting(fingerprint: str) -> str:
    """The fingerprint of a scan that waits for OCR: it is tried again when other languages are installed."""
    from extractors.documents.ocr import installed_languages

    return digest(fingerprint, *sorted(installed_languages()))


def _told(source: Source) -> tuple[object, ...]:
    """What of a declaration the extractor uses."""
    return source.place, source.languages, source.genre


def _recorded(reading: Reading) -> Reading:
    """The reading under the fingerprint by which `_unread` knows it again."""
    if reading.refusal is None or reading.refusal.reason is not RefusalReason.NEEDS_OCR:
        return reading
    return msgspec.structs.replace(reading, fingerprint=_waiting(reading.fingerprint))


def _outcome(reading: Reading) -> _Outcome:
    document = reading.document
    left = {document.id: document.unread_pages} if document and document.unread_pages else {}
    return _Outcome(len(reading.mentions), reading.refusal, left)


def _read(settings: Settings, store: Store, runner: Runner, wanted: list[_Wanted]) -> list[_Outcome]:
    from pipelines.reading import Unread, read_bodies
    from scrapers.archive import read_body

    readings = read_bodies(
        (Unread(read_body(settings.raw, one.capture), *one) for one in wanted),
        jobs=settings.jobs,
        seconds=settings.seconds,
        megabytes=settings.megabytes,
    )

    def read(batch: list[_Wanted]) -> list[_Outcome]:
        done = [_recorded(reading) for reading in islice(readings, len(batch))]  # whichever were done first
        store.save_readings(done)
        outcomes = [_outcome(reading) for reading in done]
        log.info("read", bodies=len(done), refused=sum(one.refusal is not None for one in outcomes))
        return outcomes

    units = list(batches(wanted, settings.batch))
    done = runner.each(read, units, title="Reading", name=lambda batch: f"read {len(batch)} bodies")
    return [one for batch in done for one in batch]
