"""The type, and what the makers of its code share: each takes a builder, values and their types."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import models, register_model


class Vector(types.Type):
    """``lanes`` numbers of one Numba scalar type; booleans make a mask."""

    def __init__(self, scalar: Any, lanes: int) -> None:
        super().__init__(name=f"vector({scalar} x {lanes})")
        self.scalar, self.lanes = scalar, lanes

    @property
    def key(self) -> Any:
        """What tells two types apart."""
        return self.scalar, self.lanes

    @property
    def is_float(self) -> bool:
        """Whether lanes hold floating-point numbers."""
        return isinstance(self.scalar, types.Float)

    @property
    def is_mask(self) -> bool:
        """Whether lanes hold booleans."""
        return isinstance(self.scalar, types.Boolean)

    @property
    def mask(self) -> Vector:
        """The type of comparisons."""
        return Vector(types.boolean, self.lanes)

    @property
    def llvm(self) -> Any:
        """The LLVM type."""
        return ir.VectorType(llvm_scalar(self.scalar), self.lanes)


def llvm_scalar(scalar: Any) -> Any:
    """Return the LLVM type of a lane."""
    if isinstance(scalar, types.Boolean):
        return ir.IntType(1)
    if isinstance(scalar, types.Float):
        return ir.FloatType() if scalar.bitwidth == 32 else ir.DoubleType()
    return ir.IntType(scalar.bitwidth)


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, kind.llvm)


def spread(builder: Any, value: Any, lanes: int) -> Any:
    """Copy an LLVM scalar into all lanes."""
    vector = ir.VectorType(value.type, lanes)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros)


def constant(kind: Vector, value: Any) -> Any:
    """Return a number in all lanes."""
    return ir.Constant(kind.llvm, [value] * kind.lanes)


def as_vector(context: Any, builder: Any, value: Any, own: Any, wanted: Vector) -> Any:
    """Return an operand as a value of the wanted vector type: scalars are cast, then spread."""
    if isinstance(own, Vector):
        return value
    scalar = context.cast(builder, value, types.unliteral(own), wanted.scalar)
    return spread(builder, scalar, wanted.lanes)


def is_scalar(kind: Any) -> bool:
    """Return whether a Numba type is a number or a boolean."""
    return isinstance(types.unliteral(kind), types.Number | types.Boolean)


def common(first: Any, second: Any) -> Vector | None:
    """Return the vector type of a mixed operation; None where there is none."""
    if isinstance(first, Vector) and isinstance(second, Vector):
        return first if first == second else None
    vector, other = (first, second) if isinstance(first, Vector) else (second, first)
    if not isinstance(vector, Vector) or not is_scalar(other):
        return None
    if isinstance(types.unliteral(other), types.Float) and not vector.is_float:
        return None
    return vector


def call_llvm(builder: Any, name: str, kind: Any, args: list[Any]) -> Any:
    """Call an LLVM intrinsic whose arguments and result have one type."""
    full = f"llvm.{name}." + (f"v{kind.count}{_suffix(kind.element)}" if hasattr(kind, "count") else _suffix(kind))
    function = ir.FunctionType(kind, [kind] * len(args))
    return builder.call(cgutils.get_or_insert_function(builder.module, function, full), args)


def _suffix(kind: Any) -> str:
    if isinstance(kind, ir.FloatType):
        return "f32"
    return "f64" if isinstance(kind, ir.DoubleType) else f"i{kind.width}"


def compared(builder: Any, kind: Any, sign: str, a: Any, b: Any) -> Any:
    """Compare two values of one vector or scalar type; what is no number is unequal to all."""
    scalar = kind.scalar if isinstance(kind, Vector) else kind
    if isinstance(scalar, types.Float):
        return (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, a, b)
    return (builder.icmp_signed if getattr(scalar, "signed", False) else builder.icmp_unsigned)(sign, a, b)
