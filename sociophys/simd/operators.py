"""Python's operators on vectors: imported once, they hold in every compiled function."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.extending import lower_builtin, type_callable

from sociophys.simd.vector import Vector, as_vector, call_llvm, common, compared, constant


def _operator(symbols: tuple[Any, ...], make: Callable[..., Any], fits: Callable[[Vector], bool], mask: bool) -> None:
    """Register a binary operator: ``make(builder, kind, a, b)`` writes its code where ``fits(kind)``."""

    def typed(context: Any) -> Any:
        def typer(a: Any, b: Any) -> Any:
            kind = common(a, b)
            if kind is None or not fits(kind):
                return None
            return kind.mask if mask else kind

        return typer

    def lowered(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = common(*signature.args)
        operands = (as_vector(context, builder, x, own, kind) for x, own in zip(args, signature.args, strict=True))
        return make(builder, kind, *operands)

    for symbol in symbols:
        type_callable(symbol)(typed)
        for first, second in ((Vector, Vector), (Vector, types.Any), (types.Any, Vector)):
            lower_builtin(symbol, first, second)(lowered)


def _arithmetic(name: str) -> Callable[..., Any]:
    def make(builder: Any, kind: Vector, a: Any, b: Any) -> Any:
        return getattr(builder, f"f{name}" if kind.is_float else name)(a, b)

    return make


def _bitwise(name: str) -> Callable[..., Any]:
    return lambda builder, kind, a, b: getattr(builder, name)(a, b)


def _shift_right(builder: Any, kind: Vector, a: Any, b: Any) -> Any:
    return builder.ashr(a, b) if kind.scalar.signed else builder.lshr(a, b)


def _comparison(sign: str) -> Callable[..., Any]:
    return lambda builder, kind, a, b: compared(builder, kind, sign, a, b)


def _numbers(kind: Vector) -> bool:
    return not kind.is_mask


def _integers(kind: Vector) -> bool:
    return not kind.is_mask and not kind.is_float


_operator((operator.add, operator.iadd), _arithmetic("add"), _numbers, mask=False)
_operator((operator.sub, operator.isub), _arithmetic("sub"), _numbers, mask=False)
_operator((operator.mul, operator.imul), _arithmetic("mul"), _numbers, mask=False)
_operator((operator.truediv, operator.itruediv), _arithmetic("div"), lambda kind: kind.is_float, mask=False)
_operator((operator.and_, operator.iand), _bitwise("and_"), lambda kind: not kind.is_float, mask=False)
_operator((operator.or_, operator.ior), _bitwise("or_"), lambda kind: not kind.is_float, mask=False)
_operator((operator.xor, operator.ixor), _bitwise("xor"), lambda kind: not kind.is_float, mask=False)
_operator((operator.lshift, operator.ilshift), _bitwise("shl"), _integers, mask=False)
_operator((operator.rshift, operator.irshift), _shift_right, _integers, mask=False)
for _symbol, _sign in (
    (operator.lt, "<"), (operator.le, "<="), (operator.gt, ">"), (operator.ge, ">="), (operator.eq, "=="),
    (operator.ne, "!="),
):  # fmt: skip
    _operator((_symbol,), _comparison(_sign), lambda kind: True, mask=True)


def _unary(symbol: Any, make: Callable[..., Any], fits: Callable[[Vector], bool]) -> None:
    """Register an operator of one vector."""

    def typed(context: Any) -> Any:
        return lambda a: a if isinstance(a, Vector) and fits(a) else None

    def lowered(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return make(builder, signature.args[0], args[0])

    type_callable(symbol)(typed)
    lower_builtin(symbol, Vector)(lowered)


def _negative(builder: Any, kind: Vector, a: Any) -> Any:
    return builder.fneg(a) if kind.is_float else builder.neg(a)


def _inverted(builder: Any, kind: Vector, a: Any) -> Any:
    return builder.xor(a, constant(kind, 1 if kind.is_mask else -1))


_unary(operator.neg, _negative, _numbers)
_unary(operator.invert, _inverted, lambda kind: not kind.is_float)
_unary(abs, lambda builder, kind, a: call_llvm(builder, "fabs", a.type, [a]), lambda kind: kind.is_float)
