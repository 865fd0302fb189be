"""From captures to documents and mentions, in batches."""

from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import structlog

from agreements.codes import RefusalReason
from agreements.ids import code_fingerprint, digest
from agreements.records import Capture, Refusal, Source
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
            mentions=sum(mentions for mentions, _ in done),
            refused=[refusal for _, refusal in done if refusal is not None],
            standing=refusals_by_reason(store.refusals()),
        )


def _unread(store: Store, bodies: list[Capture]) -> list[_Wanted]:
    """The bodies whose last reading was made with other code, or was told something else about the capture."""
    import extractors
    from extractors.documents.ocr import installed_languages

    code = digest(
        code_fingerprint(Path(extractors.__file__).parent), *(f"{name} {version(name)}" for name in LIBRARIES)
    )
    sources, last = store.sources(), store.fingerprints()
    waiting_for_ocr = store.refused(RefusalReason.NEEDS_OCR)
    wanted = []
    for capture in bodies:
        source = sources.get(capture.source)
        told = [code, capture.url, capture.title or "", str(capture.published), repr(source and _told(source))]
        if capture.sha256 in waiting_for_ocr:  # tried again when another set of languages is installed
            told += sorted(installed_languages())
        fingerprint = digest(*told)
        if last.get(capture.sha256) != fingerprint:
            wanted.append(_Wanted(capture, source, fingerprint))
    return wanted


def _told(source: Source) -> tuple[object, ...]:
    """What of a declaration the extractor uses."""
    return source.place, source.languages, source.genre


def _read(settings: Settings, store: Store, runner: Runner, wanted: list[_Wanted]) -> list[tuple[int, Refusal | None]]:
    from pipelines.reading import Unread, read_bodies
    from scrapers.archive import read_body

    readings = read_bodies(
        (Unread(read_body(settings.raw, one.capture), *one) for one in wanted),
        jobs=settings.jobs,
        seconds=settings.seconds,
        megabytes=settings.megabytes,
    )

    def read(batch: list[_Wanted]) -> list[tuple[int, Refusal | None]]:
        done = list(islice(readings, len(batch)))  # as many as the batch holds, whichever were done first
        store.save_readings(done)
        log.info("read", bodies=len(done), refused=sum(reading.refusal is not None for reading in done))
        return [(len(reading.mentions), reading.refusal) for reading in done]

    units = list(batches(wanted, settings.batch))
    done = runner.each(read, units, title="Reading", name=lambda batch: f"read {len(batch)} bodies")
    return [one for batch in done for one in batch]
