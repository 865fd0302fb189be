"""A visit to a source, in a process of its own.

`crawl` is the parent's side: it starts `python -m scrapers.crawl JOB`, waits, and judges what the child
did. The child writes the archive itself; the parent never holds a body. The child reads its standard
input, which never says anything: when that ends, the parent is gone and the child goes too.
"""

import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

import msgspec

from agreements.clock import now
from agreements.codes import SourceState
from agreements.records import Source, SourceRun
from scrapers.job import CrawlSettings, Job, Known, Visit
from scrapers.monitors import is_complete, judge

_LAST_WORDS = 2  # the exception, and what it stopped
_log = logging.getLogger(__name__)


class CrawlError(RuntimeError):
    """The child process ended without a result. The message is the last that it said."""


def crawl(source: Source, raw: Path, history: Mapping[str, Known], settings: CrawlSettings) -> SourceRun:
    """Visit a source once and archive below `raw` what is new; `history` is what is known of each address.

    Never raises for what a site or a child process does: that is the run's state and detail.
    """
    started_at = now()
    try:
        visit = run_visit(source, raw, history, settings)
    except CrawlError as error:
        return SourceRun(source.id, started_at, SourceState.FAILING, 0, 0, 0, 0, 1, str(error), complete=False)
    state, detail = judge(visit, source.minimum)
    return SourceRun(
        source=source.id,
        started_at=started_at,
        state=state,
        requests=visit.requests,
        documents=visit.documents,
        new=visit.new,
        unchanged=visit.unchanged,
        errors=len(visit.index_faults) + len(visit.faults),
        detail=detail,
        complete=is_complete(visit),
    )


def run_visit(source: Source, raw: Path, history: Mapping[str, Known], settings: CrawlSettings) -> Visit:
    """Visit a source in a child process and give its counts. Raises CrawlError."""
    with tempfile.TemporaryDirectory(prefix="hermana-crawl-") as folder:
        job, result, log = (Path(folder, name) for name in ("job.json", "result.json", "log.txt"))
        job.write_bytes(msgspec.json.encode(Job(source, settings, str(raw.absolute()), str(result), dict(history))))
        with log.open("wb") as said:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "scrapers.crawl", str(job)], stdin=subprocess.PIPE, stdout=said, stderr=said
            )
            try:
                code = child.wait()
            finally:
                child.kill()
                child.wait()
                if child.stdin is not None:
                    child.stdin.close()
        lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        for line in lines:
            _log.info("%s: %s", source.id, line)
        if code != 0 or not result.is_file():
            raise CrawlError(f"the crawl's process ended with code {code}: {' / '.join(lines[-_LAST_WORDS:])}")
        return msgspec.json.decode(result.read_bytes(), type=Visit)


def main(job_file: str) -> None:
    """The child's side."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    from scrapers.spider import run

    job = msgspec.json.decode(Path(job_file).read_bytes(), type=Job)
    visit = run(job)
    Path(job.result).write_bytes(msgspec.json.encode(visit))


def _die_with_parent() -> None:
    # Not through sys.stdin: its lock would be held here while the interpreter shuts down.
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
