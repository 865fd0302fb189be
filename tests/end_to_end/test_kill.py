"""A kill at any moment costs at most the unit in hand: the next run ends as if nothing had happened."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = ("mx-colima", "pe-trujillo", "jp-matsue")
COMMAND = [sys.executable, "-m", "hermana.cli", "refresh", "--plain", *(f"--source={id}" for id in SOURCES)]


def refresh(environment: dict[str, str]) -> None:
    done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def release(environment: dict[str, str]) -> dict[str, bytes]:
    latest = Path(environment["HERMANA_DATA"]) / "processed" / "latest"
    return {path.relative_to(latest).as_posix(): path.read_bytes() for path in latest.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def uninterrupted(declarations: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    environment = _environment(declarations, tmp_path_factory.mktemp("whole"))
    refresh(environment)
    return release(environment)


def _environment(declarations: Path, folder: Path) -> dict[str, str]:
    from tests.end_to_end.conftest import NOON

    return os.environ | {
        "HERMANA_DATA": str(folder / "data"),
        "HERMANA_SOURCES": str(declarations),
        "HERMANA_DELAY": "0",
        "HERMANA_BATCH": "3",
        "SOURCE_DATE_EPOCH": NOON,
    }


def pages_came_in(data: Path) -> bool:
    return sum(path.stat().st_size for path in (data / "raw").glob("*.warc.gz")) > 4_000


def at_once(data: Path) -> bool:
    return True


def release_is_half_written(data: Path) -> bool:
    return any((data / "processed").glob(".*.partial/*"))


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Collecting: 0 of 3", pages_came_in),
        ("Reading: 2 of", at_once),
        ("Curating: 0 of 1", at_once),
        ("Releasing: 0 of 1", release_is_half_written),
    ],
    ids=["collecting", "extracting", "curating", "releasing"],
)
def test_a_killed_run_is_made_good_by_the_next(
    line: str,
    moment: Callable[[Path], bool],
    uninterrupted: dict[str, bytes],
    declarations: Path,
    tmp_path: Path,
):
    environment = _environment(declarations, tmp_path)
    with subprocess.Popen(
        COMMAND, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stderr is not None
        assert any(said.startswith(line) for said in run.stderr), f"the run never came to {line!r}"
        while not moment(tmp_path / "data"):
            assert run.poll() is None, "the run ended before the moment came"
        run.send_signal(signal.SIGKILL)
    refresh(environment)
    assert release(environment) == uninterrupted
