"""The demo towns, and the dataset that one plain `refresh` makes of them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.run import write_declarations
from demo.server import BASE_PORT, Towns, serve
from pipelines import stages
from pipelines.reports import Refreshed
from pipelines.runners import PlainRunner
from pipelines.settings import Settings, load_settings

NOON = "1795608000"  # 2026-11-25T12:00:00Z


@pytest.fixture(scope="session")
def towns() -> Iterator[Towns]:
    with ExitStack() as stack:
        for base_port in range(BASE_PORT + 100, BASE_PORT + 2000, 100):
            try:
                towns = stack.enter_context(serve(base_port))
            except OSError:  # another run of the tests is at work on these ports
                continue
            yield towns
            return
        pytest.fail("no ports are free for the demo towns")


@pytest.fixture(scope="session")
def declarations(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    write_declarations(towns.sources, folder)
    return folder


@pytest.fixture(scope="session")
def pinned_clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOON)
        yield


@pytest.fixture(scope="session")
def settings(declarations: Path, pinned_clock: None, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(data=tmp_path_factory.mktemp("data"), sources=declarations, delay=0)


@pytest.fixture(scope="session")
def first_run(settings: Settings) -> Refreshed:
    return stages.refresh(settings, PlainRunner())


@pytest.fixture
def environment(declarations: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a `hermana` process that works on the demo towns in a data folder of its own."""
    return os.environ | {
        "HERMANA_DATA": str(tmp_path / "data"),
        "HERMANA_SOURCES": str(declarations),
        "HERMANA_DELAY": "0",
        "SOURCE_DATE_EPOCH": NOON,
    }
