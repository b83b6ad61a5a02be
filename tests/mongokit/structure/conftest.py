"""Document classes made by a test."""

import types
from typing import Any, Protocol

import pytest

from mongokit import SchemaDocument


class Declare(Protocol):
    """Make a document class of the name ``MyDoc``."""

    def __call__(self, *bases: type, **attributes: Any) -> Any:
        """Run the class statement with these bases and class attributes."""


@pytest.fixture
def declare() -> Declare:
    """Give what runs a class statement; without bases that of a SchemaDocument."""

    def make(*bases: type, **attributes: Any) -> Any:
        return types.new_class(
            "MyDoc",
            bases or (SchemaDocument,),
            exec_body=lambda n: n.update(attributes),
        )

    return make
