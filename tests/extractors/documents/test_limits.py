"""Workers are held to time and memory, and no item is lost."""

import ctypes
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from operator import call, neg

import pytest

from agreements.codes import RefusalReason
from extractors.documents.limits import Failure, run_limited


def test_each_item_comes_back_with_its_result() -> None:
    results = dict(run_limited(neg, range(50), jobs=2, seconds=10, megabytes=1000))

    assert results == {number: -number for number in range(50)}


def test_what_goes_wrong_is_named_and_the_rest_goes_on() -> None:
    deeds = {
        "hangs": partial(time.sleep, 60),
        "eats memory": partial(bytearray, 4_000_000_000),
        "reads where it must not": partial(ctypes.string_at, 0),
        "ends the process": partial(os._exit, 3),
        "raises": partial(int, "x"),
        "times out by itself": partial(_raise_timeout),
        "works": partial(pow, 2, 3),
    }
    names = {id(deed): name for name, deed in deeds.items()}

    outcomes = {names[id(deed)]: outcome for deed, outcome in _run(deeds.values())}

    reasons = {name: outcome.reason for name, outcome in outcomes.items() if isinstance(outcome, Failure)}
    assert reasons == {
        "hangs": RefusalReason.TIME_LIMIT,
        "eats memory": RefusalReason.MEMORY_LIMIT,
        "reads where it must not": RefusalReason.CRASHED,
        "ends the process": RefusalReason.CRASHED,
        "raises": RefusalReason.CRASHED,
        "times out by itself": RefusalReason.CRASHED,
    }
    assert outcomes["works"] == 8
    assert "SIGSEGV" in outcomes["reads where it must not"].detail
    assert "exit code 3" in outcomes["ends the process"].detail
    assert "ValueError: invalid literal" in outcomes["raises"].detail


# A standard-library function, because a worker can import no test module.
_raise_timeout = partial(exec, "raise TimeoutError")


def _run(deeds):
    return run_limited(call, deeds, jobs=2, seconds=1, megabytes=1000)


def test_items_are_drawn_only_as_they_are_needed() -> None:
    drawn: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            drawn.append(number)
            yield number

    results = run_limited(neg, items(), jobs=1, seconds=10, megabytes=1000)
    next(results)
    results.close()

    assert len(drawn) <= 4


def test_a_worker_that_cannot_start_is_an_error_and_no_silence() -> None:
    with pytest.raises(RuntimeError, match="no worker can start with 1000 MB"):
        list(run_limited(neg, [1], jobs=1, seconds=10, megabytes=1000, initializer=partial(int, "x")))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_workers_end_when_their_parent_is_killed() -> None:
    script = (
        "import os, time; from functools import partial; from operator import call\n"
        "from extractors.documents.limits import run_limited\n"
        "deeds = [partial(os.getpid), partial(time.sleep, 60)]\n"
        "for _, pid in run_limited(call, deeds, jobs=1, seconds=60, megabytes=1000): print(pid, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        worker = _watch(parent)
        parent.kill()

    assert _ends(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_programs_that_a_killed_worker_started_end_with_it() -> None:
    script = (
        "import subprocess, time; from extractors.documents.lifeline import die_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=die_with_parent, stdout=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        child = _watch(parent)
        parent.kill()

    assert _ends(child)


def _watch(parent: subprocess.Popen[str]) -> int:
    """A descriptor of the process whose number `parent` prints."""
    assert parent.stdout is not None
    return os.pidfd_open(int(parent.stdout.readline()))


def _ends(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    ended = bool(poll.poll(10_000))
    os.close(descriptor)
    return ended
