"""The four stages on real input: each reads from the store, calls a pure function, writes and reports.

They know nothing of Prefect; a `Runner` runs their units. Only one run at a time works on a data folder.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import structlog
from filelock import FileLock, Timeout

from agreements.clock import now
from agreements.codes import Cadence, RefusalReason, SourceClass, SourceState
from agreements.errors import MendableError
from agreements.ids import code_fingerprint, digest
from agreements.records import Capture, Refusal, Source, SourceRun
from pipelines.reports import Collected, Curated, Extracted, Refreshed, Released, as_markdown, refusals_by_reason
from pipelines.runners import Runner, batches
from pipelines.settings import Settings
from store.store import Store

if TYPE_CHECKING:
    from curation.records import Testimony
    from releases.content import Coverage
    from scrapers.job import CrawlSettings

log = structlog.get_logger("hermana.pipelines")

LOCAL = "local"
"""Id of the source that files and archives belong to when no declared source is named for them."""


class BusyError(MendableError):
    """Another run is at work in the same data folder."""


class UnknownSourceError(MendableError):
    """A source was asked for that no file declares."""


class Given(msgspec.Struct, frozen=True):
    """What people already have and want in the archive; `source` is the id of the source it came from."""

    warcs: list[Path] = []
    folders: list[Path] = []
    urls: list[Path] = []  # text files, one address a line
    source: str = LOCAL


@contextmanager
def workspace(settings: Settings) -> Iterator[Store]:
    """The store of the data folder, held for this run alone. Raises BusyError."""
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.data / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"another run is at work in {settings.data}: wait for it to end, or use another --data"
        ) from error
    store = Store(settings.database_url)
    try:
        yield store
    finally:
        store.close()
        lock.release()


def preflight(settings: Settings, named: Sequence[str] = ()) -> None:
    """Find out what would stop a run before it costs anything. Raises BusyError, UnknownSourceError or SourceError."""
    declared_sources(settings, named)
    with workspace(settings):
        pass


# -- collect


def collect(
    settings: Settings,
    runner: Runner,
    *,
    sources: Sequence[str] = (),
    cadence: Cadence | None = None,
    given: Given | None = None,
) -> Collected:
    """Bring captures into the archive and index them.

    With `given`, takes in just that; else visits the sources: those named, or all that are verified (and of
    the `cadence`, where one is named). Raises UnknownSourceError for a source that no file declares.
    """
    declared = declared_sources(settings, [*sources, *([given.source] if given else [])])
    with workspace(settings) as store:
        recovered = _catch_up(settings, store, declared)
        if given is not None:
            return _take_in(settings, store, runner, given, declared, recovered)
        wanted, skipped = _due(declared.values(), sources, cadence)

        def visit(source: Source) -> SourceRun:
            run = _visit(settings, store, source)
            log.info("visited", source=source.id, state=run.state.value, new=run.new)
            return run

        visits = runner.each(
            visit,
            wanted,
            title="Collecting",
            name=lambda source: f"visit {source.id}",
            at_once=settings.jobs,
            retries=1,
        )
        index_archive(settings, store)
        for run in visits:
            store.save_run(run)
        return Collected(visits=visits, skipped=skipped, recovered=recovered)


def declared_sources(settings: Settings, named: Sequence[str] = ()) -> dict[str, Source]:
    """The sources by id, as their files declare them. Raises UnknownSourceError for a name that none declares."""
    from scrapers.declarations import load_sources

    declared = {source.id: source for source in load_sources(settings.sources)}
    unknown = sorted(set(named) - {*declared, LOCAL})
    if unknown:
        raise UnknownSourceError(
            f"no such source: {', '.join(unknown)}; `hermana sources list` names those that are declared"
        )
    return declared


def _due(
    declared: Iterable[Source], named: Sequence[str], cadence: Cadence | None
) -> tuple[list[Source], dict[str, str]]:
    wanted, skipped = [], {}
    for source in declared:
        if (named and source.id not in named) or (cadence and source.cadence is not cadence):
            continue
        if source.verified is None and not source.demo and source.id not in named:
            skipped[source.id] = f"never verified; run `hermana sources check {source.id}` where there is internet"
        else:
            wanted.append(source)
    return wanted, skipped


def _visit(settings: Settings, store: Store, source: Source) -> SourceRun:
    from scrapers.crawl import crawl
    from scrapers.job import Known

    history = {url: Known.of(capture) for url, capture in store.newest_captures(source.id).items()}
    return crawl(source, settings.raw, history, crawl_settings(settings))


def crawl_settings(settings: Settings) -> "CrawlSettings":
    """How a visit behaves under these settings."""
    from scrapers.job import CrawlSettings

    return CrawlSettings(contact=settings.contact, delay=settings.delay)


def _take_in(
    settings: Settings, store: Store, runner: Runner, given: Given, declared: dict[str, Source], recovered: int
) -> Collected:
    from scrapers.imports import import_files, import_warc

    brought, known = 0, 0
    refused: dict[str, str] = {}
    units = [(import_warc, path) for path in given.warcs] + [(import_files, path) for path in given.folders]
    hashes = store.hashes()
    for report in runner.each(
        lambda unit: unit[0](unit[1], settings.raw, given.source, hashes),
        units,
        title="Taking in",
        name=lambda unit: f"take in {unit[1].name}",
    ):
        brought += report.new
        known += report.known
        refused.update(report.refused)
    visits = []
    for path in given.urls:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        addresses = [line for line in lines if line and not line.startswith("#")]
        source = msgspec.structs.replace(declared.get(given.source, _local_source()), platform="urls", urls=addresses)
        visits.append(_visit(settings, store, source))
    index_archive(settings, store)
    return Collected(visits=visits, brought=brought, known=known, refused=refused, recovered=recovered)


def _local_source() -> Source:
    return Source(
        id=LOCAL,
        name="Files and archives given by hand",
        source_class=SourceClass.PRESS,
        platform="urls",
        urls=[],
        languages=[],
        cadence=Cadence.MONTHLY,
        minimum=0,
        verified=None,
        seen_at="given on the command line",
    )


def _catch_up(settings: Settings, store: Store, declared: dict[str, Source]) -> int:
    """Let the store know the declared sources and all that the archive holds; gives the captures that it had not."""
    store.save_sources([*declared.values(), _local_source()])
    return index_archive(settings, store)


def index_archive(settings: Settings, store: Store) -> int:
    """Index what the archive holds beyond the index, after cutting records that a kill left half written."""
    from scrapers.archive import repair, scan

    indexed = store.indexed()
    added = 0
    for path in sorted(settings.raw.glob("*.warc.gz")):
        start = indexed.get(path.name, 0)
        if path.stat().st_size == start:
            continue
        cut = repair(path)
        if cut:
            log.warning("archive repaired", warc=path.name, bytes_cut=cut)
        added += store.add_captures(path.name, scan(path, settings.raw, start), path.stat().st_size)
    return added


# -- extract


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
        _catch_up(settings, store, declared)
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

    code = code_fingerprint(Path(extractors.__file__).parent)
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
        return [(len(reading.mentions), reading.refusal) for reading in done]

    units = list(batches(wanted, settings.batch))
    done = runner.each(read, units, title="Reading", name=lambda batch: f"read {len(batch)} bodies")
    return [one for batch in done for one in batch]


# -- curate


def curate(settings: Settings, runner: Runner) -> Curated:
    """Decide which mentions are one agreement; does nothing when neither mentions nor code changed."""
    with workspace(settings) as store:
        (report,) = runner.each(
            lambda _: _curate(store), [None], title="Curating", name=lambda _: "curate all mentions"
        )
        return report


def _curate(store: Store) -> Curated:
    import curation
    import extractors.gazetteer
    from curation.curate import curate as decide
    from extractors.gazetteer.names import Gazetteer

    testimonies = _testimonies(store)
    inputs = digest(
        code_fingerprint(Path(curation.__file__).parent),
        code_fingerprint(Path(extractors.gazetteer.__file__).parent),
        *(msgspec.json.encode(testimony).decode() for testimony in testimonies),
    )
    mentions = len({testimony.mention.id for testimony in testimonies})
    if inputs == store.curated_inputs():
        return Curated(
            changed=False, mentions=mentions, agreements=store.counts()["agreements"], waiting=len(store.queue())
        )
    known = store.identities()
    result = decide(testimonies, Gazetteer.load().place, known)
    store.save_curation(
        agreements=result.agreements,
        evidence=result.evidence,
        events=result.events,
        conflicts=result.conflicts,
        queue={one.mention.id: one.why for one in result.unresolved},
        identities=result.identities,
        redirects=result.redirects,
        inputs=inputs,
    )
    return Curated(
        changed=True,
        mentions=mentions,
        agreements=len(result.agreements),
        waiting=len(result.unresolved),
        redirects=len(result.redirects),
    )


def _testimonies(store: Store) -> "list[Testimony]":
    """Each mention with each capture of the bytes that it was read from."""
    from curation.records import Testimony

    sources, superseded = _known_sources(store), store.superseded()
    captures: dict[str, list[Capture]] = {}
    for capture in store.captures(""):
        captures.setdefault(capture.sha256, []).append(capture)
    return [
        Testimony(mention, capture, sources[capture.source], capture.sha256 not in superseded)
        for mention in store.mentions()
        for capture in captures[mention.capture or ""]
    ]


def _known_sources(store: Store) -> dict[str, Source]:
    """The sources by id. Raises UnknownSourceError for one that the archive has captures of and no file declares."""
    sources = store.sources()
    lost = sorted({capture.source for capture in store.captures("")} - set(sources))
    if lost:
        raise UnknownSourceError(f"the archive holds captures of {', '.join(lost)}: bring the declarations back")
    return sources


# -- release


def release(settings: Settings, runner: Runner, *, even_if_smaller: bool = False) -> Released:
    """Publish what is curated and in scope, unless it equals the last release or would harm its readers."""
    with workspace(settings) as store:
        (report,) = runner.each(
            lambda _: _release(settings, store, even_if_smaller), [None], title="Releasing", name=lambda _: "publish"
        )
        return report


def _release(settings: Settings, store: Store, even_if_smaller: bool) -> Released:
    from releases.content import Content
    from releases.publish import HeldBack, Unchanged, publish
    from releases.scopes import load_scope

    content = Content(
        agreements=store.agreements(),
        events=store.events(),
        evidence=store.evidence(),
        conflicts=store.conflicts(),
        sources=_publishing(store),
        coverage=_coverage(store),
        redirects=store.redirects(),
    )

    def text_of(capture: str) -> str:
        document = store.document_of(capture)
        return document.text if document else ""

    result = publish(content, settings.processed, now(), load_scope(settings.scope), text_of, let_pass=even_if_smaller)
    if isinstance(result, HeldBack):
        first = not (settings.processed / "latest").exists()  # the first release is held back for being empty alone
        return Released(state="nothing" if first else "held_back", detail=result.reason)
    return Released(
        state="unchanged" if isinstance(result, Unchanged) else "published",
        version=result.version,
        path=str(result.path),
        agreements=result.agreements,
    )


def _publishing(store: Store) -> list[Source]:
    """The sources from which the archive holds anything, or that were visited."""
    active = {capture.source for capture in store.captures("")} | set(store.runs())
    return [source for source in store.sources().values() if source.id in active]


def _coverage(store: Store) -> "list[Coverage]":
    """How far each source has been collected, from what is lasting: the same after a kill as without one."""
    from releases.content import Coverage

    documents: Counter[str] = Counter()
    newest: dict[str, datetime] = {}
    refused = {refusal.capture for refusal in store.refusals()}
    gave_none: Counter[str] = Counter()
    for capture in store.bodies():
        (gave_none if capture.sha256 in refused else documents)[capture.source] += 1
    for capture in store.captures(""):
        newest[capture.source] = max(capture.fetched_at, newest.get(capture.source, capture.fetched_at))
    runs = store.runs()
    return [
        Coverage(
            source=source.id,
            state=_state(runs.get(source.id, []), newest.get(source.id)),
            last_success=max((run.started_at for run in runs.get(source.id, []) if run.complete), default=None),
            last_new=newest.get(source.id),
            documents=documents[source.id],
            refused=gave_none[source.id],
        )
        for source in _publishing(store)
    ]


def _state(runs: list[SourceRun], last_new: datetime | None) -> SourceState | None:
    """The state of the last visit; one of the day on which something new came is fine, also when done twice."""
    if not runs:
        return None
    last = runs[-1]
    if last.state is SourceState.NOTHING_NEW and last_new and last_new.date() == last.started_at.date():
        return SourceState.FINE
    return last.state


# -- all of them


def in_a_row(
    settings: Settings,
    collect: Callable[[], Collected],
    extract: Callable[[], Extracted],
    curate: Callable[[], Curated],
    release: Callable[[], Released],
) -> Refreshed:
    """Run the four stages and leave the report in the data folder, for people and for machines."""
    started = time.monotonic()
    report = Refreshed(collect(), extract(), curate(), release(), round(time.monotonic() - started, 1))
    (settings.data / "report.md").write_text(as_markdown(report), "utf-8")
    (settings.data / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    return report


def refresh(
    settings: Settings, runner: Runner, *, sources: Sequence[str] = (), cadence: Cadence | None = None
) -> Refreshed:
    """Collect, extract, curate and release in a row."""
    return in_a_row(
        settings,
        lambda: collect(settings, runner, sources=sources, cadence=cadence),
        lambda: extract(settings, runner),
        lambda: curate(settings, runner),
        lambda: release(settings, runner),
    )
