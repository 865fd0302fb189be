"""The data folder, held by one run at a time, and what the store must know of it before a stage begins."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import structlog
from filelock import FileLock, Timeout

from agreements.codes import Cadence, SourceClass
from agreements.errors import MendableError
from agreements.records import Source
from pipelines.settings import Settings
from store.store import Store

log = structlog.get_logger("hermana.pipelines")


LOCAL = "local"
"""Id of the source that files and archives belong to when no declared source is named for them."""


class BusyError(MendableError):
    """Another run is at work in the same data folder."""


class UnknownSourceError(MendableError):
    """A source was asked for that no file declares."""


class MissingFolderError(MendableError):
    """A folder that the settings name is not there."""


@contextmanager
def workspace(settings: Settings) -> Iterator[Store]:
    """The store of the data folder, held for this run alone. Raises BusyError."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MissingFolderError(f"the data folder {settings.data} cannot be made: {error.strerror}") from error
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


def declared_sources(settings: Settings, named: Sequence[str] = ()) -> dict[str, Source]:
    """The sources by id, as their files declare them.

    Raises UnknownSourceError for a name that none declares, SourceError for files that declare no source, and
    MissingFolderError.
    """
    from scrapers.declarations import load_sources

    if not settings.sources.is_dir():
        raise MissingFolderError(f"the folder of sources {settings.sources} is not there: see HERMANA_SOURCES")
    declared = {source.id: source for source in load_sources(settings.sources)}
    unknown = sorted(set(named) - {*declared, LOCAL})
    if unknown:
        raise UnknownSourceError(
            f"no such source: {', '.join(unknown)}; `hermana sources list` names those that are declared"
        )
    return declared


def known_sources(store: Store) -> dict[str, Source]:
    """The sources by id. Raises UnknownSourceError for one that the archive has captures of and no file declares."""
    sources = store.sources()
    lost = sorted({capture.source for capture in store.captures("")} - set(sources))
    if lost:
        raise UnknownSourceError(f"the archive holds captures of {', '.join(lost)}: bring the declarations back")
    return sources


def preflight(settings: Settings, named: Sequence[str] = ()) -> None:
    """Find out what would stop a run before it costs anything; what it raises, people can mend."""
    from releases.scopes import load_scope

    declared_sources(settings, named)
    load_scope(settings.scope)
    with workspace(settings):
        pass


def of_one_world(settings: Settings, sources: Iterable[Source]) -> list[Source]:
    """Of `sources` the invented ones when those declared now are the demo's, and else the real ones.

    So the demo and the world never meet in one dataset, even where they share a data folder.
    """
    demo = any(source.demo for source in declared_sources(settings).values())
    return [source for source in sources if source.demo == demo]


def local_source() -> Source:
    """The source of what was given by hand, where no declared one is named for it."""
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


def catch_up(settings: Settings, store: Store, declared: dict[str, Source]) -> int:
    """Let the store know the declared sources and all that the archive holds; gives the captures that it had not."""
    store.save_sources([*declared.values(), local_source()])
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
