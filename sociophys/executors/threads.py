"""Run work units in threads of this process: kernels release the GIL, so they use as many cores.

Nothing has to start or to travel: threads begin at once and share one copy of the network, where each spawned process
needs more than a second and a copy of its own. A fault that ends a process ends them all; processes confine it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from typing import Any

from sociophys.executors.serial import Advance, Failure

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 10.0


class _Abandoned(BaseException):
    """Ends a unit whose run is gone: nothing may be sealed any more, another process may be at it by now."""


class _Board:
    """What units and their run tell each other: updates done, whether to stop, whether all is given up."""

    def __init__(self, n_tasks: int) -> None:
        self.done = [0] * n_tasks
        self.stop = threading.Event()
        self.given_up = threading.Event()

    def stopping(self) -> bool:
        if self.given_up.is_set():
            raise _Abandoned
        return self.stop.is_set()

    def one(self, work: Callable[..., Any], number: int, task: Any) -> Any:
        def report(done: int) -> None:
            self.done[number] = done

        return work(task, report, self.stopping)


def run(work: Callable[..., Any], tasks: Sequence[Any], advance: Advance, workers: int) -> list[Any]:
    """Return the result of every task in order, or a :class:`Failure` in its place.

    Parameters
    ----------
    work: ``work(task, report, stopping)``; it releases the GIL most of the time.
    workers: threads at a time, 1 or more.

    Raises
    ------
    KeyboardInterrupt
        After the units at work have sealed where they stand (or ten seconds, or a second Ctrl-C: what is not sealed
        by then never is).
    """
    board = _Board(len(tasks))
    pool = ThreadPoolExecutor(max(1, min(workers, len(tasks))), thread_name_prefix="unit")
    futures = [pool.submit(board.one, work, number, task) for number, task in enumerate(tasks)]
    try:
        _watch(futures, board, advance)
    except BaseException:
        board.given_up.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return [_result(future) for future in futures]


def _watch(futures: list[Future[Any]], board: _Board, advance: Advance) -> None:
    """Pass progress on until all units have ended; on Ctrl-C ask them to stop at their next border."""
    try:
        while wait(futures, _POLL_SECONDS).not_done:
            _tell(board, advance)
    except KeyboardInterrupt:
        board.stop.set()
        running = [future for future in futures if not future.cancel()]
        wait(running, _GRACE_SECONDS)
        raise
    _tell(board, advance)


def _tell(board: _Board, advance: Advance) -> None:
    for number, done in enumerate(board.done):
        advance(number, done)


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except (Exception, CancelledError) as error:
        return Failure(error)
