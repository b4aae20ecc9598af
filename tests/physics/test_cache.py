"""The kernel cache: never stale, whole after cold starts at once, and no need to be writable.

Each test works on a copy of the few modules that compilation needs, with kernels of its own in two modules.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sociophys
from sociophys.accelerate import is_reached

PACKAGE = Path(sociophys.__file__).parent
CALLEE = """
from sociophys.accelerate import jit


@jit
def gain(x):
    return 2.0 * x
"""
CALLER = """
import numpy as np

from sociophys.accelerate import jit
from sociophys.callee import gain


@jit
def total(values):
    sums = np.zeros(3)
    for k in range(values.size):
        sums[k % 3] += gain(values[k])
    return sums.sum()
"""
PROGRAM = """
import numpy as np
from sociophys.caller import total

print(total(np.arange(5.0)), sum(total.stats.cache_hits.values()), flush=True)
"""


@pytest.fixture
def copy(tmp_path):
    """A package of that name with what compiles, and two modules of ours: the one inlines a function of the other."""
    package = tmp_path / "sociophys"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name in ("accelerate.py", "folders.py"):
        shutil.copy(PACKAGE / name, package)
    (package / "callee.py").write_text(CALLEE)
    (package / "caller.py").write_text(CALLER)
    return package


def start(copy, program=PROGRAM):
    """Start a program with a cache beside the copy."""
    variables = {
        **os.environ,
        "PYTHONPATH": str(copy.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOCIOPHYS_CACHE_DIR": str(copy.parent / "cache"),
    }
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-W", "error", "-c", program], cwd=copy.parent, env=variables, **pipes)


def said(process):
    """Return (result, cache hits) of a program that ends without a word of complaint."""
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    result, hits = out.split()
    return float(result), int(hits)


def test_numbers_follow_an_edit_of_an_inlined_function_in_another_module(copy):
    assert said(start(copy)) == (20.0, 0)
    assert said(start(copy)) == (20.0, 1)  # the cache does serve
    (copy / "callee.py").write_text(CALLEE.replace("2.0", "3.0"))
    assert said(start(copy)) == (30.0, 0)
    (copy / "callee.py").write_text(CALLEE)
    assert said(start(copy)) == (20.0, 1)  # and the old code is still known


def test_cold_starts_at_once_are_all_right_and_leave_a_whole_cache(copy):
    together = [start(copy) for _ in range(3)]
    assert {said(process)[0] for process in together} == {20.0}
    assert said(start(copy)) == (20.0, 1)


def test_a_damaged_cache_costs_a_compilation_only(copy):
    assert said(start(copy)) == (20.0, 0)
    kept = [path for path in (copy.parent / "cache").rglob("*.nb?") if path.is_file()]
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    for path in kept:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert said(start(copy))[0] == 20.0


def test_a_cache_that_cannot_be_written_costs_a_compilation_only(copy):
    """Root may write anywhere, so the answer of the system is put into its mouth."""
    nowhere = "import os\nos.access = lambda path, mode: False\n"
    assert said(start(copy, nowhere + PROGRAM)) == (20.0, 0)
    assert not list((copy.parent / "cache").rglob("*.nb?"))


def test_a_cache_that_is_no_folder_costs_a_compilation_only(copy):
    (copy.parent / "cache").write_text("in the way")
    assert said(start(copy)) == (20.0, 0)


def test_whatever_compiled_code_imports_is_part_of_the_key():
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_bytes() for path in PACKAGE.rglob("*.py")}
    reached = [name for name, source in sources.items() if b"sociophys.accelerate" in source]
    for name in reached:  # grows while it is walked through
        reached += [one for one in imported(sources[name], sources) if one not in reached]
    assert "kernels/single.py" in reached
    assert [name for name in reached if not is_reached(name, sources[name])] == []


def imported(source, sources):
    """Return the package's files that a source names in its imports."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    modules = {node.module for node in nodes} | {f"{node.module}.{part.name}" for node in nodes for part in node.names}
    paths = [str(module).removeprefix("sociophys.").replace(".", "/") for module in modules]
    return [name for path in paths for name in (f"{path}.py", f"{path}/__init__.py") if name in sources]
