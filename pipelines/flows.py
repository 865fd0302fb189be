"""The flows: thin shells around `pipelines.stages` with run names, retries, tasks in batches and artifacts.

Call `pipelines.orchestrator.prepare` before this module is imported: Prefect reads its settings on import.
A flow takes the settings of its environment where none are given, as a schedule runs it.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from agreements.clock import now
from agreements.codes import Cadence
from pipelines import stages
from pipelines.orchestrator import configure_logs
from pipelines.reports import Collected, Curated, Extracted, Refreshed, Released, as_markdown, headline
from pipelines.runners import Progress, collected, raised, silent
from pipelines.settings import Settings, load_settings

configure_logs()  # here, because a scheduled run is a process that imports this module and nothing of the command line

T = TypeVar("T")
R = TypeVar("R")

RETRY_SECONDS = 20
"""How long a visit that broke down waits before its second try."""


class FlowRunner:
    """Runs the units of a stage as tasks of the flow that is at work."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress or silent

    def each(
        self,
        work: Callable[[T], R],
        units: list[T],
        *,
        title: str,
        name: Callable[[T], str] = str,
        at_once: int = 1,
        retries: int = 0,
        failed: Callable[[T, Exception], R] = raised,
    ) -> list[R]:
        """See `pipelines.runners.Runner.each`."""

        # Prefect is given the unit's number, not the unit: it would store a copy of all that a task is given.
        @task(name=title, retries=retries, retry_delay_seconds=RETRY_SECONDS, cache_policy=NO_CACHE)
        def run(number: int) -> R:
            return work(units[number])

        def settled(number: int, found: R | Exception) -> R:
            return failed(units[number], found) if isinstance(found, Exception) else found

        tasks = [run.with_options(task_run_name=name(unit)) for unit in units]
        if at_once == 1:  # a call costs a tenth of what a submitted task does
            states = (one(number, return_state=True) for number, one in enumerate(tasks))
            results = (settled(number, state.result(raise_on_failure=False)) for number, state in enumerate(states))
            return collected(results, title, len(units), self.progress)
        with ThreadPoolTaskRunner[R](max_workers=at_once) as pool:
            futures = [pool.submit(one, parameters={"number": number}) for number, one in enumerate(tasks)]
            results = (settled(number, future.result(raise_on_failure=False)) for number, future in enumerate(futures))
            return collected(results, title, len(units), self.progress)


def _named(what: str) -> Callable[[], str]:
    return lambda: f"{what} {now():%Y-%m-%d %H:%M}"


@flow(name="collect", flow_run_name=_named("collect"), validate_parameters=False)
def collect(
    settings: Settings | None = None,
    *,
    sources: Sequence[str] = (),
    cadence: Cadence | None = None,
    given: stages.Given | None = None,
    progress: Progress | None = None,
) -> Collected:
    """Visit the sources and take in what is given; see `stages.collect`."""
    report = stages.collect(
        settings or load_settings(), FlowRunner(progress), sources=sources, cadence=cadence, given=given
    )
    for visit in report.troubled:
        get_run_logger().warning("%s: %s (%s)", visit.source, visit.state.value, visit.detail)
    create_table_artifact(
        key="sources",
        table=[
            {"source": v.source, "state": v.state.value, "seen": v.documents, "new": v.new, "detail": v.detail}
            for v in report.visits
        ],
        description="How each source's visit went",
    )
    return report


@flow(name="extract", flow_run_name=_named("extract"), validate_parameters=False)
def extract(settings: Settings | None = None, *, progress: Progress | None = None) -> Extracted:
    """Read what has not been read; see `stages.extract`."""
    report = stages.extract(settings or load_settings(), FlowRunner(progress))
    create_table_artifact(
        key="refused",
        table=[{"reason": reason, "bodies": count} for reason, count in report.standing.items()],
        description="What the archive holds and could not be read",
    )
    return report


@flow(name="curate", flow_run_name=_named("curate"), validate_parameters=False)
def curate(settings: Settings | None = None, *, progress: Progress | None = None) -> Curated:
    """Decide which mentions are one agreement; see `stages.curate`."""
    return stages.curate(settings or load_settings(), FlowRunner(progress))


@flow(name="release", flow_run_name=_named("release"), validate_parameters=False)
def release(
    settings: Settings | None = None, *, even_if_smaller: bool = False, progress: Progress | None = None
) -> Released:
    """Publish the dataset; see `stages.release`."""
    report = stages.release(settings or load_settings(), FlowRunner(progress), even_if_smaller=even_if_smaller)
    if report.path is not None:
        create_link_artifact(key="dataset", link=f"file://{report.path}", description="The newest release")
    return report


@flow(name="refresh", flow_run_name=_named("refresh"), validate_parameters=False)
def refresh(
    settings: Settings | None = None,
    *,
    sources: Sequence[str] = (),
    cadence: Cadence | None = None,
    progress: Progress | None = None,
) -> Refreshed:
    """Collect, extract, curate and release in a row: what a schedule runs."""
    settings = settings or load_settings()
    report = stages.in_a_row(
        settings,
        lambda: collect(settings, sources=sources, cadence=cadence, progress=progress),
        lambda: extract(settings, progress=progress),
        lambda: curate(settings, progress=progress),
        lambda: release(settings, progress=progress),
    )
    create_markdown_artifact(key="report", markdown=as_markdown(report), description=headline(report))
    return report
