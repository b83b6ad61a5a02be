"""Operators of a structure: one of several types, or one of several values."""

from collections.abc import Iterator
from typing import Any, ClassVar

from mongokit.custom_types import loaded_as, loaded_value

__all__ = ["IS", "NOT", "OR", "SchemaOperator"]


class SchemaOperator:
    """The base of all operators.

    A subclass sets :attr:`repr` and overrides :meth:`validate`.

    :param operands: types, or values for an operator that compares values.
    :raises AssertionError: the class has no ``repr``.
    """

    repr: ClassVar[str | None] = None
    """The word between the operands."""

    takes_values: ClassVar[bool] = False
    """Whether the operands are values, and not types."""

    def __init__(self, *operands: Any) -> None:
        if self.repr is None:
            raise AssertionError(f"{type(self).__name__} has no repr")
        self._operands = list(operands)

    def __iter__(self) -> Iterator[Any]:
        """Yield the operands."""
        return iter(self._operands)

    def __eq__(self, other: object) -> bool:
        """Tell whether class and operands are equal."""
        if not isinstance(other, SchemaOperator):
            return NotImplemented
        return type(other) is type(self) and other._operands == self._operands

    def __hash__(self) -> int:
        """Return a hash that goes with :meth:`__eq__`; operands may have none."""
        return hash((type(self), len(self._operands)))

    def __str__(self) -> str:
        return f"<{f' {self.repr} '.join(map(_name, self._operands))}>"

    def __repr__(self) -> str:
        return str(self)

    def validate(self, value: Any) -> bool:
        """Tell whether a value that is not ``None`` is right.

        :raises NotImplementedError: the subclass lacks it.
        """
        raise NotImplementedError(f"{type(self).__name__} has no validate()")

    def expectation(self) -> str:
        """Return what a value must do, for messages."""
        return f"be an instance of {self}"


def _loaded_value(operand: Any) -> Any:
    try:
        return loaded_value(operand)
    except TypeError:
        return operand


def _name(operand: Any) -> str:
    return operand.__name__ if isinstance(operand, type) else repr(operand)


class OR(SchemaOperator):
    """A value of any of the types: ``OR(str, int)``."""

    repr = "or"

    def __init__(self, *operands: Any) -> None:
        super().__init__(*operands)
        self._types = loaded_as(operands)

    def validate(self, value: Any) -> bool:
        """Tell whether a value is of one of the types."""
        return isinstance(value, self._types)


class NOT(SchemaOperator):
    """A value of none of the types: ``NOT(str, int)``."""

    repr = "not"

    def __str__(self) -> str:
        return f"<{', '.join(f'not {_name(operand)}' for operand in self)}>"

    def validate(self, value: Any) -> bool:
        """Tell whether a value is of none of the types."""
        return not isinstance(value, tuple(self._operands))


class IS(SchemaOperator):
    """One of the values, its type included: ``IS('spam', 3)``."""

    repr = "is"
    takes_values = True

    def __init__(self, *operands: Any) -> None:
        super().__init__(*operands)
        loaded = map(_loaded_value, operands)
        self._allowed = [*operands, *(v for v in loaded if v not in operands)]

    def __str__(self) -> str:
        return f"<{' or '.join(f'is {operand!r}' for operand in self)}>"

    def validate(self, value: Any) -> bool:
        """Tell whether a value is equal to an operand, and of its type.

        What a stored operand is loaded as is right as well.
        """
        return any(
            isinstance(value, type(allowed)) and value == allowed
            for allowed in self._allowed
        )

    def expectation(self) -> str:
        """Return what a value must do, for messages."""
        return f"be in {self._operands}"
