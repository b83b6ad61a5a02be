"""Operators in structures, which accept or exclude several types or values."""

from collections.abc import Iterator
from typing import Any, ClassVar

from mongokit.custom_types import loaded_as, loaded_value

__all__ = ["IS", "NOT", "OR", "SchemaOperator"]


class SchemaOperator:
    """Base class of operators.

    A subclass sets :attr:`repr` and overrides :meth:`validate`.

    :param operands: types, or values for an operator that compares values.
    :raises AssertionError: if the class has no ``repr``.
    """

    repr: ClassVar[str | None] = None
    """The word between the operands."""

    takes_values: ClassVar[bool] = False
    """Whether the operands are values instead of types."""

    def __init__(self, *operands: Any) -> None:
        if self.repr is None:
            raise AssertionError(f"{type(self).__name__} has no repr")
        self._operands = list(operands)

    def __iter__(self) -> Iterator[Any]:
        """Yield the operands."""
        return iter(self._operands)

    def __eq__(self, other: object) -> bool:
        """Return whether class and operands are equal."""
        if not isinstance(other, SchemaOperator):
            return NotImplemented
        return type(other) is type(self) and other._operands == self._operands

    def __hash__(self) -> int:
        """Return a hash that ignores the operands' values, which may be unhashable."""
        return hash((type(self), len(self._operands)))

    def __str__(self) -> str:
        return f"<{f' {self.repr} '.join(map(_name, self._operands))}>"

    def __repr__(self) -> str:
        return str(self)

    def validate(self, value: Any) -> bool:
        """Return whether a value other than ``None`` is valid.

        :raises NotImplementedError: if the subclass does not override it.
        """
        raise NotImplementedError(f"{type(self).__name__} has no validate()")

    def expectation(self) -> str:
        """Return the expectation for messages: ``be an instance of <int or str>``."""
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
        """Return whether a value has one of the types."""
        return isinstance(value, self._types)


class NOT(SchemaOperator):
    """A value of none of the types: ``NOT(str, int)``."""

    repr = "not"

    def __str__(self) -> str:
        return f"<{', '.join(f'not {_name(operand)}' for operand in self)}>"

    def validate(self, value: Any) -> bool:
        """Return whether a value has none of the types."""
        return not isinstance(value, tuple(self._operands))


class IS(SchemaOperator):
    """A value that equals an operand and has its type: ``IS('spam', 3)``."""

    repr = "is"
    takes_values = True

    def __init__(self, *operands: Any) -> None:
        super().__init__(*operands)
        loaded = map(_loaded_value, operands)
        self._allowed = [*operands, *(v for v in loaded if v not in operands)]

    def __str__(self) -> str:
        return f"<{' or '.join(f'is {operand!r}' for operand in self)}>"

    def validate(self, value: Any) -> bool:
        """Return whether a value equals an operand and is an instance of its type.

        The form in which the driver loads an operand is valid, too.
        """
        return any(
            isinstance(value, type(allowed)) and value == allowed
            for allowed in self._allowed
        )

    def expectation(self) -> str:
        """Return the expectation for messages, such as ``be in [1, 2]``."""
        return f"be in {self._operands}"
