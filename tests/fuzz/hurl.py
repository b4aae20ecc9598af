"""Hurl every attack at a command and write a table of what came of it.

    python -m tests.fuzz.hurl [--as ties|nodes|opinions|scenario|analyze|export|init] [PATTERN]

Each command runs in a process forked from one that has imported the package, so that the figures are those of reading.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.attacks import ATTACKS, Attack

SECONDS = 10  # of computing time, of a command and its children
COMMANDS = {
    "ties": "info {}",
    "nodes": "info good.csv --nodes {}",
    "opinions": "info good.csv --opinions {}:side",
    "scenario": "run {} --quick --out out",
    "analyze": "analyze {} --nulls 2 --out out",
    "export": "export {} --graph graphml --out out --force",
    "init": "init --from {} --out out.yaml",
}


class Outcome(NamedTuple):
    """What a command did: exit status, CPU seconds, peak memory in MB, what it wrote."""

    status: int
    seconds: float
    megabytes: int
    out: str
    err: str
    left: tuple[str, ...]  # files that were not there before

    def fails(self, attack: Attack) -> str:
        """Return what is wrong with it; '' where all is as it should be."""
        text = self.out + self.err
        wrong = {
            f"exit status {self.status}": self.status != (0 if attack.harmless else 2),
            "a traceback": "Traceback" in text,
            "a long message": len(self.err) > 5_000 and not attack.harmless,
            "results before the message": bool(self.out.strip()) and not attack.harmless,
            "left behind " + ", ".join(self.left): bool(self.left) and not attack.harmless,
            "characters that act on a terminal": any(ord(c) < 32 and c != "\n" for c in text),
            f"{self.seconds:.0f} s": self.seconds > SECONDS,
        }
        return ", ".join(what for what, is_so in wrong.items() if is_so)


def hurl(words: list[str], folder: Path, as_nobody: bool = False) -> Outcome:
    """Run a command of the package in a folder; ``as_nobody``: as a user without rights, where this one may be one."""

    def run() -> None:
        os.chdir(folder)
        folder.chmod(0o777)
        for number, name in ((1, ".out"), (2, ".err")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        if as_nobody:  # root reads what nobody else may
            os.seteuid(65534)
        sys.argv = ["sociophys", *words]
        sys.exit(importlib.import_module("sociophys.cli").main())

    before = {path.name for path in folder.iterdir()} | {".out", ".err"}
    status, used = _forked(run)
    left = sorted({path.name for path in folder.iterdir()} - before)
    texts = [(folder / name).read_text(errors="replace") for name in (".out", ".err")]
    return Outcome(status, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10, *texts, tuple(left))


def _forked(act: Callable[[], object]) -> tuple[int, resource.struct_rusage]:
    """Do something in a process of its own; return its exit status and what it used, its children counted in."""
    child = os.fork()
    if child:
        _, status, used = os.wait4(child, 0)
        return os.waitstatus_to_exitcode(status), used
    signal.alarm(300)
    try:
        act()
        os._exit(0)
    except SystemExit as left:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(left.code if isinstance(left.code, int) else 0)
    finally:
        os._exit(1)


def outcomes(kind: str, pattern: str) -> Iterator[tuple[Attack, Outcome]]:
    """Yield each attack with what came of it."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as place:
        folder = Path(place)
        (folder / "good.csv").write_text("source,target\na,b\nb,c\n")
        for attack in ATTACKS:
            if re.search(pattern, attack.name):
                path = folder / ("x" + re.sub("[^\n\x1ba-zA-Z0-9]+", "-", attack.name))
                _forked(lambda attack=attack, path=path: attack.make(path))
                is_read = attack.harmless and kind in ("ties", "analyze", "export", "init")
                words = [word.replace("{}", path.name) for word in COMMANDS[kind].split()]
                is_closed = attack.name == "no permission" and os.geteuid() == 0
                yield attack._replace(harmless=is_read), hurl(words, folder, is_closed)
                if path.is_file() and not path.is_symlink():
                    path.unlink()


def main() -> int:
    """Hurl, and print the table; exit status 1 if anything came of it."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.hurl", description=__doc__.splitlines()[0])
    options.add_argument("pattern", nargs="?", default="", help="only attacks whose name matches")
    options.add_argument("--as", dest="kind", choices=COMMANDS, default="ties", help="what the file is given as")
    given = options.parse_args()
    os.environ |= {"SOCIOPHYS_CACHE_GB": "0", "OPENBLAS_NUM_THREADS": "1"}
    for name in (
        "cli.info",
        "workflow.reading",
        "workflow.facts",
        "reading.parquet",
        "loaders.file",
        "workflow.export",
    ):
        importlib.import_module(f"sociophys.{name}")
    sys.stdout.write("| attack | what is said | CPU s | peak MB |\n|---|---|---|---|\n")
    failed = False
    for attack, outcome in outcomes(given.kind, given.pattern):
        wrong = outcome.fails(attack)
        failed |= bool(wrong)
        said = (
            "read, harmless"
            if attack.harmless and not wrong
            else outcome.err.strip().split("\n")[-1 if wrong or given.kind == "scenario" else 0]
        )
        said = re.sub(r"^x\S*?(?=[: ])|\|", "", said)[:160]
        name = attack.name.split("\n")[0]
        sys.stdout.write(
            f"| {name} | {f'**{wrong}** ' if wrong else ''}{said} | {outcome.seconds:.1f} | {outcome.megabytes} |\n"
        )
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
