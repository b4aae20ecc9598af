"""Coverage-guided fuzzing of every reader, and a table of what it found.

    python -m tests.fuzz [--minutes 10] [--keep DIR] [READER ...]

Needs the extra ``fuzz`` (atheris). Each reader runs in a process of its own; a finding is an exception that is no
SociophysError, an input that takes more than 10 seconds, or more memory than 2 GB. Inputs that found something are
kept under DIR. After a finding the reader goes on until its time is up.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.mutate import PIECES, mutations
from tests.fuzz.targets import TARGETS

MEMORY_MB, SECONDS, LONGEST = 2048, 10, 8192


def main() -> int:
    """Fuzz the readers asked for; exit status 1 if anything was found."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    options.add_argument("readers", nargs="*", choices=[*TARGETS, []], metavar="READER", help=", ".join(TARGETS))
    options.add_argument("--minutes", type=float, default=10.0, help="time for each reader (10)")
    options.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="folder of findings (fuzz-findings)")
    given = options.parse_args()
    rows = [fuzz(name, 60 * given.minutes, given.keep) for name in given.readers or TARGETS]
    say("| reader | minutes | inputs tried | coverage | findings |\n|---|---|---|---|---|")
    for row in rows:
        say("| " + " | ".join(map(str, row[:4])) + f" | {'; '.join(row[4]) or 'none'} |")
    return int(any(row[4] for row in rows))


def fuzz(name: str, seconds: float, keep: Path) -> tuple[str, float, str, int, list[str]]:
    """Return (reader, minutes, inputs tried, coverage, findings) of one reader."""
    found: dict[str, int] = {}
    tried, coverage, begin = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for k, seed in enumerate((*TARGETS[name].seeds, *mutations(TARGETS[name].seeds, 50))):
            (corpus / f"seed-{k}").write_bytes(seed)
        (Path(folder) / "words").write_text(dictionary(TARGETS[name].seeds), encoding="ascii")
        while (left := seconds - (time.monotonic() - begin)) > 1 or not tried:
            log = _run(name, corpus, max(1, int(left)), keep)
            tried += _last(r"stat::number_of_executed_units:\s*(\d+)", log) or _last(r"#(\d+)", log) or 1
            coverage = max(coverage, _last(r"cov: (\d+)", log))
            what = _finding(log)
            if not what:
                break
            found[what] = found.get(what, 0) + 1
            say(f"{name}: {what}")
    minutes = round((time.monotonic() - begin) / 60, 1)
    return name, minutes, f"{tried:,}", coverage, [f"{what} (x{n})" for what, n in found.items()]


def dictionary(seeds: tuple[bytes, ...]) -> str:
    """Return the words of the seeds and other pieces as libFuzzer reads a dictionary."""
    words = {word for seed in seeds for word in re.findall(rb"[A-Za-z%*][\w.]+", seed[:2000])} | set(PIECES)
    escaped = ["".join(f"\\x{byte:02x}" for byte in word) for word in sorted(words)]
    return "".join(f'"{word}"\n' for word in escaped)


def _run(name: str, corpus: Path, seconds: int, keep: Path) -> str:
    place = keep / name
    place.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={SECONDS}", f"-max_len={LONGEST}"]
    command = [sys.executable, "-m", "tests.fuzz.one", name, *limits, "-print_final_stats=1"]
    ran = subprocess.run(
        [*command, f"-dict={corpus.parent}/words", f"-artifact_prefix={place}/", str(corpus)],
        capture_output=True,
        text=True,
        errors="replace",
    )
    return ran.stdout + ran.stderr


def _last(pattern: str, log: str) -> int:
    numbers = re.findall(pattern, log)
    return int(numbers[-1]) if numbers else 0


def _finding(log: str) -> str:
    """Return what ended a run before its time; '' if nothing did."""
    raised = re.search(r"Uncaught Python exception: ===\n(.*)", log)
    where = re.findall(r'File ".*/(sociophys/[^"]+)", line (\d+)', log)
    if raised:
        return f"{raised[1][:100]}" + (f" at {where[-1][0]}:{where[-1][1]}" if where else "")
    ended = re.search(r"ERROR: libFuzzer: (.*)", log)
    if ended:
        return ended[1][:100]
    return "" if "stat::number_of_executed_units" in log else log.strip()[-200:].replace("\n", " ")


def say(text: str) -> None:
    """Print at once: a run takes hours."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
