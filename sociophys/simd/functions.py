"""Functions of vectors and of scalars alike: a formula that calls them is written once."""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.extending import intrinsic

from sociophys.simd.vector import Vector, as_vector, call_llvm, common, compared


def _result(typing: Any, *kinds: Any) -> Any:
    """Return the type that operands have in common: that of the vectors, else of the scalars; None if there is none."""
    vectors = [kind for kind in kinds if isinstance(kind, Vector)]
    if not vectors:
        return typing.unify_types(*(types.unliteral(kind) for kind in kinds))
    fits = all(common(vectors[0], kind) is not None for kind in kinds)
    return vectors[0] if fits else None


def _operands(context: Any, builder: Any, args: Any, kinds: Any, wanted: Any) -> list[Any]:
    """Return operands as values of one type, a vector's or a scalar's."""
    make = as_vector if isinstance(wanted, Vector) else _scalar
    return [make(context, builder, value, own, wanted) for value, own in zip(args, kinds, strict=True)]


def _scalar(context: Any, builder: Any, value: Any, own: Any, wanted: Any) -> Any:
    return context.cast(builder, value, types.unliteral(own), wanted)


@intrinsic
def where(typing: Any, condition: Any, a: Any, b: Any) -> Any:
    """Return a where the condition holds, else b."""
    kind = _result(typing, a, b)
    if isinstance(condition, Vector) and not isinstance(kind, Vector):
        kind = Vector(kind, condition.lanes)

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(args[0], *_operands(context, builder, args[1:], signature.args[1:], kind))

    return kind(condition, a, b), make


def _extreme(typing: Any, a: Any, b: Any, sign: str) -> Any:
    """Return signature and code of the smaller or larger: the form that processors have an instruction for."""
    kind = _result(typing, a, b)

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        x, y = _operands(context, builder, args, signature.args, kind)
        return builder.select(compared(builder, kind, sign, x, y), x, y)

    return kind(a, b), make


@intrinsic
def minimum(typing: Any, a: Any, b: Any) -> Any:
    """Return the smaller; b where either is no number."""
    return _extreme(typing, a, b, "<")


@intrinsic
def maximum(typing: Any, a: Any, b: Any) -> Any:
    """Return the larger; b where either is no number."""
    return _extreme(typing, a, b, ">")


@intrinsic
def fma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return a b + c, rounded once."""
    kind = _result(typing, a, b, c)

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        terms = _operands(context, builder, args, signature.args, kind)
        return call_llvm(builder, "fma", terms[0].type, terms)

    return kind(a, b, c), make


@intrinsic
def floor(typing: Any, a: Any) -> Any:
    """Return the largest whole number not above, as a floating-point number."""
    return a(a), lambda context, builder, signature, args: call_llvm(builder, "floor", args[0].type, [args[0]])


@intrinsic
def rotate_left(typing: Any, a: Any, count: Any) -> Any:
    """Return unsigned integers (a vector or one) with their bits rotated toward the high end."""
    kind = types.unliteral(a)

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if isinstance(kind, Vector):
            by = as_vector(context, builder, args[1], signature.args[1], kind)
        else:
            by = context.cast(builder, args[1], signature.args[1], kind)
        return call_llvm(builder, "fshl", args[0].type, [args[0], args[0], by])

    return kind(a, count), make


@intrinsic
def cast(typing: Any, vector: Any, dtype: Any) -> Any:
    """Return a vector's numbers as another type, towards zero; a mask as 0 and 1."""
    kind = Vector(dtype.dtype, vector.lanes)
    return kind(vector, dtype), lambda context, builder, signature, args: _converted(builder, args[0], vector, kind)


def _converted(builder: Any, value: Any, own: Vector, wanted: Vector) -> Any:
    llvm, unsigned = wanted.llvm, own.is_mask or not getattr(own.scalar, "signed", True)
    if own.is_float and wanted.is_float:
        if own.scalar.bitwidth == wanted.scalar.bitwidth:
            return value
        return (builder.fpext if own.scalar.bitwidth < wanted.scalar.bitwidth else builder.fptrunc)(value, llvm)
    if own.is_float:
        return (builder.fptosi if wanted.scalar.signed else builder.fptoui)(value, llvm)
    if wanted.is_float:
        return (builder.uitofp if unsigned else builder.sitofp)(value, llvm)
    width = 1 if own.is_mask else own.scalar.bitwidth
    if width >= wanted.scalar.bitwidth:
        return value if width == wanted.scalar.bitwidth else builder.trunc(value, llvm)
    return (builder.zext if unsigned else builder.sext)(value, llvm)


@intrinsic
def bitcast(typing: Any, vector: Any, dtype: Any) -> Any:
    """Return a vector's bits read as numbers of another type of the same width."""
    kind = Vector(dtype.dtype, vector.lanes)
    return kind(vector, dtype), lambda context, builder, signature, args: builder.bitcast(args[0], kind.llvm)
