"""What `hermana sources` does."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from agreements.codes import Cadence, SourceState
from agreements.records import Record, Source, SourceRun
from pipelines.stages import crawl_settings, declared_sources
from store.store import Store

if TYPE_CHECKING:
    from pipelines.runners import Progress
    from pipelines.settings import Settings
    from scrapers.checks import CheckResult


class Overview(Record, frozen=True):
    """A line about a source."""

    id: str
    name: str
    platform: str
    cadence: Cadence
    verified: date | None
    state: SourceState | None  # of the last visit; None: never visited


class SourceView(Record, frozen=True):
    """A source and all its visits, the oldest first."""

    source: Source
    runs: list[SourceRun]


def overview(settings: "Settings") -> list[Overview]:
    """Every declared source, by id."""
    runs = _runs(settings)
    return [
        Overview(s.id, s.name, s.platform, s.cadence, s.verified, runs[s.id][-1].state if s.id in runs else None)
        for s in declared_sources(settings).values()
    ]


def one(settings: "Settings", id: str) -> SourceView:
    """A source by its id. Raises UnknownSourceError."""
    return SourceView(declared_sources(settings, [id])[id], _runs(settings).get(id, []))


def check(settings: "Settings", ids: Sequence[str], progress: "Progress") -> "list[CheckResult]":
    """Visit the beginning of the named sources (or of all) and say what holds. Raises UnknownSourceError."""
    from scrapers.checks import check as check_one

    declared = declared_sources(settings, ids)
    wanted = [declared[id] for id in ids] or list(declared.values())
    results = []
    for number, source in enumerate(wanted):
        progress("Checking", number, len(wanted))
        results.append(check_one(source, crawl_settings(settings)))
    progress("Checking", len(wanted), len(wanted))
    return results


def draft(settings: "Settings", url: str) -> str:
    """The YAML of a declaration for the site at `url`."""
    from scrapers.checks import draft as draft_one

    return draft_one(url, crawl_settings(settings))


def _runs(settings: "Settings") -> dict[str, list[SourceRun]]:
    store = Store(settings.database_url)
    try:
        return store.runs()
    finally:
        store.close()
