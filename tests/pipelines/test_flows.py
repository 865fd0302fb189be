"""The flows: runs with readable names, a task for each batch, artifacts; and the same answers as without Prefect."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import orchestrator

PAGE = """<!doctype html><html lang="es"><head><title>Ciudad de prueba {n}</title>
<meta property="article:published_time" content="2024-05-22T10:00:00Z"></head><body><article><h1>Noticia {n}</h1>
<p>{text}</p></article></body></html>"""
PACT = (
    "El alcalde de Colima y el alcalde de Matsue, Japón, firmaron el 21 de mayo de 2024 el acuerdo de hermanamiento "
    "entre las dos ciudades, que desde ese día son ciudades hermanas."
)
OTHER = "La dirección de obras informó que la calle Hidalgo estará cerrada por trabajos de bacheo durante la semana."


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    orchestrator.prepare()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=orchestrator.START_SECONDS):
        yield


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.html").write_text(PAGE.format(n=n, text=PACT if n == 0 else OTHER + f" Aviso número {n}."))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


def test_the_flows_do_what_the_stages_do(server: None, pages: Path, sources: Path, tmp_path: Path):
    from prefect.client.orchestration import get_client

    from pipelines import flows, stages
    from pipelines.runners import PlainRunner
    from pipelines.settings import load_settings

    settings = load_settings(data=tmp_path / "data", sources=sources, batch=2)
    given = stages.Given(folders=[pages])
    assert flows.collect(settings, given=given).brought == 6
    report = flows.refresh(settings)
    assert (report.extracted.read, report.curated.agreements) == (6, 1)
    assert [refusal.reason for refusal in report.extracted.refused] == ["broken"]

    plain = load_settings(data=tmp_path / "plain", sources=sources, batch=2)
    stages.collect(plain, PlainRunner(), given=given)
    without = stages.refresh(plain, PlainRunner())
    assert without.curated == report.curated
    assert without.extracted.mentions == report.extracted.mentions

    with get_client(sync_client=True) as client:
        runs = {run.name.split()[0] for run in client.read_flow_runs()}
        assert runs == {"collect", "extract", "curate", "release", "refresh"}
        tasks = [run.name for run in client.read_task_runs()]
        assert sum(name.startswith("read ") for name in tasks) == 3, "6 bodies in batches of 2: never one task a page"
        artifacts = {artifact.key for artifact in client.read_artifacts()}
    assert artifacts >= {"report", "sources", "refused", "dataset"}


def test_a_unit_that_fails_is_tried_again_and_then_told_of(server: None, monkeypatch: pytest.MonkeyPatch):
    from prefect import flow

    from pipelines import flows

    monkeypatch.setattr(flows, "RETRY_SECONDS", 0)
    tries: list[str] = []

    def visit(source: str) -> str:
        tries.append(source)
        if source == "down":
            raise OSError("no answer")
        return "fine"

    @flow
    def visits(at_once: int) -> list[str]:
        return flows.FlowRunner().each(
            visit, ["up", "down"], title="visit", at_once=at_once, retries=1, failed=lambda source, error: f"{error}"
        )

    assert visits(1) == visits(2) == ["fine", "no answer"]
    assert sorted(tries) == ["down"] * 4 + ["up"] * 2


def test_the_stages_lines_go_to_prefects_pages():
    """As in a scheduled run: a process that imports the flows and nothing of the command line."""
    code = (
        "from pipelines import orchestrator; orchestrator.prepare()\n"
        "import logging, pipelines.flows\n"
        "from prefect.logging.handlers import APILogHandler\n"
        "hermana = logging.getLogger('hermana')\n"
        "assert any(isinstance(handler, APILogHandler) for handler in hermana.handlers), hermana.handlers\n"
        "assert hermana.isEnabledFor(logging.INFO)\n"
        "said = []; hermana.addFilter(lambda record: said.append(record.getMessage()))\n"
        "logging.getLogger('hermana').info('x')\n"
        "assert said == ['x']"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_each_cadence_in_use_is_a_deployment(server: None, tmp_path: Path):
    from pipelines.schedule import CRON, deployments
    from pipelines.settings import load_settings

    (tmp_path / "mx").mkdir()
    (tmp_path / "mx" / "mx-colima.yml").write_text(
        "id: mx-colima\nname: Ayuntamiento\nplace: {name: Colima, country: MX, level: city}\nsource_class: government\n"
        "platform: feed\nurls: ['https://colima.example/feed']\nlanguages: [es]\ncadence: weekly\nminimum: 1\n"
        "verified: null\nseen_at: a test\n"
    )
    (deployment,) = deployments(load_settings(sources=tmp_path, data=tmp_path))
    assert deployment.name == "weekly"
    assert deployment.parameters == {"cadence": "weekly"}
    assert deployment.schedules[0].schedule.cron == CRON["weekly"]


def test_nothing_is_told_to_anyone():
    orchestrator.prepare()
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
