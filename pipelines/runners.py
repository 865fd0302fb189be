"""How the units of a stage are run: one after the other in this process, or as Prefect's tasks.

The stages (`pipelines.stages`) are plain functions that hand their units of work to a runner. It is the only
thing that differs between `--plain` and a flow (`pipelines.flows.FlowRunner`), so both do the same.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NoReturn, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def raised(_: object, error: Exception) -> NoReturn:
    """What becomes of a unit that fails where nothing else is said."""
    raise error


class Runner(Protocol):
    """Runs units of work and tells how far it is."""

    def each(
        self,
        work: Callable[[T], R],
        units: list[T],
        *,
        title: str,
        name: Callable[[T], str] = str,
        at_once: int = 1,
        retries: int = 0,
        failed: Callable[[T, Exception], R] = raised,
    ) -> list[R]:
        """Call `work` on each unit, `at_once` at a time, and give the results in the order of the units.

        `title` and `name` are what people see of the stage and of one unit. A unit that raises is tried again
        `retries` times, where the runner can wait; `failed` makes a result of what it raises at last, or raises.
        """
        ...


Progress = Callable[[str, int, int], None]
"""Where a runner reports how far it is: of the stage `title`, `done` of `total` units are through."""


def silent(title: str, done: int, total: int) -> None:
    """A `Progress` for programs and tests."""


class PlainRunner:
    """Runs units in this process, with threads where more than one may run at once."""

    def __init__(self, progress: Progress = silent) -> None:
        self.progress = progress

    def each(
        self,
        work: Callable[[T], R],
        units: list[T],
        *,
        title: str,
        name: Callable[[T], str] = str,
        at_once: int = 1,
        retries: int = 0,
        failed: Callable[[T, Exception], R] = raised,
    ) -> list[R]:
        """See `Runner.each`. Nothing is tried twice here: the next run does what this one could not."""
        del name, retries

        def run(unit: T) -> R:
            try:
                return work(unit)
            except Exception as error:
                return failed(unit, error)

        with ThreadPoolExecutor(at_once) as pool:
            try:
                return collected(pool.map(run, units), title, len(units), self.progress)
            except BaseException:  # Ctrl-C too: what has not begun does not begin
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def collected(results: Iterable[R], title: str, total: int, progress: Progress) -> list[R]:
    """The results as a list, telling of each as it comes."""
    progress(title, 0, total)
    found = []
    for result in results:
        found.append(result)
        progress(title, len(found), total)
    return found


def batches(items: list[T], size: int) -> Iterator[list[T]]:
    """The items in their order, `size` at a time."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
