"""The schedule: one Prefect deployment of `refresh` for each cadence that a source declares."""

from typing import TYPE_CHECKING

from agreements.codes import Cadence
from pipelines import orchestrator, stages
from pipelines.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

CRON = {
    Cadence.HOURLY: "17 * * * *",
    Cadence.DAILY: "23 4 * * *",
    Cadence.WEEKLY: "41 3 * * 1",
    Cadence.MONTHLY: "53 2 1 * *",
}
"""When each cadence is due (UTC): off the full hour, when everybody else's jobs are, and at night in the Americas."""


def deployments(settings: Settings) -> "list[RunnerDeployment]":
    """A deployment for each cadence in use, by the name `refresh/<cadence>`."""
    orchestrator.prepare()
    from prefect.deployments.runner import RunnerDeployment

    from pipelines.flows import refresh

    used = {source.cadence for source in stages.declared_sources(settings).values()}
    return [
        RunnerDeployment.from_flow(
            refresh,
            name=cadence.value,
            cron=CRON[cadence],
            parameters={"cadence": cadence.value},
            concurrency_limit=1,
            description=f"Visits the sources that are declared {cadence.value} and publishes what is new.",
        )
        for cadence in Cadence
        if cadence in used
    ]


def serve(settings: Settings) -> None:
    """Run the schedule until interrupted. The flows take their settings from this process's environment."""
    due = deployments(settings)
    from prefect import serve as serve_deployments

    serve_deployments(*due, limit=1)  # a weekly run that meets a daily one waits its turn
