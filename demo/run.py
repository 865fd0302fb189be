"""`make run`: start the demo towns and run `hermana refresh` over them, as over real sources."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec

from agreements.records import Source
from demo.server import serve


def write_declarations(sources: list[Source], folder: Path) -> None:
    """Write each source's declaration, with the addresses that it has now, where `load_sources` finds it."""
    for source in sources:
        path = folder / source.id[:2] / f"{source.id}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.yaml.encode(source))


def main() -> None:
    """Refresh the dataset in the data folder from the demo towns; arguments go to `hermana refresh`."""
    data = Path(os.environ.setdefault("HERMANA_DATA", "data"))
    os.environ["HERMANA_SOURCES"] = str(data / "demo-sources")
    os.environ["HERMANA_DELAY"] = "0"  # the towns are ours, and on this machine
    os.environ.setdefault("PREFECT_HOME", str((data / "prefect").absolute()))
    from hermana.cli import app

    with ExitStack() as stack:
        try:
            towns = stack.enter_context(serve())
        except OSError as error:
            sys.exit(f"make run: {error.strerror or error}")
        greeting = f"{len(towns.sources)} demo towns answer on this machine (real places, invented occasions)."
        print(greeting, flush=True)  # noqa: T201 - before the progress, which goes to stderr
        write_declarations(towns.sources, data / "demo-sources")
        app(["refresh", *sys.argv[1:]], prog_name="hermana")


if __name__ == "__main__":
    main()
