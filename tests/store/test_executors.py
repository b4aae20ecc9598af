"""Workers: order kept, one death costs one unit, mistakes travel whole, progress is seen; threads as processes."""

import functools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pebble import ProcessExpired

import sociophys
from sociophys.errors import Mistake, StoreError
from sociophys.executors import processes, serial, threads
from sociophys.executors.serial import Failure


def square(task, report, stopping):
    report(task)
    return task * task


def poison(task, report, stopping):
    if task["mark"] and not (task["once"] and Path(task["mark"]).exists()):
        Path(task["mark"]).write_text("was here")
        os.kill(os.getpid(), 9)
    time.sleep(0.05)
    return task["number"]


def mistaken(task, report, stopping):
    if task == 1:
        raise StoreError(Mistake("here", "is wrong", "right"), Mistake("there", "too"))
    return task


def patient(task, report, stopping):
    report(1)
    begin = time.monotonic()
    while not stopping() and time.monotonic() - begin < 30:
        time.sleep(0.02)
    Path(task).write_text("stopped where it was")


BOTH = pytest.mark.parametrize("executor", [processes, threads], ids=["processes", "threads"])


def test_results_come_in_order_with_progress_here_and_there():
    seen = {}
    for run in (serial.run, *(functools.partial(one.run, workers=2) for one in (processes, threads))):
        seen.clear()
        assert run(square, [3, 1, 2], seen.__setitem__) == [9, 1, 4]
        assert seen == {0: 3, 1: 1, 2: 2}


def test_one_dead_worker_costs_its_unit_only(tmp_path):
    tasks = [{"number": k, "mark": str(tmp_path / str(k)) if k in (1, 4) else "", "once": k == 4} for k in range(6)]
    results = processes.run(poison, tasks, lambda *_: None, workers=2)
    assert [r for k, r in enumerate(results) if k != 1] == [0, 2, 3, 4, 5]  # 4 died once and was tried again
    assert isinstance(results[1], Failure)
    assert results[1].is_death
    assert isinstance(results[1].error, ProcessExpired)


@BOTH
def test_a_mistake_travels_whole_and_is_not_tried_again(executor):
    results = executor.run(mistaken, [0, 1, 2], lambda *_: None, workers=2)
    assert (results[0], results[2]) == (0, 2)
    assert str(results[1].error) == "here: is wrong; allowed right.\nthere: too."
    assert not results[1].is_death


FOLDERS = [str(Path(__file__).parent), str(Path(sociophys.__file__).parents[1])]
SCRIPT = """
import sys
sys.path[:0] = {folders!r}
import test_executors
from sociophys.executors import processes
print(processes.run(test_executors.square, [1, 2, 3], lambda *_: None, workers=2))
"""


def test_an_unguarded_script_may_use_workers(tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT.format(folders=FOLDERS))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "[1, 4, 9]\n", done.stderr


@BOTH
def test_an_interrupt_lets_units_end_at_their_border(executor, tmp_path):
    seen = {}

    def interrupt(number, done):
        seen[number] = done
        if sum(seen.values()) == 2:  # both are at work
            raise KeyboardInterrupt

    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        executor.run(patient, [str(tmp_path / "a"), str(tmp_path / "b")], interrupt, workers=2)
    assert time.monotonic() - begin < 20
    assert {p.name for p in tmp_path.iterdir()} == {"a", "b"}


def test_a_unit_that_does_not_end_in_time_seals_nothing_later(tmp_path, monkeypatch):
    """Its run is given up after the grace: whatever it does next, another process may be at its files."""
    monkeypatch.setattr(threads, "_GRACE_SECONDS", 0.1)
    late, ended = tmp_path / "late", threading.Event()

    def deaf(task, report, stopping):
        report(1)
        time.sleep(0.5)  # a long kernel: does not ask
        try:
            stopping()
            late.write_text("sealed")
        finally:
            ended.set()

    def interrupt(number, done):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        threads.run(deaf, ["one", "two"], interrupt, workers=1)
    assert ended.wait(10)
    assert not late.exists()


def test_threads_are_no_more_than_asked_for():
    running, most, guard = [0], [0], threading.Lock()

    def counted(task, report, stopping):
        with guard:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with guard:
            running[0] -= 1

    threads.run(counted, range(6), lambda *_: None, workers=2)
    assert most == [2]
