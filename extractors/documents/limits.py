"""A function over many items in worker processes with limits of time and memory, and no item lost."""

import itertools
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from agreements.codes import RefusalReason
from extractors.documents.lifeline import end_with_starter

T = TypeVar("T")
R = TypeVar("R")

_WAITING_PER_JOB = 2  # items handed out beyond those in work; bodies are big, so few wait


@dataclass(frozen=True)
class Failure:
    """What became of an item that gave no result; `detail` is for people."""

    reason: RefusalReason  # TIME_LIMIT, MEMORY_LIMIT or CRASHED
    detail: str


def run_limited(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    jobs: int,
    seconds: float,
    megabytes: int,
    initializer: Callable[[], None] | None = None,
) -> Iterator[tuple[T, R | Failure]]:
    """Runs `function` over `items` in `jobs` processes; yields each item with its result, as they are done.

    A worker that needs more than `seconds` for an item is killed, one that takes more than `megabytes` of
    memory fails; either is replaced, and the item comes back with a `Failure`, as does one on which the
    function raises or the process dies. Items are drawn only when they are needed.

    `function`, items and results must be picklable; the module of `function` is imported once, before the
    workers part from it. `initializer` runs in each new worker, to load what the function needs. Raises
    RuntimeError if no worker can start.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([function.__module__])
    source = iter(items)
    with ProcessPool(
        max_workers=jobs, context=context, initializer=_begin_worker, initargs=(megabytes, initializer)
    ) as pool:
        running: dict[Future[R | Failure], T] = {}
        try:
            while True:
                for item in itertools.islice(source, jobs + _WAITING_PER_JOB * jobs - len(running)):
                    task = pool.schedule(_guarded, args=(function, item, megabytes), timeout=seconds)
                    running[task] = item
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), _outcome(future, seconds, megabytes)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


def _begin_worker(megabytes: int, initializer: Callable[[], None] | None) -> None:
    end_with_starter()
    # The pool asks a worker to end and waits for it; one that hangs in C code would never hear it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Private memory, and not address space: threads and libraries reserve gigabytes that they never touch.
    limit = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if initializer is not None:
        initializer()


def _guarded(function: Callable[[T], R], item: T, megabytes: int) -> R | Failure:
    """The function's result. What it raises is told here: not every exception survives the way to another process."""
    try:
        return function(item)
    except MemoryError:
        return Failure(RefusalReason.MEMORY_LIMIT, f"needs more than {megabytes} MB")
    except Exception as error:
        place = extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return Failure(RefusalReason.CRASHED, f"{type(error).__name__}: {error} ({where})")


def _outcome(future: Future[R | Failure], seconds: float, megabytes: int) -> R | Failure:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenProcessPool):
        hint = f"no worker can start with {megabytes} MB: give it more, or mend its initializer"
        raise RuntimeError(hint) from error  # noqa: TRY004 - no type is wrong, the pool is
    if isinstance(error, TimeoutError):
        return Failure(RefusalReason.TIME_LIMIT, f"not done in {seconds:g} s")
    if isinstance(error, ProcessExpired):
        code = error.exitcode
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return Failure(RefusalReason.CRASHED, f"the process reading it ended: {how}")
    return Failure(RefusalReason.CRASHED, f"{type(error).__name__}: {error}")
