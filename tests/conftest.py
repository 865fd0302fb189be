"""What all tests share: no test reaches beyond this machine, and none tells anyone that it ran."""

import os
import socket
from pathlib import Path

import pytest

os.environ.update(DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
SHARED = Path(os.environ.get("HERMANA_SHARED", Path(__file__).parent.parent.parent / "shared"))

_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else "127.0.0.1"
    if self.family != socket.AF_UNIX and str(host) not in ("127.0.0.1", "localhost", "::1"):
        raise RuntimeError(f"a test tried to reach {address}: tests stay on this machine")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_here)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional folder of real and annotated data; a test that needs it is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(
            f"needs the folder of real data; set HERMANA_SHARED, or put it at {SHARED.name} beside the repository"
        )
    return SHARED
