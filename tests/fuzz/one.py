"""One reader under the fuzzer: ``python -m tests.fuzz.one READER [libFuzzer options] CORPUS``."""

import sys

import atheris

with atheris.instrument_imports(include=["sociophys.reading", "sociophys.scenario", "sociophys.joining"]):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name].read)
    atheris.Fuzz()
