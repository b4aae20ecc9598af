"""A value that the compiler cannot look into."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.extending import intrinsic


@intrinsic
def opaque(typing: Any, number: Any) -> Any:
    """Return a 64-bit integer unchanged, at no cost: a loop counted with it is left as it is written.

    Unrolled by the compiler, a loop over few and varying steps gets a second loop for the rest, and a second branch
    that the processor cannot foresee.
    """

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = ir.FunctionType(args[0].type, [args[0].type])
        return builder.asm(kind, "", "=r,0", [args[0]], True)

    return number(number), make
