"""Run work units in worker processes: pebble's pool, always spawned.

A forked child of a process that has run threads may hang, so the context is never ``fork``. One dead worker
costs its own unit only, which is tried once more; the standard pool would lose every pending unit with it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from pebble import ProcessExpired, ProcessPool

from sociophys.executors.serial import Advance, Failure

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 10.0
_ATTEMPTS = 2
_starting = threading.Lock()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the caller's main module: a spawned child would run it again, unguarded scripts without end.

    Work units come from the package alone, so no child needs it.
    """
    with _starting:
        hidden = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = hidden


class _Process(SpawnProcess):
    def start(self) -> None:
        with _without_main():
            super().start()


class _Context(SpawnContext):
    Process = _Process


class _Board:
    """What a worker holds of its pool: progress slots and the stop flag, in shared memory without locks.

    A queue would do, were it not for a worker killed while it holds the queue's lock.
    """

    done: Any = None
    stop: Any = None


def _initialise(done: Any, stop: Any) -> None:
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # workers are the parallelism; never threads times workers
    _Board.done, _Board.stop = done, stop


def _stopping() -> bool:
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        os._exit(1)  # killed: nobody waits for this unit, and another process may be at it by now
    return bool(_Board.stop.value)


def _one(work: Callable[..., Any], number: int, task: Any) -> Any:
    def report(done: int) -> None:
        _Board.done[number] = done

    return work(task, report, _stopping)


def run(work: Callable[..., Any], tasks: Sequence[Any], advance: Advance, workers: int) -> list[Any]:
    """Return the result of every task in order, or a :class:`Failure` in its place.

    Parameters
    ----------
    work: a function of a module (it travels by name): ``work(task, report, stopping)``.
    workers: processes at a time, 1 or more.

    Raises
    ------
    KeyboardInterrupt
        After the units at work have sealed where they stand (or ten seconds, or a second Ctrl-C).
    """
    context = _Context()
    done = context.RawArray("q", max(1, len(tasks)))
    stop = context.RawValue("b", 0)
    results: list[Any] = [None] * len(tasks)
    pending = list(range(len(tasks)))
    for _ in range(_ATTEMPTS):
        with _pool(min(workers, len(pending)), context, done, stop) as pool:
            futures = {number: pool.schedule(_one, args=(work, number, tasks[number])) for number in pending}
            _watch(futures, done, stop, advance)
            for number, future in futures.items():
                results[number] = _result(future)
        pending = [number for number in pending if _died(results[number])]
        if not pending:
            break
    return results


@contextlib.contextmanager
def _pool(workers: int, context: SpawnContext, done: Any, stop: Any) -> Iterator[ProcessPool]:
    pool = ProcessPool(max_workers=workers, initializer=_initialise, initargs=(done, stop), context=context)
    try:
        yield pool
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _watch(futures: dict[int, Any], done: Any, stop: Any, advance: Advance) -> None:
    """Pass progress on until all units have ended; on Ctrl-C ask them to stop at their next border."""
    try:
        while not all(future.done() for future in futures.values()):
            time.sleep(_POLL_SECONDS)
            for number in futures:
                advance(number, done[number])
    except KeyboardInterrupt:
        stop.value = 1
        running = [future for future in futures.values() if future.running()]
        for future in futures.values():
            if not future.running():
                future.cancel()
        until = time.monotonic() + _GRACE_SECONDS
        while time.monotonic() < until and not all(future.done() for future in running):
            time.sleep(_POLL_SECONDS)
        raise
    for number in futures:
        advance(number, done[number])


def _result(future: Any) -> Any:
    try:
        return future.result()
    except (Exception, CancelledError) as error:
        return Failure(error, is_death=isinstance(error, (ProcessExpired, BrokenExecutor)))


def _died(result: Any) -> bool:
    return isinstance(result, Failure) and result.is_death
