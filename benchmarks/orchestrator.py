"""What Prefect costs: `python -m benchmarks.orchestrator`.

Against a standing server (started here on a free database), in one run: the time from calling an empty flow to its
return, the cost of one task above a plain call, and that cost as a share of the work in one batch of documents.
"""

import statistics
import time

from pipelines import orchestrator
from pipelines.runners import PlainRunner
from pipelines.settings import Settings

UNITS = 200


def main() -> None:
    orchestrator.prepare()
    from prefect import flow
    from prefect.testing.utilities import prefect_test_harness

    from pipelines.flows import FlowRunner

    batch = Settings().batch
    with prefect_test_harness(server_startup_timeout=orchestrator.START_SECONDS):

        @flow
        def empty() -> None:
            pass

        @flow
        def many(runner: FlowRunner | PlainRunner) -> float:
            started = time.perf_counter()
            runner.each(lambda _: None, list(range(UNITS)), title="unit", name=str)
            return time.perf_counter() - started

        empty()
        starts = [_timed(empty) for _ in range(5)]
        plain, tasks = many(PlainRunner()), many(FlowRunner())
    each = (tasks - plain) / UNITS
    work = _reading(batch)
    print(f"an empty flow, server standing: {statistics.median(starts):.2f} s")
    print(f"a task above a plain call:      {1000 * each:.1f} ms")
    print(
        f"reading a batch of {batch} documents on one core: {work:.2f} s, so tasks cost {each / work:.2%} of the work"
    )


def _timed(call) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _reading(batch: int) -> float:
    """Seconds to read a batch of the demo towns' pages, from bytes to mentions, in this process."""
    from datetime import UTC, datetime
    from itertools import cycle, islice

    from agreements.codes import CaptureRole
    from agreements.ids import sha256
    from agreements.records import Capture
    from demo.server import build_sites, load_sources
    from extractors.documents.read import read_document
    from extractors.reading.reader import Reader

    sites = build_sites()
    sources = {s.id: s for s in load_sources({site.town.slug: "http://127.0.0.1" for site in sites})}
    pages = [
        (answer, path, sources[site.town.slug])
        for site in sites
        for path, answer in site.documents.items()
        if "html" in answer.media_type
    ]
    reader = Reader()

    def read(answer, path, source) -> None:
        capture = Capture(
            sha256=sha256(answer.body),
            url=f"http://127.0.0.1{path}",
            source=source.id,
            role=CaptureRole.DOCUMENT,
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            media_type=answer.media_type,
            warc="",
            offset=0,
        )
        reader.read(read_document(answer.body, capture, source))

    for page in pages:  # loads every language before the clock starts
        read(*page)
    started = time.perf_counter()
    for page in islice(cycle(pages), batch):
        read(*page)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
