"""Run cases one after the other and collect what they find."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sociophys.verification.case import Case, Check
from sociophys.verification.laboratory import Laboratory

QUICK = 0.2


@dataclass(frozen=True)
class Finding:
    """A case and its checks; ``seconds`` is what it took."""

    case: Case
    checks: list[Check]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def rows(self) -> list[dict[str, Any]]:
        """Return one record a check, with the id, title and source of the case and the seconds it took."""
        head = {"id": self.case.id, "title": self.case.title}
        tail = {"source": self.case.source, "seconds": round(self.seconds, 2)}
        return [{**head, **asdict(check), "z": check.z, "passed": check.passed, **tail} for check in self.checks]


def verify(cases: Sequence[Case], lab: Laboratory) -> Iterator[Finding]:
    """Yield what each case finds; its seeds depend on its id and the laboratory's seed only."""
    for case in cases:
        begin = time.perf_counter()
        checks = case.run(replace(lab, name=case.id))
        yield Finding(case, checks, time.perf_counter() - begin)
