"""Getting Prefect ready before it is imported: nothing leaves the machine, and a slow machine has time to start it."""

import logging
import os
import signal
import sys

import structlog

START_SECONDS = 180
"""How long Prefect's in-process server may take to start. Its own limit of 20 s fails on small machines."""


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def prepare() -> None:
    """Set what Prefect must know before its import; what the user set stays."""
    for name, value in {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",  # errors alone on the terminal; all lines on Prefect's pages
        "PREFECT_LOGGING_EXTRA_LOGGERS": "hermana",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }.items():
        os.environ.setdefault(name, value)


def server_address() -> str | None:
    """The address of the standing Prefect server that the user's settings name; None: one starts in this process."""
    prepare()
    from prefect.settings import get_current_settings

    return get_current_settings().api.url


def leave_on_interrupt(message: str) -> None:
    """From now on Ctrl-C says `message` and ends the process at once.

    Prefect would tell its server of each task that was stopped, for minutes, while that server ends too. A stop at
    any moment costs at most the unit in hand, so nothing is lost by leaving.
    """

    def leave(_signal: int, _frame: object) -> None:
        sys.stderr.write(f"\n{message}\n")
        sys.stderr.flush()
        serving = sys.modules.get("prefect.server.api.server")
        if serving is not None:
            serving.SubprocessASGIServer().stop()  # the one that this process started, where it did
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, leave)


def wake() -> None:
    """Wait until Prefect's server answers; starts the in-process one where none is standing."""
    prepare()
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.hello().raise_for_status()


def configure_logs() -> None:
    """Send structlog's lines through the standard library, where Prefect picks up those of the logger `hermana`."""
    logging.getLogger("hermana").setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
