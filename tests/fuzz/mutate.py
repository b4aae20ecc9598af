"""Inputs beside the seeds: cut, doubled, spliced and with odd pieces put in; the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator

PIECES = (
    *(b"\0", b"\n", b'"', b"'", b"[", b"]", b"{", b"}", b"<", b">", b"&", b"#", b"%", b"*", b",", b"\t", b" ", b"-"),
    *(b"+", b"-1", b"1e400", b"nan", b"99999999999999999999", b"0,5", b"\xff", b"\xef\xbb\xbf", b"\xc3\xa9"),
    *(b"\xed\xa0\x80", b"\xd9\xa3", b"\xc2\xa0", b"\r\n", b"&#0;", b"&#x110000;", b"\\ud800", b"<!DOCTYPE x>"),
    *(b"PAR1", b"\x1f\x8b", b"\x1b[31m"),
)  # fmt: skip


def mutations(seeds: tuple[bytes, ...], count: int, number: int = 0) -> Iterator[bytes]:
    """Yield inputs near the seeds; ``number`` starts another run of them."""
    rng = random.Random(number)
    for _ in range(count):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 4)):
            begin, end = sorted(rng.randint(0, len(data)) for _ in range(2))
            end = min(end, begin + 40)
            change = rng.randrange(5)
            if change == 0:
                del data[begin:end]
            elif change == 1:
                data[begin:begin] = data[begin:end] * rng.choice((1, 2, 50))
            elif change == 2:
                data[begin:begin] = rng.choice(PIECES)
            elif change == 3:
                data[begin : begin + 1] = bytes([rng.randrange(256)])
            else:
                other = rng.choice(seeds)
                at = rng.randint(0, len(other))
                data[begin:] = other[at:]
        yield bytes(data)
