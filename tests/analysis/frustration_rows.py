"""Published and certified frustration indices of real networks; run as a module it solves all of them and prints.

``python -m tests.analysis.frustration_rows``: the quick ones are tests too, those marked slow need half a minute of
CPU and more. wiki_elec has no bound that meets its split: the best split known had 14,614.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sociophys import read_graph
from sociophys.network import Network
from sociophys.theory.frustration import frustration, signs_of

ROOT = Path(__file__).parents[2]
_WINDOWS = """
46-49:17 48-51:20 50-53:15 52-55:21 54-57:33 56-59:34 58-61:30 60-63:39 62-65:36 64-67:24 66-69:28 68-71:28
70-73:26 72-75:29 74-77:46 76-79:50 78-81:39 80-83:48 82-85:47 84-87:43 86-89:32 88-91:42 90-93:44 92-95:45
94-97:48 96-99:45
"""


@dataclass(frozen=True)
class Row:
    """A network and its frustration index; ``ties`` as a check that it was read as its source did."""

    name: str
    file: str
    ties: int
    index: int
    slow: bool = False
    is_certified: bool = True
    window: str = ""

    def ties_of(self, folder):
        options = {"directed": False, "conflicts": "drop"}
        if self.name.startswith("amazon"):
            options |= {"sign": "Weight", "weight": "none"}
        if self.window:
            options |= {"where": {"window": self.window}}
        return signs_of(Network.from_graph(read_graph(folder / "signed" / self.file, **options)))


def rows():
    yield Row("highland_tribes", "highland_tribes.csv.gz", 58, 7)
    yield Row("monastery_interactions", "monastery_interactions.graphml.gz", 49, 5)
    yield Row("bank_wiring", "bank_wiring.csv.gz", 32, 2)
    yield Row("slovene_parties_1994", "slovene_parties_1994.txt.gz", 45, 2)
    yield Row("congress_convote", "congress_convote.csv.gz", 521, 18)
    yield Row("amazon_instruments_core5", "amazon_instruments_core5.csv.gz", 10_261, 1162)
    yield Row("bitcoin_alpha", "bitcoin_alpha.csv.gz", 13_876, 720)
    yield Row("slashdot_small", "slashdot_small.txt.gz", 34_247, 2432, slow=True)
    yield Row("wiki_elec", "wiki_elec.tsv.gz", 100_424, 14_613, slow=True, is_certified=False)
    for item in _WINDOWS.split():
        window, index = item.split(":")
        file = "cow_alliances_evenwindows.csv.gz"
        yield Row(f"alliances {window}", file, 0, int(index), window=window)


def main():
    say = sys.stdout.write
    say("network | ties | lower | upper | known | certified | best splits | near-optimal | seconds of CPU\n")
    failed = 0
    for row in rows():
        ties = row.ties_of(ROOT.parent / "shared" / "data")
        begin = time.process_time()
        found = frustration(ties, np.random.default_rng(0))
        seconds, best = time.process_time() - begin, found.best_number
        failed += found.upper > row.index or found.is_certified != row.is_certified
        number = f"{found.number}" if found.is_complete else f"{found.number} met by {found.n_searches} searches"
        bounds = (found.lower, found.upper, row.index, found.is_certified)
        say(" | ".join(map(str, (row.name, len(ties), *bounds, best, number, f"{seconds:.1f}"))) + "\n")
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main())
