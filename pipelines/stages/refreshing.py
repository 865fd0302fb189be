"""All four stages in a row."""

import time
from collections.abc import Callable, Sequence

import msgspec

from agreements.codes import Cadence
from pipelines.reports import Collected, Curated, Extracted, Refreshed, Released, as_markdown
from pipelines.runners import Runner
from pipelines.settings import Settings
from pipelines.stages.collecting import collect
from pipelines.stages.curating import curate
from pipelines.stages.extracting import extract
from pipelines.stages.releasing import release


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
