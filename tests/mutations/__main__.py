"""Put every mistake into a copy of the package, run the tests that must find it, and print a table.

    python -m tests.mutations [WORD ...]      all (docs/mutations.md), or those whose names hold one of the words

Exit status 1 if one survives, if a text is not found exactly once, or if the copy fails without a mistake in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

from tests.mutations.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
COPIED = ("sociophys", "tests", "conftest.py", "pyproject.toml")
COMPILED = ("kernels/", "simd/", "dynamics/", "rng.py", "simd.py", "accelerate.py")  # sources of compiled code
PASSED, FAILED, BROKEN = "passed", "failed", "broken"
HEAD = """# Mistakes made on purpose

Written by `python -m tests.mutations > docs/mutations.md`. A copy of the package gets one mistake at a time, and the
tests that must find it run there: for every kernel family that the mistake touches, one of the tests named for it must
fail. Without a mistake all pass. The mistakes stand in `tests/mutations/mutants.py`.

| mistake | source | kernel | caught by | it says | s |
|---|---|---|---|---|---|"""
LIMIT = 900  # seconds: a mistake may keep a run from ending, which is a way to be found


def main() -> int:
    """Run the mutants asked for; return 1 if anything is not as it should be."""
    chosen = [m for m in MUTANTS if not sys.argv[1:] or any(word in m.name for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        whole = copy.outcomes({test for m in chosen for tests in m.caught_by.values() for test in tests})
        wrong = {test: said for test, (outcome, said) in whole.items() if outcome != PASSED}
        if wrong or not whole:
            say(f"without a mistake these fail: {wrong or 'nothing ran'}")
            return 1
        say(HEAD)
        survived = [m.name for m in chosen if not _is_caught(copy, m)]
    say(f"\n{len(chosen)} mutants, {len(survived)} survived" + "".join(f"\n- {name}" for name in survived))
    return int(bool(survived))


def _is_caught(copy: Copy, mutant: Mutant) -> bool:
    """Run one mutant, print its rows; return whether every family's tests found it."""
    begin = time.monotonic()
    try:
        with copy.mutated(mutant):
            found = copy.outcomes({test for tests in mutant.caught_by.values() for test in tests})
    except LookupError as error:
        say(f"| {mutant.name} | {mutant.source} | | **{error}** | | |")
        return False
    seconds, all_caught = time.monotonic() - begin, True
    for family, tests in mutant.caught_by.items():
        failed = {t: said for t, (outcome, said) in found.items() if outcome == FAILED and t.startswith(tests)}
        name, said = next(iter(failed.items()), ("**survived**", ""))
        say(f"| {mutant.name} | {mutant.source} | {family} | {name.split('::')[-1]} | {said} | {seconds:.0f} |")
        all_caught = all_caught and bool(failed)
    return all_caught


class Copy:
    """A copy of the package and its tests in which mistakes are made and mended again."""

    def __init__(self, folder: Path) -> None:
        self.root, self._cache, self._report = folder / "repository", folder / "cache", folder / "report.xml"
        self.root.mkdir()
        for name in COPIED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(
                source,
                self.root / name,
                **({"ignore": shutil.ignore_patterns("__pycache__")} if source.is_dir() else {}),
            )
        self._plain = self._kernels()

    def mutated(self, mutant: Mutant) -> Mistake:
        """Return the mistake as a context; raises LookupError if its text does not stand there exactly once."""
        return Mistake(self, mutant)

    def outcomes(self, tests: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Run tests in a process of their own; return {test: (outcome, what its failure says)}."""
        words = [
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-n",
            "0",
            f"--junitxml={self._report}",
            *sorted(tests),
        ]
        self._report.unlink(missing_ok=True)
        try:
            done = self._python(words)
        except subprocess.TimeoutExpired:
            return dict.fromkeys(tests, (FAILED, f"did not end within {LIMIT} s"))
        if not self._report.exists():
            return {"pytest": (BROKEN, done.stdout[-2000:] + done.stderr[-2000:])}
        return dict(_outcome(case) for case in ET.parse(self._report).iter("testcase"))

    def lend_kernels(self) -> None:
        """Give a copy whose mistake is in no compiled source the kernels compiled already: they are the same."""
        here = self._kernels()
        if here != self._plain and self._plain.is_dir():
            shutil.copytree(self._plain, here, dirs_exist_ok=True)

    def _kernels(self) -> Path:
        program = "from sociophys.accelerate import cache_directory; print(cache_directory())"
        return Path(self._python(["-c", program]).stdout.strip())

    def _python(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        own = {"PYTHONPATH": str(self.root), "SOCIOPHYS_CACHE_DIR": str(self._cache), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
        )


class Mistake:
    """One mistake, made on entering and mended on leaving; sources keep their time, so kernels stay valid."""

    def __init__(self, copy: Copy, mutant: Mutant) -> None:
        self._copy = copy
        self._sources = [mutant.source, *(source for source, _, _ in mutant.also)]
        places = [copy.root / "sociophys" / source for source in self._sources]
        self._before = {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in places}
        self._after = dict(self._before)
        changes = [(mutant.text, mutant.mutated), *((text, mutated) for _, text, mutated in mutant.also)]
        for path, (text, mutated) in zip(places, changes, strict=True):
            if self._before[path].count(text) != 1:
                raise LookupError(f"the text stands there {self._before[path].count(text)} times: {text}")
            self._after[path] = self._after[path].replace(text, mutated)
        self._after[places[0]] += mutant.added

    def __enter__(self) -> None:
        self._write(self._after)
        if not any(source.startswith(COMPILED) for source in self._sources):
            self._copy.lend_kernels()

    def __exit__(self, *_: object) -> None:
        self._write(self._before)

    @staticmethod
    def _write(texts: dict[Path, str]) -> None:
        for path, text in texts.items():
            times = path.stat()
            path.write_text(text, encoding="utf-8")
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _outcome(case: ET.Element) -> tuple[str, tuple[str, str]]:
    """Return the id of a test case, and how it ended."""
    test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
    failure, error, skipped = (case.find(kind) for kind in ("failure", "error", "skipped"))
    if failure is not None:
        asserted = [line[1:].strip() for line in (failure.text or "").splitlines() if line.startswith("E ")]
        return test, (FAILED, " ".join(asserted[:1])[:100].replace("|", "/"))
    broken = error if error is not None else skipped
    return test, (PASSED, "") if broken is None else (BROKEN, str(broken.get("message")))


def say(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
