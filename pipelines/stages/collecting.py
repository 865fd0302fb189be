"""From the sources, and from what people already have, to captures in the archive."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import structlog

from agreements.codes import Cadence, SourceState
from agreements.records import Source, SourceRun
from pipelines.reports import Collected
from pipelines.runners import Runner
from pipelines.settings import Settings
from pipelines.stages.workspace import LOCAL, catch_up, declared_sources, index_archive, local_source, workspace
from store.store import Store

if TYPE_CHECKING:
    from scrapers.job import CrawlSettings

log = structlog.get_logger("hermana.pipelines")


class Given(msgspec.Struct, frozen=True):
    """What people already have and want in the archive; `source` is the id of the source it came from."""

    warcs: list[Path] = []
    folders: list[Path] = []
    urls: list[Path] = []  # text files, one address a line
    source: str = LOCAL


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
        recovered = catch_up(settings, store, declared)
        if given is not None:
            return _take_in(settings, store, runner, given, declared, recovered)
        wanted, skipped = _due(declared.values(), sources, cadence)
        visits = _visit(settings, store, runner, wanted)
        return Collected(visits=visits, skipped=skipped, recovered=recovered)


def _due(
    declared: Iterable[Source], named: Sequence[str], cadence: Cadence | None
) -> tuple[list[Source], dict[str, str]]:
    wanted, skipped = [], {}
    for source in declared:
        if (named and source.id not in named) or (cadence and source.cadence != cadence):
            continue
        if source.verified is None and not source.demo and source.id not in named:
            skipped[source.id] = f"never verified; run `hermana sources check {source.id}` where there is internet"
        else:
            wanted.append(source)
    return wanted, skipped


class _VisitFailedError(Exception):
    """A visit broke down, which may be better at a second try."""

    def __init__(self, run: SourceRun) -> None:
        super().__init__(f"{run.source}: {run.detail}")
        self.run = run


def _visit(settings: Settings, store: Store, runner: Runner, sources: Sequence[Source]) -> list[SourceRun]:
    """Visit the sources, each in a process of its own, and index what they brought; a visit that fails is repeated."""
    from scrapers.crawl import crawl
    from scrapers.job import Known

    def visit(source: Source) -> SourceRun:
        history = {url: Known.of(capture) for url, capture in store.newest_captures(source.id).items()}
        run = crawl(source, settings.raw, history, crawl_settings(settings))
        log.info("visited", source=source.id, state=run.state.value, new=run.new)
        if run.state is SourceState.FAILING:
            raise _VisitFailedError(run)
        store.save_run(run)
        return run

    def failed(_: Source, error: Exception) -> SourceRun:
        if not isinstance(error, _VisitFailedError):
            raise error
        store.save_run(error.run)
        return error.run

    visits = runner.each(
        visit,
        list(sources),
        title="Collecting",
        name=lambda source: f"visit {source.id}",
        at_once=settings.jobs,
        retries=1,
        failed=failed,
    )
    index_archive(settings, store)
    return visits


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
        log.info("taken in", new=report.new, known=report.known, refused=len(report.refused))
        brought += report.new
        known += report.known
        refused.update(report.refused)
    publisher = declared.get(given.source, local_source())
    lists = []
    for path in given.urls:
        addresses, wrong = _addresses(path)
        refused.update(wrong)
        lists.append(msgspec.structs.replace(publisher, platform="urls", urls=addresses))
    visits = _visit(settings, store, runner, lists)
    return Collected(visits=visits, brought=brought, known=known, refused=refused, recovered=recovered)


def _addresses(path: Path) -> tuple[list[str], dict[str, str]]:
    """The addresses in a text file, one a line, and the lines that hold none, with the reason.

    Empty lines and those that begin with # do not count.
    """
    from scrapers.declarations import is_web_address

    addresses, wrong = [], {}
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        if is_web_address(address):
            addresses.append(address)
        else:
            wrong[f"{path.name}:{number}"] = f"{address[:80]!r} is no address: write http:// or https:// and a host"
    return addresses, wrong
