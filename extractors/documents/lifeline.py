"""Ties a process to the one that started it, so that none is left behind when that one is killed."""

import ctypes
import fcntl
import multiprocessing
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the child: between fork and exec as little as possible should happen.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent ends. Only Linux can; elsewhere nothing happens."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end_with_starter() -> None:
    """Asks the kernel to end this worker of multiprocessing when the process that asked for it is gone.

    That process is not the worker's parent, the fork server is, and it lives as long as its workers do. But
    its end closes a pipe; the signal that the kernel sends then ends a worker even in the midst of C code.
    """
    starter = multiprocessing.parent_process()
    if starter is None:
        return
    fcntl.fcntl(starter.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(starter.sentinel, fcntl.F_SETFL, fcntl.fcntl(starter.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if not starter.is_alive():
        os._exit(1)
